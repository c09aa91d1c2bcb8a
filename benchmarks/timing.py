"""Two sides that take turns, so that a busy machine slows both alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

import psutil


class Attempt(NamedTuple):
    """Once through a job."""

    seconds: float
    amount: float  # deals, words, turns: whatever is counted

    @property
    def cost(self) -> float:
        """Nanoseconds for one."""
        return self.seconds / self.amount * 1e9


class Timing(NamedTuple):
    """Many attempts of one side; nanoseconds for one deal, word or turn."""

    least: float
    spread: float | None  # how far the median lies above the least, as a share of it; None: measured once


def timed(job: Callable[[], float]) -> Callable[[], Attempt]:
    """An attempt at a job that answers with how much it did."""

    def attempt() -> Attempt:
        begun = time.perf_counter()
        amount = job()
        return Attempt(time.perf_counter() - begun, amount)

    return attempt


def timing(costs: list[float]) -> Timing:
    """The least of many costs: on a shared machine all else is other people's work."""
    least = min(costs)
    return Timing(least, statistics.median(costs) / least - 1.0)


def side_by_side(sides: Mapping[str, Callable[[], Attempt]], attempts: int) -> dict[str, Timing]:
    """Every side once, then every side again, and so on; the first time round is not counted."""
    costs: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(attempts + 1):
        for name, attempt in sides.items():
            cost = attempt().cost
            if number > 0:
                costs[name].append(cost)
    return {name: timing(found) for name, found in costs.items()}


class Elsewhere:
    """How many processors other work keeps busy, from when this was made on."""

    def __init__(self) -> None:
        self._then = self._now()

    @staticmethod
    def _now() -> tuple[float, float, float]:
        times = psutil.cpu_times()
        idle = times.idle + getattr(times, "iowait", 0.0)
        return time.perf_counter(), sum(times[:8]) - idle, time.process_time()

    def busy(self) -> float:
        """Processors."""
        wall, all_work, own = (now - then for now, then in zip(self._now(), self._then))
        return max(0.0, (all_work - own) / wall)


QUIET = 0.15


def quiet(patience: float, look: float = 1.0) -> bool:
    """Wait until other work leaves the machine alone for a moment, but no longer than `patience` seconds."""
    end = time.monotonic() + patience
    while True:
        watch = Elsewhere()
        time.sleep(look)
        if watch.busy() < QUIET:
            return True
        if time.monotonic() >= end:
            return False
