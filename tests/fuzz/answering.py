"""What the command line answers, and what is wrong with an answer."""

from __future__ import annotations

import os
import random
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import sim
from experiments import playing
from experiments.run import main
from experiments.study import Study
from tests.fuzz.kinds import Kind

LONGEST = 400
"""Letters of a refusal: some four lines of a terminal."""
PATIENCE = 20.0
"""Seconds after which an answer counts as a hang; most take a tenth of one."""
REFUSED, TAKEN = 2, 0


class Answer(NamedTuple):
    """An exit code, what was printed, how long it took, and which files it left."""

    argv: list[str]
    code: int | None  # none: a traceback, which `err` has
    out: str
    err: str
    seconds: float
    left: list[str]

    @property
    def fault(self) -> str:
        """What is wrong with it; nothing if nothing is."""
        if self.code is None:
            return "a traceback"
        if self.code not in (TAKEN, REFUSED):
            return f"exit code {self.code}"
        if self.seconds > PATIENCE:
            return f"{self.seconds:.0f} seconds"
        if self.left:
            return f"left {', '.join(self.left)}"
        if self.code == TAKEN:
            return "" if not self.err else "taken with an error"
        if self.out or self.err.count("\n") != 1:
            return "not one line"
        return "" if len(self.err) <= LONGEST else f"{len(self.err)} letters"


@contextmanager
def standing(folder: Path, kind: Kind) -> Iterator[None]:
    """In this folder, with a play that stores nothing: what is taken is played in memory, or not at all."""

    def played(study: Study, _: Path) -> None:
        sim.run_ensemble(study.scenario, replicates=1, seed=1)

    if kind.played:  # the kernel is compiled before anything is timed
        sim.run_ensemble(sim.load("world", ["market.months=1"]), replicates=1, seed=1)
    before = Path.cwd()
    os.chdir(folder)
    try:
        with mock.patch.object(playing, "play", played if kind.played else lambda *_: None):
            yield
    finally:
        os.chdir(before)


def answers(name: str, kind: Kind, count: int, folder: Path) -> Iterator[Answer]:
    """What each of so many is answered; the number of each, with the name of its kind, is its seed."""
    with standing(folder, kind):
        for number in range(count):
            yield answer(kind.made(random.Random(f"{name} {number}")))


def answer(argv: list[str]) -> Answer:
    """What the command line answers. A warning, which a user would read as a line more, is an error."""
    there = everything()
    out, err, started = StringIO(), StringIO(), time.perf_counter()
    with redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            code = main(argv)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            code = None
            err.write(traceback.format_exc())
    took = time.perf_counter() - started
    return Answer(argv, code, out.getvalue(), err.getvalue(), took, sorted(everything() - there))


def everything() -> set[str]:
    """All that lies where one stands."""
    return {path.as_posix() for path in Path().rglob("*")}
