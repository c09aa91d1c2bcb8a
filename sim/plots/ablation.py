"""What each part adds: a forest with a column for each world and a mark for the pair and each side."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.measures.ablation import ALONE, LEFT_OUT, TOGETHER
from sim.measures.inference import EXACT, LEVEL
from sim.plots.sheets import Sheet, blank
from sim.plots.style import BLUE, GREEN, INK, PALE, finish, key_below

MARKS = {
    "joint_slot": ("the pair", INK, "o", -0.26),
    "buyer_slot": ("buyers", BLUE, "s", 0.0),
    "supplier_slot": ("suppliers", GREEN, "D", 0.26),
}
"""Outcome → name, colour, mark, and how far below the row's middle it stands."""
HEADINGS = {
    (LEFT_OUT, "principle"): "a principle left out",
    (LEFT_OUT, "step"): "a step left out",
    (ALONE, "principle"): "a principle alone",
    (ALONE, "step"): "a step alone",
}
NOTE = (
    "What the part adds, money per buyer slot and month, paired on common luck. Left out: WIIFWE − WIIFWE "
    "without it. A principle alone: all steps and this principle − all steps and none; a step alone: all "
    "principles and this step − all principles and none. Bars: 95 % intervals, each for itself, often "
    "smaller than the mark; hollow: not told from 0 by Holm's p over all comparisons of a world and party."
)


def lines(table: pd.DataFrame) -> list[tuple[str, tuple[str, str, str] | None]]:
    """The rows from top to bottom: a heading (None), then the parts under it, in the order of the table."""
    found: list[tuple[str, tuple[str, str, str] | None]] = []
    keys = table[table["how"] != TOGETHER][["how", "kind", "part"]].drop_duplicates()
    for (how, kind), rows in keys.groupby(["how", "kind"], sort=False):
        found.append((HEADINGS[(str(how), str(kind))], None))
        found += [(str(part), (str(how), str(kind), str(part))) for part in rows["part"]]
    return found


def column(table: pd.DataFrame, rows: list[tuple[str, tuple[str, str, str] | None]], axes: Axes) -> None:
    """One world: marks with intervals, hollow where Holm does not tell them from 0."""
    axes.axvline(0.0, color=INK, lw=0.7)
    by_key = dict(iter(table.groupby(["how", "kind", "part"], sort=False)))
    for place, (_, key) in enumerate(rows):
        if key is None or key not in by_key:
            continue
        if place % 2:
            axes.axhspan(place - 0.5, place + 0.5, color="#F6F6F6", lw=0, zorder=0)
        for _, one in by_key[key].iterrows():
            _, tone, marker, below = MARKS[str(one["outcome"])]
            told = one["p_holm"] < 1.0 - LEVEL and abs(one["mean"]) > EXACT
            axes.plot(
                [one["low"], one["high"]], [place + below] * 2, color=tone, lw=1.0, solid_capstyle="butt"
            )
            axes.plot(
                [one["mean"]], [place + below], marker=marker, ms=2.7, mew=0.7, ls="none", color=tone,
                mfc=tone if told else "white",
            )  # fmt: skip
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.grid(axis="x", color=PALE, lw=0.4)
    axes.set_axisbelow(True)
    axes.tick_params(left=False)


def forests(table: pd.DataFrame, title: str, caption: str, sheet: Sheet) -> Figure:
    """A column a world, a row a part, on one scale.

    `table` has a row for each group (world), how, kind, part and outcome: mean, low, high, p_holm. Its order
    is that of the rows.
    """
    rows = lines(table)
    names = table["group"].drop_duplicates().tolist()
    figure = blank(1.4 + 0.185 * len(rows), sheet)
    panels = np.atleast_1d(figure.subplots(1, len(names), sharex=True, sharey=True))
    for name, axes in zip(names, panels):
        column(table[table["group"] == name], rows, axes)
        axes.set_title(f"{name} world", loc="left")
    panels[0].set_yticks(range(len(rows)), [text for text, _ in rows])
    for text, (_, key) in zip(panels[0].get_yticklabels(), rows):
        if key is None:
            text.set_weight("bold")
    handles = [
        Line2D([], [], ls="none", marker=marker, ms=3.5, color=tone, label=name)
        for name, tone, marker, _ in MARKS.values()
    ]
    key_below(panels[len(names) // 2], "what the part adds (money per buyer slot and month)", handles, 3)
    return finish(figure, title, f"{NOTE} {caption}")
