"""Gains by how much firms talk about each other, a line a graph; a row a pair of arms, a column a party."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.measures.regions import intervals
from sim.plots.sheets import Sheet, blank
from sim.plots.style import BLUE, GREEN, GREY, INK, ORANGE, PURPLE, SKY, VERMILION, finish, key_below, wrapped

LINES = ((INK, "o"), (BLUE, "s"), (GREEN, "^"), (VERMILION, "D"), (PURPLE, "v"), (ORANGE, "P"), (SKY, "X"))
"""Colour and mark of each graph, in order; what comes after them begins anew."""
NOTE = (
    "Paired differences on common luck, bars: 95 % intervals, point by point; marks of graphs stand beside "
    "each other at the same word of mouth. One graph of each kind was drawn; all replicates share it."
)


def gains_panel(gains: pd.DataFrame, axes: Axes, column: str, graphs: list[str]) -> None:
    """One outcome of one pair of arms: a line with bars for each graph, moved apart a little."""
    reach = float(gains["word_of_mouth"].max() - gains["word_of_mouth"].min()) or 1.0
    axes.axhline(0.0, color=GREY, lw=0.7)
    for place, graph in enumerate(graphs):
        rows = gains[gains["graph"] == graph].sort_values("word_of_mouth")
        found = intervals(rows, column)
        tone, mark = LINES[place % len(LINES)]
        x = rows["word_of_mouth"].to_numpy(float) + reach * 0.018 * (place - (len(graphs) - 1) / 2.0)
        mean, low, high = (found[name].to_numpy(float) for name in ("mean", "low", "high"))
        bars = [mean - low, high - mean]
        axes.errorbar(x, mean, yerr=bars, color=tone, marker=mark, ms=2.6, lw=0.8, elinewidth=0.7)


def networks(
    gains: pd.DataFrame,
    outcomes: Mapping[str, str],
    labels: Mapping[str, str],
    title: str,
    caption: str,
    sheet: Sheet,
) -> Figure:
    """A row a pair of arms, a column an outcome; `outcomes`: column → whose it is; `labels`: arm → name.

    `gains` has columns graph, word_of_mouth, arm, baseline, and of each outcome its mean, `_se` and `_n`.
    """
    pairs = gains[["arm", "baseline"]].drop_duplicates().to_records(index=False).tolist()
    graphs = gains["graph"].drop_duplicates().tolist()
    figure = blank(1.15 + 1.5 * len(pairs), sheet)
    panels = figure.subplots(len(pairs), len(outcomes), sharex=True, sharey="row", squeeze=False)
    for row, (arm, baseline) in enumerate(pairs):
        part = gains[(gains["arm"] == arm) & (gains["baseline"] == baseline)]
        for column, (outcome, who) in enumerate(outcomes.items()):
            gains_panel(part, panels[row, column], outcome, graphs)
            panels[0, column].set_title(who, loc="left")
        name = wrapped(labels[arm], 1.35, sheet.letters)
        panels[row, 0].set_ylabel(f"{name}\ngain (money per slot\nand month)")
    tones = [LINES[place % len(LINES)] for place in range(len(graphs))]
    marks = [Line2D([], [], color=t, marker=m, ms=3, lw=0.8, label=g) for (t, m), g in zip(tones, graphs)]
    key_below(panels[-1, len(outcomes) // 2], "word of mouth", marks, len(graphs))
    return finish(figure, title, f"{NOTE} {caption}")
