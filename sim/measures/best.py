"""Many arms at once: which is best, all comparisons counted.

No p stands here without the difference that it belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.inference import LEVEL, holm
from sim.measures.pairs import Numbers, Pairs, placed, summaries
from sim.measures.regions import OPEN, intervals


def best_of(pairs: Pairs, points: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Which arm is best at each point, said only where it is known; of one outcome, arm beside arm.

    Columns after the axes: `arm` (the greatest mean) and its `mean`; `second`, and by how much the first is
    ahead of it: `difference`, `low`, `high` (95 %, not corrected for having been chosen), `p_holm` (over the
    pairs first against other); `p_best`; `best`: the arm where `p_best` < 5 %, else "open"; `n`, the
    replicates that all arms finished.
    """
    there = np.isfinite(pairs.values).all(axis=(0, 2))
    point, values = pairs.point[there], pairs.values[:, there, 0]
    means = summaries(point, values.T, names)
    names = list(names)
    table, at = means[names].to_numpy(float), np.arange(len(means))
    order = np.argsort(-table, axis=1, kind="stable")
    first, second = order[:, 0], order[:, 1]
    ahead = values[np.repeat(first, means["n"].to_numpy(int)), np.arange(point.size)] - values
    apart = summaries(point, ahead.T, names)
    found = np.stack([intervals(apart, name).to_numpy(float) for name in names])  # [arms, points, 4]
    p_holm, p_best = told_apart(found[:, :, 3].T, first)
    labels = np.array(names, dtype=object)
    parts = {"arm": labels[first], "mean": table[at, first], "second": labels[second]}
    parts |= dict(zip(("difference", "low", "high"), found[second, at, :3].T, strict=True))
    parts |= {"p_holm": p_holm[at, second], "p_best": p_best}
    parts |= {"best": np.where(p_best < 1.0 - LEVEL, labels[first], OPEN), "n": means["n"]}
    return placed(points, {}, pd.DataFrame(parts, index=means.index)).fillna({"best": OPEN})


def told_apart(p: Numbers, first: NDArray[np.intp]) -> tuple[Numbers, Numbers]:
    """p of the pairs first against other [points, arms], adjusted by Holm, and p that the first is best.

    The latter is the greatest of the pairs' p, by Holm or K/2 times the raw one, whichever is more. Any of K
    arms may be the lucky one, on one side: the union bound over them is 5 %, however the arms are correlated
    and where they are all alike.
    """
    others = np.arange(p.shape[1]) != first[:, None]
    raw = np.where(others, p, np.nan)
    adjusted = np.array([holm(row) for row in raw]).reshape(p.shape)
    worst = np.where(others, np.maximum(adjusted, np.minimum(1.0, raw * p.shape[1] / 2.0)), 0.0)
    return adjusted, worst.max(axis=1)  # a missing p stays missing
