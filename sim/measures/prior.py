"""Points drawn from a prior: with which probability an arm wins, and which parameters divide that.

The points are a random sample, so a share of them estimates a probability; the intervals (Clopper-Pearson; of
differences Newcombe's) are of the drawing of points, the luck being given. In a Latin hypercube they are, if
anything, too wide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from sim.measures.inference import EXACT, LEVEL, holm
from sim.measures.pairs import Numbers
from sim.measures.regions import BOTH, GAIN, LOSS, OPEN, SIDES, SOMEONE, share_interval

Marks = NDArray[np.bool_]


class Prior(Protocol):
    """What a number was drawn from: evenly from low to high, in the logarithm or in whole numbers."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def low(self) -> float:
        """The least."""
        ...

    @property
    def high(self) -> float:
        """The greatest."""
        ...

    @property
    def log(self) -> bool:
        """Whether it is even in the logarithm."""
        ...

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are drawn."""
        ...


SAME = "same"
"""The estimated difference is 0, to rounding."""
PARTS = ("low", "middle", "high")
"""Thirds of an axis, equally probable under its prior."""


def portion(there: Marks) -> dict[str, float]:
    """The share of points where something is so, with its interval."""
    low, high = share_interval(int(there.sum()), there.size)
    share = float(there.mean()) if there.size else np.nan
    return {"share": share, "low": low, "high": high, "points": there.size}


def by_sign(gains: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Share of points by the sign of the estimated mean difference, told from 0 or not.

    One row per arm, outcome and sign ("gain", "loss", "same"), then "both" sides' gain and "someone loses"
    as in `regions.area`. Near 0 a sign errs by the noise of few replicates, as often one way as the other.
    """
    rows = []
    for (arm, baseline), part in gains.groupby(["arm", "baseline"], sort=False):
        known = part[np.isfinite(part[list(columns)]).all(axis=1)]
        values = {column: known[column].to_numpy(float) for column in columns}
        marks = {
            (column, sign): there
            for column, one in values.items()
            for sign, there in ((GAIN, one > EXACT), (LOSS, one < -EXACT), (SAME, np.abs(one) <= EXACT))
        }
        if set(SIDES) <= set(columns):
            buyer, supplier = (values[side] for side in SIDES)
            marks[BOTH, GAIN] = (buyer > EXACT) & (supplier > EXACT)
            marks[SOMEONE, LOSS] = (buyer < -EXACT) | (supplier < -EXACT)
        named = {"arm": arm, "baseline": baseline}
        rows += [
            named | {"outcome": outcome, "verdict": sign} | portion(there)
            for (outcome, sign), there in marks.items()
        ]
    return pd.DataFrame(rows)


def thirds(axis: Prior) -> tuple[float, float]:
    """Where a numeric axis is cut into equally probable parts."""
    if axis.log:
        low, high = np.log(axis.low), np.log(axis.high)
        return float(np.exp(low + (high - low) / 3.0)), float(np.exp(low + 2.0 * (high - low) / 3.0))
    high = axis.high + 1.0 if axis.whole else axis.high
    return axis.low + (high - axis.low) / 3.0, axis.low + 2.0 * (high - axis.low) / 3.0


def third_of(axis: Prior, values: Numbers) -> NDArray[np.int64]:
    """In which third of a numeric axis each value lies: 0, 1, 2."""
    return np.digitize(values, thirds(axis)).astype(np.int64)


def divided(points: pd.DataFrame, there: Marks, axes: Sequence[Prior]) -> pd.DataFrame:
    """By numeric axis and third: from, to, and the share of points where something is so.

    `apart` is the share in the highest third less that in the lowest, with a 95 % interval, and p
    (chi-squared, all three thirds) and Holm's over the axes; the same in each row of an axis.
    """
    rows = []
    for axis in axes:
        which = third_of(axis, points[axis.name].to_numpy(float))
        cuts = (axis.low, *thirds(axis), axis.high)
        parts = [portion(there[which == place]) for place in range(3)]
        named = {"axis": axis.name} | difference(parts) | {"p": unrelated(which, there)}
        rows += [
            named | {"third": PARTS[place], "from": cuts[place], "to": cuts[place + 1]} | parts[place]
            for place in range(3)
        ]
    table = pd.DataFrame(rows)
    if table.empty:
        return table
    each = table.drop_duplicates("axis").set_index("axis")["p"]
    adjusted = pd.Series(holm(each.to_numpy(float)), index=each.index)
    return table.assign(p_holm=table["axis"].map(adjusted))


def difference(parts: Sequence[dict[str, float]]) -> dict[str, float]:
    """The last share less the first, with the hybrid score interval of Newcombe (1998), his method 10.

    Each share brings the distance to its own Wilson limit, so the interval stays within [-1, 1] and is no
    point where both shares are 0 or 1. All is nan where a part has no points.
    """
    first, last = parts[0], parts[-1]
    if not (first["points"] and last["points"]):
        return dict.fromkeys(("apart", "apart_low", "apart_high"), np.nan)
    apart = last["share"] - first["share"]
    (low, high), (low_last, high_last) = wilson(first), wilson(last)
    below = np.hypot(last["share"] - low_last, high - first["share"])
    above = np.hypot(high_last - last["share"], first["share"] - low)
    return {"apart": apart, "apart_low": float(apart - below), "apart_high": float(apart + above)}


def wilson(part: dict[str, float]) -> tuple[float, float]:
    """Wilson's score limits of a share of points."""
    count = round(part["share"] * part["points"])
    found: Any = stats.binomtest(count, int(part["points"])).proportion_ci(LEVEL, "wilson")
    return float(found.low), float(found.high)


def unrelated(which: NDArray[np.int64], there: Marks) -> float:
    """p that something is as frequent in every third; nan where it is so everywhere or nowhere."""
    parts = [there[which == part] for part in np.unique(which)]
    counts = np.array([[np.sum(part == so) for part in parts] for so in (True, False)])
    if counts.shape[1] < 2 or not counts.sum(axis=1).all():
        return np.nan
    found: Any = stats.chi2_contingency(counts, correction=False)
    return float(found.pvalue)


def crossed(points: pd.DataFrame, there: Marks, axes: Sequence[Prior]) -> pd.DataFrame:
    """By thirds of two numeric axes: the share of points where something is so, with its interval."""
    one, other = (third_of(axis, points[axis.name].to_numpy(float)) for axis in axes)
    return pd.DataFrame(
        [
            {axes[0].name: PARTS[row], axes[1].name: PARTS[column]}
            | portion(there[(one == row) & (other == column)])
            for row in range(3)
            for column in range(3)
        ]
    )


def cells(points: pd.DataFrame, there: ArrayLike, axes: Sequence[Prior], count: int) -> pd.DataFrame:
    """By `count` equally probable stretches of two numeric axes: share of points where something is so.

    A row a cell: the middle of its stretch on either axis (in its unit, to two digits), mean, low, high, n.
    """
    (one, other), so = axes, np.asarray(there, dtype=bool)
    places, middles = zip(*(stretches(axis, points[axis.name].to_numpy(float), count) for axis in axes))
    rows = []
    for across in range(count):
        for up in range(count):
            found = portion(so[(places[0] == across) & (places[1] == up)])
            row = {one.name: middles[0][across], other.name: middles[1][up]}
            rows.append(row | dict(zip(("mean", "low", "high", "n"), found.values())))
    return pd.DataFrame(rows)


def stretches(axis: Prior, values: Numbers, count: int) -> tuple[NDArray[np.int64], list[float]]:
    """In which of `count` equally probable stretches of an axis each value lies, and their middles."""
    scaled, back = (np.log, np.exp) if axis.log else (np.asarray, np.asarray)
    low, high = (float(scaled(end)) for end in (axis.low, axis.high + float(axis.whole and not axis.log)))
    width = (high - low) / count
    where = np.clip((scaled(values) - low) / width, 0, count - 1).astype(np.int64)
    return where, [float(f"{float(back(low + (place + 0.5) * width)):.2g}") for place in range(count)]


def leads(best: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """Share of points at which each arm has the greatest mean, and (`told_`) at which that is known.

    `best` as of `sim.measures.best.best_of`, of a sample of points; last row, "open": no arm is known to be.
    """
    known = best[best["n"] > 0]
    rows = []
    for arm in (*arms, OPEN):
        ahead, told = (known[name].eq(arm).to_numpy() for name in ("arm", "best"))
        row = {"arm": arm} | portion(ahead)
        rows.append(row | {f"told_{name}": value for name, value in portion(told).items()})
    return pd.DataFrame(rows).drop(columns="told_points")


def jackknifed(values: Numbers) -> dict[str, float]:
    """How far the share of points with a mean above 0 moves when one replicate is left out: least, most.

    `values` [replicates, points], nan where missing; `replicates` counts those with any value.
    """
    table = values[np.isfinite(values).any(axis=1)]
    without = [np.delete(table, place, axis=0) for place in range(len(table))] if len(table) > 1 else []
    shares = [float((part[:, np.isfinite(part).all(axis=0)].mean(axis=0) > EXACT).mean()) for part in without]
    ends = (min(shares), max(shares)) if shares else (np.nan, np.nan)
    return {"least": ends[0], "most": ends[1], "replicates": len(table)}


def dividing(thirds: pd.DataFrame) -> pd.DataFrame:
    """A table of `divided`, the axes that divide most first; its share is `mean`."""
    each = thirds.drop_duplicates("axis")
    order = each["axis"].reindex(each["apart"].abs().sort_values(ascending=False, kind="stable").index)
    return thirds.set_index("axis").loc[order].rename(columns={"share": "mean"}).reset_index()
