"""The levers of the process: at which points each is tried, and what a posture gains over another there.

Two of the parameters are the world's, not the process's: both arms get every point's values, so that the
difference is always between two postures in one world. Misdirection μ is suffered by whoever has not gone
through step 2, so it is WIIFME that gains where μ = 0. Integrity's price κ_I and loyalty's worth Λ are felt
only by who has integrity and loyalty; g₃, r₄, ψ, t and costs only by who goes through the steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.fields import parameter_table
from sim.measures.arms import PARTIES
from sim.measures.inference import mean_interval
from sim.measures.required import AS_IS, COST, EFFECT, NOTHING, REST, STATUSES, threshold
from sim.scenario import PRINCIPLES, STEPS, Scenario

BASELINE, TREATMENT = "wiifme_rigid", "wiifwe"
EFFECTS = {
    "process.narrowing": "g₃", "process.haggling_cut": "r₄", "process.open_book": "ψ",
    "process.misdirection": "μ", "process.tactics_barred": "t", "promises.integrity_price": "κ_I",
    "choice.loyalty_worth": "Λ",
}  # fmt: skip
"""Path → symbol of the parameters that are the thesis: no public data exist for them."""
COST_SCALE, LOYALTY = "process.cost_scale", "choice.loyalty_worth"
ALL, ONE = "all at once", "one effect at 0"
ONLY, CHANNEL = "one effect, the other six 0", "effects and costs 0, and without"
FAMILIES = {ALL: AS_IS, ONE: AS_IS, ONLY: NOTHING, CHANNEL: REST}
"""Family of points → the point that its others are compared with."""
HIGHEST = {row["path"]: row["high"] for row in parameter_table()}


class Point(NamedTuple):
    """A lever (or family) at a level, what is set for it in both arms, and what it is called."""

    lever: str
    level: float
    overrides: Mapping[str, Any]
    label: str = ""


class Differences(NamedTuple):
    """What the treatment makes more than the baseline at each point: money per buyer slot and month."""

    paired: NDArray[np.float64]  # [party, replicate, point]
    treated: NDArray[np.float64]  # [party, point], means
    baseline: NDArray[np.float64]


def in_world(scenario: Scenario, volatility: float, months: int) -> Scenario:
    """The scenario with another sd of misfit and so many months; a calm world has no jumps either."""
    jumps = scenario.shocks.jump_chance if volatility > 0 else 0.0
    return replace(
        scenario,
        market=replace(scenario.market, months=months),
        shocks=replace(scenario.shocks, misfit_sd=volatility, jump_chance=jumps),
    )


def named(path: str) -> str:
    """A parameter as a reader is shown it."""
    return f"{path.rpartition('.')[2].replace('_', ' ')} {EFFECTS[path]}"


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


def grid_points(scenario: Scenario, factors: Sequence[float], costs: Sequence[float]) -> list[Point]:
    """All effects together at each factor, and at the largest there can be; then all costs together."""
    every = sorted({*factors, greatest(scenario)})
    effects = [Point(EFFECT, factor, scaled(scenario, factor)) for factor in every]
    return [*effects, *(Point(COST, cost, {COST_SCALE: cost}) for cost in sorted(set(costs)))]


def alone_points(scenario: Scenario, factors: Sequence[float]) -> list[Point]:
    """Each effect by itself, in its own unit, the others as they are; one that is 0 has no levels."""
    points: list[Point] = []
    for path in EFFECTS:
        levels = sorted({scaled(scenario, factor)[path] for factor in factors})
        if len(levels) > 1:
            points += [Point(path, level, {path: level}) for level in levels]
    return points


def zero_points(scenario: Scenario) -> list[Point]:
    """Every point that says what is left where something is 0, and what carries that."""
    nothing, free = scaled(scenario, 0.0), {COST_SCALE: 0.0}
    both = default(scenario, "process.principles_cost") + default(scenario, "process.vision_cost")
    idle = {f"strategies.{TREATMENT}.vision": False, "process.principles_cost": both}
    six = {path: value for path, value in nothing.items() if path != LOYALTY}
    rows: list[tuple[str, str, dict[str, Any]]] = [
        (ALL, AS_IS, {}),
        (ALL, NOTHING, nothing),
        (ALL, "six of them 0, loyalty's worth Λ stays", six),
        (ALL, "costs 0", free),
        (ALL, REST, {**nothing, **free}),
        *((ONE, f"{named(path)} = 0", {path: 0.0}) for path in EFFECTS),
        (ONE, "shared vision idle, μ stays", idle),
        *((ONLY, named(path), {**nothing, path: default(scenario, path)}) for path in EFFECTS),
        *((CHANNEL, label, {**nothing, **free, **more}) for label, more in channels(scenario).items()),
    ]
    return [Point(family, 0.0, overrides, label) for family, label, overrides in rows]


def channels(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """What else can carry a difference: every principle, every step, and other parts of the process."""
    own = f"strategies.{TREATMENT}"
    steps = enumerate(STEPS, start=1)
    return {
        **{name: {f"{own}.{name}": 0.0} for name in PRINCIPLES},
        **{f"step {place}, {name}": {f"{own}.{name}": False} for place, name in steps},
        "better detection d₁": {"process.detection": scenario.promises.detection},
        "clearing of grievance ρ_g": {"process.clearing": 0.0},
        "longer terms": {"process.commitment": 0},
        "screening": {"process.screening": 0.0, "process.false_alarm": 0.0},
        "price band w": {"contract.band": 0.0},
    }


def with_points(scenario: Scenario, points: Sequence[Point]) -> Scenario:
    """The scenario with two arms for each point."""
    arms = {arm.name: arm for arm in scenario.arms}
    made = tuple(
        replace(arms[name], name=f"{name}_{place}", overrides={**arms[name].overrides, **point.overrides})
        for place, point in enumerate(points)
        for name in (BASELINE, TREATMENT)
    )
    return replace(scenario, arms=made)


def differences(replicates: pd.DataFrame, count: int) -> Differences:
    """The differences at each of `count` points, over the replicates that all their arms finished."""
    columns = [f"{party}_slot" for party in PARTIES]
    table = replicates.set_index(["arm", "replicate"])
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


def curve_rows(points: Sequence[Point], found: Differences, world: dict[str, Any]) -> list[dict[str, Any]]:
    """Every difference with its interval, and the two payoffs it lies between (money a slot and month)."""
    return [
        {
            **world, "party": party, "lever": point.lever, "level": point.level,
            **mean_interval(found.paired[side, :, place])._asdict(),
            "wiifwe": found.treated[side, place], "wiifme": found.baseline[side, place],
        }
        for side, party in enumerate(PARTIES)
        for place, point in enumerate(points)
    ]  # fmt: skip


def required_rows(points: Sequence[Point], found: Differences, world: dict[str, Any]) -> list[dict[str, Any]]:
    """For each lever and party the level from which (for costs: up to which) WIIFWE pays."""
    rows: list[dict[str, Any]] = []
    for lever, group in groupby(enumerate(points), key=lambda one: one[1].lever):
        places = [place for place, _ in group]
        levels = [points[place].level for place in places]
        for side, party in enumerate(PARTIES):
            told = threshold(levels, found.paired[side][:, places], rising=lever != COST)
            status = STATUSES.get(lever, STATUSES[EFFECT])[told.status]
            rows.append(
                {
                    **world, "party": party, "lever": lever, "required": told.level, "low": told.low,
                    "high": told.high, "status": status, "below": told.below, "above": told.above,
                    "least": levels[0], "most": levels[-1], "n": told.n,
                }
            )  # fmt: skip
    return rows


def zero_table(points: Sequence[Point], found: Differences) -> pd.DataFrame:
    """What is left: each party's difference, and by how much the joint one differs from `reference`."""
    labels, joint = [point.label for point in points], found.paired[0]
    rows: list[dict[str, Any]] = []
    for place, point in enumerate(points):
        reference = FAMILIES[point.lever]
        row: dict[str, Any] = {"family": point.lever, "label": point.label}
        for side, party in enumerate(PARTIES):
            own = mean_interval(found.paired[side, :, place])
            row |= {party: own.mean, f"{party}_low": own.low, f"{party}_high": own.high, "n": own.n}
        change = mean_interval(joint[:, place] - joint[:, labels.index(reference)])
        row |= {"reference": reference, "change": change.mean, "change_low": change.low}
        row |= {"change_high": change.high}
        rows.append(row | {"wiifwe": found.treated[0, place], "wiifme": found.baseline[0, place]})
    return pd.DataFrame(rows)


def left(zero: pd.DataFrame) -> pd.DataFrame:
    """What is left, tidy: family, label, outcome, mean, low, high; a row a point and party."""
    labels = zero[["family"]].assign(label=zero["label"].str.replace("κ_I", "κᵢ"))
    parts = [
        labels.assign(
            outcome=f"{party}_slot", mean=zero[party], low=zero[f"{party}_low"], high=zero[f"{party}_high"]
        )
        for party in PARTIES
    ]
    return pd.concat(parts, ignore_index=True)
