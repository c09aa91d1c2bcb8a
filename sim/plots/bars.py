"""Parts of a whole: stacked or grouped bars, and stacked areas along a numeric axis."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
import seaborn.objects as so
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from sim.plots import facets
from sim.plots.asked import View
from sim.plots.facets import Panel
from sim.plots.sheets import Sheet
from sim.plots.style import GREY, INK, ink_on, points_in_data, spread
from sim.plots.view import Names, shown

LEAST = 0.002
"""A part that is a smaller share of the longest bar has no number of its own."""
WIDE = {True: 0.56, False: 0.8}
"""Width of stacked bars, and of bars beside each other, in rows."""


def bars(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """A bar for each `y` (or upright, for each `x`), as long as `value`, in parts or side by side by `hue`.

    Options: `stacked` (parts after each other, losses left of 0; else side by side, with intervals), `values`
    (false: no numbers), `small` (parts too narrow for their number have it below the bar), `beside` (a column
    written at the right of each bar), `tones` (`facets.toned`), `percent`, `decimals`, `limits` (of the
    length), `height` (of a row of facets, inches on a page).
    """
    options, level = view.options, bool(view.y)
    tones = {str(one): facets.toned(view, one or "wiifwe") for one in facets.in_order(table, view.hue)}
    each = facets.in_order(table, view.y or view.x)
    rows = prepared(table, view, each, list(tones))
    row = (0.38 if options.get("small") else 0.27) if options.get("stacked") else 0.1 + 0.17 * len(tones)
    height = float(options.get("height", row * max(3, len(each)) + 0.4 if level else 2.2))
    figure, body = facets.frame(view, height * facets.shape(table, view)[0], sheet)
    facets.facetted(plotted(rows, view, tones), table, view, body, x=True, y=True)
    drawn = facets.panels(table, view, names, body.axes, sheet)
    words = facets.labels_of(names, each, 30 if level else 14)
    for panel in drawn:
        framed(panel, rows, view, [words[str(one)] for one in each])
    labels = (view.label, "") if level else ("", view.label)
    facets.named_axes(drawn, view, names, sheet, body, labels, own=False)
    facets.legend_above(body, patches(tones, names), sheet)
    for panel in drawn if options.get("values", True) else []:
        numbers(panel, panel.of(rows, view), view, tones)
    return figure


def patches(tones: Mapping[str, Any], names: Names) -> list[Patch]:
    """What several colours mean, for the legend."""
    return [Patch(color=tone, label=shown(names, name)) for name, tone in tones.items() if name]


def prepared(table: pd.DataFrame, view: View, each: list[Any], series: list[str]) -> pd.DataFrame:
    """The rows with their bar's `place`, and `start` and `end` of their part; losses stack left of 0."""
    rows = facets.spans(table, view.value)
    rows = rows.assign(series=rows[view.hue].astype(str) if view.hue else "", start=0.0)
    rows["place"] = rows[view.y or view.x].map(each.index).astype(float)
    rows = rows.iloc[np.argsort(rows["series"].map(series.index).to_numpy(), kind="stable")]
    if view.options.get("stacked"):
        whole = [column for column in ("place", view.col, view.row) if column]
        own = rows["mean"].groupby([*(rows[column] for column in whole), rows["mean"] < 0.0])
        rows["start"] = own.cumsum() - rows["mean"]
    return rows.assign(end=rows["start"] + rows["mean"])


def plotted(rows: pd.DataFrame, view: View, tones: Mapping[str, Any]) -> so.Plot:
    """Bars, and intervals of those that stand side by side, in seaborn's grammar."""
    stacked = bool(view.options.get("stacked"))
    length, across = ("x", "y") if view.y else ("y", "x")
    bar = so.Bar(alpha=1.0, edgecolor="white", edgewidth=0.5, width=WIDE[stacked])
    variables: dict[str, Any] = {length: "end", across: "place"}
    ends: dict[str, Any] = {f"{length}min": "low", f"{length}max": "high"}
    common: dict[str, Any] = {"orient": across, "legend": False}
    plot = so.Plot(rows, **variables, color="series").scale(color=so.Nominal(dict(tones)))
    if stacked:
        return plot.add(bar, **common, baseline="start")
    plot = plot.add(bar, so.Dodge(), **common)
    reach = so.Range(color=INK, linewidth=0.9)
    return plot.add(reach, so.Dodge(), **common, **ends) if rows["low"].notna().any() else plot


def framed(panel: Panel, rows: pd.DataFrame, view: View, words: list[str]) -> None:
    """Names of the bars, limits, the line at 0, and what stands beside the bars."""
    axes, options, level = panel.axes, view.options, bool(view.y)
    along, across = (axes.xaxis, axes.yaxis) if level else (axes.yaxis, axes.xaxis)
    across.set_ticks(range(len(words)), words)
    across.set_tick_params(length=0)
    axes.tick_params(labelleft=panel.left)
    least, most = (float(found) for found in (rows["end"].min(), rows["end"].max()))
    room = 0.005 if options.get("stacked") else 0.08
    limits = options.get("limits", (min(0.0, 1.05 * least), most + room * (most - least)))
    if level:
        axes.set(xlim=limits, ylim=(len(words) - (0.3 if options.get("small") else 0.5), -0.5))
        axes.axvline(0.0, color=INK, lw=0.7)
    else:
        axes.set(ylim=limits, xlim=(-0.5, len(words) - 0.5))
        axes.axhline(0.0, color=INK, lw=0.7)
    along.set_major_locator(MaxNLocator(4, steps=facets.STEPS))
    if facets.in_percent(view, panel):
        facets.per_cent(along)
    if options.get("beside"):
        for row in panel.of(rows, view).drop_duplicates("place").to_dict("records"):
            text = row[options["beside"]]
            axes.annotate(
                f"{text:.3f}" if isinstance(text, float) else str(text), (1.0, row["place"]), (4, 0),
                va="center", xycoords=("axes fraction", "data"), textcoords="offset points", color=INK,
            )  # fmt: skip


def numbers(panel: Panel, own: pd.DataFrame, view: View, tones: Mapping[str, Any]) -> None:
    """Writes the numbers: in the parts that have room, else below (`small`); or at the bars' ends."""
    axes, level, stacked = panel.axes, bool(view.y), bool(view.options.get("stacked"))
    size = float(sns.plotting_context()["font.size"]) - 1.0
    letter = points_in_data(axes, 0.6 * size, "x") if level else points_in_data(axes, size)
    share, series = facets.in_percent(view, panel), list(tones)
    step = 1 if level else -1  # the order of coordinates
    small: dict[float, list[tuple[float, str]]] = {}
    for row in own[own["mean"].abs() >= LEAST * own["end"].abs().max()].to_dict("records"):
        text = in_words(row["mean"], view.options.get("decimals"), share=share)
        middle, place = (row["start"] + row["end"]) / 2.0, row["place"]
        if stacked and abs(row["mean"]) <= letter * (len(text) + 0.6 if level else 1.3):
            small.setdefault(place, []).append((middle, text))
        elif stacked:
            at: Any = (middle, place)[::step]
            tone = ink_on(tones[row["series"]])
            axes.text(at[0], at[1], text, ha="center", va="center", size=size, color=tone)
        else:
            gain, ends = row["mean"] >= 0.0, [row[end] for end in ("end", "low", "high")]
            end = float(np.nanmax(ends) if gain else np.nanmin(ends))
            place += ((series.index(row["series"]) + 0.5) / len(series) - 0.5) * WIDE[False]
            beside = (
                ("left" if gain else "right", "center") if level else ("center", "bottom" if gain else "top")
            )
            moved: Any = (3 if gain else -3, 0)[::step]
            at = (end, place)[::step]
            axes.annotate(
                text, at, moved, textcoords="offset points", ha=beside[0], va=beside[1],
                size=size, color=INK,
            )  # fmt: skip
    for place, parts in small.items() if view.options.get("small") else ():
        below(axes, place, parts, letter, size)


def below(axes: Axes, place: float, parts: list[tuple[float, str]], letter: float, size: float) -> None:
    """Numbers under a bar, moved apart, each under a thin line to its part."""
    under = place + WIDE[True] / 2.0
    places = spread([x for x, _ in parts], [letter * (len(text) + 0.8) for _, text in parts])
    for (middle, text), at in zip(parts, places):
        axes.plot([middle, float(at)], [under, under + 0.1], color=GREY, lw=0.5, clip_on=False)
        axes.text(float(at), under + 0.11, text, ha="center", va="top", size=size, color=INK)


def in_words(value: float, decimals: int | None, *, share: bool) -> str:
    """A number as it is written at a bar; of a share the sign of per cent stands at the axis."""
    places = decimals if decimals is not None else (0 if abs(value) >= 0.1 else 1) if share else 3
    return f"{100.0 * value if share else value:.{places}f}".replace("-", "\N{MINUS SIGN}")


def area(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """`value` along numeric `x`, the `hue`s stacked in the order of the table; facets `col` and `row`.

    Options: `percent`, `percent_x`, `step` (of ticks along x), `tones` (`facets.toned`), `height` (of a row
    of facets, inches on a page).
    """
    tones = {str(one): facets.toned(view, one) for one in facets.in_order(table, view.hue)}
    keys = [column for column in (view.col, view.row, view.x) if column]
    # A stack needs every part at every place.
    rows = facets.spans(table, view.value).assign(series=table[view.hue].astype(str))
    rows = rows.pivot_table(index=keys, columns="series", values="mean").fillna(0.0)[list(tones)]
    rows = rows.reset_index().melt(id_vars=keys, value_vars=list(tones), var_name="series", value_name="mean")
    down, across = facets.shape(table, view)
    figure, body = facets.frame(view, float(view.options.get("height", 1.9)) * down, sheet)
    plot = so.Plot(rows, x=view.x, y="mean", color="series").scale(color=so.Nominal(tones))
    plot = plot.add(so.Area(alpha=1.0, edgecolor="white", edgewidth=0.5), so.Stack(), legend=False)
    facets.facetted(plot, table, view, body, x=True, y=True)
    drawn = facets.panels(table, view, names, body.axes, sheet)
    for panel in drawn:
        panel.axes.margins(x=0.0, y=0.0)
        facets.number_ticks(panel.axes, view, 62.0 * sheet.width / across - 30.0, sheet.letters)
        panel.axes.yaxis.set_major_locator(MaxNLocator(4, steps=facets.STEPS))
        if facets.in_percent(view, panel):
            facets.per_cent(panel.axes.yaxis)
    facets.named_axes(drawn, view, names, sheet, body, (shown(names, view.x), view.label))
    facets.legend_above(body, patches(tones, names), sheet)
    return figure
