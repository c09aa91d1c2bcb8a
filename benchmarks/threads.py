"""`python -m benchmarks.threads`: deals a second by threads, and the trust × honesty map on all of them."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Sequence

import sim
from benchmarks.tables import Row, Say, Table, Target, alone
from benchmarks.timing import Attempt, Elsewhere, quiet, side_by_side, timed
from benchmarks.worlds import SEED, deals_played, stage_of
from experiments.plans import plan_of
from experiments.study import study_of
from sim.loading import composed
from sim.sweeps.driving import parts_made

ARM = "wiifwe"
UNIT = "million deals a second"
REPLICATES = 400
ATTEMPTS = 9
MAP = [
    "experiment=trust_honesty", "~arms.honest_wiifme", "~arms.hidden", "~arms.buyers", "~arms.suppliers",
    "sweep.analysis=plain", "~design.axes.trust.values", "+design.axes.trust.low=0.0",
    "+design.axes.trust.high=1.0", "+design.axes.trust.count=21", "design.axes.honesty.count=21",
]  # fmt: skip
"""WIIFWE at 21 × 21 points of trust and honesty, WIIFME at 21 of trust, 100 replicates each."""
PATIENCE = 45.0
"""Seconds to wait for a quiet moment."""
SHARED = 1.85
"""What two threads are to reach, against one."""


def counts(cores: int) -> list[int]:
    """1, 2, 3 and 4 threads, then twice as many each time, and all cores."""
    steps = {*range(1, min(cores, 4) + 1), cores}
    more = 8
    while more < cores:
        steps.add(more)
        more *= 2
    return sorted(steps)


def table(say: Say, replicates: int = REPLICATES, attempts: int = ATTEMPTS) -> Table:
    """The same replicates on one thread, on two, and so on, in turns."""
    cores = os.cpu_count() or 1
    scenario = sim.load("headline")
    deals = deals_played(stage_of(ARM), replicates)
    say(f"threads: {replicates} replicates on 1 to {cores} …")

    quiet(PATIENCE)
    usage = {threads: Usage() for threads in counts(cores)}

    def played_by(threads: int) -> Attempt:
        def job() -> float:
            sim.run_ensemble(scenario, replicates=replicates, seed=SEED, threads=threads, arms=[ARM])
            return deals

        return usage[threads].added(timed(job))

    found = side_by_side(
        {str(threads): lambda threads=threads: played_by(threads) for threads in usage}, attempts
    )
    rows: list[Row] = []
    for threads in usage:
        one = found[str(threads)]
        name = "1 thread" if threads == 1 else f"{threads} threads"
        ratio = None if threads == 1 else found["1"].least / one.least
        target = Target(SHARED, "at least", "ratio") if threads == 2 else None
        against = "" if threads == 1 else "1 thread"
        rows.append(Row(name, 1e3 / one.least, UNIT, against, ratio, one.spread, target))
    say("threads: the map …")
    rows.append(map_row(cores))
    taken = [one for held in usage.values() for one in held.taken]
    dearer = usage[max(usage)].cost / usage[1].cost - 1.0
    notes = [
        f"`run_ensemble`, {replicates} replicates of {ARM}: the kernel, outcomes and sums of all of them.",
        f"Other work took {min(taken):.2f} to {max(taken):.2f} of the {cores} processors meanwhile; threads "
        "share what is left, so that their target can be reached on an idle machine only.",
        f"Processor time of a deal on {max(usage)} threads against one: {round(100.0 * dearer):+d} %.",
        "The map: `wiifwe experiment=trust_honesty`, two of its arms, from the points to the parts on disk.",
    ]
    return Table("Threads", rows, notes)


class Usage:
    """Processor time of many attempts of one number of threads."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        """Processors that other work took, in each attempt."""
        self.cost = float("inf")
        """Processor seconds of the cheapest attempt."""

    def added(self, attempt: Callable[[], Attempt]) -> Attempt:
        """An attempt, watched."""
        watch, begun = Elsewhere(), time.process_time()
        made = attempt()
        self.cost = min(self.cost, time.process_time() - begun)
        self.taken.append(watch.busy())
        return made


def map_row(cores: int, wishes: Sequence[str] = ()) -> Row:
    """How long the points of the published map take, its two arms, as `wiifwe` plays them."""
    with tempfile.TemporaryDirectory() as folder:
        asked = [*MAP, *wishes, f"engine.workers={cores}", f"results={folder}"]
        study = study_of(composed(asked))
        begun = time.perf_counter()
        plan = plan_of(study)
        parts_made(plan, study.settings.engine)
        seconds = time.perf_counter() - begun
    sides = " × ".join(f"{len(axis.values)}" for axis in plan.design.axes)
    name = f"map of {sides} × {plan.replicates} on {cores} threads"
    return Row(name, seconds, "s", target=Target(12.0))


if __name__ == "__main__":
    raise SystemExit(alone(table, "benchmarks.threads"))
