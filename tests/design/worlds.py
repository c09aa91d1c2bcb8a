"""Small scenarios that designs are written for, and designs read in one line."""

from __future__ import annotations

from functools import cache
from typing import Any

from sim.config import scenario_from
from sim.design import Design, design_from
from sim.scenario import PRINCIPLES, STEPS, Scenario

FILE = "configs/experiment/study.yaml"
WE: dict[str, Any] = {
    **dict.fromkeys(PRINCIPLES, 0.8), **dict.fromkeys(STEPS, True), "menu": ["relational", "rigid"],
}  # fmt: skip
STRATEGIES: dict[str, Any] = {"wiifme": {}, "wiifwe": WE, "breaker": {"conduct": "reactive", "opening": 0.0}}


ARMS: dict[str, Any] = {
    "selfish": {"population": "wiifme"},
    "mixed": {"population": {"wiifwe": 0.6, "breaker": 0.4}},
}


@cache
def two_arms() -> Scenario:
    """A selfish arm and one of mixed firms."""
    return scenario_from({"strategies": STRATEGIES, "arms": ARMS})


def compared(**arms: dict[str, Any]) -> Scenario:
    """The two arms and any others."""
    return scenario_from({"strategies": STRATEGIES, "arms": {**ARMS, **arms}}) if arms else two_arms()


def alone() -> Scenario:
    """A scenario without arms."""
    return scenario_from({"strategies": STRATEGIES, "population": {"wiifwe": 0.5, "wiifme": 0.5}})


def design(scenario: Scenario | None = None, **fields: Any) -> Design:
    """A design for the two arms, or for another scenario."""
    return design_from(fields, scenario or compared(), FILE)
