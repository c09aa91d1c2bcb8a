"""What a page must know to play the kernel: arguments, columns, codes, fields and strategies, as JSON.

Everything in it is read off the code that Python itself plays by; nothing is written here a second time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sim
from sim.block import described
from sim.composing import hydra_home, options
from sim.config import scenario_from
from sim.decision import DECISIONS
from sim.ensemble.kernel import play
from sim.ensemble.lanes import ROWS
from sim.ensemble.outcomes import COUNTED
from sim.ensemble.state import TRACE_COLUMNS
from sim.ensemble.tables import KINDS, ROLES
from sim.fields import parameter_table, plain
from sim.game import HONEST, OPENING, ORDER, PASSING, at_first, seen_by
from sim.jit import kernel_hash
from sim.loading import load
from sim.measures.leakage import LEAKAGES
from sim.primitives import LANES, PITCH
from sim.quantities import Form
from sim.scenario import GROUPS, PRINCIPLES, STEPS, Scenario
from sim.worlds import (
    ACCOUNTS,
    NOT_GIVEN,
    REMEMBERED,
    STRATEGY_COLUMNS,
    STRATEGY_TYPE,
    WORLD_COLUMNS,
    WORLD_TYPE,
    world_row,
)


def description() -> dict[str, Any]:
    """The description, as plain data; see `Description` in `src/engine/types.ts`."""
    return {
        "kernel": kernel_hash(),
        "version": sim.__version__,
        "layout": described(play.interpreted, {WORLD_TYPE: "world", STRATEGY_TYPE: "strategy"}),
        "columns": {
            "world": WORLD_COLUMNS, "strategy": STRATEGY_COLUMNS, "accounts": ACCOUNTS,
            "outcomes": COUNTED, "trace": TRACE_COLUMNS, "lives": KINDS,
        },
        "leakages": list(LEAKAGES),
        "codes": {
            "words": words(),
            "forms": {form.name.lower(): int(form) for form in Form},
            "decisions": list(DECISIONS),
        },
        "numbers": {
            "not_given": NOT_GIVEN, "lanes": LANES, "rows_of_block": ROWS * PITCH, "remembered": REMEMBERED,
        },
        "game": {
            "seen": {role: seen_by(role) for role in ROLES},
            "at_first": {role: at_first(role) for role in ROLES},
            "order": ORDER, "opening": OPENING, "passing": PASSING, "honest": HONEST,
        },
        "principles": PRINCIPLES,
        "steps": STEPS,
        "fields": fields(),
        "strategies": plain(load("world").strategies),
        "presets": presets(),
    }  # fmt: skip


def fields() -> list[dict[str, Any]]:
    """The parameters that a page can set: its firms and costs are drawn, and read from no file."""
    return [row for row in parameter_table() if row["group"] != "records"]


def words() -> dict[str, float]:
    """What stands for a word in the world's row."""
    told: dict[str, float] = {}
    for row in parameter_table():
        group, name = row["group"], row["name"]
        if f"{group}_{name}" in WORLD_COLUMNS:
            for word in row["choices"]:
                told[word] = getattr(world_row(scenario_from({group: {name: word}})), f"{group}_{name}")
    return told


def presets() -> dict[str, dict[str, Any]]:
    """The named worlds that a page can play, where everybody may trade with everybody; what each sets."""
    with hydra_home():
        names = options("scenario")
    worlds = {name: load("world", [f"scenario={name}"]) for name in names}
    complete = Scenario().network
    return {name: dict(set_otherwise(one)) for name, one in worlds.items() if one.network == complete}


def set_otherwise(scenario: Scenario) -> Iterator[tuple[str, Any]]:
    """Paths and values of the world's parameters that are not as their fields say."""
    usual = Scenario()
    for group in GROUPS:
        before, after = plain(getattr(usual, group)), plain(getattr(scenario, group))
        yield from ((f"{group}.{name}", value) for name, value in after.items() if value != before[name])
