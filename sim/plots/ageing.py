"""What becomes of trust and of grievances as relationships grow old."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.measures.inference import Interval
from sim.measures.wording import number, spanned
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
    table: pd.DataFrame, summary: pd.DataFrame, arms: Sequence[str], labels: Mapping[str, str], caption: str,
    sheet: Sheet,
) -> Figure:  # fmt: skip
    """Trust and grievance side by side; `summary` is what the title is told from."""
    figure = blank(2.9, sheet)
    panels = figure.subplots(1, len(OUTCOMES))
    finish(figure, ageing_title(summary, arms, labels), f"{NOTE} {caption}")
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


def ageing_title(summary: pd.DataFrame, arms: Sequence[str], labels: Mapping[str, str]) -> str:
    """Trust in the oldest year that all arms reach, and what differs from the first arm for certain.

    `summary`: measure (trust or grievance), age, arm, mean, difference with its ends.
    """
    known = summary[summary["measure"].isin(list(OUTCOMES)) & summary["mean"].notna()]
    reached = known.groupby("age")["arm"].nunique()
    ages = reached[reached == len(arms)].index
    if not len(ages):
        return "Trust and grievance by age: no relationship grew a year old under every arm"
    at = known[known["age"] == ages.max()]
    told = " and ".join(
        f"{number(row['mean'], 2)} under {labels[row['arm']]}"
        for row in at[at["measure"] == "trust"].sort_values("mean", ascending=False).to_dict("records")
    )
    parts = [f"In year {int(ages.max()) // 12} together trust is {told}"]
    for outcome in OUTCOMES:
        rows = at[(at["measure"] == outcome) & at["arm"].ne(arms[0])].to_dict("records")
        parts.append(compared(rows, outcome, labels))
    return "; ".join(part for part in parts if part)


def compared(rows: Sequence[Mapping[Any, Any]], outcome: str, labels: Mapping[str, str]) -> str:
    """Which arms differ from the first for certain, and by how much; nothing where there is no other."""
    found = []
    for row in rows:
        apart = Interval(row["difference"], np.nan, row["difference_low"], row["difference_high"], 0)
        if apart.sign:
            found.append(f"{spanned(apart)} {outcome} under {labels[row['arm']]}")
    return " and ".join(found) if found or not rows else f"no difference in {outcome} is told"
