"""A month that would not trade, by hand: the change fought through, the price set anew (E6)."""

from __future__ import annotations

import pytest

from tests.theory.months import Month, bond, deeds, joint, leaked, played, posture, terms, world

TRUTHFUL = posture(honesty=1.0)
UNWATCHED = deeds(buyer_monitors=0.0, supplier_monitors=0.0)
CALM_H = 0.10 + 0.30 * 2 * 0.05
"""What a contested change costs two who tell the truth: H₀ + H₁·2b₀."""


def standing_still(**fields: float) -> Month:
    """A rigid month whose misfit leaves the buyer less than nothing at the agreed price."""
    still = world(adaptation=dict(threshold=9.0, **fields), investment=dict(gain=0.0))
    return Month(terms=terms(value=1.15), bond=bond(price=1.10, misfit=0.3), world=still)


def test_a_pair_that_would_stand_still_adapts_whatever_the_threshold() -> None:
    """§12: the buyer's 0.05 is less than M = 0.09, so the change is fought through."""
    after, deal = played(standing_still())
    assert (deal.trades, deal.ordered, after.misfit) == (1.0, 1.0, 0.0)


def dear(**fields: float) -> Month:
    """A rigid month whose cost has risen beyond the agreed price: 0.85·e^0.2 = 1.0382 > 1."""
    here = world(investment=dict(gain=0.0), bargaining=dict(outside_weight=0.0), adaptation=fields)
    return Month(
        buyer=TRUTHFUL, supplier=TRUTHFUL, terms=terms(value=1.3), bond=bond(log_cost=0.2), world=here
    )


def test_renegotiation_sets_the_price_anew_at_todays_cost() -> None:
    """E6: H is split, p = ½(1.3 + C); both that price and the cost it was agreed at are kept."""
    cost = 0.85 * 1.2214027581601699
    after, deal = played(dear())
    assert (deal.trades, deal.renegotiated, deal.ordered) == (1.0, 1.0, 0.0)
    assert deal.price == pytest.approx(0.5 * (1.3 + cost))
    assert (after.price, after.cost_then) == (pytest.approx(deal.price), pytest.approx(cost))
    assert deal.leakages.haggling == pytest.approx(CALM_H)
    assert joint(deal) + leaked(deal) == pytest.approx(deal.first_best, abs=1e-12)


def test_renegotiation_is_not_held_where_it_does_not_pay_or_is_switched_off() -> None:
    off = played(dear(renegotiation=False))[1]
    assert (off.trades, off.renegotiated, off.leakages.haggling) == (0.0, 0.0, 0.0)
    assert off.leakages.lost_trade == pytest.approx(off.first_best)
    dearer = played(dear(haggling=0.3))[1]  # v − C = 0.26 < H
    assert (dearer.trades, dearer.renegotiated) == (0.0, 0.0)


def test_renegotiation_resets_the_work_where_the_misfit_costs_more_than_the_outlay() -> None:
    """x = 0.2: M = 0.04 > 0.01; then the claim is paid and p is set at the full value."""
    month = dear(threshold=9.0)
    month = month._replace(bond=month.bond._replace(misfit=0.2), deeds=UNWATCHED)
    after, deal = played(month)
    assert (after.misfit, deal.renegotiated) == (0.0, 1.0)
    assert deal.transfer == pytest.approx(deal.price + 0.01)
    assert deal.leakages.adaptation == pytest.approx(0.01)


def test_renegotiation_leaves_a_small_misfit_and_prices_it_in() -> None:
    """x = 0.04: M = 0.0016 < 0.002, so p = ½(1.3 − M + C)."""
    month = dear(threshold=9.0)
    month = month._replace(bond=month.bond._replace(misfit=0.04))
    after, deal = played(month)
    cost = 0.85 * 1.2214027581601699
    assert after.misfit == 0.04
    assert deal.price == pytest.approx(0.5 * (1.3 - 0.0016 + cost))


def test_renegotiation_can_fail_when_both_misreport() -> None:
    """v − C = 0.22 pays for H, but strategic reports and outside claims leave no price."""
    month = dear(haggling=0.0, haggling_slope=0.0)
    greedy = Month(
        terms=terms(value=1.12), bond=bond(log_cost=0.2, price=1.0),
        world=month.world._replace(bargaining_outside_weight=1.0),
    )  # fmt: skip
    after, deal = played(greedy)
    assert (deal.trades, deal.renegotiated) == (0.0, 1.0)
    assert (after.price, after.cost_then) == (1.0, 0.85)


def test_the_month_of_a_fought_change_can_still_end_in_renegotiation() -> None:
    """Both are paid for: H twice, the outlay once."""
    month = dear()
    month = month._replace(bond=month.bond._replace(misfit=0.6), deeds=UNWATCHED)
    deal = played(month)[1]
    assert (deal.ordered, deal.renegotiated, deal.trades) == (1.0, 1.0, 1.0)
    assert deal.leakages.haggling == pytest.approx(2 * CALM_H)
    assert deal.leakages.adaptation == pytest.approx(0.03)
