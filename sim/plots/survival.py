"""Survival of firms and of relationships, by arm: Kaplan-Meier steps over those still at risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from sim.measures.arms import Outcome, arm_labels
from sim.measures.headline import named, shares_alive, survival_changes
from sim.measures.inference import UNKNOWN, paired_difference
from sim.measures.survival import survival_curve, survival_on
from sim.measures.wording import MISSING, percent, span_of_time
from sim.plots.style import colour, dash, weight

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
