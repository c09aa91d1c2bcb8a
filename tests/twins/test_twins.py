"""Agents, the interpreted kernel and the compiled kernel play the same world to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.config import arm_scenario, scenario_from, to_mapping
from sim.scenario import Scenario
from tests.twins.plays import agents, differing, kernel, same_bits
from tests.twins.worlds import scenarios, seeds, shipped

MANY = settings().max_examples
"""100, and 400 in `make test-all`: each is played by Mesa's firms too, month by month."""


@settings(max_examples=MANY)
@given(scenario=scenarios(), seed=seeds, replicate=st.sampled_from([0, 1, 2**32 - 1]))
def test_twins(scenario: Scenario, seed: int, replicate: int) -> None:
    one = agents(scenario, seed, replicate)
    assert differing(one, kernel(scenario, seed, replicate, interpreted=True)) == []
    assert differing(one, kernel(scenario, seed, replicate)) == []


@settings(max_examples=MANY // 10)
@given(seed=seeds)
def test_twins_where_memories_overflow(seed: int) -> None:
    """Foundations that fail, many at once with one supplier, which remembers four buyers of nine."""
    scenario = scenario_from(
        {
            "market": dict(buyers=9, suppliers=2, capacity=3, months=24, separation=0.5),
            "process": dict(screening=0.7),
            "trust": dict(word_of_mouth=0.5),
            "strategies": {"opportunist": shipped()["opportunist"]},
            "population": "opportunist",
        }
    )
    assert differing(agents(scenario, seed), kernel(scenario, seed)) == []


@settings(max_examples=MANY // 4)
@given(scenario=scenarios(), seed=seeds)
def test_order_of_activation_does_not_matter(scenario: Scenario, seed: int) -> None:
    one = agents(scenario, seed)
    for activation in ("reversed", "shuffled"):
        assert differing(one, agents(scenario, seed, activation=activation)) == []


@pytest.mark.parametrize("arm", ["wiifwe", "wiifme_flexible", "opportunists_15_among_wiifwe"])
def test_twins_in_the_default_world(arm: str) -> None:
    mapping = to_mapping(sim.load("headline", ["market.months=30", "money.entry=imitate"]))
    whole = scenario_from(mapping)
    chosen = next(one for one in whole.arms if one.name == arm)
    own = arm_scenario(whole, chosen)
    one = agents(whole, 1, arm=arm, activation="shuffled")
    assert differing(one, kernel(own, 1)) == []


def test_bits_tell_zeros_apart_and_nan_equals_itself() -> None:
    assert not same_bits(np.array([0.0]), np.array([-0.0]))
    assert same_bits(np.array([np.nan]), np.array([np.nan]))
