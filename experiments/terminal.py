"""What a user sees in the terminal: a bar while it runs, the table, the finding, the folder."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from sim.measures.headline import printed

PARTIES = ("joint", "buyer", "supplier")
SHORT = {"firms": "firms", "relationships": "bonds"}
YEARS = {12: "1 y", 60: "5 y", 120: "10 y"}
NARROWEST = 118
"""Columns that the tables need; a pipe has no width of its own."""


def console() -> Console:
    made = Console(highlight=False)
    return made if made.is_terminal else Console(highlight=False, width=NARROWEST)


def compiles_first() -> bool:
    """Whether no kernel of these sources has been compiled on this machine yet."""
    from sim.jit import cache_folder

    return not any(cache_folder().rglob("*.nbi"))


def announce_compiling() -> None:
    if compiles_first():
        print("compiling the kernel, once for these sources …", file=sys.stderr, flush=True)


@contextmanager
def progress_bar(words: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr that a run reports to; silent where stderr is no terminal."""
    errors = Console(stderr=True)
    silent = not errors.is_terminal
    words_column = TextColumn("{task.description}")
    columns = (words_column, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True, disable=silent) as bar:
        task = bar.add_task(words, total=None)

        def report(done: int, everything: int) -> None:
            bar.update(task, completed=done, total=everything)

        yield report


def level_table(text: pd.DataFrame) -> Table:
    """Payoff of each arm, and who is still alive after 1, 5 and 10 years."""
    made = Table("arm", box=SIMPLE_HEAD)
    for party in PARTIES:
        made.add_column(party, justify="right")
    columns = [(kind, months) for kind in ("firms", "relationships") for months in YEARS]
    for kind, months in columns:
        made.add_column(f"{SHORT[kind]}\n{YEARS[months]}", justify="right")
    for _, row in text.iterrows():
        alive = [row[f"{kind}_{months}"] for kind, months in columns]
        made.add_row(row["label"], *(row[party] for party in PARTIES), *alive)
    return made


def gain_table(text: pd.DataFrame) -> Table:
    """Each arm's difference from WIIFME rigid."""
    made = Table("arm", box=SIMPLE_HEAD)
    for party in PARTIES:
        made.add_column(party, justify="right", no_wrap=True)
    for _, row in text.iterrows():
        made.add_row(row["label"], *(spread(row, f"{party}_gain") for party in PARTIES))
    return made


def spread(row: pd.Series, column: str) -> Text:
    """A number with its interval; as text, lest rich take the brackets for markup."""
    return Text(f"{row[column]} [{row[f'{column}_low']}, {row[f'{column}_high']}]")


def show(table: pd.DataFrame, finding: str, folder: Path, *, stored: bool) -> None:
    """The tables, the finding in words, and where everything lies."""
    out, text = console(), printed(table)
    out.print("Payoff per buyer slot and month, net of all but fixed cost; share alive, by age")
    out.print(level_table(text))
    if table["joint_gain"].notna().any():
        out.print("Difference from WIIFME rigid, paired on common luck, with 95 % intervals")
        out.print(gain_table(text))
    if finding:
        out.print(finding, markup=False)
    note = " (stored; `again=true` plays it again)" if stored else ""
    out.print(f"{folder}{note}", markup=False, soft_wrap=True)


def warn_of_failures(replicates: pd.DataFrame) -> None:
    """One line where replicates ended otherwise than well; they are left out of no table unsaid."""
    failed = replicates[replicates["status"] != "ok"]
    if len(failed):
        counts = failed["status"].value_counts().items()
        reasons = ", ".join(f"{count} {word}" for word, count in counts)
        print(f"{len(failed)} of {len(replicates)} worlds failed: {reasons}", file=sys.stderr)
