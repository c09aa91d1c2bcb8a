"""A scenario as the rules read it: one flat row of numbers for the world, one for each strategy.

In interpreted play a row is a named tuple of Python floats, in compiled play a record of an array, with the
same names: `<group>_<field>`, as in `world.trust_prior`. So a design point is a row, and a sweep an array.
"""

from __future__ import annotations

import math
from collections import namedtuple
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.quantities import Entry, Form, Leakages
from sim.quantities import Strategy as StrategyRow
from sim.scenario import GROUPS, PRINCIPLES, Arm, Population, Scenario, Strategy
from sim.spelling import Source, advice, complaint, shown, text_given

_NOT_NUMBERS = ("network", "records")
_WORDS = {"equal": 0.0, "gain": 1.0, "same": float(Entry.SAME), "mix": float(Entry.MIX),
          "imitate": float(Entry.IMITATE)}  # fmt: skip
NOT_GIVEN = -1.0
"""Stands for `None` in a row: every parameter that may be left out is otherwise at least 0."""

REMEMBERED = 4
"""Former partners that a firm remembers on the complete graph."""
TRAILING = 12
"""Months of payoff that a firm remembers; imitation looks at no more of them."""
ACCOUNTS = (
    "firms", "relationships", "trades", "payoff", "first_best", "joint", *Leakages._fields,
    "idle_search", "idle_process", "fixed_cost", "write_off", "entrant_cash", "noise", "cash",
    "promises_held", "promises_kept", "change_orders", "renegotiations", "haggled", "shading_own",
    "trust", "grievance", "spot", "rigid", "flexible", "relational",
    "material", "silenced", "lies_found", "monitored",
)  # fmt: skip
"""Columns of the accounts: sums over the firms or relationships of a role and strategy in a month."""


def _columns() -> tuple[str, ...]:
    parts = Scenario.__dataclass_fields__
    return tuple(
        f"{group}_{one.name}"
        for group in GROUPS
        if group not in _NOT_NUMBERS
        for one in fields(parts[group].default_factory)  # type: ignore[arg-type]
    )


WORLD_COLUMNS = _columns()
STRATEGY_COLUMNS = tuple(StrategyRow.__annotations__)
WORLD_TYPE = np.dtype([(name, np.float64) for name in WORLD_COLUMNS])
STRATEGY_TYPE = np.dtype([(name, np.float64) for name in STRATEGY_COLUMNS])
World: Any = namedtuple("World", WORLD_COLUMNS)
Posture: Any = namedtuple("Posture", STRATEGY_COLUMNS)


def _number(value: Any) -> float:
    if value is None:
        return NOT_GIVEN
    if isinstance(value, str):
        return _WORDS[value]
    return float(value)


def promise_table(temptation: Any, harm: Any) -> dict[str, Any]:
    """The promise game as a table where it is given by temptation and harm, numbers or arrays of them."""
    table: dict[str, Any] = {}
    for role in ("buyer", "supplier"):
        table[f"promises_{role}_kept_kept"] = 0.0
        table[f"promises_{role}_kept_broken"] = -harm
        table[f"promises_{role}_broken_kept"] = temptation
        table[f"promises_{role}_broken_broken"] = temptation - harm
    return table


def world_row(scenario: Scenario) -> Any:
    """The `World` of a scenario: a named tuple of floats; `None` is `NOT_GIVEN`, words are codes."""
    values = {
        f"{group}_{one.name}": _number(getattr(getattr(scenario, group), one.name))
        for group in GROUPS
        if group not in _NOT_NUMBERS
        for one in fields(getattr(scenario, group))
    }
    game = scenario.promises
    if not game.table:
        values.update(promise_table(game.temptation, game.harm))
    return World(**values)


def strategy_row(strategy: Strategy, patience: float) -> Any:
    """The `Posture` of a strategy; `patience` is the market's, for a strategy that sets none."""
    own = {name: float(getattr(strategy, name)) for name in PRINCIPLES}
    said = {
        f"declared_{name}": own[name] if strategy.declared is None else strategy.declared
        for name in PRINCIPLES
    }
    menu = [float(Form[name.upper()]) for name in strategy.menu]
    menu += [NOT_GIVEN] * (4 - len(menu))
    row = {**own, **said, **{f"menu_{place + 1}": form for place, form in enumerate(menu)}}
    row["reactive"] = 1.0 if strategy.keeps or strategy.conduct == "reactive" else 0.0
    row["patience"] = patience if strategy.patience is None else strategy.patience
    for name in STRATEGY_COLUMNS:
        if name not in row:
            row[name] = float(getattr(strategy, name))
    return Posture(**{name: float(row[name]) for name in STRATEGY_COLUMNS})


def world_array(worlds: Sequence[Any]) -> NDArray[Any]:
    """Worlds as an array of records, one design point each."""
    return np.array([tuple(world) for world in worlds], dtype=WORLD_TYPE).view(np.recarray)


def strategy_array(postures: Sequence[Any]) -> NDArray[Any]:
    """Strategies as an array of records, in the order of their numbers."""
    return np.array([tuple(one) for one in postures], dtype=STRATEGY_TYPE).view(np.recarray)


def quotas(shares: Mapping[str, float], slots: int, names: Sequence[str]) -> NDArray[np.int64]:
    """How many of a role's slots hold each strategy: whole numbers by largest remainder.

    Ties go to the strategy named first in `names`, so the outcome does not depend on the mapping's order.
    """
    exact = [shares.get(name, 0.0) * slots for name in names]
    whole = [math.floor(number + 1e-9) for number in exact]
    left = slots - sum(whole)
    order = sorted(range(len(names)), key=lambda place: (whole[place] - exact[place], place))
    for place in order[:left]:
        whole[place] += 1
    return np.array(whole, dtype=np.int64)


def strategy_names(scenario: Scenario) -> tuple[str, ...]:
    """The strategies that a scenario's population names, in the order of `scenario.strategies`."""
    used = {*scenario.population.buyers, *scenario.population.suppliers}
    return tuple(name for name in scenario.strategies if name in used)


def arms_of(scenario: Scenario) -> tuple[Arm, ...]:
    """The arms of a scenario; one named `world` where it has none."""
    if scenario.arms:
        return scenario.arms
    return (Arm("world", scenario.population, label="this world"),)


def arm_named(scenario: Scenario, name: str, source: Source) -> Arm:
    """An arm of a scenario by its name. Raises ConfigError where it has none of that name."""
    known = {one.name: one for one in arms_of(scenario)}
    if text_given("arm", name) not in known:
        hint = advice(name, known, "arms are")
        raise complaint(f"`arm` is {shown(name)}, which is not an arm; {hint}", source, "arm")
    return known[name]


__all__ = [
    "NOT_GIVEN", "Population", "arm_named", "arms_of", "promise_table", "quotas", "strategy_array",
    "strategy_names", "strategy_row", "world_array", "world_row",
]  # fmt: skip
