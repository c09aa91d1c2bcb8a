"""What all engines share: a task, how it ended, how many wait their turn."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Generator, Iterable
from typing import Any, NamedTuple, Protocol

SPARE = 2
"""Tasks in flight beyond two for each worker, so that nobody waits for the driver."""


class Task(Protocol):
    """Something to play: small, frozen, can be pickled."""

    @property
    def key(self) -> str:
        """What names the task; no two tasks of a run share it."""
        ...


Work = Callable[[Any], str]
"""Plays a task, writes what it found as one whole file, gives the key; importable by name."""


class Done(NamedTuple):
    """How a task ended."""

    task: Any
    error: str | None = None  # one line, "TypeError: ..."; none: it ended well
    trace: str = ""  # the full traceback


class Engine(Protocol):
    """Plays tasks. Its resources live as long as the iterator that `done` gives, and no longer."""

    @property
    def workers(self) -> int:
        """How many tasks are played at the same time."""
        ...

    def done(self, tasks: Iterable[Any], work: Work) -> Generator[Done, None, None]:
        """Play every task, told in the order of their ends; closing the iterator stops it all."""
        ...


class Settings(Protocol):
    """What an engine is made from."""

    @property
    def kind(self) -> str:
        """Name of the engine: local, processes or dask."""
        ...

    @property
    def workers(self) -> int | None:
        """Threads or processes; none: every core."""
        ...

    @property
    def address(self) -> str | None:
        """Address of a running Dask scheduler; none: a cluster is started here."""
        ...

    @property
    def retries(self) -> int:
        """How often a part is begun again whose worker was lost."""
        ...


class TaskError(Exception):
    """What a task raised, as text: (one line, traceback).

    An exception of another library may not survive pickling, and one that fails only when it is unpickled
    breaks a whole pool of processes. Two strings always travel.
    """


def played(work: Work, task: Any) -> None:
    """Play a task where it belongs; whatever it raises becomes TaskError, `sys.exit` too."""
    try:
        work(task)
    except BaseException as error:
        raise TaskError(headline(error), trace(error)) from None


def ended(task: Any, error: BaseException | None) -> Done:
    """How a task ended that `played` played, by what its future raised."""
    if error is None:
        return Done(task)
    if isinstance(error, TaskError):
        return Done(task, *error.args)
    return Done(task, headline(error), trace(error))


def lost(task: Any, deaths: int) -> Done:
    """The end of a task that nobody survives."""
    line = f"a worker died {deaths} times on this task"
    return Done(task, line, f"{line}\n(killed, out of memory, or crashed in compiled code: no traceback)\n")


def headline(error: BaseException) -> str:
    """The last line of a traceback, with its message on the same line."""
    return " ".join("".join(traceback.format_exception_only(error)).split())


def trace(error: BaseException) -> str:
    """The full traceback as text."""
    return "".join(traceback.format_exception(error))


def window(workers: int) -> int:
    """How many tasks are in flight at most."""
    return 2 * workers + SPARE


def cores() -> int:
    """The cores that this process may use, which on a cluster are fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
