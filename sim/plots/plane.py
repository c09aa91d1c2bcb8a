"""Who gains and who pays: what one side gains against what the other gains, a cross an arm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.plots.facets import frame
from sim.plots.sheets import Sheet
from sim.plots.style import GREY, INK, colour, end_labels
from sim.plots.view import Names, View, shown

QUARTERS = {
    (1, 1): "both gain", (1, -1): "buyers gain,\nsuppliers pay",
    (-1, 1): "suppliers gain,\nbuyers pay", (-1, -1): "both lose",
}  # fmt: skip
"""Signs of the gains along x and y → what the quarter of the plane is called."""
HUSHED = "#9A9A9A"


def plane(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """A cross an arm: gains along x and y with 95 % intervals, its name beside, the quarters named.

    `table`: the columns that `x` and `y` name (the buyers' and the suppliers' gain), each also with `_low`
    and `_high`, and `hue`, the arms. On the dotted line what one side gains the other pays. Options: `speak`,
    the arms in colour and named where they stand (the others, or all, are named at the edge); `origin`, the
    arm that gains are over.
    """
    figure, body = frame(view, 3.4, sheet)
    axes = body.subplots()
    rows = table[table[[view.x, view.y]].notna().all(axis=1)]
    ends = rows[[f"{column}{end}" for column in (view.x, view.y) for end in ("", "_low", "_high")]]
    low, high = limits(ends.to_numpy(dtype=float))
    axes.set(xlim=(low, high), ylim=(low, high))
    axes.axline((0.0, 0.0), slope=-1.0, color=GREY, lw=0.8, ls=":", zorder=1)
    axes.axhline(0.0, color=INK, lw=0.7, zorder=1)
    axes.axvline(0.0, color=INK, lw=0.7, zorder=1)
    for (right, up), said in QUARTERS.items():
        axes.text(
            0.5 + 0.48 * right, 0.5 + 0.48 * up, said, transform=axes.transAxes, color="#5A5A5A",
            ha="right" if right > 0 else "left", va="top" if up > 0 else "bottom", zorder=1,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip
    spoken = list(view.options.get("speak", ()))
    tones = {arm: colour(arm) if arm in spoken or not spoken else HUSHED for arm in rows[view.hue]}
    sns.scatterplot(
        rows, x=view.x, y=view.y, hue=view.hue, palette=tones, s=24, linewidth=0, legend=False, ax=axes,
        zorder=3,
    )  # fmt: skip
    for row in rows.to_dict("records"):
        tone, x, y = tones[row[view.hue]], row[view.x], row[view.y]
        axes.plot([row[f"{view.x}_low"], row[f"{view.x}_high"]], [y, y], color=tone, lw=1.1, zorder=2)
        axes.plot([x, x], [row[f"{view.y}_low"], row[f"{view.y}_high"]], color=tone, lw=1.1, zorder=2)
    unit = f" ({view.label})" if view.label else ""
    axes.set_xlabel(f"{shown(names, view.x)}{unit}")
    axes.set_ylabel(f"{shown(names, view.y)}\n{unit.strip()}".strip())
    if origin := view.options.get("origin"):
        axes.plot([0.0], [0.0], marker="o", ms=5.0, color=colour(origin), mfc="white", zorder=3)
        axes.annotate(shown(names, origin), (0.0, 0.0), xytext=(4.0, -4.0), textcoords="offset points",
                      va="top", color=colour(origin))  # fmt: skip
    named_points(rows, view, names, axes, tones)
    return figure


def limits(ends: np.ndarray[Any, np.dtype[np.float64]]) -> tuple[float, float]:
    """The same range for both axes: all ends and 0, with room for the words in the corners."""
    known = ends[np.isfinite(ends)]
    low, high = min(0.0, float(known.min(initial=0.0))), max(0.0, float(known.max(initial=0.0)))
    room = 0.25 * max(high - low, 1e-3)
    return low - room, high + room


def named_points(rows: pd.DataFrame, view: View, names: Names, axes: Axes, tones: dict[str, str]) -> None:
    """The arms' names: of those that speak beside their points, of the others at the edge."""
    spoken, edge = view.options.get("speak", ()), axes.get_xlim()[1]
    for near in (True, False):
        own = rows[rows[view.hue].isin(spoken) == near].set_index(view.hue)
        high = own[f"{view.x}_high"].fillna(own[view.x])
        ends = dict(zip(own.index, zip(own[view.x], own[view.y])))
        labels = {arm: shown(names, arm) for arm in ends}
        end_labels(axes, ends, labels, tones, {arm: high[arm] if near else edge for arm in ends})
