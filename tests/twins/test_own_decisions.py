"""Every decision of a firm may be a function of one's own: it decides, with the same bits in both drivers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.chances import CHOICES, FIELDS, TRIALS, TRIED, trials
from sim.config import scenario_from
from sim.decision import DECISIONS
from sim.quantities import Asked, Met, Told
from sim.scenario import Scenario
from sim.worlds import ACCOUNTS
from tests.twins.deciding import OF_ONE, decided_market
from tests.twins.plays import TracedMarket, agents, differing, kernel, play_left, play_of, to_its_end
from tests.twins.worlds import shipped

OWN = Path(__file__).with_name("own_rules.py")
SEED = 3
NAMED = {field: f"{OWN}:{'patient' if field == 'keeps' else field}" for field in FIELDS}
POSTURE = {
    "menu": ["relational", "flexible", "rigid"], "governance": True, "foundation": True, "honesty": 0.4,
    "integrity": 0.3,
}  # fmt: skip


def world(own: dict[str, str], **changes: Any) -> Scenario:
    """Firms of which half have functions of their own, in a world in which every decision comes up."""
    shares = {"own": 0.5, "wiifwe": 0.25, "wiifme": 0.25}
    mapping = {
        "market": {"buyers": 10, "suppliers": 6, "months": 40, "capacity": 1},
        "strategies": {"own": {**POSTURE, **own}, **{name: shipped()[name] for name in ("wiifme", "wiifwe")}},
        "population": {"buyers": shares, "suppliers": shares},
        "shocks": {"misfit_sd": 0.3},
        "promises": {"slip": 0.1, "law_recovery": 1.0},
        "choice": {"candidates": 3},
        "trust": {"word_of_mouth": 0.5},
        "imitation": {"rate": 0.3},
    }
    return scenario_from({**mapping, **changes})


@cache
def by_rules() -> Any:
    return kernel(world({}), SEED)


@pytest.mark.parametrize("field", FIELDS)
def test_each_decision_is_the_same_in_both_drivers_and_moves_the_world(field: str) -> None:
    scenario = world({field: NAMED[field]})
    compiled = kernel(scenario, SEED)
    assert differing(compiled, agents(scenario, SEED)) == []
    assert differing(compiled, by_rules())


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"network": {"kind": "random", "degree": 4}, "surplus": {"redrawn": True}},
        {"market": {"buyers": 37, "suppliers": 12, "months": 30, "capacity": 3}},
        {"money": {"cash": 0.4, "entry_delay": 1, "entry": "imitate"}, "news": {"private": 1.0}},
    ],
)
def test_all_together_are_the_same_in_compiled_interpreted_and_mesas_play(changes: dict[str, Any]) -> None:
    scenario = world(NAMED, **changes)
    compiled = kernel(scenario, SEED, 1)
    assert differing(compiled, kernel(scenario, SEED, 1, interpreted=True)) == []
    assert differing(compiled, agents(scenario, SEED, 1)) == []


def total(scenario: Scenario, column: str, role: int) -> float:
    """What firms with functions of their own have of a column in a world."""
    market = to_its_end(TracedMarket(scenario, seed=SEED))
    number = market.strategy_names.index("own")
    return float(market.books.accounts[role, number, :, ACCOUNTS.index(column)].sum())


@pytest.mark.parametrize(
    ("field", "column", "role"),
    [("monitors", "monitored", 0), ("monitors", "monitored", 1), ("orders", "change_orders", 0)],
)
def test_never_is_never_and_always_is_each_time(field: str, column: str, role: int) -> None:
    assert total(world({field: f"{OWN}:never"}), column, role) == 0.0
    often = total(world({field: f"{OWN}:always"}), column, role)
    assert often > total(world({}), column, role)
    if field == "monitors":
        assert often == total(world({field: f"{OWN}:always"}), "relationships", role)


def test_a_choice_that_says_what_the_rule_says_is_the_rules() -> None:
    own = dict.fromkeys(CHOICES, f"{OWN}:by_rule")
    assert differing(kernel(world(own), SEED), by_rules()) == []


def test_what_a_firm_is_told_to_decide_comes_before_its_function() -> None:
    """`sim.World` with decisions is Mesa's market whose methods look them up and else ask the function."""
    scenario = world(NAMED)
    decisions = tuple(
        sim.Decision(role, slot, name, 2 if name == "propose" else bool(month % 2), month=month)
        for month in range(0, 40, 3)
        for role, slot in (("buyer", 1), ("supplier", 4))
        for name in DECISIONS
        if OF_ONE.get(name, role) == role
    )
    decided = sim.World(scenario, seed=SEED, decisions=decisions, trace=True)
    decided.step(decided.months)
    market = decided_market(scenario, SEED, decisions)
    assert differing(play_left(decided._block.arguments), play_of(market)) == []
    assert differing(play_left(decided._block.arguments), kernel(scenario, SEED))


def test_the_decisions_are_those_that_a_firm_can_be_told() -> None:
    assert [field.removesuffix("s") for field in FIELDS[: len(Asked)]] == [one.name.lower() for one in Asked]


def test_everything_that_is_told_is_tried() -> None:
    assert set(TRIED) == {*Told._fields, *Met._fields}
    assert len(list(trials(("kept", "seen")))) == 6
    many = list(trials(Told._fields))
    assert many == list(trials(Told._fields))
    assert len(many) == TRIALS + 1
    for place, name in enumerate(Told._fields):
        assert {told[place] for told in many} == set(TRIED[name])
