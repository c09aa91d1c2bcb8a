"""The map of trust and honesty: where WIIFWE does better than WIIFME, jointly and by party."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from scipy import stats

from sim.measures.arms import PARTIES
from sim.measures.inference import EXACT, LEVEL
from sim.plots.style import INK

NOTE = (
    "WIIFWE − WIIFME, payoff per buyer slot and month. Hatched: the 95 % interval covers 0. "
    "Line: no difference."
)
XLABEL = "trust in a stranger τ₀"
YLABEL = "honesty of WIIFWE"


def map_note(table: pd.DataFrame) -> str:
    """What the map's caption says of it; its points may hold fewer replicates than the run's arms."""
    if "n" not in table or not len(table):
        return NOTE
    return f"{NOTE} {int(table['n'].min())} pairs a point. The run:"


def reach(table: pd.DataFrame, party: str) -> pd.Series:
    """Half width of the 95 % interval: Student's if the table has `n`, else the normal one."""
    if "n" in table:
        factor = stats.t.ppf(0.5 + LEVEL / 2.0, np.maximum(table["n"].to_numpy(dtype=float) - 1, 1))
    else:
        factor = stats.norm.ppf(0.5 + LEVEL / 2.0)
    return table[f"{party}_se"] * factor


def signs(table: pd.DataFrame, party: str) -> NDArray[np.int64]:
    """1, −1 or 0 per row: gain, loss, or an interval that covers 0."""
    half = reach(table, party)
    up = (table[party] - half > EXACT).to_numpy()
    down = (table[party] + half < -EXACT).to_numpy()
    return up.astype(np.int64) - down.astype(np.int64)


def grid(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """The table as a rectangle: honesty down, trust across, both rising; nan where not played."""
    return table.pivot(index="honesty", columns="trust", values=column).sort_index().sort_index(axis=1)


def edges(centres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Borders of cells about their centres: half way between neighbours."""
    if centres.size == 1:
        return np.array([centres[0] - 0.5, centres[0] + 0.5])
    middle = (centres[1:] + centres[:-1]) / 2.0
    first, last = 2.0 * centres[0] - middle[0], 2.0 * centres[-1] - middle[-1]
    return np.concatenate([[first], middle, [last]])


def difference_map(table: pd.DataFrame, axes: Axes, party: str, limit: float) -> Any:
    """Draws one party's gain over trust and honesty; returns the mesh, for the colour bar.

    `table` has one row per cell: trust, honesty, and for each party its gain and `_se`. Colours are
    centred at 0 and reach ±`limit` (money per buyer slot and month).
    """
    values = grid(table, party)
    x = values.columns.to_numpy(dtype=float)
    y = values.index.to_numpy(dtype=float)
    numbers = values.to_numpy(dtype=float)
    mesh = axes.pcolormesh(
        edges(x), edges(y), np.ma.masked_invalid(numbers), vmin=-limit, vmax=limit,
        cmap=sns.color_palette("vlag_r", as_cmap=True), edgecolors="white", linewidth=0.3,
    )  # fmt: skip
    hatched(table, axes, party, x, y)
    finite = numbers[np.isfinite(numbers)]
    if min(numbers.shape) > 1 and finite.size and finite.min() < 0.0 < finite.max():
        axes.contour(x, y, np.ma.masked_invalid(numbers), levels=[0.0], colors=INK, linewidths=1.2)
    axes.set_title(f"{party} payoff", loc="left")
    axes.set_xlabel(XLABEL)
    axes.set_xlim(edges(x)[0], edges(x)[-1])
    axes.set_ylim(edges(y)[0], edges(y)[-1])
    return mesh


def hatched(
    table: pd.DataFrame, axes: Axes, party: str, x: NDArray[np.float64], y: NDArray[np.float64]
) -> None:
    """Marks the cells in which no difference can be told."""
    marked = grid(table.assign(_doubt=signs(table, party) == 0), "_doubt").to_numpy()
    across, down = edges(x), edges(y)
    for row, column in zip(*np.nonzero(marked == True)):  # noqa: E712 - nan where not played
        axes.fill(
            across[[column, column + 1, column + 1, column]], down[[row, row, row + 1, row + 1]],
            fill=False, hatch="/////", edgecolor="#555555", linewidth=0.0,
        )  # fmt: skip


def trust_honesty(table: pd.DataFrame, figure: Figure) -> None:
    """Three maps with one scale of colours: joint, buyer, supplier."""
    panels = figure.subplots(1, 3, sharey=True)
    greatest = table[list(PARTIES)].abs().to_numpy(dtype=float)
    limit = max(float(np.nanmax(greatest)), 1e-6)
    meshes = [difference_map(table, axes, party, limit) for axes, party in zip(panels, PARTIES)]
    panels[0].set_ylabel(YLABEL)
    bar = figure.colorbar(meshes[0], ax=list(panels), shrink=0.9, aspect=18, pad=0.02)
    bar.set_label("WIIFWE − WIIFME\n(money per buyer slot and month)")
    bar.outline.set_visible(False)


def map_title(table: pd.DataFrame) -> str:
    """In how many cells each posture wins, and in how many both parties gain; from the data."""
    joint, buyer, supplier = (signs(table, party) for party in PARTIES)
    cells = len(table)
    wins, losses = int((joint > 0).sum()), int((joint < 0).sum())
    both = int(((buyer > 0) & (supplier > 0)).sum())
    if wins == losses == 0:
        return f"In none of {cells} cells of trust and honesty can a difference in joint value be told"
    return (
        f"Over trust and honesty WIIFWE creates more joint value in {wins} of {cells} cells and "
        f"WIIFME in {losses}; both parties gain from WIIFWE in {both}"
    )
