"""Joint value over time, by arm: what a buyer's slot yields a month, and how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from scipy import stats

from sim.measures.arms import Outcome
from sim.measures.headline import verdict
from sim.measures.inference import LEVEL
from sim.measures.wording import number
from sim.plots.style import INK, colour, dash, end_labels, weight

NOTE = "Bands: pointwise 95 % intervals of the month's mean (Student t over replicates)."
SETTLED = 3
"""Months of set-up that may leave the picture; they are told in words instead."""


def monthly_band(series: pd.DataFrame, arm: str, party: str = "joint") -> pd.DataFrame:
    """Mean and 95 % interval by month (index): mean, low, high; money per buyer slot and month.

    No smoothing: the table holds each month's sd over replicates and not how months move together,
    so an interval of a trailing mean could not be had from it.
    """
    rows = series[series["arm"].astype(str) == arm].set_index("month").sort_index()
    count = rows["replicates"].to_numpy(dtype=float)
    reach = stats.t.ppf(0.5 + LEVEL / 2.0, np.maximum(count - 1.0, 1.0))
    reach = reach * rows[f"{party}_sd"].to_numpy(dtype=float) / np.sqrt(np.maximum(count, 1.0))
    mean = rows[f"{party}_mean"].to_numpy(dtype=float)
    return pd.DataFrame({"mean": mean, "low": mean - reach, "high": mean + reach}, index=rows.index)


def value_over_time(
    series: pd.DataFrame,
    axes: Axes,
    arms: Sequence[str],
    labels: Mapping[str, str],
    party: str = "joint",
) -> None:
    """Draws one line and band per arm, named at its right end.

    `series` is the result's table; `arms` those to draw; `labels` arm → what is shown. The first
    months, in which processes are paid for, may fall below the picture; a note then says how far.
    """
    bands = {arm: monthly_band(series, arm, party) for arm in arms}
    for arm, band in bands.items():
        months = band.index.to_numpy(dtype=float)
        axes.fill_between(months, band["low"], band["high"], color=colour(arm), alpha=0.18, linewidth=0)
        axes.plot(months, band["mean"], color=colour(arm), ls=dash(arm), lw=weight(arm), label=labels[arm])
    framed(axes, bands, labels)
    axes.set_xlabel("month")
    axes.set_ylabel(f"{party} payoff\n(money per buyer slot and month)")
    ends = {arm: (float(band.index[-1]), float(band["mean"].iloc[-1])) for arm, band in bands.items()}
    end_labels(axes, ends, labels)


def framed(axes: Axes, bands: Mapping[str, pd.DataFrame], labels: Mapping[str, str]) -> None:
    """Sets the view to what comes after the set-up, and says in words what lies below it."""
    if not bands:
        return
    later = pd.concat(
        [band[band.index > SETTLED] if len(band) > SETTLED else band for band in bands.values()]
    )
    low, high = float(later["low"].min()), float(later["high"].max())
    margin = 0.06 * max(high - low, 1e-6)
    first, last = (
        min(b.index[0] for b in bands.values()),
        max(b.index[-1] for b in bands.values()),
    )
    axes.set_xlim(float(first) - 0.5, float(last))
    axes.set_ylim(low - margin, high + margin)
    deepest = min(bands, key=lambda arm: float(bands[arm]["mean"].min()))
    depth = float(bands[deepest]["mean"].min())
    if depth < low - margin:
        month = int(bands[deepest]["mean"].idxmin())
        axes.annotate(
            f"↓ month {month}: {labels[deepest]} at {number(depth, 2)}, setting up",
            xy=(0.03, 0.03), xycoords="axes fraction", color=INK, fontsize="small",
        )  # fmt: skip


def value_title(result: Outcome, baseline: str = "wiifme_rigid", arm: str = "wiifwe") -> str:
    """Who creates more joint value in the long run and for whom; it turns with the data."""
    return verdict(result, baseline, arm)
