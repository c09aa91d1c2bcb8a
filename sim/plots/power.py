"""Gains by power: the pair and both sides, a panel for each way to split, and where a side would refuse."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.measures.regions import LOSS, intervals
from sim.measures.required import FOUND
from sim.plots.sheets import Sheet, blank
from sim.plots.style import BLUE, GREEN, GREY, INK, VERMILION, finish

PARTS = {
    "joint_slot": ("the pair", INK, "-", 1.8),
    "buyer_slot": ("buyers", BLUE, (0, (5, 1.5)), 1.3),
    "supplier_slot": ("suppliers", GREEN, (0, (3, 1, 1, 1)), 1.3),
}
"""Outcome → name, colour, dash and width of its line."""
NOTE = (
    "WIIFWE − WIIFME rigid per buyer slot and month, at the same power. Bands: 95 % intervals, point by "
    "point. Marks at 0: where a gain passes 0, with its interval. Below: levels at which a side would refuse "
    "(it loses, Holm over the levels)."
)


def gain_lines(part: pd.DataFrame, critical: pd.DataFrame, axes: Axes) -> None:
    """One split: three gains with bands, and where each passes 0."""
    rows = part.sort_values("power")
    axes.axhline(0.0, color=GREY, lw=0.8)
    if rows["power"].min() < 0.0 < rows["power"].max():
        axes.axvline(0.0, color=GREY, lw=0.6, ls=":")
    for outcome, (_, tone, dash, width) in PARTS.items():
        found = intervals(rows, outcome)
        axes.fill_between(rows["power"], found["low"], found["high"], color=tone, alpha=0.18, lw=0)
        marker = "o" if len(rows) == 1 else None
        axes.plot(rows["power"], rows[outcome], color=tone, ls=dash, lw=width, marker=marker, ms=3)
        turns = critical[(critical["outcome"] == outcome) & (critical["status"] == FOUND)]
        for _, turn in turns.iterrows():
            axes.plot([turn["low"], turn["high"]], [0.0, 0.0], color=tone, lw=3.0, solid_capstyle="butt")
            axes.plot([turn["level"]], [0.0], marker="o", ms=4, color=tone, mec="white", mew=0.6)


def refusal_rows(part: pd.DataFrame, axes: Axes) -> None:
    """Below: a row a side, a mark at each level of power at which it would refuse."""
    for place, outcome in enumerate(("buyer_slot", "supplier_slot")):
        lost = part[part[f"{outcome}_verdict"].eq(LOSS)]
        axes.plot(lost["power"], [place] * len(lost), ls="none", marker="x", ms=3.5, mew=1.2, color=VERMILION)
    axes.set_ylim(1.6, -0.6)
    axes.set_yticks([0, 1], ["buyers", "suppliers"])
    axes.tick_params(axis="y", length=0)


def powers(
    gains: pd.DataFrame, critical: pd.DataFrame, xlabel: str, title: str, caption: str, sheet: Sheet
) -> Figure:
    """A column a split: gains by power above, who would refuse below.

    `gains` has a row a point: power, split, each outcome with `_se`, `_n` and `_verdict`; `critical` a row
    for each split and outcome (level, low, high, status).
    """
    names = gains["split"].drop_duplicates().tolist()
    figure = blank(3.7, sheet)
    panels = figure.subplots(
        2, len(names), sharex=True, sharey="row", squeeze=False, height_ratios=(6, 1)
    )  # fmt: skip
    for column, name in enumerate(names):
        part = gains[gains["split"] == name]
        gain_lines(part, critical[critical["split"] == name], panels[0, column])
        refusal_rows(part, panels[1, column])
        panels[0, column].set_title(f"split: {name}", loc="left")
        panels[1, column].set_xlabel(xlabel)
    panels[0, 0].set_ylabel("gain\n(money per buyer slot and month)")
    panels[1, 0].set_ylabel("would\nrefuse", rotation=0, ha="right", va="center")
    lines = [
        Line2D([], [], color=tone, ls=dash, lw=width, label=name)
        for name, tone, dash, width in PARTS.values()
    ]
    panels[0, -1].legend(handles=lines, loc="best", frameon=False, handlelength=2.2)
    return finish(figure, title, f"{NOTE} {caption}")
