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
THICK = {True: 0.56, False: 0.8}
"""Width of stacked bars and of groups, in rows."""


def bars(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """A bar for each `y` (or upright, for each `x`), of the length `value`, in parts or beside each other by `hue`.

    Options: `stacked` (parts after each other, losses left of 0; else beside each other, with intervals),
    `values` (numbers in the parts or at the bars; where false, none), `small` (parts too narrow for their
    number have it below the bar), `beside` (a column written at the right of each bar), `point` (a column, with
    `_low` and `_high`: a diamond on the bar), `tones` (hue → colour of the palette, as in `facets.toned`),
    `percent`, `decimals`, `limits` (of the length), `height` (inches on a page).
    """
    options, level = view.options, bool(view.y)
    series = facets.in_order(table, view.hue)
    tones = (
        {str(one): facets.toned(view, one) for one in series}
        if view.hue
        else {"": facets.toned(view, "wiifwe")}
    )
    bars_of = facets.in_order(table, view.y or view.x)
    rows = prepared(table, view, bars_of, list(tones))
    tall = (0.27 if options.get("stacked") and not options.get("small") else 0.38) * max(
        3, len(bars_of)
    ) + 0.5
    figure, body = facets.frame(
        view, float(options.get("height", tall if level else 2.2)) * facets.shape(table, view)[0], sheet
    )
    facets.facetted(plotted(rows, view, tones), table, view, body, x=True, y=True)
    drawn = facets.panels(table, view, names, body.axes, sheet)
    words = facets.labels_of(names, bars_of, 30 if level else 14)
    for panel in drawn:
        framed(panel, rows, view, [words[str(one)] for one in bars_of])
    ends = (view.label, "") if level else ("", view.label)
    facets.named_axes(drawn, view, names, sheet, body, ends, own=False)
    if len(tones) > 1:
        facets.legend_above(body, patches(tones, names), sheet)
    for panel in drawn:
        own = panel.of(rows, view)
        if options.get("values", True):
            numbers(panel, own, view, tones)
    return figure


def patches(tones: Mapping[str, Any], names: Names) -> list[Patch]:
    """What the colours mean, for the legend."""
    return [Patch(color=tone, label=shown(names, name)) for name, tone in tones.items()]


def prepared(table: pd.DataFrame, view: View, bars_of: list[Any], series: list[str]) -> pd.DataFrame:
    """The rows with their bar's `place`, and the `start` and `end` of their part; losses stack left of 0."""
    rows = facets.spans(table, view.value)
    rows = rows.assign(
        series=rows[view.hue].astype(str) if view.hue else "",
        place=rows[view.y or view.x].map(bars_of.index).astype(float), start=0.0,
    ).sort_values(["place", "series"], key=lambda own: own.map(series.index) if own.name == "series" else own)  # fmt: skip
    if view.options.get("stacked"):
        whole = [column for column in ("place", view.col, view.row) if column]
        for loss in (False, True):
            part = rows[(rows["mean"] < 0.0) == loss]
            rows.loc[part.index, "start"] = part.groupby(whole)["mean"].cumsum() - part["mean"]
    return rows.assign(end=rows["start"] + rows["mean"])


def plotted(rows: pd.DataFrame, view: View, tones: Mapping[str, Any]) -> so.Plot:
    """Bars, and intervals of those that stand beside each other, in seaborn's grammar."""
    level, stacked = bool(view.y), bool(view.options.get("stacked"))
    length, across = ("x", "y") if level else ("y", "x")
    bar = so.Bar(alpha=1.0, edgecolor="white", edgewidth=0.5, width=THICK[stacked])
    orient: Any = across
    plot = so.Plot(rows, **{length: "end", across: "place"}, color="series").scale(
        color=so.Nominal(dict(tones))
    )
    if stacked:
        return plot.add(bar, orient=orient, baseline="start", legend=False)
    plot = plot.add(bar, so.Dodge(), orient=orient, legend=False)
    if rows["low"].notna().any():
        ends = {f"{length}min": "low", f"{length}max": "high"}
        reach = so.Range(color=INK, linewidth=0.9)
        plot = plot.add(reach, so.Dodge(), orient=orient, group="series", color=None, legend=False, **ends)
    return plot


def framed(panel: Panel, rows: pd.DataFrame, view: View, words: list[str]) -> None:
    """Names of the bars, limits, the line at 0, diamonds and what stands beside the bars."""
    axes, options, own, level = panel.axes, view.options, panel.of(rows, view), bool(view.y)
    along, across = (axes.xaxis, axes.yaxis) if level else (axes.yaxis, axes.xaxis)
    across.set_ticks(range(len(words)), words)
    axes.tick_params(axis="y" if level else "x", length=0, **({"labelleft": panel.left} if level else {}))
    least, most = (
        float(rows[["start", "end"]].to_numpy().min()),
        float(rows[["start", "end"]].to_numpy().max()),
    )
    room = 0.0 if options.get("stacked") else 0.06 * (most - least)
    limits = options.get("limits", (min(0.0, 1.03 * least), most + room))
    if level:
        axes.set(xlim=limits, ylim=(len(words) - (0.3 if options.get("small") else 0.5), -0.5))
        axes.axvline(0.0, color=INK, lw=0.7)
    else:
        axes.set(ylim=limits, xlim=(-0.5, len(words) - 0.5))
        axes.axhline(0.0, color=INK, lw=0.7)
    along.set_major_locator(MaxNLocator(5 if level else 4, steps=[1, 2, 2.5, 5, 10]))
    if facets.in_percent(view, panel):
        facets.per_cent(along)
    if options.get("point"):
        one = own.dropna(subset=[options["point"]]).drop_duplicates("place")
        middle, low, high = (one[f"{options['point']}{end}"] for end in ("", "_low", "_high"))
        axes.hlines(one["place"], low, high, color=INK, lw=1.0, zorder=4)
        axes.plot(
            middle, one["place"], ls="none", marker="D", ms=3.6, mfc="white", mec=INK, zorder=5, clip_on=False
        )
    for place, text in zip(
        *(own.drop_duplicates("place")[name] for name in ("place", options.get("beside", "place")))
    ):
        if options.get("beside"):
            axes.annotate(
                f"{text:.3f}" if isinstance(text, float) else str(text), (1.0, place), (4, 0), va="center",
                xycoords=("axes fraction", "data"), textcoords="offset points", color=INK,
            )  # fmt: skip


def numbers(panel: Panel, own: pd.DataFrame, view: View, tones: Mapping[str, Any]) -> None:
    """Writes the numbers: in parts that have room, below the bar where `small` asks for it, or at their ends."""
    axes, level, stacked = panel.axes, bool(view.y), bool(view.options.get("stacked"))
    size = float(sns.plotting_context()["font.size"]) - 1.0
    letter = points_in_data(axes, 0.6 * size, "x") if level else points_in_data(axes, 1.2 * size)
    share, few = facets.in_percent(view, panel), 0.0
    few = LEAST * float(own["end"].abs().max())
    names = list(tones)
    for place, bar in own[own["mean"].abs() >= few].groupby("place"):
        outside: list[tuple[float, str]] = []
        for row in bar.to_dict("records"):
            text = in_words(float(row["mean"]), share, view.options.get("decimals"))
            need = letter * (len(text) + 0.6) if level else letter
            middle = (row["start"] + row["end"]) / 2.0
            if stacked and abs(row["mean"]) > need:
                at = (middle, place) if level else (place, middle)
                axes.text(*at, text, ha="center", va="center", size=size, color=ink_on(tones[row["series"]]))
            elif stacked:
                outside.append((middle, text))
            else:
                beside = ((names.index(row["series"]) + 0.5) / len(names) - 0.5) * THICK[False]
                gain, end = row["mean"] >= 0.0, float(np.nanmax([row["end"], row["high"]]))
                end = end if gain else float(np.nanmin([row["end"], row["low"]]))
                at = (end, place + beside) if level else (place + beside, end)
                move = (3 if gain else -3, 0) if level else (0, 2 if gain else -2)
                ha, va = (
                    (("left" if gain else "right"), "center")
                    if level
                    else ("center", "bottom" if gain else "top")
                )
                axes.annotate(text, at, move, textcoords="offset points", ha=ha, va=va, size=size, color=INK)
        if view.options.get("small"):
            below(axes, float(place), outside, letter, size)


def below(axes: Axes, place: float, parts: list[tuple[float, str]], letter: float, size: float) -> None:
    """Numbers under a bar, moved apart, each under a thin line to its part."""
    under = place + THICK[True] / 2.0
    places = spread([x for x, _ in parts], [letter * (len(text) + 0.8) for _, text in parts])
    for (middle, text), at in zip(parts, places):
        axes.plot([middle, float(at)], [under, under + 0.1], color=GREY, lw=0.5, clip_on=False)
        axes.text(float(at), under + 0.11, text, ha="center", va="top", size=size, color=INK)


def in_words(value: float, share: bool, decimals: int | None) -> str:
    """A number as it is written at a bar; shares without their sign of per cent, which the axis has."""
    places = decimals if decimals is not None else (0 if abs(value) >= 0.1 else 1) if share else 3
    return f"{100.0 * value if share else value:.{places}f}".replace("-", "−")


def area(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """`value` along numeric `x`, the `hue`s stacked in the order of the table; facets `col` and `row`.

    Areas are named where they are thick; where one has no room, by a legend. Options: `percent`, `percent_x`,
    `step` (of ticks along x), `tones`, `labels`, `height` (of a row of facets, inches on a page).
    """
    rows = facets.spans(table, view.value)
    series = facets.in_order(rows, view.hue)
    tones = {str(one): facets.toned(view, one) for one in series}
    keys = [column for column in (view.col, view.row, view.x) if column]
    # A stack needs every part at every place.
    rows = rows.pivot_table(index=keys, columns=view.hue, values="mean", observed=True).fillna(0.0)[series]
    rows = rows.reset_index().melt(id_vars=keys, value_vars=series, value_name="mean")
    down, across = facets.shape(table, view)
    figure, body = facets.frame(view, float(view.options.get("height", 1.9)) * down, sheet)
    plot = so.Plot(rows.assign(series=rows[view.hue].astype(str)), x=view.x, y="mean", color="series")
    plot = plot.scale(color=so.Nominal(tones))
    plot = plot.add(so.Area(alpha=1.0, edgecolor="white", edgewidth=0.5), so.Stack(), legend=False)
    facets.facetted(plot, table, view, body, x=True, y=True)
    drawn = facets.panels(table, view, names, body.axes, sheet)
    for panel in drawn:
        panel.axes.margins(x=0.0, y=0.0)
        facets.number_ticks(panel.axes, view, 62.0 * sheet.width / across - 30.0, sheet.letters)
        if facets.in_percent(view, panel):
            facets.per_cent(panel.axes.yaxis)
    facets.named_axes(drawn, view, names, sheet, body, (shown(names, view.x), view.label))
    places = [(panel, panel.of(rows, view), view) for panel in drawn]
    named = {one: text for place in places for one, text in thick(*place, names).items()}
    if set(named) < set(tones):
        facets.legend_above(body, patches(tones, names), sheet)
    else:
        for panel, own, _ in places:
            for name, (x, y, text) in thick(panel, own, view, names).items():
                panel.axes.text(x, y, text, ha="center", va="center", color=ink_on(tones[name]))
    return figure


def thick(panel: Panel, own: pd.DataFrame, view: View, names: Names) -> dict[str, tuple[float, float, str]]:
    """Where a facet's areas have room for their names: place and name."""
    wide = own.pivot(index=view.x, columns=view.hue, values="mean")[own[view.hue].drop_duplicates().tolist()]
    size = float(sns.plotting_context()["font.size"])
    need, letter = points_in_data(panel.axes, 1.5 * size), points_in_data(panel.axes, 0.6 * size, "x")
    tops, first, last = wide.cumsum(axis=1), float(wide.index.min()), float(wide.index.max())
    found: dict[str, tuple[float, float, str]] = {}
    for name in wide:
        text = shown(names, name)
        half = letter * len(text) / 2.0
        inside = wide[name][(wide.index >= first + half) & (wide.index <= last - half)]
        if len(inside) and inside.max() >= need:
            at = float(inside.idxmax())
            found[str(name)] = (at, float(tops.at[at, name] - wide.at[at, name] / 2.0), text)
    return found
