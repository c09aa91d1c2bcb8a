"""What two firms do to each other, by hand: E5, E8, E9, E10, E11, E14 and the guard."""

from __future__ import annotations

import pytest

from sim.arithmetic import whole_power
from sim.quantities import RELATIONAL, RIGID
from sim.rules import guard, investment, narrowing, payment, promises, remedies, risk, shading, told, trust
from tests.theory.months import Month, bond, deeds, played, posture, scene, side, terms, world


@pytest.mark.parametrize("equity", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("reciprocity", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("weight", [0.1, 0.5, 0.9])
def test_investment(equity: float, reciprocity: float, weight: float) -> None:
    """L5, ϖ = 0: k = a[(1 − equ)β/(1 − ς) + equ]; efficiency 2k/a − (k/a)² (grout_1984)."""
    gain = 0.2
    carried = investment.outlay_share(reciprocity)
    reward = investment.reward_share(equity, weight, carried)
    made = investment.specific_investment(gain, reward, 1.0, carried)
    assert carried == 0.5 * reciprocity
    assert made == pytest.approx(gain * ((1 - equity) * weight / (1 - carried) + equity), abs=1e-12)
    both = investment.supplier_gain(gain, made, reward, carried) + investment.buyer_gain(
        gain, made, reward, carried
    )
    share = made / gain
    assert both == pytest.approx((2 * share - share * share) * 0.5 * gain * gain, abs=1e-12)


def test_holdup_leaves_three_quarters_and_either_principle_cures_it() -> None:
    assert investment.specific_investment(0.2, 0.5, 1.0, 0.0) == pytest.approx(0.1)
    for equity, reciprocity in ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0)):
        carried = investment.outlay_share(reciprocity)
        reward = investment.reward_share(equity, 0.5, carried)
        assert investment.specific_investment(0.2, reward, 1.0, carried) == pytest.approx(0.2)


def test_misdirection_and_poor_fit_take_from_what_investment_yields() -> None:
    assert investment.effective_gain(0.2, 0.5, 0.1) == pytest.approx(0.09)
    assert investment.effective_gain(0.2, 1.0, 0.0) == 0.2


def test_bad_luck_is_shared_by_halves() -> None:
    """u = (0.95 − 0.85) − (1.02 − 1.0) = 0.08."""
    luck = risk.misfortune(0.95, 0.85, 1.02, 1.0)
    assert luck == pytest.approx(0.08)
    assert risk.risk_shared(luck, 1.0, 0.0, 0.0, 0.0, 0.3) == pytest.approx(0.04)
    assert risk.risk_shared(luck, 0.5, 1.0, 0.3, 9.0, 0.3) == pytest.approx(0.02)
    assert risk.risk_shared(luck, 1.0, 1.0, 0.31, 0.0, 0.3) == 0.0


def test_windfalls_are_handed_back_by_halves() -> None:
    assert risk.risk_shared(-0.08, 0.0, 1.0, 9.0, 0.0, 0.3) == pytest.approx(-0.04)
    assert risk.risk_shared(-0.08, 1.0, 1.0, 0.0, 0.31, 0.3) == 0.0
    assert risk.risk_shared(0.0, 1.0, 1.0, 0.0, 0.0, 0.3) == 0.0


def test_ledger_fades_and_counts_gifts() -> None:
    assert risk.ledger_next(0.1, 0.2, 0.05) == pytest.approx(0.13)
    assert risk.ledger_next(0.1, 0.0, -0.05) == pytest.approx(0.05)


def test_month_moves_risk_from_the_unlucky_supplier_to_the_buyer() -> None:
    month = Month(buyer=posture(reciprocity=1.0), bond=bond(log_cost=0.1))
    after, deal = played(month)
    given = 0.5 * (0.85 * 1.1051709180756477 - 0.85)
    assert deal.transfer == pytest.approx(1.0 + given)
    assert after.buyer.ledger == pytest.approx(given)
    assert after.supplier.ledger == pytest.approx(-given)


def test_shading() -> None:
    """a = (1 − 0.6)·(1.1 − 1.0) = 0.04; Γ' = 0.8·0.1 + 0.2·0.04; min(0.25Γ', cap)."""
    assert shading.aggrievement(0.6, 1.1, 1.0) == pytest.approx(0.04)
    assert shading.aggrievement(1.0, 1.1, 1.0) == 0.0
    assert shading.grievance_next(0.1, 0.2, 0.04) == pytest.approx(0.088)
    assert shading.shading(0.25, 0.088, 0.1) == pytest.approx(0.022)
    assert shading.shading(5.0, 0.088, 0.1) == 0.1
    assert shading.shading(0.0, 0.088, 0.1) == 0.0


def test_narrowing_is_as_good_as_the_less_sincere() -> None:
    assert narrowing.narrowing(0.6, 1.0, 0.9, 0.5) == pytest.approx(0.3)
    assert narrowing.narrowing(0.6, 0.0, 0.9, 0.9) == 0.0
    assert narrowing.narrowing(0.6, 1.0, 0.0, 1.0) == 0.0


def test_narrowing_is_for_relational_contracts_only() -> None:
    steps = terms().steps._replace(principles=1.0)
    sincere = posture(integrity=1.0)
    for form, wanted in ((RIGID, 0.0), (RELATIONAL, 0.6)):
        month = Month(buyer=sincere, supplier=sincere, terms=terms(form=form, steps=steps))
        assert scene(month).narrowing == wanted


def test_late_payment() -> None:
    """lag = 1 + 2·0.6·(1 − 0.5) = 1.6 months; 0 with mechanisms; weakness pays no sooner."""
    assert payment.payment_lag(1.0, 2.0, 0.6, 0.5, 0.0) == pytest.approx(1.6)
    assert payment.payment_lag(1.0, 2.0, 0.6, 0.5, 1.0) == 0.0
    assert payment.payment_lag(1.0, 2.0, -0.6, 0.0, 0.0) == 1.0
    assert payment.payment_lag(1.0, 2.0, 0.6, 1.0, 0.0) == 1.0
    assert payment.delay_interest(0.008, 1.6, 1.0) == pytest.approx(0.0128)


def test_annuity_and_perpetuity() -> None:
    """ann(2) at ½: ½ + ¼; for ever: 1."""
    assert promises.annuity(0.5, 2.0, 0.25) == pytest.approx(0.75)
    assert promises.annuity(1.0, 7.0, 1.0) == 7.0
    assert promises.perpetuity(0.5) == 1.0
    assert promises.perpetuity(1.0) == 1e12


def weight(relational: bool, discount: float, months_after: float, term: float, renewal: float) -> float:
    after_term = whole_power(discount, term)
    return promises.future_weight(relational, discount, months_after, term, after_term, renewal)


def test_weight_of_the_future() -> None:
    """E9: relational for ever; else ann(n) + qⁿ·ren·ann(L)/(1 − ren·q^L), q short for δq."""
    assert weight(True, 0.9, 3.0, 12.0, 0.0) == pytest.approx(9.0)
    assert weight(False, 0.9, 0.0, 12.0, 0.0) == 0.0
    assert weight(False, 0.5, 1.0, 2.0, 0.4) == pytest.approx(0.5 + 0.5 * 0.4 * 0.75 / (1 - 0.4 * 0.25))
    assert weight(False, 0.9, 5.0, 6.0, 1.0) == pytest.approx(9.0)
    assert weight(False, 1.0, 5.0, 6.0, 0.0) == 5.0
    # Without discounting and without an end the future has no bound, under terms as for ever.
    assert weight(False, 1.0, 5.0, 6.0, 1.0) >= weight(True, 1.0, 5.0, 6.0, 1.0)


def test_calculating_firm_keeps_iff_it_pays() -> None:
    """0.06 ≤ 10·0.3·0.02 just so; nothing is lost with a partner worse than none."""
    assert promises.keeps_by_calculation(0.06, 10.0, 0.3, 0.0201, 0.0, 0.1)
    assert not promises.keeps_by_calculation(0.06, 10.0, 0.3, 0.0199, 0.0, 0.1)
    assert not promises.keeps_by_calculation(0.06, 10.0, 0.3, -5.0, 0.5, 0.1)
    assert promises.keeps_by_calculation(0.06, 10.0, 0.3, -5.0, 0.7, 0.1)


def test_detection() -> None:
    assert promises.detection(0.3, 0.45, 0.0) == 0.3
    assert promises.detection(0.3, 0.45, 1.0) == pytest.approx(0.45)


@pytest.mark.parametrize(
    ("kept", "seen", "wanted"), [(-1, 1, 0.1), (1, 1, 0.2), (1, 0, 0.3), (0, 1, 0.4), (0, 0, 0.5)]
)
def test_reactive_chance(kept: float, seen: float, wanted: float) -> None:
    """nowak_sigmund_1993: a memory-one rule is its first move and four chances."""
    assert promises.reactive_chance(kept, seen, 0.1, 0.2, 0.3, 0.4, 0.5) == wanted


def test_slips() -> None:
    answers = [told.chance_answered(one) for one in (-1.0, 0.0, 0.3, 1.0, 7.0, float("nan"))]
    assert answers == [0.0, 0.0, 0.3, 1.0, 1.0, 0.0]
    assert promises.chance_kept(1.0, 0.05, 0.0, 0.0) == pytest.approx(0.95)
    assert promises.chance_kept(1.0, 0.05, 1.0, 0.0) == 1.0
    assert promises.chance_kept(0.0, 0.05, 0.0, 0.0) == 0.0
    assert promises.chance_kept(0.0, 0.05, 0.2, 1.0) == pytest.approx(0.04)


def test_promise_table() -> None:
    table = (3.0, 0.0, 5.0, 1.0)
    outcomes = [(True, True), (True, False), (False, True), (False, False)]
    assert [promises.promise_payoff(own, partner, *table) for own, partner in outcomes] == [3, 0, 5, 1]


def test_remedies_and_law() -> None:
    """0.3 is made good; the law recovers ½·0.7·0.15 = 0.0525 of the rest."""
    assert remedies.remedy(0.3, 0.15) == pytest.approx(0.045)
    assert remedies.recovery(0.3, 0.15, 0.5) == pytest.approx(0.0525)
    assert remedies.recovery(1.0, 0.15, 0.5) == 0.0
    assert remedies.goes_to_law(0.0525, 0.05)
    assert not remedies.goes_to_law(0.05, 0.05)
    assert remedies.cleared_grievance(0.1, 0.5, 0.6) == pytest.approx(0.07)
    assert remedies.cleared_grievance(0.1, 0.5, 0.0) == 0.1


BREAKER = posture(conduct="reactive", opening=0.0)
SEEN = deeds(buyer_seen=0.0, supplier_seen=0.0, buyer_monitors=0.0, supplier_monitors=0.0)


def test_broken_promises_that_were_seen_are_taken_to_law() -> None:
    cheap_law = world(promises=dict(law_cost=0.05), payment=dict(lag=0.0), investment=dict(gain=0.0))
    month = Month(buyer=BREAKER, supplier=BREAKER, world=cheap_law, deeds=SEEN)
    after, deal = played(month)
    assert deal.leakages.promises == pytest.approx(2 * 0.09)
    assert deal.leakages.law == pytest.approx(0.10)
    assert deal.transfer == pytest.approx(1.0)  # both won 0.075
    assert deal.payoff_buyer == pytest.approx(0.15 - 0.09 - 0.05)
    assert (after.buyer.bad, after.supplier.bad) == (2.0, 2.0)
    assert (after.buyer.kept, after.buyer.seen, after.supplier.kept, after.supplier.seen) == (0, 0, 0, 0)


def test_equitable_breaker_makes_good_and_the_law_is_idle() -> None:
    just = posture(conduct="reactive", opening=0.0, equity=1.0)
    keeper = posture(conduct="reactive", opening=1.0)
    still = world(promises=dict(slip=0.0, law_cost=0.0), investment=dict(gain=0.0))
    deal = played(Month(buyer=just, supplier=keeper, world=still, deeds=SEEN))[1]
    assert deal.transfer == pytest.approx(1.15)
    assert deal.leakages.law == 0.0
    deal = played(Month(buyer=keeper, supplier=just, world=still, deeds=SEEN))[1]
    assert deal.transfer == pytest.approx(0.85)


def test_what_is_not_seen_teaches_nothing() -> None:
    unseen = deeds(buyer_seen=0.99, supplier_seen=0.99)
    paid = world(investment=dict(gain=0.0))
    after, deal = played(Month(buyer=BREAKER, supplier=BREAKER, deeds=unseen, world=paid))
    assert (after.buyer.bad, after.buyer.seen, after.buyer.kept) == (0.0, 1.0, 0.0)
    assert deal.transfer == pytest.approx(1.0)


def test_a_month_without_trade_holds_no_promise() -> None:
    still = world(adaptation=dict(renegotiation=False), investment=dict(gain=0.0))
    before = bond(log_cost=0.5, buyer=side(kept=1.0, good=1.0, grievance=0.1))
    after, deal = played(Month(bond=before, world=still))
    assert (deal.trades, deal.held, deal.kept_buyer, deal.leakages.shading) == (0.0, 0.0, 0.0, 0.0)
    assert (after.buyer.kept, after.buyer.good) == (1.0, 0.97)
    assert after.buyer.grievance == pytest.approx(0.08)


def test_known_end_unravels_and_public_renewal_holds_promises() -> None:
    """E9: in the last month, with renewal 0, a calculating firm breaks; with 1 it keeps."""
    last = bond(left=1.0, buyer=side(estimate=0.5), supplier=side(estimate=0.5))
    for share, kept in ((0.0, 0.0), (1.0, 1.0)):
        fixed = world(promises=dict(renewal_fixed=True, renewal=share, slip=0.0))
        least = deeds(buyer_keeps=0.0, supplier_keeps=0.0)
        for drawn in (deeds(), least):  # what nobody means to keep is kept by no draw
            deal = played(Month(bond=last, world=fixed, deeds=drawn))[1]
            assert (deal.kept_buyer, deal.kept_supplier) == (kept, kept)


def test_trust() -> None:
    """E14: (0.5·8 + 3)/(8 + 3 + 1) = 7/12; the mean of a 90 % reliable partner is below 0.9."""
    assert trust.trust(0.5, 8.0, 3.0, 1.0) == pytest.approx(7 / 12)
    assert trust.count_next(2.0, 0.97, 2.0, 0.5) == pytest.approx(2.94)
    assert trust.count_after_absence(2.0, 0.5, 3.0) == 0.25
    assert trust.count_after_absence(2.0, 0.5, 0.0) == 2.0
    assert trust.prior_by_reputation(0.5, 0.4, 0.9) == pytest.approx(0.66)
    stationary = 0.9 / (0.9 + 0.1 * 3.0)
    assert stationary == pytest.approx(0.75)


def test_shading_felt_is_a_part_of_a_bad_observation() -> None:
    assert trust.shading_as_bad(0.03, 0.15) == pytest.approx(0.2)
    assert trust.shading_as_bad(0.5, 0.15) == 1.0
    assert trust.shading_as_bad(0.01, 0.0) == 1.0
    assert trust.shading_as_bad(0.0, 0.0) == 0.0


def test_guard() -> None:
    """§4: the smaller of own and declared; nothing below the guard; guard 0 is unconditional."""
    assert guard.guarded(0.9, 0.2, 0.35, 0.5) == 0.2
    assert guard.guarded(0.3, 0.9, 0.35, 0.35) == 0.3
    assert guard.guarded(0.9, 0.9, 0.35, 0.34) == 0.0
    assert guard.guarded(0.9, 0.0, 0.0, 0.0) == 0.9


def test_guarded_firm_acts_by_what_its_partner_declares_not_by_what_it_does() -> None:
    own = posture(
        reciprocity=0.1, autonomy=0.2, honesty=0.3, equity=0.4, loyalty=0.5, integrity=0.9, guard=0.3
    )
    wolf = posture(declared=0.6)
    assert tuple(guard.acting(own, wolf, 0.5)) == (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
    assert tuple(guard.acting(own, wolf, 0.2)) == (0.0,) * 6
