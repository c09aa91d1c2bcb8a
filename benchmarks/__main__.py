"""`python -m benchmarks`: every benchmark, one after the other; writes `benchmarks/results.md` at the end.

The page is written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import accelerator, before, deals, games, memory, mesa, room, starts, steps, threads
from benchmarks import page as laboratory
from benchmarks.tables import Say, Table, command, machine, page, printed

PAGE = Path(__file__).resolve().parent / "results.md"
BENCHMARKS: tuple[Callable[[Say], Table], ...] = (
    before.table, deals.table, mesa.table, games.table, threads.table, accelerator.table,
    memory.table, starts.table, steps.table, laboratory.table, room.table,
)  # fmt: skip
HEAD = """# What was measured

Written by `make bench`; [speed](../docs/speed.md) says what each row means.

`value` is the least of several attempts, in which the sides took turns; `spread` says how far the median
attempt lies above it. A row without a spread was measured once. `ratio` is the value over that of the row
named in `against`.
"""


def text(lines: Sequence[str], tables: Sequence[Table]) -> str:
    """The page."""
    where = "\n".join(f"- {line}" for line in lines)
    return "\n\n".join([HEAD.rstrip(), where, *(page(table) for table in tables)]) + "\n"


def written(words: str, target: Path) -> None:
    """Put a page in its place, whole or not at all."""
    number, draft = tempfile.mkstemp(dir=target.parent, prefix=".results-", suffix=".md")
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(words)
        Path(draft).chmod(0o644)
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def work(say: Say, target: Path = PAGE) -> None:
    """Measure all, print each table when it is there, and write the page at the end."""
    lines = machine()
    print("\n".join(lines))
    tables: list[Table] = []
    for table in BENCHMARKS:
        tables.append(table(say))
        printed(tables[-1])
    written(text(lines, tables), target)
    say(f"written: {target}")


if __name__ == "__main__":
    raise SystemExit(command(work, "benchmarks"))
