"""A world of the compiled kernel, month by month: decisions in, tables out.

    world = sim.World(sim.load("headline"), arm="wiifwe", seed=1)
    world.step(months=12)
    world.step(decisions=[sim.Decision("supplier", 3, "keep", False)])
    world.relationships

Months are counted from 0 where they are decided, as months played before, and from 1 in tables. A world is a
function of its scenario, its seed and the decisions made in it. So the list of these, `decisions`, is the
whole game: by it the world can be played again, to an earlier month, or with one changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.decision import Decision, checked, order_of, subject
from sim.draws import WORD_MASK
from sim.ensemble.kernel import play
from sim.ensemble.lanes import BOND, BOND_ROWS, TERM_ROWS, TERMS
from sim.ensemble.orders import COLUMNS, orders_of
from sim.ensemble.outcomes import STATUS
from sim.ensemble.rows import staged
from sim.ensemble.run import Block as Played
from sim.ensemble.run import block_of, enter, outcomes
from sim.ensemble.tables import ROLES, accounts_by, events_table
from sim.primitives import LANES, PITCH
from sim.quantities import Form, Outlook
from sim.rules.trust import trust
from sim.scenario import Arm, Scenario
from sim.spelling import ConfigError, kind_given, shown, whole
from sim.worlds import TRAILING, arm_named

if TYPE_CHECKING:
    import pandas as pd

STATE = {
    **{name: TERMS + TERM_ROWS.index(name) for name in TERM_ROWS[:7]},
    **{name: BOND + BOND_ROWS.index(name) for name in BOND_ROWS},
}
"""Columns of the table of relationships, and the rows in which the kernel keeps them."""
FOREVER = 10**9  # months
SOURCE = "parameters of World"
UNTRACED = "this world keeps no events; make it with `trace=True`"


class Firm(NamedTuple):
    """A slot as it stands: a row of `World.firms`."""

    cash: float  # money
    payoff: float  # money, the last month's
    value: float  # money, all payoffs of the slot so far
    alive: bool


class World:
    """One world of a scenario, as `run_ensemble` plays it, stopped after any month.

    `arm` names an arm of the scenario; without, its own population plays. `seed` and `replicate` are the
    address of its luck. `decisions` are those of a game to play again, each in its month. With `trace`,
    `events` tells every relationship's every month.

    Raises ConfigError for an arm that does not exist or a decision that nobody can make.
    """

    def __init__(
        self, scenario: Scenario, *, arm: str | None = None, seed: int = 1, replicate: int = 0,
        decisions: Iterable[Decision] = (), trace: bool = False, interpreted: bool = False,
    ) -> None:  # fmt: skip
        self.scenario = kind_given("scenario", scenario, Scenario, "a `Scenario`, as of `sim.load`")
        self.arm = arm
        self.seed = whole("seed", seed, 0, WORD_MASK)
        self.replicate = whole("replicate", replicate, 0, WORD_MASK)
        playing = Arm("world", scenario.population) if arm is None else arm_named(scenario, arm, SOURCE)
        self.stage = staged(scenario, playing, self.seed, {})
        self.months = self.stage.scenario.market.months
        self.month = 0
        """Months played."""
        self._options = {"trace": trace, "interpreted": interpreted}
        self._block = block_of(self.stage, self.seed, self.replicate, 1, **self._options)
        self._since, self._until = (self._block.plan.places[name] for name in ("since", "until"))
        self._by_month: dict[int, list[Decision]] = {}
        for one in decisions:
            checked(one, self.stage.scenario.market)
            if one.month is None:
                raise ConfigError(f"a decision to play again must say its `month`: {shown(one)}")
            self._by_month.setdefault(one.month, []).append(one)
        self._played(0)  # the first morning: founders, and nobody bound

    def __repr__(self) -> str:
        return f"World(arm={self.stage.arm.name!r}, seed={self.seed}, month {self.month} of {self.months})"

    @property
    def running(self) -> bool:
        """Whether there are months left."""
        return self.month < self.months

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All decisions made, and those still to come of a game that is played again; by month."""
        return tuple(one for month in sorted(self._by_month) for one in self._by_month[month])

    def step(self, months: int = 1, decisions: Iterable[Decision] = ()) -> None:
        """Play months; what is decided holds in each of them. After the last month nothing happens.

        Raises ConfigError for a decision that nobody can make, or that is for another month.
        """
        until = min(self.month + whole("months", months, 0, FOREVER), self.months)
        made = tuple(decisions)
        if made or self._by_month:
            for one in made:
                checked(one, self.stage.scenario.market)
                if one.month is not None and one.month != self.month:
                    raise ConfigError(f"`month` of a decision is {one.month}; allowed: {self.month}, or none")
            while self.month < until:
                self._decided(made)
        elif self.month < until:
            self._played(until)

    def __reduce__(self) -> tuple[Any, ...]:
        made = (self.scenario, self.arm, self.seed, self.replicate, self.decisions, self._options)
        return _again, (*made, self.month)

    def __copy__(self) -> World:
        return self.copy()

    def __deepcopy__(self, _memo: Any) -> World:
        return self.copy()

    def copy(self) -> World:
        """The same world once more; what is done in one does not show in the other."""
        other = object.__new__(World)
        other.__dict__.update(self.__dict__)
        other._block = self._block.copy()
        other._by_month = {month: list(known) for month, known in self._by_month.items()}
        return other

    def replayed(self, month: int | None = None, decisions: Iterable[Decision] | None = None) -> World:
        """This game from its first month to another (by default, to this one), perhaps with other decisions.

        Of decisions made after that month none is kept: `world.replayed(world.month - 1)` takes a month back.
        """
        until = self.month if month is None else whole("month", month, 0, self.months)
        kept = [
            one
            for one in (self.decisions if decisions is None else decisions)
            if one.month is None or one.month < until
        ]
        again = World(
            self.scenario, arm=self.arm, seed=self.seed, replicate=self.replicate, decisions=kept,
            **self._options,
        )  # fmt: skip
        again.step(until)
        return again

    def instead(self, month: int, *decisions: Decision) -> World:
        """This game with other decisions of the same firms about the same things in a month: what if?

        `month` is how many months were played before it: of what `events` tells of month 9 it is 8.
        """
        if self.month == 0:
            raise ConfigError(f"`month` is {shown(month)}, but no month is played yet")
        whole("month", month, 0, self.month - 1)
        new = [one._replace(month=month) for one in decisions]
        changed = {subject(one) for one in new}
        kept = [one for one in self.decisions if one.month != month or subject(one) not in changed]
        return self.replayed(decisions=[*kept, *new])

    @property
    def firms(self) -> pd.DataFrame:
        """A row a slot: who holds it, since when, with how much cash; `payoff` is the last month's."""
        import pandas as pd

        left = self._block.arguments
        bonds = left["bonds"]
        used = ((bonds.partner >= 0).astype(np.int64), bonds.used)
        parts: list[pd.DataFrame] = []
        for role, firms, partners in zip(ROLES, (left["buyers"], left["suppliers"]), used):
            names = [self.stage.names[number] for number in firms.strategy]
            parts.append(
                pd.DataFrame(
                    {
                        "role": role, "slot": np.arange(firms.cash.size), "strategy": names,
                        "generation": firms.generation.copy(), "born": firms.born.copy(),
                        "alive": firms.returns < 0, "cash": firms.cash.copy(),
                        "payoff": self._payoffs(firms),
                        "value": firms.value.copy(), "partners": partners.copy(),
                    }
                )
            )  # fmt: skip
        return pd.concat(parts, ignore_index=True)

    def firm(self, role: str, slot: int) -> Firm:
        """One slot of these, without a table."""
        held = self._block.arguments[f"{role}s"]
        payoff, alive = self._payoffs(held)[slot], bool(held.returns[slot] < 0)
        return Firm(float(held.cash[slot]), float(payoff), float(held.value[slot]), alive)

    def _payoffs(self, firms: Any) -> NDArray[np.float64]:
        """The last month's payoffs by slot; of one that was empty in that month, 0."""
        failed = firms.returns - int(self.stage.scenario.money.entry_delay)
        lived = (firms.born < self.month) & ((firms.returns < 0) | (failed == self.month - 1))
        return np.where(lived, firms.recent[(self.month - 1) % TRAILING], 0.0)

    def traced(self, month: int) -> NDArray[np.float64]:
        """A month's relationships, counted from 1, by buyer and `TRACE_COLUMNS`; of those without one -1."""
        if not self._options["trace"]:
            raise ConfigError(UNTRACED)
        return self._block.arguments["traced"][whole("month", month, 1, self.month) - 1].copy()

    @property
    def relationships(self) -> pd.DataFrame:
        """A row a running relationship: the two, their terms, how it stands, what each has of the other."""
        import pandas as pd

        bonds = self._block.arguments["bonds"]
        buyers = np.flatnonzero(bonds.partner >= 0)

        def row(number: int) -> Any:
            return bonds.rows[buyers // LANES, number * PITCH + bonds.lane[buyers]]

        table: dict[str, Any] = {"buyer": buyers, "supplier": bonds.partner[buyers]}
        table |= {name: row(number) for name, number in STATE.items()}
        table["form"] = [Form(int(form)).name.lower() for form in table["form"]]
        strength = float(self.stage.worlds[0]["trust_strength"])
        for side in ROLES:
            prior = row(TERMS + TERM_ROWS.index(f"prior_{side}"))
            table[f"trust_{side}"] = trust(prior, strength, table[f"good_{side}"], table[f"bad_{side}"])
        return pd.DataFrame(table | {"opened": bonds.opened[buyers], "ended": bonds.ended[buyers]})

    @property
    def accounts(self) -> pd.DataFrame:
        """What happened to the money, by role, strategy and month; money in months of the reference price."""
        books = self._block.arguments["accounts"][0]
        return accounts_by(self.stage.names, books[:, :, : self.month])

    @property
    def public(self) -> dict[str, float]:
        """What everybody knows: the public means, and the market's log cost."""
        numbers = self._block.arguments["market"].numbers.tolist()
        return dict(zip((*Outlook._fields, "log_cost"), numbers))

    @property
    def events(self) -> pd.DataFrame:
        """Every relationship's every month so far, counted from 1; only of a world with `trace`."""
        if not self._options["trace"]:
            raise ConfigError(UNTRACED)
        return events_table(self.stage.names, self._block.arguments["traced"])

    @property
    def outcomes(self) -> dict[str, Any]:
        """What the world came to, once its last month is played: a row of `run_ensemble`'s replicates."""
        if self.running:
            raise ConfigError(f"this world runs on for {self.months - self.month} months; play them first")
        left = Played(*(self._block.arguments[name] for name in Played._fields))
        told = {name: float(column[0]) for name, column in outcomes(self.stage, left).items()}
        return {"status": STATUS[int(left.status[0])], **told}

    def _played(self, until: int) -> None:
        cells = self._block.cells
        cells[self._since], cells[self._until] = self.month, until
        if self._options["interpreted"]:
            self._block.arguments |= {"since": self.month, "until": until}
            enter(self._block, interpreted=True)
        else:
            play(self._block)
        self.month = until

    def _decided(self, decisions: Sequence[Decision]) -> None:
        """Play a month in which something may be decided."""
        made = [one._replace(month=self.month) for one in decisions]
        if made:
            self._by_month.setdefault(self.month, []).extend(made)
        told = [order_of(one) for one in self._by_month.get(self.month, ())]
        given = np.array(told, np.int64).reshape(-1, len(COLUMNS))
        buyers = self.stage.scenario.market.buyers if told or self.stage.chances else 0
        self._block.put("orders", orders_of(given, buyers))
        self._played(self.month + 1)


def _again(
    scenario: Scenario, arm: str | None, seed: int, replicate: int, decisions: tuple[Decision, ...],
    options: dict[str, bool], month: int,
) -> World:  # fmt: skip
    """A world as it was when it was put away: by what made it, not by its arrays."""
    world = World(scenario, arm=arm, seed=seed, replicate=replicate, decisions=decisions, **options)
    world.step(month)
    return world
