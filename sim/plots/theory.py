"""A closed form as a line, and simulated points with their intervals on it."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MultipleLocator, NullLocator, StrMethodFormatter

from sim.measures.inference import EXACT
from sim.plots.facets import frame, in_order, toned
from sim.plots.sheets import Sheet
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
)
from sim.plots.view import Names, View, shown


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


ORDER = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY)
"""Colours of series that no view gives one, in their order."""


def theory(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """Simulated points with 95 % intervals on the curves of a closed form; `col`: panels, `hue`: series.

    `table` has `what`: rows of "theory" are a curve through `x` and mean, those of "limit" one that holds in
    a limit only (dotted), those of "point" a simulated mean with low and high, hollow where the interval
    misses the column `theory`, those of "mark" a place that the theory names: a tick at `x` and mean with the
    column `text` beside it, moved by `dx`, `dy` points of paper, in the colour of its series if it has one.

    Options: `tones` (series: name of a colour), `labels` (panel: name of its ordinate; else `label`),
    `xlabel` (of the abscissa), `named` (the panel in which series are named, or false; default: the last),
    `places` (series: [x, y] of its name; else at the end of its curve), `log` ("x", "y" or "xy"), `baseline`
    (a line at this height), `step` (of ticks along x), `nested` (curves that run over each other, in falling
    widths), `ticks` (false: marks are words alone), `height` (inches on a page).
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
