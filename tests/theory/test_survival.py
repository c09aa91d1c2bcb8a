"""How long relationships last when only chance parts them (L11).

Parted with chance h at the start of each month after the first, a relationship outlives t such chances with
probability S(t) = (1 − h)^t; its hazard does not depend on its age. Of two kinds in shares w, the frail ones
leave first: the pooled hazard at age t is Σw(1 − h)^(t − 1)h / Σw(1 − h)^(t − 1) and falls, though nobody's
own does.

Source: the geometric law; Kaplan & Meier 1958 and Greenwood 1926 for the bands; Hoeffding 1956 for the tails
of a sum of unequal chances, which are lighter than the binomial's, so that `assert_share` is conservative for
the mixture. Its numbers are those of S(t) = .30·.92^t + .70·.277^t, the shape in Besedeš & Prusa 2006.
Units: months of a relationship at risk, each a draw of its own; founding relationships, each its own luck.
Comparisons: 2 (all months) + 14 (product-limit) + 4 (founders) + 8 (mixture), false alarm 1e-7 each.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.config import scenario_from
from sim.ensemble.run import run_ensemble
from sim.ensemble.state import TRACE_COLUMNS
from sim.measures.inference import LEVEL
from sim.measures.survival import hazard_by_age, life_counts, survival_curve
from tests.measures.ages import survival_on
from tests.theory.chance import ERRORS, assert_mean, assert_share
from tests.theory.markets import block, off

RIGID: dict[str, Any] = dict(menu=["rigid"])
HAZARDS = {"calm": 0.01, "stormy": 0.08}
PAIRS, MONTHS, REPLICATES = 50, 120, 40
CAPACITY = 100


def parting(buyers: int, suppliers: int, months: int, hazard: float, **market: Any) -> dict[str, Any]:
    """A world in which nothing happens but partings; whoever is parted finds a partner in the same month."""
    return off(
        market=dict(buyers=buyers, suppliers=suppliers, months=months, separation=hazard, **market),
        network=dict(degree=suppliers),
        contract=dict(term=10**6),
    )


@pytest.fixture(scope="module")
def lifetables(seed: int) -> pd.DataFrame:
    """Life tables of a calm and of a stormy world, by arm."""
    groups = parting(PAIRS, PAIRS, MONTHS, 0.0)
    arms = {
        name: {"buyers": "one", "suppliers": "one", "set": {"market.separation": hazard}}
        for name, hazard in HAZARDS.items()
    }
    scenario = scenario_from({**groups, "strategies": {"one": RIGID}, "arms": arms})
    result = run_ensemble(scenario, replicates=REPLICATES, seed=seed, threads=1)
    assert set(result.replicates["status"].astype(str)) == {"ok"}
    buyers = result.accounts[result.accounts["role"].astype(str) == "buyer"]
    assert (buyers["relationships"] == PAIRS * REPLICATES).all(), "a month without partner"
    return result.lifetables


@pytest.mark.parametrize("arm", HAZARDS)
def test_every_month_at_risk_has_the_same_chance(arm: str, lifetables: pd.DataFrame) -> None:
    """L11: all partings of all ages are binomial: each of N pairs is at risk in every month but the first."""
    counts = life_counts(lifetables, arm, "relationship")
    at_risk = PAIRS * REPLICATES * (MONTHS - 1)
    assert counts["events"].loc[0] == 0
    assert (counts["at_risk"] - counts["censored"]).loc[1:].sum() == at_risk
    assert_share(counts["events"].sum(), at_risk, HAZARDS[arm], what="partings a month at risk")


def untested(hazard: float, age: int) -> float:
    """The share of the life table's risk set at an age that the run's end took before its chance came.

    A relationship that the run's end finds at age a has not faced the parting that would have ended it at
    a, yet the table holds it at risk. Of founders and later spells E c_a/E n_a = h/(1 + h(T − a)), a < T.
    """
    return hazard / (1.0 + hazard * (MONTHS - age))


# Not at 60 in the stormy world: too few are then at risk for a normal bound to keep what it states.
AGES = [*(("calm", age) for age in (1, 6, 24, 60)), *(("stormy", age) for age in (1, 6, 24))]


@pytest.mark.parametrize(("arm", "age"), AGES)
def test_survival_is_geometric(arm: str, age: int, lifetables: pd.DataFrame) -> None:
    """L11: S(t) = (1 − h)^t within Greenwood's error.

    Without bias for those who faced their parting; for the published curve (Kaplan and Meier's, with
    whoever the run's end found still at risk) with the stated bias, `untested`: .3 % of S(60) at h = .01,
    5.4 % at .08.
    """
    hazard = HAZARDS[arm]
    counts = life_counts(lifetables, arm, "relationship").loc[1:age].astype(float)
    events, faced = counts["events"], counts["at_risk"] - counts["censored"]
    expected = (1.0 - hazard) ** age
    allowed = ERRORS * expected * float(np.sqrt((events / (faced * (faced - events))).sum()))
    share = float((1.0 - events / faced).prod())
    assert abs(share - expected) <= allowed, f"S({age}) is {share:.5g} instead of {expected:.5g}"
    slowed = np.prod([1.0 - hazard * (1.0 - untested(hazard, one)) for one in range(1, age + 1)])
    bias = float(slowed) - expected
    assert 0.0 < bias < 0.06 * expected
    published = survival_on(survival_curve(lifetables, arm, "relationship"), age).share
    assert abs(published - expected) <= allowed + bias, f"published S({age}) is {published:.5g}"


def test_published_bands_are_greenwoods(lifetables: pd.DataFrame) -> None:
    """No chance: the curve is Kaplan and Meier's, its band Greenwood's on the log-log scale."""
    errors = float(stats.norm.isf(0.5 - 0.5 * LEVEL))
    for arm in HAZARDS:
        counts = life_counts(lifetables, arm, "relationship").loc[1:60]
        events, at_risk = counts["events"].to_numpy(float), counts["at_risk"].to_numpy(float)
        curve = survival_curve(lifetables, arm, "relationship").loc[1:60]
        share = np.cumprod(1.0 - events / at_risk)
        np.testing.assert_allclose(curve["survival"], share, rtol=1e-9)
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        width = errors * np.sqrt(greenwood) / np.abs(np.log(share))
        np.testing.assert_allclose(curve["low"], share ** np.exp(width), rtol=1e-9)
        np.testing.assert_allclose(curve["high"], share ** np.exp(-width), rtol=1e-9)
        hazards = hazard_by_age(lifetables, arm, "relationship").loc[1:60]
        np.testing.assert_allclose(hazards["hazard"], events / at_risk, rtol=1e-12)


def founders(hazard: float, pairs: int, months: int, seed: int, first: int = 0) -> NDArray[np.bool_]:
    """Which founding relationships live in each month: those as old as the world; [months, pairs]."""
    suppliers = pairs // CAPACITY
    groups = parting(pairs, suppliers, months, hazard, capacity=CAPACITY)
    traced = block(RIGID, groups, trace=True, seed=seed, first=first, compiled=True).traced
    ages = traced[:, :, TRACE_COLUMNS.index("age")]
    assert ages.min() >= 1.0, "a month without partner"
    alive = ages == np.arange(1, months + 1)[:, None]
    assert alive[0].all()
    return alive


def test_founders_survive_geometrically(seed: int) -> None:
    """L11: who has outlived t chances is binomial with (1 − h)^t, exactly."""
    hazard, pairs = 0.02, 2000
    alive = founders(hazard, pairs, 61, seed)
    for faced in (1, 12, 36, 60):
        assert_share(alive[faced].sum(), pairs, (1.0 - hazard) ** faced, what=f"alive after {faced}")


KINDS = ((0.3, 0.08), (0.7, 1.0 - 0.277))
"""Share and hazard of the lasting and of the frail."""
POOLED = 10_000


def test_the_hazard_of_a_mixture_falls(seed: int) -> None:
    """L11: two worlds pooled, of hazards .08 and .723; no replicate is common to both."""
    alive = np.concatenate(
        [
            founders(hazard, round(share * POOLED), 12, seed, first=number)
            for number, (share, hazard) in enumerate(KINDS)
        ],
        axis=1,
    )
    hazards: list[float] = []
    for age in (1, 2, 4, 8):
        reached = sum(share * (1.0 - hazard) ** (age - 1) for share, hazard in KINDS)
        ended = sum(share * (1.0 - hazard) ** (age - 1) * hazard for share, hazard in KINDS)
        assert_share(alive[age].sum(), POOLED, reached - ended, what=f"alive after {age}")
        parted = alive[age - 1] & ~alive[age]
        # Zero in the mean of each founder, at its closed form and at no other hazard.
        assert_mean(parted - ended / reached * alive[age - 1], 0.0, what=f"hazard at age {age}")
        hazards.append(float(parted.sum() / alive[age - 1].sum()))
    assert hazards == sorted(hazards, reverse=True)
    assert hazards[0] > 5.0 * hazards[-1]
