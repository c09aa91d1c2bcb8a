"""Survival of firms and of relationships, by arm: Kaplan-Meier steps over those still at risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from sim.measures.wording import percent
from sim.plots.facets import SILENT, Look, frame, in_order, looks, per_cent
from sim.plots.sheets import Sheet
from sim.plots.style import colour, points_in_data, spread
from sim.plots.view import Names, View, shown

KEY_AGES = (12, 60, 120, 240)


def key_ages(last: int) -> list[int]:
    """Ages that are marked: of 1, 5, 10 and 20 years those that stand apart, or the end of a short run."""
    return [age for age in KEY_AGES if last / 16 < age <= last] or [last]


def survival(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """Share alive by age as steps with its 95 % band, a panel a kind, a line an arm.

    `table`: age (months), mean, low, high, and the columns that `col` and `hue` name (say kind and arm).
    Option `speak`: the arms in colour, with band, name and shares at the key ages (default: all; the others
    stand thin and grey behind).
    """
    kinds = list(table.groupby(view.col or (lambda _: ""), sort=False))
    arms = in_order(table, view.hue)
    spoken = [arm for arm in view.options.get("speak", arms) if arm in arms]
    look = looks(view, arms)
    figure, body = frame(view, 2.4, sheet)
    panels = body.subplots(1, len(kinds), squeeze=False, sharey=True)[0]
    for axes, (kind, rows) in zip(panels, kinds):
        curves = {arm: one.sort_values("age") for arm, one in rows.groupby(view.hue, sort=False)}
        for arm in sorted(curves, key=lambda arm: arm in spoken):
            alive_line(curves[arm], axes, look[str(arm)])
        oldest = int(rows["age"].max())
        axes.set(xlim=(0.0, oldest), xlabel=view.label or "age (years)", ylabel="")
        ages = [0, *key_ages(oldest)]
        axes.set_xticks(ages, [f"{age / 12:.2g}" for age in ages])
        axes.set_title(shown(names, kind), loc="left")
    panels[0].set_ylim(0.0 if table["mean"].min() < 0.75 else 0.7, 1.13)
    figure.draw_without_rendering()
    gap = points_in_data(panels[0], 1.4 * sheet.letters)
    for axes, (_, rows) in zip(panels, kinds):
        speaking = {arm: rows[rows[view.hue] == arm] for arm in spoken if rows[view.hue].eq(arm).any()}
        ages = key_ages(min((int(one["age"].max()) for one in speaking.values()), default=12))
        shares_told(speaking, axes, gap, ages, names if axes is panels[-1] else None)
    per_cent(panels[0].yaxis)
    panels[0].set_ylabel("alive")
    return figure


def alive_line(rows: pd.DataFrame, axes: Axes, look: Look) -> None:
    """One arm's steps; its band only where it speaks."""
    sns.lineplot(
        rows, x="age", y="mean", ax=axes, color=look.tone, lw=look.weight, ls=look.dash,
        drawstyle="steps-post", estimator=None, errorbar=None, legend=False,
    )  # fmt: skip
    if look.tone != SILENT:
        band = {"step": "post", "color": look.tone, "alpha": 0.15, "lw": 0}
        axes.fill_between(rows["age"], rows["low"], rows["high"], **band)


def shares_told(
    curves: Mapping[Any, pd.DataFrame], axes: Axes, gap: float, ages: Sequence[int], names: Names | None
) -> None:
    """The shares at these ages beside the curves, those of the last one at their ends (with names)."""
    for age in ages:
        shares = {arm: float(rows.loc[rows["age"] == age, "mean"].iloc[0]) for arm, rows in curves.items()}
        ranked = sorted(shares, key=lambda arm: shares[arm])
        last = age == ages[-1]
        if not last and len({percent(share) for share in shares.values()}) == 1:
            ranked = ranked[-1:]  # one number says it
        middle = (len(ranked) - 1) / 2.0
        # Curves fall: above them there is room to the right, below them to the left.
        wanted = [shares[arm] + gap * (0.0 if last else float(np.sign(rank - middle)) or 1.0) * 0.85
                  for rank, arm in enumerate(ranked)]  # fmt: skip
        places = spread(wanted, [gap] * len(ranked))
        places += max(0.0, axes.get_ylim()[0] + gap / 2.0 - places.min(initial=1.0))  # none on the axis
        for rank, (arm, y) in enumerate(zip(ranked, places)):
            words = (f"{shown(names, arm)}: " if last and names is not None else "") + percent(shares[arm])
            low = rank < middle and not last
            side = "center" if low and age == ages[0] else "right" if low else "left"
            axes.plot([age], [shares[arm]], marker="o", ms=2.6, color=colour(arm), clip_on=False, zorder=4)
            axes.annotate(
                words, (age, float(y)), xytext=(5.0 if last else -1.0, 0.0), textcoords="offset points",
                ha=side, va="center", color=colour(arm), annotation_clip=False,
                path_effects=[withStroke(linewidth=2.0, foreground="white")],
            )  # fmt: skip
