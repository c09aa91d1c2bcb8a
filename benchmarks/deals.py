"""`python -m benchmarks.deals`: what a deal costs, beside its random numbers and beside a scalar build.

A deal is one relationship's month with all that belongs to it: draws, shocks, search, signing, play, books,
ruin and entry. The scalar build is the same source, compiled with LLVM's two vectorisers switched off, in a
process with a cache of its own. Both are played in turns.
"""

from __future__ import annotations

import sys
import tempfile

from benchmarks.asides import Aside, module, serving
from benchmarks.tables import Row, Say, Table, Target, alone
from benchmarks.timing import Timing, side_by_side, timed
from benchmarks.words import deals_drawn, scalar_words, words_a_deal, words_by_lanes
from benchmarks.worlds import ARMS, deals_played, stage_of

REPLICATES = 20
ATTEMPTS = 15
DRAWN = 2_000
"""Times that a row of 128 lanes is drawn."""
SCALAR = {"NUMBA_LOOP_VECTORIZE": "0", "NUMBA_SLP_VECTORIZE": "0"}
UNIT = "ns a deal"


def table(say: Say, replicates: int = REPLICATES, attempts: int = ATTEMPTS) -> Table:
    """Kernel, draws and scalar build, in turns."""
    say("deals: compiling the scalar build …")
    with tempfile.TemporaryDirectory() as cache:
        build = {**SCALAR, "XDG_CACHE_HOME": cache}
        with Aside(module("benchmarks.deals", "serve", str(replicates)), build) as scalar:
            rows: list[Row] = []
            for arm in ARMS:
                say(f"deals: {arm} …")
                rows += arm_rows(arm, scalar, replicates, attempts)
    notes = [
        f"The scalar build took {scalar.ready['seconds']:.1f} s to compile and load.",
        "Words: all that a replicate draws, search and matching too, counted in interpreted play.",
    ]
    return Table("A deal, its random numbers, and a scalar build", rows, notes)


def arm_rows(arm: str, scalar: Aside, replicates: int, attempts: int) -> list[Row]:
    """The rows of one arm."""
    stage = stage_of(arm)
    words = words_a_deal(stage)
    found = side_by_side(
        {
            "kernel": timed(lambda: deals_played(stage, replicates)),
            "scalar": lambda: scalar.attempt(arm),
            "lanes": timed(lambda: words_by_lanes(DRAWN)),
            "words": timed(lambda: scalar_words(100 * DRAWN)),
            "draws": timed(lambda: deals_drawn(DRAWN)),
        },
        attempts,
    )
    whole = found["kernel"]

    def beside(measure: str, one: Timing, times: float = 1.0, target: Target | None = None) -> Row:
        value = times * one.least
        return Row(measure, value, UNIT, f"kernel, {arm}", value / whole.least, one.spread, target)

    return [
        Row(f"kernel, {arm}", whole.least, UNIT, spread=whole.spread, target=Target(60.0)),
        beside(f"its {words:.1f} words alone, in lanes", found["lanes"], words),
        beside(f"its {words:.1f} words alone, one by one", found["words"], words),
        beside("the month's dice, in lanes, normals made", found["draws"]),
        beside("scalar build of the same", found["scalar"], 1.0, Target(3.0, "at least", "ratio")),
    ]


def serve(replicates: int) -> None:
    """The scalar build's process: compile, then play whatever arm is named."""
    stages = {arm: stage_of(arm) for arm in ARMS}
    compiled = timed(lambda: deals_played(stages[ARMS[0]], 1))()

    def job(arm: str) -> dict[str, float]:
        return timed(lambda: deals_played(stages[arm], replicates))()._asdict()

    serving({"seconds": compiled.seconds}, job)


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
    else:
        raise SystemExit(alone(table, "benchmarks.deals"))
