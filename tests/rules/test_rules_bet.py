"""Investment as a bet on the partner, by hand: E5's hope and share, E9's temptation, what is withheld."""

from __future__ import annotations

from typing import Any

import pytest

from sim.quantities import RELATIONAL, Bond, Scene
from sim.rules import decisions, investment
from tests.theory.months import (
    Month,
    bond,
    deeds,
    joint,
    leaked,
    played,
    posture,
    scene,
    side,
    terms,
    world,
)

UNSEEN = deeds(buyer_monitors=0.0, supplier_monitors=0.0, buyer_seen=0.99, supplier_seen=0.99)
BREAKER = posture(conduct="reactive", opening=0.0)
KEEPER = posture(conduct="reactive", opening=1.0, integrity=1.0)


def test_hope_is_trust_as_far_as_it_is_a_bet() -> None:
    """E5: 1 − ϖ(1 − τ)."""
    assert investment.hope(1.0, 0.3) == pytest.approx(0.3)
    assert investment.hope(0.5, 0.3) == pytest.approx(0.65)
    assert investment.hope(0.0, 0.3) == 1.0
    assert investment.hope(1.0, 1.0) == 1.0


def test_the_supplier_invests_as_far_as_it_counts_on_its_share() -> None:
    """k = .2·.5·.3/(1 − .25) = .04; its share of the gain .5·.2·.04 = .004."""
    made = investment.specific_investment(0.2, 0.5, 0.3, 0.25)
    assert made == pytest.approx(0.04)
    assert investment.supplier_share(0.2, made, 0.5) == pytest.approx(0.004)


def test_a_month_opens_with_what_is_at_stake() -> None:
    """a·(1 − μ) = .18, β = τ_S = ½: k = .09·(1 − ½ϖ), the share .09·k, of it ϖ at stake; τ_B is idle."""
    for bet, hoped in ((1.0, 0.5), (0.4, 0.8), (0.0, 1.0)):
        here = scene(Month(world=world(investment=dict(bet=bet))))
        assert here.investment == pytest.approx(0.09 * hoped)
        share = 0.09 * here.investment
        assert here.at_stake == pytest.approx(bet * share)
        assert here.gain_supplier == pytest.approx(share - 0.5 * here.investment**2)
    wary = scene(Month(bond=bond(supplier=side(bad=8.0))))
    assert wary.investment == pytest.approx(0.09 * 0.25)
    assert scene(Month(bond=bond(buyer=side(bad=8.0)))).investment == pytest.approx(0.09 * 0.5)


@pytest.mark.parametrize("bet", [1.0, 0.4, 0.0])
@pytest.mark.parametrize("seen", [0.0, 0.99])
def test_a_buyer_that_breaks_its_promise_keeps_the_suppliers_share(bet: float, seen: float) -> None:
    """A transfer, whether or not the breach is seen; broken promises alone leak; remedies cover v_q only."""
    month = Month(
        buyer=BREAKER, supplier=KEEPER, world=world(investment=dict(bet=bet)),
        deeds=UNSEEN._replace(buyer_seen=seen),
    )  # fmt: skip
    stake = scene(month).at_stake
    after, deal = played(month)
    assert deal.withheld == stake == pytest.approx(bet * 0.09 * 0.09 * (1.0 - 0.5 * bet))
    assert deal.transfer == pytest.approx(1.0 - stake)
    assert deal.leakages.promises == pytest.approx(0.09)
    assert joint(deal) + leaked(deal) == pytest.approx(deal.first_best, abs=1e-12)
    _, kept = played(month._replace(buyer=KEEPER))
    assert (kept.withheld, kept.transfer) == (0.0, pytest.approx(1.0))
    assert deal.payoff_buyer == pytest.approx(kept.payoff_buyer + 0.06 + stake)
    assert deal.payoff_supplier == pytest.approx(kept.payoff_supplier - 0.15 - stake)
    assert after.supplier.bad == (2.0 if seen == 0.0 else 0.0)


def test_a_suppliers_breach_withholds_nothing() -> None:
    deal = played(Month(buyer=KEEPER, supplier=BREAKER, deeds=UNSEEN))[1]
    assert (deal.kept_buyer, deal.kept_supplier, deal.withheld) == (1.0, 0.0, 0.0)
    assert deal.transfer == pytest.approx(1.0)


def test_no_trade_no_share() -> None:
    still = world(adaptation=dict(renegotiation=False))
    deal = played(Month(buyer=BREAKER, bond=bond(log_cost=0.5), world=still))[1]
    assert (deal.trades, deal.withheld, deal.transfer) == (0.0, 0.0, 0.0)


def test_an_equitable_breaker_makes_the_harm_good_but_not_the_share() -> None:
    """Equity 1 rewards by contribution, β' = 1: share .18·.18·½; of it all is kept, v_q is made good."""
    just = posture(conduct="reactive", opening=0.0, equity=1.0)
    deal = played(Month(buyer=just, supplier=KEEPER, deeds=UNSEEN._replace(buyer_seen=0.0)))[1]
    assert deal.withheld == pytest.approx(0.18 * 0.18 * 0.5)
    assert deal.transfer == pytest.approx(1.0 + 0.15 - deal.withheld)


def tempted(at_stake: float, trust: float) -> tuple[Scene, Bond, Any, Any]:
    """A relational month in which A·.55·(Û − Û_out) is worth .07 to either side."""
    fixed = world(
        promises=dict(slip=0.0), choice=dict(outside_fixed=True, outside_buyer=0.0, outside_supplier=0.0)
    )
    discount = 0.992 * (1.0 - 0.005)
    rent = 0.07 / (discount / (1.0 - discount) * (0.3 + 0.5 * 0.5))
    one = side(estimate=rent)
    month = Month(terms=terms(form=RELATIONAL), bond=bond(buyer=one, supplier=one), world=fixed)
    here = scene(month)._replace(at_stake=at_stake, trust_buyer=trust, trust_supplier=trust)
    return here, month.bond, month.terms, fixed


@pytest.mark.parametrize(
    ("at_stake", "trust", "buyer", "supplier"),
    [
        (0.0099, 0.5, True, True),
        (0.0101, 0.5, False, True),  # .06 + .0101 > .07; the supplier owes no share
        (0.0, 0.51, True, True),
        (0.0, 0.9, False, False),  # who trusts expects not to be watched: .35 instead of .55
        (0.02, 0.0, True, True),  # and who distrusts expects to be watched: .8
    ],
)
def test_the_share_tempts_the_buyer_and_expected_monitoring_holds_both(
    at_stake: float, trust: float, buyer: bool, supplier: bool
) -> None:
    """E9: c_q (the buyer: and ϖβ'a_eff k) ≤ A·(d + (1 − τ)(d_m − d))·max(0, Û − Û_out)."""
    here, state, signed, fixed = tempted(at_stake, trust)
    dice = deeds(buyer_keeps=0.5, supplier_keeps=0.5)
    calculating = posture()
    assert decisions.buyer_keeps(calculating, here, signed, state, 0.5, fixed, dice) is buyer
    assert decisions.supplier_keeps(calculating, here, signed, state, 0.5, fixed, dice) is supplier
