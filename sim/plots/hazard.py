"""When relationships end: the chance a month of ending, by age, a panel for each arm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from sim.measures.survival import hazard_by_age
from sim.measures.wording import percent, span_of_time
from sim.plots.sheets import Sheet, blank
from sim.plots.style import GREY, colour, finish
from sim.plots.survival import key_ages

NOTE = (
    "Share of the relationships at risk at an age that end in that month; logarithmic; lines: 95 % intervals "
    "(Clopper–Pearson). Left out: months in which none or less than 0.1 % ended, ages with fewer than 50 at "
    "risk."
)
LEAST = 50
"""At risk; with fewer an age tells little and its band covers the panel."""
FLOOR = 1e-3
"""Where the axis begins."""
ACROSS = 4
"""Panels in a row."""


def hazards_of(lifetables: pd.DataFrame, arms: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Arm → its hazard of relationships by age, where enough are at risk; arms without are left out."""
    found = {arm: hazard_by_age(lifetables, arm, "relationship") for arm in arms}
    kept = {arm: table[table["at_risk"] >= LEAST] for arm, table in found.items()}
    return {arm: table for arm, table in kept.items() if (table["hazard"] > 0.0).any()}


def hazard_dots(table: pd.DataFrame, axes: Axes, arm: str, label: str) -> None:
    """One arm's hazard as dots with their intervals; `table` as of `hazard_by_age`."""
    some = table[table["hazard"] >= FLOOR]
    axes.vlines(some.index, some["low"].clip(lower=FLOOR), some["high"], color=colour(arm), alpha=0.3, lw=0.9)
    axes.plot(some.index, some["hazard"], ls="none", marker="o", ms=1.8, mew=0, color=colour(arm))
    axes.set_yscale("log")
    axes.set_ylim(FLOOR, 1.4)  # a dot at 100 % is seen whole
    axes.yaxis.set_major_locator(LogLocator(10.0))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100.0 * share:g} %"))
    axes.set_title(label, loc="left", color=colour(arm))


def hazard_figure(
    lifetables: pd.DataFrame, arms: Sequence[str], labels: Mapping[str, str], caption: str, sheet: Sheet
) -> Figure:
    """Small multiples with common scales."""
    found = hazards_of(lifetables, arms)
    rows = -(-max(1, len(found)) // ACROSS)
    across = min(ACROSS, max(1, len(found)))
    figure = blank(0.9 + 1.35 * rows, sheet)
    panels = figure.subplots(rows, across, sharex=True, sharey=True, squeeze=False)
    last = max((int(table.index[-1]) for table in found.values()), default=12)
    for axes in panels.ravel()[len(found) :]:
        axes.remove()
    for place, (arm, table) in enumerate(found.items()):
        axes = panels[place // across, place % across]
        hazard_dots(table, axes, arm, labels[arm])
        axes.set_xlim(0.0, float(last))
        axes.set_xticks(key_ages(last, start=True))
        axes.grid(axis="y", color="#EEEEEE", lw=0.6)
        axes.set_axisbelow(True)
        # A panel above an empty place has none below that would show the ages.
        if place + across >= len(found):
            axes.tick_params(labelbottom=True)
            axes.set_xlabel("age (months)")
    for axes in panels[:, 0]:
        axes.set_ylabel("end in the month")
        axes.tick_params(axis="y", colors=GREY, labelcolor="black")
    return finish(figure, hazard_title(found, labels), f"{NOTE} {caption}")


def hazard_title(
    found: Mapping[str, pd.DataFrame],
    labels: Mapping[str, str],
    baseline: str = "wiifme_rigid",
    arm: str = "wiifwe",
) -> str:
    """The greatest share that ended in a month, and at which age, under the poles or under the extremes."""
    if not found:
        return "When relationships end: too few ended to tell"
    most = {one: float(table["hazard"].max()) for one, table in found.items()}
    ranked = sorted(most, key=lambda one: -most[one])
    poles = [one for one in (baseline, arm) if one in found]
    shown = poles if len(poles) == 2 else list(dict.fromkeys([ranked[0], ranked[-1]]))
    told = []
    for one in shown:
        age = int(found[one].index[int(np.argmax(found[one]["hazard"].to_numpy()))])
        told.append(f"{percent(most[one], 1)} at age {span_of_time(age)} under {labels[one]}")
    return f"The greatest share of relationships that ended in one month: {', '.join(told)}"
