"""Lines with 95 % bands along a numeric axis: a value by month, volatility, trust or age, a line a series."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
import seaborn.objects as so
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.plots import facets
from sim.plots.asked import View
from sim.plots.facets import SILENT, Look, Panel
from sim.plots.sheets import Sheet
from sim.plots.style import GREY, INK, end_labels, points_in_data
from sim.plots.view import Names, shown

MOST_ENDS = 8
"""Lines that are named at their ends."""
MARGIN = 0.16
"""Room beyond what was tried, as a share of it, for values that lie beyond (`ends`)."""


def curve(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """`value` along `x`, a line and its band for each `hue`; facets `col` and `row`.

    Options: `speak` (series in front of the grey others), `key` ("ends" or "legend": where lines are named),
    `points` (marks with error bars; `joined` by lines), `log`, `logy`, `zero` (a line at 0), `diagonal`,
    `cross` (a text with `{}`: where a line passes 0 for the last time), `marks` ([{x, label}]; x a number or
    a column), `target` (a column: a dashed line at its value), `ends` ([low, high]: what is said of -inf and
    inf; the table's `least` and `most` were tried), `percent` and `labels` (also by facet), `percent_x`,
    `step` (of ticks along x), `sharey`, `height` (of a row of facets, inches on a page).
    """
    options = view.options
    series = facets.in_order(table, view.hue)
    look = facets.looks(view, series)
    rows = prepared(table, view, look)
    down, across = facets.shape(table, view)
    figure, body = facets.frame(view, float(options.get("height", 2.2 if down == 1 else 1.75)) * down, sheet)
    alone = view.row and not view.col  # a column of facets: each on its own scale
    share: Any = options.get("sharey", not alone) and ("row" if view.row else True)
    facets.facetted(plotted(rows, view, look), table, view, body, x=True, y=share)
    drawn = facets.panels(table, view, names, body.axes, sheet)
    for panel in drawn:
        framed(panel, rows, view, sheet, across)
    facets.named_axes(drawn, view, names, sheet, body, (shown(names, view.x), view.label))
    # Placed by the room that is left, so after all else.
    edge = [panel for panel in drawn if panel.right]
    whole = all(set(look) <= set(panel.of(rows, view)["series"]) for panel in edge)
    alike = whole and across < facets.MOST and (down == 1 or view.row)  # not where facets are wrapped
    fit = alike and len(look) <= MOST_ENDS and not options.get("points") and isinstance(series[0], str)
    key = options.get("key", "ends" if fit else "legend") if len(look) > 1 else "none"
    if key == "legend":
        facets.legend_above(body, handles(view, series, look, names), sheet)
    for panel in drawn:
        own = panel.of(rows, view)
        if options.get("cross"):
            crossings(panel.axes, own, look, options["cross"])
        vertical(panel.axes, own, options.get("marks", ()))
        if key == "ends" and panel in edge:
            ends = last_points(own, panel.axes)
            words = facets.labels_of(names, series, 26)
            end_labels(panel.axes, ends, words, {one: look[one].tone for one in look})
    return figure


def prepared(table: pd.DataFrame, view: View, look: Mapping[str, Look]) -> pd.DataFrame:
    """The rows as they are drawn: `at`, `mean`, `low`, `high`, `series`; silent series first, along x."""
    rows = facets.spans(table, view.value)
    rows = rows.assign(series=rows[view.hue].astype(str) if view.hue else "", at=rows[view.x].astype(float))
    levels = np.sort(rows["at"].unique())
    if view.options.get("ends"):
        room = MARGIN * (rows["most"] - rows["least"])
        for end in ("mean", "low", "high"):
            rows[end] = rows[end].clip(rows["least"] - room, rows["most"] + room)
    names = list(look)
    if view.options.get("points") and not view.options.get("log"):
        # Beside each other, for their bars would hide one another.
        places = rows["series"].map(names.index) - (len(names) - 1) / 2.0
        rows["at"] = rows["at"] + places * 0.012 * float(np.ptp(levels) or 1.0)
    front = rows["series"].map(lambda one: look[one].weight)
    rows = rows.assign(front=front).sort_values(["front", "series", "at"])
    known = rows["mean"].notna()
    return rows.assign(gap=(known & ~known.shift(fill_value=False)).cumsum().astype(str))


def plotted(rows: pd.DataFrame, view: View, look: Mapping[str, Look]) -> so.Plot:
    """The marks, in seaborn's grammar: bands and lines, or points and their bars."""
    plot = facets.scaled(so.Plot(rows, x="at", y="mean", color="series", group="gap"), look)
    reach: dict[str, Any] = {"ymin": "low", "ymax": "high", "legend": False}  # a mark without it is dropped
    lines: dict[str, Any] = {"linestyle": "series", "linewidth": "series", "legend": False}
    single = rows["at"].nunique() == 1
    if not (view.options.get("points") or single):
        spoken = rows[rows["series"].map(lambda one: look[one].tone != SILENT)]
        banded = spoken[spoken["low"].notna() & spoken["high"].notna()]
        if len(banded):
            plot = plot.add(so.Band(alpha=0.18), data=banded, **reach)
        return plot.add(so.Line(), **lines)
    if view.options.get("joined"):
        plot = plot.add(so.Line(linewidth=0.8), **{**lines, "linewidth": None})
    plot = plot.add(so.Range(linewidth=1.0), **reach)
    return plot.add(so.Dot(pointsize=4.0, stroke=0.8), marker="series", legend=False)


def framed(panel: Panel, rows: pd.DataFrame, view: View, sheet: Sheet, across: int) -> None:
    """Scales, limits, ticks and lines of reference of one facet."""
    axes, options, own = panel.axes, view.options, panel.of(rows, view)
    levels = np.sort(rows[view.x].unique()).astype(float)
    axes.margins(x=0.02)
    if options.get("log"):
        facets.log_ticks(axes.xaxis, levels.tolist())
    else:
        facets.number_ticks(axes, view, sheet, across)
    if options.get("logy"):
        facets.log_ticks(axes.yaxis)
    else:
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=facets.STEPS))
    if facets.in_percent(view, panel):
        facets.per_cent(axes.yaxis)
    if options.get("zero"):
        axes.axhline(0.0, color=GREY, lw=0.8, zorder=0.5)
    if options.get("diagonal"):
        ends = [float(levels[0]), float(levels[-1])]
        axes.plot(ends, ends, color=GREY, lw=0.9, ls=":", zorder=0.5)
    if options.get("target"):
        axes.axhline(float(own[options["target"]].iloc[0]), color=INK, lw=0.8, ls=(0, (4, 3)), zorder=0.5)
    if options.get("ends"):
        beyond(axes, own, *options["ends"])


def beyond(axes: Axes, own: pd.DataFrame, low: str, high: str) -> None:
    """Grey margins below and above what was tried, and what is said of values that lie there."""
    least, most = float(own["least"].min()), float(own["most"].max())
    room = MARGIN * (most - least)
    for bottom, top in ((least - 1.6 * room, least - 0.4 * room), (most + 0.4 * room, most + 1.6 * room)):
        axes.axhspan(bottom, top, color="#F0F0F0", lw=0, zorder=0)
    between = [one for one in MaxNLocator(4).tick_values(least, most) if least <= one <= most]
    words = [textwrap.fill(low, 24), *(f"{one:g}" for one in between), textwrap.fill(high, 24)]
    axes.set_yticks([least - room, *between, most + room], words)
    axes.set_ylim(least - 1.6 * room, most + 1.6 * room)


def handles(view: View, series: Sequence[Any], look: Mapping[str, Look], names: Names) -> list[Line2D]:
    """The series in the legend."""
    marked = bool(view.options.get("points"))
    lined = not marked or bool(view.options.get("joined"))
    words = {str(one): shown(names, one) for one in series}
    if isinstance(series[0], (int, float)):  # numbers alone say nothing
        words[str(series[0])] = f"{shown(names, view.hue)}: {shown(names, series[0])}"
    return [facets.handle(one, words[name], line=lined, mark=marked) for name, one in look.items()]


def last_points(own: pd.DataFrame, axes: Axes) -> dict[str, tuple[float, float]]:
    """Where each line of a facet ends, within its limits."""
    low, high = sorted(axes.get_ylim())
    known = own[own["mean"].notna()].sort_values("at").groupby("series", sort=False).last()
    return {
        str(name): (float(x), float(np.clip(y, low, high)))
        for name, x, y in known[["at", "mean"]].itertuples()
    }


def crossing(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Where a line passes 0 for the last time, between its points; nan where it does not."""
    x, y = x[y != 0.0], y[y != 0.0]
    turns = np.flatnonzero(y[:-1] * y[1:] < 0.0)
    if turns.size == 0:
        return float("nan")
    at = turns[-1]
    return float(x[at] - y[at] * (x[at + 1] - x[at]) / (y[at + 1] - y[at]))


def crossings(axes: Axes, own: pd.DataFrame, look: Mapping[str, Look], pattern: str) -> None:
    """Marks where the lines that speak pass 0 for the last time, and writes the place beside."""
    found: list[tuple[float, Any]] = []
    for name, one in own[own["mean"].notna()].sort_values("at").groupby("series", sort=False):
        at = crossing(one["at"].to_numpy(float), one["mean"].to_numpy(float))
        if np.isfinite(at) and look[str(name)].tone != SILENT:
            found.append((at, look[str(name)].tone))
    letters = float(sns.plotting_context()["font.size"])
    wide = points_in_data(axes, 0.62 * letters * len(pattern) + letters, "x")
    line, end = 0, -np.inf
    for at, tone in sorted(found, key=lambda one: one[0]):
        line = line + 1 if at < end else 0
        end = at + wide
        axes.plot([at], [0.0], marker="o", ms=5.0, color=tone, mec="white", mew=0.8, ls="none", zorder=5)
        axes.annotate(
            pattern.format(at), (at, 0.0), (6, -8 - 11 * line), textcoords="offset points", va="top",
            color=tone, weight="bold", path_effects=[withStroke(linewidth=2.5, foreground="white")], zorder=6,
        )  # fmt: skip
        low, high = axes.get_ylim()
        axes.set_ylim(min(low, -points_in_data(axes, 14.0 + 1.3 * letters * (line + 1))), high)


def vertical(axes: Axes, own: pd.DataFrame, marks: Sequence[Mapping[str, Any]]) -> None:
    """Dotted lines upright with their names at the top, each a line lower than the one before."""
    for line, mark in enumerate(marks):
        at = mark["x"] if not isinstance(mark["x"], str) else own[mark["x"]].dropna().iloc[0]
        axes.axvline(float(at), color=GREY, lw=0.8, ls=":", zorder=0.5)
        axes.annotate(
            str(mark["label"]), (float(at), 1.0), (3, -2 - 11 * line), xycoords=("data", "axes fraction"),
            textcoords="offset points", va="top", color="#555555",
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )  # fmt: skip
