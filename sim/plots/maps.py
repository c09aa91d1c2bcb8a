"""Maps of two numeric axes: how great a difference is, where it is certain, and where it passes 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator
from numpy.typing import ArrayLike, NDArray

from sim.measures.regions import OPEN, verdicts
from sim.plots.heatmap import edges
from sim.plots.sheets import Sheet, blank
from sim.plots.style import INK, finish, wrapped

NOTE = "Blue: a gain, red: a loss. Hatched: the 95 % interval of the difference, point by point, covers 0."
LEAST = 1e-6


class Way(NamedTuple):
    """One axis of a map: its column, what is written at it, and whether it is spread by the logarithm.

    `even`: cells of one size, each with its level written at it, for levels that lie at unequal distances;
    the numbers of a line (`Line`) are then places, counted from 0.
    """

    column: str
    label: str
    log: bool = False
    even: bool = False

    def places(self, levels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where these levels stand on the map."""
        return np.arange(levels.size, dtype=float) if self.even else levels

    def borders(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Borders of cells about these places."""
        return np.exp(edges(np.log(places))) if self.log and not self.even else edges(places)


class Line(NamedTuple):
    """A line over a map, y by x, and its interval where it has one; nan where it leaves the map."""

    x: ArrayLike
    y: ArrayLike
    low: ArrayLike | None = None
    high: ArrayLike | None = None
    label: str = ""
    tone: str = INK
    dash: Any = "-"


class Panel(NamedTuple):
    """One map: a row a point, with both axes, the outcome, its `_se` and n. Its lines replace the contour.

    `stepped`: the line of no difference runs along the borders of cells, since what leaps between two levels
    passes 0 at no place that could be told between them.
    """

    title: str
    table: pd.DataFrame
    outcome: str
    lines: Sequence[Line] = ()
    stepped: bool = False


class Row(NamedTuple):
    """Maps side by side on one scale of colours, and what the scale says."""

    panels: Sequence[Panel]
    bar: str


def gain_maps(
    rows: Sequence[Row], across: Way, up: Way, title: str, caption: str, sheet: Sheet, note: str = ""
) -> Figure:
    """Rows of maps with common axes; each row has its own scale of colours, centred at 0."""
    columns = max(len(row.panels) for row in rows)
    figure = blank(1.25 + 2.05 * len(rows), sheet)
    panels = figure.subplots(len(rows), columns, sharex=True, sharey=True, squeeze=False)
    for row, drawn in zip(rows, panels):
        limit, extend = scale(row.panels)
        meshes = [gain_map(panel, across, up, limit, axes) for panel, axes in zip(row.panels, drawn)]
        for axes in drawn[len(row.panels) :]:
            axes.set_visible(False)
        drawn[0].set_ylabel(wrapped(up.label, 2.0, sheet.letters))
        bar = figure.colorbar(meshes[0], ax=list(drawn), shrink=0.9, aspect=18, pad=0.015, extend=extend)
        bar.set_label(row.bar)
        bar.outline.set_visible(False)
    for axes in panels[-1]:
        axes.set_xlabel(wrapped(across.label, 0.85 * sheet.width / columns, sheet.letters))
    handles = [
        handle
        for axes in panels.ravel()
        for handle in axes.get_lines()
        if not handle.get_label().startswith("_")
    ]
    named = {str(handle.get_label()): handle for handle in handles}
    if named:
        panels[0, 0].legend(
            list(named.values()), list(named), loc="upper right", frameon=True, framealpha=0.9,
            edgecolor="none", handlelength=2.0,
        )  # fmt: skip
    return finish(figure, title, " ".join(words for words in (NOTE, note, caption) if words))


def scale(panels: Sequence[Panel]) -> tuple[float, str]:
    """Where the colours end, and at which ends of the scale greater values share the last colour.

    The smaller of the greatest gain and the greatest loss, so that the zero line's surroundings keep their
    colours; at least a third of the greater.
    """
    values = np.concatenate([panel.table[panel.outcome].to_numpy(float) for panel in panels])
    values = values[np.isfinite(values)]
    if values.size == 0:
        return LEAST, "neither"
    gain, loss = max(0.0, float(values.max())), max(0.0, -float(values.min()))
    limit = max(min(gain, loss), max(gain, loss) / 3.0, LEAST)
    above, below = gain > limit, loss > limit
    return limit, "both" if above and below else "max" if above else "min" if below else "neither"


def gain_map(panel: Panel, across: Way, up: Way, limit: float, axes: Axes) -> Any:
    """Draws one map; returns the mesh, for the colour bar."""
    wide = panel.table.pivot(index=up.column, columns=across.column, values=panel.outcome)
    wide = wide.sort_index().sort_index(axis=1)
    levels = wide.columns.to_numpy(float), wide.index.to_numpy(float)
    x, y = across.places(levels[0]), up.places(levels[1])
    borders = across.borders(x), up.borders(y)
    numbers = np.ma.masked_invalid(wide.to_numpy(float))
    mesh = axes.pcolormesh(
        *borders, numbers, vmin=-limit, vmax=limit, cmap=sns.color_palette("vlag_r", as_cmap=True),
        rasterized=True,
    )  # fmt: skip
    doubtful = panel.table.assign(doubt=verdicts(panel.table, panel.outcome).eq(OPEN))
    hatched(doubtful.pivot(index=up.column, columns=across.column, values="doubt"), *borders, axes)
    for line in panel.lines:
        over(line, borders[1], axes)
    finite = numbers.compressed()
    if panel.stepped:
        steps(numbers, *borders, axes)
    elif not panel.lines and min(numbers.shape) > 1 and finite.size and finite.min() < 0.0 < finite.max():
        axes.contour(x, y, numbers, levels=[0.0], colors=INK, linewidths=1.2)
    axes.set_title(panel.title, loc="left")
    for way, own, limits, one in zip((across, up), levels, borders, (axes.xaxis, axes.yaxis)):
        spread_out(way, own, one, (float(limits[0]), float(limits[-1])))
    return mesh


def steps(
    numbers: np.ma.MaskedArray[Any, Any], across: NDArray[np.float64], up: NDArray[np.float64], axes: Axes
) -> None:
    """A line along the borders between cells above 0 and cells at or below it."""
    signs = np.ma.masked_array(numbers.filled(0.0) > 0.0, np.ma.getmaskarray(numbers))
    beside, upon = (np.ma.filled(np.diff(signs, axis=axis) != 0, False) for axis in (1, 0))
    upright = [[(across[c + 1], up[r]), (across[c + 1], up[r + 1])] for r, c in zip(*np.nonzero(beside))]
    level = [[(across[c], up[r + 1]), (across[c + 1], up[r + 1])] for r, c in zip(*np.nonzero(upon))]
    axes.add_collection(LineCollection([*upright, *level], colors=INK, linewidths=1.2, capstyle="projecting"))


def spread_out(way: Way, places: NDArray[np.float64], one: Any, limits: tuple[float, float]) -> None:
    """Scale, limits and ticks of one axis; on a logarithmic one ticks stand at levels that have room."""
    if way.even:
        shown = range(0, places.size, max(1, -(-places.size // 11)))
        one.set_ticks(list(shown), [f"{places[place]:g}" for place in shown])
        if one.axis_name == "x":
            one.set_tick_params(rotation=90)
    elif way.log:
        one._set_axes_scale("log")
        apart = np.log(limits[1] / limits[0]) / 7.0
        shown = [float(places[0])]
        for place in places[1:]:
            if np.log(place / shown[-1]) >= apart:
                shown.append(float(place))
        one.set_ticks(shown)
        one.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        one.set_minor_locator(NullLocator())
    (one.axes.set_xlim if one.axis_name == "x" else one.axes.set_ylim)(*limits)


def hatched(doubt: pd.DataFrame, across: NDArray[np.float64], up: NDArray[np.float64], axes: Axes) -> None:
    """Marks the cells in which no difference can be told."""
    marked = doubt.sort_index().sort_index(axis=1).to_numpy()
    for row, column in zip(*np.nonzero(marked == True)):  # noqa: E712 - nan where not played
        axes.fill(
            across[[column, column + 1, column + 1, column]], up[[row, row, row + 1, row + 1]],
            fill=False, hatch="/////", edgecolor="#555555", linewidth=0.0,
        )  # fmt: skip


def over(line: Line, borders: NDArray[np.float64], axes: Axes) -> None:
    """A line over the map, in a white border so that it is seen on any colour, and its interval as a band."""
    x, y = np.asarray(line.x, dtype=float), np.asarray(line.y, dtype=float)
    if line.low is not None and line.high is not None:
        low, high = (
            np.clip(np.asarray(end, dtype=float), borders[0], borders[-1]) for end in (line.low, line.high)
        )
        axes.fill_between(x, low, high, where=np.isfinite(y).tolist(), color=line.tone, alpha=0.25, lw=0)
    axes.plot(x, y, color="white", lw=2.6, alpha=0.8, label="_border")
    axes.plot(x, y, color=line.tone, ls=line.dash, lw=1.4, label=line.label or "_line", marker="o", ms=2.0)
