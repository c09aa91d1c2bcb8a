"""The kernel in WebAssembly writes, byte for byte, what native play writes, and lies in memory as it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ensemble.books import PAYOFF
from sim.ensemble.kernel import play
from sim.ensemble.outcomes import COUNTED, MARKS, alive
from sim.ensemble.rows import Stage, followers, staged
from sim.ensemble.run import block_of
from sim.scenario import Arm, Scenario
from sim.world import World
from tests.page.node import Node, arrays_of, differing, native, needs_node
from tests.twins.deciding import games
from tests.twins.worlds import UNIT, scenarios, seeds

pytestmark = needs_node
MANY = settings().max_examples // 2
SCRATCH = ("bonds.rows", "bonds.deals", "market.world", "search", "seats")
"""What compiled play alone fills whole, with lanes that are nobody's."""
ORDERS = ("orders.given", "orders.answers", "orders.before", "since", "until")


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    running = Node(tmp_path_factory.mktemp("node"))
    yield running
    running.close()


def stage_of(scenario: Scenario, seed: int, columns: dict[str, Any] | None = None, points: int = 1) -> Stage:
    arm = Arm("world", scenario.population)
    return staged(scenario, arm, seed, {}, columns=columns, points=points)


def halves(parts: list[bytes]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Node's arguments as they were laid out, and once played."""
    middle = len(parts) // 2
    return arrays_of(parts[:middle]), arrays_of(parts[middle:])


@settings(max_examples=MANY)
@given(scenario=scenarios(), seed=seeds, first=st.integers(0, 3), each=st.integers(1, 3), kept=st.booleans())
def test_a_world_is_laid_out_and_played_as_natively(
    node: Node, scenario: Scenario, seed: int, first: int, each: int, kept: bool
) -> None:
    stage = stage_of(scenario, seed)
    parts = node.asked("laid", stage, seed, first, each, kept=kept, trace=kept)
    block = block_of(stage, seed, first, each, trace=kept, kept=kept)
    before, after = halves(parts)
    assert differing(native(block), before) == []
    play(block)
    assert differing(native(block), after) == []


@st.composite
def design(draw: st.DrawFn, scenario: Scenario, points: int) -> dict[str, Any]:
    """Some columns of a design: of the world, of a strategy, of a share."""
    name = draw(st.sampled_from(sorted(stage_of(scenario, 0).names)))
    some = ("trust.prior", "choice.patience", "promises.harm", f"strategies.{name}.honesty",
            f"strategies.{name}.guard", f"population.{name}")  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(some), min_size=1, max_size=4, unique=True))
    # What is generated from another strategy follows it in Python; a page has every strategy in full.
    places, names = (stage_of(scenario, 0).names.index(name),), stage_of(scenario, 0).names
    led = tuple(followers(scenario, names, f"strategies.{name}.honesty")) != places
    chosen = [path for path in chosen if not (led and path.startswith("strategies"))]
    alone = any(set(held) == {name} for held in (scenario.population.buyers, scenario.population.suppliers))
    values = st.lists(UNIT, min_size=points, max_size=points).map(np.array)
    return {path: draw(values) for path in chosen if not (alone and path.startswith("population"))}


@settings(max_examples=MANY // 2)
@given(data=st.data(), scenario=scenarios(), seed=seeds)
def test_a_design_is_laid_out_and_played_as_natively(
    node: Node, data: st.DataObject, scenario: Scenario, seed: int
) -> None:
    columns = data.draw(design(scenario, 3))
    points = 3 if columns else 1
    stage = stage_of(scenario, seed, columns, points)
    told = {path: column.tolist() for path, column in columns.items()}
    block = block_of(stage, seed, 1, 2, kept=False)
    parts = node.asked("laid", stage, seed, 1, 2, kept=False, trace=False, columns=told)
    before, after = halves(parts)
    assert differing(native(block), before) == []
    play(block)
    assert differing(native(block), after) == []


@settings(max_examples=MANY)
@given(data=st.data(), scenario=scenarios(), seed=seeds, replicate=st.integers(0, 3))
def test_a_world_is_lived_through_as_it_is_played_whole(
    node: Node, data: st.DataObject, scenario: Scenario, seed: int, replicate: int
) -> None:
    stage, months = stage_of(scenario, seed), scenario.market.months
    whole = block_of(stage, seed, replicate, 1, trace=True)
    play(whole)
    mine = arrays_of(node.asked("stepped", stage, seed, replicate))
    assert differing(native(whole), mine, without=ORDERS) == []
    made = data.draw(games(scenario))
    world = World(scenario, seed=seed, replicate=replicate, decisions=made, trace=True)
    world.step(months)
    told = [[one._asdict() for one in made if one.month == month] for month in range(months)]
    mine = arrays_of(node.asked("stepped", stage, seed, replicate, decisions=told))
    assert differing(native(world._block), mine, without=ORDERS) == []


@settings(max_examples=20)
@given(scenario=scenarios(), seed=seeds)
def test_interpreted_play_writes_the_same(node: Node, scenario: Scenario, seed: int) -> None:
    small = replace(scenario, market=replace(scenario.market, months=min(9, scenario.market.months)))
    stage = stage_of(small, seed)
    block = block_of(stage, seed, 0, 2, trace=True, interpreted=True)
    play.interpreted(**block.arguments)
    _, after = halves(node.asked("laid", stage, seed, 0, 2, kept=True, trace=True))
    results = {name: value for name, value in native(block).items() if not name.startswith(SCRATCH)}
    assert differing(results, after) == []


@settings(max_examples=30)
@given(scenario=scenarios(), seed=seeds)
def test_what_the_page_draws_is_what_python_measures(node: Node, scenario: Scenario, seed: int) -> None:
    stage, each, market = stage_of(scenario, seed), 3, scenario.market
    block = block_of(stage, seed, 0, each)
    play(block)
    theirs = native(block)
    outcomes, monthly, firms, relationships, accounts = map(
        np.frombuffer, node.asked("summed", stage, seed, 0, each)
    )
    parties = theirs["accounts"][..., PAYOFF].sum(axis=2) / market.buyers
    expected = np.concatenate([parties.sum(axis=1, keepdims=True), parties], axis=1)
    assert np.array_equal(monthly, expected.ravel())
    assert np.array_equal(outcomes, theirs["outcomes"].ravel(), equal_nan=True)
    totals = np.zeros((each, 2, theirs["accounts"].shape[-1]))
    for month in range(market.months):
        totals += theirs["accounts"][:, :, :, month].sum(axis=2)
    assert np.array_equal(accounts, totals.ravel())
    firms, relationships = firms.reshape(each, 2, -1), relationships.reshape(each, -1)
    for place, mark in enumerate(one for one in MARKS if one <= market.months):
        for role, part in enumerate((slice(0, market.buyers), slice(market.buyers, None))):
            known = alive(theirs["deaths"][:, part], market.months)[f"alive_{mark}"]
            assert np.array_equal(firms[:, role, mark], known)
        known = theirs["outcomes"][:, COUNTED.index("relationships_alive_12") + place]
        assert np.array_equal(relationships[:, mark], known, equal_nan=True)
