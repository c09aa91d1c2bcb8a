"""Reports, price and contracts against hand-worked examples of E3, E4 and E6's menus."""

from __future__ import annotations

import pytest

from sim.quantities import FLEXIBLE, NO_FORM, RELATIONAL, RIGID, SPOT, Acting
from sim.rules import contracts, price, reports
from sim.rules.opening import price_autonomy
from sim.rules.specification import negotiated_price
from tests.theory.months import ALL_STEPS, Month, bond, posture, scene, terms, world


def test_report_is_truth_at_candour_one_and_linear_strategy_at_zero() -> None:
    """E3 on [0, 1]: σ_B(0.9) = 0.6 + 1/12, σ_S(0.3) = 0.2 + 1/4 (chatterjee_samuelson_1983)."""
    assert reports.bid(0.9, 0.0, 0.0, 1.0) == pytest.approx(0.6 + 1 / 12)
    assert reports.ask(0.3, 0.0, 0.0, 1.0) == pytest.approx(0.45)
    assert reports.bid(0.9, 1.0, 0.0, 1.0) == 0.9
    assert reports.ask(0.3, 1.0, 0.0, 1.0) == 0.3
    assert reports.bid(0.9, 0.5, 0.0, 1.0) == pytest.approx(0.45 + 0.5 * (0.6 + 1 / 12))
    assert reports.ask(0.3, 0.5, 0.0, 1.0) == pytest.approx(0.15 + 0.225)


def test_nobody_reports_beyond_the_truth_in_its_own_disfavour() -> None:
    """E3: a low value would be overstated by σ_B, a high cost understated by σ_S: truth instead."""
    assert reports.bid(0.1, 0.0, 0.0, 1.0) == 0.1  # σ_B = 0.15
    assert reports.ask(0.9, 0.0, 0.0, 1.0) == 0.9  # σ_S = 0.85


def test_candour() -> None:
    """h = 1 − (1 − 0.4)(1 − 0.5)(1 − 0.3) = 0.79."""
    assert reports.candour(0.4, 0.5, 0.3) == pytest.approx(0.79)
    assert reports.candour(0.0, 0.0, 0.0) == 0.0
    assert reports.candour(1.0, 0.0, 0.0) == 1.0


def test_public_support() -> None:
    """lo = 0.85 − 0.05 − √3·0.03 and hi = 1.15 + 0.05."""
    assert reports.support_low(0.85, 0.05, 0.03) == pytest.approx(0.8 - 3**0.5 * 0.03)
    assert reports.support_high(1.15, 0.05) == pytest.approx(1.2)


@pytest.mark.parametrize(
    ("base", "tightness", "suppliers", "buyers", "wanted"),
    [
        (0.2, 0.0, 5.0, 1.0, 0.2),
        (0.2, 1.0, 3.0, 1.0, 0.7),
        (0.2, 1.0, 0.0, 0.0, 0.2),
        (0.2, 0.5, 1.0, 0.0, 0.7),
        (0.0, 2.0, 4.0, 0.0, 1.0),
        (0.0, 2.0, 0.0, 4.0, -1.0),
    ],
)
def test_power(base: float, tightness: float, suppliers: float, buyers: float, wanted: float) -> None:
    """E4: Π = clip(Π₀ + κ(n_B − n_S)/(n_B + n_S)); nobody else about leaves Π₀."""
    assert price.power(base, tightness, suppliers, buyers) == pytest.approx(wanted)


def test_supplier_weight_is_blunted_by_the_strong_sides_autonomy_only() -> None:
    """E4: β_S = ½ − ½Π(1 − aut_strong)."""
    assert price.supplier_weight(0.6, 0.0, 1.0) == pytest.approx(0.2)
    assert price.supplier_weight(0.6, 0.5, 0.0) == pytest.approx(0.35)
    assert price.supplier_weight(-0.6, 1.0, 0.0) == pytest.approx(0.8)
    assert price.supplier_weight(-0.6, 0.0, 1.0) == 0.5
    assert price.supplier_weight(0.0, 0.0, 0.0) == 0.5


def test_disagreement_points_and_price() -> None:
    """E4: d = (1 − 0.2)·0.5·0.1 = 0.04; p = 0.9 + 0.04 + ½(0.2 − 0.06) = 1.01."""
    assert price.disagreement_point(0.2, 0.5, 0.1) == pytest.approx(0.04)
    assert price.disagreement_point(0.0, 0.5, -0.1) == 0.0
    assert price.disagreement_point(1.0, 0.5, 0.1) == 0.0
    assert price.agreed(1.1, 0.9, 0.02, 0.04)
    assert not price.agreed(0.95, 0.9, 0.02, 0.04)
    assert price.signing_price(1.1, 0.9, 0.02, 0.04, 0.5) == pytest.approx(1.01)


def test_equal_reports_without_outside_options_are_an_agreement() -> None:
    assert price.agreed(1.0, 1.0, 0.0, 0.0)


def test_month_price_is_nash_clipped_to_the_contract() -> None:
    """E6: v − (1 − β_S)(v − C), within [p − w, p + w]."""
    assert price.nash_price(1.2, 0.8, 0.25) == pytest.approx(0.9)
    assert price.clipped(0.9, 1.0, 0.05) == 0.95
    assert price.clipped(1.2, 1.0, 0.05) == 1.05
    assert price.clipped(1.02, 1.0, 0.05) == 1.02
    assert price.clipped(0.3, 1.0, 0.0) == 1.0


def test_form_is_the_buyers_first_that_the_supplier_also_offers() -> None:
    every = posture(menu=("spot", "rigid", "flexible", "relational"))
    for place, form in enumerate((SPOT, RIGID, FLEXIBLE, RELATIONAL)):
        menu = (("rigid", "spot"), ("rigid",), ("flexible",), ("relational",))[place]
        wanted = RIGID if place == 0 else form
        assert contracts.common_form(posture(menu=menu), every) == wanted
    reverse = posture(menu=("relational", "flexible", "rigid", "spot"))
    for one, form in (("spot", SPOT), ("rigid", RIGID), ("flexible", FLEXIBLE), ("relational", RELATIONAL)):
        assert contracts.common_form(reverse, posture(menu=(one,))) == form
    assert contracts.common_form(posture(menu=("spot",)), posture(menu=("rigid",))) == NO_FORM


def test_an_empty_place_of_a_menu_is_no_form() -> None:
    assert not contracts.offers(posture(menu=("spot",)), NO_FORM)


def test_band_and_term() -> None:
    assert [contracts.price_band(form, 0.1) for form in (SPOT, RIGID, FLEXIBLE, RELATIONAL)] == [
        0,
        0,
        0.1,
        0.1,
    ]
    lengths = [contracts.term_length(form, 36.0, 1.0, 12.0) for form in (SPOT, RIGID, FLEXIBLE, RELATIONAL)]
    assert lengths == [1.0, 36.0, 36.0, 48.0]


def test_founders_first_terms_are_drawn_in_the_first_year() -> None:
    """E15: two founders, the switch on, and no later than the twelfth month."""
    assert contracts.is_staggered(1.0, True, 0)
    assert contracts.is_staggered(1.0, True, contracts.FOUNDING - 1)
    assert not contracts.is_staggered(1.0, True, contracts.FOUNDING)
    assert not contracts.is_staggered(1.0, False, 0)
    assert not contracts.is_staggered(0.0, True, 0)
    assert contracts.FOUNDING == 12


def test_a_drawn_term_is_one_to_all_of_its_months_alike() -> None:
    draws = [(place + 0.5) / 3600 for place in range(3600)]
    drawn = [contracts.months_left(36.0, True, draw) for draw in draws]
    assert sorted(set(drawn)) == [float(month) for month in range(1, 37)]
    assert all(drawn.count(month) == 100 for month in set(drawn))
    assert {contracts.months_left(36.0, False, draw) for draw in draws} == {36.0}
    assert contracts.months_left(1.0, True, 1.0 - 2.0**-33) == 1.0


def test_split_gain_leaves_a_relational_price_to_power() -> None:
    kind = Acting(0.0, 0.7, 0.0, 0.0, 0.0, 0.0)
    assert price_autonomy(kind, RELATIONAL, 1.0) == 0.0
    assert price_autonomy(kind, RELATIONAL, 0.0) == 0.7
    assert price_autonomy(kind, RIGID, 1.0) == 0.7


def test_split_gain_still_shares_investment_as_principles_say() -> None:
    month = Month(
        buyer=posture(autonomy=1.0), supplier=posture(autonomy=1.0),
        terms=terms(form=RELATIONAL, power=0.8), world=world(bargaining=dict(split="gain")),
    )  # fmt: skip
    here = scene(month)
    assert here.weight == pytest.approx(0.1)
    # a·(1 − μ)·½, as far as it is trusted: autonomy holds here
    assert here.investment == pytest.approx(0.18 * 0.5 * 0.5)


def test_honest_pair_splits_evenly_and_liars_may_fail_to_agree() -> None:
    """L3 for one pair: p = ½(v + c) at autonomy 1; at honesty 0 the thin trade is lost."""
    saint = posture(honesty=1.0, autonomy=1.0)
    month = Month(buyer=saint, supplier=saint)
    agreement, agreed_price = negotiated_price(scene(month), month.terms, 1.15, month.world)
    assert agreement
    assert agreed_price == pytest.approx(1.0, abs=1e-12)
    thin = Month(terms=terms(value=0.96, cost=0.9), bond=bond(cost_then=0.9))
    agreement, _ = negotiated_price(scene(thin), thin.terms, 0.96, thin.world)
    assert not agreement


def test_open_book_and_barred_tactics_enter_the_report() -> None:
    """h = 1 − (1 − 0.5)(1 − 0.3) = 0.65 for both, so bid − ask lies that far towards the truth."""
    still = world(bargaining=dict(outside_weight=0.0))
    strategic = Month(world=still)
    stepped = Month(terms=terms(steps=ALL_STEPS, power=1.0), world=still)
    low, high = 0.8 - 3**0.5 * 0.03, 1.2
    _, paid = negotiated_price(scene(strategic), strategic.terms, 1.15, still)
    shaded = 2 / 3 * 1.15 + low / 4 + high / 12
    padded = 2 / 3 * 0.85 + high / 4 + low / 12
    assert paid == pytest.approx(0.5 * (shaded + padded))
    _, paid = negotiated_price(scene(stepped), stepped.terms, 1.15, still)
    assert paid == pytest.approx(0.65 * 0.85 + 0.35 * padded)  # the strong buyer leaves the ask


def test_exogenous_price_is_taken_whatever_is_reported() -> None:
    fixed = world(bargaining=dict(price_fixed=True, price=0.77))
    thin = Month(terms=terms(value=0.1, cost=0.9), world=fixed)
    assert negotiated_price(scene(thin), thin.terms, 0.1, fixed) == (True, 0.77)
