"""Nothing is created or lost: leakages, transfers, cash (§7)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from sim.agents import Buyer, Market, Moment, relationship
from sim.draws import Purpose, four
from sim.quantities import Leakages
from sim.rules import accounts as rule
from sim.scenario import Scenario
from sim.worlds import ACCOUNTS, world_row
from tests.twins.plays import firms_of, kernel
from tests.twins.worlds import scenarios, seeds

CENT = 1e-9


def column(accounts: Any, name: str) -> Any:
    return accounts[..., ACCOUNTS.index(name)]


@settings(max_examples=100)
@given(scenario=scenarios(), seed=seeds)
def test_first_best_is_joint_payoff_and_leakages(scenario: Scenario, seed: int) -> None:
    market = Market(scenario, seed=seed)
    while market.running:
        market.step()
        for one in market.deals:
            joint = one.deal.payoff_buyer + one.deal.payoff_supplier
            assert one.deal.first_best == pytest.approx(joint + math.fsum(one.deal.leakages), abs=CENT)
    leaked = sum(column(market.books.accounts, name) for name in Leakages._fields)
    joint = column(market.books.accounts, "joint")
    np.testing.assert_allclose(column(market.books.accounts, "first_best"), joint + leaked, atol=CENT)


@settings(max_examples=100)
@given(scenario=scenarios(), seed=seeds)
def test_cash_changes_by_what_the_accounts_say(scenario: Scenario, seed: int) -> None:
    market = Market(scenario, seed=seed)
    before = math.fsum(firm.cash for firm in firms_of(market))
    while market.running:
        market.step()
        month = market.month - 1
        after = math.fsum(firm.cash for firm in firms_of(market))
        inflow = ("payoff", "noise", "write_off", "entrant_cash")
        booked = math.fsum(market.books.total(name, month) for name in inflow)
        booked -= market.books.total("fixed_cost", month)
        assert after - before == pytest.approx(booked, abs=CENT)
        before = after


@settings(max_examples=40)
@given(scenario=scenarios(), seed=seeds)
def test_what_founders_bring_and_the_accounts_make_all_cash(scenario: Scenario, seed: int) -> None:
    """In the kernel: what is there at the end is what founders brought, and what was booked."""
    world, play = world_row(scenario), kernel(scenario, seed)
    size = scenario.market
    brought = [
        world.money_cash * (1.0 + world.money_cash_spread * (2.0 * draw - 1.0))
        for role, count in enumerate((size.buyers, size.suppliers))
        for slot in range(count)
        for draw in four(seed, 0, 0, role, slot, Purpose.FOUNDING)[:1]
    ]
    inflow = sum(
        column(play.accounts, name).sum() for name in ("payoff", "noise", "write_off", "entrant_cash")
    )
    spent = column(play.accounts, "fixed_cost").sum()
    assert math.fsum(play.cash) == pytest.approx(math.fsum(brought) + inflow - spent, abs=CENT)


@settings(max_examples=60)
@given(scenario=scenarios(), seed=seeds)
def test_monitoring_leaks_what_those_who_watch_pay(scenario: Scenario, seed: int) -> None:
    """m(1 − ½ψs₁) for each side that watches, trade or not; a share is withheld by breakers alone."""
    market = Market(scenario, seed=seed)
    world = market.world
    while market.running:
        market.step()
        for one in market.deals:
            deal = one.deal
            open_book = world.process_open_book * one.terms.steps.foundation
            cost = world.monitoring_cost * (1.0 - 0.5 * open_book)
            watching = deal.control.monitored_buyer + deal.control.monitored_supplier
            assert deal.leakages.monitoring == pytest.approx(cost * watching, abs=CENT)
            assert deal.withheld >= 0.0
            assert deal.withheld == 0.0 or (deal.trades > 0.0 and deal.kept_buyer == 0.0)


@settings(max_examples=40)
@given(scenario=scenarios(), seed=seeds)
def test_a_share_withheld_moves_money_and_makes_none(scenario: Scenario, seed: int) -> None:
    """§7: had a buyer that broke its promise paid it all the same, both payoffs would sum to the same."""

    class Breaker(Buyer):
        def keeps(self, moment: Moment) -> bool:
            return False

    def first_deals() -> list[Any]:
        market = Market(scenario, seed=seed, buyer_class=Breaker)
        market.step()
        return [one.deal for one in market.deals]

    usual, promised = first_deals(), relationship.promises_played
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(relationship, "promises_played", lambda *given: promised(*given)._replace(withheld=0.0))
        paid = first_deals()
    for one, other in zip(usual, paid, strict=True):
        assert other.payoff_buyer == pytest.approx(one.payoff_buyer - one.withheld, abs=CENT)
        assert other.payoff_supplier == pytest.approx(one.payoff_supplier + one.withheld, abs=CENT)
        assert other.leakages == one.leakages
        assert other.transfer == pytest.approx(one.transfer + one.withheld, abs=CENT)


@settings(max_examples=60)
@given(scenario=scenarios(), seed=seeds)
def test_payoffs_in_the_kernel_are_joint_payoffs_and_searches(scenario: Scenario, seed: int) -> None:
    accounts = kernel(scenario, seed).accounts
    months = accounts.sum(axis=1)  # by role and month
    spent = column(months, "idle_search") + column(months, "idle_process")
    made = column(months, "payoff").sum(axis=0) + spent.sum(axis=0)
    for role in (0, 1):  # either role's account holds every relationship
        np.testing.assert_allclose(made, column(months[role], "joint"), atol=CENT)


@settings(max_examples=40)
@given(scenario=scenarios(), seed=seeds)
def test_a_transfer_moves_money_and_makes_none(scenario: Scenario, seed: int) -> None:
    def first_deals() -> list[Any]:
        market = Market(scenario, seed=seed)
        market.step()
        return [one.deal for one in market.deals]

    usual, transferred = first_deals(), rule.transferred
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rule, "transferred", lambda *given: transferred(*given) + 0.25)
        moved = first_deals()
    for one, other in zip(usual, moved):
        assert other.payoff_buyer == pytest.approx(one.payoff_buyer - 0.25)
        assert other.payoff_supplier == pytest.approx(one.payoff_supplier + 0.25)
        assert other.leakages == one.leakages
