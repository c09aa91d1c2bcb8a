"""`python -m benchmarks.before`: this state of the project beside an earlier one, in turns in one run.

The earlier one is taken out of the history into a folder of its own and run from there by the same Python
and with the same packages. Both play the same worlds, which must come to the same number of deals.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import starts
from benchmarks.asides import ROOT, Aside, AsideError, module
from benchmarks.deals import UNIT
from benchmarks.tables import Row, Say, Table, alone
from benchmarks.timing import Attempt, Timing, side_by_side
from benchmarks.worlds import ARMS

EARLIER = "054881e"
"""The last commit before anything was done so that people wait less (29 November 2026)."""
REPLICATES = 20
ATTEMPTS = 15
WAITS = 5
WAITED: dict[str, Callable[[Path], float]] = {
    "`wiifwe --help`": lambda home: starts.command_time("--help", home=home),
    "`sim.load`, within a process, the first time": starts.first_load_time,
    "the same in the next process": starts.load_time,
    "warm headline of 10 replicates to its table": starts.warm_start,
    "the same, pictures and report too": starts.whole_study,
}


def table(say: Say, attempts: int = ATTEMPTS, waits: int = WAITS) -> Table:
    """A deal, the first compile, and what one waits for, then and now."""
    try:
        with earlier(EARLIER) as home, tempfile.TemporaryDirectory() as cache:
            say(f"before: compiling at {EARLIER} and now …")
            serve, empty = module("benchmarks.deals", "serve", str(REPLICATES)), {"XDG_CACHE_HOME": cache}
            with Aside(serve, empty, home) as then, Aside(serve, empty) as now:
                compiled = [Timing(float(one.ready["seconds"]), None) for one in (then, now)]
                rows = [*pair("first world, an empty cache", "s", *compiled)]
                for arm in ARMS:
                    say(f"before: {arm} …")
                    rows += dealt(arm, then, now, attempts)
            for measure, waited in WAITED.items():
                say(f"before: {measure} …")
                rows += turns(measure, "s", a_second(waited, home), a_second(waited, ROOT), waits)
    except AsideError as error:
        return Table("Before and after", [], [f"{EARLIER} could not be run: {error}"])
    return Table("Before and after", rows, [f"Before: commit {EARLIER}, with the packages of today."])


def dealt(arm: str, then: Aside, now: Aside, attempts: int) -> Iterator[Row]:
    """What a deal of an arm takes. Raises AsideError where the two do not play the same."""
    if then.attempt(arm).amount != now.attempt(arm).amount:
        raise AsideError(f"{arm} comes to another number of deals")
    return turns(f"kernel, {arm}", UNIT, lambda: then.attempt(arm), lambda: now.attempt(arm), attempts)


def turns(
    measure: str, unit: str, then: Callable[[], Attempt], now: Callable[[], Attempt], attempts: int
) -> Iterator[Row]:
    """The rows of both sides of a measure."""
    found = side_by_side({"then": then, "now": now}, attempts)
    return pair(measure, unit, found["then"], found["now"])


def pair(measure: str, unit: str, then: Timing, now: Timing) -> Iterator[Row]:
    """Two rows: as it was, and as it is beside it."""
    name = f"{measure}, before"
    yield Row(name, then.least, unit, spread=then.spread)
    yield Row(measure, now.least, unit, name, now.least / then.least, now.spread)


def a_second(waited: Callable[[Path], float], home: Path) -> Callable[[], Attempt]:
    """An attempt whose cost is its seconds."""
    return lambda: Attempt(waited(home), 1e9)


@contextmanager
def earlier(commit: str) -> Iterator[Path]:
    """The files of a commit, in a folder of their own. Raises AsideError where there is no such history."""
    command = ["git", "archive", commit]
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
        except (OSError, subprocess.CalledProcessError) as error:
            raise AsideError(f"no history with that commit lies here ({type(error).__name__})") from error
        with tarfile.open(fileobj=io.BytesIO(found)) as packed:
            packed.extractall(folder, filter="data")
        yield Path(folder)


if __name__ == "__main__":
    raise SystemExit(alone(table, "benchmarks.before"))
