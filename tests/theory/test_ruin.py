"""When a firm whose payoff is noise runs out of money (L12).

Cash is a random walk from K₀ with normal steps of mean m = v − p − f and standard deviation s; a buyer fails
in the first month that ends below −credit. In continuous time the chance of having failed by month t is
Φ((−B − mt)/(s√t)) + e^(−2mB/s²)Φ((−B + mt)/(s√t)), B the way to ruin. A walk that is looked at once a month
passes the line by .5826s on average when it fails: B = K₀ + credit + .5826s.

Source: the inverse Gaussian law (reflection, tilted by the drift); Siegmund 1985, ch. 10, for discrete time.
The corrected formula errs by o(s/B), so the exact chance is computed too, by propagating the density of the
cash of those alive (Gauss–Legendre nodes, error below 1e-9): |exact − formula| is the stated bias of the
formula, and the exact chance is met without bias.
Units: founding buyers, each with noise of its own. Comparisons: 3 drifts × 4 months × 2 laws, false alarm
1e-7 each.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.ensemble.run import Block
from tests.theory.chance import assert_share
from tests.theory.drift import OVERSHOOT
from tests.theory.markets import block, of_buyers, off

RIGID: dict[str, Any] = dict(menu=["rigid"])
PAIRS, REPLICATES, MONTHS = 100, 200, 60
SPREAD, CASH, CREDIT, FIXED_COST = 0.5, 2.5, 1.0, 0.1
PRICE = 1000.0
"""So high above its cost that no supplier can fail, whatever its noise."""
MARKS = (12, 24, 36, 60)
DRIFTS = (-0.05, 0.0, 0.05)
NODES = 600


def noisy(drift: float, seed: int) -> Block:
    """Pairs that trade every month, in which a buyer's cash moves by `drift` and noise."""
    groups = off(
        market=dict(buyers=PAIRS, suppliers=1, capacity=PAIRS, months=MONTHS, separation=0.0),
        surplus=dict(value=PRICE + FIXED_COST + drift, cost=1.0),
        shocks=dict(payoff_noise=SPREAD),
        bargaining=dict(price_fixed=True, price=PRICE),
        contract=dict(term=10**6),
        money=dict(ruin=True, cash=CASH, credit=CREDIT, fixed_cost=FIXED_COST, entry_delay=10**6),
    )
    return block(RIGID, groups, replicates=REPLICATES, seed=seed, compiled=True)


def ruin_by(drift: float, months: int) -> NDArray[np.float64]:
    """The exact chance of having failed by each month from 1 on, cash being looked at once a month.

    Cash above `far` is counted safe; to get there and come back takes 12 standard deviations.
    """
    far = CASH + CREDIT + max(0.0, drift) * months + 12.0 * SPREAD * np.sqrt(months)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    above = 0.5 * far * (nodes + 1.0)
    weights = 0.5 * far * weights
    moves = stats.norm.pdf(above, loc=above[:, None] + drift, scale=SPREAD)
    density = stats.norm.pdf(above, loc=CASH + CREDIT + drift, scale=SPREAD)
    failed = [float(stats.norm.cdf(-(CASH + CREDIT + drift) / SPREAD))]
    for _ in range(1, months):
        failing = stats.norm.cdf(-(above + drift) / SPREAD)
        failed.append(failed[-1] + float((density * weights) @ failing))
        density = (density * weights) @ moves
    return np.array(failed)


def passage_by(drift: float, month: int, overshoot: float = OVERSHOOT) -> float:
    """The same chance by the inverse Gaussian law, the way to ruin lengthened by the mean overshoot."""
    way, root = CASH + CREDIT + overshoot * SPREAD, SPREAD * np.sqrt(month)
    back = np.exp(-2.0 * drift * way / SPREAD**2)
    there = stats.norm.cdf((-way - drift * month) / root)
    return float(there + back * stats.norm.cdf((-way + drift * month) / root))


@pytest.mark.parametrize("drift", DRIFTS)
def test_ruin_is_a_first_passage(drift: float, seed: int) -> None:
    """L12 at four ages; nobody else is at risk, and nobody is ever without a partner while it lives."""
    found = noisy(drift, seed)
    deaths = found.deaths[:, :PAIRS]
    assert found.deaths[:, PAIRS:].max() == 0, "a supplier failed"
    living = of_buyers(found.accounts, "firms")
    np.testing.assert_array_equal(of_buyers(found.accounts, "trades"), living)
    np.testing.assert_array_equal(PAIRS - living[:, -1], ((deaths > 0) & (deaths < MONTHS)).sum(axis=1))
    exact = ruin_by(drift, MONTHS)
    for month in MARKS:
        failed = ((deaths > 0) & (deaths <= month)).sum()
        chance, law = float(exact[month - 1]), passage_by(drift, month)
        assert_share(failed, deaths.size, chance, 1e-9, f"ruined by month {month}")
        assert_share(failed, deaths.size, law, abs(law - chance), f"ruined by month {month}, formula")


@pytest.mark.parametrize("drift", DRIFTS)
def test_the_correction_makes_the_formula_fit(drift: float) -> None:
    """Theory against theory, no chance: its bias is below .004, and over six times that without overshoot."""
    exact = ruin_by(drift, MONTHS)
    assert np.all(np.diff(exact) > 0.0)
    for month in MARKS:
        chance = float(exact[month - 1])
        bias = abs(passage_by(drift, month) - chance)
        assert bias < 0.004
        assert abs(passage_by(drift, month, 0.0) - chance) > 6.0 * bias
