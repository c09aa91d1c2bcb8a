"""`python -m benchmarks.accelerator`: deals a second on an accelerator, beside one core of the processor."""

from __future__ import annotations

from benchmarks.tables import Row, Say, Table, alone
from benchmarks.timing import side_by_side, timed
from benchmarks.worlds import ARMS, SEED, deals_in, stage_of
from sim.accelerator.code import ptx
from sim.accelerator.driver import Accelerator, driver
from sim.accelerator.worlds import played
from sim.ensemble import run
from sim.ensemble.kernel import play

TITLE = "Accelerator"
UNIT = "million deals a second"
WORLDS = 4_096
ON_CORE = 100
"""Replicates that a core plays in its turn; their bits are compared too."""
ATTEMPTS = 5
NOTES = [
    f"{WORLDS} worlds at once, a thread each, from laying them out to having all back; {ON_CORE} on a core.",
    "What the driver takes to make the code its own, once for all, is not in it.",
]


def table(say: Say, worlds: int = WORLDS, attempts: int = ATTEMPTS) -> Table:
    """Both poles of the headline study, on one core and on an accelerator, in turns."""
    try:
        asked = driver()
        say("accelerator: its code …")
        accelerator = Accelerator(asked, ptx(play.code()))
        rows: list[Row] = []
        notes = list(NOTES)
        for arm in ARMS:
            say(f"accelerator: {arm} …")
            made, notes_of_arm = arm_rows(arm, accelerator, worlds, attempts)
            rows += made
            notes += notes_of_arm
    except (RuntimeError, ValueError) as error:  # none, one that gives up, or code that it may not play
        return Table(TITLE, [], [f"Not measured: {error}."])
    return Table(TITLE, rows, notes)


def arm_rows(arm: str, accelerator: Accelerator, worlds: int, attempts: int) -> tuple[list[Row], list[str]]:
    """One arm's two rows; where the bits part, a line says so instead of a ratio."""
    stage = stage_of(arm)
    count = min(ON_CORE, worlds)
    here, there = run.played(stage, SEED, 0, count), played(stage, SEED, 0, count, accelerator)
    same = all(one.tobytes() == other.tobytes() for one, other in zip(here, there))
    sides = {
        f"{arm}, one core": timed(lambda: deals_in(run.played(stage, SEED, 0, count))),
        f"{arm}, accelerator": timed(lambda: deals_in(played(stage, SEED, 0, worlds, accelerator))),
    }
    found = side_by_side(sides, attempts)
    (core, one), (other, two) = found.items()
    ratio = one.least / two.least if same else None
    rows = [
        Row(core, 1e3 / one.least, UNIT, spread=one.spread),
        Row(other, 1e3 / two.least, UNIT, core, ratio, two.spread),
    ]
    return rows, [] if same else [f"{arm}: the accelerator's bits DIFFER."]


if __name__ == "__main__":
    raise SystemExit(alone(table, "benchmarks.accelerator"))
