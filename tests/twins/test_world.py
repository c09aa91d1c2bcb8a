"""`sim.World` steps what `run_ensemble` plays; decided, it is `sim.Market` with overridden methods."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.config import scenario_from
from sim.decision import DECISIONS, ROLES, Decision
from sim.ensemble import run_ensemble
from sim.ensemble.outcomes import OUTCOMES
from sim.scenario import Scenario
from sim.spelling import ConfigError
from tests.twins.deciding import OF_ONE, DecidedMarket, decided_market, games
from tests.twins.plays import differing, kernel, play_left, play_of
from tests.twins.worlds import scenarios, seeds, shipped

MANY = settings().max_examples


def left(world: sim.World) -> Any:
    return play_left(world._block.arguments)


def stepped(world: sim.World, steps: list[int]) -> sim.World:
    for months in steps:
        world.step(months)
    world.step(world.months)
    return world


@settings(max_examples=MANY // 4)
@given(
    scenario=scenarios(), seed=seeds, replicate=st.sampled_from([0, 7]),
    steps=st.lists(st.integers(0, 5), max_size=30),
)  # fmt: skip
def test_a_world_in_steps_is_a_world_of_the_ensemble(
    scenario: Scenario, seed: int, replicate: int, steps: list[int]
) -> None:
    world = stepped(sim.World(scenario, seed=seed, replicate=replicate, trace=True), steps)
    assert differing(left(world), kernel(scenario, seed, replicate)) == []
    whole = run_ensemble(scenario, replicates=replicate + 1, seed=seed, threads=1)
    row = whole.replicates.iloc[replicate]
    assert world.outcomes["status"] == row["status"]
    told = [name for name in OUTCOMES if name in row.index]
    np.testing.assert_array_equal([world.outcomes[name] for name in told], row[told].to_numpy(float))


@st.composite
def decided(draw: st.DrawFn) -> tuple[Scenario, tuple[Decision, ...]]:
    scenario = draw(scenarios())
    return scenario, draw(games(scenario))


@settings(max_examples=MANY // 2)
@given(game=decided(), seed=seeds)
def test_a_decided_world_is_a_market_of_firms_that_decide_so(
    game: tuple[Scenario, tuple[Decision, ...]], seed: int
) -> None:
    scenario, decisions = game
    market = play_of(decided_market(scenario, seed, decisions))
    by_step = sim.World(scenario, seed=seed, trace=True)
    while by_step.running:
        now = [one for one in decisions if one.month == by_step.month]
        by_step.step(decisions=[one._replace(month=None) for one in now])
    assert differing(market, left(by_step)) == []
    assert by_step.decisions == decisions
    again = sim.World(scenario, seed=seed, decisions=decisions, trace=True)
    again.step(again.months)
    assert differing(market, left(again)) == []
    plainly = sim.World(scenario, seed=seed, decisions=decisions, trace=True, interpreted=True)
    plainly.step(plainly.months)
    assert differing(market, left(plainly)) == []


SMALL = {
    "market": {"buyers": 5, "suppliers": 6, "months": 30, "capacity": 2},
    "shocks": {"misfit_sd": 0.4},
    "promises": {"slip": 0.2, "law_recovery": 0.5, "law_cost": 0.02},
    "strategies": {"wiifwe": shipped()["wiifwe"]},
    "population": "wiifwe",
}


@pytest.fixture(scope="module")
def small() -> Scenario:
    return scenario_from(SMALL)


SIDES = [(name, role) for name in DECISIONS for role in ROLES if OF_ONE.get(name, role) == role]


@pytest.mark.parametrize(("name", "role"), SIDES)
def test_every_decision_of_either_side_comes_up_and_changes_the_world(
    small: Scenario, name: str, role: str
) -> None:
    slots = small.market.buyers if role == "buyer" else small.market.suppliers
    usual = sim.World(small, seed=3, trace=True)
    usual.step(small.market.months)
    differs = False
    for answer in (None, 1) if name == "propose" else (True, False):
        told = tuple(
            Decision(role, slot, name, answer, None, month)
            for month in range(small.market.months)
            for slot in range(slots)
        )
        world = sim.World(small, seed=3, trace=True, decisions=told)
        world.step(small.market.months)
        assert differing(left(world), play_of(decided_market(small, 3, told))) == []
        differs = differs or differing(left(world), left(usual)) != []
    assert differs


def test_a_copy_lives_a_life_of_its_own(small: Scenario) -> None:
    world = sim.World(small, seed=3, trace=True)
    world.step(10)
    copied = world.copy()
    world.step(5, [Decision("buyer", 0, "leave", True)])
    assert (copied.month, copied.decisions) == (10, ())
    copied.step(5)
    other = sim.World(small, seed=3, trace=True)
    other.step(15)
    assert differing(left(copied), left(other)) == []
    assert differing(left(copied), left(world)) != []


def test_a_game_is_replayed_undone_and_played_otherwise(small: Scenario) -> None:
    world = sim.World(small, seed=3, trace=True)
    breach = Decision("supplier", 2, "keep", False)
    world.step(8)
    world.step(decisions=[breach])
    world.step(6)
    assert differing(left(world), left(world.replayed())) == []
    undone = world.replayed(8)
    assert (undone.month, undone.decisions) == (8, ())
    undone.step(7)
    usual = sim.World(small, seed=3, trace=True)
    usual.step(15)
    assert differing(left(undone), left(usual)) == []
    honest = world.instead(8, breach._replace(answer=True))
    expected = sim.World(small, seed=3, trace=True)
    expected.step(8)
    expected.step(decisions=[breach._replace(answer=True)])
    expected.step(6)
    assert honest.decisions == expected.decisions == (breach._replace(answer=True, month=8),)
    assert differing(left(honest), left(expected)) == []
    assert differing(left(honest), left(world)) != []


def test_a_world_is_put_away_and_comes_back(small: Scenario) -> None:
    world = sim.World(small, seed=3, trace=True)
    world.step(8)
    world.step(decisions=(Decision("supplier", slot, "keep", False) for slot in range(6)))
    assert len(world.decisions) == 6
    for again in (copy.copy(world), copy.deepcopy(world), pickle.loads(pickle.dumps(world))):
        assert differing(left(again), left(world)) == []
        again.step(3)
        assert (again.month, world.month) == (12, 9)
        assert differing(left(again), left(world)) != []


def test_a_copy_keeps_functions_of_one_s_own(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text("def half(kept, seen, trust, age, left):\n    return 0.5\n")
    mapping = {"market": {"buyers": 3, "suppliers": 3, "months": 9}, "population": "own"}
    scenario = scenario_from({**mapping, "strategies": {"own": {"keeps": f"{tmp_path / 'own.py'}:half"}}})
    for interpreted in (True, False):
        world = sim.World(scenario, trace=True, interpreted=interpreted)
        world.step(4)
        copied = world.copy()
        copied.step(5)
        world.step(5)
        assert differing(left(copied), left(world)) == []


def test_the_later_of_two_proposals_holds(small: Scenario) -> None:
    def after(*answers: int | None) -> Any:
        world = sim.World(small, seed=3, trace=True)
        world.step(decisions=[Decision("buyer", 0, "propose", answer) for answer in answers])
        return world

    told = [after(slot).relationships for slot in range(6)]
    partners = [one[one["buyer"] == 0]["supplier"].tolist() for one in told]
    assert sum(partner == [slot] for slot, partner in enumerate(partners)) > 1
    assert 0 not in after(None).relationships["buyer"].tolist()
    for slot in range(6):
        assert differing(left(after(None, slot)), left(after(slot))) == []
        assert differing(left(after(slot, None)), left(after(None))) == []
        assert differing(left(after(slot, 1)), left(after(1))) == []


def test_tables_say_what_firms_and_relationships_are(small: Scenario) -> None:
    world, market = sim.World(small, seed=3), DecidedMarket(small, seed=3)
    firms = world.firms
    assert (len(world.relationships), firms["partners"].sum(), firms["alive"].all()) == (0, 0, True)
    for _ in range(20):
        world.step()
        market.step()
    firms, held = world.firms, world.relationships
    for role, slots in (("buyer", market.buyers), ("supplier", market.suppliers)):
        rows = firms[firms["role"] == role]
        assert rows["cash"].tolist() == [one.cash for one in slots]
        assert rows["payoff"].tolist() == [one.payoff for one in slots]
        assert rows["alive"].tolist() == [one.alive for one in slots]
        assert rows["strategy"].tolist() == [one.strategy_name for one in slots]
        assert rows["partners"].tolist() == [len(one.partnerships) for one in slots]
    running = market.relationships
    assert held["buyer"].tolist() == [one.buyer.slot for one in running]
    assert held["supplier"].tolist() == [one.supplier.slot for one in running]
    assert held["trust_buyer"].tolist() == [one.trust_of(one.buyer) for one in running]
    assert held["trust_supplier"].tolist() == [one.trust_of(one.supplier) for one in running]
    assert held["misfit"].tolist() == [one.bond.misfit for one in running]
    assert held["price"].tolist() == [one.bond.price for one in running]
    assert held["estimate_buyer"].tolist() == [one.bond.buyer.estimate for one in running]
    assert held["grievance_supplier"].tolist() == [one.bond.supplier.grievance for one in running]
    assert held["power"].tolist() == [one.terms.power for one in running]
    assert [world.public[name] for name in market.outlook._fields] == list(market.outlook)
    accounts = world.accounts
    assert accounts["month"].max() == 20
    np.testing.assert_array_equal(
        accounts[accounts["role"] == "buyer"]["payoff"], market.books.accounts[0, :, :20, 3].ravel()
    )


def test_what_was_seen_of_a_partner_is_what_it_did(small: Scenario) -> None:
    world = sim.World(small, seed=3, trace=True)
    told = {"saw": 0, "missed": 0}
    last: dict[tuple[Any, Any], Any] = {}
    while world.running:
        world.step()
        rows = world.relationships
        here = {(one.buyer, one.supplier): one for one in rows.itertuples()}
        for row in world.events[lambda table: table["month"] == world.month].itertuples():
            now, before = here.get((row.buyer, row.supplier)), last.get((row.buyer, row.supplier))
            for own, other in (("buyer", "supplier"), ("supplier", "buyer")):
                if now is None or (before is None and row.age > 1):
                    continue
                saw, known = getattr(row, f"saw_{own}"), getattr(now, f"seen_{own}")
                told["saw" if saw else "missed"] += 1
                if saw:
                    assert known == getattr(row, f"kept_{other}")
                elif row.age > 1:
                    assert known == getattr(before, f"seen_{own}")
        last = here
    assert min(told.values()) > 50


def test_events_are_those_of_the_ensemble(small: Scenario) -> None:
    world = sim.World(small, seed=3, trace=True)
    world.step(30)
    whole = run_ensemble(small, replicates=1, seed=3)
    pd.testing.assert_frame_equal(world.events, whole.events("world", 0))
    with pytest.raises(ConfigError, match="trace=True"):
        _ = sim.World(small).events


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        (("bayer", 0, "keep", True), "`role` of a decision is 'bayer'; did you mean `buyer`?"),
        (("buyer", 5, "keep", True), "`slot` of a decision is 5; allowed: a slot from 0 to 4"),
        (("buyer", True, "keep", True), "`slot` of a decision is true; allowed: a slot from 0 to 4"),
        (("buyer", 0, "kepe", True), "`name` of a decision is 'kepe'; did you mean `keep`?"),
        (
            ("buyer", 0, "inflate", True),
            "`name` of a decision is 'inflate'; that is the supplier's to decide",
        ),
        (("supplier", 0, "order", True), "`name` of a decision is 'order'; that is the buyer's to decide"),
        (("supplier", 0, "propose", 0), "`name` of a decision is 'propose'; that is the buyer's to decide"),
        (("buyer", 0, "keep", 2), "`answer` of a decision is 2; allowed: true or false"),
        (("buyer", 0, "propose", 6), "`answer` of a decision is 6; allowed: a slot from 0 to 5"),
        (("supplier", 0, "keep", True, 5), "`partner` of a decision is 5; allowed: a slot from 0 to 4"),
        (
            ("buyer", 0, "propose", 1, 2),
            "`partner` of a decision is 2; the answer of `propose` is the partner",
        ),
        (("buyer", 0, "keep", True, None, 30), "`month` is 30; allowed: a whole number from 0 to 29"),
        (("buyer", 0, "keep", True, None, 3), "`month` of a decision is 3; allowed: 0, or none"),
    ],
)
def test_a_decision_that_nobody_can_make_is_refused(small: Scenario, wrong: Any, line: str) -> None:
    world = sim.World(small)
    with pytest.raises(ConfigError) as error:
        world.step(decisions=[Decision(*wrong)])
    assert str(error.value) == line
    assert (world.month, world.decisions) == (0, ())


def test_what_a_world_is_asked_for_must_be_there(small: Scenario) -> None:
    with pytest.raises(ConfigError, match=r"`arm` is 'wurld', which is not an arm; did you mean `world`\?"):
        sim.World(small, arm="wurld")
    with pytest.raises(ConfigError, match="`seed` is -1; allowed: a whole number from 0 to 4294967295"):
        sim.World(small, seed=-1)
    with pytest.raises(ConfigError, match=r"`months` is 2\.5; allowed: a whole number from 0 "):
        sim.World(small).step(2.5)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match=r"`decisions` has 'buyer'; allowed: a list of `sim\.Decision`"):
        sim.World(small).step(decisions=Decision("buyer", 0, "keep", True))  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="this world runs on for 30 months"):
        _ = sim.World(small).outcomes
    with pytest.raises(ConfigError, match="must say its `month`"):
        sim.World(small, decisions=[Decision("buyer", 0, "keep", True)])
    with pytest.raises(ConfigError, match="`month` is 31; allowed: a whole number from 0 to 30"):
        sim.World(small).replayed(31)
    with pytest.raises(ConfigError, match="no month is played yet"):
        sim.World(small).instead(0, Decision("buyer", 0, "keep", True))
