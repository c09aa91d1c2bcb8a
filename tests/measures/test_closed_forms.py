"""Closed forms at known values, and against integrals done by brute force."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.measures import closed_forms as cf
from sim.measures.inference import share_interval


def square(function: Callable[[Any, Any], Any]) -> float:
    """The integral of a function of v and c over the unit square, by midpoints of a fine grid."""
    middle = (np.arange(2000) + 0.5) / 2000
    return float(function(middle[:, None], middle[None, :]).mean())


@pytest.mark.parametrize("h", [0.0, 0.4, 0.95, 1.0])
def test_bargaining_is_the_integral_with_clipped_reports(h: float) -> None:
    def agreed(v: Any, c: Any) -> Any:
        return h * v + (1 - h) * np.minimum(v, 2 * v / 3 + 1 / 12) >= h * c + (1 - h) * np.maximum(
            c, 2 * c / 3 + 1 / 4
        )

    assert cf.trade_chance(h) == pytest.approx(square(agreed), abs=1e-3)
    assert cf.bargaining_gains(h) == pytest.approx(
        square(lambda v, c: np.where(agreed(v, c), v - c, 0)), abs=2e-4
    )


@pytest.mark.parametrize("band", [0.1, 0.3, 0.5])
def test_flexible_surplus_is_an_integral(band: float) -> None:
    """A month trades iff v ≥ ½ − w, c ≤ ½ + w, v ≥ c; the two together lose θ × the price range."""

    def month(v: Any, c: Any) -> Any:
        span = np.minimum(v, 0.5 + band) - np.maximum(c, 0.5 - band)
        return np.where((span >= 0.0) & (v >= c), v - c - 0.4 * span, 0.0)

    assert cf.flexible_surplus(0.4, band=band) == pytest.approx(square(month), abs=1e-3)
    assert cf.flexible_surplus(cf.break_even_shading(0.3), 0.3) == pytest.approx(1 / 8)


def test_monthly_change_cost_is_converged(monkeypatch: pytest.MonkeyPatch) -> None:
    coarse = [cf.monthly_change_cost(0.1, 0.2, 2.0, threshold) for threshold in (0.15, 0.5, 1.2, 1.9)]
    monkeypatch.setattr(cf, "NODES", 320)
    fine = [cf.monthly_change_cost(0.1, 0.2, 2.0, threshold) for threshold in (0.15, 0.5, 1.2, 1.9)]
    assert coarse == pytest.approx(fine, abs=1e-9)


def test_formulas_at_known_points() -> None:
    assert cf.change_cost(cf.break_even_volatility(0.025, 0.1, 2.0), 0.1, 2.0) == pytest.approx(0.025)
    small = cf.monthly_change_cost(0.02, 0.4, 2.0, cf.best_threshold(0.02, 0.4, 2.0))
    assert small == pytest.approx(cf.change_cost(0.02, 0.4, 2.0), rel=0.005)
    best = cf.best_threshold(0.125, 0.4, 2.0) / 0.125
    near = [cf.lattice_change_cost(best + off, 0.4, 2.0, 0.125) for off in (-0.05, 0.0, 0.05)]
    assert near[1] < min(near[0], near[2])
    assert cf.critical_patience(0.06, 0.1, 0.15) == pytest.approx(0.8)
    assert cf.investment_efficiency(cf.investment_share(0.5)) == pytest.approx(0.75)
    assert cf.investment_share(0.5, reciprocity=1.0) == cf.investment_share(0.2, equity=1.0) == 1.0
    level = 4.0 + cf.OVERSHOOT * 0.5
    density = stats.invgauss(mu=0.5**2 / (0.05 * level), scale=(level / 0.5) ** 2)
    assert cf.ruin_chance(60.0, 4.0, -0.05, 0.5) == pytest.approx(float(density.cdf(60.0)))
    assert cf.stationary_trust(0.9, 3.0) == pytest.approx(0.75)
    assert cf.fixation_chance(1e-13, 8) == 1 / 8
    assert cf.fixation_chance(-1.0, 5) == pytest.approx((1 - math.e) / (1 - math.e**5))
    with pytest.raises(ValueError, match="`honesty` is"):
        cf.trade_chance(1.2)
    found, wilson = share_interval(10, 100), stats.binomtest(10, 100).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((wilson.low, wilson.high))


def test_trust_and_honesty_at_known_points() -> None:
    assert cf.silence_chance(0.0, 1.0, 0.5) == 0.75
    assert cf.adaptation_delay(0.0, 1.0, 0.5) == pytest.approx(3.0)
    assert cf.adaptation_delay(0.0, 1.0, 0.0) == math.inf
    assert cf.adaptation_delay(1.0, 1.0, 0.0) == 0.0
    assert cf.silences_found(0.5, 0.5, 0.4) == pytest.approx(0.1)
    assert cf.investment_share(0.5, trust=0.5) == 0.25
    assert cf.bet_payoff(0.5, 1.0, 0.0) == -0.25
    assert max((cf.bet_payoff(0.5, trust / 10, 0.3), trust) for trust in range(11))[1] == 3
    assert cf.honesty_left(0.9, 0.0) == 0.9
    assert cf.honesty_left(1.0, 5.0) == 1.0
    assert cf.honesty_left(0.5, 1.0) == 0.0
    left = cf.honesty_left(0.8, 0.7)
    assert left == pytest.approx(0.8 * (1.0 - 0.7 * (1.0 - left)))
