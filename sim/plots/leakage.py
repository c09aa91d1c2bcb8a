"""Where the value goes: first best as a bar, cut into what is realised and what leaks away."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from sim.measures.leakage import LEAKAGES, greatest_leak, merged_leakages
from sim.measures.wording import percent
from sim.plots.style import GREY, INK, ink_on, points_in_data, spread

NOTE = (
    "Per active relationship-month, in % of first best, from 0.2 % on; first best in money at the right. "
    "Left of 0: leakages that are gains."
)
LEAST = 0.002
"""A smaller part's value is not written."""
FAMILIES = {
    "#0072B2": ("lost_trade",),
    "#D55E00": ("misfit", "adaptation", "haggling"),
    "#009E73": ("underinvestment", "misdirection"),
    "#CC79A7": ("promises", "shading", "audits", "law", "delay"),
    "#E69F00": ("process", "governance", "contracting"),
}
"""Leakages of one origin share a hue and differ in shade.

In order: trade, adaptation, investment, conduct, process.
"""


def shades() -> dict[str, tuple[float, float, float]]:
    """Kind of leakage → its colour: its family's hue, lighter from one to the next."""
    found: dict[str, tuple[float, float, float]] = {}
    for hue, kinds in FAMILIES.items():
        ramp = sns.light_palette(hue, as_cmap=True)
        for kind, depth in zip(kinds, np.linspace(1.0, 0.35, len(kinds))):
            red, green, blue, _ = ramp(float(depth))
            found[kind] = (red, green, blue)
    return found | {
        "realised": sns.light_palette(GREY, 4)[1],
        "other": sns.light_palette(INK, 4)[2],
    }


def leakage_bars(table: pd.DataFrame, axes: Axes, labels: Mapping[str, str]) -> None:
    """Draws one bar per arm of `leakage_table`, first arm on top, each part with its value.

    Values that do not fit into their part stand below the bar, moved apart, each under a thin line.
    """
    shares = merged_leakages(table)
    tones = shades()
    left = shares.clip(upper=0.0).sum(axis=1).min()
    right = shares.clip(lower=0.0).sum(axis=1).max()
    axes.set_xlim(min(0.0, 1.05 * float(left)), float(right) + 0.005)
    axes.set_ylim(len(shares) - 0.35, -0.5)
    axes.set_yticks(range(len(shares)), [labels[str(arm)] for arm in shares.index])
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.set_xlabel("share of first best")
    axes.tick_params(left=False)
    for kind in shares.columns:
        values = shares[kind].to_numpy(dtype=float)
        name = LEAKAGES.get(kind, kind)
        axes.barh(
            range(len(shares)), values, left=starts(shares, kind), height=0.52, label=name,
            color=tones[kind], edgecolor="white", linewidth=0.4,
        )  # fmt: skip
    for row, arm in enumerate(shares.index):
        values_of_bar(shares, row, axes)
        best = float(np.asarray(table.loc[arm, "first_best"]))
        axes.annotate(
            f"{best:.3f}", xy=(1.0, row), xycoords=("axes fraction", "data"), xytext=(4, 0),
            textcoords="offset points", va="center", fontsize="small", color=INK,
        )  # fmt: skip
    axes.axvline(0.0, color=INK, lw=0.6)
    axes.annotate(
        "first\nbest", xy=(1.0, -0.32), xycoords=("axes fraction", "data"), xytext=(4, 0),
        textcoords="offset points", va="bottom", fontsize="x-small", color=INK,
    )  # fmt: skip
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.14, 1.02), ncols=5, frameon=False,
        handlelength=1.0, handleheight=1.0, columnspacing=1.2, borderaxespad=0.0,
    )  # fmt: skip


def starts(shares: pd.DataFrame, kind: str) -> np.ndarray:
    """Where a kind's part of each bar begins: gains stack to the left of 0, all else to the right."""
    before = shares.iloc[:, : list(shares.columns).index(kind)]
    up = before.clip(lower=0.0).sum(axis=1).to_numpy(dtype=float)
    down = before.clip(upper=0.0).sum(axis=1).to_numpy(dtype=float)
    return np.where(shares[kind].to_numpy(dtype=float) >= 0.0, up, down)


def values_of_bar(shares: pd.DataFrame, row: int, axes: Axes) -> None:
    """Writes the percentages of one bar, inside the parts or, where too narrow, below them."""
    letter = points_in_data(axes, 3.8 * float(sns.plotting_context()["font.size"]) / 7.0, "x")
    outside: list[tuple[float, str]] = []
    tones = shades()
    for kind in shares.columns:
        value = float(shares[kind].iloc[row])
        middle = float(starts(shares, kind)[row]) + value / 2.0
        if not np.isfinite(value) or abs(value) < LEAST:
            continue
        text = f"{100.0 * value:.0f}" if abs(value) >= 0.1 else f"{100.0 * value:.1f}"
        text = text.replace("-", "−")
        if abs(value) > letter * (len(text) + 0.5):
            axes.text(
                middle, row, text, ha="center", va="center", fontsize="small", color=ink_on(tones[kind])
            )
        else:
            outside.append((middle, text))
    places = spread([x for x, _ in outside], [letter * (len(text) + 1.0) for _, text in outside])
    for (middle, text), place in zip(outside, places):
        axes.plot([middle, float(place)], [row + 0.27, row + 0.37], color=GREY, lw=0.4, clip_on=False)
        axes.text(float(place), row + 0.38, text, ha="center", va="top", fontsize="x-small", color=INK)


def leakage_note(table: pd.DataFrame) -> str:
    """What the bars show, and which kinds are too small in every arm to be shown by themselves."""
    merged = [name for kind, name in LEAKAGES.items() if kind not in merged_leakages(table)]
    return f"{NOTE} Other, each below 1 % in every arm: {', '.join(merged)}." if merged else NOTE


def leakage_title(
    table: pd.DataFrame,
    labels: Mapping[str, str],
    baseline: str = "wiifme_rigid",
    arm: str = "wiifwe",
) -> str:
    """Who realises more of what could be had, and what leaks most; it turns with the data."""
    if arm not in table.index or baseline not in table.index:
        return "Where the value goes: first best, realised and leaked"
    realised = (table["joint"] / table["first_best"]).astype(float)
    if not np.isfinite(realised[[arm, baseline]].to_numpy()).all():
        return "Where the value goes: first best, realised and leaked"
    more, less = (arm, baseline) if realised[arm] >= realised[baseline] else (baseline, arm)
    kind, share = greatest_leak(table, less)
    top, top_share = greatest_leak(table, more)
    if kind == top:
        both = f"{percent(top_share, 1)} and {percent(share, 1)}"
        leak = f"in both most leaks through {LEAKAGES[top]} ({both})"
    else:
        leak = (
            f"most leaks through {LEAKAGES[top]} ({percent(top_share, 1)}) in the one, "
            f"{LEAKAGES[kind]} ({percent(share, 1)}) in the other"
        )
    return (
        f"{labels[more]} realises {percent(realised[more], 1)} of what its relationships could "
        f"yield, {labels[less]} {percent(realised[less], 1)}; {leak}"
    )
