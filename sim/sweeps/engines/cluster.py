"""Workers of dask.distributed: on this machine, or wherever they have been started; see docs/cluster.md.

Who dies of what. Dask plays a task again when its worker is lost, but charges the loss to every task that the
worker had, those that only waited among them; one over `distributed.scheduler.allowed-failures` it gives up
with KilledWorker. So whom it gives up is a suspect, no more. A suspect is played once more with nothing else
in flight: then a death is its own. It is given up for good after more than `retries` such deaths.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import math
import time
import uuid
import warnings
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.spelling import ConfigError
from sim.sweeps.engines.processes import Try, deaf
from sim.sweeps.engines.tasks import Done, TaskError, Work, ended, headline, lost, played, window

if TYPE_CHECKING:
    from distributed import Client

DASHBOARD = "127.0.0.1:0"
"""Any port that is free: Dask would take one of its own, and complain of a second cluster."""
COUNTED = 5.0
"""Seconds between two counts of the workers; on a cluster they come and go."""
BLINK = 0.005
"""Seconds between two looks at what has ended."""
NEVER = "1000 days"
"""A cluster of one machine parts for good with a worker that is not back 15 s after its loss, even one that
was back meanwhile and was lost again; each worker has a nanny that starts it anew, however long it takes."""


@dataclass(frozen=True)
class Dask:
    """Plays on the workers of a scheduler, or, without an address, on as many processes of its own."""

    cores: int
    address: str | None
    retries: int
    answer: float = 10.0  # seconds that the scheduler has to answer
    patience: float = 60.0  # seconds that a cluster of its own may be without any worker

    def __post_init__(self) -> None:
        if importlib.util.find_spec("distributed") is None:
            raise ConfigError("engine `dask` needs dask.distributed; pip install 'wiifwe[cluster]'")

    @property
    def workers(self) -> int:
        """Threads of all workers, as of now; none yet where all still wait to be started."""
        if self.address is None:
            return self.cores
        with quiet(), self.connected() as client:
            return threads(client)

    def done(self, tasks: Iterable[Any], work: Work) -> Generator[Done, None, None]:
        """See Engine. Raises ConfigError where nobody answers, or no longer."""
        with quiet(), self.connected() as client:
            yield from Run(self, client, tasks, work).done()

    @contextmanager
    def connected(self) -> Iterator[Client]:
        """A client, and a cluster if there is none; both are closed at the end."""
        from dask import config
        from distributed import Client, LocalCluster

        with ExitStack() as stack:
            place: Any = self.address
            if place is None:
                stack.enter_context(config.set({
                    "distributed.scheduler.allowed-failures": self.retries,
                    "distributed.deploy.lost-worker-timeout": NEVER,
                }))  # fmt: skip
                with deaf():
                    place = LocalCluster(
                        n_workers=self.cores, threads_per_worker=1, processes=True, memory_limit=0,
                        dashboard_address=DASHBOARD, silence_logs=logging.CRITICAL,
                    )  # fmt: skip
                    stack.enter_context(place)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of versions: docs/cluster.md tells how to compare them
                try:
                    client = Client(read_address(place), timeout=self.answer, set_as_default=False)
                except (OSError, ValueError, KeyError, TypeError) as error:
                    raise nobody(place, self.answer) from error
            yield stack.enter_context(client)


class Run:
    """One run on a cluster: what waits, what is in flight, whom to suspect."""

    def __init__(self, engine: Dask, client: Client, tasks: Iterable[Any], work: Work) -> None:
        from distributed import as_completed

        self.engine, self.client, self.work = engine, client, work
        self.waiting = iter(tasks)
        self.suspects: deque[Try] = deque()
        self.on_trial: str | None = None  # the key of the suspect that is alone in flight
        self.in_flight: dict[str, Try] = {}
        self.completed = as_completed(loop=client.loop)
        self.name, self.serial = uuid.uuid4().hex, count()
        self.width, self.counted = 0, -math.inf

    def done(self) -> Generator[Done, None, None]:
        """Play every task."""
        while self.handed_out():
            future = self.next_ended()
            attempt = self.in_flight.pop(future.key)
            if future.status == "cancelled":
                raise ConfigError(
                    f"the dask scheduler at `{self.engine.address}` is gone; what has ended is kept, and "
                    "the same command goes on from there"
                )
            error = future.exception() if future.status == "error" else None
            future.release()  # the scheduler forgets the task at once
            yield from self.judged(future.key, attempt, error)

    def next_ended(self) -> Any:
        """The future of a task that has ended, waiting for it; not for ever, if nobody is left to play."""
        own: Any = self.client.cluster
        seen = time.monotonic()
        while not self.completed.has_ready():
            time.sleep(BLINK)
            if own is None or own.scheduler.workers:
                seen = time.monotonic()
            elif time.monotonic() - seen > self.engine.patience:
                raise ConfigError(
                    "no worker of the dask cluster on this machine can be started again; what they printed "
                    "is above, what has ended is kept, and the same command goes on from there"
                )
        return next(self.completed)

    def handed_out(self) -> bool:
        """Keep the cluster busy; with a suspect about, draw nothing new, and play it when it is alone."""
        if self.suspects:
            if not self.in_flight:
                self.on_trial = self.submitted(self.suspects.popleft())
            return True
        while len(self.in_flight) < self.room() and (
            attempt := next((Try(task) for task in self.waiting), None)
        ):
            self.submitted(attempt)
        return bool(self.in_flight)

    def room(self) -> int:
        """How many tasks may be in flight, by the workers there are now."""
        if time.monotonic() - self.counted > COUNTED:
            self.width, self.counted = threads(self.client), time.monotonic()
        return window(self.width)

    def submitted(self, attempt: Try) -> str:
        """Hand a task out, under a key that no other task or run has: dask would take them for one."""
        key = f"part-{attempt.task.key}-{self.name}-{next(self.serial)}"
        self.in_flight[key] = attempt
        future = self.client.submit(played, self.work, attempt.task, key=key, pure=False, retries=0)
        self.completed.add(future)
        return key

    def judged(self, key: str, attempt: Try, error: BaseException | None) -> Iterator[Done]:
        """How it ended; what dask gives up is tried alone before it is blamed."""
        from distributed import KilledWorker

        if error is None or isinstance(error, TaskError):
            yield ended(attempt.task, error)
            return
        if not isinstance(error, KilledWorker):  # it was never played: no task of this run would be
            raise ConfigError(
                "the dask scheduler or a worker cannot play at all; both need this project and its packages, "
                f"in the same versions as here: {headline(error.__cause__ or error)}"
            )
        if key == self.on_trial:
            attempt = attempt._replace(deaths=attempt.deaths + error.allowed_failures + 1)
        if attempt.deaths > self.engine.retries:
            yield lost(attempt.task, attempt.deaths)
        else:
            self.suspects.append(attempt)


def threads(client: Client) -> int:
    """How many tasks the workers play at the same time."""
    told: Any = client.nthreads()  # a dict: this client is not an asynchronous one
    return sum(told.values())


def read_address(place: Any) -> Any:
    """The address in a file that `dask scheduler --scheduler-file` has written; else what is given."""
    if isinstance(place, str) and place.endswith(".json"):
        return json.loads(Path(place).read_text(encoding="utf-8"))["address"]
    return place


def nobody(address: str, seconds: float) -> ConfigError:
    """The line for an address at which there is no scheduler."""
    where = "in" if address.endswith(".json") else "at"
    return ConfigError(
        f"no dask scheduler answers {where} `{address}` within {seconds:g} s; start one with "
        "`dask scheduler`, or leave `engine.address` out for workers on this machine"
    )


@contextmanager
def quiet() -> Iterator[None]:
    """Keep dask's remarks on lost workers off the terminal; what matters is told in `Done`."""
    from distributed.utils import silence_logging_cmgr

    try:
        with silence_logging_cmgr(logging.CRITICAL):
            yield
    except KeyboardInterrupt:
        for handler in logging.getLogger("distributed").handlers:
            handler.setLevel(logging.CRITICAL)  # at exit dask closes what had half begun
        raise
