"""Who gains and who pays: every arm's gain for buyers against its gain for suppliers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.measures.inference import EXACT
from sim.measures.wording import number
from sim.plots.sheets import Sheet, blank
from sim.plots.style import GREY, INK, colour, finish, points_in_data, spread

NOTE = (
    "Differences from WIIFME rigid per buyer slot and month, paired on common luck; crosses: 95 % intervals. "
    "On the dotted line what one side gains the other pays; above it the pair gains."
)
QUARTERS = {
    (1, 1): "both gain", (1, -1): "buyers gain,\nsuppliers pay",
    (-1, 1): "suppliers gain,\nbuyers pay", (-1, -1): "both lose",
}  # fmt: skip
"""Signs of the buyers' and the suppliers' gain → what the quarter of the plane is called."""


def compared(table: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """The arms whose gain over the baseline is known."""
    known = table["buyer_gain"].notna() & table["supplier_gain"].notna()
    return table[known & table["arm"].astype(str).ne(baseline)]


def gains_plane(table: pd.DataFrame, axes: Axes, baseline: str = "wiifme_rigid") -> None:
    """A cross an arm, named beside it; `table` as of `headline_table`: buyer_gain, supplier_gain, ends."""
    shown = compared(table, baseline)
    ends = [f"{party}_gain{end}" for party in ("buyer", "supplier") for end in ("", "_low", "_high")]
    low, high = limits(shown[ends].to_numpy(dtype=float))
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    axes.axline((0.0, 0.0), slope=-1.0, color=GREY, lw=0.8, ls=":", zorder=1)
    for line in (axes.axhline, axes.axvline):
        line(0.0, color=INK, lw=0.7, zorder=1)
    for (right, up), words in QUARTERS.items():
        axes.text(
            0.5 + 0.48 * right, 0.5 + 0.48 * up, words, transform=axes.transAxes, color="#6A6A6A",
            ha="right" if right > 0 else "left", va="top" if up > 0 else "bottom", fontsize="small",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0}, zorder=1,
        )  # fmt: skip
    for row in shown.to_dict("records"):
        x, y, tone = row["buyer_gain"], row["supplier_gain"], colour(row["arm"])
        axes.plot([row["buyer_gain_low"], row["buyer_gain_high"]], [y, y], color=tone, lw=1.1)
        axes.plot([x, x], [row["supplier_gain_low"], row["supplier_gain_high"]], color=tone, lw=1.1)
        axes.plot([x], [y], marker="o", ms=4.5, color=tone, ls="none")
    axes.set_xlabel("buyers' gain (money per buyer slot and month)")
    axes.set_ylabel("suppliers' gain (money\nper buyer slot and month)")
    named_points(shown, axes)


def limits(ends: NDArray[np.float64]) -> tuple[float, float]:
    """The same range for both axes: all ends and 0, with room for the words in the corners."""
    known = ends[np.isfinite(ends)]
    low, high = min(0.0, float(known.min(initial=0.0))), max(0.0, float(known.max(initial=0.0)))
    room = 0.25 * max(high - low, 1e-3)
    return low - room, high + room


def named_points(shown: pd.DataFrame, axes: Axes) -> None:
    """The arms' names beside the plane, each with a thin line to its point."""
    gap, step = points_in_data(axes, 11.0), points_in_data(axes, 8.0, "x")
    edge = axes.get_xlim()[1]
    rows = shown.to_dict("records")
    places = spread([row["supplier_gain"] for row in rows], [gap] * len(rows))
    for row, place in zip(rows, places):
        axes.annotate(
            row["label"], xy=(row["buyer_gain"], row["supplier_gain"]), xytext=(edge + step, float(place)),
            ha="left", va="center", color=colour(row["arm"]), annotation_clip=False,
            arrowprops={"arrowstyle": "-", "relpos": (0.0, 0.5), "color": colour(row["arm"]), "lw": 0.4,
                        "alpha": 0.5, "shrinkA": 0, "shrinkB": 3},
        )  # fmt: skip


def parties_title(table: pd.DataFrame, baseline: str = "wiifme_rigid", arm: str = "wiifwe") -> str:
    """Who gains and who pays under WIIFWE, and under how many arms both gain; it turns with the data."""
    shown = compared(table, baseline)
    if shown.empty:
        return "Who gains and who pays: no arm is compared"
    both = int(((shown["buyer_gain_low"] > EXACT) & (shown["supplier_gain_low"] > EXACT)).sum())
    count = f"both sides gain under {both} of {len(shown)} arms"
    ours = shown[shown["arm"] == arm].to_dict("records")
    if not ours:
        return count.capitalize()
    row = ours[0]
    sides = " and ".join(f"{who} {side(row, party)}" for who, party in
                         (("buyers", "buyer"), ("suppliers", "supplier")))  # fmt: skip
    return f"Under {row['label']} {sides}; {count}"


def side(row: Mapping[Any, Any], party: str) -> str:
    """What one side does: gain, lose, or neither for certain."""
    size = number(row[f"{party}_gain"], signed=True)
    if row[f"{party}_gain_low"] > EXACT:
        return f"gain {size}"
    return (
        f"pay {size}" if row[f"{party}_gain_high"] < -EXACT else f"neither gain nor pay for certain ({size})"
    )


def parties_figure(table: pd.DataFrame, caption: str, sheet: Sheet) -> Figure:
    """The plane of gains."""
    figure = blank(3.9, sheet)
    axes = figure.subplots()
    finish(figure, parties_title(table), f"{NOTE} {caption}")
    gains_plane(table, axes)
    return figure
