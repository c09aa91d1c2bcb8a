"""The five steps, signing, renewal and reviews, by hand: E1, E3, E4, E12."""

from __future__ import annotations

from typing import Any

import pytest

from sim.quantities import RELATIONAL, RIGID, SPOT, Experience, Signing, Steps
from sim.rules import process, review, signing
from tests.theory.months import (
    ALL_STEPS,
    NO_STEPS,
    OUTLOOK,
    Month,
    bond,
    played,
    posture,
    side,
    terms,
    world,
)

STEPPED = dict(foundation=True, vision=True, principles=True, mechanisms=True, governance=True)
TAKER = posture(menu=("relational",), honesty=1.0, **STEPPED)
STRANGER = Experience(0.5, 0.0, 0.0)


def signed(buyer: Any = TAKER, supplier: Any = TAKER, form: float = RELATIONAL, **given: Any) -> Signing:
    told: dict[str, Any] = dict(
        value=1.15, cost=0.85, log_cost=0.0, fit=0.9, free_suppliers=0.0, free_buyers=0.0,
        known_buyer=STRANGER, known_supplier=STRANGER, switches=False, outlook=OUTLOOK,
        world=world(), screen_buyer=0.9, screen_supplier=0.9, staggered=False, first_term=0.5,
    )  # fmt: skip
    return signing.signed(buyer, supplier, form, **(told | given))


def test_steps_are_those_that_both_take_under_a_relational_contract() -> None:
    half = posture(menu=("relational",), foundation=True, governance=True)
    assert process.taken(TAKER, half, True) == Steps(1.0, 0.0, 0.0, 0.0, 1.0)
    assert process.taken(half, TAKER, True) == Steps(1.0, 0.0, 0.0, 0.0, 1.0)
    assert process.taken(TAKER, TAKER, False) == NO_STEPS
    assert process.taken(TAKER, TAKER, True) == ALL_STEPS


def test_a_placebos_steps_do_not_work() -> None:
    sham = posture(menu=("relational",), placebo=True, **STEPPED)
    assert process.working(ALL_STEPS, TAKER, TAKER) == ALL_STEPS
    assert process.working(ALL_STEPS, sham, TAKER) == NO_STEPS
    assert process.working(ALL_STEPS, TAKER, sham) == NO_STEPS


def test_cost_of_steps() -> None:
    """The table of E12: .12 + .06 + .06 + .18 + .18 = .60, and g, and the half-year's review."""
    assert signing.cost_of_steps(ALL_STEPS, world()) == pytest.approx(0.60)
    assert signing.cost_of_steps(Steps(1.0, 0.0, 1.0, 0.0, 0.0), world()) == pytest.approx(0.18)
    assert signing.cost_of_steps(ALL_STEPS, world(process=dict(cost_scale=2.0))) == pytest.approx(1.2)
    assert process.governance_cost(1.0, 0.025, 0.05, False, 2.0) == pytest.approx(0.05)
    assert process.governance_cost(1.0, 0.025, 0.05, True, 1.0) == pytest.approx(0.075)
    assert process.governance_cost(0.0, 0.025, 0.05, True, 1.0) == 0.0


@pytest.mark.parametrize("name", ["reciprocity", "autonomy", "honesty", "equity", "loyalty", "integrity"])
def test_whoever_declares_more_than_it_acts_deceives(name: str) -> None:
    sound = dict.fromkeys(("reciprocity", "autonomy", "honesty", "equity", "loyalty", "integrity"), 0.9)
    assert not process.deceives(posture(declared=0.9, **sound))
    assert process.deceives(posture(declared=0.9, **(sound | {name: 0.3})))
    assert not process.deceives(posture(declared=0.75, **(sound | {name: 0.25})))  # just one half


def test_screening() -> None:
    assert process.turned_away(True, 0.3, 0.05, 0.29)
    assert not process.turned_away(True, 0.3, 0.05, 0.3)
    assert process.turned_away(False, 0.3, 0.05, 0.04)
    assert not process.turned_away(False, 0.3, 0.0, 0.0)


def test_solidifying_pays_below_its_worth() -> None:
    """½·0.04·(0.49 − 0.36)·30 = 0.078."""
    assert process.solidifies(0.6, 0.7, 0.2, 30.0, 0.077)
    assert not process.solidifies(0.6, 0.7, 0.2, 30.0, 0.079)
    assert not process.solidifies(0.7, 0.7, 0.2, 30.0, 0.0)


def test_signing_pays_half_of_everything_each_and_the_search_is_the_buyers() -> None:
    outcome = signed()
    assert (outcome.agreed, outcome.aborted) == (1.0, 0.0)
    assert outcome.lumps == pytest.approx((0.30, 0.30, 0.11, 0.01, 0.0, 0.0))
    assert (outcome.terms.steps, outcome.terms.governed) == (ALL_STEPS, 1.0)
    assert outcome.terms.steps_cost == pytest.approx(0.60)
    assert (outcome.terms.term, outcome.terms.band) == (48.0, 0.1)


def test_signing_again_elsewhere_costs_the_switch_too() -> None:
    assert signed(switches=True).lumps.contracting_buyer == pytest.approx(0.21)


def test_new_bond_starts_from_what_the_price_promises() -> None:
    """E13: Û = v − p and p − C; E1: the market's z, no misfit."""
    outcome = signed(log_cost=0.1, value=1.2, world=world(bargaining=dict(outside_weight=0.0)))
    cost = 0.85 * 1.1051709180756477
    price = 0.5 * (1.2 + cost)
    here = outcome.bond
    assert (here.age, here.left, here.since, here.misfit, here.log_cost) == (0.0, 48.0, 0.0, 0.0, 0.1)
    assert here.price == pytest.approx(price)
    assert here.cost_then == pytest.approx(cost)
    assert here.buyer == pytest.approx((0, 0, 1.2 - price, 0, 0, -1, 1))
    assert here.supplier == pytest.approx((0, 0, price - cost, 0, 0, -1, 1))


def test_signing_remembers_the_partner() -> None:
    outcome = signed(known_buyer=Experience(0.7, 3.0, 1.0), known_supplier=Experience(0.4, 0.5, 2.0))
    assert (outcome.bond.buyer.good, outcome.bond.buyer.bad) == (3.0, 1.0)
    assert (outcome.bond.supplier.good, outcome.bond.supplier.bad) == (0.5, 2.0)
    assert (outcome.terms.prior_buyer, outcome.terms.prior_supplier) == (0.7, 0.4)


def test_failed_foundation_costs_its_own_step_and_the_search() -> None:
    """Decision 0012."""
    for draws in (dict(screen_buyer=0.01), dict(screen_supplier=0.01)):
        outcome = signed(**draws)
        assert (outcome.agreed, outcome.aborted) == (0.0, 1.0)
        assert outcome.lumps == pytest.approx((0.06, 0.06, 0.10, 0.0, 0.0, 0.0))


def test_only_a_foundation_screens() -> None:
    bold = posture(menu=("relational",), declared=1.0, governance=True)
    assert signed(buyer=bold, supplier=bold, screen_buyer=0.0, screen_supplier=0.0).aborted == 0.0
    wolf = posture(menu=("relational",), declared=1.0, **STEPPED)
    assert signed(buyer=wolf, screen_buyer=0.2).aborted == 1.0
    assert signed(buyer=TAKER, screen_buyer=0.2).aborted == 0.0


def test_poor_fit_is_mended_where_the_foundation_finds_it() -> None:
    mended = signed(fit=0.6)
    assert mended.terms.fit == 0.7
    assert mended.lumps.process_buyer == pytest.approx(0.32)
    assert mended.terms.steps_cost == pytest.approx(0.60)
    blind = posture(menu=("relational",), governance=True)
    assert signed(buyer=blind, fit=0.6).terms.fit == 0.6
    assert signed(fit=0.6, world=world(process=dict(solidifying=9.0))).terms.fit == 0.6
    assert signed(fit=0.6, screen_buyer=0.0).terms.fit == 0.6


def test_no_price_leaves_process_and_search_paid_but_not_the_fee() -> None:
    outcome = signed(value=0.5)
    assert (outcome.agreed, outcome.aborted) == (0.0, 0.0)
    assert outcome.lumps == pytest.approx((0.30, 0.30, 0.10, 0.0, 0.0, 0.0))


def test_plain_contracts_take_no_steps() -> None:
    outcome = signed(form=SPOT)
    assert (outcome.terms.steps, outcome.terms.term, outcome.terms.band) == (NO_STEPS, 1.0, 0.0)
    assert signed(form=RIGID).terms.term == 36.0
    assert signed(form=RIGID).lumps.process_buyer == 0.0


def test_placebo_pays_for_all_and_has_nothing() -> None:
    sham = posture(menu=("relational",), placebo=True, **STEPPED)
    outcome = signed(buyer=sham, supplier=sham, fit=0.6, screen_buyer=0.0)
    assert outcome.lumps.process_buyer == pytest.approx(0.30)
    assert (outcome.terms.steps, outcome.terms.governed, outcome.terms.steps_cost) == (NO_STEPS, 1.0, 0.0)
    assert (outcome.terms.term, outcome.terms.fit, outcome.aborted) == (36.0, 0.6, 0.0)


@pytest.mark.parametrize(
    ("draw", "left"), [(2.0**-33, 1.0), (0.02, 1.0), (0.03, 2.0), (0.5, 19.0), (1.0 - 2.0**-33, 36.0)]
)
def test_the_first_term_of_founders_is_drawn_and_all_else_stays(draw: float, left: float) -> None:
    """E15: 1 … 36 alike; lumps, horizon and the terms that come after are those of the whole term."""
    whole, part = signed(form=RIGID), signed(form=RIGID, staggered=True, first_term=draw)
    assert part.bond.left == left
    assert part == whole._replace(bond=whole.bond._replace(left=left))
    assert signed(form=RIGID, first_term=draw) == whole


def test_scarcity_at_signing_makes_power() -> None:
    assert (
        signed(free_suppliers=3.0, free_buyers=1.0, world=world(bargaining=dict(tightness=1.0))).terms.power
        == 0.5
    )


def renewed(before: Any, value: float = 1.15) -> Signing:
    truth = posture(honesty=1.0)
    still = world(bargaining=dict(outside_weight=0.0, tightness=1.0))
    return signing.renewed(truth, truth, terms(), before, value, 3.0, 1.0, OUTLOOK, still)


def test_renewal_respecifies_at_a_shared_outlay_and_a_new_price() -> None:
    """Π = ½ now, so p = v − ¾(v − C); Û, trust and ledgers go on."""
    before = bond(misfit=0.4, left=0.0, since=4.0, buyer=side(good=2.0, ledger=0.1))
    outcome = renewed(before, value=1.25)
    assert outcome.agreed == 1.0
    assert outcome.lumps == pytest.approx((0.0, 0.0, 0.01, 0.01, 0.01, 0.01))
    assert (outcome.bond.misfit, outcome.bond.left, outcome.bond.since) == (0.0, 36.0, 4.0)
    assert (outcome.bond.buyer, outcome.bond.age) == (before.buyer, before.age)
    assert outcome.bond.price == pytest.approx(1.25 - 0.75 * 0.40)
    assert outcome.terms.value == 1.25


def test_renewal_fails_for_nothing_where_reports_leave_no_price() -> None:
    outcome = renewed(bond(misfit=0.4, left=0.0), value=0.8)
    assert outcome.agreed == 0.0
    assert outcome.lumps == (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def test_strategic_reviews_fall_due_each_half_year() -> None:
    governed = terms(form=RELATIONAL, steps=ALL_STEPS, governed=1.0)
    here = bond(since=0.0)
    due = []
    for month in range(1, 14):
        if review.review_due(governed, here, world()):
            due.append(month)
        here = review.bond_reviewed(here, governed, world())
    assert due == [6, 12]
    assert not review.review_due(terms(), bond(since=99.0), world())


def test_placebo_pays_for_reviews_that_do_not_happen() -> None:
    sham = terms(form=RELATIONAL, governed=1.0)
    here = bond(since=5.0)
    assert review.review_paid(sham, here, world())
    assert not review.review_due(sham, here, world())
    after, deal = played(Month(terms=sham, bond=here))
    assert (deal.opened, after.since) == (0.0, 0.0)
    assert deal.leakages.governance == pytest.approx(0.075)


def test_review_clears_grievance_by_the_partners_equity_and_opens_the_bond() -> None:
    """E8: (1 − 0.5·0.6) of what is left of the supplier's grievance; the buyer's partner has none."""
    governed = terms(form=RELATIONAL, steps=ALL_STEPS, governed=1.0)
    before = bond(since=5.0, buyer=side(grievance=0.05), supplier=side(grievance=0.05))
    after, deal = played(Month(buyer=posture(equity=0.6), terms=governed, bond=before))
    assert deal.opened == 1.0
    assert after.supplier.grievance == pytest.approx(0.7 * 0.8 * 0.05)
    assert after.buyer.grievance == pytest.approx(0.8 * 0.05)
    stay = world(choice=dict(exit=False))
    assert played(Month(terms=governed, bond=before, world=stay))[1].opened == 0.0


def test_last_month_of_a_term_opens_the_bond() -> None:
    after, deal = played(Month(bond=bond(left=1.0)))
    assert (deal.ended, deal.opened, after.left) == (1.0, 1.0, 0.0)
    assert played(Month(bond=bond(left=2.0)))[1].opened == 0.0
