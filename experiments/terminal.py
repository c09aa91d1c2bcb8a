"""What a user sees in the terminal: a bar while it runs, the table, the finding, the folder."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Task as RunningTask
from rich.table import Table
from rich.text import Text

from experiments.commands import reader_gone
from sim.measures.wording import cell

if TYPE_CHECKING:
    import pandas as pd

MOST = 24
"""Rows of a table that are shown."""
NARROWEST = 118
"""Columns that the tables need; a pipe has no width of its own."""


class OutConsole(Console):
    """What is printed; a reader that has gone away is an error like any other, and no end without a word."""

    def on_broken_pipe(self) -> NoReturn:
        raise reader_gone()


def console() -> Console:
    made = OutConsole(highlight=False)
    return made if made.is_terminal else OutConsole(highlight=False, width=NARROWEST)


def compiles_first() -> bool:
    """Whether no kernel of these sources has been compiled on this machine yet."""
    from sim.ensemble.kernel import play

    return not play.lies_compiled()


def announce_compiling() -> None:
    if compiles_first():
        print("compiling the kernel, once for these sources …", file=sys.stderr, flush=True)


class RateColumn(ProgressColumn):
    """How many a second."""

    def render(self, task: RunningTask) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f}/s", style="progress.data.speed")


@contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr that a run reports to; where stderr is no terminal, a line now and then."""
    errors = Console(stderr=True)
    silent = not errors.is_terminal
    words_column = TextColumn("{task.description}")
    columns = (words_column, BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn())
    lines = ProgressLines(words)
    with Progress(*columns, console=errors, transient=True, disable=silent, speed_estimate_period=120) as bar:
        task = bar.add_task(words, total=None)

        def report(done: int, everything: int) -> None:
            bar.update(task, completed=done, total=everything)
            if silent:
                lines.report(done, everything)

        yield report


class ProgressLines:
    """Progress for a log: a line every half minute, none for what is done by then."""

    PERIOD = 30.0

    def __init__(self, words: str) -> None:
        self.words = words
        self.began: tuple[float, int] | None = None
        self.told = 0.0

    def report(self, done: int, everything: int) -> None:
        now = time.monotonic()
        if self.began is None:
            self.began, self.told = (now, done), now
        if now - self.told < self.PERIOD or done >= everything:
            return
        self.told = now
        rate = (done - self.began[1]) / (now - self.began[0])
        left = f", {(everything - done) / rate:,.0f} s left" if rate > 0 else ""
        print(f"{self.words}: {done:,} of {everything:,}, {rate:,.0f}/s{left}", file=sys.stderr, flush=True)


def show_tables(shown: Iterable[tuple[str, pd.DataFrame]], most: int = MOST) -> None:
    """Tables under their headings."""
    out = console()
    for heading, table in shown:
        if heading:
            out.print(heading, markup=False)
        out.print(plain_table(table, most))


def show_words(words: Mapping[str, Any]) -> None:
    """The answer, then what else was found, and where it fails."""
    out = console()
    if words["answer"]:
        out.print(words["answer"], style="bold", markup=False)
    for sentence in (*words["findings"], *words["fails"]):
        out.print(f"· {sentence}", markup=False)


def plain_table(table: pd.DataFrame, most: int = MOST) -> Table:
    """A table as it is, numbers to four digits; of more than `most` rows it says how many are left out."""
    made = Table(box=SIMPLE_HEAD)
    for column in table.columns:
        number = table[column].dtype.kind in "fiu"
        heading = str(column).replace("_", " ").replace(".", " ")
        made.add_column(heading, justify="right" if number else "left", no_wrap=not number)
    for row in table.head(most).itertuples(index=False):
        made.add_row(*(Text(cell(value)) for value in row))
    if len(table) > most:
        made.add_row(f"… {len(table) - most:,} more")
    return made


def close(folder: Path, *, stored: bool) -> None:
    """Where everything lies."""
    note = " (stored; `again=true` plays it again)" if stored else ""
    console().print(f"{folder}{note}", markup=False, soft_wrap=True)


def warn_of_failures(replicates: pd.DataFrame) -> None:
    """One line where replicates ended otherwise than well; they are left out of no table unsaid."""
    failed = replicates[replicates["status"] != "ok"]
    if len(failed):
        counts = failed["status"].value_counts().items()
        reasons = ", ".join(f"{count} {word}" for word, count in counts)
        print(f"{len(failed)} of {len(replicates)} worlds failed: {reasons}", file=sys.stderr)
