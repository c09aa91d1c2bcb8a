"""`python -m benchmarks.starts`: import, first compile, warm start, a world that waits for no compiler."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.asides import ROOT, AsideError, module, once
from benchmarks.tables import Row, Say, Table, Target, alone
from benchmarks.timing import timing

ATTEMPTS = 5
COMPILED = 2
TABLE_BEGINS = "WIIFWE"
"""A line of the headline's table that begins so."""

HEADLINE = ("experiment=headline", "replicates=10")
LOAD = "import sim, time; t = time.perf_counter(); sim.load('headline'); print(time.perf_counter() - t)"
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
    rows.append(several("`wiifwe --help`", lambda: command_time("--help"), attempts, Target(0.3)))
    rows.append(several("`sim.load`, within a process, the first time", first_load_time, attempts))
    rows.append(several("the same in the next process", load_time, attempts, Target(0.2)))
    say("starts: first compile …")
    rows.append(several("first compile of the kernel", compile_time, COMPILED, Target(15.0)))
    rows.append(several("the same after an edit of the rules", lambda: compile_time("written"), COMPILED))
    say("starts: warm start …")
    warm_start()
    warm = f"warm `wiifwe {' '.join(HEADLINE)}`"
    rows.append(several(f"{warm} to its table", warm_start, attempts, Target(2.0)))
    rows.append(several(f"{warm}, pictures and report too", whole_study, attempts, Target(8.0)))
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
        "The kernel's code travels with the sources; after an edit numba writes it anew.",
        f"The small town is played interpreted: numba {numba}.",
    ]
    return Table("Starts", rows, notes)


def several(measure: str, job: Callable[[], float], attempts: int, target: Target | None = None) -> Row:
    """The least of several attempts."""
    found = timing([job() for _ in range(attempts)])
    return Row(measure, found.least, "s", spread=found.spread, target=target)


def output(code: str, home: Path = ROOT, env: Mapping[str, str] | None = None) -> str:
    """What a fresh process prints that runs this code in a folder. Raises AsideError where it fails."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
    )
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


def command_time(*words: str, home: Path = ROOT) -> float:
    """Seconds of the command with these words, from its start to its end."""
    begun = time.perf_counter()
    command, nobody = module("experiments.run", *words), subprocess.DEVNULL
    done = subprocess.run(command, cwd=home, stdout=nobody, stderr=nobody, check=False)
    if done.returncode != 0:
        raise AsideError(f"`wiifwe {' '.join(words)}` ended with exit code {done.returncode}")
    return time.perf_counter() - begun


def load_time(home: Path = ROOT) -> float:
    """Seconds of `sim.load`, with all that it imports."""
    return float(output(LOAD, home))


def first_load_time(home: Path = ROOT) -> float:
    """The same with an empty cache, where Hydra has to compose."""
    with tempfile.TemporaryDirectory() as cache:
        return float(output(LOAD, home, {"XDG_CACHE_HOME": cache}))


def whole_study(home: Path = ROOT) -> float:
    """Seconds of a whole study, its kernel compiled before."""
    with tempfile.TemporaryDirectory() as folder:
        return command_time(*HEADLINE, f"results={folder}", home=home)


def compile_time(how: str = "compile") -> float:
    """Seconds until the first world is played, in a process with an empty cache, less those of the second."""
    with tempfile.TemporaryDirectory() as cache:
        told = once(module("benchmarks.starts", how), {"XDG_CACHE_HOME": cache})
    return float(told["first"]) - float(told["again"])


def warm_start(home: Path = ROOT) -> float:
    """Seconds from the start of the command to the first line of an arm in its table."""
    with tempfile.TemporaryDirectory() as folder:
        command = module("experiments.run", *HEADLINE, f"results={folder}")
        begun = time.perf_counter()
        with subprocess.Popen(
            command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
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


def compile_once(written: bool) -> None:
    """In a process of its own: the first world, and the same again; `written`: as if no code travelled."""
    from benchmarks.worlds import deals_played, stage_of
    from sim import machine

    if written:
        setattr(machine, "shipped", lambda path, rules: None)  # noqa: B010
    stage = stage_of("wiifwe")
    begun = time.perf_counter()
    deals_played(stage, 1)
    first = time.perf_counter() - begun
    deals_played(stage, 1)
    print(json.dumps({"first": first, "again": time.perf_counter() - begun - first}), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] in (["compile"], ["written"]):
        compile_once(sys.argv[1] == "written")
    else:
        raise SystemExit(alone(table, "benchmarks.starts"))
