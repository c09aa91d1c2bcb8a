"""Parts of a whole: bars cut into parts, and stacked areas along a numeric axis."""

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
WIDE = 0.56
"""Width of a bar, in rows."""
AREA = so.Area(alpha=1.0, edgecolor="white", edgewidth=0.5)


def bars(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """A bar for each `y`, its parts (`hue`, as long as `value`) after each other; losses left of 0.

    Each part has its number, in it or below the bar. Options: `beside` (a column written at the right of each
    bar), `tones` (`facets.toned`), `percent`.
    """
    tones = {str(one): facets.toned(view, one) for one in facets.in_order(table, view.hue)}
    each = facets.in_order(table, view.y)
    rows = prepared(table, view, each, list(tones))
    height = 0.38 * max(3, len(each)) + 0.4
    figure, body = facets.frame(view, height * facets.shape(table, view)[0], sheet)
    bar = so.Bar(alpha=1.0, edgecolor="white", edgewidth=0.5, width=WIDE)
    plot = so.Plot(rows, x="end", y="place", color="series").scale(color=so.Nominal(tones))
    plot = plot.add(bar, orient="y", legend=False, baseline="start")
    facets.facetted(plot, table, view, body, x=True, y=True)
    drawn = facets.panels(table, view, names, body.axes, sheet)
    words = facets.labels_of(names, each, 30)
    for panel in drawn:
        framed(panel, rows, view, [words[str(one)] for one in each])
    facets.named_axes(drawn, view, names, sheet, body, (view.label, ""), own=False)
    facets.legend_above(body, patches(tones, names), sheet)
    for panel in drawn:
        numbers(panel, panel.of(rows, view), view, tones)
    return figure


def patches(tones: Mapping[str, Any], names: Names) -> list[Patch]:
    """What several colours mean, for the legend."""
    return [Patch(color=tone, label=shown(names, name)) for name, tone in tones.items()]


def prepared(table: pd.DataFrame, view: View, each: list[Any], series: list[str]) -> pd.DataFrame:
    """The rows with their bar's `place`, and `start` and `end` of their part; losses stack left of 0."""
    rows = table.assign(mean=table[view.value].astype(float), series=table[view.hue].astype(str))
    rows["place"] = rows[view.y].map(each.index).astype(float)
    rows = rows.iloc[np.argsort(rows["series"].map(series.index).to_numpy(), kind="stable")]
    whole = [column for column in ("place", view.col, view.row) if column]
    own = rows["mean"].groupby([*(rows[column] for column in whole), rows["mean"] < 0.0])
    return rows.assign(start=own.cumsum() - rows["mean"], end=own.cumsum())


def framed(panel: Panel, rows: pd.DataFrame, view: View, words: list[str]) -> None:
    """Names of the bars, limits, the line at 0, and what stands beside the bars."""
    axes, beside = panel.axes, view.options.get("beside")
    axes.set_yticks(range(len(words)), words)
    axes.tick_params(axis="y", length=0, labelleft=panel.left)
    least, most = (float(found) for found in (rows["end"].min(), rows["end"].max()))
    axes.set(xlim=(min(0.0, 1.05 * least), most + 0.005 * (most - least)), ylim=(len(words) - 0.3, -0.5))
    axes.axvline(0.0, color=INK, lw=0.7)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=facets.STEPS))
    if facets.in_percent(view, panel):
        facets.per_cent(axes.xaxis)
    for row in panel.of(rows, view).drop_duplicates("place").to_dict("records") if beside else ():
        axes.annotate(
            f"{row[beside]:.3f}", (1.0, row["place"]), (4, 0), va="center", color=INK,
            xycoords=("axes fraction", "data"), textcoords="offset points",
        )  # fmt: skip


def numbers(panel: Panel, own: pd.DataFrame, view: View, tones: Mapping[str, Any]) -> None:
    """Writes the parts' numbers: in those that have room, else below."""
    size = float(sns.plotting_context()["font.size"]) - 1.0
    letter = points_in_data(panel.axes, 0.6 * size, "x")
    share = facets.in_percent(view, panel)
    for place, parts in own[own["mean"].abs() >= LEAST * own["end"].abs().max()].groupby("place"):
        small: list[tuple[float, str]] = []
        for row in parts.to_dict("records"):
            text, middle = in_words(row["mean"], share=share), (row["start"] + row["end"]) / 2.0
            if abs(row["mean"]) <= letter * (len(text) + 0.6):
                small.append((middle, text))
            else:
                tone = ink_on(tones[row["series"]])
                panel.axes.text(middle, row["place"], text, ha="center", va="center", size=size, color=tone)
        below(panel.axes, float(str(place)), small, letter, size)


def below(axes: Axes, place: float, parts: list[tuple[float, str]], letter: float, size: float) -> None:
    """Numbers under a bar, moved apart, each under a thin line to its part."""
    under = place + WIDE / 2.0
    places = spread([x for x, _ in parts], [letter * (len(text) + 0.8) for _, text in parts])
    for (middle, text), at in zip(parts, places):
        axes.plot([middle, float(at)], [under, under + 0.1], color=GREY, lw=0.5, clip_on=False)
        axes.text(float(at), under + 0.11, text, ha="center", va="top", size=size, color=INK)


def in_words(value: float, *, share: bool) -> str:
    """A number as it is written at a bar; of a share the sign of per cent stands at the axis."""
    places = (0 if abs(value) >= 0.1 else 1) if share else 3
    return f"{100.0 * value if share else value:.{places}f}".replace("-", "\N{MINUS SIGN}")


def area(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """`value` along numeric `x`, the `hue`s stacked in the order of the table; facets `col` and `row`.

    Options: `percent`, `percent_x`, `step` (of ticks along x), `tones` (`facets.toned`).
    """
    tones = {str(one): facets.toned(view, one) for one in facets.in_order(table, view.hue)}
    keys = [column for column in (view.col, view.row, view.x) if column]
    # A stack needs every part at every place.
    rows = table.pivot_table(index=keys, columns=view.hue, values=view.value).fillna(0.0)
    rows = rows.rename(columns=str)[list(tones)].reset_index()
    rows = rows.melt(id_vars=keys, value_vars=list(tones), var_name="series", value_name="mean")
    down, across = facets.shape(table, view)
    figure, body = facets.frame(view, 1.9 * down, sheet)
    plot = so.Plot(rows, x=view.x, y="mean", color="series").scale(color=so.Nominal(tones))
    facets.facetted(plot.add(AREA, so.Stack(), legend=False), table, view, body, x=True, y=True)
    drawn = facets.panels(table, view, names, body.axes, sheet)
    for panel in drawn:
        panel.axes.margins(x=0.0, y=0.0)
        facets.number_ticks(panel.axes, view, sheet, across)
        panel.axes.yaxis.set_major_locator(MaxNLocator(4, steps=facets.STEPS))
        if facets.in_percent(view, panel):
            facets.per_cent(panel.axes.yaxis)
    facets.named_axes(drawn, view, names, sheet, body, (shown(names, view.x), view.label))
    facets.legend_above(body, patches(tones, names), sheet)
    return figure
