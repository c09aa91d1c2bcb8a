"""A sweep is driven: the missing parts are handed to an engine, and what fails is told and left for later."""

from __future__ import annotations

import errno
from collections.abc import Callable

from sim.drafts import IncompleteError, swept_away
from sim.spelling import ConfigError
from sim.sweeps.engines import Settings, engine_of
from sim.sweeps.parts import Task, forget_failures, record_failure
from sim.sweeps.plan import Plan
from sim.sweeps.work import part_played

FULL = (errno.ENOSPC, errno.EDQUOT)
"""What the system says where a disk, or one's share of it, is full."""

Report = Callable[[int, int], None]
"""Told how many worlds are done, and how many there are."""


def silent(done: int, everything: int) -> None:
    """Nobody is told."""


def parts_made(plan: Plan, engine: Settings, report: Report | None = None) -> None:
    """Play every part that is missing, and report progress. Raises IncompleteError where some failed."""
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
        swept_away(plan.folder)
        tasks = list(plan.missing())
    except OSError as error:
        if error.errno in FULL:
            raise
        wrong = f"`results`: {str(plan.folder)!r} cannot be written"
        raise ConfigError(f"{wrong}: {error.strerror}") from error
    if not tasks:
        return
    left = sum(task.worlds for task in tasks)
    done = plan.worlds - left
    failed: list[tuple[Task, str]] = []
    try:
        told_to = report or silent
        told_to(done, plan.worlds)
        for ended in engine_of(engine).done(tasks, part_played):
            if ended.error is None:
                done += ended.task.worlds
                told_to(done, plan.worlds)
                continue
            record_failure(ended.task, ended.error, ended.trace)
            failed.append((ended.task, ended.error))
            if is_full(ended.error):
                break
    except KeyboardInterrupt:
        kept = f"{done:,} of {plan.worlds:,} worlds are kept"
        raise KeyboardInterrupt(f"stopped; {kept}, and the same command goes on from there") from None
    forget_failures(plan.folder)
    swept_away(plan.folder)  # what a worker left that was killed on the way
    if failed:
        raise IncompleteError(told(plan, failed, len(tasks)))


def is_full(error: str) -> bool:
    """Whether a part failed because the disk is full: then the others would too."""
    return any(f"[Errno {number}]" in error for number in FULL)


def told(plan: Plan, failed: list[tuple[Task, str]], tasks: int) -> str:
    """What failed, in a line."""
    task, error = failed[0]
    if is_full(error):
        return f"the disk is full at {plan.folder}; all that was played is kept: make room and run it again"
    count = f"{len(failed)} of {tasks} parts failed"
    first = f"the first: {error} ({len(task.points)} points, replicates from {task.first})"
    where = f"all are told in {plan.folder}; the same command tries them again"
    return f"{count}, the rest is kept; {first}; {where}"
