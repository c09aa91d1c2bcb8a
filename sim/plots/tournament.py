"""The heat map of a tournament: what every strategy makes of every other, the best ones first."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.measures.inference import EXACT
from sim.measures.wording import MISSING, number
from sim.plots.sheets import Sheet, blank, filed, house
from sim.plots.style import INK, finish, ink_on

NAME = "tournament"
NOTE = (
    "Score of the row's strategy against the column's: payoff a month, mean of both roles. Bold: it beats "
    "the column's, the 95 % interval of its lead is above 0. Ordered by the mean, games against itself "
    "included."
)
XLABEL = "against"
SCALE = "score of the row's strategy\n(money a month)"
MOST_NUMBERS = 16
"""Strategies beyond which the cells are too small for numbers."""
MOST_SLANTED = 12
"""Strategies beyond which the columns are too narrow for slanted names."""
WRAPPED = 12
"""Letters of a column's name in a line."""


def leading(standings: pd.DataFrame) -> pd.Series:
    """Which rows no difference from the first can be told of: the interval of `behind` covers 0."""
    return ~(standings["behind_low"] > EXACT)


def joined(rows: pd.DataFrame, most: int = 4) -> str:
    """The strategies of these rows in a row; beyond `most` the rest are counted."""
    labels = list(rows["label"])
    if len(labels) > most:
        labels = [*labels[: most - 1], f"{len(labels) - most + 1} more"]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def sentence(text: str) -> str:
    """The text with a capital at its head: names of strategies have none of their own."""
    return text[:1].upper() + text[1:]


def tournament_title(standings: pd.DataFrame) -> str:
    """Who does best, and who beats most opponents in their own games; from the data."""
    first, best = leading(standings), standings.iloc[0]
    if first.all():
        return f"No difference can be told among all {len(standings)} strategies"
    does = "does" if first.sum() == 1 else "do"
    start = sentence(f"{joined(standings[first])} {does} best, {number(best['mean'], 2)} a month")
    if not standings["wins"].any():
        return f"{start}; nobody beats an opponent in their own games"
    beating = standings["wins"] == standings["wins"].max()
    beats = "beats" if beating.sum() == 1 else "beat"
    most = f"{beats} most opponents ({standings['wins'].max()} of {len(standings) - 1})"
    if beating.equals(first):
        return f"{start}, and {most}"
    who = joined(standings[beating])
    if not (beating & first).any():
        ranks = [str(rank) for rank in sorted(standings["rank"][beating].unique())]
        who += f", of rank {' and '.join(ranks)},"
    return f"{start}; {who} {most}"


def score_map(standings: pd.DataFrame, matches: pd.DataFrame, figure: Figure) -> None:
    """Draws scores of rows against columns, best strategies first, and their means beside."""
    order = list(standings["strategy"])
    labels = dict(zip(standings["strategy"], standings["label"]))
    square = matches.pivot(index="strategy", columns="opponent").loc[order]
    numbers = square["score"][order].to_numpy(dtype=float)
    won = (square["outcome"][order] == "win").to_numpy()
    norm = Normalize(np.nanmin(numbers), max(np.nanmax(numbers), np.nanmin(numbers) + EXACT))
    ratios = {"width_ratios": [len(order), 1.0], "wspace": 0.02}
    whole, beside = figure.subplots(1, 2, gridspec_kw=ratios)
    mesh = cells(whole, numbers, norm, won)
    means = standings[["mean"]].to_numpy(dtype=float)
    cells(beside, means, norm, np.zeros(means.shape, dtype=bool))
    ranked = [f"{label}  {rank}" for label, rank in zip(standings["label"], standings["rank"])]
    whole.set_yticks(np.arange(len(order)) + 0.5, ranked)
    beside.set_yticks([])
    upright = len(order) > MOST_SLANTED
    named(whole, [labels[name] for name in order], upright=upright)
    named(beside, ["mean"], upright=upright)
    whole.set_xlabel(XLABEL)
    bar = figure.colorbar(mesh, ax=[whole, beside], aspect=30, pad=0.015, shrink=0.9)
    bar.set_label(SCALE)
    bar.outline.set_visible(False)


def cells(axes: Axes, numbers: NDArray[np.float64], norm: Normalize, bold: NDArray[np.bool_]) -> Any:
    """A coloured cell for each number, and the number in it; returns the mesh, for the colour bar."""
    shades = sns.color_palette("YlGnBu", as_cmap=True)
    mesh = axes.pcolormesh(
        np.ma.masked_invalid(numbers), norm=norm, cmap=shades, edgecolors="white", linewidth=0.8
    )
    axes.invert_yaxis()
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    letters = float(sns.plotting_context()["font.size"]) - 0.5
    if len(numbers) > MOST_NUMBERS:
        return mesh
    for (row, column), value in np.ndenumerate(numbers):
        known = np.isfinite(value)
        axes.text(
            column + 0.5, row + 0.5, number(value, 2) if known else MISSING, ha="center", va="center",
            size=letters, weight="bold" if bold[row, column] else "normal",
            color=ink_on(shades(norm(value))) if known else INK,
        )  # fmt: skip
    return mesh


def named(axes: Axes, labels: list[str], *, upright: bool) -> None:
    """Names the columns below, slanted and in short lines, or upright where columns are narrow."""
    lines = labels if upright else [textwrap.fill(label, WRAPPED) for label in labels]
    angle: dict[str, Any] = {"rotation": 90, "ha": "center"} if upright else {"rotation": 40, "ha": "right"}
    axes.set_xticks(
        np.arange(len(labels)) + 0.5, lines, rotation_mode="default" if upright else "anchor",
        linespacing=1.0, **angle,
    )  # fmt: skip


def tournament_figure(standings: pd.DataFrame, matches: pd.DataFrame, caption: str, sheet: Sheet) -> Figure:
    """The heat map with its finding above, and n, replicates, seed and hash below."""
    figure = blank(max(2.8, 1.9 + 0.25 * len(standings)), sheet)
    score_map(standings, matches, figure)
    return finish(figure, tournament_title(standings), f"{NOTE} {caption}")


def draw_all(standings: pd.DataFrame, matches: pd.DataFrame, folder: Path, caption: str) -> list[Path]:
    """Writes the heat map on the sheet and in the formats asked for; returns the files.

    `standings` and `matches` are the tables of a tournament; `caption` gives replicates, seed and hash.
    """
    with house() as size:
        figure = tournament_figure(standings, matches, caption, size)
        return filed(figure, folder, NAME)
