"""Maps of a gain by share of opportunists and detection: the market, and each kind of firm."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.measures.regions import OPEN, verdicts
from sim.measures.required import FOUND
from sim.plots.heatmap import edges
from sim.plots.sheets import Sheet, blank
from sim.plots.style import INK, finish

SHARE, DETECTION = "share", "detection"
ROWS = (
    (("buyer_slot", "all buyers"), ("focal_buyer_value", "buyers that play the posture"),
     ("opportunist_buyer_value", "opportunist buyers")),
    (("supplier_slot", "all suppliers"), ("focal_supplier_value", "suppliers that play the posture"),
     ("opportunist_supplier_value", "opportunist suppliers")),
)  # fmt: skip
NOTE = (
    "WIIFWE − WIIFME among as many opportunists, money a month: per buyer slot at the left, else per slot of "
    "the firms named. A sixth of the points lies beyond the end of the colours. Dots: the 95 % interval "
    "covers 0. Line: where the difference passes 0, dashes its interval, each for itself."
)


def limit(table: pd.DataFrame, outcomes: list[str]) -> float:
    """Where colours end: what a sixth of the points go beyond, so that one corner does not pale the rest."""
    sizes = np.abs(table[outcomes].to_numpy(float)).ravel()
    sizes = sizes[np.isfinite(sizes)]
    return float(np.quantile(sizes, 5.0 / 6.0)) or 1.0 if sizes.size else 1.0


def panel(table: pd.DataFrame, outcome: str, axes: Axes, most: float) -> Any:
    """One outcome by share across and detection up; returns the mesh for the colour bar."""
    wide = table.pivot(index=DETECTION, columns=SHARE, values=outcome).sort_index().sort_index(axis=1)
    x, y = wide.columns.to_numpy(float), wide.index.to_numpy(float)
    mesh = axes.pcolormesh(
        edges(x), edges(y), np.ma.masked_invalid(wide.to_numpy(float)), vmin=-most, vmax=most,
        cmap=sns.color_palette("vlag_r", as_cmap=True), edgecolors="white", linewidth=0.2, rasterized=True,
    )  # fmt: skip
    known = table[np.isfinite(table[f"{outcome}_se"])]
    unsure = known[verdicts(known, outcome).eq(OPEN)]
    axes.plot(unsure[SHARE], unsure[DETECTION], ls="none", marker=".", ms=2.5, color=INK)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    return mesh


def line(critical: pd.DataFrame, outcome: str, axes: Axes) -> None:
    """The critical share by detection, with its interval."""
    rows = critical[(critical["outcome"] == outcome) & (critical["status"] == FOUND)].sort_values(DETECTION)
    axes.plot(rows["level"], rows[DETECTION], color=INK, lw=1.1, marker="o" if len(rows) == 1 else None, ms=3)
    for end in ("low", "high"):
        known = rows[np.isfinite(rows[end].astype(float))]
        axes.plot(known[end], known[DETECTION], color=INK, lw=0.7, ls=(0, (3, 2)))


def maps(table: pd.DataFrame, critical: pd.DataFrame, title: str, caption: str, sheet: Sheet) -> Figure:
    """Six maps: the market, the firms that play the posture, and opportunists; buyers above, suppliers below.

    `table` has a row a point: share, detection, and each outcome with `_se` and `_n`; `critical` a row for
    each detection and outcome of the market (level, low, high, status).
    """
    figure = blank(4.3, sheet)
    panels = figure.subplots(2, 3, sharex=True, sharey=True)
    for column in range(3):
        most = limit(table, [ROWS[row][column][0] for row in range(2)])
        mesh: Any = None
        for row in range(2):
            outcome, name = ROWS[row][column]
            axes = panels[row, column]
            mesh = panel(table, outcome, axes, most)
            line(critical, outcome, axes)
            axes.set_title(name, loc="left")
        bar = figure.colorbar(
            mesh,
            ax=panels[:, column],
            location="bottom",
            extend="both",
            aspect=28,
            pad=0.02,
            ticks=MaxNLocator(5),
        )
        bar.outline.set_visible(False)
    for axes in panels[1]:
        axes.set_xlabel("share of opportunists")
    for axes in panels[:, 0]:
        axes.set_ylabel("chance to be seen")
    return finish(figure, title, f"{NOTE} {caption}")
