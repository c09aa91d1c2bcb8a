"""A sweep whose driver and workers are killed with -9, or stopped, at any moment ends with the same bytes."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from experiments.run import main
from tests.processes import started
from tests.sweep.working import command_of

SWEEP = [
    "experiment=trust_honesty", "market.buyers=4", "market.suppliers=5", "market.months=12", "replicates=4",
    "design.axes.trust.values=[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1]", "sweep.points=1",
    "sweep.analysis=plain", "figures=none",
]  # fmt: skip
ARMS_AND_TRUST = 6 * 10
PATIENCE = 180.0  # seconds; generous, only to end a test that hangs


def argv(results: Path, honesty: int) -> list[str]:
    """The sweep with so many levels of honesty; each of its points under each arm is a part."""
    workers = 2 if honesty > 1 else 1
    return [*SWEEP, f"design.axes.honesty.count={honesty}", f"engine.workers={workers}", f"results={results}"]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Results of the sweep that nobody disturbed, by the levels of honesty, played when first asked for."""

    class Played(dict[int, Path]):
        def __missing__(self, honesty: int) -> Path:
            results = tmp_path_factory.mktemp("calm")
            assert main(argv(results, honesty)) == 0
            assert len(parts_of(results)) == ARMS_AND_TRUST * honesty
            self[honesty] = results
            return results

    return Played()


def driver(results: Path, honesty: int) -> subprocess.Popen[str]:
    wishes = [*argv(results, honesty), "engine=processes"]
    return started([sys.executable, "-m", "experiments.run", *wishes], cwd=results.parent)


def finished(process: subprocess.Popen[str]) -> None:
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, out + err


def parts_of(results: Path) -> list[Path]:
    return sorted(results.glob("trust_honesty/parts/*/*.parquet"))


def until(results: Path, count: int, process: subprocess.Popen[str]) -> None:
    """Wait until so many parts are there."""
    deadline = time.monotonic() + PATIENCE
    while len(parts_of(results)) < count:
        assert process.poll() is None, "ended before it could be killed"
        assert time.monotonic() < deadline, "no progress"
        time.sleep(0.005)


def kill_a_worker(process: subprocess.Popen[str], dice: random.Random) -> None:
    """Kill -9 one of the driver's workers that are playing."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        children = psutil.Process(process.pid).children()
        workers = [one for one in children if "spawn_main" in command_of(one.pid)]
        if workers:
            os.kill(dice.choice(workers).pid, signal.SIGKILL)
            return
        time.sleep(0.005)
    raise AssertionError("no worker to kill")


def joined(results: Path) -> dict[str, bytes]:
    (folder,) = [path.parent for path in results.glob("trust_honesty/*/manifest.json")]
    return {name: (folder / f"{name}.parquet").read_bytes() for name in ("worlds", "levels", "gains")}


def assert_same(rough: Path, calm: Path) -> None:
    assert [path.name for path in parts_of(rough)] == [path.name for path in parts_of(calm)]
    assert joined(rough) == joined(calm)
    assert not list(rough.glob("trust_honesty/parts/*/.*")), "drafts of killed processes are left"


@pytest.mark.parametrize(
    ("honesty", "each"), [(1, 1), pytest.param(5, 3, marks=pytest.mark.slow)], ids=["two", "six"]
)
def test_kills_change_no_byte(honesty: int, each: int, tmp_path: Path, calm: dict[int, Path]) -> None:
    """The driver and one of its workers are killed so many times each."""
    rough, parts = tmp_path / "rough", ARMS_AND_TRUST * honesty
    dice = random.Random(1)  # decides when, not what: the bytes must not depend on it
    moments = sorted(dice.sample(range(5, parts - 20), 2 * each))
    kinds = dice.sample(["driver", "worker"] * each, 2 * each)
    process = driver(rough, honesty)
    for moment, kind in zip(moments, kinds):
        until(rough, moment, process)
        if kind == "worker":
            kill_a_worker(process, dice)
        else:
            process.kill()
            process.communicate()
            process = driver(rough, honesty)
    finished(process)
    assert_same(rough, calm[honesty])


def ctrl_c(process: subprocess.Popen[str]) -> None:
    """As in a terminal: every process of the group hears it."""
    os.killpg(process.pid, signal.SIGINT)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("stop", [pytest.param(ctrl_c, marks=pytest.mark.slow), subprocess.Popen.terminate])
def test_a_stop_keeps_what_was_played(
    stop: Callable[[subprocess.Popen[str]], None], tmp_path: Path, calm: dict[int, Path]
) -> None:
    """The whole command, stopped: a line that says what is kept, and the same command goes on from there."""
    rough = tmp_path / "rough"
    process = driver(rough, 1)
    until(rough, 10, process)
    stop(process)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, out + err
    kept = parts_of(rough)
    assert 10 <= len(kept) < ARMS_AND_TRUST
    told = re.fullmatch(
        r"stopped; (\d+) of 240 worlds are kept, and the same command goes on .*", err.splitlines()[-1]
    )
    assert told is not None, err
    assert 0 < int(told[1]) <= 4 * len(kept)  # a part may be there of which the driver was not told yet
    before = {path: path.stat().st_mtime_ns for path in kept}
    assert main(argv(rough, 1)) == 0
    assert {path: path.stat().st_mtime_ns for path in kept} == before
    assert_same(rough, calm[1])
