"""Theory as pictures: a closed form as a line, simulated points with their intervals on it.

`points` is a table with panel, series, x, mean, low, high, theory; `curves` one with panel, series, x, y and
kind ("theory", or "limit" for a formula that holds in a limit only). A point whose interval misses the closed
form is hollow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MultipleLocator, NullLocator, StrMethodFormatter

from sim.measures.inference import EXACT
from sim.plots.sheets import Sheet, blank
from sim.plots.style import GREY, INK, PALE, finish, points_in_data, spread

NOTE = "Line: closed form. Dots: simulation with 95 % intervals; hollow: the interval misses the line."


class Mark(NamedTuple):
    """A place that the theory names, with its words; `shift` moves them, in points of paper."""

    panel: str
    x: float
    y: float
    text: str
    shift: tuple[float, float] = (3.0, 4.0)
    tone: str = INK
    tick: bool = True


@dataclass(frozen=True)
class Frame:
    """All of a picture that is not in its tables.

    `ylabels` names the panels in their order, each with its axis label; `tones` gives series their colours;
    `named` is the panel in which series are named (None: nowhere), `places` says where a name stands (x, y)
    if not at the right end of its line. `nested` draws lines that run over each other in falling widths;
    `log` takes the logarithm of the ordinate; `step` is the distance of ticks on the abscissa. `height` in
    inches on a page.
    """

    xlabel: str
    ylabels: Mapping[str, str]
    tones: Mapping[str, str]
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict[str, tuple[float, float]])
    marks: tuple[Mark, ...] = ()
    baseline: float | None = None
    named: str | None = ""
    nested: bool = False
    log: bool = False
    step: float | None = None
    height: float = 3.3


def theory_figure(
    points: pd.DataFrame, curves: pd.DataFrame, frame: Frame, title: str, caption: str, sheet: Sheet
) -> Figure:
    """One panel for each of `frame.ylabels`, side by side, with the finding above and the caption below."""
    figure = blank(frame.height, sheet)
    panels = figure.subplots(1, len(frame.ylabels), squeeze=False)[0]
    # Framed first: names are moved apart on the room that title and caption leave.
    finish(figure, glued(title), glued(f"{NOTE} {caption}"))
    for axes, (panel, ylabel) in zip(panels, frame.ylabels.items()):
        lines = curves[curves["panel"] == panel]
        theory_panel(points[points["panel"] == panel], lines, axes, frame)
        axes.set_xlabel(frame.xlabel)
        axes.set_ylabel(ylabel)
        for mark in frame.marks:
            if mark.panel == panel:
                marked(axes, mark)
        if frame.named == panel:
            series_names(lines, axes, frame)
    return figure


def glued(text: str) -> str:
    """The text with spaces that no line may be broken at: about an equals sign, before a per cent sign."""
    return text.replace(" = ", "\u00a0=\u00a0").replace(" %", "\u00a0%")


def theory_panel(points: pd.DataFrame, curves: pd.DataFrame, axes: Axes, frame: Frame) -> None:
    """Draws lines and points of one panel, a colour for each series."""
    if frame.baseline is not None:
        axes.axhline(frame.baseline, color=GREY, lw=0.6, zorder=1)
    for rank, (series, tone) in enumerate(frame.tones.items()):
        width = 1.3 + (1.1 * (len(frame.tones) - 1 - rank) if frame.nested else 0.0)
        for kind, line in curves[curves["series"] == series].groupby("kind", sort=False):
            limit = kind == "limit"
            axes.plot(
                line["x"], line["y"], color=tone, lw=0.9 if limit else width, ls=":" if limit else "-",
                alpha=0.8, zorder=2, label=f"{series} ({kind})", solid_capstyle="butt",
            )  # fmt: skip
        dots(points[points["series"] == series], axes, tone, series)
    if frame.log:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axes.yaxis.set_minor_locator(NullLocator())
    if frame.step is not None:
        axes.xaxis.set_major_locator(MultipleLocator(frame.step))
    axes.margins(x=0.02)
    axes.grid(axis="y", color=PALE, lw=0.4, alpha=0.6)
    axes.set_axisbelow(True)


def dots(points: pd.DataFrame, axes: Axes, tone: str, series: str) -> None:
    """Draws simulated means with their intervals, hollow where the interval misses the closed form."""
    if points.empty:
        return
    hit = (points["low"] <= points["theory"] + EXACT) & (points["theory"] <= points["high"] + EXACT)
    for covered, rows in points.groupby(hit):
        reach = np.vstack([rows["mean"] - rows["low"], rows["high"] - rows["mean"]])
        axes.errorbar(
            rows["x"], rows["mean"], yerr=np.maximum(reach, 0.0), fmt="o", ms=3.4, mew=0.9, color=tone,
            mfc=tone if covered else "white", elinewidth=0.9, capsize=2.0, capthick=0.9, zorder=3,
            label=series if covered else f"{series}, missed",
        )  # fmt: skip


def marked(axes: Axes, mark: Mark) -> None:
    """Sets a small tick and its words at a place that the theory names."""
    if mark.tick:
        axes.plot([mark.x], [mark.y], marker="|", ms=9, mew=1.1, color=mark.tone, zorder=4, ls="none")
    if mark.text:
        axes.annotate(
            mark.text, (mark.x, mark.y), xytext=mark.shift, textcoords="offset points", color=mark.tone,
            fontsize=0.93 * float(sns.plotting_context()["font.size"]), zorder=5,
        )  # fmt: skip


def series_names(curves: pd.DataFrame, axes: Axes, frame: Frame) -> None:
    """Names each series in its colour: at its given place, else at the right end of its line."""
    letters = float(sns.plotting_context()["font.size"])
    for series, (x, y) in frame.places.items():
        axes.text(x, y, series, color=frame.tones[series], fontsize=letters, va="center")
    own = curves[(curves["kind"] == "theory") & ~curves["series"].isin(list(frame.places))]
    if own.empty:
        return
    ends = own.sort_values("x", kind="stable").groupby("series").last()
    gap, step = points_in_data(axes, 1.35 * letters), points_in_data(axes, 7.0, "x")
    heights = spread(ends["y"].tolist(), [gap] * len(ends))
    for series, x, height in zip(ends.index, ends["x"], heights):
        axes.annotate(
            str(series), (float(x) + step, float(height)), color=frame.tones[str(series)], va="center",
            fontsize=letters, annotation_clip=False,
        )  # fmt: skip
