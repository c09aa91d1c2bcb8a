"""A closed form as a line, and simulated points with their intervals on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import seaborn.objects as so
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.measures.inference import EXACT
from sim.plots import facets
from sim.plots.asked import View
from sim.plots.facets import Look
from sim.plots.sheets import Sheet
from sim.plots.style import GREY, INK, PALE, end_labels
from sim.plots.view import Names, shown


def theory(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """Simulated points with 95 % intervals on the curves of a closed form; `col`: panels, `hue`: series.

    `table` has `what`: rows of "theory" are a curve through `x` and mean, those of "limit" one that holds in
    a limit only (dotted), those of "point" a simulated mean with low and high, hollow where the interval
    misses the column `theory`, those of "mark" a place that the theory names: a tick at `x` and mean with the
    column `text` beside it, moved by `dx`, `dy` points of paper, in the colour of its series if it has one.

    Options: `tones` (`facets.toned`), `labels` (panel: name of its ordinate; else `label`), `named` (the
    panel in which series are named, or false; default: the last), `logy`, `baseline` (a line at this height),
    `step` (of ticks along x), `nested` (curves that run over each other, in falling widths), `ticks` (false:
    marks are words alone).
    """
    options, across = view.options, facets.shape(table, view)[1]
    marks, rows = table[table["what"] == "mark"], table[table["what"] != "mark"]
    series = facets.in_order(rows, view.hue)
    falling = 1.1 if options.get("nested") else 0.0
    look = {
        one: Look(facets.toned(view, one or "wiifwe"), "-", 1.3 + falling * (len(series) - 1 - rank), "o")
        for rank, one in enumerate(series)
    }
    figure, body = facets.frame(view, 2.8, sheet)
    facets.facetted(plotted(rows, view, look), table, view, body, x=True, y=False)
    drawn = facets.panels(table, view, names, body.axes, sheet)
    for panel in drawn:
        panel.axes.set_title("", loc="left")  # the ordinate says it
        framed(panel.axes, view, sheet, across)
    facets.named_axes(drawn, view, names, sheet, body, (shown(names, view.x), view.label), most=34)
    named = options.get("named", drawn[-1].col)
    for panel in drawn:
        for mark in panel.of(marks, view).to_dict("records"):
            place_named(panel.axes, mark, view, look)
        if panel.col == named and named is not False and len(series) > 1:
            curve_names(panel.of(rows, view), panel.axes, view, names, look)
    return figure


def plotted(rows: pd.DataFrame, view: View, look: Mapping[str, Look]) -> so.Plot:
    """Curves and points, in seaborn's grammar; hollow points where the interval misses the curve."""
    sought = rows["theory"].fillna(rows["mean"]) if "theory" in rows else rows["mean"]
    hit = (rows["low"] <= sought + EXACT) & (sought <= rows["high"] + EXACT)
    rows = rows.assign(told=np.where(hit, "yes", "no"))
    curves, limits, points = (rows[rows["what"] == what] for what in ("theory", "limit", "point"))
    plot = facets.scaled(so.Plot(rows, x=view.x, y="mean", color=view.hue), look)
    plot = plot.add(so.Path(alpha=0.8), linewidth=view.hue, data=curves, legend=False)
    plot = plot.add(so.Path(alpha=0.8, linewidth=0.9, linestyle=":"), data=limits, legend=False)
    plot = plot.add(so.Range(linewidth=0.9), ymin="low", ymax="high", data=points, legend=False)
    plot = plot.add(so.Dot(color="white", pointsize=3.6), data=points, legend=False)
    return plot.add(so.Dot(pointsize=3.6, stroke=0.9), fill="told", data=points, legend=False)


def framed(axes: Axes, view: View, sheet: Sheet, across: int) -> None:
    """Scales, ticks and faint lines across."""
    axes.margins(x=0.02)
    facets.number_ticks(axes, view, sheet, across)
    if view.options.get("logy"):
        facets.log_ticks(axes.yaxis)
    if "baseline" in view.options:
        axes.axhline(view.options["baseline"], color=GREY, lw=0.6, zorder=0.9)
    axes.grid(axis="y", color=PALE, lw=0.4, alpha=0.6)
    axes.set_axisbelow(True)


def place_named(axes: Axes, mark: Mapping[Any, Any], view: View, look: Mapping[str, Look]) -> None:
    """A tick and words at a place that the theory names."""
    own, at = look.get(str(mark.get(view.hue))), (float(mark[view.x]), float(mark["mean"]))
    tone = own.tone if own else INK
    if view.options.get("ticks", True):
        axes.plot(*at, marker="|", ms=9, mew=1.1, color=tone, zorder=4, ls="none")
    if isinstance(mark.get("text"), str):
        moved = (float(np.nan_to_num(mark["dx"], nan=3.0)), float(np.nan_to_num(mark["dy"], nan=4.0)))
        axes.annotate(mark["text"], at, moved, textcoords="offset points", color=tone, zorder=5)


def curve_names(rows: pd.DataFrame, axes: Axes, view: View, names: Names, look: Mapping[str, Look]) -> None:
    """Names each series in its colour at the right end of its curve."""
    curves = rows[rows["what"] == "theory"].sort_values(view.x, kind="stable")
    ends = curves.groupby(view.hue, sort=False).last()
    places = dict(zip(ends.index, zip(ends[view.x], ends["mean"])))
    tones = {name: one.tone for name, one in look.items()}
    end_labels(axes, places, {one: shown(names, one) for one in places}, tones)
