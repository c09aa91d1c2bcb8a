"""Maps of two axes: how great a value is, where a difference cannot be told from 0, and where it passes 0."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure, SubFigure
from matplotlib.ticker import MaxNLocator, NullLocator
from numpy.typing import NDArray

from sim.measures.wording import number, percent
from sim.plots import facets
from sim.plots.asked import View
from sim.plots.facets import Panel
from sim.plots.sheets import Sheet
from sim.plots.style import INK, PALE
from sim.plots.view import Names, shown

LEAST = 1e-9


def map(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """`value` by `x` and `y`, cells of one size; facets `col` and `row`, a scale of colours for each row.

    Options: `diverging` (blue a gain, red a loss, hatched where the interval covers 0; else levels from pale
    to dark), `zero` (a line where the value passes 0: true, or "step" along cells), `annotate` ("percent" or
    "money" in the cells, with `decimals`), `percent` and `labels` (of colours, also by facet), `percent_x`,
    `percent_y`, `limit` (where colours end), `height` (of a row of facets, inches on a page).
    """
    rows = facets.spans(table, view.value)
    down, across = facets.shape(rows, view)
    figure, body = facets.frame(view, float(view.options.get("height", 1.9)) * down, sheet)
    grid = body.subplots(down, across, sharex=True, sharey=True, squeeze=False)
    drawn = facets.panels(rows, view, names, list(grid.ravel()), sheet)
    levels = (ordered(rows[view.x]), ordered(rows[view.y]))
    for own in {panel.row: [one for one in drawn if one.row == panel.row] for panel in drawn}.values():
        scale = colours(pd.concat([panel.of(rows, view) for panel in own])["mean"], view)
        for panel in own:
            cells(panel.of(rows, view), view, levels, scale, panel.axes)
        coloured(body, own, view, scale[2])
    room = 62.0 * sheet.width / across - 30.0, 50.0 * float(view.options.get("height", 1.9))
    for panel in drawn:
        for axis, at, space in zip((panel.axes.xaxis, panel.axes.yaxis), levels, room):
            share = view.options.get(f"percent_{axis.axis_name}")  # type: ignore[attr-defined]
            words, form = not isinstance(at[0], (int, float)), "{:g} %" if share else "{:g}"
            labels = [shown(names, one) if words else form.format(one * (100 if share else 1)) for one in at]
            level_ticks(axis, labels, space, sheet.letters, words=words)
        panel.axes.tick_params(bottom=panel.low, labelbottom=panel.low, left=panel.left, labelleft=panel.left)
    labels = (shown(names, view.x), shown(names, view.y))
    facets.named_axes(drawn, view, names, sheet, body, labels, own=False)
    return figure


def ordered(values: pd.Series) -> list[Any]:
    """The levels of an axis: numbers upwards, words as they come."""
    found = values.drop_duplicates().tolist()
    return sorted(found) if pd.api.types.is_numeric_dtype(values) else found


def colours(values: pd.Series, view: View) -> tuple[float, float, str]:
    """Where the colours begin and end, and at which ends values beyond share the last one.

    Those of a difference end at the smaller of greatest gain and greatest loss, so that what surrounds 0
    keeps its colours; but at a third of the greater at least. Where numbers are written, or all are gains or
    all losses, none share one.
    """
    known = values[np.isfinite(values)]
    least, most = (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)
    if not view.options.get("diverging"):
        return least, max(most, least + LEAST), "neither"
    gain, loss = max(0.0, most), max(0.0, -least)
    whole = view.options.get("annotate") or min(gain, loss) <= 0.0
    least_shown = 1.0 if whole else 1.0 / 3.0
    limit = float(view.options.get("limit", max(min(gain, loss), max(gain, loss) * least_shown, LEAST)))
    above, below = gain > limit, loss > limit
    return -limit, limit, "both" if above and below else "max" if above else "min" if below else "neither"


def cells(
    own: pd.DataFrame, view: View, levels: tuple[list[Any], list[Any]], scale: tuple[float, float, str],
    axes: Axes,
) -> None:  # fmt: skip
    """One facet: coloured cells (seaborn's heat map), their numbers, doubt and the line at 0."""
    diverging = bool(view.options.get("diverging"))
    wide = {
        name: own.pivot(index=view.y, columns=view.x, values=name).reindex(index=levels[1], columns=levels[0])
        for name in ("mean", "low", "high")
    }
    mean = wide["mean"].to_numpy(float)
    written = view.options.get("annotate")
    words: Any = None
    if written:
        places = int(view.options.get("decimals", 0 if written == "percent" else 3))
        words = np.vectorize(lambda one: in_words(one, written, places, signed=diverging), otypes=[str])(mean)
    axes.set_facecolor(PALE)  # what was not played
    sns.heatmap(
        wide["mean"], ax=axes, vmin=scale[0], vmax=scale[1], cmap="vlag_r" if diverging else "YlGnBu",
        cbar=False, annot=words if written else None, fmt="", rasterized=True, xticklabels=False,
        yticklabels=False, linewidths=0.8 if written else 0.0,
    )  # fmt: skip
    if pd.api.types.is_numeric_dtype(own[view.y]):
        axes.invert_yaxis()
    axes.set(xlabel="", ylabel="")
    if diverging and np.isfinite(wide["low"].to_numpy(float)).any():
        hatched((wide["low"] <= 0.0).to_numpy() & (wide["high"] >= 0.0).to_numpy(), axes)
    zero = view.options.get("zero")
    if zero == "step":
        steps(mean, axes)
    elif zero and min(mean.shape) > 1 and np.nanmin(mean) < 0.0 < np.nanmax(mean):
        centres = (np.arange(size) + 0.5 for size in mean.shape[::-1])
        axes.contour(*centres, np.ma.masked_invalid(mean), levels=[0.0], colors=INK, linewidths=1.3)


def in_words(value: float, written: str, places: int, *, signed: bool) -> str:
    """The number in a cell."""
    if not np.isfinite(value):
        return ""
    if written == "percent":
        return ("+" if signed and value > 0.0 else "") + percent(value, places)
    return number(value, places, signed=signed)


def hatched(doubt: NDArray[np.bool_], axes: Axes) -> None:
    """Marks the cells in which no difference can be told."""
    squares = [[(c, r), (c + 1, r), (c + 1, r + 1), (c, r + 1)] for r, c in zip(*np.nonzero(doubt))]
    axes.add_collection(
        PolyCollection(squares, facecolors="none", edgecolors="#555555", hatch="/////", linewidths=0.0)
    )


def steps(mean: NDArray[np.float64], axes: Axes) -> None:
    """A line along the borders between cells above 0 and cells at or below it."""
    known, above = np.isfinite(mean), mean > 0.0
    beside = (above[:, 1:] != above[:, :-1]) & known[:, 1:] & known[:, :-1]
    upon = (above[1:] != above[:-1]) & known[1:] & known[:-1]
    upright = [[(c + 1, r), (c + 1, r + 1)] for r, c in zip(*np.nonzero(beside))]
    level = [[(c, r + 1), (c + 1, r + 1)] for r, c in zip(*np.nonzero(upon))]
    axes.add_collection(LineCollection([*upright, *level], colors=INK, linewidths=1.3, capstyle="projecting"))


def level_ticks(axis: Axis, labels: Sequence[str], room: float, letters: float, *, words: bool) -> None:
    """Names cells: as many numbers as `room` (points) holds, or all words, upright where they must."""
    own = room / len(labels) / (0.6 * letters)  # letters that a cell has room for
    level = axis.axis_name == "x"  # type: ignore[attr-defined]
    upright = level and words and max(len(word) for text in labels for word in text.split()) > own
    if level and words and not upright:
        labels = [textwrap.fill(text, int(own)) for text in labels]
    each = (0.6 * max(len(text) for text in labels) + 0.9) * letters if level else 1.5 * letters
    kept = range(len(labels)) if words else facets.thinned(len(labels), int(room / each))
    axis.set_ticks([one + 0.5 for one in kept], [labels[one] for one in kept])
    axis.set_tick_params(length=2.0, rotation=90 if upright else 0)
    axis.set_minor_locator(NullLocator())


def coloured(body: SubFigure, own: Sequence[Panel], view: View, extend: str) -> None:
    """The scale of colours of a row of facets, and what it says."""
    mesh: Any = own[0].axes.collections[0]
    label = view.options.get("labels", {}).get(own[0].row) or view.label
    bar = facets.colour_bar(
        body, mesh, [panel.axes for panel in own], label, aspect=16, pad=0.015, shrink=0.95, extend=extend,
        ticks=MaxNLocator(5),
    )  # fmt: skip
    if facets.in_percent(view, own[0]):
        facets.per_cent(bar.ax.yaxis)
