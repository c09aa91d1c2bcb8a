"""Engines play every task and tell of each once, whatever dies; they draw no more tasks than they need."""

from __future__ import annotations

import importlib
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from experiments.sweep.engines import Done, Engine, engine_of
from sim.spelling import ConfigError
from tests.sweep.working import Asked, Piece, processes, write

psutil = pytest.importorskip("psutil")
pytest.importorskip("distributed")

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("local", "processes", "dask")
SOON = 20.0  # seconds; a busy machine is slow
LONG = 300.0  # seconds that a task would take which is not to end
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def until(met: Callable[[], Any]) -> None:
    """Wait for what must come soon."""
    end = time.monotonic() + SOON
    while not met():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def gone(process: int) -> bool:
    """Whether a process has ended, reaped or not."""
    try:
        return psutil.Process(process).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def checked(ends: list[Done], pieces: list[Piece], failing: set[int]) -> None:
    """Every piece ended once; the files of those that did not fail are there."""
    assert sorted(done.task.number for done in ends) == [piece.number for piece in pieces]
    assert {done.task.number for done in ends if done.error} == failing
    assert {piece.number for piece in pieces if piece.path.exists()} == {
        piece.number for piece in pieces
    } - failing


@pytest.fixture
def no_child_left() -> Iterator[None]:
    """No process is left behind but multiprocessing's own, which goes with this one."""
    here = psutil.Process()
    before = {child.pid for child in here.children(recursive=True)}
    yield

    def left() -> list[str]:
        now = [child for child in here.children(recursive=True) if child.pid not in before]
        return [" ".join(child.cmdline()) for child in now if not gone(child.pid)]

    until(lambda: all("resource_tracker" in command for command in left()))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("no_child_left")
def test_all_play_the_same_set_and_tell_of_an_error(kind: str, tmp_path: Path) -> None:
    pieces = [Piece(str(tmp_path), number, fate="raise" if number == 7 else "") for number in range(40)]
    ends = list(engine_of(Asked(kind)).done(iter(pieces), write))
    checked(ends, pieces, failing={7})
    (failed,) = (done for done in ends if done.error)
    assert failed.task == pieces[7]
    assert failed.error == "tests.sweep.working.AwkwardError: no good for nothing"
    assert failed.trace.startswith("Traceback")
    assert 'raise AwkwardError("no good", "nothing")' in failed.trace
    assert (os.getpid() in processes(tmp_path)) == (kind == "local")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("no_child_left")
def test_tasks_are_drawn_as_they_are_needed(kind: str, tmp_path: Path) -> None:
    """The set is endless; when the one who asks has enough, all stops."""
    engine, drawn, enough = engine_of(Asked(kind)), itertools.count(), 15

    def endless() -> Iterator[Piece]:
        for number in drawn:
            yield Piece(str(tmp_path), number, seconds=0.01)

    with closing(engine.done(endless(), write)) as ends:
        told = [next(ends) for _ in range(enough)]
    assert len({done.task.number for done in told}) == enough
    assert not any(done.error for done in told)
    assert enough <= next(drawn) <= enough + 2 * engine.workers + 2


@pytest.mark.parametrize("kind", ["local", "processes"])
def test_no_tasks_are_soon_done(kind: str) -> None:
    assert list(engine_of(Asked(kind)).done([], write)) == []


@pytest.mark.usefixtures("no_child_left")
def test_killed_processes_cost_no_task(tmp_path: Path) -> None:
    """Three processes are killed with -9 while they play: whichever, no task fails."""
    pieces = [Piece(str(tmp_path), number, seconds=0.01) for number in range(200)]
    ends, killed = [], set()
    for done in engine_of(Asked("processes")).done(pieces, write):
        ends.append(done)
        if len(ends) in (20, 60, 130):
            victim = min(process for process in processes(tmp_path) if not gone(process))
            os.kill(victim, signal.SIGKILL)
            killed.add(victim)
    assert len(killed) == 3
    checked(ends, pieces, failing=set())


@pytest.mark.parametrize(("kind", "deaths"), [("processes", 2), ("dask", 2)])
@pytest.mark.usefixtures("no_child_left")
def test_a_task_that_kills_is_given_up_and_no_other(kind: str, deaths: int, tmp_path: Path) -> None:
    """One worker only: whatever waits behind the task that kills is lost with it, again and again."""
    fates = {2: "die", 5: "die once"}
    pieces = [Piece(str(tmp_path), number, fate=fates.get(number, "")) for number in range(10)]
    ends = list(engine_of(Asked(kind, workers=1, retries=1)).done(pieces, write))
    checked(ends, pieces, failing={2})
    (failed,) = (done for done in ends if done.error)
    assert failed.error == f"a worker died {deaths} times on this task"


DRIVER = """
import os, sys
from tests.sweep.working import Asked, Piece, write
from experiments.sweep.engines import engine_of

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
    with subprocess.Popen(
        [sys.executable, str(script), *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def in_the_middle(folder: Path) -> bool:
    """Whether the short pieces are done and two long ones have begun."""
    short = all(Piece(str(folder), number).path.exists() for number in range(4))
    return short and len(list(folder.glob("*.begun"))) == 6


@pytest.mark.parametrize("kind", ["processes", "dask"])
def test_no_worker_outlives_a_killed_driver(kind: str, tmp_path: Path) -> None:
    with driver(DRIVER + GUARD, kind, str(tmp_path), str(LONG)) as process:
        until(lambda: in_the_middle(tmp_path))
        workers = processes(tmp_path)
        assert process.pid not in workers
        assert not any(gone(worker) for worker in workers)
        process.kill()
        until(lambda: all(gone(worker) for worker in workers))


@pytest.mark.parametrize(("kind", "long"), [("local", 2.0), ("processes", LONG), ("dask", LONG)])
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


@pytest.mark.parametrize("kind", ["processes", "dask"])
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
def main():
    folder = Path(sys.argv[2])

    def pieces():
        (folder / "flag").touch()
        yield Piece(str(folder), 0, fate="die")

    for done in engine_of(Asked(sys.argv[1])).done(pieces(), write):
        print(done)
"""


@pytest.mark.parametrize(
    ("kind", "said"),
    [("processes", "6 processes, one after another"), ("dask", "no worker of the dask cluster")],
)
def test_workers_that_cannot_be_started_again_end_the_run(kind: str, said: str, tmp_path: Path) -> None:
    """A process imports the script that started it; once that fails, none can ever play."""
    with driver(FLAG + DRIVER + FALLING + GUARD, kind, str(tmp_path)) as process:
        out, errors = process.communicate(timeout=SOON)
    assert process.returncode == 1
    assert out == ""
    assert any(line.startswith("sim.spelling.ConfigError") and said in line for line in errors.splitlines())


@dataclass(frozen=True)
class Cluster:
    """A scheduler and two workers, started by hand."""

    file: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]]

    @property
    def address(self) -> str:
        return json.loads(self.file.read_text())["address"]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    file = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def dask(*words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *words, "--scheduler-file", str(file)]
        return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)

    scheduler = dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    started = [scheduler, *(dask("worker", "--nthreads", "1", "--no-nanny") for _ in range(2))]
    try:
        yield Cluster(file, scheduler, started[1:])
    finally:
        for process in started:
            process.kill()
            process.wait()


def tasks_known(address: str) -> int:
    """How many tasks the scheduler keeps in mind."""
    from distributed import Client

    def known(dask_scheduler: Any) -> int:
        return len(dask_scheduler.tasks)

    with Client(address, set_as_default=False) as client:
        told: Any = client.run_on_scheduler(known)
    return told


def connected(engine: Engine) -> bool:
    """Whether both workers have joined."""
    try:
        return engine.workers == 2
    except ConfigError:
        return False  # the scheduler has not begun


def test_a_cluster_started_by_hand_loses_a_worker_then_its_scheduler(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    until(lambda: connected(engine_of(Asked("dask", address=str(cluster.file)))))
    engine = engine_of(Asked("dask", address=cluster.address))
    pieces = [Piece(str(tmp_path), number, seconds=0.02) for number in range(60)]
    ends: list[Done] = []
    for done in engine.done(pieces, write):
        ends.append(done)
        if len(ends) == 30:
            assert tasks_known(cluster.address) <= 12  # 6 in flight; those just ended go at once
            cluster.workers[0].kill()
    checked(ends, pieces, failing=set())
    assert engine.workers == 1
    assert processes(tmp_path) == {worker.pid for worker in cluster.workers}
    assert list(engine.done([], write)) == []

    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "only_here.py").write_text("def work(piece):\n    return piece.key\n")
    with pytest.raises(ConfigError, match=r"both need this project and its packages.*only_here"):
        list(engine.done(pieces, importlib.import_module("only_here").work))

    more = (Piece(str(tmp_path), number, seconds=0.01) for number in itertools.count(60))
    with closing(engine.done(more, write)) as told:
        assert next(told).error is None
        cluster.scheduler.kill()
        with pytest.raises(ConfigError, match=r"the dask scheduler at .* is gone; what has ended is kept"):
            list(told)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere/scheduler.json", "nonsense://x"])
def test_nobody_answers(address: str) -> None:
    from experiments.sweep.engines.cluster import Dask

    with pytest.raises(ConfigError, match=r"no dask scheduler answers .* within 0\.5 s; start one with"):
        next(Dask(1, address, 0, answer=0.5).done([], write))


def test_dask_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match=r"needs dask\.distributed; pip install 'wiifwe\[cluster\]'"):
        engine_of(Asked("dask"))


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ConfigError, match="did you mean `processes`"):
        engine_of(Asked("process"))
    with pytest.raises(ConfigError, match="it needs `engine=dask`"):
        engine_of(Asked("local", address="tcp://127.0.0.1:8786"))


def test_every_core_is_used_unless_told() -> None:
    assert engine_of(Asked("local", workers=None)).workers == len(os.sched_getaffinity(0))
    assert engine_of(Asked("local", workers=3)).workers == 3
