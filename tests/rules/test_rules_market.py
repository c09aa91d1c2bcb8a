"""The world, partner choice, money and imitation, by hand: E1, E2, E13, E15, E16."""

from __future__ import annotations

import math
from typing import Any

import pytest

from sim.quantities import RELATIONAL, RIGID, Experience
from sim.rules import choice, imitation, money, offers, shocks, surplus
from sim.rules.month import shocked
from tests.theory.months import (
    ALL_STEPS,
    NO_LUCK,
    OUTLOOK,
    Month,
    bond,
    played,
    posture,
    scene,
    side,
    terms,
    world,
)

STRANGER = Experience(0.5, 0.0, 0.0)


def test_misfit_moves() -> None:
    """E1: 0.98·0.5 + 0.15·2 + (0.1 + 0.5·(−1))."""
    jump = shocks.misfit_jump(0.02, 0.1, 0.5, 0.019, -1.0)
    assert jump == pytest.approx(-0.4)
    assert shocks.misfit_jump(0.02, 0.1, 0.5, 0.02, -1.0) == 0.0
    step = shocks.misfit_step(0.15, 0.0, 2.0)
    assert shocks.misfit_next(0.5, 0.98, step, jump) == pytest.approx(0.49 + 0.3 - 0.4)


def test_two_point_steps() -> None:
    assert shocks.misfit_step(0.15, 1.0, 0.01) == 0.15
    assert shocks.misfit_step(0.15, 1.0, -3.0) == -0.15


def test_cost_shock_is_partly_common() -> None:
    """√¼ of the market's and √¾ of the pair's own."""
    own = shocks.log_cost_next(0.1, 0.95, 0.03, 0.25, 2.0, -1.0)
    assert own == pytest.approx(0.095 + 0.03 * (0.5 * 2.0 - math.sqrt(0.75)))
    assert shocks.market_log_cost_next(0.1, 0.95, 0.03, 0.25, 2.0) == pytest.approx(0.095 + 0.03)
    assert shocks.log_cost_next(0.1, 0.95, 0.03, 1.0, 2.0, -9.0) == pytest.approx(0.095 + 0.06)


def test_fate() -> None:
    assert shocks.parted_by_chance(0.005, 0.0049)
    assert not shocks.parted_by_chance(0.005, 0.0051)
    assert not shocks.parted_by_chance(0.0, 0.0)


def test_a_bonds_shock_moves_misfit_and_cost_and_nothing_else() -> None:
    luck = NO_LUCK._replace(misfit=1.0, cost=-1.0, jump=0.01, jump_size=1.0)
    before = bond(misfit=0.2, log_cost=0.1)
    after = shocked(before, 2.0, luck, world())
    root = math.sqrt(0.5)
    assert after.misfit == pytest.approx(0.98 * 0.2 + 0.15 + 0.5)
    assert after.log_cost == pytest.approx(0.095 + 0.03 * (2.0 * root - root))
    assert after == before._replace(misfit=after.misfit, log_cost=after.log_cost)


def test_surplus() -> None:
    """C = c·e^z; M = min(½γx², M_max); first best counts perfect investment."""
    assert surplus.unit_cost(0.85, 0.1) == pytest.approx(0.85 * math.exp(0.1))
    assert surplus.misfit_loss(0.3, 2.0, 0.3) == pytest.approx(0.09)
    assert surplus.misfit_loss(-3.0, 2.0, 0.3) == 0.3
    assert surplus.first_best(1.15, 0.2, 0.5, 0.85) == pytest.approx(0.305)
    assert surplus.first_best(0.5, 0.2, 0.5, 0.85) == 0.0


def test_spreads_of_value_cost_and_fit() -> None:
    assert surplus.project_value(1.15, 0.05, 0.0) == pytest.approx(1.10)
    assert surplus.project_value(1.15, 0.05, 1.0) == pytest.approx(1.20)
    assert surplus.private_cost(0.85, 0.05, 0.25) == pytest.approx(0.825)
    assert surplus.compatibility(0.6, 0.5) == pytest.approx(0.8)
    assert surplus.base_cost(0.85, 0.03, 0.5) == 0.85


def test_base_cost_has_the_stated_standard_deviation() -> None:
    """A uniform of half width √3·sd has variance sd²; here by its second moment over even draws."""
    count = 1000
    draws = [(place + 0.5) / count for place in range(count)]
    second = sum((surplus.base_cost(0.85, 0.03, draw) - 0.85) ** 2 for draw in draws) / count
    assert math.sqrt(second) == pytest.approx(0.03, rel=1e-5)


def test_a_lump_is_spread_over_the_term() -> None:
    """(1 − δ)/(1 − δ^L): at ½ over 2 months a lump of 0.3 is 0.2 a month."""
    assert choice.spread(0.3, 0.5, 2.0) == pytest.approx(0.2)
    assert choice.spread(0.3, 1.0, 3.0) == pytest.approx(0.1)
    assert choice.spread(0.3, 0.0, 3.0) == pytest.approx(0.3)


def test_estimates_and_forecasts() -> None:
    assert choice.estimate_next(0.1, 0.3, 0.05) == pytest.approx(0.11)
    assert choice.outside_option(0.8, 0.15, 0.02) == pytest.approx(0.10)
    assert choice.stranger_to_buyer(0.15, 0.25, 0.85, 0.81, 0.02) == pytest.approx(0.16)
    assert choice.stranger_to_supplier(0.15, 0.02) == pytest.approx(0.13)
    assert choice.incumbent(0.15, 0.5, 0.03) == pytest.approx(0.165)


def test_score_weighs_payoff_against_trust() -> None:
    """L21; klos_nooteboom_2001: max(Û, 0)^α·τ^(1 − α)."""
    assert choice.offer_score(0.16, 0.49, 0.5) == pytest.approx(0.28)
    assert choice.offer_score(0.16, 0.49, 1.0) == pytest.approx(0.16)
    assert choice.offer_score(0.16, 0.49, 0.0) == pytest.approx(0.49)
    assert choice.offer_score(-0.2, 0.49, 0.5) == 0.0


def test_outside_options_of_both_sides() -> None:
    """fill·Ū less switching, search and half of the steps, spread; the supplier pays no search."""
    month = Month(terms=terms(steps_cost=0.6))
    months = (1 - 0.992**36) / (1 - 0.992)
    here = scene(month)
    assert here.outside_buyer == pytest.approx(0.15 - 0.5 / months)
    assert here.outside_supplier == pytest.approx(0.8 * 0.15 - 0.3 / months)
    fixed = world(choice=dict(outside_fixed=True, outside_buyer=0.2, outside_supplier=-0.1))
    here = scene(month._replace(world=fixed))
    assert (here.outside_buyer, here.outside_supplier) == (0.2, -0.1)


def open_month(estimate: float, **fields: float) -> Month:
    fixed = world(
        choice=dict(outside_fixed=True, outside_buyer=0.15, outside_supplier=0.15, estimate_rate=0.0)
    )
    one, other = side(estimate=estimate, **fields), side(estimate=0.15)
    return Month(bond=bond(left=1.0, buyer=one, supplier=other), world=fixed)


def test_open_firms_leave_for_better_and_loyalty_holds_them() -> None:
    """E13: leave iff Û + loy·Λ < Û_out, and only where the bond is open."""
    worse = open_month(0.14)
    assert played(worse)[1].leaves_buyer == 1.0
    assert played(open_month(0.15))[1].leaves_buyer == 0.0
    assert played(worse._replace(buyer=posture(loyalty=1.0)))[1].leaves_buyer == 0.0
    assert played(worse._replace(bond=worse.bond._replace(left=2.0)))[1].leaves_buyer == 0.0
    assert played(worse)[1].leaves_supplier == 0.0
    swapped = worse._replace(bond=worse.bond._replace(buyer=worse.bond.supplier, supplier=worse.bond.buyer))
    assert played(swapped)[1].leaves_supplier == 1.0
    kept = worse._replace(world=worse.world._replace(choice_exit=0.0))
    assert played(kept)[1].leaves_buyer == 0.0


def test_distrust_ends_a_relationship_at_any_time() -> None:
    """E13: τ < τ_exit and at least one bad observation."""
    assert choice.leaves_in_distrust(0.09, 0.1, 0.01)
    assert not choice.leaves_in_distrust(0.09, 0.1, 0.0)
    assert not choice.leaves_in_distrust(0.1, 0.1, 3.0)
    betrayed = Month(bond=bond(buyer=side(bad=60.0), supplier=side(bad=60.0)))
    deal = played(betrayed)[1]
    assert (deal.leaves_buyer, deal.leaves_supplier, deal.opened) == (1.0, 1.0, 0.0)


def test_what_is_remembered_of_a_partner_fades() -> None:
    known = offers.remembered(0.6, 4.0, 2.0, 1.0, world())
    assert known == pytest.approx((0.6, 3.88, 1.94))
    assert offers.with_bad_observation(known, world()).bad == pytest.approx(3.94)
    assert offers.trust_in(Experience(0.5, 3.0, 1.0), world()) == pytest.approx(7 / 12)


def test_hearsay_moves_a_strangers_prior() -> None:
    loud = world(trust=dict(word_of_mouth=0.5))
    assert offers.unknown(True, 0.9, loud) == pytest.approx((0.7, 0.0, 0.0))
    assert offers.unknown(False, 0.9, loud) == (0.5, 0.0, 0.0)
    assert offers.unknown(True, 0.9, world()) == (0.5, 0.0, 0.0)


def test_buyers_score_of_a_stranger() -> None:
    """α = 1: Ū + ½(0.85 − 0.81) less search and half of C_w (and C_sw, and half of the steps), spread."""
    eager = posture(payoff_weight=1.0)
    months = (1 - 0.992**36) / (1 - 0.992)

    def score(form: float, one: Any, other: Any, switches: bool) -> float:
        return offers.stranger_score_of_supplier(
            one,
            other,
            form,
            0.81,
            STRANGER,
            STRANGER,
            0.0,
            0.0,
            switches,
            OUTLOOK,
            world(),
        )

    assert score(RIGID, eager, posture(), False) == pytest.approx(0.17 - 0.11 / months)
    assert score(RIGID, eager, posture(), True) == pytest.approx(0.17 - 0.21 / months)
    stepped = posture(payoff_weight=1.0, menu=("relational",), foundation=True, governance=True)
    assert score(RELATIONAL, stepped, stepped, False) == pytest.approx(0.17 - 0.26 / months)


def test_suppliers_score_of_a_stranger() -> None:
    months = (1 - 0.992**48) / (1 - 0.992)
    stepped = posture(payoff_weight=1.0, menu=("relational",), mechanisms=True)
    score = offers.stranger_score_of_buyer(stepped, stepped, RELATIONAL, STRANGER, OUTLOOK, world())
    assert score == pytest.approx(0.15 - 0.10 / months)


def test_power_and_autonomy_enter_what_a_stranger_promises() -> None:
    strong = world(bargaining=dict(power=1.0))
    for autonomy, weight in ((0.0, 0.0), (1.0, 0.5)):
        one = posture(payoff_weight=1.0, autonomy=autonomy)
        score = offers.stranger_score_of_supplier(
            one, posture(), RIGID, 0.65, STRANGER, STRANGER, 0.0, 0.0, False, OUTLOOK, strong
        )
        months = (1 - 0.992**36) / (1 - 0.992)
        assert score == pytest.approx(0.15 + (1 - weight) * 0.2 - 0.11 / months)


def test_incumbents_are_scored_without_lumps_and_with_loyalty() -> None:
    loyal = posture(payoff_weight=1.0, loyalty=1.0)
    governed = terms(form=RELATIONAL, steps=ALL_STEPS)
    here = bond(buyer=side(estimate=0.11), supplier=side(estimate=0.12))
    one = offers.incumbent_score_of_supplier(loyal, posture(), governed, here, world())
    other = offers.incumbent_score_of_buyer(loyal, posture(payoff_weight=1.0), governed, here, world())
    assert one == pytest.approx(0.11 + 0.03)
    assert other == pytest.approx(0.12)


def test_founders_start_with_more_or_less() -> None:
    """E15: K₀·U[1 − spread, 1 + spread]."""
    assert money.founders_cash(3.0, 1.0, 0.0) == 0.0
    assert money.founders_cash(3.0, 1.0, 0.5) == 3.0
    assert money.founders_cash(3.0, 1.0, 0.75) == pytest.approx(4.5)
    assert money.founders_cash(3.0, 0.4, 1.0) == pytest.approx(4.2)
    assert {money.founders_cash(3.0, 0.0, draw) for draw in (0.1, 0.5, 0.9)} == {3.0}


def test_cash_and_ruin() -> None:
    """E15: K' = K + payoff − f; bankrupt iff K' < −credit."""
    assert money.cash_next(1.0, 0.15, 0.1) == pytest.approx(1.05)
    assert money.bankrupt(-1.01, 1.0, 1.0)
    assert not money.bankrupt(-1.0, 1.0, 1.0)
    assert not money.bankrupt(-99.0, 1.0, 0.0)
    assert money.imitates_first(0.2, 0.2)
    assert not money.imitates_first(0.1, 0.2)


def test_imitation() -> None:
    """traulsen_nowak_pacheco_2006: 1/(1 + e^(−β·difference)); a coin at β = 0."""
    assert imitation.adoption_chance(50.0, 0.15, 0.13) == pytest.approx(1 / (1 + math.exp(-1.0)))
    assert imitation.adoption_chance(0.0, 9.0, 0.0) == 0.5
    assert imitation.adoption_chance(1e6, 0.0, 1.0) == pytest.approx(0.0, abs=1e-12)
    assert imitation.adopts(0.5, 0.49)
    assert not imitation.adopts(0.5, 0.5)
