"""Processes of this machine, each in a pool of its own.

Why pools of one. When a process dies, its pool breaks, and every task in that pool fails with it, the guilty
and the innocent alike. In a pool of one the guilty task is known: the oldest that had not ended. It alone is
charged with the death; those behind it are handed out again for nothing, and the other processes never
notice. So a task is given up only after `retries` + 1 deaths while it was itself being played; random kills
fall on ever different tasks and fail none.

Why a lifeline. A process that is killed with -9 tidies nothing up. Every worker holds the reading end of
a pipe whose only writing end is the driver's, and a thread of it waits there. When the driver ends, however
it ends, the system closes the pipe, and the workers exit at once, in the middle of a task if need be.
PR_SET_PDEATHSIG would do it on Linux only, and strikes when the *thread* ends that started the worker. To
look at os.getppid() between tasks would let a long task play on. Dask keeps its own workers in the same way.
A driver that wants its workers gone, after Ctrl-C, closes the pipe itself. Files are renamed into place when
whole, so nothing half-written is left under a part's name.

Why deaf. Ctrl-C reaches every process of the terminal's group. Only the driver is to hear it. A worker is
born with the signal blocked: one that ignored it only later would print a traceback while it starts.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from sim.spelling import ConfigError
from sim.sweeps.engines.tasks import Done, Work, ended, lost, played

DEPTH = 2
"""Tasks that a worker is given: the one it plays, and the next, so that it never waits for the driver."""
SPAWN = multiprocessing.get_context("spawn")
"""A fork would copy locks that other threads hold; numba loads its kernels from disk in about a second."""


@dataclass(frozen=True)
class Processes:
    """Plays on so many processes; a task is played again after each of so many deaths."""

    workers: int
    retries: int

    def done(self, tasks: Iterable[Any], work: Work) -> Generator[Done, None, None]:
        """See Engine. Raises ConfigError where processes die before they can play at all."""
        crew = Crew(self, tasks, work)
        try:
            while crew.handed_out():
                yield from crew.ended()
        finally:
            crew.dismissed()


class Try(NamedTuple):
    """A task, and how often a process has died of it."""

    task: Any
    deaths: int = 0


class Worker:
    """One process: the tasks that it has, oldest first, and whether it has ever begun to play."""

    def __init__(self, lifeline: Connection) -> None:
        self.tries: dict[Future[None], Try] = {}
        self.pool = ProcessPoolExecutor(1, SPAWN, initializer=begin, initargs=(lifeline,))
        with deaf():
            self.birth = self.pool.submit(os.getpid)

    def given(self, work: Work, attempt: Try) -> bool:
        """Give it a task; false if it turns out to be dead."""
        try:
            self.tries[self.pool.submit(played, work, attempt.task)] = attempt
        except BrokenProcessPool:
            return False
        return True

    def born(self) -> bool:
        """Whether it lived to play; asked of the dead."""
        return self.birth.exception() is None


class Crew:
    """The workers of one run and what they have in hand."""

    def __init__(self, engine: Processes, tasks: Iterable[Any], work: Work) -> None:
        self.engine, self.work = engine, work
        self.waiting = iter(tasks)
        self.again: deque[Try] = deque()  # what a death left behind
        self.workers: list[Worker] = []
        self.dead: list[Worker] = []  # whose tasks have not been told yet
        self.stillborn = 0  # since a task last ended
        self.reader, self.writer = SPAWN.Pipe(duplex=False)

    def handed_out(self) -> bool:
        """Give the workers what they have room for; false when nothing is left in flight."""
        while self.has_room() and (attempt := self.next_try()) is not None:
            worker = self.free_worker()
            if not worker.given(self.work, attempt):
                self.again.appendleft(attempt)
                self.workers.remove(worker)
                self.dead.append(worker)
                self.buried(worker)
        return any(worker.tries for worker in (*self.workers, *self.dead))

    def has_room(self) -> bool:
        """Whether one more task can be handed out."""
        hiring = len(self.workers) < self.engine.workers
        return hiring or any(len(worker.tries) < DEPTH for worker in self.workers)

    def next_try(self) -> Try | None:
        """What to play next; nobody draws a task before there is room for it."""
        if self.again:
            return self.again.popleft()
        return next((Try(task) for task in self.waiting), None)

    def free_worker(self) -> Worker:
        """An idle one, else a new one, else the one with the least to do."""
        least = min(self.workers, key=lambda worker: len(worker.tries), default=None)
        if least is None or (least.tries and len(self.workers) < self.engine.workers):
            least = Worker(self.reader)
            self.workers.append(least)
        return least

    def ended(self) -> Iterator[Done]:
        """Wait until a task has ended or a worker has died, and tell what has ended."""
        futures = {future: worker for worker in (*self.workers, *self.dead) for future in worker.tries}
        told = {futures[future] for future in wait(futures, return_when=FIRST_COMPLETED).done}
        for worker in told:
            yield from self.ended_of(worker)

    def ended_of(self, worker: Worker) -> Iterator[Done]:
        """What one worker has ended, oldest first. If it died, the first that it left is charged."""
        broken = False
        for future, attempt in list(worker.tries.items()):
            if not (broken or future.done()):
                return
            error = future.exception()  # of a broken pool they all come, one after the other
            del worker.tries[future]
            if not isinstance(error, BrokenProcessPool):
                self.stillborn = 0
                yield ended(attempt.task, error)
            elif broken or not worker.born():
                broken = True
                self.again.append(attempt)
            else:
                broken = True
                yield from self.charged(attempt._replace(deaths=attempt.deaths + 1))
        if broken:
            self.buried(worker)

    def charged(self, attempt: Try) -> Iterator[Done]:
        """Play it again, unless too many have died of it."""
        if attempt.deaths > self.engine.retries:
            yield lost(attempt.task, attempt.deaths)
        else:
            self.again.append(attempt)

    def buried(self, worker: Worker) -> None:
        """Part with a dead worker once all its tasks are told."""
        if worker.tries:
            return
        for living in (self.workers, self.dead):
            with suppress(ValueError):
                living.remove(worker)
        worker.pool.shutdown()
        self.stillborn += not worker.born()
        if self.stillborn > self.engine.workers + self.engine.retries:
            raise ConfigError(
                f"engine `processes`: {self.stillborn} processes, one after another, died before they could "
                "play; what they printed is above (a script of your own needs `if __name__ == '__main__':`)"
            )

    def dismissed(self) -> None:
        """Send all workers away; those that still play are cut off, since nobody waits for them any more."""
        everybody = (*self.workers, *self.dead)
        if any(worker.tries for worker in everybody):
            self.writer.close()
        for worker in everybody:
            worker.pool.shutdown(wait=False, cancel_futures=True)
        for worker in everybody:
            worker.pool.shutdown()
        self.writer.close()
        self.reader.close()


@contextmanager
def deaf() -> Iterator[None]:
    """Threads and processes that are started herein do not hear Ctrl-C; it reaches the driver afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # to start it here would lift the block
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin(lifeline: Connection) -> None:
    """What a worker does first: be deaf where signals cannot be blocked, too; hold the line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=exit_with, args=(lifeline,), daemon=True).start()


def exit_with(lifeline: Connection) -> None:
    """End this process when the driver's end of the line is closed; nothing is ever sent along it."""
    with suppress(EOFError, OSError):
        lifeline.recv_bytes()
    os._exit(1)
