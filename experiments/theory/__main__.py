"""The command: `python -m experiments.theory` plays every case and draws it.

Files are written whole or not at all: PNG, SVG and CSV of each case, the summary and a manifest; with
`--png-only` no SVG and no CSV of points.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table

from experiments import store, terminal
from experiments.theory.bargaining import HOLD_UP
from experiments.theory.case import Case
from experiments.theory.change import CHANGE_ORDERS, VOLATILITY
from experiments.theory.contracts import FLEXIBILITY, HONESTY
from experiments.theory.points import coverage_words, said, summary
from experiments.theory.promises import PATIENCE, TRUST
from experiments.theory.settings import Luck
from experiments.theory.survival import FIXATION, RUIN
from sim.jit import kernel_hash
from sim.measures.wording import number
from sim.plots.sheets import compact, house, saved
from sim.plots.theory import theory_figure
from sim.provenance import SHORT, git_state, rules_hash, versions
from sim.spelling import ConfigError

CASES = (FLEXIBILITY, VOLATILITY, PATIENCE, HONESTY, HOLD_UP, RUIN, CHANGE_ORDERS, TRUST, FIXATION)
SUMMARY = "summary.csv"
WRITTEN = {
    SUMMARY, store.MANIFEST, *(f"{case.name}.{ending}" for case in CASES for ending in ("png", "svg", "csv")),
}  # fmt: skip
WRONG, STOPPED = 2, 130
FEWEST = 5
"""Replicates below which luck may hide: all of them alike by chance would pass for a point without luck."""


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line, checked; raises ConfigError for what cannot be played."""
    parser = argparse.ArgumentParser(
        prog="python -m experiments.theory",
        description="Closed forms, with simulated points on them.",
        allow_abbrev=False,
    )

    def refuse(message: str) -> NoReturn:
        raise ConfigError(f"{message}; `{parser.prog} --help` shows what there is (command line)")

    parser.error = refuse  # its own prints the usage, many lines, and exits
    parser.add_argument("--seed", type=int, default=Luck.seed, help="seed of all luck (default: %(default)s)")
    parser.add_argument(
        "--replicates",
        type=int,
        default=Luck.replicates,
        help="replicates at each point (default: %(default)s)",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("results/theory"), help="folder to write (default: %(default)s)"
    )
    parser.add_argument("--png-only", action="store_true", help="no SVG and no tables of points")
    asked = parser.parse_args(argv)
    if not 0 <= asked.seed < 2**32:
        refuse(f"`--seed` is {asked.seed}; allowed: 0 to {2**32 - 1}")
    if not FEWEST <= asked.replicates <= 10**6:
        refuse(f"`--replicates` is {asked.replicates}; allowed: {FEWEST} to 1000000")
    refuse_foreign(asked.out)
    return asked


def refuse_foreign(folder: Path) -> None:
    """Raise ConfigError for a folder that holds anything else: it would be replaced as a whole."""
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"`--out`: {str(folder)!r} is a file (command line)")
    if folder.is_dir():
        foreign = sorted(one.name for one in folder.iterdir() if one.name not in WRITTEN)
        if foreign:
            wanted = "give a folder of its own (command line)"
            raise ConfigError(f"`--out`: {str(folder)!r} holds other files ({foreign[0]}); {wanted}")


def caption(case: Case, table: pd.DataFrame, luck: Luck) -> str:
    """How many points cover, what was played, how often, on which luck, by which rules."""
    units = f"n = {spanned_counts(table)} a point"
    played = f"{luck.replicates} replicates · seed {luck.seed} · rules {kernel_hash()[:SHORT]}"
    return f"{coverage_words(table)} {case.note} {units} · {played}"


def spanned_counts(table: pd.DataFrame) -> str:
    """The number of units behind a point, or the range of it."""
    low, high = int(table["n"].min()), int(table["n"].max())
    return str(low) if low == high else f"{low} to {high}"


def drawn(case: Case, table: pd.DataFrame, luck: Luck, folder: Path, *, png_only: bool) -> None:
    """Write one case: its picture as PNG and SVG, its table as CSV."""
    with house() as sheet:
        figure = theory_figure(
            table, case.curves(), case.frame, case.title(table), caption(case, table, luck), sheet
        )
        compact(saved(figure, folder / f"{case.name}.png"))
        if png_only:
            return
        saved(figure, folder / f"{case.name}.svg")
    table.to_csv(folder / f"{case.name}.csv", index=False)


def pictures(luck: Luck, folder: Path, *, png_only: bool, cases: Sequence[Case] = CASES) -> pd.DataFrame:
    """Play and draw the cases, with a line on stderr for each; the summary."""
    started = time.perf_counter()
    tables: dict[str, pd.DataFrame] = {}
    terminal.announce_compiling()
    with store.written(folder, "--out") as draft:
        for place, case in enumerate(cases, start=1):
            begun = time.perf_counter()
            tables[case.name] = case.table(luck)
            drawn(case, tables[case.name], luck, draft, png_only=png_only)
            spent = time.perf_counter() - begun
            print(f"{place}/{len(cases)} {case.name}: {spent:.1f} s", file=sys.stderr, flush=True)
        counted = summary(tables)
        counted.to_csv(draft / SUMMARY, index=False)
        store.write_manifest(manifest(luck, tables, time.perf_counter() - started), draft)
    return counted


def manifest(luck: Luck, tables: Mapping[str, pd.DataFrame], seconds: float) -> dict[str, Any]:
    """What a reader needs in order to trust the pictures and to make them again."""
    titles = {case.name: case.title(tables[case.name]) for case in CASES if case.name in tables}
    return {
        "experiment": "theory", "seed": luck.seed, "replicates": luck.replicates, "titles": titles,
        "rules_hash": rules_hash(), "kernel_hash": kernel_hash(), "git": git_state(),
        "versions": versions(), "wall_seconds": seconds,
    }  # fmt: skip


def show(counted: pd.DataFrame, folder: Path) -> None:
    """Print the summary, what it would be by luck alone, and where the pictures lie."""
    made = Table("case", box=SIMPLE_HEAD)
    for heading in ("points", "covering", "expected", "without luck", "on the line", "farthest (se)"):
        made.add_column(heading, justify="right")
    for row in counted.to_dict("records"):
        made.add_row(
            str(row["case"]), str(row["points"]), str(row["covering"]), number(row["expected"], 1),
            str(row["exact"]), str(row["on_curve"]), said(row["farthest"]),
        )  # fmt: skip
    out = terminal.console()
    out.print("Simulated points whose 95 % interval holds the closed form; 1 in 20 misses by luck alone")
    out.print(made)
    out.print(str(folder), markup=False, soft_wrap=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Play, draw, tell; the exit code."""
    try:
        asked = arguments(sys.argv[1:] if argv is None else argv)
        counted = pictures(Luck(asked.seed, asked.replicates), asked.out, png_only=asked.png_only)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("stopped; nothing is kept", file=sys.stderr)
        return STOPPED
    show(counted, asked.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
