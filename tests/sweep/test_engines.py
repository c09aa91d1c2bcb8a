"""Engines play every task and tell of each once, whatever dies; they draw no more tasks than they need."""

from __future__ import annotations

import importlib
import itertools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from experiments.settings import settings_from
from sim.spelling import ConfigError
from sim.sweeps.engines import Done, Engine, engine_of
from tests.sweep.working import Asked, Piece, command_of, gone, processes, until, write

psutil = pytest.importorskip("psutil")
pytest.importorskip("distributed")

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("local", "processes", "dask")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


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
        return [command for child in now if (command := command_of(child.pid))]

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


@pytest.mark.parametrize(
    ("kind", "deaths"), [("processes", 2), pytest.param("dask", 2, marks=pytest.mark.slow)]
)
@pytest.mark.usefixtures("no_child_left")
def test_a_task_that_kills_is_given_up_and_no_other(kind: str, deaths: int, tmp_path: Path) -> None:
    """One worker only: whatever waits behind the task that kills is lost with it, again and again."""
    fates = {2: "die", 5: "die once"}
    pieces = [Piece(str(tmp_path), number, fate=fates.get(number, "")) for number in range(10)]
    ends = list(engine_of(Asked(kind, workers=1, retries=1)).done(pieces, write))
    checked(ends, pieces, failing={2})
    (failed,) = (done for done in ends if done.error)
    assert failed.error == f"a worker died {deaths} times on this task"


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


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1:9", "nowhere/scheduler.json", "tcp://"])
def test_nobody_answers(address: str) -> None:
    from sim.sweeps.engines.cluster import Dask

    with pytest.raises(ConfigError, match=r"no dask scheduler answers .* within 0\.5 s; start one with"):
        next(Dask(1, address, 0, answer=0.5).done([], write))


def test_dask_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match=r"needs dask\.distributed; pip install 'wiifwe\[cluster\]'"):
        engine_of(Asked("dask"))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"kind": "process"}, "did you mean `processes`"),
        ({"address": "tcp://127.0.0.1:8786"}, "it needs `engine=dask`"),
        ({"kind": "dask", "address": "foo://bar"}, r"dask has no `foo://`; there are: tcp://"),
    ],
)
def test_what_cannot_be_is_refused_at_the_door(asked: dict[str, str], told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        settings_from({"engine": asked}, "here")


def test_every_core_is_used_unless_told() -> None:
    assert engine_of(Asked("local", workers=None)).workers == len(os.sched_getaffinity(0))
    assert engine_of(Asked("local", workers=3)).workers == 3
