"""L5: a supplier invests as its share of the gain warrants; a just or a generous buyer ends the hold-up.

Cost ½k², gain a·k. The buyer carries ς = ½rec_B of the cost; β' = (1 − equ_B)β + equ_B(1 − ς) of the gain is
the supplier's: k = a[(1 − equ_B)β/(1 − ς) + equ_B]. Of the gain within reach, ½a², the pair makes the share
e = 2(k/a) − (k/a)²; the rest, ½a²(1 − e), is booked as under-investment. equ = rec = 0 is the hold-up, with
k = βa, three quarters of what is possible at β = ½; either principle at 1 restores k = a there.

Powers stop short of −1, where the price leaves the buyer nothing and a buyer with outlays to carry stays out.

Source: grout_1984; hart_moore_1988; klein_crawford_alchian_1978; model §5 E5, §7, §9 L5.
Every verdict is exact (1e-12): false-alarm rate 0.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from sim.ensemble.tables import events_table
from sim.rules.investment import outlay_share, reward_share, supplier_gain
from sim.scenario import STEPS
from tests.theory.markets import block, monthly, of_buyers, off
from tests.theory.months import Month, bond, played, posture, scene, terms, world

EXACT = 1e-12
GAIN = 0.2
POWERS = (-0.8, -0.4, 0.0, 0.6, 1.0)
SHARES = (0.0, 0.3, 1.0)
"""Equity and reciprocity of the buyer, and the autonomy of both, that are tried."""


def investment_only(power: float = 0.0, **groups: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A world in which specific investment is all that is left to decide; none of it is misdirected."""
    usual: dict[str, dict[str, Any]] = dict(
        investment=dict(gain=GAIN), bargaining=dict(power=power), process=dict(misdirection=0.0)
    )
    return off(**(usual | groups))


def relative_investment(power: float, equity: float, reciprocity: float, autonomy: float = 0.0) -> float:
    """k/a."""
    share = 0.5 - 0.5 * power * (1.0 - autonomy)
    return (1.0 - equity) * share / (1.0 - 0.5 * reciprocity) + equity


def efficiency(relative: float) -> float:
    """The part of the gain within reach that the pair makes."""
    return 2.0 * relative - relative * relative


@pytest.mark.parametrize("power", POWERS)
def test_investment_and_what_each_side_has_of_it(power: float) -> None:
    """A month by hand: k, the payoffs of both, the under-investment, for all principles."""
    here = world(**investment_only(power))
    for equity, reciprocity, autonomy in itertools.product(SHARES, repeat=3):
        month = Month(
            buyer=posture(equity=equity, reciprocity=reciprocity, autonomy=autonomy),
            supplier=posture(autonomy=autonomy), world=here, terms=terms(power=power), bond=bond(),
        )  # fmt: skip
        relative = relative_investment(power, equity, reciprocity, autonomy)
        invested, carried = GAIN * relative, 0.5 * reciprocity
        share = 0.5 - 0.5 * power * (1.0 - autonomy)
        reward = (1.0 - equity) * share + equity * (1.0 - carried)
        _, deal = played(month)
        assert scene(month).investment == pytest.approx(invested, abs=EXACT)
        assert deal.price == 1.0
        outlay = 0.5 * invested * invested
        of_buyer = 1.15 - 1.0 + (1.0 - reward) * GAIN * invested - carried * outlay
        of_supplier = 1.0 - 0.85 + reward * GAIN * invested - (1.0 - carried) * outlay
        assert deal.payoff_buyer == pytest.approx(of_buyer, abs=EXACT)
        assert deal.payoff_supplier == pytest.approx(of_supplier, abs=EXACT)
        lost = 0.5 * GAIN * GAIN * (1.0 - efficiency(relative))
        assert deal.leakages.underinvestment == pytest.approx(lost, abs=EXACT)
        assert sum(deal.leakages) == pytest.approx(lost, abs=EXACT)


@pytest.mark.parametrize("power", POWERS)
def test_no_other_investment_would_leave_the_supplier_more(power: float) -> None:
    """k is the supplier's own best choice, not a rule of thumb: on either side of it, it is worse off."""
    here = world(**investment_only(power))
    for equity, reciprocity in itertools.product(SHARES, repeat=2):
        buyer = posture(equity=equity, reciprocity=reciprocity)
        best = scene(Month(buyer=buyer, world=here, terms=terms(power=power))).investment
        carried = outlay_share(reciprocity)
        reward = reward_share(equity, 0.5 - 0.5 * power, carried)
        left = [supplier_gain(GAIN, best + step, reward, carried) for step in (-0.01, 0.0, 0.01)]
        assert left[1] > max(left[0], left[2])


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("equity", SHARES)
@pytest.mark.parametrize("reciprocity", SHARES)
def test_in_a_world_the_accounts_show_what_hold_up_costs(
    power: float, equity: float, reciprocity: float
) -> None:
    """Five pairs, four months: joint value, first best and under-investment of every pair and month."""
    strategy = dict(equity=equity, reciprocity=reciprocity, honesty=1.0, menu=["rigid"])
    market = dict(buyers=5, suppliers=5, months=4, separation=0.0)
    accounts = block(strategy, investment_only(power, market=market)).accounts
    made = efficiency(relative_investment(power, equity, reciprocity))
    pairs = of_buyers(accounts, "relationships")
    assert pairs.max() == 5.0
    for name, each in (
        ("first_best", 0.3 + 0.5 * GAIN * GAIN),
        ("joint", 0.3 + 0.5 * GAIN * GAIN * made),
        ("underinvestment", 0.5 * GAIN * GAIN * (1.0 - made)),
        ("misdirection", 0.0),
    ):
        np.testing.assert_allclose(of_buyers(accounts, name), pairs * each, rtol=0, atol=EXACT)
    np.testing.assert_allclose(monthly(accounts, "payoff"), of_buyers(accounts, "joint"), rtol=0, atol=EXACT)


@pytest.mark.parametrize(
    ("equity", "reciprocity", "share"), [(0.0, 0.0, 0.75), (1.0, 0.0, 1.0), (0.0, 1.0, 1.0), (1.0, 1.0, 1.0)]
)
def test_at_even_power_either_principle_ends_the_hold_up(
    equity: float, reciprocity: float, share: float
) -> None:
    """Three quarters of ½a² without, all of it with equity, or with reciprocity, or with both."""
    market = dict(buyers=1, suppliers=1, months=1, separation=0.0)
    strategy = dict(equity=equity, reciprocity=reciprocity, menu=["rigid"])
    accounts = block(strategy, investment_only(market=market)).accounts
    gained = monthly(accounts, "payoff") - 0.3
    np.testing.assert_allclose(gained, share * 0.5 * GAIN * GAIN, rtol=0, atol=EXACT)


@pytest.mark.parametrize("vision", [False, True])
@pytest.mark.parametrize("equity", [0.0, 0.5])
def test_poor_fit_and_misdirection_scale_what_is_within_reach(vision: bool, equity: float, seed: int) -> None:
    """a_eff = a·fit·(1 − μ), μ gone with a shared vision; what μ takes away is booked as misdirected."""
    strategy = dict.fromkeys(STEPS, False) | dict(vision=vision, equity=equity, menu=["relational"])
    groups = investment_only(
        0.5, market=dict(buyers=12, suppliers=12, months=2, separation=0.0),
        process=dict(misdirection=0.3, cost_scale=0.0), choice=dict(fit_low=0.4),
    )  # fmt: skip
    months = events_table(("one",), block(strategy, groups, trace=True, seed=seed).traced)
    reached = GAIN * months["fit"] * (1.0 if vision else 0.7)
    made = efficiency(relative_investment(0.5, equity, 0.0))
    perfect = 0.5 * (GAIN * months["fit"]) ** 2
    assert months["fit"].nunique() > 8
    assert months["fit"].min() >= 0.4
    for name, wanted in (
        ("underinvestment", 0.5 * reached**2 * (1.0 - made)),
        ("misdirection", perfect - 0.5 * reached**2),
        ("first_best", 0.3 + perfect),
    ):
        np.testing.assert_allclose(months[name], wanted, rtol=0, atol=EXACT, err_msg=name)
    joint = months["payoff_buyer"] + months["payoff_supplier"]
    np.testing.assert_allclose(joint, 0.3 + 0.5 * reached**2 * made, rtol=0, atol=EXACT)
