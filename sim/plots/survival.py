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
from matplotlib.ticker import PercentFormatter

from sim.measures.wording import MISSING, percent
from sim.plots.facets import SILENT, frame, in_order
from sim.plots.sheets import Sheet
from sim.plots.style import colour, dash, points_in_data, spread, weight
from sim.plots.view import Names, View, shown

NOTE = "Kaplan–Meier with 95 % intervals (log-log). Below: at risk, in thousands where marked k."
PANELS = {"buyer": "buyers", "supplier": "suppliers", "relationship": "relationships"}
KEY_AGES = (12, 60, 120)


def key_ages(last: int, *, start: bool = False) -> list[int]:
    """Ages that are marked: 1, 5 and 10 years as far as the run goes, and its end if it is short."""
    ages = [age for age in KEY_AGES if age <= last] or [last]
    return [0, *ages] if start else ages


def count(value: int) -> str:
    """A number at risk in few letters: 950, 8.2k, 41k."""
    if value < 1000:
        return str(value)
    return f"{value / 1000:.1f}k" if value < 10_000 else f"{value / 1000:.0f}k"


def survival(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """Share alive by age as steps with its 95 % band, a panel a kind, a line an arm.

    `table`: age (months), mean, low, high, and the columns that `col` and `hue` name (say kind and arm).
    Options: `speak`, the arms in colour, with band, name and shares at 1, 5 and 10 years (default: all; the
    others stand thin and grey behind); `at_risk`, how many were so old, written below (for the back).
    """
    kinds = list(table.groupby(view.col or (lambda _: ""), sort=False))
    arms = in_order(table, view.hue)
    spoken = [arm for arm in view.options.get("speak", arms) if arm in arms]
    below = 0.2 * len(spoken) if view.options.get("at_risk") else 0.0
    figure, body = frame(view, 2.4 + below, sheet)
    rooms = {"height_ratios": [2.4, below]} if below else None
    panels = body.subplots(2 if below else 1, len(kinds), squeeze=False, sharey="row", gridspec_kw=rooms)
    for place, (kind, rows) in enumerate(kinds):
        axes = panels[0, place]
        curves = {arm: one.sort_values("age") for arm, one in rows.groupby(view.hue, sort=False)}
        for arm in sorted(curves, key=lambda arm: arm in spoken):
            alive_line(curves[arm], axes, str(arm), arm in spoken)
        oldest = int(rows["age"].max())
        axes.set(xlim=(0.0, oldest), xlabel=view.label or "age (years)", ylabel="")
        ages = key_ages(oldest, start=True)
        axes.set_xticks(ages, [f"{age / 12:.2g}" for age in ages])
        axes.set_title(shown(names, kind), loc="left")
        if below:
            axes.set_xlabel("")
            at_risk_rows(curves, panels[1, place], spoken, names if place == 0 else {}, oldest)
            panels[1, place].set_xlabel(view.label or "age (years)")
    panels[0, 0].set_ylim(0.0 if table["mean"].min() < 0.75 else 0.7, 1.09)
    figure.draw_without_rendering()
    gap = points_in_data(panels[0, 0], 1.4 * sheet.letters)
    for axes, (_, rows) in zip(panels[0], kinds):
        speaking = {arm: rows[rows[view.hue] == arm] for arm in spoken if rows[view.hue].eq(arm).any()}
        ages = key_ages(min((int(one["age"].max()) for one in speaking.values()), default=12))
        shares_told(speaking, axes, gap, ages, names if axes is panels[0, -1] else None)
    panels[0, 0].yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    panels[0, 0].set_ylabel("alive")
    return figure


def alive_line(rows: pd.DataFrame, axes: Axes, arm: str, spoken: bool) -> None:
    """One arm's steps; its band only where it speaks."""
    tone, width = (colour(arm), weight(arm)) if spoken else (SILENT, 0.7)
    sns.lineplot(
        rows, x="age", y="mean", ax=axes, color=tone, lw=width, ls=dash(arm) if spoken else "-",
        drawstyle="steps-post", estimator=None, errorbar=None, legend=False,
    )  # fmt: skip
    if spoken:
        axes.fill_between(rows["age"], rows["low"], rows["high"], step="post", color=tone, alpha=0.15, lw=0)


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
        for rank, (arm, y) in enumerate(zip(ranked, spread(wanted, [gap] * len(ranked)))):
            words = percent(shares[arm]) + (f" {shown(names, arm)}" if last and names is not None else "")
            low = rank < middle and not last
            side = "center" if low and age == ages[0] else "right" if low else "left"
            axes.plot([age], [shares[arm]], marker="o", ms=2.6, color=colour(arm), clip_on=False, zorder=4)
            axes.annotate(
                words, (age, float(y)), xytext=(5.0 if last else -1.0, 0.0), textcoords="offset points",
                ha=side, va="center", color=colour(arm), annotation_clip=False,
                path_effects=[withStroke(linewidth=2.0, foreground="white")],
            )  # fmt: skip


def at_risk_rows(
    curves: Mapping[Any, pd.DataFrame], axes: Axes, arms: Sequence[str], names: Names, oldest: int
) -> None:
    """How many of each arm were as old as the key ages; with `names` the rows are named."""
    ages = key_ages(oldest)
    axes.set(xlim=(0.0, oldest), ylim=(len(arms) - 0.5, -0.5))
    axes.set_xticks(ages, [f"{age / 12:.2g}" for age in ages])
    axes.set_yticks(range(len(arms)), [shown(names, arm) if names else "" for arm in arms])
    axes.tick_params(left=False, bottom=False)
    axes.spines[:].set_visible(False)
    for row, arm in enumerate(arms):
        counts = curves[arm].set_index("age")["at_risk"] if arm in curves else pd.Series(dtype=float)
        for age in ages:
            words = count(int(counts[age])) if age in counts else MISSING
            axes.text(age, row, words, ha="center", va="center", color=colour(arm), fontsize="x-small")
