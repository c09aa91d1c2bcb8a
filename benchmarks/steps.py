"""`python -m benchmarks.steps`: a month of `sim.World`, stepped, beside the same month of `run_ensemble`."""

from __future__ import annotations

import time
from functools import partial

import sim
from benchmarks.tables import Row, Say, Table, Target, alone
from benchmarks.timing import Attempt, side_by_side
from benchmarks.worlds import ARMS, SEED, stage_of
from sim.ensemble.rows import Stage
from sim.ensemble.run import block_of, enter
from sim.scenario import Scenario

WORLDS = 8
ATTEMPTS = 15
MICRO = 1e-3  # microseconds in a nanosecond


def stepped(scenario: Scenario, arm: str) -> Attempt:
    """Some worlds, made beforehand, stepped month by month to their end."""
    worlds = [sim.World(scenario, arm=arm, seed=SEED, replicate=number) for number in range(WORLDS)]
    begun = time.perf_counter()
    for world in worlds:
        for _ in range(world.months):
            world.step()
    return Attempt(time.perf_counter() - begun, WORLDS * worlds[0].months)


def whole(stage: Stage) -> Attempt:
    """The same worlds as the ensemble plays them, made beforehand too."""
    block = block_of(stage, SEED, 0, WORLDS)
    begun = time.perf_counter()
    enter(block)
    return Attempt(time.perf_counter() - begun, WORLDS * stage.scenario.market.months)


def table(say: Say, attempts: int = ATTEMPTS) -> Table:
    """Stepped and whole, in turns, in the default world of both postures."""
    scenario = sim.load("headline")
    rows: list[Row] = []
    for arm in ARMS:
        say(f"steps: {arm} …")
        found = side_by_side(
            {"whole": partial(whole, stage_of(arm)), "stepped": partial(stepped, scenario, arm)}, attempts
        )
        one, other = found["whole"], found["stepped"]
        name = f"run_ensemble, {arm}"
        rows += [
            Row(name, MICRO * one.least, "µs a month", spread=one.spread),
            Row(
                f"sim.World.step, {arm}", MICRO * other.least, "µs a month", name, other.least / one.least,
                other.spread, Target(1.5, "at most", "ratio"),
            ),
        ]  # fmt: skip
    return Table("A world stepped month by month", rows, [])


if __name__ == "__main__":
    raise SystemExit(alone(table, "benchmarks.steps"))
