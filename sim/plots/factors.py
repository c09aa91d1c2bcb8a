"""Which factor matters: two indices of each factor with intervals, a panel for each outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from sim.plots.sheets import Sheet, blank
from sim.plots.style import BLUE, GREY, ORANGE, finish, key_below

TONES = ((BLUE, "o"), (ORANGE, "D"))


def factor_panel(table: pd.DataFrame, axes: Axes, order: Sequence[str], indices: Sequence[str]) -> None:
    """One outcome: a line a factor, its indices beside each other; hollow where noise might show as much."""
    rows = table.set_index("factor").reindex(list(order))
    for place, (index, (tone, mark)) in enumerate(zip(indices, TONES)):
        y = np.arange(len(order)) + 0.3 * (place - (len(indices) - 1) / 2.0)
        axes.hlines(y, rows[f"{index}_low"], rows[f"{index}_high"], color=tone, lw=1.0)
        for at, value, told in zip(y, rows[index], rows["told"].eq(True)):
            fill = tone if told else "white"
            axes.plot([value], [at], marker=mark, ms=3.6, mew=0.9, color=tone, mfc=fill, ls="none")
    axes.plot(rows["floor"], np.arange(len(order)) - 0.15, marker="|", ms=5, color=GREY, ls="none")
    axes.axvline(0.0, color=GREY, lw=0.7)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.grid(axis="x", color="#EEEEEE", lw=0.6)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(MaxNLocator(4))


def factors(
    table: pd.DataFrame,
    outcomes: Mapping[str, str],
    indices: Mapping[str, str],
    texts: tuple[str, str, str],
    sheet: Sheet,
    *,
    shared: bool,
) -> Figure:
    """A panel for each outcome (column → its name), factors in order of the first index of the first outcome.

    `table` has columns outcome, factor, told, floor and of each of `indices` (column → its name; two at
    most) the value, `_low` and `_high`; `told` and `floor` are of the first index. `texts`: title, caption,
    and what the horizontal axes show; `shared` gives them one scale.
    """
    title, caption, label = texts
    first, main = next(iter(outcomes)), next(iter(indices))
    ranked = table[table["outcome"] == first].sort_values(main, ascending=False, kind="stable")
    order = ranked["factor"].tolist()
    figure = blank(1.45 + 0.19 * len(order), sheet)
    panels = figure.subplots(1, len(outcomes), sharey=True, sharex=shared, squeeze=False)[0]
    for axes, (outcome, name) in zip(panels, outcomes.items()):
        factor_panel(table[table["outcome"] == outcome], axes, order, list(indices))
        axes.set_title(name, loc="left")
        axes.tick_params(left=False)
    panels[0].set_yticks(range(len(order)), [str(factor).replace("_", " ") for factor in order])
    marks = [
        Line2D([], [], color=tone, marker=mark, ms=3.6, lw=1.0, label=name)
        for (tone, mark), name in zip(TONES, indices.values())
    ]
    marks.append(Line2D([], [], color=GREY, marker="|", ms=5, ls="none", label="what noise alone might show"))
    key_below(panels[len(panels) // 2], label, marks, 3)
    return finish(figure, title, caption)
