"""What a firm sees, and what comes up: read off tables, and tried out one answer at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import sim
from sim.config import scenario_from
from sim.decision import Decision
from sim.ensemble.state import TRACE_COLUMNS
from sim.ensemble.tables import ROLES
from sim.game import (
    AT_FIRST,
    OPENING,
    ORDER,
    Seat,
    asked,
    at_first,
    buyer_of,
    seats,
    seen_by,
    sight,
    standing_after,
    theirs,
    told,
)  # fmt: skip
from sim.scenario import Population, Scenario
from sim.spelling import ConfigError
from tests.twins.worlds import shipped

MONTHS = 12
OTHERS_OWN = ("trust", "grievance", "estimate", "payoff", "operating", "monitored", "saw", "cash")


def scenario(base: str) -> Scenario:
    """A small eventful market in which half of all firms are played."""
    held = shipped()
    half = {"played": 0.5, "wiifme": 0.25, "wiifwe": 0.25}
    made = scenario_from(
        {
            "market": {"buyers": 8, "suppliers": 12, "months": MONTHS},
            "shocks": {"misfit_sd": 0.4},
            "strategies": {"played": held[base], "wiifme": held["wiifme"], "wiifwe": held["wiifwe"]},
            "population": "wiifme",
        }
    )
    return replace(made, population=Population(half, half))


def one_by_one(world: sim.World, standing: dict[Seat, dict[str, bool]], seat: Seat) -> tuple[str, ...]:
    """The definition, word by word: two worlds for each decision of each firm."""
    found = []
    for name in OPENING:
        if name not in standing[seat]:
            continue
        rows = []
        for answer in (True, False):
            tried = world.copy()
            tried.step(decisions=told({**standing, seat: {**standing[seat], name: answer}}))
            buyer = buyer_of(tried.traced(tried.month), seat)
            rows.append(None if buyer is None else tried.traced(tried.month)[buyer])
        if rows[0] is not None and not np.array_equal(*rows, equal_nan=True):
            found.append(name)
    return tuple(found)


@pytest.mark.parametrize("base", ["wiifme", "wiifme_flexible", "wiifwe"])
def test_all_firms_at_once_are_asked_what_each_alone_is(base: str, seed: int) -> None:
    world = sim.World(scenario(base), seed=seed, trace=True)
    luck = np.random.default_rng(seed)
    standing = {seat: at_first(seat.role) for seat in seats(world, "played")}
    assert len(standing) == 10
    came_up: set[str] = set()
    while world.running:
        found = asked(world, standing)
        assert found == {seat: one_by_one(world, standing, seat) for seat in standing}
        came_up.update(name for names in found.values() for name in names)
        for answers in standing.values():
            answers.update({name: bool(luck.random() < 0.7) for name in answers if luck.random() < 0.2})
        world.step(decisions=told(standing))
        standing = {seat: standing_after(answers) for seat, answers in standing.items()}
    assert came_up == set(OPENING) - ({"consent"} if base != "wiifwe" else set())
    assert set(asked(world, standing).values()) == {()}


def test_a_firm_sees_its_own_and_what_both_know(seed: int) -> None:
    world = sim.World(scenario("wiifwe"), seed=seed, trace=True)
    saw, alone = 0, 0
    while world.running:
        world.step()
        month: Any = world.events.query(f"month == {world.month}").to_dict("records")
        firms: Any = world.firms.to_dict("records")
        for firm in firms:
            role, slot = firm["role"], firm["slot"]
            known = sight(world, role, slot)
            assert known[:5] == (world.month, firm["cash"], firm["value"], firm["payoff"], firm["alive"])
            other = ROLES[1 - ROLES.index(role)]
            rows = [row for row in month if row[role] == slot]
            if known.row is None:
                assert (known.partner, len(rows)) == (None, 0)
                alone += 1
                continue
            row = rows[0]
            assert known.partner == row[other]
            assert known.row == {name: row[name] for name in known.row}
            seen = {f"kept_{other}"} if row[f"saw_{role}"] > 0 else set()
            assert set(known.row) == {*seen_by(role), *seen}
            assert not {f"{name}_{other}" for name in OTHERS_OWN} & set(known.row)
            saw += len(seen)
    assert saw > 0
    assert alone > 0


def test_an_empty_slot_earns_nothing(seed: int) -> None:
    made = scenario("wiifme")
    money = replace(made.money, cash=0.2, credit=0.0, fixed_cost=0.1, entry_delay=3)
    months = replace(made.market, months=30)
    world = sim.World(replace(made, money=money, market=months), seed=seed, trace=True)
    slots = range(made.market.suppliers)
    total, was_alive, empty = dict.fromkeys(slots, 0.0), dict.fromkeys(slots, True), 0
    while world.running:
        world.step()
        for slot in slots:
            known = sight(world, "supplier", slot)
            total[slot] += known.payoff
            assert known.value == pytest.approx(total[slot])
            assert (
                known.payoff == world.firms.query(f"role == 'supplier' and slot == {slot}")["payoff"].item()
            )
            if not was_alive[slot]:
                assert known.payoff == 0.0
                empty += 1
            was_alive[slot] = known.alive
    assert empty > 30


def test_before_the_first_month_there_is_cash_and_nothing_else(seed: int) -> None:
    world = sim.World(scenario("wiifme"), seed=seed, trace=True)
    known = sight(world, "buyer", 0)
    assert known == (0, world.firms["cash"][0], 0.0, 0.0, True, None, None)


def test_each_role_has_its_own_decisions_and_some_answers_never_stand() -> None:
    assert theirs("buyer") == tuple(name for name in ORDER if name != "inflate")
    assert theirs("supplier") == tuple(name for name in ORDER if name != "order")
    given = {name: not AT_FIRST[name] for name in theirs("buyer")}
    assert standing_after(given) == {**given, "order": False, "leave": False}
    assert told({Seat("buyer", 3): {"keep": False}}) == [Decision("buyer", 3, "keep", False)]
    assert {*seen_by("buyer"), *seen_by("supplier")} <= set(TRACE_COLUMNS)


def test_suppliers_of_several_see_no_one_relationship(seed: int) -> None:
    made = scenario("wiifme")
    world = sim.World(replace(made, market=replace(made.market, capacity=2)), seed=seed, trace=True)
    with pytest.raises(ConfigError, match=r"`market\.capacity` must be 1"):
        sight(world, "supplier", 0)
