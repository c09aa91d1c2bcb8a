"""How far the work and its cost drift when nobody does anything about it (L10).

Misfit: x' = ρx + σε + J has mean λμ_J(1 − ρⁿ)/(1 − ρ) and variance V(1 − ρ²ⁿ)/(1 − ρ²) after n shocks from 0,
V = σ² + λ(μ_J² + σ_J²) − λ²μ_J²; in the long run mean λμ_J/(1 − ρ) and variance V/(1 − ρ²), at ρ = 1 a random
walk whose variance is nV. Log cost: z is an autoregression of variance σ_z²/(1 − ρ_z²), of which the share
`common` is one draw for the whole market: that is its correlation between two pairs.

Source: moments of a first-order autoregression with independent steps.
Units: misfit, 1,500 pairs of one world, which share no draw; log cost, worlds, because its pairs share the
market's. A unit's value is its mean over the months named. Comparisons: 4 (moments) + 4 (random walk) + 8
(log cost), false alarm 1e-7 each.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.ensemble.run import played, staged
from sim.ensemble.state import TRACE_COLUMNS
from sim.worlds import arms_of
from tests.theory.chance import assert_mean
from tests.theory.markets import block, off, world_of

RIGID: dict[str, Any] = dict(menu=["rigid"])
CAPACITY, SELLERS = 100, 15
"""Pairs of the large world: as many as there are slots, and everybody meets everybody in the first month."""
PERSISTENCE, STEP, CHANCE, JUMP, JUMP_SPREAD = 0.9, 0.1, 0.15, 0.3, 0.5
MONTHS, SETTLED = 120, 60


def still(buyers: int, suppliers: int, months: int, shocks: dict[str, Any], **market: Any) -> dict[str, Any]:
    """A world in which nobody adapts to anything, and misfit costs nothing."""
    return off(
        market=dict(buyers=buyers, suppliers=suppliers, months=months, separation=0.0, **market),
        network=dict(degree=suppliers),
        surplus=dict(misfit_weight=0.0),
        shocks=shocks,
        contract=dict(term=10**6),
        adaptation=dict(threshold=1e12, renegotiation=False),
    )


def misfits(shocks: dict[str, Any], months: int, seed: int) -> NDArray[np.float64]:
    """The misfit of every pair of the large world; [months, pairs]. In the first month it is 0."""
    groups = still(CAPACITY * SELLERS, SELLERS, months, shocks, capacity=CAPACITY)
    traced = block(RIGID, groups, trace=True, seed=seed, compiled=True).traced
    ages = traced[:, :, TRACE_COLUMNS.index("age")]
    np.testing.assert_array_equal(ages, np.arange(1, months + 1)[:, None] + np.zeros(CAPACITY * SELLERS))
    assert np.abs(traced[:, :, TRACE_COLUMNS.index("change_order")]).max() == 0.0
    found = traced[:, :, TRACE_COLUMNS.index("misfit")]
    assert np.abs(found[0]).max() == 0.0
    return found


def test_misfit_has_the_moments_of_its_shocks(seed: int) -> None:
    """L10: mean and variance, after five shocks exactly, from month 61 on with a bias ρ⁶⁰/6 of the mean."""
    shocks = dict(
        misfit_sd=STEP, misfit_persistence=PERSISTENCE, jump_chance=CHANCE, jump_mean=JUMP,
        jump_sd=JUMP_SPREAD,
    )  # fmt: skip
    found = misfits(shocks, MONTHS, seed)
    mean = CHANCE * JUMP / (1.0 - PERSISTENCE)
    variance = STEP**2 + CHANCE * (JUMP**2 + JUMP_SPREAD**2) - (CHANCE * JUMP) ** 2
    variance /= 1.0 - PERSISTENCE**2
    shocks_met = np.arange(MONTHS)
    means = mean * (1.0 - PERSISTENCE**shocks_met)
    variances = variance * (1.0 - PERSISTENCE ** (2 * shocks_met))
    squares = (found - means[:, None]) ** 2
    assert_mean(found[5], means[5], what="mean after five shocks")
    assert_mean(squares[5], variances[5], what="variance after five shocks")
    late = found[SETTLED:].mean(axis=0)
    assert_mean(late, mean, mean - float(means[SETTLED:].mean()), "mean in the long run")
    spread = squares[SETTLED:].mean(axis=0)
    assert_mean(spread, variance, variance - float(variances[SETTLED:].mean()), "variance in the long run")


def test_at_full_persistence_misfit_is_a_random_walk(seed: int) -> None:
    """L10 at ρ = 1: no drift; variance σ² for each shock met, at every age."""
    found = misfits(dict(misfit_sd=STEP, misfit_persistence=1.0), 101, seed)
    for age in (1, 25, 100):
        assert_mean(found[age] ** 2, age * STEP**2, what=f"variance after {age} shocks")
    assert_mean(found[100], 0.0, what="mean after 100 shocks")


COST_STEP, COST_PERSISTENCE, COST_MONTHS, COST_SETTLED = 0.05, 0.8, 200, 50
WORLDS, NEIGHBOURS = 1000, 4


def log_costs(common: float, seed: int) -> NDArray[np.float64]:
    """The log cost of every pair of many worlds; [worlds, months, pairs]."""
    shocks = dict(cost_sd=COST_STEP, cost_persistence=COST_PERSISTENCE, common=common)
    groups = still(NEIGHBOURS, NEIGHBOURS, COST_MONTHS, shocks)
    scenario = world_of({"one": RIGID}, "one", "one", groups)
    stage = staged(scenario, arms_of(scenario)[0], seed, {})
    place, value, cost, best = (
        TRACE_COLUMNS.index(name) for name in ("log_cost", "value", "cost", "first_best")
    )
    found = np.empty((WORLDS, COST_MONTHS, NEIGHBOURS))
    for number in range(WORLDS):
        traced = played(stage, seed, number, 1, trace=True).traced
        found[number] = traced[:, :, place]
        costs = traced[:, :, cost] * np.exp(found[number])
        np.testing.assert_allclose(
            traced[:, :, best], np.maximum(0.0, traced[:, :, value] - costs), rtol=0, atol=1e-12
        )
    return found


@pytest.mark.parametrize("common", [0.0, 0.5, 1.0])
def test_log_cost_varies_and_is_shared_as_stated(common: float, seed: int) -> None:
    """L10 for z: variance σ_z²/(1 − ρ_z²) and covariance of two pairs `common` of it; a new pair's first z is
    the market's own, so that in its first month all pairs of a world have the same.

    Bias: ρ_z¹⁰⁰ of the variance at month 51. C = c·e^z is checked on the way, exactly.
    """
    found = log_costs(common, seed)
    variance = COST_STEP**2 / (1.0 - COST_PERSISTENCE**2)
    bias = variance * COST_PERSISTENCE ** (2 * COST_SETTLED)
    np.testing.assert_array_equal(found[:, 0], found[:, :1, 0] + np.zeros(NEIGHBOURS))
    settled = found[:, COST_SETTLED:]
    assert_mean((settled**2).mean(axis=(1, 2)), variance, bias, "variance of log cost")
    sums = settled.sum(axis=2)
    products = (sums**2 - (settled**2).sum(axis=2)) / (NEIGHBOURS * (NEIGHBOURS - 1))
    assert_mean(products.mean(axis=1), common * variance, bias, "covariance of two pairs' log costs")
    if common == 1.0:
        np.testing.assert_array_equal(found, found[:, :, :1] + np.zeros(NEIGHBOURS))
    else:
        first = found[:, 0, 0] ** 2
        assert_mean(first, common * COST_STEP**2, what="variance of the first month's log cost")
