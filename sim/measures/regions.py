"""From paired differences to regions of parameter space: where an arm gains, loses, or nobody knows.

The tables `worlds` and `points` are those of `sim.measures.pairs`: differences are taken replicate by
replicate on common luck, and what failed or is missing in either arm is left out pairwise.

The luck is common to the points, too: the dice do not know the point. So the errors of neighbouring points
go together, and a stretch of false signs may look like a region. Intervals are right point by point.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from sim.measures.arms import arms_in
from sim.measures.inference import EXACT, LEVEL, holm
from sim.measures.pairs import Numbers, paired_worlds, placed, summaries
from sim.measures.required import Threshold, threshold

GAIN, LOSS, OPEN = "gain", "loss", "open"
"""The sign of a mean difference that its interval tells from 0; open where not, or where not played."""

BOTH, SOMEONE = "both", "someone loses"
SIDES = ("buyer_slot", "supplier_slot")
"""Both sides gain for certain; at least one side loses for certain."""


def gains(
    worlds: pd.DataFrame, points: pd.DataFrame, treatment: str, baseline: str, columns: Iterable[str]
) -> pd.DataFrame:
    """One row per point: its axes, arm, baseline, per outcome the mean difference arm − baseline, and n.

    An outcome `c` (its unit) stands beside `c_se` and `c_n`, the pairs in which it is known; `n` counts the
    pairs that both arms finished.

    Raises:
        KeyError: an outcome is not in the table.
        ValueError: an arm has the same replicate of a point twice.
    """
    wanted = list(columns)
    pairs = paired_worlds(worlds, (treatment, baseline), wanted)
    found = summaries(pairs.point, pairs.values[0] - pairs.values[1], wanted)
    return placed(points, {"arm": treatment, "baseline": baseline}, found)


def levels(worlds: pd.DataFrame, points: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """One row per point and arm: the axes, arm, per outcome its mean, `_se` and `_n`, and n.

    Raises:
        KeyError: an outcome is not in the table.
        ValueError: an arm has the same replicate of a point twice, or there is no arm at all.
    """
    wanted, parts = list(columns), []
    for arm in arms_in(worlds):
        alone = paired_worlds(worlds, (arm,), wanted)
        parts.append(placed(points, {"arm": arm}, summaries(alone.point, alone.values[0], wanted)))
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)


def intervals(table: pd.DataFrame, column: str, level: float = LEVEL) -> pd.DataFrame:
    """Student's interval of a column of `gains` or `levels`: mean, low, high and p that the mean is 0.

    Rows as in `table`; below two values low, high and p are nan. Without spread p is 1 at 0, else 0.
    """
    mean, se = table[column].to_numpy(float), table[f"{column}_se"].to_numpy(float)
    count = table.get(f"{column}_n", table["n"]).to_numpy(float)
    known = (count > 1) & np.isfinite(se)
    freedom = np.where(known, count - 1.0, 1.0)
    reach = np.where(known, se * special.stdtrit(freedom, 0.5 + level / 2.0), np.nan)
    spread = known & (se * np.sqrt(count) > EXACT)
    ratio = np.divide(np.abs(mean), se, out=np.zeros_like(mean), where=spread)
    p = np.where(spread, 2.0 * special.stdtr(freedom, -ratio), np.where(np.abs(mean) <= EXACT, 1.0, 0.0))
    parts = {"mean": mean, "low": mean - reach, "high": mean + reach, "p": np.where(known, p, np.nan)}
    return pd.DataFrame(parts, index=table.index)


def verdicts(gains: pd.DataFrame, column: str, family: str = "none") -> pd.Series:
    """ "gain", "loss" or "open" for each row, by Student's 95 % interval of the difference.

    With `family="none"` each point has its own 5 %: without a difference one in twenty is wrong, and as luck
    is common these lie side by side. With "holm" the chance of one wrong sign or more among all rows is 5 %.

    Raises:
        ValueError: another `family`.
    """
    if family not in ("none", "holm"):
        raise ValueError(f"family {family!r} is neither 'none' nor 'holm'")
    found = intervals(gains, column)
    told = (found["low"] > EXACT) | (found["high"] < -EXACT)
    if family == "holm":
        told &= holm(found["p"].to_numpy(float)) < 1.0 - LEVEL
    sign = np.where(found["mean"] > 0.0, GAIN, LOSS)
    return pd.Series(np.where(told, sign, OPEN), index=gains.index, name=column)


def area(
    gains: pd.DataFrame,
    columns: Iterable[str],
    *,
    sampled: bool,
    weights: pd.Series | None = None,
    family: str = "none",
) -> pd.DataFrame:
    """Share of the points in which an arm gains, loses, or is not told from the baseline.

    One row per arm, outcome and verdict: share, low, high, points, and unknown: the points without two
    pairs, which are left out. Where both sides' outcomes are in `gains` two rows more: "both" gain, and
    "someone loses".

    `sampled`: the points are a random sample of a prior, so the share estimates a probability, with a 95 %
    interval (Clopper-Pearson; of the sampling of points only, the luck being given). On a grid low and high
    are nan. `weights` (index: point) weigh the points of a grid.

    Raises:
        ValueError: weights together with a sample, or points without a weight.
    """
    if sampled and weights is not None:
        raise ValueError("the points of a sample weigh alike: give no `weights`")
    wanted = list(columns)
    rows = [
        {"arm": arm, "baseline": baseline, "outcome": said.outcome, "verdict": said.verdict}
        | said.share(heaviness(part["point"], weights), sampled)
        for (arm, baseline), part in gains.groupby(["arm", "baseline"], sort=False)
        for said in sayings(part, wanted, family)
    ]
    names = ["arm", "baseline", "outcome", "verdict", "share", "low", "high", "points", "unknown"]
    return pd.DataFrame(rows, columns=names)


def heaviness(points: pd.Series, weights: pd.Series | None) -> Numbers:
    """The weight of each point; 1 where none are given."""
    if weights is None:
        return np.ones(len(points))
    heavy = weights.reindex(points).to_numpy(float)
    if not np.isfinite(heavy).all():
        raise ValueError("`weights` must name every point")
    return heavy


class Saying(NamedTuple):
    """What may be said of a point: where it is so, and where it is known at all."""

    outcome: str
    verdict: str
    there: NDArray[np.bool_]
    known: NDArray[np.bool_]

    def share(self, weights: Numbers, sampled: bool) -> dict[str, float]:
        """The weighted share of the known points where it is so, with an interval if they are a sample."""
        hits, total = int((self.there & self.known).sum()), int(self.known.sum())
        share = weights[self.there & self.known].sum() / weights[self.known].sum() if total else np.nan
        low, high = share_interval(hits, total) if sampled else (np.nan, np.nan)
        unknown = int((~self.known).sum())
        return {"share": float(share), "low": low, "high": high, "points": total, "unknown": unknown}


def sayings(gains: pd.DataFrame, columns: Sequence[str], family: str) -> list[Saying]:
    """Each column's gains, losses and open points; then both sides' gains, and somebody's losses."""
    found = []
    for column in columns:
        told, known = (
            verdicts(gains, column, family).to_numpy(),
            np.isfinite(gains[f"{column}_se"].to_numpy()),
        )
        found += [Saying(column, verdict, told == verdict, known) for verdict in (GAIN, LOSS, OPEN)]
    if set(SIDES) <= set(gains.columns):
        buyer, supplier = (verdicts(gains, side, family).to_numpy() for side in SIDES)
        known = np.logical_and(*(np.isfinite(gains[f"{side}_se"].to_numpy(float)) for side in SIDES))
        found.append(Saying(BOTH, GAIN, (buyer == GAIN) & (supplier == GAIN), known))
        found.append(Saying(SOMEONE, LOSS, (buyer == LOSS) | (supplier == LOSS), known))
    return found


def share_interval(hits: int, draws: int) -> tuple[float, float]:
    """The 95 % interval of a share (Clopper & Pearson 1934); nan without draws."""
    if draws == 0:
        return np.nan, np.nan
    from scipy import stats  # on call: few ask, and it is slow to import

    found = stats.binomtest(hits, draws).proportion_ci(LEVEL, method="exact")
    return float(found.low), float(found.high)


def passing(places: Numbers, table: Numbers) -> tuple[bool, Threshold]:
    """Whether the mean of `table` [replicates, levels] rises along `places`, and where it passes 0."""
    whole = table[np.isfinite(table).all(axis=1)]
    slope = float((whole.mean(axis=0) * (places - places.mean())).sum()) if len(whole) else 0.0
    return slope >= 0.0, threshold(places, whole, rising=slope >= 0.0)
