"""Contracts along one axis: value for the pair and each side, and how long relationships last."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from sim.measures.wording import span_of_time
from sim.plots.sheets import Sheet, blank
from sim.plots.style import colour, dash, end_labels, finish, weight

TITLES = {"joint_slot": "the pair", "buyer_slot": "buyers", "supplier_slot": "suppliers"}
ALIVE = "relationships_alive_"
MONEY = "money per slot and month"
NOTE = (
    "Slots are the buyers'. Bands: 95 % intervals, point by point; arms share their luck, so their "
    "differences are surer than the bands."
)
ALIVE_NOTE = "Survival: worlds in which those left were too young to tell are left out."


def curves_of(values: pd.DataFrame, axis: str, labels: Mapping[str, str], axes: Axes) -> None:
    """One outcome: a line and band for each arm by the axis, named at its right end."""
    ends: dict[str, tuple[float, float]] = {}
    for arm in labels:
        own = values[values["arm"] == arm].sort_values(axis)
        x, mean = own[axis].to_numpy(float), own["mean"].to_numpy(float)
        axes.fill_between(x, own["low"].to_numpy(float), own["high"].to_numpy(float),
                          color=colour(arm), alpha=0.18, lw=0)  # fmt: skip
        marker = "o" if len(x) == 1 else None
        axes.plot(x, mean, color=colour(arm), ls=dash(arm), lw=weight(arm), marker=marker, ms=3)
        known = np.isfinite(mean)
        if known.any():
            ends[arm] = (float(x[known][-1]), float(mean[known][-1]))
    axes.margins(x=0.01)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    end_labels(axes, ends, {arm: labels[arm] for arm in ends})


def contracts(
    values: pd.DataFrame,
    axis: str,
    xlabel: str,
    labels: Mapping[str, str],
    title: str,
    caption: str,
    sheet: Sheet,
) -> Figure:
    """Four panels: payoff of the pair, buyers and suppliers, and relationships alive at some age.

    `values` is long: the axis, arm, outcome, mean, low, high. The age drawn is the greatest at which every
    arm is known somewhere, else the least; without any there are three panels.
    """
    ages = survival_ages(values)
    drawn = [*TITLES, *ages[:1]]
    figure = blank(4.6, sheet)
    panels = figure.subplots(2, 2, sharex=True).ravel()
    panels[-1].set_visible(bool(ages))
    for outcome, axes in zip(drawn, panels):
        part = values[values["outcome"] == outcome]
        name = TITLES.get(outcome)
        if name is None:
            name = f"relationships alive after {span_of_time(int(outcome.removeprefix(ALIVE)))}"
            axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        elif axes in panels[::2]:
            axes.set_ylabel(MONEY)
        axes.set_title(name, loc="left")
        curves_of(part, axis, labels, axes)
    for axes in panels[-2:]:
        axes.set_xlabel(xlabel)
    return finish(figure, title, f"{NOTE} {ALIVE_NOTE if ages else ''} {caption}")


def survival_ages(values: pd.DataFrame) -> list[str]:
    """Outcomes of survival, best first: known for every arm at every level, then the greater age."""
    rows = values[values["outcome"].str.startswith(ALIVE)]
    known = rows.groupby("outcome")["mean"].apply(lambda means: bool(np.isfinite(means).all()))
    return sorted(known.index, key=lambda one: (known[one], int(one.removeprefix(ALIVE))), reverse=True)
