"""What honesty and trust do within a month goes away at its neutral values, and the dice for it are idle.

Every comparison is of the same dice with themselves, so the false-alarm rate is 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.theory.invented import invented_month
from tests.theory.months import Month, played, posture, scene, world

MONTHS = 60


def months(here: Any) -> list[Month]:
    dice = np.random.default_rng(30)
    return [invented_month(dice, here) for _ in range(MONTHS)]


SILENCES = ("buyer_silent", "supplier_silent", "buyer_silence_found", "supplier_silence_found")


def test_where_all_know_all_nobody_can_be_silent() -> None:
    """ν = 0: what the dice say of silence is idle."""
    for month in months(world(news=dict(private=0.0))):
        told = played(month)
        assert told[1].silenced == 0.0
        for draw in (0.001, 0.999):
            draws = month.deeds._replace(**dict.fromkeys(SILENCES, draw))
            assert played(month._replace(deeds=draws)) == told
    silent = [month for month in months(world()) if played(month)[1].silenced > 0.0]
    assert silent
    assert all(played(month)[1].material > 0.0 for month in silent)


def test_monitoring_that_is_free_and_shows_nothing_changes_nothing_where_nothing_is_claimed() -> None:
    """m = d_m = 0: who watches shows in the counts of who watched alone."""
    blind = world(monitoring=dict(cost=0.0, seen=0.0), adaptation=dict(outlay=0.0))
    for month in months(blind):
        bonds, deals = set(), set()
        for draw in (0.001, 0.999):
            draws = month.deeds._replace(buyer_monitors=draw, supplier_monitors=draw)
            after, deal = played(month._replace(deeds=draws))
            bonds.add(after)
            deals.add(
                deal._replace(control=deal.control._replace(monitored_buyer=0.0, monitored_supplier=0.0))
            )
            assert (deal.control.monitored_buyer, deal.control.monitored_supplier) == (float(draw > 0.5),) * 2
        assert (len(bonds), len(deals)) == (1, 1)


def test_without_a_norm_the_lies_of_others_are_idle() -> None:
    """κ_N = 0: honesty is what it is, in however false a market; with κ_N > 0 it is not."""
    kind = posture(honesty=0.8)
    for here, same in ((world(), True), (world(news=dict(norm=5.0)), False)):
        moves = False
        for month in months(here):
            month = month._replace(buyer=kind, supplier=kind)
            false = month._replace(outlook=month.outlook._replace(lies=0.3))
            moves = moves or played(month) != played(false)
        assert moves is not same


def test_without_a_bet_trust_does_not_invest_and_nothing_is_withheld() -> None:
    """ϖ = 0: the share is paid whatever the buyer does, so trust in it is idle when the month opens."""
    breaker = posture(conduct="reactive", opening=0.0)
    for month in months(world(investment=dict(bet=0.0))):
        doubted = month._replace(terms=month.terms._replace(prior_supplier=0.1))
        assert scene(month).investment == scene(doubted).investment > 0.0
        assert scene(month).at_stake == 0.0
        assert played(month._replace(buyer=breaker))[1].withheld == 0.0
    deals = [played(month._replace(buyer=breaker))[1] for month in months(world())]
    assert any(deal.withheld > 0.0 for deal in deals)
