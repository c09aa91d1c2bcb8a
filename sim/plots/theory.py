"""Theory as pictures: a closed form as a line, simulated points with their intervals on it.

`points` is a table with panel, series, x, mean, low, high, theory; `curves` one with panel, series, x, y and
kind ("theory", or "limit" for a formula that holds in a limit only). A point whose interval misses the closed
form is hollow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MultipleLocator, NullLocator, StrMethodFormatter

from sim.measures.inference import EXACT
from sim.plots.facets import frame, in_order, toned
from sim.plots.sheets import Sheet, blank
from sim.plots.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE,
    PURPLE,
    SKY,
    VERMILION,
    end_labels,
    finish,
    points_in_data,
    spread,
)
from sim.plots.view import Names, View, shown

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


ORDER = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY)
"""Colours of series that no view gives one, in their order."""


def theory(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """Simulated points with 95 % intervals on the curves of a closed form; `col`: panels, `hue`: series.

    `table` has `what`: rows of "theory" are a curve through `x` and mean, those of "limit" one that holds in
    a limit only (dotted), those of "point" a simulated mean with low and high, hollow where the interval
    misses the column `theory`, those of "mark" a place that the theory names: a tick at `x` and mean with the
    column `text` beside it, moved by `dx`, `dy` points of paper, in the colour of its series if it has one.

    Options: `tones` (series: name of a colour), `labels` (panel: name of its ordinate; else `label`), `xlabel`
    (of the abscissa), `named` (the panel in which series are named, or false; default: the last), `places`
    (series: [x, y] of its name; else at the end of its curve), `log` ("x", "y" or "xy"), `baseline` (a line at this height), `step` (of
    ticks along x), `nested` (curves that run over each other, in falling widths), `ticks` (false: marks are
    words alone), `height` (inches on a page).
    """
    options = view.options
    series = in_order(table[table["what"] != "mark"], view.hue)
    tones = {
        one: toned(view, one) if one in options.get("tones", {}) else ORDER[place % len(ORDER)]
        for place, one in enumerate(series)
    }
    figure, body = frame(view, float(options.get("height", 2.8)), sheet)
    facets = list(table.groupby(view.col or (lambda _: ""), sort=False, dropna=False))
    panels = body.subplots(1, len(facets), squeeze=False)[0]
    for axes, (panel, rows) in zip(panels, facets):
        lines_and_points(rows, axes, view, tones)
        scaled(axes, options)
        axes.set_xlabel(options.get("xlabel", shown(names, view.x)))
        label = options.get("labels", {}).get(panel, view.label or shown(names, panel))
        axes.set_ylabel("\n".join(wrap(label, 34)))
    figure.draw_without_rendering()
    named = options.get("named", facets[-1][0])
    for axes, (panel, rows) in zip(panels, facets):
        for mark in rows[rows["what"] == "mark"].to_dict("records"):
            place_named(axes, mark, view, tones)
        if panel == named and named is not False and len(series) > 1:
            curve_names(rows, axes, view, names, tones)
    return figure


def lines_and_points(rows: pd.DataFrame, axes: Axes, view: View, tones: Mapping[str, Any]) -> None:
    """The curves of one panel, and the points on them, a colour a series."""
    drawn = rows[rows["what"] != "mark"].groupby(view.hue, sort=False)
    for rank, (series, own) in enumerate(drawn):
        width = 1.3 + (1.1 * (len(tones) - 1 - rank) if view.options.get("nested") else 0.0)
        for what, ls, lw in (("theory", "-", width), ("limit", ":", 0.9)):
            line = own[own["what"] == what]
            if len(line):
                sns.lineplot(
                    line, x=view.x, y="mean", ax=axes, color=tones[str(series)], ls=ls, lw=lw, alpha=0.8,
                    estimator=None, sort=False, legend=False, zorder=2, solid_capstyle="butt",
                )  # fmt: skip
        points = own[own["what"] == "point"].rename(columns={view.x: "x"})
        if "theory" not in points:
            points = points.assign(theory=points["mean"])
        dots(points, axes, tones[str(series)], str(series))
    if (baseline := view.options.get("baseline")) is not None:
        axes.axhline(baseline, color=GREY, lw=0.6, zorder=1)


def scaled(axes: Axes, options: Mapping[str, Any]) -> None:
    """Scales, ticks and faint lines across."""
    for which in str(options.get("log", "")):
        axis = axes.xaxis if which == "x" else axes.yaxis
        axis._set_axes_scale("log")  # type: ignore[attr-defined]
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axis.set_minor_locator(NullLocator())
    if "step" in options:
        axes.xaxis.set_major_locator(MultipleLocator(float(options["step"])))
    axes.margins(x=0.02)
    axes.grid(axis="y", color=PALE, lw=0.4, alpha=0.6)
    axes.set_axisbelow(True)


def place_named(axes: Axes, mark: Mapping[Any, Any], view: View, tones: Mapping[str, Any]) -> None:
    """A tick and words at a place that the theory names."""
    tone, at = tones.get(str(mark.get(view.hue)), INK), (float(mark[view.x]), float(mark["mean"]))
    if view.options.get("ticks", True):
        axes.plot(*at, marker="|", ms=9, mew=1.1, color=tone, zorder=4, ls="none")
    text, shift = mark.get("text"), [mark.get(move) for move in ("dx", "dy")]
    if isinstance(text, str) and text:
        known = [
            float(usual if move is None or pd.isna(move) else move) for move, usual in zip(shift, (3, 4))
        ]
        axes.annotate(text, at, xytext=(known[0], known[1]), textcoords="offset points", color=tone, zorder=5)


def curve_names(rows: pd.DataFrame, axes: Axes, view: View, names: Names, tones: Mapping[str, Any]) -> None:
    """Names each series in its colour: at its given place, else at the right end of its curve."""
    given = view.options.get("places", {})
    for series, (x, y) in given.items():
        axes.text(x, y, shown(names, series), color=tones[series], va="center")
    own = rows[(rows["what"] == "theory") & ~rows[view.hue].isin(list(given))]
    ends = own.sort_values(view.x, kind="stable").groupby(view.hue, sort=False).last()
    if len(ends):
        places = dict(zip(ends.index, zip(ends[view.x], ends["mean"])))
        end_labels(axes, places, {one: shown(names, one) for one in places}, tones)
