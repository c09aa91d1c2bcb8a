"""The levers of the process, and the points at which each is tried.

Two of the parameters are the world's, not the process's: both arms get every point's values, so that the
difference is always between two postures in one world. Misdirection μ is suffered by whoever has not gone
through step 2, so it is WIIFME that gains where μ = 0. Integrity's price κ_I and loyalty's worth Λ are felt
only by who has integrity and loyalty; g₃, r₄, ψ, t and costs only by who goes through the steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.ensemble import Result
from sim.fields import parameter_table
from sim.measures.arms import PARTIES
from sim.measures.required import AS_IS, COST, EFFECT, NOTHING, REST
from sim.scenario import PRINCIPLES, STEPS, Scenario

BASELINE, TREATMENT = "wiifme_rigid", "wiifwe"
EFFECTS = {
    "process.narrowing": "g₃", "process.haggling_cut": "r₄", "process.open_book": "ψ",
    "process.misdirection": "μ", "process.tactics_barred": "t", "promises.integrity_price": "κ_I",
    "choice.loyalty_worth": "Λ",
}  # fmt: skip
"""Path → symbol of the parameters that are the thesis: no public data exist for them."""
COST_SCALE = "process.cost_scale"
ALL, ONE = "all at once", "one effect at 0"
ONLY, CHANNEL = "one effect, the other six 0", "effects and costs 0, and without"
FAMILIES = (ALL, ONE, ONLY, CHANNEL)
HIGHEST = {row["path"]: row["high"] for row in parameter_table()}


@dataclass(frozen=True)
class Point:
    """A lever at a level, and what is set for it in both arms."""

    lever: str
    level: float
    overrides: Mapping[str, Any]


class Differences(NamedTuple):
    """What WIIFWE makes more than WIIFME at each point: money per buyer slot and month."""

    paired: NDArray[np.float64]  # [party, replicate, point]
    treated: NDArray[np.float64]  # [party, point], means
    baseline: NDArray[np.float64]


def words(path: str) -> str:
    """A parameter as a reader is shown it."""
    name = path.rpartition(".")[2].replace("_", " ")
    return f"{name} {EFFECTS[path]}" if path in EFFECTS else name


def default(scenario: Scenario, path: str) -> float:
    """The value of a parameter in this scenario."""
    group, _, name = path.partition(".")
    return float(getattr(getattr(scenario, group), name))


def greatest(scenario: Scenario) -> float:
    """The largest factor that the ranges of all effects permit; infinite if none is above 0."""
    known = ((HIGHEST[path], default(scenario, path)) for path in EFFECTS)
    return min((high / value for high, value in known if value > 0.0), default=float("inf"))


def scaled(scenario: Scenario, factor: float) -> dict[str, float]:
    """All effects times `factor`, within their ranges."""
    return {path: min(HIGHEST[path], factor * default(scenario, path)) for path in EFFECTS}


def effect_points(scenario: Scenario, factors: Sequence[float]) -> list[Point]:
    """All effects together at each factor, and at the largest there can be."""
    every = sorted({*factors, greatest(scenario)})
    return [Point(EFFECT, factor, scaled(scenario, factor)) for factor in every]


def cost_points(costs: Sequence[float]) -> list[Point]:
    """All costs of the process together."""
    return [Point(COST, cost, {COST_SCALE: cost}) for cost in sorted(costs)]


def alone_points(scenario: Scenario, factors: Sequence[float]) -> list[Point]:
    """Each effect by itself, in its own unit, the others as they are; one that is 0 has no levels."""
    points: list[Point] = []
    for path in EFFECTS:
        levels = sorted({scaled(scenario, factor)[path] for factor in factors})
        if len(levels) > 1:
            points += [Point(path, level, {path: level}) for level in levels]
    return points


def zero_points(scenario: Scenario) -> list[tuple[str, str, Point]]:
    """(family, label, point) of every row that says what is left, and what carries that."""
    nothing, free = scaled(scenario, 0.0), {COST_SCALE: 0.0}
    own = f"strategies.{TREATMENT}"
    six = {path: value for path, value in nothing.items() if path != "choice.loyalty_worth"}
    idle = {f"{own}.vision": False, "process.principles_cost": _both(scenario, "principles", "vision")}
    rows: list[tuple[str, str, dict[str, Any]]] = [
        (ALL, AS_IS, {}),
        (ALL, NOTHING, nothing),
        (ALL, "six of them 0, loyalty's worth Λ stays", six),
        (ALL, "costs 0", free),
        (ALL, REST, {**nothing, **free}),
    ]
    rows += [(ONE, f"{words(path)} = 0", {path: 0.0}) for path in EFFECTS]
    rows += [(ONE, "shared vision idle, μ stays", idle)]
    rows += [(ONLY, words(path), {**nothing, path: default(scenario, path)}) for path in EFFECTS]
    changes = channels(scenario)
    rows += [(CHANNEL, label, {**nothing, **free, **change}) for label, change in changes.items()]
    return [
        (family, label, Point(f"zero_{place}", 0.0, overrides))
        for place, (family, label, overrides) in enumerate(rows)
    ]


def channels(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """What else can carry a difference: every principle, every step, and other parts of the process."""
    own = f"strategies.{TREATMENT}"
    told: dict[str, dict[str, Any]] = {name: {f"{own}.{name}": 0.0} for name in PRINCIPLES}
    told |= {f"step {place}, {name}": {f"{own}.{name}": False} for place, name in enumerate(STEPS, start=1)}
    return told | {
        "better detection d₁": {"process.detection": scenario.promises.detection},
        "clearing of grievance ρ_g": {"process.clearing": 0.0},
        "longer terms": {"process.commitment": 0},
        "screening": {"process.screening": 0.0, "process.false_alarm": 0.0},
        "price band w": {"contract.band": 0.0},
    }


def _both(scenario: Scenario, *steps: str) -> float:
    return sum(default(scenario, f"process.{step}_cost") for step in steps)


def with_points(scenario: Scenario, points: Sequence[Point]) -> Scenario:
    """The scenario with two arms for each point."""
    arms = {arm.name: arm for arm in scenario.arms}
    made = tuple(
        replace(arms[name], name=f"{name}_{place}", overrides={**arms[name].overrides, **point.overrides})
        for place, point in enumerate(points)
        for name in (BASELINE, TREATMENT)
    )
    return replace(scenario, arms=made)


def differences(result: Result, count: int) -> Differences:
    """The differences at each of `count` points, over the replicates that all their arms finished."""
    columns = [f"{party}_slot" for party in PARTIES]
    table = result.replicates.set_index(["arm", "replicate"])
    values = table[columns].where(table["status"] == "ok").unstack("arm").dropna()
    treated, baseline = (
        np.array(
            [[values[(column, f"{name}_{place}")] for place in range(count)] for column in columns],
            dtype=float,
        ).swapaxes(1, 2)
        for name in (TREATMENT, BASELINE)
    )
    means = [values.sum(axis=1) / max(1, values.shape[1]) for values in (treated, baseline)]
    return Differences(treated - baseline, *means)
