"""The command line of a replication: play, write whole or not at all, print, publish."""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pandas as pd

from experiments import store, terminal
from experiments.replications.claims import HEADINGS, fact_lines
from experiments.run import STOPPED, WRONG
from sim.jit import kernel_hash
from sim.provenance import SHORT, manifest
from sim.scenario import Scenario
from sim.spelling import ConfigError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.plots.sheets import Sheet

ROOT = Path(__file__).resolve().parents[2]
KIND = "replication"
MOST = 10**6
FIGURE = "figure"

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Replication:
    """A replication: how it is played, and what is made of its tables, each a pure function of them."""

    name: str
    about: str
    replicates: int
    played: Callable[[int, int], tuple[Scenario, Tables]]
    """Replicates and seed to the world that stands for all and the tables; one of them is `facts`."""
    finding: Callable[[Tables], str]
    figure: Callable[[Tables, str, Sheet], Figure]
    sections: Callable[[Tables], Mapping[str, str]]
    """What the page says of it, by the name of the place: Markdown."""


@dataclass(frozen=True)
class Home:
    """Where published copies and the page lie."""

    published: Path = ROOT / "results" / "published" / "replications"
    page: Path = ROOT / "docs" / "replications.md"


def main(replication: Replication, argv: Sequence[str] | None = None, home: Home | None = None) -> int:
    """Play a replication as the command line asks; the exit code."""
    try:
        asked = arguments(replication, argv)
        folder = played_into(replication, asked.out, asked.replicates, asked.seed)
        show(replication, folder)
        if asked.publish:
            print(published(replication, folder, home or Home()))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("stopped; of the run that was under way nothing is kept", file=sys.stderr)
        return STOPPED
    return 0


def arguments(replication: Replication, argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line, checked; what is wrong is one line."""
    parser = argparse.ArgumentParser(
        f"python -m experiments.replications.{replication.name}", allow_abbrev=False
    )
    parser.description = replication.about

    def refuse(message: str) -> NoReturn:
        raise ConfigError(f"{message}; `--help` shows what there is (command line)")

    parser.error = refuse  # type: ignore[method-assign]  # its own prints the usage, many lines, and exits
    default = Path("results") / "replications" / replication.name
    parser.add_argument("--out", type=Path, default=default, help="folder for the results (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="seed of all luck (%(default)s)")
    parser.add_argument(
        "--replicates", type=int, default=replication.replicates, help="worlds of each kind (%(default)s)"
    )
    parser.add_argument("--publish", action="store_true", help="keep a small copy; refresh the page")
    asked = parser.parse_args(argv)
    if not 0 <= asked.seed < 2**32:
        refuse(f"`--seed` is {asked.seed}, but must be a whole number from 0 to {2**32 - 1}")
    if not 2 <= asked.replicates <= MOST:
        refuse(f"`--replicates` is {asked.replicates}, but must be a whole number from 2 to {MOST}")
    if asked.out.exists() and not is_own(asked.out, replication.name):
        refuse(f"`--out` is {str(asked.out)!r}, which holds something else than this replication")
    return asked


def is_own(folder: Path, name: str) -> bool:
    """Whether a folder may be replaced: it is empty, or this replication was written there."""
    if not folder.is_dir():
        return False
    if not store.is_stored(folder):
        return not any(folder.iterdir())
    try:
        told = json.loads((folder / store.MANIFEST).read_text("utf-8"))
        return told["extra"][KIND] == name
    except (ValueError, KeyError, TypeError):
        return False


def played_into(replication: Replication, folder: Path, replicates: int, seed: int) -> Path:
    """Play and write tables, figure and manifest."""
    from sim.plots.sheets import filed, house

    started = time.perf_counter()
    terminal.announce_compiling()
    with store.written(folder, "--out") as draft:
        scenario, tables = replication.played(replicates, seed)
        for name, table in tables.items():
            table.to_csv(draft / f"{name}.csv", index=False, float_format="%.9g")
        caption = f"{replicates} replicates · seed {seed} · rules {kernel_hash()[:SHORT]}"
        with house() as sheet:
            filed(replication.figure(tables, caption, sheet), draft, FIGURE)
        wall = time.perf_counter() - started
        said = manifest(scenario, replicates, seed, {KIND: replication.name}, wall_seconds=round(wall, 1))
        kernel = {"kernel_hash": kernel_hash(), "finding": replication.finding(tables)}
        store.write_manifest({**said, **kernel}, draft)
    return folder


def stored_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables that were written, by name."""
    return {path.stem: pd.read_csv(path) for path in sorted(folder.glob("*.csv"))}


def show(replication: Replication, folder: Path) -> None:
    """Print the table of facts, the finding, and where all lies."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    tables, out = stored_tables(folder), terminal.console()
    made = Table(*HEADINGS, box=SIMPLE_HEAD)
    for line in fact_lines(tables["facts"]):
        made.add_row(*line)
    out.print(made, markup=False)
    out.print(replication.finding(tables), markup=False)
    out.print(str(folder), markup=False, soft_wrap=True)


def published(replication: Replication, folder: Path, home: Home) -> Path:
    """A copy of the small tables, the figure and the manifest; the page's tables as the copy has them."""
    from sim.plots.sheets import compact

    text = page_with(home.page.read_text("utf-8"), replication, stored_tables(folder))
    target = home.published / replication.name
    with store.written(target) as draft:
        for path in sorted([*folder.glob("*.csv"), folder / f"{FIGURE}.png", folder / store.MANIFEST]):
            shutil.copy(path, draft / path.name)
        compact(draft / f"{FIGURE}.png")
    home.page.write_text(text, "utf-8")
    return target


def page_with(text: str, replication: Replication, tables: Tables) -> str:
    """The page with every section of a replication made anew from its tables."""
    for place, section in replication.sections(tables).items():
        name = f"{replication.name}: {place}"
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        block = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        if len(block.findall(text)) != 1:
            raise ConfigError(f"the page has no place for `{name}`, or several (docs/replications.md)")
        whole = f"{begin}\n\n{section}\n\n{end}"
        text = block.sub(lambda _, whole=whole: whole, text)
    return text


def rows_of(table: pd.DataFrame, **wanted: Any) -> pd.DataFrame:
    """The rows in which these columns have these values."""
    for column, value in wanted.items():
        table = table[table[column] == value]
    return table
