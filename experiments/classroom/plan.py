"""Which market a room plays: a world's parameters, who acts for those who decide nothing, who the others are.

A plan is plain data, so that a room can be opened again from its file, and its games replayed from an export.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sim
from sim.config import scenario_from
from sim.ensemble.tables import ROLES
from sim.fields import plain
from sim.game import Seat, seats
from sim.scenario import Population, Scenario
from sim.spelling import ConfigError, advice, shown

PLAYED = "played"
"""The strategy under which people's firms have their seats: that of the contract, by another name."""
CONTRACTS = {"rigid": "wiifme", "flexible": "wiifme_flexible", "relational": "wiifwe"}
"""How the firms of people go in, and the strategy that knows how to."""
OTHERS = ("wiifme", "wiifwe")
LUCKS = 24
"""Of so many first mornings the one is taken in which most of the class find a partner at once."""


@dataclass(frozen=True)
class Plan:
    """A room's market, before anybody has joined."""

    scenario: Scenario
    seed: int
    base: str
    """The strategy by which people's firms act where they decide nothing."""
    others: tuple[str, ...] = OTHERS
    """The strategies of firms that nobody plays, in equal parts."""

    def told(self) -> dict[str, Any]:
        """The plan as plain data."""
        known = {"scenario": mapping_of(self.scenario), "seed": self.seed}
        return {**known, "base": self.base, "others": list(self.others)}

    def slots(self, role: str) -> int:
        """Firms of a role."""
        market = self.scenario.market
        return market.buyers if role == ROLES[0] else market.suppliers

    def seated(self, players: Mapping[str, int]) -> Scenario:
        """The scenario in which so many firms of each role are played."""
        played = self.scenario.strategies[self.base]
        held = {name: self.scenario.strategies[name] for name in self.others}
        shares = [self._shares(players.get(role, 0), self.slots(role)) for role in ROLES]
        return replace(
            self.scenario, strategies={PLAYED: played, **held}, population=Population(*shares), arms=()
        )

    def _shares(self, players: int, slots: int) -> dict[str, float]:
        """Parts of a role that come out as whole firms."""
        rest, ways = slots - players, len(self.others)
        firms = {PLAYED: players}
        for place, name in enumerate(self.others):
            firms[name] = rest // ways + (place < rest % ways)
        return {name: count / slots for name, count in firms.items() if count}


def mapping_of(scenario: Scenario) -> dict[str, Any]:
    """A scenario without treatments as plain data, from which it is read again."""
    return {name: value for name, value in plain(scenario).items() if name != "arms"}


def plan_from(told: Mapping[str, Any]) -> Plan:
    """The plan that `told` gave."""
    scenario = scenario_from(told["scenario"], source="the room's file")
    return Plan(scenario, told["seed"], told["base"], tuple(told["others"]))


def planned(
    overrides: Sequence[str], *, months: int, seed: int, contract: str, others: Sequence[str]
) -> Plan:
    """A plan as somebody asks for it. Raises ConfigError for what no room can play."""
    for text in overrides:
        if text.lstrip("+~").partition("=")[0].partition("@")[0].partition(".")[0] in ("population", "arms"):
            raise ConfigError(f"`{text}` has no effect here: the class and `--others` play (command line)")
    scenario = sim.load("world", [f"market.months={months}", *overrides])
    if scenario.market.capacity != 1:
        capacity = f"`market.capacity` is {scenario.market.capacity}"
        raise ConfigError(f"{capacity}; in a room every supplier has one slot (command line)")
    if contract not in CONTRACTS:
        hint = advice(contract, CONTRACTS, "allowed")
        raise ConfigError(f"`--contract` is {shown(contract)}; {hint} (command line)")
    for name in others:
        if name not in scenario.strategies:
            hint = advice(name, scenario.strategies, "strategies are")
            raise ConfigError(f"`--others` has {shown(name)}; {hint} (command line)")
    return Plan(scenario, seed, CONTRACTS[contract], tuple(dict.fromkeys(others)))


def opened(plan: Plan, players: Mapping[str, int]) -> sim.World:
    """The world that the class plays, before its first month."""
    scenario = plan.seated(players)
    best, most = None, -1
    for replicate in range(LUCKS):
        world = sim.World(scenario, seed=plan.seed, replicate=replicate, trace=True)
        bound = bound_at_once(world)
        if bound > most:
            best, most = world, bound
    assert best is not None
    return best


def bound_at_once(world: sim.World) -> int:
    """How many of those who are played sign in the first month."""
    tried = world.copy()
    tried.step()
    held = tried.relationships
    return sum(int((held[seat.role] == seat.slot).any()) for seat in seats(world, PLAYED))


def seats_of(world: sim.World) -> list[Seat]:
    """The firms to be played."""
    return seats(world, PLAYED)
