"""The lessons of the page as Python plays them: the same settings, the same quantities, the same answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import sim
from sim.ensemble.kernel import play
from sim.ensemble.rows import staged
from sim.ensemble.run import block_of
from sim.measures.inference import Interval, mean_interval
from sim.measures.leakage import LEAKAGES
from sim.page.lessons import sources
from sim.scenario import Arm, Population, Scenario
from sim.worlds import ACCOUNTS

OWN, OTHER = "own", "other"
PAYOFFS = ("joint_slot", "buyer_slot", "supplier_slot")
SLIGHT = 0.01
"""A difference is called none where all of its interval is within so much of what is compared with."""
LESSONS = {lesson["name"]: lesson for lesson in sources()}
Values = NDArray[np.float64]


def scenario_of(lesson: Mapping[str, Any], arm: Mapping[str, Any], stop: float, inside: str = "") -> Scenario:
    """What an arm of a lesson plays, one arm, named `own`; `inside`: with what is changed more."""
    shared = lesson["lever"]["path"] == "share"
    more = next((one for one in lesson["more"] if one["name"] == inside), lesson["more"][0])
    switched = lesson.get("choices", [{}])[0].get("world", {}) | more.get("world", {})
    world = arm.get("world", {}) | switched | ({} if shared else {lesson["lever"]["path"]: stop})
    whole = sim.load("world")
    changed = arm.get("own", {}) | more.get("own", {}).get(arm["name"], {})
    strategies = {OWN: replace(whole.strategies[arm["strategy"]], **changed)}
    if "among" in arm:
        strategies[OTHER] = whole.strategies[arm["among"]]
    shares = {OWN: stop, OTHER: 1.0 - stop} if shared else {OWN: 1.0}
    held = {name: share for name, share in shares.items() if share > 0.0}
    arms = (Arm(OWN, Population(held, held)),)
    made = replace(whole, strategies=strategies, arms=arms)
    for path, value in world.items():
        group, name = path.split(".")
        made = replace(made, **{group: replace(getattr(made, group), **{name: value})})
    return made


@cache
def worlds(lesson: str, arm: str, stop: float, seed: int, inside: str = "") -> dict[str, Values]:
    """Every quantity that a lesson may ask for, world by world."""
    told = LESSONS[lesson]
    scenario = scenario_of(told, next(one for one in told["arms"] if one["name"] == arm), stop, inside)
    result = sim.run_ensemble(scenario, replicates=told["replicates"], seed=seed)
    rows = result.replicates
    found = {name: rows[name].to_numpy(float) for name in PAYOFFS}
    buyers = result.firms[result.firms["role"].astype(str) == "buyer"]
    for name in scenario.strategies:
        own = buyers[buyers["strategy"].astype(str) == name]
        found[f"{name}_buyer"] = own["value"].to_numpy(float)
    return found | leaks(scenario, told["replicates"], seed)


def leaks(scenario: Scenario, count: int, seed: int) -> dict[str, Values]:
    """What each leak takes of the first best, world by world; tables of a run pool the worlds."""
    stage = staged(scenario, scenario.arms[0], seed, {})
    block = block_of(stage, seed, 0, count)
    play(block)
    booked = block.arguments["accounts"][:, 0].sum(axis=(1, 2))
    best = booked[:, ACCOUNTS.index("first_best")]
    return {name: booked[:, ACCOUNTS.index(name)] / best for name in LEAKAGES}


def values(lesson: Mapping[str, Any], quantity: Mapping[str, Any], seed: int) -> Values:
    """A quantity of the bet, or of what is changed after it."""
    stop = quantity.get("at", lesson["bet"]["at"])
    return worlds(lesson["name"], quantity["arm"], stop, seed, quantity.get("in", ""))[quantity["of"]]


def contrast(lesson: Mapping[str, Any], one: Mapping[str, Any], seed: int) -> Interval:
    """A difference of the bet, as a share of what it is compared with."""
    base = values(lesson, one["less"], seed)
    return mean_interval((values(lesson, one["of"], seed) - base) / abs(base.mean()))


def figures(lesson: Mapping[str, Any], seed: int) -> list[Interval]:
    """The numbers behind the answer, as the page lists them."""
    bet = lesson["bet"]
    if bet["rule"] == "greatest":
        return [mean_interval(values(lesson, option["of"], seed)) for option in bet["options"]]
    return [contrast(lesson, one, seed) for one in bet["contrasts"]]


def called(share: Interval) -> str | None:
    """What the page calls a difference; None: these worlds do not tell."""
    if max(abs(share.low), abs(share.high)) < SLIGHT:
        return "same"
    return {1: "more", 0: None, -1: "less"}[share.sign]


def answer(lesson: Mapping[str, Any], seed: int) -> str | None:
    """The option that the worlds of a seed make right."""
    bet = lesson["bet"]
    if bet["rule"] == "greatest":
        return greatest(lesson, seed)
    signs = {one["name"]: called(contrast(lesson, one, seed)) for one in bet["contrasts"]}
    right = [option["name"] for option in bet["options"] if option["when"] == signs]
    return right[0] if right else None


def greatest(lesson: Mapping[str, Any], seed: int) -> str | None:
    """The option whose quantity is known to be greater than each other's."""
    found = {option["name"]: values(lesson, option["of"], seed) for option in lesson["bet"]["options"]}
    for name, own in found.items():
        others = (value for other, value in found.items() if other != name)
        if all(mean_interval(own - value).sign == 1 for value in others):
            return name
    return None
