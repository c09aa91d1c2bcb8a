"""What a world says to published facts: simulated moments, and how far they are from the facts.

Only arms of WIIFME are looked at. The facts are of ordinary contracts; a calibration that also saw WIIFWE
could be led to a world that suits it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from sim.config import arm_scenario
from sim.ensemble import run_ensemble
from sim.fields import parameter_table
from sim.measures.arms import PARTIES
from sim.measures.inference import Interval, mean_interval, paired_difference
from sim.scenario import Arm, Population, Scenario

RIGID, FLEXIBLE, SPOT, TRADE = "wiifme", "wiifme_flexible", "wiifme_spot", "trade"
SPOT_SHARE = f"population.buyers.{SPOT}"
SHADES = 0.5
"""Share of the greatest shading from which a delivery counts as of low quality."""
YEAR = 12
WORLDS = ("default", "calibrated")
BASELINE, TREATMENT, AT_LARGE = "wiifme_rigid", "wiifwe", "trade_at_large"
STEP = 0.1
"""Share of a parameter's bounds by which it is moved to see what it moves."""
WORST = 1e6
"""The distance of a world in which nothing is traded."""


@dataclass(frozen=True)
class Fact:
    """A published number: what agrees with it, how far it was checked, what it is used for."""

    key: str
    words: str
    target: float
    low: float
    high: float
    bounds: str
    status: str
    source: str
    use: str
    scale: str = "linear"

    def within(self, value: float) -> bool:
        """Whether a value agrees with the fact."""
        return self.low <= value <= self.high

    def miss(self, value: float) -> float:
        """How far a value is from the target, in half widths of what agrees: 1 at the border."""
        if self.scale == "log":
            return math.log(max(value, 1e-6) / self.target) / math.log(self.high / self.target)
        half = self.high - self.target if value >= self.target else self.target - self.low
        return (value - self.target) / half

    @property
    def said(self) -> str:
        """The fact as it is called wherever it appears; what was not checked in the paper is called so."""
        return self.words if self.status.startswith("read") else f"{self.words} ({self.status})"


@dataclass(frozen=True)
class Free:
    """A parameter that no source fixes: its path and the bounds within which it is sought."""

    path: str
    low: float
    high: float
    reason: str
    whole: bool = False


def distance(told: Mapping[str, float], facts: Sequence[Fact]) -> float:
    """The sum of squared misses over the facts that are fitted; 1 is one fact missed by its half width."""
    misses = [fact.miss(told[fact.key]) for fact in facts if fact.use == "fit"]
    total = float(np.square(misses).sum())
    return total if np.isfinite(total) else WORST


def observed(scenario: Scenario, spot_share: float = 0.0) -> Scenario:
    """The scenario with the arms that the facts are compared with.

    Contracts: all firms rigid, all flexible. Trade at large: WIIFME, of whose buyers a share deals spot.
    """
    arms = [Arm(name, Population({name: 1.0}, {name: 1.0}), label=name) for name in (RIGID, FLEXIBLE)]
    buyers = {RIGID: 1.0 - spot_share, SPOT: spot_share}
    trade = Population({name: share for name, share in buyers.items() if share > 0.0}, {RIGID: 1.0})
    return replace(scenario, arms=(*arms, Arm(TRADE, trade, label="trade at large")))


def with_parameters(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario and its arms of comparison with some parameters set otherwise, by path; checked."""
    own = {path: value for path, value in values.items() if path != SPOT_SHARE}
    changed = arm_scenario(scenario, Arm("parameters", scenario.population, overrides=own))
    return observed(changed, values.get(SPOT_SHARE, 0.0))


def low_quality(events: pd.DataFrame, cap: float) -> float:
    """The share of deliveries whose supplier breaks its promise, or shades by half of what it could."""
    traded = events[events["trades"] > 0]
    low = traded["kept_supplier"] == 0
    if cap > 0.0:
        low |= traded["shading_supplier"] >= SHADES * cap
    return float(low.mean())


def adaptation_cost(events: pd.DataFrame) -> float:
    """Haggling and outlays of contract changes, as a share of what was paid for deliveries."""
    paid = events.loc[events["trades"] > 0, "price"].sum()
    return float(events[["haggling", "adaptation"]].to_numpy().sum() / paid)


def value_lost(events: pd.DataFrame) -> float:
    """What the pairs made less than the first best, as a share of what was paid for deliveries."""
    paid = events.loc[events["trades"] > 0, "price"].sum()
    made = events["payoff_buyer"] + events["payoff_supplier"]
    return float((events["first_best"] - made).sum() / paid)


def moments(
    scenario: Scenario, *, replicates: int, seed: int, threads: int | None = None
) -> dict[str, Interval]:
    """Each outcome that a fact speaks of, with its interval over replicates; nan where nothing was traded.

    `scenario` is one of `observed`, with its arms.
    """
    result = run_ensemble(scenario, replicates=replicates, seed=seed, threads=threads)
    cap = scenario.shading.cap
    rigid = [result.events(RIGID, number) for number in range(replicates)]
    flexible = [result.events(FLEXIBLE, number) for number in range(replicates)]
    rows = result.replicates[result.replicates["arm"] == TRADE]
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "low_quality_rigid": mean_interval([low_quality(one, cap) for one in rigid]),
            "low_quality_flexible": mean_interval([low_quality(one, cap) for one in flexible]),
            "adaptation_cost": mean_interval([adaptation_cost(one) for one in rigid]),
            "ended_1_year": mean_interval(1.0 - rows[f"relationships_alive_{YEAR}"]),
            "ended_5_years": mean_interval(1.0 - rows[f"relationships_alive_{5 * YEAR}"]),
            "value_lost": mean_interval([value_lost(one) for one in rigid]),
        }


def given(scenario: Scenario) -> dict[str, Interval]:
    """What is set and no outcome: the weights of experience; the honesty of a half-and-half population."""
    trust, strategies = scenario.trust, scenario.strategies
    ratio = trust.bad_weight / trust.good_weight if trust.good_weight > 0 else np.inf
    honesty = float(np.mean([strategies[name].honesty for name in ("wiifme", "wiifwe")]))
    return {
        key: Interval(value, 0.0, value, value, 1)
        for key, value in {"bad_to_good": ratio, "lies_forgone": honesty}.items()
    }


def fact_table(facts: Sequence[Fact], found: Mapping[str, Mapping[str, Interval]]) -> pd.DataFrame:
    """A row a fact; `found` is each world's moments; `within`: the point estimate agrees."""
    rows = []
    for fact in facts:
        row: dict[str, object] = {
            "key": fact.key, "fact": fact.said, "target": fact.target, "low": fact.low, "high": fact.high,
            "bounds": fact.bounds, "status": fact.status, "source": fact.source, "use": fact.use,
        }  # fmt: skip
        for world in WORLDS:
            told = found[world][fact.key]
            row |= {
                world: told.mean, f"{world}_low": told.low, f"{world}_high": told.high,
                f"{world}_within": fact.within(told.mean), f"{world}_miss": fact.miss(told.mean),
            }  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows)


def answers(table: pd.DataFrame) -> pd.DataFrame:
    """What each world says to each fact, tidy, with the band that agrees."""
    parts = [
        table[["fact", "use", "target"]].assign(
            world=world, mean=table[world], low=table[f"{world}_low"], high=table[f"{world}_high"],
            band_low=table["low"], band_high=table["high"],
        )
        for world in WORLDS
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def parameters(free: Sequence[Free], before: Mapping[str, float], after: Mapping[str, float]) -> pd.DataFrame:
    """A row a free parameter: bounds, default, found, and whether it lies at a bound."""
    told = {row["path"]: row for row in parameter_table()}
    rows = []
    for one in free:
        words = told.get(one.path, {"symbol": "", "unit": "1", "meaning": one.reason})
        reach, found = (one.high - one.low) * 0.01, after[one.path]
        rows.append(
            {
                "path": one.path, **{name: words[name] for name in ("symbol", "unit", "meaning")},
                "low": one.low, "high": one.high, "default": before[one.path], "calibrated": found,
                "at_bound": found <= one.low + reach or found >= one.high - reach,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def sensitivity(
    scenario: Scenario, facts: Sequence[Fact], free: Sequence[Free], values: Mapping[str, float], luck: Any
) -> pd.DataFrame:
    """How far each fitted moment moves when a parameter rises by a tenth of its bounds.

    In half widths of its fact; central differences, one-sided at a bound.
    """
    rows = []
    for one in free:
        step = STEP * (one.high - one.low)
        ends = [max(one.low, values[one.path] - step), min(one.high, values[one.path] + step)]
        if one.whole:
            ends = [float(round(end)) for end in ends]
        less, more = (moments(with_parameters(scenario, {**values, one.path: end}), **luck) for end in ends)
        share = (ends[1] - ends[0]) / step
        moved = {
            fact.key: (fact.miss(more[fact.key].mean) - fact.miss(less[fact.key].mean)) / share
            for fact in facts
            if fact.use == "fit"
        }
        rows.append({"path": one.path} | moved)
    return pd.DataFrame(rows)


def consequence(scenario: Scenario, world: str, values: Mapping[str, float], luck: Any) -> pd.DataFrame:
    """What follows for the question, never used in the search: WIIFWE − WIIFME rigid, a row a party.

    Payoff per buyer slot and month, paired on common luck. Where buyers deal spot, also what WIIFWE makes
    more than trade at large, rigid and spot.
    """
    played = with_parameters(scenario, values)
    trade = replace(next(arm for arm in played.arms if arm.name == TRADE), name=AT_LARGE)
    arms = [
        Arm(BASELINE, Population({"wiifme": 1.0}, {"wiifme": 1.0})),
        Arm(TREATMENT, Population({"wiifwe": 1.0}, {"wiifwe": 1.0})),
        *([trade] if values.get(SPOT_SHARE, 0.0) > 0.0 else []),
    ]
    result = run_ensemble(replace(played, arms=tuple(arms)), **luck)
    rows = [
        {"world": world, "party": party, "baseline": arm.name, "outcome": f"{party}_slot"}
        | paired_difference(result.replicates, f"{party}_slot", TREATMENT, arm.name)._asdict()
        for arm in arms
        if arm.name != TREATMENT
        for party in PARTIES
    ]
    return pd.DataFrame(rows)
