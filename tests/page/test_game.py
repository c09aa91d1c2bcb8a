"""What the page says a firm sees, is asked, and lets stand is what `sim.game` says, number by number."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import sim
from sim.ensemble.rows import staged
from sim.game import OPENING, Seat, asked, at_first, seats, sight, standing_after, told
from sim.scenario import Arm
from tests.page.node import Node, needs_node

pytestmark = needs_node
CHANGED = 0.2
"""The chance that an answer is turned round in a month."""


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    running = Node(tmp_path_factory.mktemp("node"))
    yield running
    running.close()


def scenario(base: str) -> sim.Scenario:
    """A small market in which some firms of each role are played, others cheat."""
    shares = "{you: 0.3, wiifme: 0.2, wiifwe: 0.3, opportunist: 0.2}"
    return sim.load(
        "world",
        [
            f"+strategies.you=${{strategies.{base}}}", "market.buyers=10", "market.suppliers=13",
            "market.months=24", "money.cash=1", f"population={{buyers: {shares}, suppliers: {shares}}}",
        ],
    )  # fmt: skip


def read(value: Any) -> Any:
    """What JSON says, with the numbers that it has no word for."""
    known = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
    if isinstance(value, dict):
        return {name: read(one) for name, one in value.items()}
    return known.get(value, value) if isinstance(value, str) else value


def alike(one: Any, other: Any) -> bool:
    """Whether two sights are the same, what is no number equal to itself."""
    if isinstance(one, dict) and isinstance(other, dict):
        return set(one) == set(other) and all(alike(one[name], other[name]) for name in one)
    return one == other or (one != one and other != other)


@pytest.mark.parametrize("base", ["wiifme", "wiifme_flexible", "wiifwe"])
def test_both_see_ask_and_let_stand_the_same(base: str, node: Node) -> None:
    made = scenario(base)
    world = sim.World(made, seed=11, replicate=2, trace=True)
    played = seats(world, "you")
    luck = np.random.default_rng(7)
    months = made.market.months
    given = [
        [{name: True for name in at_first(seat.role) if luck.random() < CHANGED} for seat in played]
        if month % 2
        else [{name: False for name in at_first(seat.role) if luck.random() < CHANGED} for seat in played]
        for month in range(months)
    ]
    stage = staged(made, Arm("world", made.population), 11, {})
    said = node.asked(
        "gamed", stage, 11, 2, seats=[one._asdict() for one in played], given=given
    )[0]  # fmt: skip
    standing = {seat: at_first(seat.role) for seat in played}
    came_up: set[str] = set()
    for month, theirs in enumerate(json.loads(said)):
        ours = asked(world, standing)
        came_up.update(name for names in ours.values() for name in names)
        for seat, names in zip(played, theirs["asked"], strict=True):
            assert [name for name in names if name in OPENING] == list(ours[seat])
        standing = {seat: {**standing[seat], **given[month][place]} for place, seat in enumerate(played)}
        world.step(decisions=told(standing))
        standing = {seat: standing_after(answers) for seat, answers in standing.items()}
        assert theirs["standing"] == list(standing.values())
        for seat, known in zip(played, theirs["sights"], strict=True):
            assert alike(read(known), as_said(world, seat))
    assert {"tell", "keep", "monitor"} <= came_up


@pytest.mark.parametrize("each", [1, pytest.param(6, marks=pytest.mark.slow)])
def test_a_game_stops_about_a_dozen_times_and_is_its_decisions(each: int, node: Node) -> None:
    chosen = [
        {"seed": seed, "role": role, "base": base}
        for seed in range(101, 101 + each)
        for role in ("buyer", "supplier")
        for base in ("wiifme", "wiifwe")
    ]
    made = scenario("wiifme")
    stage = staged(made, Arm("world", made.population), 1, {})
    games = json.loads(node.asked("coursed", stage, 1, 0, chosen=chosen)[0])
    counts = [sum(bool(stop["reasons"]) for month in game["stops"] for stop in month) for game in games]
    assert 8 <= np.median(counts) <= 16 if each == 1 else 10 <= np.median(counts) <= 14
    assert min(counts) >= 6
    for game in games:
        assert game["sights"] == game["sightsAgain"]
        assert game["stops"] == game["stopsAgain"]
        assert game["sights"][0]["partner"] is not None


def as_said(world: sim.World, seat: Seat) -> dict[str, Any]:
    known = sight(world, *seat)._asdict()
    return {**known, "row": None if known["row"] is None else dict(known["row"])}
