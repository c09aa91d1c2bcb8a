"""Threads of this process: the kernel releases Python's lock, so they play at the same time.

A thread cannot be stopped. After Ctrl-C the tasks under way are finished, and their files kept; what had not
begun is not played.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sim.sweeps.engines.tasks import Done, Work, ended, played, window


@dataclass(frozen=True)
class Local:
    """Plays on so many threads."""

    workers: int

    def done(self, tasks: Iterable[Any], work: Work) -> Generator[Done, None, None]:
        """See Engine."""
        waiting = iter(tasks)
        in_flight: dict[Future[None], Any] = {}
        pool = ThreadPoolExecutor(self.workers, thread_name_prefix="wiifwe")
        try:
            while True:
                for task in islice(waiting, window(self.workers) - len(in_flight)):
                    in_flight[pool.submit(played, work, task)] = task
                if not in_flight:
                    return
                for future in wait(in_flight, return_when=FIRST_COMPLETED).done:
                    yield ended(in_flight.pop(future), future.exception())
        finally:
            pool.shutdown(cancel_futures=True)
