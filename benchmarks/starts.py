"""`python -m benchmarks.starts`: import, first compile, warm start, a world that waits for no compiler."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from benchmarks.asides import ROOT, AsideError, module, once
from benchmarks.tables import Row, Say, Table, Target, alone

ATTEMPTS = 5
COMPILED = 2
TABLE_BEGINS = "WIIFWE"
"""A line of the headline's table that begins so."""

IMPORT = "import time; t = time.perf_counter(); import sim; print(time.perf_counter() - t)"
SMALL = """
import time; t = time.perf_counter()
import sys, json, sim
model = sim.Market(sim.load("headline", overrides=["scenario=small_town", "market.months=24"]), seed=1)
while model.running:
    model.step()
print(json.dumps({"seconds": time.perf_counter() - t, "numba": "numba" in sys.modules}))
"""


def table(say: Say, attempts: int = ATTEMPTS) -> Table:
    """How long one waits before anything is there."""
    say("starts: import …")
    rows = [
        several("python that does nothing", lambda: process_time("pass"), attempts),
        several("import sim, within a process", import_time, attempts),
    ]
    say("starts: first compile …")
    rows.append(several("first compile of the kernel", compile_time, COMPILED, Target(15.0)))
    say("starts: warm start …")
    warm_start()
    warm = "warm `wiifwe experiment=headline replicates=10` to its table"
    rows.append(several(warm, warm_start, attempts, Target(3.0)))
    say("starts: a small world …")
    told: list[bool] = []

    def small() -> float:
        answer = json.loads(output(SMALL))
        told.append(bool(answer["numba"]))
        return float(answer["seconds"])

    rows.append(several("a small town by Mesa, loaded and 24 months played", small, attempts))
    numba = "was loaded for it" if any(told) else "was not even loaded"
    notes = [
        "First compile: all that a first world takes with an empty cache, the same world warm subtracted.",
        f"The small town is played interpreted: numba {numba}.",
    ]
    return Table("Starts", rows, notes)


def several(measure: str, job: Callable[[], float], attempts: int, target: Target | None = None) -> Row:
    """The least of several attempts."""
    seconds = [job() for _ in range(attempts)]
    least = min(seconds)
    return Row(measure, least, "s", spread=statistics.median(seconds) / least - 1.0, target=target)


def output(code: str) -> str:
    """What a fresh process prints that runs this code. Raises AsideError where it fails."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = done.stderr.splitlines()
        raise AsideError(lines[-1] if lines else f"exit code {done.returncode}")
    return done.stdout


def process_time(code: str) -> float:
    """Seconds of a fresh process, from its start to its end."""
    begun = time.perf_counter()
    output(code)
    return time.perf_counter() - begun


def import_time() -> float:
    """Seconds of `import sim`."""
    return float(output(IMPORT))


def compile_time() -> float:
    """Seconds until the first world is played, in a process with an empty cache, less those of the second."""
    with tempfile.TemporaryDirectory() as cache:
        told = once(module("benchmarks.starts", "compile"), {"XDG_CACHE_HOME": cache})
    return float(told["first"]) - float(told["again"])


def warm_start() -> float:
    """Seconds from the start of the command to the first line of an arm in its table."""
    with tempfile.TemporaryDirectory() as folder:
        command = module("experiments.run", "experiment=headline", "replicates=10", f"results={folder}")
        begun = time.perf_counter()
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            encoding="utf-8", env={**os.environ, "PYTHONUNBUFFERED": "1"},
        ) as process:  # fmt: skip
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    if line.strip().startswith(TABLE_BEGINS):
                        return time.perf_counter() - begun
            finally:
                process.terminate()
        raise AsideError("the headline study ended without a table")


def compile_once() -> None:
    """In a process of its own: the first world, and the same again."""
    from benchmarks.worlds import deals_played, stage_of

    stage = stage_of("wiifwe")
    begun = time.perf_counter()
    deals_played(stage, 1)
    first = time.perf_counter() - begun
    deals_played(stage, 1)
    print(json.dumps({"first": first, "again": time.perf_counter() - begun - first}), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["compile"]:
        compile_once()
    else:
        raise SystemExit(alone(table, "benchmarks.starts"))
