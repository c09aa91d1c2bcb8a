"""What a world says to each fact: simulated moments, a number per replicate.

Only arms of WIIFME are looked at. The facts are of ordinary contracts; a calibration that also saw WIIFWE
could be led to a world that suits it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from experiments.calibration.facts import SPOT_SHARE
from sim.config import arm_scenario
from sim.ensemble import run_ensemble
from sim.measures.inference import Interval, mean_interval
from sim.scenario import Arm, Population, Scenario

RIGID, FLEXIBLE, SPOT, TRADE = "wiifme", "wiifme_flexible", "wiifme_spot", "trade"
SHADES = 0.5
"""Share of the greatest shading from which a delivery counts as of low quality."""
YEAR = 12


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
    """Haggling, outlays and audits of contract changes, as a share of what was paid for deliveries."""
    paid = events.loc[events["trades"] > 0, "price"].sum()
    return float(events[["haggling", "adaptation", "audits"]].to_numpy().sum() / paid)


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
