"""What a benchmark answers with: rows of measures, printed for a terminal or written for a page."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Printed

from experiments.publish import STOPPED, WRONG, markdown
from sim.provenance import git_state
from sim.spelling import ConfigError

COLUMNS = ("measure", "value", "unit", "spread", "against", "ratio", "target", "")
NUMBERS = ("value", "spread", "ratio")
PACKAGES = ("numpy", "numba", "llvmlite", "mesa")
WIDTH = 150
"""Columns of a table in a pipe, which has no width of its own."""

Say = Callable[[str], None]


class Target(NamedTuple):
    """What was aimed at: the value, or the ratio, is at most or at least so much."""

    limit: float
    word: str = "at most"
    of: str = "value"

    def reached(self, row: Row) -> bool:
        """Whether a row reaches it; a ratio that is missing does not."""
        found = row.value if self.of == "value" else row.ratio
        if found is None:
            return False
        return found <= self.limit if self.word == "at most" else found >= self.limit


class Row(NamedTuple):
    """One measure; `ratio` is its value over that of the measure named in `against`."""

    measure: str
    value: float
    unit: str
    against: str = ""
    ratio: float | None = None
    spread: float | None = None  # how far the median attempt lies above the least, as a share of it
    target: Target | None = None


class Table(NamedTuple):
    """One benchmark's answer."""

    title: str
    rows: Sequence[Row]
    notes: Sequence[str] = ()


def plain(number: float) -> str:
    """A number with three digits that count, and no more than it needs."""
    if number == 0.0:
        return "0"
    if abs(number) >= 99.95:
        return f"{number:,.0f}"
    return f"{number:.{2 if abs(number) < 9.995 else 1}f}" if abs(number) >= 0.0995 else f"{number:.2g}"


def cells(row: Row) -> tuple[str, ...]:
    """A row in words, in the order of `COLUMNS`."""
    target, verdict = "", ""
    if row.target is not None:
        times = " ×" if row.target.of == "ratio" else ""
        target = f"{row.target.word} {plain(row.target.limit)}{times}"
        verdict = "reached" if row.target.reached(row) else "not reached"
    return (
        row.measure,
        plain(row.value),
        row.unit,
        "" if row.spread is None else f"+{100.0 * row.spread:.0f} %",
        row.against,
        "" if row.ratio is None else f"{plain(row.ratio)} ×",
        target,
        verdict,
    )


def printed(table: Table) -> None:
    """A table in the terminal."""
    console = Console(highlight=False)
    console = console if console.is_terminal else Console(highlight=False, width=WIDTH)
    drawn = Printed(title=table.title, title_justify="left", box=SIMPLE_HEAD, title_style="bold")
    for column in COLUMNS:
        drawn.add_column(column, justify="right" if column in NUMBERS else "left")
    for row in table.rows:
        drawn.add_row(*cells(row))
    console.print(drawn)
    for note in table.notes:
        console.print(note, markup=False)
    console.print()


def page(table: Table) -> str:
    """A table as a section of a page."""
    rows = pd.DataFrame([cells(row) for row in table.rows], columns=list(COLUMNS))
    parts = [f"## {table.title}", markdown(rows)]
    if table.notes:
        parts.append("\n".join(f"- {note}" for note in table.notes))
    return "\n\n".join(parts)


def processor() -> str:
    """The processor by its name, as far as the system tells."""
    told = Path("/proc/cpuinfo")
    if told.is_file():
        for line in told.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def memory() -> float:
    """Bytes of memory that the machine has; nan where the system does not tell."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, OSError, ValueError):
        return float("nan")


def versions() -> str:
    """Versions of all that touches speed."""
    found = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} missing")
    binding: Any = import_module("llvmlite.binding")
    found.append(f"LLVM {'.'.join(str(part) for part in binding.llvm_version_info)}")
    return ", ".join(found)


def machine() -> list[str]:
    """Where and with what a run was measured, a line each."""
    binding: Any = import_module("llvmlite.binding")
    git = git_state()
    commit = "no commit" if git["commit"] is None else str(git["commit"])[:12]
    changed = " and changes not committed" if git["dirty"] else ""
    load = f", load {os.getloadavg()[0]:.1f} as it began" if hasattr(os, "getloadavg") else ""
    cores = f"{os.cpu_count()} cores, {memory() / 2**30:.0f} GiB"
    return [
        f"{processor()} ({binding.get_host_cpu_name()}), {cores}, {platform.system()}{load}",
        versions(),
        f"commit {commit}{changed}",
    ]


def said(words: str) -> None:
    """A line of progress, beside the tables."""
    print(words, file=sys.stderr, flush=True)


def command(work: Callable[[Say], None], module: str, argv: Sequence[str] | None = None) -> int:
    """A benchmark's command: no options, one line for what goes wrong; the exit code."""
    given = sys.argv[1:] if argv is None else list(argv)
    if given:
        print(f"`{given[0]}` is no option; `python -m {module}` takes none (command line)", file=sys.stderr)
        return WRONG
    try:
        work(said)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("stopped; nothing was written", file=sys.stderr)
        return STOPPED
    return 0


def alone(table: Callable[[Say], Table], module: str) -> int:
    """The command of one benchmark: where it was measured, and its table."""

    def work(say: Say) -> None:
        lines = machine()
        answer = table(say)
        print("\n".join(lines))
        printed(answer)

    return command(work, module)
