"""The life of one relationship on a strip: what it makes, trust, grievances, and what happens when."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.measures.wording import number, percent, span_of_time
from sim.plots.sheets import Sheet, blank
from sim.plots.style import GREY, INK, PALE, finish

NOTE = (
    "Dark: what the two make together; pale: what of the first best they miss. Triangles are "
    "broken promises: down the buyer's, up the supplier's."
)
BROWN, MAROON = "#8C6D31", "#843C39"
SIDES = {"buyer": (INK, "-"), "supplier": (BROWN, (0, (4, 1)))}
"""No posture's colour: the strip is of whatever posture."""
EVENTS = {
    "signed": ("signed", "|", INK),
    "adapted": ("work anew", ".", GREY),
    "ordered": ("change order", "s", BROWN),
    "renegotiated": ("renegotiation", "P", BROWN),
    "haggled": ("haggling", "D", INK),
    "broken_buyer": ("buyer breaks", "v", MAROON),
    "broken_supplier": ("supplier breaks", "^", MAROON),
}
"""Column (0 or 1 a month) → words, marker, colour."""
NEEDED = (
    "month", "payoff_buyer", "payoff_supplier", "first_best", *EVENTS, "trust_buyer", "trust_supplier",
    "grievance_buyer", "grievance_supplier",
)  # fmt: skip
"""Columns of a strip's table, a row a month."""


def value_track(rows: pd.DataFrame, axes: Axes) -> None:
    """Joint payoff a month as an area under the first best."""
    months = rows["month"].to_numpy(dtype=float)
    made = (rows["payoff_buyer"] + rows["payoff_supplier"]).to_numpy(dtype=float)
    axes.fill_between(months, rows["first_best"], color=PALE, lw=0, step="mid")
    axes.fill_between(months, made, color=GREY, lw=0, step="mid")
    axes.axhline(0.0, color=INK, lw=0.6)
    axes.set_ylim(min(0.0, 1.05 * float(made.min())), None)
    axes.set_title("joint payoff (money a month)", loc="left")


def side_track(rows: pd.DataFrame, axes: Axes, what: str, words: str) -> None:
    """A line a side."""
    for side, (tone, line) in SIDES.items():
        axes.plot(rows["month"], rows[f"{what}_{side}"], color=tone, ls=line, label=side)
    axes.set_title(words, loc="left")
    axes.set_ylim(0.0, 1.0 if what == "trust" else None)


def event_track(rows: pd.DataFrame, axes: Axes) -> None:
    """A row of marks for each kind of event that happened."""
    seen = [name for name in EVENTS if rows[name].any()]
    for place, name in enumerate(seen):
        _, marker, tone = EVENTS[name]
        months = rows.loc[rows[name].astype(bool), "month"]
        axes.plot(months, np.full(len(months), place), ls="none", marker=marker, ms=4.0, color=tone)
    axes.set_yticks(range(len(seen)), [EVENTS[name][0] for name in seen])
    axes.set_ylim(max(1, len(seen)) - 0.4, -0.6)
    axes.set_title("what happens", loc="left")
    axes.tick_params(axis="y", left=False)


def strip_figure(rows: pd.DataFrame, label: str, caption: str, sheet: Sheet) -> Figure:
    """One relationship from signing to its end; `rows` has a row a month with the columns `NEEDED`."""
    figure = blank(4.6, sheet)
    panels = figure.subplots(4, 1, sharex=True, gridspec_kw={"height_ratios": [1.2, 1.0, 1.0, 1.2]})
    value_track(rows, panels[0])
    side_track(rows, panels[1], "trust", "trust in the partner (0 to 1)")
    side_track(rows, panels[2], "grievance", "grievance (money a month)")
    event_track(rows, panels[3])
    panels[1].legend(loc="lower right", ncols=2, frameon=False)
    panels[3].set_xlabel("month of the run")
    panels[0].set_xlim(float(rows["month"].min()) - 0.5, float(rows["month"].max()) + 0.5)
    return finish(figure, strip_title(rows, label), f"{NOTE} {caption}")


def strip_title(rows: pd.DataFrame, label: str) -> str:
    """How long it lasted, what it made of what it could, and what each side made."""
    made = {side: float(rows[f"payoff_{side}"].sum()) for side in SIDES}
    best = float(rows["first_best"].sum())
    share = percent(sum(made.values()) / best) if best > 0.0 else "–"
    sides = " and ".join(f"the {side} {number(value, 2, signed=True)}" for side, value in made.items())
    return f"{label}: {span_of_time(len(rows))} together make {share} of what was possible, {sides} (money)"
