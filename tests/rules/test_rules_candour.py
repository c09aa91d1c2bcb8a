"""Silence, monitoring and the norm of honesty, by hand: E7's news, E8, and what they make of a month."""

from __future__ import annotations

from typing import Any

import pytest

from sim.quantities import FLEXIBLE, RELATIONAL, News, Watch
from sim.rules import monitoring, news, norm
from sim.rules.month import play_month
from sim.rules.opening import norm_kept
from sim.rules.specification import news_of, settled, specified, watched
from tests.theory.months import (
    ALL_STEPS,
    NO_STEPS,
    OUTLOOK,
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

UNWATCHED = deeds(buyer_monitors=0.0, supplier_monitors=0.0, buyer_seen=0.99, supplier_seen=0.99)
"""Nobody monitors, no conduct is seen, both tell what they know."""
HALF_SEEN = Watch(0.0, 0.0, 0.01, 0.3, 0.45)
"""Nobody monitors; the buyer sees with .3, the supplier with .45."""


def test_who_knows_alone_and_who_tells_is_one_draw() -> None:
    """E7: it alone knows with ν; given that, it is silent with y: silent iff u < ν·y."""
    assert news.knows_alone(0.5, 0.49)
    assert not news.knows_alone(0.5, 0.5)
    assert not news.tells(0.5, 0.4, 0.19)
    assert news.tells(0.5, 0.4, 0.2)
    assert news.tells(0.5, 0.0, 0.0)
    assert news.tells(0.0, 1.0, 0.0)
    assert news.silence_found(True, 0.3, 0.29)
    assert not news.silence_found(True, 0.3, 0.3)
    assert not news.silence_found(False, 1.0, 0.0)


def test_monitoring() -> None:
    """E8: with chance 1 − τ, at m(1 − ½ψ); then with max(d_t, d_m)."""
    assert monitoring.monitors(0.4, 0.4)
    assert not monitoring.monitors(0.4, 0.39)
    assert monitoring.monitoring_cost(0.01, 0.5) == pytest.approx(0.0075)
    assert monitoring.monitoring_cost(0.01, 0.0) == 0.01
    assert monitoring.seeing(0.3, 0.8, True) == 0.8
    assert monitoring.seeing(0.9, 0.8, True) == 0.9
    assert monitoring.seeing(0.3, 0.8, False) == 0.3


def test_a_firm_expects_to_be_watched_as_it_watches() -> None:
    """E9: .3 + (1 − .4)·(.8 − .3); monitoring that shows no more than an open book is no threat."""
    assert monitoring.expected_seeing(0.3, 0.8, 0.4) == pytest.approx(0.6)
    assert monitoring.expected_seeing(0.3, 0.8, 1.0) == 0.3
    assert monitoring.expected_seeing(0.3, 0.8, 0.0) == pytest.approx(0.8)
    assert monitoring.expected_seeing(0.9, 0.8, 0.4) == 0.9


def test_honesty_in_force() -> None:
    """E7: .8·(1 − 2·.1) = .64; never below nothing."""
    assert norm.honesty_in_force(0.8, 2.0, 0.1) == pytest.approx(0.64)
    assert norm.honesty_in_force(0.8, 10.0, 0.2) == 0.0
    assert norm.honesty_in_force(0.8, 0.0, 5.0) == 0.8
    assert norm.honesty_in_force(0.8, 10.0, 0.0) == 0.8


def test_the_norm_erodes_honesty_and_nothing_else() -> None:
    """Claims, news and the report read what is left; the guard has had its say before."""
    here = world(news=dict(norm=2.0))
    month = Month(buyer=posture(honesty=0.8, equity=0.7), world=here, outlook=OUTLOOK._replace(lies=0.1))
    found = scene(month)
    assert found.buyer.honesty == pytest.approx(0.64)
    assert found.lying_buyer == pytest.approx(0.36)
    assert found.buyer._replace(honesty=0.8) == scene(month._replace(outlook=OUTLOOK)).buyer
    assert scene(month._replace(world=world())).buyer.honesty == 0.8
    both = scene(month._replace(supplier=posture(honesty=0.5)))
    assert both.supplier.honesty == pytest.approx(0.5 * 0.8)
    assert both.lying_supplier == pytest.approx(0.6)
    kept = norm_kept(found.buyer, month.outlook, here)
    assert kept == found.buyer._replace(honesty=pytest.approx(0.8 * 0.64))


@pytest.mark.parametrize(
    ("buyer", "supplier", "steps", "wanted"),
    [
        (False, False, NO_STEPS, Watch(0.0, 0.0, 0.01, 0.3, 0.3)),
        (True, False, NO_STEPS, Watch(1.0, 0.0, 0.01, 0.8, 0.3)),
        (False, True, NO_STEPS, Watch(0.0, 1.0, 0.01, 0.3, 0.8)),
        (True, True, ALL_STEPS, Watch(1.0, 1.0, 0.0075, 0.8, 0.8)),
        (False, False, ALL_STEPS, Watch(0.0, 0.0, 0.0075, 0.45, 0.45)),
    ],
)
def test_who_watches_sees_the_other_better(buyer: bool, supplier: bool, steps: Any, wanted: Watch) -> None:
    month = Month(terms=terms(form=RELATIONAL, steps=steps))
    assert watched(scene(month), month.terms, month.world, buyer, supplier) == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("told", "draws", "wanted"),
    [
        ((True, True), {}, News(1.0, 0.0, 0.0, 0.0)),
        # It knows alone, and tells.
        ((True, True), dict(buyer_silent=0.4, supplier_silent=0.4), News(1.0, 0.0, 0.0, 0.0)),
        ((False, True), dict(buyer_silent=0.4), News(1.0, 1.0, 0.0, 0.0)),
        ((True, False), dict(supplier_silent=0.4), News(1.0, 1.0, 0.0, 0.0)),
        # A side that holds its tongue about what both know hides nothing.
        ((False, False), dict(buyer_silent=0.5, supplier_silent=0.5), News(1.0, 0.0, 0.0, 0.0)),
        # The supplier sees the buyer's silence with .45, the buyer the supplier's with .3.
        ((False, True), dict(buyer_silent=0.4, buyer_silence_found=0.44), News(1.0, 0.0, 1.0, 0.0)),
        ((False, True), dict(buyer_silent=0.4, buyer_silence_found=0.45), News(1.0, 1.0, 0.0, 0.0)),
        ((True, False), dict(supplier_silent=0.4, supplier_silence_found=0.29), News(1.0, 0.0, 0.0, 1.0)),
        ((True, False), dict(supplier_silent=0.4, supplier_silence_found=0.3), News(1.0, 1.0, 0.0, 0.0)),
        # One is found out, the other is not: nobody can adapt.
        (
            (False, False),
            dict(buyer_silent=0.4, buyer_silence_found=0.1, supplier_silent=0.4),
            News(1.0, 1.0, 1.0, 0.0),
        ),
        (
            (False, False),
            dict(buyer_silent=0.4, buyer_silence_found=0.1, supplier_silent=0.4, supplier_silence_found=0.1),
            News(1.0, 0.0, 1.0, 1.0),
        ),
    ],
)
def test_news(told: tuple[bool, bool], draws: dict[str, float], wanted: News) -> None:
    assert news_of(bond(misfit=-0.3), world(), deeds(**draws), HALF_SEEN, *told) == wanted


@pytest.mark.parametrize("misfit", [0.0, 0.04, -0.05])
def test_there_must_be_something_to_be_silent_about(misfit: float) -> None:
    """½γx² ≤ o|x|: at .05 just so. Else a calm world would fill with distrust."""
    silent = deeds(buyer_silent=0.0, supplier_silent=0.0, buyer_silence_found=0.0, supplier_silence_found=0.0)
    assert news_of(bond(misfit=misfit), world(), silent, HALF_SEEN, False, False) == (0.0, 0.0, 0.0, 0.0)


GOVERNED = terms(form=RELATIONAL, band=0.1, steps=ALL_STEPS, governed=1.0)
LOYAL = posture(loyalty=1.0)
ADAPTED = {
    "change order": Month(terms=terms(value=1.3), bond=bond(misfit=0.45), deeds=UNWATCHED),
    "the buyer's word": Month(terms=terms(form=FLEXIBLE, band=0.1), bond=bond(misfit=0.3), deeds=UNWATCHED),
    "consent": Month(buyer=LOYAL, supplier=LOYAL, terms=GOVERNED, bond=bond(misfit=0.3), deeds=UNWATCHED),
}
"""Months in which the work is specified anew, as long as nobody keeps silent."""


@pytest.mark.parametrize("who", ["buyer", "supplier"])
@pytest.mark.parametrize("how", ADAPTED)
def test_nobody_can_adapt_to_what_was_not_told(how: str, who: str) -> None:
    """Silence leaves the misfit and costs nobody its good name as long as it is not found out."""
    month = ADAPTED[how]
    after, deal = played(month)
    assert (after.misfit, deal.material, deal.silenced) == (0.0, 1.0, 0.0)
    silent = month._replace(deeds=month.deeds._replace(**{f"{who}_silent": 0.1, f"{who}_silence_found": 0.9}))
    after, deal = played(silent)
    assert (after.misfit, deal.material, deal.silenced) == (month.bond.misfit, 1.0, 1.0)
    assert (deal.trades, deal.ordered, deal.leakages.adaptation, deal.leakages.haggling) == (
        1.0,
        0.0,
        0.0,
        0.0,
    )
    assert deal.leakages.misfit == pytest.approx(month.bond.misfit**2)
    assert (deal.lies_buyer, deal.lies_supplier) == (0.0, 0.0)
    assert max(after.buyer.bad, after.supplier.bad) < 1.0  # some shading may be felt, no bad observation


@pytest.mark.parametrize("how", ADAPTED)
def test_a_silence_found_out_costs_trust_and_the_month_goes_on(how: str) -> None:
    """A whole bad observation for the partner, weight 2; all else is as if it had been told."""
    month = ADAPTED[how]
    told, deal = played(month)
    for who, partner in (("buyer", "supplier"), ("supplier", "buyer")):
        found = {f"{who}_silent": 0.1, f"{who}_silence_found": 0.1}
        after, known = played(month._replace(deeds=month.deeds._replace(**found)))
        assert getattr(known, f"lies_{who}") == 1.0
        assert known._replace(**{f"lies_{who}": 0.0}) == deal
        victim = getattr(told, partner)
        assert getattr(after, partner) == victim._replace(bad=victim.bad + 2.0)
        assert getattr(after, who) == getattr(told, who)


def test_a_silence_and_a_lie_found_are_two() -> None:
    month = ADAPTED["change order"]
    both = month.deeds._replace(supplier_silent=0.1, supplier_silence_found=0.1, inflated=0.0, found=0.1)
    after, deal = played(month._replace(deeds=both))
    assert (deal.lies_buyer, deal.lies_supplier, after.buyer.bad, after.supplier.bad) == (0.0, 2.0, 4.0, 0.0)


def test_who_monitors_finds_silence_out() -> None:
    month = ADAPTED["the buyer's word"]
    silent = month.deeds._replace(supplier_silent=0.1, supplier_silence_found=0.7)
    assert played(month._replace(deeds=silent))[1].silenced == 1.0
    watching = silent._replace(buyer_monitors=0.9)
    assert played(month._replace(deeds=watching))[1].silenced == 0.0
    theirs = silent._replace(supplier_monitors=0.9)
    assert played(month._replace(deeds=theirs))[1].silenced == 1.0


def test_honest_firms_and_firms_of_an_open_book_tell() -> None:
    """Silent iff u < ν·y: honesty .6 leaves .5·.4 = .2; with ψ = .5 and t = .3 it leaves .07."""
    month = ADAPTED["the buyer's word"]._replace(supplier=posture(honesty=0.6))
    for draw, silenced in ((0.199, 1.0), (0.2, 0.0)):
        told = month.deeds._replace(supplier_silent=draw)
        assert played(month._replace(deeds=told))[1].silenced == silenced
    governed = ADAPTED["consent"]._replace(supplier=posture(loyalty=1.0, honesty=0.6))
    for draw, silenced in ((0.069, 1.0), (0.0701, 0.0)):
        told = governed.deeds._replace(supplier_silent=draw)
        assert played(governed._replace(deeds=told))[1].silenced == silenced


def test_in_a_silenced_month_the_price_may_be_set_anew_but_not_the_work() -> None:
    """E7 with E6: C = .85·e^0.2 > 1 and M = .04 > o|x|, so the pair renegotiates and would reset."""
    truth = posture(honesty=1.0)
    month = Month(
        buyer=truth, supplier=truth, terms=terms(value=1.3), bond=bond(log_cost=0.2, misfit=0.2),
        world=world(
            investment=dict(gain=0.0), bargaining=dict(outside_weight=0.0), adaptation=dict(threshold=9.0)
        ),
    )  # fmt: skip
    here = scene(month)
    work = specified(here, month.terms, month.bond, month.world, month.deeds, HALF_SEEN, False, False, False)
    for silenced, misfit, loss, outlay in ((0.0, 0.0, 0.0, 0.01), (1.0, 0.2, 0.04, 0.0)):
        told = News(1.0, silenced, 0.0, 0.0)
        found = settled(here, month.terms, month.bond, work, month.world, month.deeds, HALF_SEEN, told, False)
        assert (found.renegotiated, found.exchange.trades, found.work.misfit) == (1.0, 1.0, misfit)
        assert found.work.outlay == pytest.approx(outlay)
        assert found.price == pytest.approx(0.5 * (1.3 - loss + here.cost))
        assert found.work.haggling == pytest.approx(here.haggling)


@pytest.mark.parametrize("who", ["buyer", "supplier"])
def test_who_monitors_pays_for_it_and_sees_the_other(who: str) -> None:
    """Each side by its own draw; a draw of .5 shows a conduct with .8 and not with .3."""
    partner = "supplier" if who == "buyer" else "buyer"
    quiet = deeds(buyer_monitors=0.0, supplier_monitors=0.0)
    before, usual = played(Month(deeds=quiet))
    after, deal = played(Month(deeds=quiet._replace(**{f"{who}_monitors": 0.5})))
    assert tuple(getattr(deal.control, f"monitored_{side}") for side in (who, partner)) == (1.0, 0.0)
    assert deal.leakages == usual.leakages._replace(monitoring=0.01)
    assert getattr(deal, f"payoff_{who}") == pytest.approx(getattr(usual, f"payoff_{who}") - 0.01)
    assert getattr(deal, f"payoff_{partner}") == getattr(usual, f"payoff_{partner}")
    assert joint(deal) + leaked(deal) == pytest.approx(deal.first_best, abs=1e-12)
    assert (getattr(before, who).good, getattr(after, who).good) == (0.0, 1.0)
    assert getattr(after, partner).good == 0.0


def test_monitoring_is_paid_for_in_months_without_trade_too() -> None:
    still = world(adaptation=dict(renegotiation=False), investment=dict(gain=0.0))
    month = Month(
        bond=bond(log_cost=0.5), world=still, deeds=deeds(buyer_monitors=0.9, supplier_monitors=0.9)
    )
    deal = played(month)[1]
    assert (deal.trades, deal.leakages.monitoring) == (0.0, pytest.approx(0.02))
    assert (deal.payoff_buyer, deal.payoff_supplier) == pytest.approx((-0.01, -0.01))


def test_distrust_monitors_by_each_sides_own_trust() -> None:
    """Trust .5·8/8 and 4/(8 + 8): a draw of .4 is below the one and above the other."""
    wary = bond(buyer=side(bad=8.0), supplier=side())
    month = Month(bond=wary, deeds=deeds(buyer_monitors=0.4, supplier_monitors=0.4))
    deal = played(month)[1]
    assert (scene(month).trust_buyer, scene(month).trust_supplier) == (0.25, 0.5)
    assert (deal.control.monitored_buyer, deal.control.monitored_supplier) == (1.0, 0.0)
    swapped = month._replace(bond=wary._replace(buyer=wary.supplier, supplier=wary.buyer))
    deal = play_month(*swapped)[1]
    assert (deal.control.monitored_buyer, deal.control.monitored_supplier) == (0.0, 1.0)
