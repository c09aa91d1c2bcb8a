"""Tidy tables from what the kernel counts: accounts, series, life tables, one row per replicate.

Everything is folded replicate by replicate in order of number, so sums are the same bits whatever the blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble import books
from sim.ensemble.outcomes import OUTCOMES, STATUS, alive
from sim.ensemble.state import TRACE_COLUMNS
from sim.ensemble.summaries import Kept, Rows
from sim.scenario import Arm, Scenario
from sim.worlds import ACCOUNTS

if TYPE_CHECKING:
    import pandas as pd

ROLES = ("buyer", "supplier")
KINDS = ("buyer", "supplier", "relationship")
FOUNDING = ("founding_buyer", "founding_supplier")
"""Kinds of the life table of those that founded a slot: their first failure, or the end of the run."""
SERIES = ("joint", "buyer", "supplier")
ENSEMBLE = tuple(name for name in OUTCOMES if not name.startswith("focal_"))
"""Outcomes of a replicate; by strategy they stand in the table of firms."""


@dataclass(frozen=True)
class Result:
    """What an ensemble gives, as tidy tables. Money is in months of the reference price.

    `accounts`: sums over replicates by arm, role, strategy, month. `series`: mean and standard deviation
    over replicates of each month's payoff per buyer slot. `lifetables`: at risk, events and censored by
    age. `replicates`: a row per arm and replicate, for paired comparisons. `firms`: the same by role and
    the strategy that founders brought. (These two have no rows where they were written to a folder.)
    `spells`, where asked for: how many ended and were censored by age, in each replicate.
    """

    arms: tuple[Arm, ...]
    months: int
    buyers: int
    suppliers: int
    seed: int
    accounts: pd.DataFrame
    series: pd.DataFrame
    lifetables: pd.DataFrame
    replicates: pd.DataFrame
    firms: pd.DataFrame
    spells: pd.DataFrame | None = None
    events: Any = field(repr=False, default=None)
    """`events(arm, replicate)`: every relationship-month of that replicate, as a table."""

    def save(self, folder: str | Path) -> Path:
        """Write every table as Parquet, its columns with meanings and units, and a manifest; the folder.

        Raises:
            ConfigError: the folder cannot be written, or holds something else.
        """
        return _shown("saved")(self, folder)

    def plot(self, outcome: str = "joint_slot", *, title: str = "") -> Any:
        """A figure of an outcome of each arm, mean and 95 % interval; `alive`: how long relationships last.

        Raises:
            ConfigError: there is no such outcome.
        """
        return _shown("plotted")(self, outcome, title)

    def _repr_html_(self) -> str:
        return _shown("html")(self)


def _shown(name: str) -> Callable[..., Any]:
    """What shows results stands above what makes them: it is found by its name, when it is wanted."""
    return getattr(import_module("sim.showing"), name)


@dataclass
class ArmTotals:
    """The running totals of one arm."""

    arm: Arm
    scenario: Scenario
    names: tuple[str, ...]
    spells_kept: int = 0
    replicates: Rows = field(default_factory=Kept)
    firms: Rows = field(default_factory=Kept)
    accounts: NDArray[np.float64] = field(init=False)
    lives: NDArray[np.int64] = field(init=False)
    founding: NDArray[np.int64] = field(init=False)  # [2, strategies, months + 1, 2]
    sums: NDArray[np.float64] = field(init=False)  # [3, months]
    squares: NDArray[np.float64] = field(init=False)
    spells: list[Spells] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        months, number = self.scenario.market.months, len(self.names)
        self.accounts = np.zeros((2, number, months, len(ACCOUNTS)))
        self.lives = np.zeros((3, number, months + 1, 2), np.int64)
        self.founding = np.zeros((2, number, months + 1, 2), np.int64)
        self.sums = np.zeros((3, months))
        self.squares = np.zeros((3, months))

    def fold(self, first: int, block: Any, outcomes: Mapping[str, NDArray[np.float64]]) -> None:
        """Add a block whose first replicate is number `first`; blocks come in order.

        Sums of money go world by world, in order; whole numbers are added at once.
        """
        numbers = range(first, first + block.status.size)
        self.lives += block.lives.sum(axis=0)
        self.found(block)
        for accounts, monthly in zip(block.accounts, self.monthly(block)):
            self.accounts += accounts
            self.sums += monthly
            self.squares += monthly * monthly
        asked = max(0, min(len(numbers), self.spells_kept - self.count))
        self.spells += [spells_of(one, lives) for one, lives in zip(numbers[:asked], block.lives)]
        self.count += len(numbers)
        columns = zip(*(outcomes[name].tolist() for name in ENSEMBLE))
        self.replicates.add(
            [
                {
                    "arm": self.arm.name,
                    "replicate": one,
                    "status": STATUS[status],
                    **dict(zip(ENSEMBLE, made)),
                }
                for one, status, made in zip(numbers, block.status.tolist(), columns)
            ]
        )
        self.firms.add(self.firm_rows(numbers, block))

    def found(self, block: Any) -> None:
        """Count when the founders of a block's worlds failed for the first time, or that they lived on."""
        months, buyers = self.scenario.market.months, self.scenario.market.buyers
        role = np.broadcast_to(np.arange(block.deaths.shape[1]) >= buyers, block.deaths.shape)
        lived = block.deaths == 0
        age = np.where(lived, months, block.deaths)
        places = (role.astype(np.int64), block.founders, age, lived.astype(np.int64))
        flat = np.ravel_multi_index(places, self.founding.shape).ravel()
        self.founding += np.bincount(flat, minlength=self.founding.size).reshape(self.founding.shape)

    def monthly(self, block: Any) -> NDArray[np.float64]:
        """Payoffs by month per buyer slot: joint, buyers', suppliers'; [n, 3, months]."""
        parties = block.accounts[..., books.PAYOFF].sum(axis=2) / self.scenario.market.buyers
        return np.stack([parties[:, 0] + parties[:, 1], parties[:, 0], parties[:, 1]], axis=1)

    def firm_rows(self, numbers: Sequence[int], block: Any) -> list[dict[str, Any]]:
        """The rows of a block's worlds by role and founders' strategy."""
        market = self.scenario.market
        parts = (slice(0, market.buyers), slice(market.buyers, None))
        failed = block.lives[..., 0].sum(axis=3)
        rows: list[list[dict[str, Any]]] = [[] for _ in numbers]
        for role, part in enumerate(parts):
            deaths, values, founders = block.deaths[:, part], block.values[:, part], block.founders[:, part]
            for number, name in enumerate(self.names):
                held = founders == number
                count = held.sum(axis=1)
                shares = alive(deaths, market.months, held)
                for place in np.flatnonzero(count).tolist():
                    rows[place].append(
                        {
                            "arm": self.arm.name, "replicate": numbers[place], "role": ROLES[role],
                            "strategy": name, "slots": int(count[place]),
                            "value": float(values[place][held[place]].mean() / market.months),
                            "bankruptcies": int(failed[place, role, number]),
                            **{mark: float(share[place]) for mark, share in shares.items()},
                        }
                    )  # fmt: skip
        return [row for world in rows for row in world]

    def account_table(self) -> pd.DataFrame:
        """Accounts by role, strategy and month."""
        flat = accounts_by(self.names, self.accounts)
        flat.insert(3, "replicates", self.count)
        flat.insert(0, "arm", self.arm.name)
        return flat

    def series_table(self) -> pd.DataFrame:
        """Mean and standard deviation over replicates of each month's payoff per buyer slot."""
        import pandas as pd

        months = self.scenario.market.months
        columns: dict[str, Any] = {"arm": self.arm.name, "month": np.arange(1, months + 1)}
        for place, name in enumerate(SERIES):
            mean = self.sums[place] / self.count
            spread = np.maximum(0.0, self.squares[place] - self.count * mean * mean)
            columns[f"{name}_mean"] = mean
            columns[f"{name}_sd"] = np.sqrt(spread / max(1, self.count - 1))
        return pd.DataFrame({**columns, "replicates": self.count})

    def spell_table(self) -> pd.DataFrame:
        """How many ended and were censored by age in each replicate, strategies pooled; ages with any."""
        import pandas as pd

        replicate, kind, age, events, censored = (np.concatenate(parts) for parts in zip(*self.spells))
        return pd.DataFrame(
            {
                "arm": self.arm.name, "replicate": replicate, "kind": np.array(KINDS)[kind], "age": age,
                "events": events, "censored": censored,
            }
        )  # fmt: skip

    def life_table(self) -> pd.DataFrame:
        """At risk, events and censored by age, for firms of each role and for relationships."""
        import pandas as pd

        parts: list[pd.DataFrame] = []
        ends_of = {**dict(zip(KINDS, self.lives)), **dict(zip(FOUNDING, self.founding))}
        for label, by_strategy in ends_of.items():
            for number, name in enumerate(self.names):
                ends = by_strategy[number]
                if not ends.any():
                    continue
                leaving = ends.sum(axis=1)
                parts.append(
                    pd.DataFrame(
                        {
                            "arm": self.arm.name, "kind": label, "strategy": name,
                            "age": np.arange(leaving.size),
                            "at_risk": leaving[::-1].cumsum()[::-1],
                            "events": ends[:, 0], "censored": ends[:, 1],
                        }
                    )
                )  # fmt: skip
        return pd.concat(parts, ignore_index=True)


def accounts_by(names: tuple[str, ...], accounts: NDArray[np.float64]) -> pd.DataFrame:
    """Accounts [2, strategies, months, columns] as a table: by role, strategy and month, from 1 on."""
    import pandas as pd

    months = range(1, accounts.shape[2] + 1)
    index = pd.MultiIndex.from_product([ROLES, names, months], names=["role", "strategy", "month"])
    return pd.DataFrame(accounts.reshape(-1, len(ACCOUNTS)), index, list(ACCOUNTS)).reset_index()


Spells = tuple[NDArray[np.int64], ...]
"""Columns of equal length: replicate, kind, age, events, censored."""


def spells_of(replicate: int, lives: NDArray[np.int64]) -> Spells:
    """What ended and was censored in one replicate, by kind and age; ages with any."""
    pooled = lives.sum(axis=1)
    kind, age = np.nonzero(pooled.sum(axis=2))
    return np.full(age.size, replicate), kind, age, pooled[kind, age, 0], pooled[kind, age, 1]


def result_of(
    scenario: Scenario, totals: Sequence[ArmTotals], seed: int, events: Callable[..., Any]
) -> Result:
    """The tables of all arms, whose rows go to the same places."""
    import pandas as pd

    def joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
        return pd.concat(parts, ignore_index=True)

    return Result(
        tuple(one.arm for one in totals),
        scenario.market.months,
        scenario.market.buyers,
        scenario.market.suppliers,
        seed,
        joined([one.account_table() for one in totals]),
        joined([one.series_table() for one in totals]),
        joined([one.life_table() for one in totals]),
        totals[0].replicates.table(),
        totals[0].firms.table(),
        joined([one.spell_table() for one in totals]) if totals[0].spells else None,
        events,
    )


def events_table(names: tuple[str, ...], traced: NDArray[np.float64]) -> pd.DataFrame:
    """Relationship-months as a table: who, when, what was done and what it gave."""
    import pandas as pd

    months, buyers = np.nonzero(traced[:, :, 0] >= 0)
    table = pd.DataFrame(traced[months, buyers], columns=list(TRACE_COLUMNS))
    table.insert(0, "buyer", buyers)
    table.insert(0, "month", months + 1)
    for column in ("strategy_buyer", "strategy_supplier"):
        table[column] = [names[int(number)] for number in table[column]]
    table["supplier"] = table["supplier"].astype(int)
    return table
