"""Engines that are stopped, killed or broken: all is quiet, nobody stays behind, what is done is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import started
from tests.sweep.working import SOON, Piece, gone, processes, until

pytest.importorskip("psutil")
pytest.importorskip("distributed")

ROOT = Path(__file__).resolve().parents[2]
LONG = 300.0  # seconds that a task would take which is not to end
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

DRIVER = """
import os, sys
from tests.sweep.working import Asked, Piece, write
from sim.sweeps.engines import engine_of

def main():
    kind, folder, long = sys.argv[1], sys.argv[2], float(sys.argv[3])
    pieces = (Piece(folder, number, seconds=long if number >= 4 else 0.0) for number in range(1000))
    print("started", flush=True)
    try:
        for done in engine_of(Asked(kind)).done(pieces, write):
            assert done.error is None, done.trace
    except KeyboardInterrupt:
        sys.exit(130)
"""
GUARD = "\nif __name__ == '__main__':\n    main()\n"


@contextmanager
def driver(text: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process that drives an engine, with a process group of its own, as in a terminal."""
    folder = Path(words[1])
    script = folder / "driver.py"
    script.write_text(text)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    with started([sys.executable, str(script), *words], env=environment) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def in_the_middle(folder: Path) -> bool:
    """Whether the short pieces are done and two long ones have begun."""
    short = all(Piece(str(folder), number).path.exists() for number in range(4))
    return short and len(list(folder.glob("*.begun"))) == 6


@pytest.mark.parametrize("kind", ["processes", pytest.param("dask", marks=pytest.mark.slow)])
def test_no_worker_outlives_a_killed_driver(kind: str, tmp_path: Path) -> None:
    with driver(DRIVER + GUARD, kind, str(tmp_path), str(LONG)) as process:
        until(lambda: in_the_middle(tmp_path))
        workers = processes(tmp_path)
        assert process.pid not in workers
        assert not any(gone(worker) for worker in workers)
        process.kill()
        until(lambda: all(gone(worker) for worker in workers))


@pytest.mark.parametrize(
    ("kind", "long"),
    [("local", 2.0), ("processes", LONG), pytest.param("dask", LONG, marks=pytest.mark.slow)],
)
def test_a_stop_is_prompt_quiet_and_keeps_what_is_done(kind: str, long: float, tmp_path: Path) -> None:
    """Threads cannot be stopped, so they finish; processes are sent away in the middle of a task.

    Dask first gives a task four seconds to end by itself.
    """
    with driver(DRIVER + GUARD, kind, str(tmp_path), str(long)) as process:
        until(lambda: in_the_middle(tmp_path))
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=SOON)
        assert process.returncode == 130
        assert errors == ""
    until(lambda: all(gone(worker) for worker in processes(tmp_path)))
    assert {piece for piece in range(4) if Piece(str(tmp_path), piece).path.exists()} == {0, 1, 2, 3}
    assert len(list(tmp_path.glob("*.begun"))) == 6, "something was begun after the stop"


@pytest.mark.parametrize("kind", ["processes", pytest.param("dask", marks=pytest.mark.slow)])
def test_a_stop_at_the_start_is_quiet_too(kind: str, tmp_path: Path) -> None:
    """Workers are still being born; all share the pipe of errors, so its end is the end of them all."""
    with driver(DRIVER + GUARD, kind, str(tmp_path), "0") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        time.sleep(0.1)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=SOON)
    assert process.returncode == 130
    assert errors == ""


def test_processes_that_cannot_start_are_not_started_for_ever(tmp_path: Path) -> None:
    """A script without a guard starts itself again in every process, which Python refuses."""
    with driver(DRIVER + "\nmain()\n", "processes", str(tmp_path), "0") as process:
        _, errors = process.communicate(timeout=SOON)
    assert process.returncode == 1
    said = "sim.spelling.ConfigError: engine `processes`: 6 processes, one after another, died before"
    assert any(line.startswith(said) for line in errors.splitlines())
    assert not list(tmp_path.glob("*.begun"))


FLAG = """
import sys
from pathlib import Path
if (Path(sys.argv[2]) / "flag").exists():
    raise ImportError("the sources have been edited meanwhile")
"""
FALLING = """
from dataclasses import replace

def main():
    folder = Path(sys.argv[2])

    def pieces():
        (folder / "flag").touch()
        yield Piece(str(folder), 0, fate="die")

    engine = engine_of(Asked(sys.argv[1]))
    if sys.argv[1] == "dask":
        engine = replace(engine, patience=2.0)
    for done in engine.done(pieces(), write):
        print(done)
"""


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("processes", "6 processes, one after another"),
        pytest.param("dask", "no worker of the dask cluster", marks=pytest.mark.slow),
    ],
)
def test_workers_that_cannot_be_started_again_end_the_run(kind: str, said: str, tmp_path: Path) -> None:
    """A process imports the script that started it; once that fails, none can ever play."""
    with driver(FLAG + DRIVER + FALLING + GUARD, kind, str(tmp_path)) as process:
        out, errors = process.communicate(timeout=SOON)
    assert process.returncode == 1
    assert out == ""
    assert any(
        line.startswith("sim.spelling.ConfigError") and said in line for line in errors.splitlines()
    ), errors
