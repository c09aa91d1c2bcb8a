"""Survival of firms and of relationships: Kaplan-Meier from life tables.

A life table counts, per age in months, who was at risk, who ended and who was censored (the run
ended while it lived). The estimator is lifelines' (Kaplan & Meier 1958), with Greenwood's variance
on the log-log scale, so an interval stays within [0, 1]. Spells of one replicate share its luck;
where arms are compared, use the paired survival shares instead (`survival_difference`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from sim.measures.inference import LEVEL, Interval, paired_difference

KINDS = {
    "firm": ("buyer", "supplier"),
    "buyer": ("buyer",),
    "supplier": ("supplier",),
    "relationship": ("relationship",),
    "founding_buyer": ("founding_buyer",),
    "founding_supplier": ("founding_supplier",),
}
"""Kind asked for → kinds of the life table that it pools."""

COUNTS = ["at_risk", "events", "censored"]
COLUMNS = ["survival", "low", "high", "at_risk"]


def life_counts(lifetables: pd.DataFrame, arm: str, kind: str, strategy: str | None = None) -> pd.DataFrame:
    """Counts by age (index 0…T): at_risk, events, censored; strategies pooled unless one is named.

    Raises:
        ValueError: `kind` is unknown, or those at risk at an age are not those who end or are
            censored at that age or later.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    rows = np.asarray(lifetables["arm"] == arm) & np.asarray(lifetables["kind"].isin(KINDS[kind]))
    if strategy is not None:
        rows &= np.asarray(lifetables["strategy"] == strategy)
    ages = lifetables["age"].to_numpy()[rows]
    # Not pandas' groupby, which takes ten times as long: a study asks some two hundred times.
    pooled = [np.bincount(ages, lifetables[name].to_numpy()[rows]).astype(np.int64) for name in COUNTS]
    told = np.flatnonzero(np.bincount(ages))
    at_risk, leaving = pooled[0], (pooled[1] + pooled[2])[::-1].cumsum()[::-1]
    wrong = told[(told >= 1) & (leaving[told] != at_risk[told])]
    if wrong.size:
        age = wrong[0]
        raise ValueError(
            f"life table of {arm}, {kind}: {at_risk[age]} at risk at age {age}, "
            f"but {leaving[age]} end or are censored from then on"
        )
    counts = {name: numbers[told] for name, numbers in zip(COUNTS, pooled)}
    return pd.DataFrame(counts, index=pd.Index(told, name="age"))


def survival_curve(
    lifetables: pd.DataFrame, arm: str, kind: str, strategy: str | None = None
) -> pd.DataFrame:
    """Kaplan-Meier by age in months (index 0…last age at risk): survival, low, high, at_risk.

    Spells that ended within their first month (age 0) were never at risk and are left out. Empty
    when the arm has no spell of that kind.
    """
    from lifelines import KaplanMeierFitter  # slow to load, and brings a plotting library

    counts = life_counts(lifetables, arm, kind, strategy)
    later = counts[counts.index >= 1]
    later = later[later["at_risk"] > 0]
    if later.empty:
        return pd.DataFrame(columns=COLUMNS, index=pd.Index([], name="age"), dtype=float)
    ages = np.arange(int(later.index.max()) + 1)
    durations = np.tile(later.index.to_numpy(dtype=int), 2)
    ended = np.repeat([1, 0], len(later))
    weights = later[["events", "censored"]].to_numpy(dtype=np.int64).T.ravel()
    present = weights > 0
    fit = KaplanMeierFitter(alpha=1.0 - LEVEL).fit(
        durations[present], ended[present], timeline=ages, weights=weights[present]
    )
    at_risk = counts["at_risk"].reindex(ages).fillna(0).astype(int)
    return pd.DataFrame(
        {
            "survival": fit.survival_function_.iloc[:, 0].to_numpy(),
            "low": fit.confidence_interval_.iloc[:, 0].to_numpy(),
            "high": fit.confidence_interval_.iloc[:, 1].to_numpy(),
            "at_risk": at_risk.to_numpy(),
        },
        index=pd.Index(ages, name="age"),
    )


def share_alive_at(
    lifetables: pd.DataFrame, arm: str, kind: str, months: Sequence[int]
) -> NDArray[np.float64]:
    """Kaplan-Meier shares alive after so many months each; nan beyond the run, 0 once all have ended.

    The same numbers as of `survival_curve`, without their intervals and many times sooner.
    """
    counts = life_counts(lifetables, arm, kind)
    later = counts[(counts.index >= 1) & (counts["at_risk"] > 0)]
    if later.empty:
        return np.full(len(months), np.nan)
    ages, at_risk = later.index.to_numpy(), later["at_risk"].to_numpy()
    alive = np.cumprod([1.0, *((at_risk - later["events"].to_numpy()) / at_risk)])
    shares = alive[np.searchsorted(ages, np.asarray(months), side="right")]
    return np.where((np.asarray(months) > ages[-1]) & (shares > 0.0), np.nan, shares)


def hazard_by_age(lifetables: pd.DataFrame, arm: str, kind: str, strategy: str | None = None) -> pd.DataFrame:
    """Chance a month of ending by age ≥ 1 (index): hazard, low, high (Clopper-Pearson), at_risk."""
    counts = life_counts(lifetables, arm, kind, strategy)
    counts = counts[(counts.index >= 1) & (counts["at_risk"] > 0)]
    events = counts["events"].to_numpy(dtype=float)
    at_risk = counts["at_risk"].to_numpy(dtype=float)
    tail = (1.0 - LEVEL) / 2.0
    # Bounds are Beta quantiles; at no event or nothing but events one of them is the edge itself.
    low = special.betaincinv(np.maximum(events, 1.0), at_risk - events + 1.0, tail)
    high = special.betaincinv(events + 1.0, np.maximum(at_risk - events, 1.0), 1.0 - tail)
    return pd.DataFrame(
        {
            "hazard": events / at_risk,
            "low": np.where(events > 0, low, 0.0),
            "high": np.where(events < at_risk, high, 1.0),
            "at_risk": counts["at_risk"],
        },
        index=counts.index,
    )


def survival_difference(
    replicates: pd.DataFrame, kind: str, months: int, arm: str, baseline: str
) -> Interval:
    """Difference in the share alive after `months`, arm − baseline, paired on common luck.

    `kind` is buyers or suppliers (founding firms) or relationships; `months` 12, 60 or 120.
    """
    return paired_difference(replicates, f"{kind}_alive_{months}", arm, baseline)
