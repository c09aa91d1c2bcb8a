"""L4: two who know only their own side lose the trades that pay least, the fewer the more honest both are.

v, c ~ U[0, 1] and independent; reports are h of the truth and 1 − h of the linear equilibrium of the double
auction, none beyond the truth:  bid = h·v + (1 − h)·min(v, ⅔v + 1/12), ask = h·c + (1 − h)·max(c, ⅔c + ¼),
signed iff bid ≥ ask.  h = 0: P(trade) 9/32, expected gains 9/64;  h = 1: ½ and 1/6;  between, the integral
over c of the values above v*(c), whose bid meets that ask; v* is linear between corners 3h/(4(2 + h)) and ¾.

Reports not held to the truth (v < ¼ bids more than v, c > ¾ asks less than c) would let a few more trades be
signed and give the smooth 9(1 + h)²/(8(2 + h)²) and 9(1 + h)²/(8(2 + h)³), greater by up to .004 and .0004.
At h = 0 those reports never meet an ask or a bid, at h = 1 they are the truth: there both forms agree.

Source: chatterjee_samuelson_1983; myerson_satterthwaite_1983 for what there is to gain; model §5 E3, §9 L4.
Units: independent worlds of one buyer, one supplier and one month. 14 comparisons with chance, of false alarm
1e-7 each; the others are exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad

from sim.quantities import RIGID, Experience, Signing
from sim.rules.signing import signed
from sim.scenario import STEPS
from tests.theory.chance import assert_mean, assert_share
from tests.theory.markets import block, monthly, of_buyers, off
from tests.theory.months import OUTLOOK, posture, world

BLOCK = 100_000
UNIT_SQUARE = off(
    market=dict(buyers=1, suppliers=1, months=1, separation=0.0),
    surplus=dict(value=0.5, value_spread=0.5, cost=0.5, cost_spread=0.5),
    process=dict(cost_scale=0.0),
)
"""Values and costs on [0, 1], one meeting; talks and the process are free."""


def marginal_value(cost: float, honesty: float) -> float:
    """v*(c): the least value with which a buyer of this honesty meets the ask of a supplier like it."""
    ask = cost + (1.0 - honesty) * max(0.0, 0.25 - cost / 3.0)
    shaded = 3.0 * (ask - (1.0 - honesty) / 12.0) / (2.0 + honesty)
    return min(1.0, ask if ask <= 0.25 else shaded)


def closed_form(honesty: float) -> tuple[float, float]:
    """P(trade) and expected gains, v − c where they trade."""
    corners = [0.75 * honesty / (2.0 + honesty), 0.75]

    def traded(cost: float) -> float:
        return 1.0 - marginal_value(cost, honesty)

    def gained(cost: float) -> float:
        return traded(cost) * (0.5 * (1.0 + marginal_value(cost, honesty)) - cost)

    return quad(traded, 0.0, 1.0, points=corners)[0], quad(gained, 0.0, 1.0, points=corners)[0]


def met(
    strategy: dict[str, Any], groups: dict[str, dict[str, Any]], seed: int, pairs: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Whether each of so many pairs signed, and what both together made of it."""
    parts: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    for first in range(0, pairs, BLOCK):
        accounts = block(
            strategy, groups, replicates=min(BLOCK, pairs - first), seed=seed, first=first, compiled=True
        ).accounts
        signings, gains = of_buyers(accounts, "relationships"), monthly(accounts, "payoff")
        np.testing.assert_array_equal(of_buyers(accounts, "trades"), signings)
        np.testing.assert_allclose(gains, of_buyers(accounts, "first_best"), rtol=0, atol=1e-12)
        parts.append((signings[:, 0], gains[:, 0]))
    both = list(zip(*parts))
    return np.concatenate(both[0]), np.concatenate(both[1])


@pytest.mark.parametrize(
    ("honesty", "trade", "gains"), [(0.0, 9.0 / 32.0, 9.0 / 64.0), (1.0, 0.5, 1.0 / 6.0)]
)
def test_the_integral_has_the_known_limits(honesty: float, trade: float, gains: float) -> None:
    assert closed_form(honesty) == pytest.approx((trade, gains), abs=1e-12)


@pytest.mark.parametrize(
    ("honesty", "pairs"),
    [
        (0.0, 200_000), (0.25, 200_000), pytest.param(0.5, 1_000_000, marks=pytest.mark.slow),
        (0.75, 200_000), (1.0, 200_000),
    ],
)  # fmt: skip
def test_trade_and_gains_are_those_of_the_linear_equilibrium(honesty: float, pairs: int, seed: int) -> None:
    """A million pairs at h = ½, where what is not held to the truth is 7 standard errors away."""
    signings, gains = met(dict(honesty=honesty, menu=["rigid"]), UNIT_SQUARE, seed, pairs)
    trade, gain = closed_form(honesty)
    assert_share(signings.sum(), pairs, trade, what="P(trade)")
    assert_mean(gains, gain, what="gains")
    assert gains.min() >= 0.0


@pytest.mark.parametrize(
    ("honesty", "open_book", "barred"), [(0.0, 0.5, 0.0), (0.2, 0.3, 0.4)], ids=["open_book", "both"]
)
def test_an_open_book_and_barred_tactics_are_as_good_as_honesty(
    honesty: float, open_book: float, barred: float, seed: int
) -> None:
    """h = 1 − (1 − honesty)(1 − ψ)(1 − t) for pairs that took the five steps."""
    process = UNIT_SQUARE["process"] | dict(open_book=open_book, tactics_barred=barred)
    stepped: dict[str, Any] = dict.fromkeys(STEPS, True)
    pairs = 200_000
    strategy = dict(honesty=honesty, menu=["relational"], **stepped)
    signings, gains = met(strategy, UNIT_SQUARE | {"process": process}, seed, pairs)
    trade, gain = closed_form(1.0 - (1.0 - honesty) * (1.0 - open_book) * (1.0 - barred))
    assert_share(signings.sum(), pairs, trade, what="P(trade)")
    assert_mean(gains, gain, what="gains")


@pytest.mark.parametrize("honesty", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_who_signs_is_exactly_who_is_above_the_marginal_value(honesty: float) -> None:
    """Through signing, on both sides of v*(c); there bid and ask meet, so that the price is the ask."""
    here, alike, known = world(**UNIT_SQUARE), posture(honesty=honesty), Experience(0.5, 0.0, 0.0)

    def outcome(value: float, cost: float) -> Signing:
        return signed(
            alike, alike, RIGID, value, cost, 0.0, 1.0, 0.0, 0.0, known, known, False, OUTLOOK, here, 0.5, 0.5,
            False, 0.0,
        )  # fmt: skip

    for cost in np.linspace(0.0, 0.99, 100).tolist():
        margin = marginal_value(cost, honesty)
        assert outcome(margin - 1e-9, cost).agreed == 0.0
        if margin < 1.0:
            just = outcome(margin + 1e-9, cost)
            assert just.agreed == 1.0
            asked = cost + (1.0 - honesty) * max(0.0, 0.25 - cost / 3.0)
            assert just.bond.price == pytest.approx(asked, abs=1e-9)
