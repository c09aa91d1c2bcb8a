"""L25: a norm of honesty that erodes with the lies that are found, and where it tips.

All firms are honest to h₀, every side knows something alone in every material month (ν) and its silence is
found with d. Lies and silences found per side and month are ν(1 − h)d on average, L̄ their public mean
(rate .1), and h = max(0, h₀(1 − κ_N L̄)). With c = κ_N·ν·d the fixed point of both is
h* = h₀(1 − c)/(1 − h₀c).

When does it tip? As long as h > 0 the line of means L̄ → νd(1 − h₀ + h₀κ_N L̄) meets the diagonal at L* =
νd(1 − h₀)/(1 − h₀c), and honesty is above 0 there iff κ_N L* < 1, that is iff c < 1: then h₀c < 1 as well,
the fixed point attracts, and it is reached from honesty h₀. From c ≥ 1 on there is no fixed point with
honesty above 0, and h falls to 0 — whether h₀c is above 1 or not. So honesty below 1 tips to 0 iff c ≥ 1;
the specification's h₀c ≥ 1 is sufficient only. At h₀ = 1 nobody ever lies, whatever κ_N is.
Source: model §5 E7, §9 L25, the condition mended here; abeler_nosenzo_raymond_2019.

As long as honesty is above 0 the mean of L̄ over worlds obeys that line exactly, with no bias from its
curvature; what a run of T months has not yet reached of L* is worked out by the same line. Where honesty
is gone L̄ must not fall by chance so far that some comes back: it would take ten of its standard
deviations, and 1e-5 is allowed for it. Units are worlds.
False alarms: 14 comparisons at 1e-7 each (6 paths at two months, 2 where it tips to 0); all else is exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.ensemble.outcomes import COUNTED
from sim.rules.norm import honesty_in_force
from tests.theory.chance import assert_mean
from tests.theory.markets import block, monthly, off

RATE, PRIVATE, SEEN = 0.1, 1.0, 0.5
FOUND = PRIVATE * SEEN
PAIRS, MONTHS, WORLDS, CHUNK = 50, 200, 240, 60
LIES = COUNTED.index("lies_public")


def eroding(erosion: float, months: int = MONTHS) -> dict[str, dict[str, Any]]:
    """News only: work that has changed every month but the first, and a norm."""
    return off(
        market=dict(buyers=PAIRS, suppliers=PAIRS, months=months, separation=0.0),
        network=dict(degree=PAIRS), choice=dict(candidates=1, public_rate=RATE),
        shocks=dict(jump_chance=1.0, jump_mean=0.25, jump_sd=0.0, misfit_persistence=0.0),
        adaptation=dict(threshold=0.0, saving_rule=False, renegotiation=False),
        bargaining=dict(price_fixed=True, price=1.0), contract=dict(term=months),
        promises=dict(detection=SEEN), process=dict(cost_scale=0.0),
        news=dict(private=PRIVATE, norm=erosion),
    )  # fmt: skip


def heard(honesty: float, erosion: float, seed: int, worlds: int = WORLDS) -> NDArray[np.float64]:
    """L̄ at the end of every month, of every world; the last as the kernel itself reports it."""
    parts = [
        block(dict(honesty=honesty, menu=["rigid"]), eroding(erosion), seed=seed, compiled=True,
              replicates=min(CHUNK, worlds - first), first=first)
        for first in range(0, worlds, CHUNK)
    ]  # fmt: skip
    lies = np.concatenate([monthly(part.accounts, "lies_found") for part in parts]) / (2.0 * PAIRS)
    public = np.zeros_like(lies)
    for month in range(MONTHS):
        before = public[:, month - 1] if month else np.zeros(worlds)
        public[:, month] = before + RATE * (lies[:, month] - before)
    told = np.concatenate([part.outcomes[:, LIES] for part in parts])
    np.testing.assert_allclose(public[:, -1], told, rtol=0, atol=1e-12)
    return public


def expected(honesty: float, erosion: float, months: int) -> float:
    """The mean of L̄ after so many months, of which in the first there is nothing to be silent about."""
    public = 0.0
    for month in range(months):
        honest = max(0.0, honesty * (1.0 - erosion * public))
        public += RATE * ((FOUND * (1.0 - honest) if month else 0.0) - public)
    return public


def fixed_point(honesty: float, erosion: float) -> float:
    """h*, where there is one above 0."""
    strength = erosion * FOUND
    return honesty * (1.0 - strength) / (1.0 - honesty * strength)


@pytest.mark.parametrize(
    ("honesty", "strength"), [(0.5, 0.0), (0.5, 0.5), (0.5, 0.8), (0.9, 0.4), (0.9, 0.8), (0.2, 0.7)]
)
def test_honesty_settles_at_the_fixed_point(honesty: float, strength: float, seed: int) -> None:
    """After two years, and at the end, where h₀(1 − κ_N L̄) is h* but for what is not reached yet."""
    erosion = strength / FOUND
    public = heard(honesty, erosion, seed)
    assert_mean(public[:, 23], expected(honesty, erosion, 24), what="L̄ after two years")
    in_force = honesty * (1.0 - erosion * public[:, -1])
    assert in_force.min() > 0.0
    end = honesty * (1.0 - erosion * expected(honesty, erosion, MONTHS))
    left = abs(end - fixed_point(honesty, erosion))
    assert left < 0.02
    assert_mean(in_force, fixed_point(honesty, erosion), left, what="honesty in the end")


@pytest.mark.parametrize(("honesty", "strength"), [(0.5, 1.4), (0.9, 1.4)])
def test_beyond_one_honesty_tips_to_nothing(honesty: float, strength: float, seed: int) -> None:
    """Below h₀c = 1 (.7) as above it (1.26): what the specification's condition tells apart ends alike."""
    erosion = strength / FOUND
    public = heard(honesty, erosion, seed)
    assert expected(honesty, erosion, MONTHS) * erosion > 1.0
    assert (honesty * (1.0 - erosion * public[:, -1]) <= 0.0).all()
    bias = abs(expected(honesty, erosion, MONTHS) - FOUND) + 1e-5
    assert_mean(public[:, -1], FOUND, bias, what="L̄ once all are silent")


@pytest.mark.parametrize("strength", [0.5, 0.99, 1.01, 1.5, 4.0])
@pytest.mark.parametrize("honesty", [0.1, 0.5, 0.9, 0.99])
def test_it_tips_iff_the_norm_erodes_faster_than_it_mends(honesty: float, strength: float) -> None:
    """The line of the means, by the rule itself, for twenty thousand months: exact on both sides of c = 1."""
    erosion, public, in_force = strength / FOUND, 0.0, honesty
    for _ in range(20_000):
        in_force = honesty_in_force(honesty, erosion, public)
        public += RATE * (FOUND * (1.0 - in_force) - public)
    if strength < 1.0:
        assert in_force == pytest.approx(fixed_point(honesty, erosion), abs=1e-9)
        assert in_force > 0.0
    else:
        assert in_force == 0.0


@pytest.mark.parametrize("erosion", [1.0, 10.0])
def test_where_nobody_lies_there_is_nothing_to_erode(erosion: float, seed: int) -> None:
    """h₀ = 1: no lie is ever found, and honesty stands, however much would be made of a lie."""
    assert (heard(1.0, erosion, seed, worlds=20) == 0.0).all()
