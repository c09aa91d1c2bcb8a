"""The carpet: a row a buyer's slot, a bar a relationship, the postures side by side on one luck."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from sim.plots.facets import frame
from sim.plots.sheets import Sheet
from sim.plots.style import GREY, colour
from sim.plots.view import Names, View, shown

TONES = "crest"
"""Pale where a relationship does badly, dark where it does well; also when printed in grey."""
EDGES = (0.05, 0.95)
"""Quantiles of all relationships at which the scale of tones ends: a few odd ones do not pale the rest."""


def carpet(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """Every relationship of a world as a bar from its first month to its last, in the row of its buyer.

    `table`: a row a relationship with buyer, first, last (months of the run), `value` (how well it does, with
    its name in `label`), and the column that `col` names, the arms. White in a row: the slot is idle.
    Options: `sort`, "length" (default: the longest relationships on top) or "buyer" (the same slot in the
    same row of every panel); `noun`, what a bar is called; `low` and `high`, where the scale
    ends; `percent`, the values are shares.
    """
    figure, body = frame(view, 2.9, sheet)
    arms = list(table.groupby(view.col, sort=False))
    panels = body.subplots(1, len(arms), squeeze=False, sharex=True, sharey=True)[0]
    low, high = table[view.value].quantile(list(EDGES))
    scale = Normalize(view.options.get("low", low), view.options.get("high", high))
    tones = ScalarMappable(scale, sns.color_palette(TONES, as_cmap=True))
    for axes, (arm, rows) in zip(panels, arms):
        woven(rows.assign(row=row_of(rows, view.options.get("sort", "length"))), axes, view.value, tones)
        framed(axes, colour(str(arm)))
        noun = view.options.get("noun", "relationships")
        axes.set_title(f"{shown(names, arm)}: {len(rows)} {noun}", loc="left", color=colour(str(arm)))
        axes.set_xlabel(shown(names, view.x or "month"))
    end = int(table["last"].max())
    panels[0].set(xlim=(0.0, end), ylim=(table["buyer"].nunique() - 0.5, -0.5))
    panels[0].set_xticks(list(range(0, end + 1, 12 if end <= 60 else 24)))
    panels[0].set_yticks([])
    panels[0].set_ylabel(names.get("buyer", "a row a buyer"))
    bar = body.colorbar(tones, ax=list(panels), shrink=0.7, aspect=28, pad=0.015, extend="both")
    if view.options.get("percent"):
        bar.formatter = PercentFormatter(1.0, decimals=0, symbol=" %")
    bar.set_label(view.label or shown(names, view.value))
    bar.outline.set_edgecolor(GREY)  # type: ignore[operator]  # a patch, typed as a callable
    return figure


def row_of(rows: pd.DataFrame, sort: str) -> pd.Series:
    """The row in which each relationship is drawn, from the top down."""
    if sort == "buyer":
        return rows["buyer"].rank(method="dense").astype(int) - 1
    length = rows["last"] - rows["first"] + 1
    longest = length.groupby(rows["buyer"]).max().sort_values(ascending=False, kind="stable")
    return rows["buyer"].map({buyer: row for row, buyer in enumerate(longest.index)})


def woven(rows: pd.DataFrame, axes: Axes, value: str, tones: ScalarMappable) -> None:
    """The bars; a thin white edge parts one relationship from the next."""
    axes.barh(
        rows["row"], rows["last"] - rows["first"] + 1, left=rows["first"] - 1, height=0.82,
        color=tones.to_rgba(rows[value].to_numpy(dtype=float)), edgecolor="white", linewidth=0.5,
    )  # fmt: skip


def framed(axes: Axes, tone: str) -> None:
    """The posture's colour about its panel."""
    for name in ("left", "bottom"):
        axes.spines[name].set(color=tone, linewidth=1.6)
    axes.tick_params(axis="x", color=tone)
