"""Nothing is created or lost: leakages, transfers, cash (§7)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from sim.agents import Market
from sim.quantities import Leakages
from sim.rules import accounts as rule
from sim.scenario import Scenario
from sim.worlds import ACCOUNTS
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
