"""L6: room for the price saves trades and breeds grievance; kept principles tip the balance.

A price of ½ that may move by w; v, c ~ U[0, 1] anew each month; no renegotiation. A month trades iff v, c and
the interval have a price in common. Each side feels entitled to the best price of that range and shades by
θ(1 − G) of what it misses (η = 1: grievance is this month's), both together by θ(1 − G) times its length:
W(w) = 1/8 + w/4 − w²/2 + w³/3 − θ(1 − G)(w/2 − 2w³/3).  W(0) = 1/8, W(½) = (1 − θ(1 − G))/6, so that full
flexibility beats rigidity iff θ(1 − G) < ¼. G = g₃·min(int_B, int_S) under a relational contract with agreed
principles, else 0. All else is shut, also what integrity does for promises.

Source: hart_moore_2008; fehr_hart_zehnder_2011; frydlinger_hart_2019; model §5 E6, E11, G, §9 L6.
Units: independent worlds of one dyad, the mean over its 24 months; arms share their luck. 31 comparisons with
chance, of false alarm 1e-7 each; the others are exact. Whether a month trades depends on its own v and c
alone, so that for P(trade) months count one by one.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.ensemble.tables import events_table
from sim.worlds import ACCOUNTS
from tests.theory.chance import ERRORS, assert_mean, assert_share
from tests.theory.markets import block, of_buyers, off

MONTHS, DYADS = 24, 4000
EXACT = 1e-9
WIDTHS = (0.0, 0.1, 0.25, 0.5)
Flat = NDArray[np.float64]


def haggle_free(width: float, strength: float, narrowing: float) -> dict[str, dict[str, Any]]:
    """A price of ½, what it may move by, shading and nothing else; the process is free."""
    return off(
        market=dict(buyers=1, suppliers=1, months=MONTHS, separation=0.0),
        surplus=dict(value=0.5, value_spread=0.5, cost=0.5, cost_spread=0.5, redrawn=True),
        bargaining=dict(price_fixed=True, price=0.5),
        contract=dict(band=width, term=MONTHS),
        adaptation=dict(renegotiation=False),
        shading=dict(strength=strength),
        risk=dict(fading=1.0),
        process=dict(cost_scale=0.0, narrowing=narrowing),
    )


class Kept(NamedTuple):
    """What is kept of an arm's accounts, by dyad and month."""

    joint: Flat  # what both made; talks cost nothing here, so it is all that they have
    trades: Flat
    shading: Flat  # the leakage
    shaded: Flat  # what each side's shading took from the other, summed
    relational: Flat


@cache
def dyads(
    form: str,
    width: float,
    strength: float,
    seed: int,
    narrowing: float = 0.0,
    meant: tuple[float, float] = (1.0, 1.0),
    agreed: bool = True,
) -> Kept:
    """Dyads under one form; `meant`: the integrity of buyer and supplier; `agreed`: they take step 3."""
    steps = dict(principles=form == "relational" and agreed)
    one, other = (dict(menu=[form], integrity=mine, **steps) for mine in meant)
    groups = haggle_free(width, strength, narrowing)
    accounts = block(one, groups, partner=other, replicates=DYADS, seed=seed, compiled=True).accounts
    shaded = accounts[..., ACCOUNTS.index("shading_own")].sum(axis=(1, 2))
    joint, trades, shading, relational = (
        of_buyers(accounts, name) for name in ("joint", "trades", "shading", "relational")
    )
    return Kept(joint, trades, shading, shaded, relational)


def welfare(form: str, width: float, strength: float, seed: int, narrowing: float = 0.0) -> Flat:
    """What both together make a month, by dyad."""
    return dyads(form, width, strength, seed, narrowing).joint.mean(axis=1)


def closed_form(width: float, strength: float) -> float:
    """W(w); `strength` is θ(1 − G)."""
    traded = 0.125 + width / 4.0 - width**2 / 2.0 + width**3 / 3.0
    return traded - strength * (width / 2.0 - 2.0 * width**3 / 3.0)


@pytest.mark.parametrize("width", WIDTHS)
def test_flexibility_trades_saved_work_for_shading(width: float, seed: int) -> None:
    """W(w) for weak and strong urges to shade; a month trades with probability ¼ + w − w²."""
    form = "flexible" if width > 0.0 else "rigid"
    for strength in (0.0, 0.15, 0.25, 0.6):
        gained = welfare(form, width, strength, seed)
        assert_mean(gained, closed_form(width, strength), what=f"W({width}) at {strength}")
    trades = dyads(form, width, 0.25, seed).trades
    assert_share(trades.sum(), trades.size, 0.25 + width - width * width, what="P(trade)")


@pytest.mark.parametrize("width", WIDTHS)
def test_shading_is_what_is_lost_and_is_proportional_to_its_strength(width: float, seed: int) -> None:
    """On the same luck W falls with θ in a line, by what is booked as shading; trade does not move."""
    calm, weak, strong = (dyads("flexible", width, strength, seed) for strength in (0.0, 0.25, 0.6))
    for kept in (weak, strong):
        np.testing.assert_array_equal(kept.trades, calm.trades)
        np.testing.assert_allclose(calm.joint - kept.joint, kept.shading, rtol=0, atol=EXACT)
        np.testing.assert_allclose(kept.shading, kept.shaded, rtol=0, atol=EXACT)
    np.testing.assert_allclose(strong.shading / 0.6, weak.shading / 0.25, rtol=0, atol=EXACT)
    assert (weak.shading.max() > 0.0) == (width > 0.0)


@pytest.mark.parametrize("power", [0.0, 0.5])
def test_each_shades_by_what_it_missed_of_the_best_price(power: float, seed: int) -> None:
    """Deal by deal: Nash's price within ½ ± w, moved into [c, v]; who got the best of it shades nothing."""
    groups = haggle_free(0.25, 0.6, 0.0) | {
        "bargaining": dict(price_fixed=True, price=0.5, power=power),
        "market": dict(buyers=20, suppliers=20, months=MONTHS, separation=0.0),
    }
    months = events_table(("one",), block(dict(menu=["flexible"]), groups, trace=True, seed=seed).traced)
    months = months[months["trades"] == 1.0]
    low, high = np.maximum(0.25, months["cost"]), np.minimum(0.75, months["value"])
    share = 0.5 - 0.5 * power
    wanted = (months["cost"] + share * (months["value"] - months["cost"])).clip(low, high)
    assert len(months) > 100
    for name, each in (
        ("price", wanted),
        ("shading_buyer", 0.6 * (wanted - low)),
        ("shading_supplier", 0.6 * (high - wanted)),
    ):
        np.testing.assert_allclose(months[name], each, rtol=0, atol=EXACT, err_msg=name)


def advantage(form: str, strength: float, seed: int, narrowing: float = 0.0) -> Flat:
    """What a full band gives a dyad over a rigid price on the same luck, a month."""
    return welfare(form, 0.5, strength, seed, narrowing) - welfare("rigid", 0.0, strength, seed)


def assert_sign(sample: Flat, sign: float) -> None:
    """The mean has this sign, 5.33 standard errors clear of 0: a false alarm needs an error larger still."""
    assert sign * sample.mean() > ERRORS * sample.std(ddof=1) / np.sqrt(sample.size)


def test_full_flexibility_beats_rigidity_below_a_quarter_and_not_above(seed: int) -> None:
    """The advantage is (1 − θ)/6 − 1/8: +1/120 at .2, nothing at ¼, −1/120 at .3."""
    for strength in (0.2, 0.25, 0.3):
        gained = advantage("flexible", strength, seed)
        assert_mean(gained, (1.0 - strength) / 6.0 - 0.125, what=f"advantage at {strength}")
    assert_sign(advantage("flexible", 0.2, seed), 1.0)
    assert_sign(advantage("flexible", 0.3, seed), -1.0)


@pytest.mark.parametrize("narrowing", [0.5, pytest.param(0.8, marks=pytest.mark.slow)])
def test_agreed_principles_move_the_threshold(narrowing: float, seed: int) -> None:
    """θ(1 − G) < ¼: with G = ½ up to θ = ½, with G = .8 up to 1¼; a fifth below and above, the sign turns."""
    threshold = 0.25 / (1.0 - narrowing)
    assert_mean(advantage("relational", threshold, seed, narrowing), 0.0, what="advantage at the threshold")
    assert_sign(advantage("relational", 0.8 * threshold, seed, narrowing), 1.0)
    assert_sign(advantage("relational", 1.2 * threshold, seed, narrowing), -1.0)


@pytest.mark.parametrize(
    ("meant", "kept"), [((1.0, 1.0), 1.0), ((1.0, 0.4), 0.4), ((0.3, 1.0), 0.3), ((0.0, 1.0), 0.0)]
)
def test_principles_narrow_as_far_as_the_one_who_means_them_less(
    meant: tuple[float, float], kept: float, seed: int
) -> None:
    """Deal by deal, shading θ narrowed by G is shading θ(1 − G) as it is; paper principles narrow nothing."""
    agreed = dyads("relational", 0.5, 0.6, seed, 0.5, meant=meant)
    without = dyads("flexible", 0.5, 0.6 * (1.0 - 0.5 * kept), seed)
    np.testing.assert_allclose(agreed.joint, without.joint, rtol=0, atol=EXACT)
    assert (agreed.relational.min(), without.relational.max()) == (1.0, 0.0)


def test_integrity_without_agreed_principles_narrows_nothing(seed: int) -> None:
    """Good people who took no step shade as all do, to the last bit."""
    good = dyads("relational", 0.5, 0.6, seed, 0.5, agreed=False)
    np.testing.assert_array_equal(good.joint, dyads("flexible", 0.5, 0.6, seed).joint)
