"""What one axis changes, highest less lowest level, by the levels of another: points with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, NullLocator

from sim.measures.inference import LEVEL
from sim.plots.sheets import Sheet, blank
from sim.plots.style import GREY, finish, wrapped

NOTE = (
    "Highest less lowest level on the same luck, with 95 % intervals, point by point. Filled: told from 0 "
    "(Holm over the levels of a series)."
)


class Series(NamedTuple):
    """One series of points: its name in the table's column `of`, what a reader is shown, colour and mark."""

    name: str
    label: str
    tone: str
    mark: str = "o"


def contrast_figure(
    effects: pd.DataFrame, by: str, titles: Mapping[str, str], series: Sequence[Series],
    labels: tuple[str, str], title: str, caption: str, sheet: Sheet,
) -> Figure:  # fmt: skip
    """A panel for each outcome (`titles`); `effects`: of, outcome, `by`, mean, low, high, p_holm.

    `labels` are those of `by` and of the change. The levels of `by` stand side by side, evenly.
    """
    figure = blank(2.9, sheet)
    panels = figure.subplots(1, len(titles), sharex=True, sharey=True, squeeze=False)[0]
    for axes, (outcome, name) in zip(panels, titles.items()):
        changes(effects[effects["outcome"] == outcome], by, series, axes)
        axes.set_title(name, loc="left")
        axes.set_xlabel(wrapped(labels[0], 0.9 * sheet.width / len(titles), sheet.letters))
    panels[0].set_ylabel(labels[1])
    marks = [
        Line2D([], [], color=one.tone, marker=one.mark, ls="none", ms=3.5, label=one.label) for one in series
    ]
    panels[-1].legend(handles=marks, loc="best", frameon=False, handletextpad=0.2)
    return finish(figure, title, f"{NOTE} {caption}")


def changes(rows: pd.DataFrame, by: str, series: Sequence[Series], axes: Axes) -> None:
    """One outcome: each series beside the others at every level."""
    levels = np.sort(rows[by].unique())
    axes.axhline(0.0, color=GREY, lw=0.8)
    width = 0.7 / max(1, len(series))
    for place, one in enumerate(series):
        own = rows[rows["of"] == one.name]
        at = np.searchsorted(levels, own[by]) + (place - (len(series) - 1) / 2.0) * width
        axes.vlines(at, own["low"], own["high"], color=one.tone, lw=0.9)
        told = (own["p_holm"] < 1.0 - LEVEL).to_numpy()
        for there, face in ((told, one.tone), (~told, "white")):
            axes.plot(
                at[there], own["mean"][there], ls="none", marker=one.mark, ms=3.2, color=one.tone, mfc=face,
                mew=0.8,
            )  # fmt: skip
    step = max(1, -(-len(levels) // 8))
    axes.set_xticks(np.arange(len(levels))[::step])
    axes.xaxis.set_major_formatter(FuncFormatter(lambda place, _: named(place, levels)))
    axes.xaxis.set_minor_locator(NullLocator())


def named(place: float, levels: np.ndarray) -> str:
    """The level that stands at a place."""
    at = round(place)
    return f"{levels[at]:g}" if 0 <= at < len(levels) else ""
