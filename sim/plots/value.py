"""Joint value over time, by arm: what a buyer's slot yields a month, and how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy import stats

from sim.measures.arms import Outcome, arm_labels
from sim.measures.headline import verdict
from sim.measures.inference import LEVEL, arm_means, paired_difference
from sim.measures.wording import number
from sim.plots.style import colour, dash, end_labels, weight

WINDOW = 12
"""Months of the trailing mean: reviews fall on the same months everywhere and would draw a saw."""

NOTE = (
    "Mean of the last 12 months; the first point holds the cost of setting up. Bands: 95 % intervals or "
    "wider (Student t over replicates); arms share their luck, so differences are surer than the bands."
)


def trailing_band(series: pd.DataFrame, arm: str, party: str = "joint") -> pd.DataFrame:
    """Trailing mean and its 95 % interval by month (index): mean, low, high; money per slot and month.

    The table holds each month's sd over replicates and not how months move together. The sd of a mean
    of months is at most the mean of their sds (Minkowski), so the interval covers at least 95 %. Runs
    shorter than two windows have a window of half their length.
    """
    rows = series[series["arm"].astype(str) == arm].set_index("month").sort_index()
    window = max(1, min(WINDOW, len(rows) // 2))
    count = rows["replicates"].to_numpy(dtype=float)
    reach = stats.t.ppf(0.5 + LEVEL / 2.0, np.maximum(count - 1.0, 1.0)) / np.sqrt(np.maximum(count, 1.0))
    half = (rows[f"{party}_sd"] * reach).rolling(window).mean()
    mean = rows[f"{party}_mean"].rolling(window).mean()
    return pd.DataFrame({"mean": mean, "low": mean - half, "high": mean + half}).dropna()


def value_over_time(
    series: pd.DataFrame,
    axes: Axes,
    arms: Sequence[str],
    labels: Mapping[str, str],
    party: str = "joint",
) -> None:
    """Draws one line and band per arm, named at its right end.

    `series` is the result's table; `arms` those to draw; `labels` arm → what is shown.
    """
    bands = {arm: trailing_band(series, arm, party) for arm in arms}
    for arm, band in bands.items():
        months = band.index.to_numpy(dtype=float)
        axes.fill_between(months, band["low"], band["high"], color=colour(arm), alpha=0.13, linewidth=0)
        axes.plot(months, band["mean"], color=colour(arm), ls=dash(arm), lw=weight(arm), label=labels[arm])
    if bands:
        axes.set_xlim(0.0, max(float(band.index[-1]) for band in bands.values()))
    axes.set_xlabel("month")
    axes.set_ylabel(f"{party} payoff\n(money per buyer slot and month)")
    ends = {arm: (float(band.index[-1]), float(band["mean"].iloc[-1])) for arm, band in bands.items()}
    end_labels(axes, ends, labels)


def value_title(result: Outcome, baseline: str = "wiifme_rigid", arm: str = "wiifwe") -> str:
    """Who creates more joint value in the long run and for whom; it turns with the data.

    Without these two arms: which makes most, and which least.
    """
    labels = arm_labels(result)
    if {baseline, arm} <= set(labels):
        return verdict(result, baseline, arm)
    means = arm_means(result.replicates, ["joint_slot"]).sort_values("mean", ascending=False)
    ends = means.iloc[[0, -1] if len(means) > 1 else [0]].to_dict("records")
    told = [
        f"{labels[str(row['arm'])]} ({number(row['mean'])}, {number(row['low'])} to {number(row['high'])})"
        for row in ends
    ]
    if len(told) < 2:
        return f"A buyer's slot yields {number(ends[0]['mean'])} a month under {told[0].partition(' (')[0]}"
    apart = paired_difference(result.replicates, "joint_slot", str(ends[0]["arm"]), str(ends[1]["arm"]))
    if apart.sign == 0:
        return f"No difference in joint payoff can be told between {' and '.join(told)}"
    return f"A buyer's slot yields most under {told[0]} and least under {told[1]}"
