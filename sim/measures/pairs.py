"""Replicates of many points and arms, side by side on common luck: the arithmetic of whole sweeps at once.

`worlds` holds a row per point, arm and replicate (columns point, arm, replicate, status, then outcomes),
`points` a row per point (its number in `point`, then its axes). Every number equals that of
`sim.measures.inference` for the point alone; here a hundred thousand points are one sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Pairs(NamedTuple):
    """Outcomes of the replicates that every arm finished, in order of point and replicate."""

    point: NDArray[np.int64]  # [rows]
    values: Numbers  # [arms, rows, columns]


def paired_worlds(worlds: pd.DataFrame, arms: Sequence[str], columns: Sequence[str]) -> Pairs:
    """The replicates that all `arms` finished, arm beside arm.

    Raises:
        KeyError: an outcome is not in the table.
        ValueError: an arm has the same replicate of a point twice.
    """
    stride = int(worlds["replicate"].max()) + 1 if len(worlds) else 1
    number = worlds["point"].to_numpy(np.int64) * stride + worlds["replicate"].to_numpy(np.int64)
    ended = worlds["status"].eq("ok") if "status" in worlds else True  # masks: a sweep is too big to copy
    keys, tables = [], []
    for arm in arms:
        rows = np.flatnonzero(worlds["arm"].eq(arm) & ended)
        key = number[rows]
        order = np.argsort(key, kind="stable")
        if (np.diff(key[order]) == 0).any():
            raise ValueError(f"arm {arm!r} has a replicate of a point twice")
        keys.append(key[order])
        picked = [worlds[column].to_numpy(np.float64)[rows[order]] for column in columns]
        tables.append(np.column_stack(picked) if picked else np.zeros((order.size, 0)))
    common = keys[0]
    for key in keys[1:]:
        common = common if np.array_equal(common, key) else np.intersect1d(common, key, assume_unique=True)
    kept = [table[np.searchsorted(key, common)] for key, table in zip(keys, tables, strict=True)]
    return Pairs(common // stride, np.stack(kept))


def summaries(point: NDArray[np.int64], values: Numbers, columns: Sequence[str]) -> pd.DataFrame:
    """Per point (index): n rows, and for each column its mean, `_se` and `_n`; `values` [rows, columns]."""
    names = [name for column in columns for name in (column, f"{column}_se", f"{column}_n")]
    starts = np.flatnonzero(np.r_[True, np.diff(point) != 0]) if point.size else np.zeros(0, np.int64)
    if starts.size == 0:
        return pd.DataFrame(columns=[*names, "n"], index=pd.Index([], name="point"), dtype=float)
    rows = np.diff(np.r_[starts, point.size])
    there = np.isfinite(values)
    count = np.add.reduceat(there.astype(np.int64), starts, axis=0)
    some, two = np.maximum(count, 1), np.maximum(count, 2)
    mean = np.add.reduceat(np.where(there, values, 0.0), starts, axis=0) / some
    apart = np.where(there, values - np.repeat(mean, rows, axis=0), 0.0)
    se = np.sqrt(np.add.reduceat(apart * apart, starts, axis=0) / (two - 1) / two)
    mean, se = np.where(count > 0, mean, np.nan), np.where(count > 1, se, np.nan)
    table = {
        name: part[:, place]
        for place, column in enumerate(columns)
        for name, part in ((column, mean), (f"{column}_se", se), (f"{column}_n", count))
    }
    return pd.DataFrame(table | {"n": rows}, index=pd.Index(point[starts], name="point"))


def placed(points: pd.DataFrame, labels: dict[str, str], found: pd.DataFrame) -> pd.DataFrame:
    """The summaries beside their points' axes; a point that was not played has nan, and n = 0."""
    here = found.reindex(points["point"].to_numpy())
    counts = [name for name in map(str, here.columns) if name == "n" or name.endswith("_n")]
    here = here.assign(**{name: here[name].fillna(0).astype(np.int64) for name in counts})
    return pd.concat([points.reset_index(drop=True).assign(**labels), here.reset_index(drop=True)], axis=1)
