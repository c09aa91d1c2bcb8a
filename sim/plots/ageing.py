"""What becomes of trust and of grievances as relationships grow old."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.measures.wording import number, span_of_time
from sim.plots.sheets import Sheet, blank
from sim.plots.style import colour, dash, end_labels, finish, weight
from sim.plots.survival import key_ages

NOTE = (
    "Means of both sides over the relationships that reached the age, so survivors alone; bands: 95 % "
    "intervals (Student t over replicates)."
)
OUTCOMES = {"trust": "trust in the partner\n(0 to 1)", "grievance": "grievance\n(money a month)"}
"""Outcome → what its axis says."""


def by_age(table: pd.DataFrame, axes: Axes, outcome: str, arms: Sequence[str]) -> None:
    """A line and band an arm; `table` has arm, outcome, age (months), mean, low, high."""
    for arm in arms:
        rows = table[(table["arm"] == arm) & (table["outcome"] == outcome)].sort_values("age")
        axes.fill_between(rows["age"], rows["low"], rows["high"], color=colour(arm), alpha=0.15, lw=0)
        axes.plot(rows["age"], rows["mean"], color=colour(arm), ls=dash(arm), lw=weight(arm))
    last = int(table["age"].max())
    axes.set_xlim(1.0, float(last))
    axes.set_xticks([1, *key_ages(last)])
    axes.set_ylim(0.0, 1.0 if outcome == "trust" else None)
    axes.set_xlabel("age of the relationship (months)")
    axes.set_ylabel(OUTCOMES[outcome])


def ageing_figure(
    table: pd.DataFrame, arms: Sequence[str], labels: Mapping[str, str], caption: str, sheet: Sheet
) -> Figure:
    """Trust and grievance side by side."""
    figure = blank(2.9, sheet)
    panels = figure.subplots(1, len(OUTCOMES))
    finish(figure, ageing_title(table, arms, labels), f"{NOTE} {caption}")
    for axes, outcome in zip(panels, OUTCOMES):
        by_age(table, axes, outcome, arms)
    for axes, outcome in zip(panels, OUTCOMES):
        end_labels(axes, last_points(table, outcome, arms), labels)
    return figure


def last_points(table: pd.DataFrame, outcome: str, arms: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Where each arm's line ends."""
    found = {}
    for arm in arms:
        rows = table[(table["arm"] == arm) & (table["outcome"] == outcome)].sort_values("age")
        if len(rows):
            found[arm] = (float(rows["age"].iloc[-1]), float(rows["mean"].iloc[-1]))
    return found


def ageing_title(table: pd.DataFrame, arms: Sequence[str], labels: Mapping[str, str]) -> str:
    """Trust at the oldest age that all arms reach, the greatest first, and where grievances stand highest."""
    known = table[table["arm"].isin(list(arms))]
    if known.empty:
        return "Trust and grievance by age: no relationship reached an age often enough"
    age = int(known.groupby("arm")["age"].max().min())
    at = known[known["age"] == age].sort_values("mean", ascending=False)
    trusts, grudges = (at[at["outcome"] == outcome].to_dict("records") for outcome in OUTCOMES)
    told = " against ".join(f"{ranged(row)} under {labels[row['arm']]}" for row in trusts)
    worst = grudges[0]
    size = f"{labels[worst['arm']]} ({number(worst['mean'])})"
    grudge = f"; grievances are greatest under {size}" if worst["mean"] > 0.0 else ""
    return f"After {span_of_time(age)} together partners trust {told}{grudge}"


def ranged(row: Mapping[Any, Any]) -> str:
    """A mean with its interval."""
    return f"{number(row['mean'], 2)} ({number(row['low'], 2)} to {number(row['high'], 2)})"
