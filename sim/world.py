"""A world of the compiled kernel, month by month: decisions in, tables out.

    world = sim.World(sim.load("headline"), arm="wiifwe", seed=1)
    world.step(months=12)
    world.step(decisions=[sim.Decision("supplier", 3, "keep", False)])
    world.relationships

A world is a function of its scenario, its seed and the decisions made in it. So the list of these,
`decisions`, is the whole game: by it the world can be played again, to an earlier month, or with one changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.decision import Decision, checked, order_of, subject
from sim.ensemble.kernel import play
from sim.ensemble.lanes import BOND, TERMS
from sim.ensemble.orders import orders_of
from sim.ensemble.outcomes import STATUS
from sim.ensemble.rows import staged
from sim.ensemble.run import Block as Played
from sim.ensemble.run import block_of, enter, outcomes
from sim.ensemble.tables import ROLES, accounts_by, events_table
from sim.primitives import LANES, PITCH
from sim.quantities import Form, Outlook
from sim.rules.trust import trust
from sim.scenario import Arm, Scenario
from sim.spelling import ConfigError, advice, shown
from sim.worlds import TRAILING, arms_of

if TYPE_CHECKING:
    import pandas as pd

WORDS = 2**32
"""Addresses of draws are numbers below this."""

STATE = dict(
    form=TERMS, band=TERMS + 1, term=TERMS + 2, power=TERMS + 3, value=TERMS + 4, cost=TERMS + 5,
    fit=TERMS + 6, age=BOND, left=BOND + 1, since=BOND + 2, price=BOND + 3, cost_then=BOND + 4,
    misfit=BOND + 5,
)  # fmt: skip
"""Columns of the table of relationships, and the rows in which the kernel keeps them."""
SIDE = ("grievance", "ledger", "estimate", "good", "bad", "kept", "seen")
SIDES = {"buyer": (BOND + 7, TERMS + 14), "supplier": (BOND + 14, TERMS + 15)}
"""Where what each of the two has of the other begins, and where its prior trust is."""


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
        if not 0 <= seed < WORDS:
            raise ConfigError(f"`seed` is {shown(seed)}; allowed: 0 to {WORDS - 1}")
        if not 0 <= replicate < WORDS:
            raise ConfigError(f"`replicate` is {shown(replicate)}; allowed: 0 to {WORDS - 1}")
        self.scenario, self.arm, self.seed, self.replicate = scenario, arm, seed, replicate
        self.stage = staged(scenario, _arm_of(scenario, arm), seed, {})
        self.months = self.stage.scenario.market.months
        self.month = 0
        """Months played."""
        self._options = {"trace": trace, "interpreted": interpreted}
        self._block = block_of(self.stage, seed, replicate, 1, **self._options)
        self._cells = self._block.cells
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

    def step(self, months: int = 1, decisions: Sequence[Decision] = ()) -> None:
        """Play months; what is decided holds in each of them. After the last month nothing happens.

        Raises ConfigError for a decision that nobody can make.
        """
        until = min(self.month + months, self.months)
        if decisions or self._by_month:
            for one in decisions:
                checked(one, self.stage.scenario.market)
            while self.month < until:
                self._decided(decisions)
        elif self.month < until:
            self._played(until)

    def copy(self) -> World:
        """The same world once more; what is done in one does not show in the other."""
        other = object.__new__(World)
        other.__dict__.update(self.__dict__)
        other._block = self._block.copy()
        other._cells = other._block.cells
        other._by_month = {month: list(known) for month, known in self._by_month.items()}
        return other

    def replayed(self, month: int | None = None, decisions: Iterable[Decision] | None = None) -> World:
        """This game from its first month to another (by default, to this one), perhaps with other decisions.

        Of decisions made after that month none is kept: `world.replayed(world.month - 1)` takes a month back.
        """
        until = self.month if month is None else month
        if not 0 <= until <= self.months:
            raise ConfigError(f"`month` is {shown(month)}; allowed: 0 to {self.months}")
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
        """This game with other decisions of the same firms about the same things in a month: what if?"""
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
                        "payoff": firms.recent[(self.month - 1) % TRAILING].copy(),
                        "value": firms.value.copy(), "partners": partners.copy(),
                    }
                )
            )  # fmt: skip
        return pd.concat(parts, ignore_index=True)

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
        for side, (first, prior) in SIDES.items():
            own = {name: row(first + place) for place, name in enumerate(SIDE)}
            table[f"trust_{side}"] = trust(row(prior), strength, own["good"], own["bad"])
            table |= {f"{name}_{side}": numbers for name, numbers in own.items()}
        return pd.DataFrame(table | {"opened": bonds.opened[buyers], "ended": bonds.ended[buyers]})

    @property
    def accounts(self) -> pd.DataFrame:
        """What happened to the money, by role, strategy and month; money in months of the reference price."""
        whole = self._block.arguments["accounts"][0]
        return accounts_by(self.stage.names, whole[:, :, : self.month])

    @property
    def public(self) -> dict[str, float]:
        """What everybody knows: the public means, and the market's log cost."""
        numbers = self._block.arguments["market"].numbers.tolist()
        return dict(zip((*Outlook._fields, "log_cost"), numbers))

    @property
    def events(self) -> pd.DataFrame:
        """Every relationship's every month so far; only of a world with `trace`."""
        if not self._options["trace"]:
            raise ConfigError("this world keeps no events; make it with `trace=True`")
        return events_table(self.stage.names, self._block.arguments["traced"])

    @property
    def outcomes(self) -> dict[str, Any]:
        """What the world came to, once its last month is played: a row of `run_ensemble`'s replicates."""
        if self.running:
            return {}
        left = Played(*(self._block.arguments[name] for name in Played._fields))
        told = {name: float(column[0]) for name, column in outcomes(self.stage, left).items()}
        return {"status": STATUS[int(left.status[0])], **told}

    def _played(self, until: int) -> None:
        self._cells[self._since] = self.month
        self._cells[self._until] = until
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
        if told:
            given = np.array(told, np.int64)
            self._block.put("orders", orders_of(given, self.stage.scenario.market.buyers))
        self._played(self.month + 1)
        if told:
            self._block.put("orders", orders_of(np.zeros((0, given.shape[1]), np.int64), 0))


def _arm_of(scenario: Scenario, name: str | None) -> Arm:
    if name is None:
        return Arm("world", scenario.population)
    known = {one.name: one for one in arms_of(scenario)}
    if name not in known:
        raise ConfigError(
            f"`arm` is {shown(name)}, which is not an arm; {advice(str(name), known, 'arms are')}"
        )
    return known[name]
