"""The worlds that are timed: the naive model is a market of the same kind, compiled rules change no bit."""

from __future__ import annotations

import pytest

import sim
from benchmarks import mesa
from benchmarks.compiled import compiled_rules
from benchmarks.memory import measured
from benchmarks.naive import NaiveMarket, active
from benchmarks.words import words_a_deal
from benchmarks.worlds import ARMS, deals_played, stage_of
from sim.ensemble.books import ACCOUNTS

JOINT, DEALS = ACCOUNTS.index("joint"), ACCOUNTS.index("relationships")


@pytest.mark.parametrize("arm", ARMS)
def test_the_naive_market_is_of_the_same_kind(arm: str) -> None:
    """As many deals to a tenth, and a joint payoff of a deal to a quarter, over four years.

    Costs have no common part: the dice differ, and one path of the market's cost would move every deal.
    """
    scenario = sim.load("headline", ["shocks.common=0"])
    model = NaiveMarket(scenario, arm)
    for _ in range(48):
        model.step()
    books = mesa.accounts(mesa.driven(scenario, arm, 48))[0]
    deals, joint = books[:, :48, DEALS].sum(), books[:, :48, JOINT].sum()
    assert model.deals == pytest.approx(deals, rel=0.1)
    assert model.joint / model.deals == pytest.approx(joint / deals, rel=0.25)
    partners = {one.bond.supplier for one in model.buyers if one.bond is not None}
    assert len(partners) == active(model), "a supplier with two buyers"


@pytest.mark.slow
def test_compiled_rules_change_no_bit_and_leave_no_trace() -> None:
    before = sim.agents.relationship.Relationship.month
    assert mesa.same_bits("wiifwe", 4)
    with compiled_rules():
        assert sim.agents.relationship.Relationship.month is not before
    assert sim.agents.relationship.Relationship.month is before


def test_a_deal_draws_its_dice_and_those_of_search() -> None:
    """Five blocks of four words for every deal; the rest is search, signing and the market."""
    stage = stage_of("wiifwe", ["market.months=6", "market.buyers=8", "market.suppliers=10"])
    assert 20.0 < words_a_deal(stage) < 60.0


def test_sizes_are_measured() -> None:
    told = measured({"kind": "months", "count": 600})
    assert told["cost"] > 0.0
    assert told["peak"] > 1e7
    replicated = measured({"kind": "replicates", "count": 10})
    assert replicated["cost"] > 0.0


def test_deals_are_counted_once() -> None:
    stage = stage_of("wiifwe", ["market.months=3"])
    assert 0 < deals_played(stage, 2) <= 2 * 3 * stage.scenario.market.buyers
