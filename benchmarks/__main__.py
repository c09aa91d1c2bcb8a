"""`python -m benchmarks`: what a deal costs, in the kernel and under Mesa, measured in one run.

A deal is one relationship's month with all that belongs to it: draws, shocks, search, signing, play, books,
ruin and entry. Each figure is the least of several runs, since the machine is shared.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import sim
from sim.draws import deeds, luck
from sim.ensemble.books import ACCOUNTS
from sim.ensemble.run import played, staged
from sim.jit import kernel

REPLICATES = 10
ATTEMPTS = 7
MESA_MONTHS = 24


@kernel
def drawn(count: int) -> float:
    """All the draws of so many relationship-months, added up so that none is left out."""
    total = 0.0
    for month in range(count):
        dealt = luck(1, 0, month, 3)
        done = deeds(1, 0, month, 3)
        total += dealt.misfit + dealt.cost + dealt.jump_size + done.found + done.audited
    return total


def least(job: Callable[[], Any], attempts: int = ATTEMPTS) -> tuple[float, Any]:
    """The shortest of several runs, seconds, and what the last one gave."""
    times: list[float] = []
    given = None
    for _ in range(attempts):
        begun = time.perf_counter()
        given = job()
        times.append(time.perf_counter() - begun)
    return min(times), given


def kernel_cost(scenario: sim.Scenario, arm: sim.Arm) -> float:
    """Nanoseconds a deal of the compiled kernel on one core."""
    stage = staged(scenario, arm, 1, {})
    played(stage, 1, 0, 1)
    seconds, block = least(lambda: played(stage, 1, 0, REPLICATES))
    deals = block.accounts[:, 0, :, :, ACCOUNTS.index("relationships")].sum()
    return seconds / deals * 1e9


def mesa_cost(scenario: sim.Scenario, arm: sim.Arm) -> float:
    """Nanoseconds a deal of the Mesa driver, which plays the rules interpreted."""

    def job() -> float:
        model = sim.Market(scenario, seed=1, arm=arm.name)
        for _ in range(MESA_MONTHS):
            model.step()
        return float(model.books.accounts[0, :, :MESA_MONTHS, ACCOUNTS.index("relationships")].sum())

    seconds, deals = least(job, 2)
    return seconds / deals * 1e9


def main() -> None:
    """Print the table."""
    scenario = sim.load("headline")
    drawn(10)
    seconds, _ = least(lambda: drawn(200_000))
    draws = seconds / 200_000 * 1e9
    machine = platform.processor() or platform.machine()
    print(f"{machine} · Python {platform.python_version()} · numpy {np.__version__}")
    print(f"{'':34}{'ns a deal':>12}{'× the kernel':>14}")
    print(f"{'the draws of a deal alone':34}{draws:12.0f}")
    for name in ("wiifme_rigid", "wiifwe"):
        arm = next(one for one in scenario.arms if one.name == name)
        compiled = kernel_cost(scenario, arm)
        driven = mesa_cost(scenario, arm)
        print(f"{'kernel, one core, ' + name:34}{compiled:12.0f}{1:14.1f}")
        print(f"{'Mesa driver, ' + name:34}{driven:12.0f}{driven / compiled:14.1f}")


if __name__ == "__main__":
    main()
