"""The carpet: a row a buyer's slot, a bar a relationship, the postures side by side on one luck."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from sim.plots.facets import colour_bar, frame, per_cent
from sim.plots.sheets import Sheet
from sim.plots.style import colour
from sim.plots.view import Names, View, shown

TONES = "crest"
"""Pale where a relationship does badly, dark where it does well; also when printed in grey."""


def carpet(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """Every relationship of a world as a bar from its first month to its last, in the row of its buyer.

    `table`: a row a relationship with buyer, first, last (months of the run), `value` (how well it does, with
    its name in `label`), and the column that `col` names, the arms. White in a row: the slot is idle.
    Buyers with the longest relationships stand on top. Option `percent`: the values are shares.
    """
    figure, body = frame(view, 2.9, sheet)
    arms = list(table.groupby(view.col, sort=False))
    panels = body.subplots(1, len(arms), squeeze=False, sharex=True, sharey=True)[0]
    scale = Normalize(*table[view.value].quantile([0.05, 0.95]))  # a few odd ones do not pale the rest
    tones = ScalarMappable(scale, sns.color_palette(TONES, as_cmap=True))
    for axes, (arm, rows) in zip(panels, arms):
        tone = colour(str(arm))
        # A thin white edge parts one relationship from the next.
        axes.barh(
            row_of(rows), rows["last"] - rows["first"] + 1, left=rows["first"] - 1, height=0.82,
            color=tones.to_rgba(rows[view.value].to_numpy(dtype=float)), edgecolor="white", linewidth=0.5,
        )  # fmt: skip
        axes.spines[["left", "bottom"]].set(color=tone, linewidth=1.6)
        axes.tick_params(axis="x", color=tone)
        axes.set_title(f"{shown(names, arm)}: {len(rows)} relationships", loc="left", color=tone)
        axes.set_xlabel(shown(names, view.x or "month"))
    end = int(table["last"].max())
    panels[0].set(xlim=(0.0, end), ylim=(table["buyer"].nunique() - 0.5, -0.5))
    panels[0].set_xticks(list(range(0, end + 1, 12 if end <= 60 else 24)))
    panels[0].set_yticks([])
    panels[0].set_ylabel(names.get("buyer", "a row a buyer"))
    label = view.label or shown(names, view.value)
    bar = colour_bar(body, tones, panels, label, shrink=0.7, aspect=28, pad=0.015, extend="both")
    if view.options.get("percent"):
        per_cent(bar.ax.yaxis)
    return figure


def row_of(rows: pd.DataFrame) -> pd.Series:
    """The row in which each relationship is drawn, from the top down."""
    length = rows["last"] - rows["first"] + 1
    longest = length.groupby(rows["buyer"]).max().sort_values(ascending=False, kind="stable")
    return rows["buyer"].map({buyer: row for row, buyer in enumerate(longest.index)})
