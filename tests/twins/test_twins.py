"""Agents, the interpreted kernel and the compiled kernel play the same world to the last bit."""

from __future__ import annotations

from hypothesis import given, settings

from sim.scenario import Scenario
from tests.twins.plays import agents, differing, kernel
from tests.twins.worlds import scenarios, seeds


@settings(max_examples=int(__import__("os").environ.get("NEX","60")))
@given(scenario=scenarios(), seed=seeds)
def test_twins(scenario: Scenario, seed: int) -> None:
    one = agents(scenario, seed, replicate=3)
    assert differing(one, kernel(scenario, seed, 3, interpreted=True)) == []
    assert differing(one, kernel(scenario, seed, 3)) == []
