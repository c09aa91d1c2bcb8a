"""A sweep whose driver and workers are killed with -9 at random moments ends with the same bytes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

PARTS = 200
SWEEP = [
    "experiment=trust_honesty", "market.buyers=4", "market.suppliers=5", "market.months=12", "replicates=4",
    "design.axes.trust.values=[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1]",
    "design.axes.honesty.count=5", "sweep.points=1", "sweep.analysis=plain", "figures=none",
    "engine=processes", "engine.workers=2",
]  # fmt: skip
PATIENCE = 180.0  # seconds; generous, only to end a test that hangs


def driver(results: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "experiments.run", *SWEEP, f"results={results}"],
        cwd=results.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def finished(process: subprocess.Popen[bytes]) -> None:
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, (out + err).decode()


def parts_of(results: Path) -> list[Path]:
    return sorted(results.glob("trust_honesty/parts/*/*.parquet"))


def until(results: Path, count: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until so many parts are there."""
    deadline = time.monotonic() + PATIENCE
    while len(parts_of(results)) < count:
        assert process.poll() is None, "ended before it could be killed"
        assert time.monotonic() < deadline, "no progress"
        time.sleep(0.005)


def kill_a_worker(process: subprocess.Popen[bytes], dice: random.Random) -> None:
    """Kill -9 one of the driver's workers that are playing."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        children = psutil.Process(process.pid).children()
        workers = [one for one in children if "spawn_main" in " ".join(one.cmdline())]
        if workers:
            os.kill(dice.choice(workers).pid, signal.SIGKILL)
            return
        time.sleep(0.005)
    raise AssertionError("no worker to kill")


def joined(results: Path) -> dict[str, bytes]:
    (folder,) = [path.parent for path in results.glob("trust_honesty/*/manifest.json")]
    return {name: (folder / f"{name}.parquet").read_bytes() for name in ("worlds", "levels", "gains")}


@pytest.mark.slow
def test_kills_change_no_byte(tmp_path: Path) -> None:
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    finished(driver(calm))
    assert len(parts_of(calm)) == PARTS
    dice = random.Random(1)  # decides when, not what: the bytes must not depend on it
    moments = sorted(dice.sample(range(5, PARTS - 20), 6))
    kinds = dice.sample(["driver", "worker"] * 3, 6)
    process = driver(rough)
    for moment, kind in zip(moments, kinds):
        until(rough, moment, process)
        if kind == "worker":
            kill_a_worker(process, dice)
        else:
            process.kill()
            process.communicate()
            process = driver(rough)
    finished(process)
    assert [path.name for path in parts_of(rough)] == [path.name for path in parts_of(calm)]
    assert joined(rough) == joined(calm)
    assert not list(rough.glob("trust_honesty/parts/*/.*")), "drafts of killed processes are left"
