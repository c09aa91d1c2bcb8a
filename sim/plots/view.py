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
from sim.plots.asked import KINDS, View
from sim.plots.sheets import Sheet, house, saved
from sim.plots.style import among, finish

Names = Mapping[str, str]
"""Column, or value in a column → what a reader is shown; what is not named is spelled out."""
Kind = Callable[[pd.DataFrame, View, Names, Sheet], Figure]


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


Job = tuple[View, pd.DataFrame, str, str]
"""A picture, its table, its title, and the name of its file."""


def filed_view(
    job: Job, names: Names, caption: str, folder: Path, sheet: str = "page", formats: Sequence[str] = ()
) -> list[Path]:
    """Draw a picture on a sheet and write it as PNG and in these formats; the files.

    Of pictures for a column those of several panels are as wide as the page.
    """
    view, table, title, name = job
    with house("page" if sheet == "column" and (view.col or view.row) else sheet) as size:
        figure = drawn(view, table, names, title, caption, size)
        folder.mkdir(parents=True, exist_ok=True)
        return [saved(figure, folder / f"{name}.{ending}") for ending in dict.fromkeys(("png", *formats))]


def all_filed(
    jobs: Sequence[Job], names: Names, caption: str, folder: Path, sheet: str, formats: Sequence[str]
) -> None:
    """Draw pictures and write them, several of them in two processes where the system can fork."""
    draw = partial(
        filed_view, names=names, caption=caption, folder=folder, sheet=sheet, formats=tuple(formats)
    )
    forks = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    if len(jobs) < 3 or not forks:  # a second process is not worth its start
        for job in jobs:
            draw(job)
        return
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        list(pool.map(draw, jobs))
