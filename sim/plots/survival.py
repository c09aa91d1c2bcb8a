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

from sim.measures.arms import Outcome, arm_labels
from sim.measures.inference import UNKNOWN, paired_difference
from sim.measures.survival import survival_curve, survival_on
from sim.measures.wording import MISSING, percent, span_of_time
from sim.plots.facets import SILENT, frame, in_order
from sim.plots.sheets import Sheet
from sim.plots.style import colour, dash, points_in_data, spread, weight
from sim.plots.view import Names, View, shown

NOTE = "Kaplan–Meier with 95 % intervals (log-log). Below: at risk, in thousands where marked k."
PANELS = {"buyer": "buyers", "supplier": "suppliers", "relationship": "relationships"}
KEY_AGES = (12, 60, 120)


def curves(lifetables: pd.DataFrame, kind: str, arms: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Kaplan-Meier curve of each arm that has spells of this kind."""
    found = {arm: survival_curve(lifetables, arm, kind) for arm in arms}
    return {arm: curve for arm, curve in found.items() if not curve.empty}


def survival_steps(
    found: Mapping[str, pd.DataFrame], axes: Axes, kind: str, labels: Mapping[str, str]
) -> None:
    """Draws each arm's curve as steps with its band; age in months, share alive in percent."""
    for arm, curve in found.items():
        ages = curve.index.to_numpy(dtype=float)
        axes.fill_between(
            ages,
            curve["low"],
            curve["high"],
            step="post",
            color=colour(arm),
            alpha=0.15,
            linewidth=0,
        )
        axes.step(
            ages, curve["survival"], where="post", color=colour(arm), ls=dash(arm),
            lw=weight(arm), label=labels[arm],
        )  # fmt: skip
    last = max((int(curve.index[-1]) for curve in found.values()), default=12)
    lowest = min((float(curve["low"].min()) for curve in found.values()), default=0.0)
    axes.set_xlim(0.0, float(last))
    # From 0 unless nearly all live on, when the differences would vanish in a line at the top.
    axes.set_ylim(0.0 if lowest < 0.75 else 0.7, 1.005)
    axes.set_xticks(key_ages(last, start=True))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.set_title(PANELS[kind], loc="left")
    axes.set_xlabel("age (months)")


def key_ages(last: int, *, start: bool = False) -> list[int]:
    """Ages that are marked: 1, 5 and 10 years as far as the run goes, and its end if it is short."""
    ages = [age for age in KEY_AGES if age <= last] or [last]
    return [0, *ages] if start else ages


def count(value: int) -> str:
    """A number at risk in few letters: 950, 8.2k, 41k."""
    if value < 1000:
        return str(value)
    return f"{value / 1000:.1f}k" if value < 10_000 else f"{value / 1000:.0f}k"


def numbers_at_risk(
    found: Mapping[str, pd.DataFrame],
    axes: Axes,
    arms: Sequence[str],
    labels: Mapping[str, str] | None = None,
) -> None:
    """Writes, below a panel, how many of each arm are at risk at the key ages.

    One row per arm of `arms`, so that panels side by side line up; with `labels` the rows are named.
    """
    last = max((int(curve.index[-1]) for curve in found.values()), default=12)
    letters = float(sns.plotting_context()["font.size"])
    axes.set_xlim(0.0, float(last))
    axes.set_ylim(len(arms) - 0.5, -0.5)
    axes.set_yticks(range(len(arms)), [labels[arm] if labels else "" for arm in arms])
    axes.tick_params(left=False, bottom=False, labelbottom=False, pad=2.1 * letters)
    axes.spines[:].set_visible(False)
    for row, (arm, name) in enumerate(zip(arms, axes.get_yticklabels())):
        name.set_color(colour(arm))
        if labels:
            axes.plot(
                [-0.13, -0.04], [row, row], transform=axes.get_yaxis_transform(), clip_on=False,
                color=colour(arm), ls=dash(arm), lw=weight(arm),
            )  # fmt: skip
        for age in key_ages(last):
            told = survival_on(found[arm], age).at_risk if arm in found else None
            axes.text(
                age, row, MISSING if told is None else count(told), ha="center", va="center",
                color=colour(arm), fontsize="x-small",
            )  # fmt: skip


def survival_title(result: Outcome, baseline: str = "wiifme_rigid", arm: str = "wiifwe") -> str:
    """Whose relationships last longer at the longest horizon seen, and where it is the other way."""
    from sim.measures.headline import named, shares_alive, survival_changes  # type: ignore  # old, goes

    labels = arm_labels(result)
    if not {baseline, arm} <= set(labels):
        return lasting_title(result, labels)
    told = survival_changes(result, "relationships", arm, baseline)
    ours, theirs = named(result, arm), named(result, baseline)
    if not told:
        return f"Survival under {ours} and {theirs} cannot be compared"
    change = told[max(told)]
    if change.sign == 0:
        start = f"{ours} and {theirs} show no certain difference in how long relationships last"
    else:
        longer, shorter = (ours, theirs) if change.sign > 0 else (theirs, ours)
        start = f"Relationships last longer under {longer} than under {shorter}"
    first = -1 if change.sign < 0 else 1
    parts = [
        " against ".join(shares_alive(result, "relationships", months, arm, baseline)[::first])
        + f" live {span_of_time(months)}"
        for months in told
    ]
    return f"{start}: {', but '.join(parts)}"


def lasting_title(result: Outcome, labels: Mapping[str, str]) -> str:
    """The longest and the shortest lives of relationships at the last age that all arms reach."""
    found = curves(result.lifetables, "relationship", list(labels))
    if not found:
        return "No relationship was signed"
    age = key_ages(min(int(curve.index[-1]) for curve in found.values()))[-1]
    shares = {arm: survival_on(curve, age).share for arm, curve in found.items()}
    ranked = sorted(shares, key=lambda arm: -shares[arm])
    lived = f"of relationships live {span_of_time(age)}"
    told = [f"{percent(shares[arm])} under {labels[arm]}" for arm in ranked]
    if len(told) < 2:
        return f"{percent(shares[ranked[0]])} {lived} under {labels[ranked[0]]}"
    column = f"relationships_alive_{age}"
    known = column in result.replicates
    apart = paired_difference(result.replicates, column, ranked[0], ranked[-1]) if known else UNKNOWN
    if apart.sign == 0:
        return f"No difference can be told in how many {lived.removeprefix('of ')}: {told[0]}, {told[-1]}"
    return f"Most {lived.removeprefix('of ')} at {told[0]}, fewest at {told[-1]}"


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
