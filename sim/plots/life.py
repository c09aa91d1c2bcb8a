"""The life of one relationship on a strip: what it makes, trust, grievances, and what happens when."""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from sim.plots.facets import frame
from sim.plots.sheets import Sheet
from sim.plots.style import GREY, INK, PALE, end_labels
from sim.plots.view import Names, View, shown

BROWN, MAROON = "#8C6D31", "#843C39"
SIDES = {"buyer": (INK, "-"), "supplier": (BROWN, (0, (4, 1)))}
"""No posture's colour: the strip is of whatever posture."""
EVENTS = {
    "signed": ("signed", "|", INK),
    "adapted": ("work anew", ".", GREY),
    "ordered": ("change order", "s", BROWN),
    "renegotiated": ("renegotiation", "P", BROWN),
    "haggled": ("haggling", "D", INK),
    "untold": ("kept silent", "x", MAROON),
    "found_out": ("silence found out", "o", INK),
    "broken_buyer": ("buyer breaks a promise", "v", MAROON),
    "broken_supplier": ("supplier breaks a promise", "^", MAROON),
}
"""Column (0 or 1 a month) → words, marker, colour; a column that a table lacks is not drawn."""


def life(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """One relationship from signing to its end on four tracks; `table` has a row a month with `NEEDED`."""
    figure, body = frame(view, 3.9, sheet)
    panels = body.subplots(4, 1, sharex=True, gridspec_kw={"height_ratios": [1.2, 1.0, 1.0, 1.2]})
    rows = table.sort_values("month")
    panels[0].set_xlim(float(rows["month"].min()) - 0.5, float(rows["month"].max()) + 0.5)
    event_track(rows, panels[3], names)
    panels[3].xaxis.set_major_locator(MultipleLocator(12 if len(rows) <= 72 else 24))
    panels[3].set_xlabel(shown(names, view.x or "month"))
    figure.draw_without_rendering()
    value_track(rows, panels[0])
    side_track(rows, panels[1], "trust", "trust in the partner (0 to 1)", names)
    side_track(rows, panels[2], "grievance", "grievance (money a month)", names)
    return figure


def value_track(rows: pd.DataFrame, axes: Axes) -> None:
    """What the two make together as an area under what could be made."""
    made = (rows["payoff_buyer"] + rows["payoff_supplier"]).to_numpy(dtype=float)
    best = rows["first_best"].to_numpy(dtype=float)
    axes.fill_between(rows["month"], best, color=PALE, lw=0, step="mid")
    axes.fill_between(rows["month"], made, color=GREY, lw=0, step="mid")
    axes.axhline(0.0, color=INK, lw=0.6)
    axes.set_ylim(min(0.0, 1.05 * float(made.min())), 1.02 * float(best.max()))
    axes.set_title("what both make together (money a month)", loc="left")
    last, end = slice(-max(3, len(made) // 12), None), axes.get_xlim()[1]
    ends = {"possible": (end, float(best[last].mean())), "made": (end, float(made[last].mean()) / 2.0)}
    end_labels(axes, ends, {name: name for name in ends}, {"possible": "#9A9A9A", "made": "#5A5A5A"})


def side_track(rows: pd.DataFrame, axes: Axes, what: str, words: str, names: Names) -> None:
    """A line a side, named at its end."""
    for side, (tone, line) in SIDES.items():
        sns.lineplot(
            rows, x="month", y=f"{what}_{side}", ax=axes, color=tone, ls=line, errorbar=None, legend=False
        )
    axes.set(ylim=(0.0, 1.0 if what == "trust" else None), xlabel="", ylabel="")
    axes.set_title(words, loc="left")
    ends = {side: (float(rows["month"].iloc[-1]), float(rows[f"{what}_{side}"].iloc[-1])) for side in SIDES}
    tones = {side: tone for side, (tone, _) in SIDES.items()}
    end_labels(axes, ends, {side: shown(names, side) for side in SIDES}, tones)


def event_track(rows: pd.DataFrame, axes: Axes, names: Names) -> None:
    """A row of marks for each kind of event that happened, named beside."""
    seen = [name for name in EVENTS if name in rows and rows[name].any()]
    for place, name in enumerate(seen):
        _, marker, tone = EVENTS[name]
        months = rows.loc[rows[name].astype(bool), "month"]
        axes.plot(months, np.full(len(months), place), ls="none", marker=marker, ms=4.0, color=tone)
    axes.set_yticks(range(len(seen)), [names.get(name) or EVENTS[name][0] for name in seen])
    axes.set_ylim(max(1, len(seen)) - 0.4, -0.6)
    axes.set_title("what happens", loc="left")
    axes.tick_params(axis="y", left=False)
