"""Change of the work against hand-worked examples of E6, E7 and E8: resets, claims, their reimbursement."""

from __future__ import annotations

import pytest

from sim.quantities import FLEXIBLE, RELATIONAL, Claim, Stake, Watch
from sim.rules import adaptation, claims, decisions, specification
from tests.theory.months import (
    ALL_STEPS,
    Month,
    bond,
    deeds,
    played,
    posture,
    scene,
    side,
    terms,
    world,
)

UNWATCHED = deeds(buyer_monitors=0.0, supplier_monitors=0.0)
H = 0.10 + 0.30 * (2 * 0.05 + 0.20 * 2)
"""What a contested change costs two liars at the defaults: H₀ + H₁(2b₀ + 2ι)."""
TRUTHFUL = posture(honesty=1.0)


def test_outlay_is_proportional_to_misfit_either_way() -> None:
    assert adaptation.reset_outlay(0.05, 0.4) == pytest.approx(0.02)
    assert adaptation.reset_outlay(0.05, -0.4) == pytest.approx(0.02)


def test_change_threshold() -> None:
    """b* = (12·0.1·0.15²/2)^¼ = 0.3408…; a given b is taken; γ = 0: never."""
    assert adaptation.change_threshold(-1.0, 0.1, 0.15, 2.0) == pytest.approx(0.0135**0.25)
    assert adaptation.change_threshold(0.3, 0.1, 0.15, 2.0) == 0.3
    assert adaptation.change_threshold(-1.0, 0.1, 0.15, 0.0) == adaptation.NEVER


def test_saving_lasts_for_the_term_or_until_the_drift_would_have_faded() -> None:
    """½γx²·min(left, 1/(1 − ρ²)); ρ = 1: months left."""
    assert adaptation.change_saving(0.5, 2.0, 10.0, 1.0) == pytest.approx(2.5)
    assert adaptation.change_saving(0.5, 2.0, 10.0, 0.6) == pytest.approx(0.25 / 0.64)
    assert adaptation.change_saving(0.5, 2.0, 1.0, 0.6) == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("misfit", "saving", "rule", "stops", "ordered"),
    [
        (0.4, 0.2, 1.0, False, True),
        (-0.4, 0.2, 1.0, False, True),
        (0.3, 0.2, 1.0, False, False),  # below the threshold
        (0.4, 0.1, 1.0, False, False),  # does not save its haggling
        (0.4, 0.1, 0.0, False, True),  # and need not
        (0.1, 0.0, 1.0, True, True),  # else the pair would stand still
        (0.0, 0.2, 0.0, False, False),
    ],
)
def test_contested_change(misfit: float, saving: float, rule: float, stops: bool, ordered: bool) -> None:
    assert adaptation.orders_contested_change(misfit, 0.35, saving, 0.15, rule, stops) is ordered


def test_no_change_is_ordered_where_nothing_ever_drifts() -> None:
    """§12: at σ = 0 the threshold b* is 0, which must not fire every month."""
    calm = world(shocks=dict(misfit_sd=0.0), adaptation=dict(saving_rule=False))
    assert played(Month(world=calm))[1].ordered == 0.0


def test_agreed_change_and_consent() -> None:
    assert adaptation.orders_agreed_change(0.25, 2.0, 0.0624)
    assert not adaptation.orders_agreed_change(0.25, 2.0, 0.0625)
    assert adaptation.consents(-0.01, 0.03, 0.5)
    assert adaptation.consents(0.0, -1.0, 0.0)
    assert not adaptation.consents(-0.01, 0.03, 0.25)


def test_haggling_is_made_of_claims_and_bias() -> None:
    """D = 2·0.05·(1 − 0.6) + 0.2·(0.5 + 1) = 0.34; H = 0.1·(1 − 0.5) + 0.3·0.34."""
    disputed = claims.disputed_share(0.05, 0.6, 0.2, 0.5, 1.0)
    assert disputed == pytest.approx(0.34)
    assert claims.haggling_cost(0.1, 0.5, 0.3, disputed) == pytest.approx(0.152)
    assert claims.lie_chance(0.4, 0.5, 0.3) == pytest.approx(0.21)
    assert claims.lie_chance(1.0, 0.0, 0.0) == 0.0


def test_claims() -> None:
    assert claims.inflates(0.21, 0.2)
    assert not claims.inflates(0.0, 0.0)
    assert claims.claimed(0.05, 0.2, True) == pytest.approx(0.06)
    assert claims.claimed(0.05, 0.2, False) == 0.05


@pytest.mark.parametrize(
    ("inflated", "checked", "found", "wanted"),
    [
        (False, False, True, Claim(0.05, 0.0, 0.0, 0.0)),
        (False, True, True, Claim(0.05, 0.0, 1.0, 0.0)),
        (False, True, False, Claim(0.05, 0.0, 1.0, 0.0)),
        (True, False, False, Claim(0.05 * 1.2, 0.0, 0.0, 0.0)),
        (True, True, False, Claim(0.05 * 1.2, 0.0, 0.0, 0.0)),
        (True, True, True, Claim(0.05, 0.06, 0.0, 1.0)),
        (True, False, True, Claim(0.05, 0.06, 0.0, 1.0)),
    ],
)
def test_settled_claim(inflated: bool, checked: bool, found: bool, wanted: Claim) -> None:
    """E7, E8, decision 0006: found inflation is void, the truth is paid, H₁ι is lost over it."""
    assert claims.settled_claim(0.05, 0.2, inflated, checked, found, 1.0, 0.06) == wanted
    half = claims.settled_claim(0.05, 0.2, inflated, checked, found, 0.5, 0.06)
    assert half == pytest.approx(wanted._replace(paid=0.5 * wanted.paid))


def test_there_is_no_claim_without_an_outlay_and_no_lie_without_an_excess() -> None:
    assert claims.settled_claim(0.0, 0.2, True, True, True, 1.0, 0.06) == (0.0, 0.0, 0.0, 0.0)
    assert claims.settled_claim(0.05, 0.0, True, True, True, 1.0, 0.06) == (0.05, 0.0, 1.0, 0.0)
    assert claims.settled_claim(0.05, 0.0, True, False, True, 1.0, 0.06) == (0.05, 0.0, 0.0, 0.0)


def test_rigid_buyer_fights_a_change_through_and_pays_the_claim() -> None:
    """x = 0.6: outlay 0.03; H is split, the claim inflated by a fifth goes unread."""
    month = Month(bond=bond(misfit=0.6), deeds=UNWATCHED._replace(inflated=0.0, found=0.9))
    after, deal = played(month)
    assert (deal.ordered, after.misfit) == (1.0, 0.0)
    assert deal.leakages.haggling == pytest.approx(H)
    assert deal.leakages.adaptation == pytest.approx(0.03)
    assert deal.leakages.misfit == 0.0
    assert deal.transfer == pytest.approx(1.0 + 1.2 * 0.03)


def test_rigid_pair_below_its_threshold_lives_with_the_misfit() -> None:
    after, deal = played(Month(bond=bond(misfit=0.3)))
    assert (deal.ordered, after.misfit) == (0.0, 0.3)
    assert deal.leakages.misfit == pytest.approx(0.09)


def test_a_lie_that_is_found_costs_trust_and_a_dispute() -> None:
    month = Month(bond=bond(misfit=0.6), deeds=UNWATCHED._replace(inflated=0.0, found=0.1))
    after, deal = played(month)
    assert deal.leakages.haggling == pytest.approx(H + 0.30 * 0.20)
    assert deal.leakages.monitoring == 0.0
    assert (deal.lies_buyer, deal.lies_supplier) == (0.0, 1.0)
    assert deal.transfer == pytest.approx(1.03)
    assert after.buyer.bad == 2.0
    quiet = world(adaptation=dict(dispute=0.0))
    assert played(month._replace(world=quiet))[1].leakages.haggling == pytest.approx(H)


def test_who_monitors_finds_more_lies() -> None:
    """A draw of .5 is below d_m = .8 and above d_0 = .3; the supplier's monitoring is of no help here."""
    month = Month(bond=bond(misfit=0.6), deeds=UNWATCHED._replace(inflated=0.0, found=0.5))
    assert played(month)[1].lies_supplier == 0.0
    theirs = month._replace(deeds=month.deeds._replace(supplier_monitors=0.9))
    assert played(theirs)[1].lies_supplier == 0.0
    mine = month._replace(deeds=month.deeds._replace(buyer_monitors=0.9))
    assert played(mine)[1].lies_supplier == 1.0


def test_a_monitored_claim_found_true_is_good_experience() -> None:
    month = Month(
        buyer=posture(conduct="reactive", integrity=1.0), supplier=TRUTHFUL, bond=bond(misfit=0.6),
        world=world(monitoring=dict(seen=0.0), promises=dict(detection=0.0)),
        deeds=UNWATCHED._replace(buyer_monitors=0.9),
    )  # fmt: skip
    after, deal = played(month)
    assert after.buyer.good == 1.0
    assert deal.transfer == pytest.approx(1.03)


def test_flexible_buyer_orders_at_its_word_without_haggling() -> None:
    month = Month(
        supplier=TRUTHFUL, terms=terms(form=FLEXIBLE, band=0.1), bond=bond(misfit=0.3),
        deeds=UNWATCHED,
    )  # fmt: skip
    after, deal = played(month)
    assert (deal.ordered, after.misfit, deal.leakages.haggling) == (0.0, 0.0, 0.0)
    assert deal.transfer == pytest.approx(1.0 + 0.015)
    small = month._replace(bond=bond(misfit=0.04))  # ½γx² = 0.0016 < 0.002
    assert played(small)[0].misfit == 0.04


def test_flexible_liar_that_is_found_haggles_over_the_lie_only() -> None:
    month = Month(
        terms=terms(form=FLEXIBLE, band=0.1), bond=bond(misfit=0.3),
        deeds=UNWATCHED._replace(inflated=0.0, found=0.1),
    )  # fmt: skip
    deal = played(month)[1]
    assert deal.leakages.haggling == pytest.approx(0.06)
    assert deal.haggled == 1.0


def test_strong_flexible_buyer_leaves_the_outlay_and_a_grievance() -> None:
    """E6, E11: the supplier feels entitled to the top of the range and to its outlay."""
    strong = terms(form=FLEXIBLE, band=0.1, power=0.2)
    month = Month(terms=strong, bond=bond(misfit=0.3))
    after, deal = played(month)
    assert deal.transfer == pytest.approx(deal.price)
    entitled = 1.1 + 0.015
    assert after.supplier.grievance == pytest.approx(0.2 * (entitled - deal.price))


def test_relational_pair_consents_and_shares_the_outlay() -> None:
    governed = terms(form=RELATIONAL, band=0.1, steps=ALL_STEPS, governed=1.0)
    kind = posture(loyalty=1.0)
    month = Month(buyer=kind, supplier=kind, terms=governed, bond=bond(misfit=0.3))
    after, deal = played(month)
    assert (after.misfit, deal.ordered, deal.leakages.haggling) == (0.0, 0.0, 0.0)
    assert deal.transfer == pytest.approx(1.0 + 0.0075)
    assert deal.leakages.adaptation == pytest.approx(0.015)


def test_at_the_review_half_of_the_claim_is_reimbursed() -> None:
    """E6: as claimed, 1.2·.015 of which the buyer carries half; found, the truth, and H₁ι over it."""
    governed = terms(form=RELATIONAL, band=0.1, steps=ALL_STEPS, governed=1.0)
    kind = posture(loyalty=1.0)  # y = .5·.7 = .35
    month = Month(buyer=kind, supplier=kind, terms=governed, bond=bond(misfit=0.3))
    usual = UNWATCHED._replace(buyer_seen=0.99, supplier_seen=0.99)
    after, deal = played(month._replace(deeds=usual._replace(inflated=0.34, found=0.46)))
    assert (after.misfit, deal.leakages.haggling, deal.lies_supplier) == (0.0, 0.0, 0.0)
    assert deal.transfer == pytest.approx(1.0 + 0.5 * 1.2 * 0.015)
    assert deal.leakages.adaptation == pytest.approx(0.015)
    caught, known = played(month._replace(deeds=usual._replace(inflated=0.34, found=0.44)))
    assert known.transfer == pytest.approx(1.0 + 0.5 * 0.015)
    assert known.leakages.haggling == pytest.approx(0.30 * 0.20)
    assert (known.haggled, known.ordered, known.lies_supplier) == (1.0, 0.0, 1.0)
    assert caught.buyer.bad == pytest.approx(after.buyer.bad + 2.0)


def test_a_true_claim_at_the_review_teaches_nothing() -> None:
    here, honest = world(), Watch(1.0, 0.0, 0.01, 0.8, 0.3)
    true = specification.shared_claim(0.02, here, deeds(found=0.1), honest, False)
    assert true == pytest.approx((0.01, 0.0, 0.0, 0.0))
    assert specification.claim_for(0.02, 1.0, here, deeds(found=0.1), honest, False).found_true == 1.0
    false = specification.shared_claim(0.02, here, deeds(found=0.79), honest, True)
    assert false == pytest.approx((0.01, 0.06, 0.0, 1.0))
    unseen = specification.shared_claim(0.02, here, deeds(found=0.81), honest, True)
    assert unseen == pytest.approx((0.012, 0.0, 0.0, 0.0))


def test_consent_is_reckoned_by_the_true_outlay() -> None:
    """x = .026: ½γx² = .000676 pays for half of the outlay, .00065, and not for half of a claim, .00078."""
    here, state = scene(Month()), bond(misfit=0.026)
    stake = Stake(0.000676, 0.0, 0.0)
    assert decisions.buyer_consents(here, state, stake, world())
    assert not decisions.buyer_consents(here, state, stake._replace(buyer=0.00064), world())


def test_without_loyalty_the_supplier_refuses_and_the_rigid_rule_holds() -> None:
    """Decision 0013; mechanisms save half of H₀, open book and barred tactics most of the lies."""
    governed = terms(form=RELATIONAL, band=0.1, steps=ALL_STEPS, governed=1.0)
    after, deal = played(Month(terms=governed, bond=bond(misfit=0.3)))
    assert (after.misfit, deal.ordered) == (0.3, 0.0)
    after, deal = played(Month(terms=governed, bond=bond(misfit=0.38)))
    assert (after.misfit, deal.ordered) == (0.0, 1.0)
    lying = 0.5 * 0.7
    assert deal.leakages.haggling == pytest.approx(0.05 + 0.3 * (0.1 + 0.2 * 2 * lying))


def test_a_supplier_whose_price_had_to_give_way_consents_without_loyalty() -> None:
    """x = 0.6: at M = 0.3 the range ends below 1.00, so the reset gives the supplier its price back."""
    governed = terms(form=RELATIONAL, band=0.1, steps=ALL_STEPS, governed=1.0)
    after, deal = played(Month(terms=governed, bond=bond(misfit=0.6)))
    assert (after.misfit, deal.ordered, deal.price) == (0.0, 0.0, 1.0)


def test_consent_is_not_asked_when_the_work_fits() -> None:
    kind = posture(loyalty=1.0)
    governed = terms(form=RELATIONAL, band=0.1, steps=ALL_STEPS)
    deal = played(Month(buyer=kind, supplier=kind, terms=governed))[1]
    assert deal.leakages.adaptation == 0.0


def test_a_buyer_that_would_lose_by_it_does_not_consent() -> None:
    """x = 0.02: the reset saves 0.0004, half of its outlay is 0.0005."""
    governed = terms(form=RELATIONAL, band=0.1, steps=ALL_STEPS)
    month = Month(supplier=posture(loyalty=1.0), terms=governed, bond=bond(misfit=0.02))
    assert played(month)[0].misfit == 0.02


def test_haggling_is_no_function_of_trust() -> None:
    """E7, in so many words."""
    trusting = Month(bond=bond(buyer=side(good=9.0), supplier=side(good=9.0)))
    wary = Month(bond=bond(buyer=side(bad=9.0), supplier=side(bad=9.0)))
    assert scene(trusting).haggling == scene(wary).haggling == pytest.approx(H)
