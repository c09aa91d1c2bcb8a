"""A picture as data: which kind, of which table, along which columns. A kind draws any table of its shape.

A table is tidy: a row is one mark; `mean` with `low` and `high` (95 %) is what was found, the other columns
say of what. A study's YAML names its views; its template names what each of them shows (the title).
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sim.measures.wording import spelled
from sim.plots.asked import KINDS, View, printing
from sim.plots.sheets import Sheet, filed, house
from sim.plots.style import among, finish

Names = Mapping[str, str]
"""Column, or value in a column → what a reader is shown; what is not named is spelled out."""
Kind = Callable[[pd.DataFrame, View, Names, Sheet], Figure]


FEW = 3
"""Pictures below which a second process is not worth its start."""


def shown(names: Names, name: Any) -> str:
    """What a reader is shown for a column or a value."""
    return names.get(str(name)) or (f"{name:g}" if isinstance(name, float) else spelled(str(name)))


def drawn(view: View, table: pd.DataFrame, names: Names, title: str, caption: str, sheet: Sheet) -> Figure:
    """The picture on a sheet, its title above and its caption below; inside `house()`."""
    kind: Kind = getattr(import_module(f"sim.plots.{KINDS[view.kind]}"), view.kind)
    rows, names = view.chosen(table), {**names, **view.options.get("names", {})}
    arms = rows[view.hue].astype(str).unique().tolist() if view.hue in rows else []
    view = replace(view, title=title, caption=f"{view.note} {caption}".strip())
    with among(arms):
        return finish(kind(rows, view, names, sheet), title, view.caption)


def filed_view(
    view: View, table: pd.DataFrame, names: Names, title: str, caption: str, folder: Path, name: str
) -> list[Path]:
    """Draw a picture on the sheet asked for and write it in the formats asked for; the files."""
    with house() as sheet:
        return filed(drawn(view, table, names, title, caption, sheet), folder, name)


Job = tuple[View, pd.DataFrame, str, str]
"""A picture, its table, its title, and the name of its file."""


def all_filed(
    jobs: Sequence[Job],
    names: Names,
    caption: str,
    folder: Path,
    sheet: str = "page",
    formats: Sequence[str] = (),
) -> None:
    """Draw pictures and write them, several of them in two processes where the system can fork."""
    with printing(sheet, tuple(formats)):
        draw = partial(_filed, names=names, caption=caption, folder=folder)
        if (
            len(jobs) < FEW
            or "fork" not in multiprocessing.get_all_start_methods()
            or sys.platform == "darwin"
        ):
            list(map(draw, jobs))
            return
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
            list(pool.map(draw, jobs))


def _filed(job: Job, names: Names, caption: str, folder: Path) -> None:
    view, table, title, name = job
    filed_view(view, table, names, title, caption, folder, name)
