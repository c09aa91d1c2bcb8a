"""Facts and what two worlds say to them: a strip per fact, what agrees with it shaded."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.plots.sheets import Sheet, blank, filed, house
from sim.plots.style import BLUE, GREY, INK, PALE, finish, wrapped

WORLDS = {"default": (GREY, "o", "default world"), "calibrated": (BLUE, "D", "calibrated world")}
RATIOS = ("bad_to_good",)
"""Facts whose unit is a ratio, not a share."""
NOTE = "Shaded: what agrees with the fact; line: its target. Bars: 95 % intervals over replicates."


def strip(row: pd.Series, axes: Axes) -> None:
    """One fact: the shaded range, the target, both worlds' answers with their intervals."""
    axes.axvspan(row["low"], row["high"], color=PALE, lw=0)
    axes.axvline(row["target"], color=INK, lw=1.0)
    for place, (world, (tint, marker, _)) in enumerate(WORLDS.items()):
        value = float(row[world])
        reach = [[value - float(row[f"{world}_low"])], [float(row[f"{world}_high"]) - value]]
        axes.errorbar(
            [value], [-place], xerr=reach, fmt=marker, color=tint, ms=4.5, lw=1.2,
            mfc=tint if row[f"{world}_within"] else "white", zorder=3,
        )  # fmt: skip
    ratio = row["key"] in RATIOS
    reached = max(float(row["high"]), *(float(row[f"{world}_high"]) for world in WORLDS))
    axes.set_xlim(0.0, 1.12 * reached if ratio else min(1.0, 1.12 * reached))
    axes.set_ylim(-1.7, 0.7)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    if not ratio:
        axes.xaxis.set_major_formatter(PercentFormatter(xmax=1.0, decimals=0, symbol=" %"))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))


def title(table: pd.DataFrame) -> str:
    """How many of the fitted facts each world meets, from the data."""
    fitted = table[table["use"] == "fit"]
    counts = {world: int(fitted[f"{world}_within"].sum()) for world in WORLDS}
    return (
        f"The default world meets {counts['default']} of {len(fitted)} facts, "
        f"the calibrated one {counts['calibrated']}"
    )


def facts_figure(table: pd.DataFrame, caption: str, sheet: Sheet) -> Figure:
    """All facts, one strip each, under the title that counts them."""
    figure = blank(0.55 * len(table) + 1.0, sheet)
    strips = figure.subplots(len(table), 1, squeeze=False)[:, 0]
    for (_, row), axes in zip(table.iterrows(), strips):
        strip(row, axes)
        words = f"{row['fact']}" + ("" if row["use"] == "fit" else f"\n({row['use']}, not fitted)")
        axes.set_ylabel(wrapped(words, 2.2, sheet.letters), rotation=0, ha="right", va="center", labelpad=6)
    finish(figure, title(table), f"{NOTE} Filled: within. {caption}")
    for world, (tint, _, label) in WORLDS.items():
        place = list(WORLDS).index(world)
        strips[0].annotate(
            label,
            (0.0 if place == 0 else 0.18, 1.0),
            xycoords="axes fraction",
            color=tint,
            xytext=(0, 2),
            textcoords="offset points",
            va="bottom",
            weight="bold",
        )
    return figure


def draw(table: pd.DataFrame, folder: Path, caption: str) -> list[Path]:
    """The figure as files in `folder`."""
    with house() as sheet:
        figure = facts_figure(table, caption, sheet)
        return filed(figure, folder, "facts")
