"""Points with 95 % intervals, a row a name: what each part adds, what decides, who stands where."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import seaborn.objects as so
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.measures.inference import LEVEL
from sim.plots import facets
from sim.plots.asked import View
from sim.plots.facets import Look, Panel
from sim.plots.sheets import Sheet
from sim.plots.style import INK, PALE
from sim.plots.view import Names

SPREAD = 0.6
"""How far apart the series of a row stand, in rows."""


def forest(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """`value` along x with its interval, a row for each `y` (as in the table, first on top), marks by `hue`.

    Options: `group` (a column whose values are headings over their rows), `filled` (hollow where nothing can
    be told from 0), `zero` (no line at 0 where false), `percent` (also by facet), `sharex`, `xlim`, `joined`
    (a pale line through the marks of a row), `target` (a column: where a mark of ink stands). Where the table
    has `band_low` and `band_high` it is a pale band behind the row.
    """
    options = view.options
    series = facets.in_order(table, view.hue)
    look = facets.looks(view, series)
    keys = lines(table, view)
    rows = prepared(table, view, look, keys)
    rows_named = [group if part is None else part for group, part in keys]
    words = facets.labels_of(names, rows_named, 34)
    shown_rows = [words[str(one)] for one in rows_named]
    tall = max(text.count("\n") + 1 for text in shown_rows)
    height = 0.45 + max(0.17 + 0.035 * (len(series) - 1), 0.15 * tall) * max(3, len(keys))
    figure, body = facets.frame(view, height * facets.shape(table, view)[0], sheet)
    own_scales = options.get("sharex") is False
    facets.facetted(plotted(rows, look), table, view, body, x=not own_scales, y=True)
    drawn = facets.panels(table, view, names, body.axes, sheet)
    for panel in drawn:
        framed(panel, rows, view, keys)
        panel.axes.set_yticks(range(len(keys)), shown_rows)
        panel.axes.tick_params(axis="y", length=0, labelleft=panel.left)
        panel.axes.tick_params(axis="x", labelbottom=panel.low or own_scales)
        for (_, part), tick in zip(keys, panel.axes.yaxis.get_major_ticks()):
            tick.label1.set_fontweight("bold" if part is None else "normal")
    facets.named_axes(drawn, view, names, sheet, body, (view.label, ""), own=False)
    if len(series) > 1:
        shown_names = facets.labels_of(names, series)
        marks = [facets.handle(look[name], text, line=False, mark=True) for name, text in shown_names.items()]
        facets.legend_above(body, marks, sheet)
    return figure


def lines(table: pd.DataFrame, view: View) -> list[tuple[Any, Any]]:
    """Group and name of each row from top to bottom; a heading has no name (None)."""
    group = view.options.get("group")
    if not group:
        return [("", name) for name in facets.in_order(table, view.y)]
    found: list[tuple[Any, Any]] = []
    for heading, own in table.groupby(group, sort=False):
        found += [(heading, None), *((heading, name) for name in facets.in_order(own, view.y))]
    return found


def certain(table: pd.DataFrame) -> pd.Series:
    """Which rows are told from 0: by `p_holm` where the table has it, else by the interval."""
    if "p_holm" in table and table["p_holm"].notna().any():
        return table["p_holm"] < 1.0 - LEVEL
    return (table["low"] > 0.0) | (table["high"] < 0.0)


def prepared(
    table: pd.DataFrame, view: View, look: dict[str, Look], keys: list[tuple[Any, Any]]
) -> pd.DataFrame:
    """The rows with their `place` from the top, `series` beside each other, and whether they are `told`."""
    rows = facets.spans(table, view.value)
    series = rows[view.hue].astype(str) if view.hue else pd.Series("", index=rows.index)
    group = view.options.get("group")
    groups = rows[group] if group else [""] * len(rows)
    row = np.array([keys.index(key) for key in zip(groups, rows[view.y])], dtype=float)
    beside = series.map(list(look).index).to_numpy(float) - (len(look) - 1) / 2.0
    beside *= 0.0 if view.options.get("joined") else SPREAD / len(look)
    told = certain(rows) | (not view.options.get("filled", False))
    return rows.assign(series=series, row_place=row, place=row + beside, told=np.where(told, "yes", "no"))


def plotted(rows: pd.DataFrame, look: dict[str, Look]) -> so.Plot:
    """Intervals and marks, in seaborn's grammar."""
    plot = facets.scaled(so.Plot(rows, x="mean", y="place", color="series", marker="series"), look)
    # Only here ends of intervals, for a mark without them would be dropped.
    plot = plot.add(so.Range(linewidth=1.1), orient="y", xmin="low", xmax="high", legend=False)
    if rows["told"].eq("no").any():
        plot = plot.add(so.Dot(color="white", pointsize=4.0), legend=False)
    return plot.add(so.Dot(pointsize=4.0, stroke=0.9), fill="told", legend=False)


def framed(panel: Panel, rows: pd.DataFrame, view: View, keys: list[tuple[Any, Any]]) -> None:
    """Line at 0, bands, targets, limits and ticks of one facet."""
    axes, options, own = panel.axes, view.options, panel.of(rows, view)
    if options.get("zero", True):
        axes.axvline(0.0, color=INK, lw=0.7, zorder=0.8)
    if "band_low" in own:
        width = own["band_high"] - own["band_low"]
        axes.barh(own["row_place"], width, 0.8, left=own["band_low"], color=PALE, lw=0, zorder=0.5)
    if options.get("target"):
        axes.plot(own[options["target"]], own["row_place"], ls="none", marker="|", ms=9, mew=1.4, color=INK)
    if options.get("joined"):
        for _, marks in own.groupby("row_place"):
            axes.plot(marks["mean"], marks["place"], color=PALE, lw=2.5, zorder=0.7)
    fit = 4 if facets.shape(rows, view)[1] < facets.MOST else 3
    axes.xaxis.set_major_locator(MaxNLocator(fit, steps=facets.STEPS))
    if facets.in_percent(view, panel):
        facets.per_cent(axes.xaxis)
    if "xlim" in options:
        axes.set_xlim(*options["xlim"])
    axes.set_ylim(len(keys) - 0.4, -0.6)
    axes.grid(axis="x", color="#EBEBEB", lw=0.6)
    axes.set_axisbelow(True)
    for place in range(1, len(keys), 2):
        axes.axhspan(place - 0.5, place + 0.5, color="#F7F7F7", lw=0, zorder=0)
