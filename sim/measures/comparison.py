"""Tables that pictures of a comparison are drawn from: value by month, where it goes, when bonds end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy import special

from sim.measures.arms import Outcome
from sim.measures.hazards import comparable, hazard_ratios, ratios_by_age
from sim.measures.inference import LEVEL
from sim.measures.leakage import leakage_table, merged_leakages
from sim.measures.survival import hazard_by_age
from sim.measures.welfare import strategy_shares

WINDOW = 12
"""Months of the trailing mean: reviews fall on the same months everywhere and would draw a saw."""
LEAST = 50
"""Relationships at risk; with fewer an age tells little of the chance of ending."""
FLOOR = 1e-3
"""Chances of ending in a month below which none is drawn on a logarithmic scale."""
KINDS = ("relationship", "buyer", "supplier")


def trailing_values(series: pd.DataFrame, arms: Iterable[str], party: str = "joint") -> pd.DataFrame:
    """Trailing mean of a payoff by month: arm, month, mean, low, high (money per buyer slot and month).

    The series holds each month's sd over replicates and not how months move together. The sd of a mean of
    months is at most the mean of their sds (Minkowski), so the interval covers at least 95 %. Runs shorter
    than two windows have a window of half their length.
    """
    parts = []
    for arm in arms:
        rows = series[series["arm"].astype(str) == arm].set_index("month").sort_index()
        window = max(1, min(WINDOW, len(rows) // 2))
        count = rows["replicates"].to_numpy(dtype=float)
        reach = special.stdtrit(np.maximum(count - 1.0, 1.0), 0.5 + LEVEL / 2.0)
        reach /= np.sqrt(np.maximum(count, 1.0))
        half = (rows[f"{party}_sd"] * reach).rolling(window).mean()
        mean = rows[f"{party}_mean"].rolling(window).mean()
        band = pd.DataFrame({"mean": mean, "low": mean - half, "high": mean + half}).dropna()
        parts.append(band.reset_index().assign(arm=arm))
    return pd.concat(parts, ignore_index=True)[["arm", "month", "mean", "low", "high"]]


def leakage_parts(accounts: pd.DataFrame, arms: Iterable[str]) -> pd.DataFrame:
    """Where the first best goes: arm, part (realised, each larger leakage, other), mean (share of it)."""
    shares = merged_leakages(leakage_table(accounts, arms))
    shares.index.name = "arm"
    return shares.reset_index().melt("arm", var_name="part", value_name="mean")


def ends_by_age(result: Outcome, arms: Iterable[str]) -> pd.DataFrame:
    """Chance a month that a bond ends: arm, age (months), mean, low, high; where enough are at risk."""
    parts = []
    for arm in arms:
        found = hazard_by_age(result.lifetables, arm, "relationship")
        kept = found[(found["at_risk"] >= LEAST) & (found["hazard"] >= FLOOR)].rename(
            columns={"hazard": "mean"}
        )
        parts.append(kept.reset_index().assign(arm=arm, low=kept["low"].clip(lower=FLOOR).to_numpy()))
    return pd.concat(parts, ignore_index=True)[["arm", "age", "mean", "low", "high"]]


def shares_by_month(accounts: pd.DataFrame, arms: Sequence[str]) -> pd.DataFrame:
    """Share of each strategy among the living firms of a role: arm, role, month, strategy, mean.

    No row where every role of every arm is played by one strategy all along.
    """
    known = accounts[accounts["arm"].astype(str).isin(list(arms)) & accounts["firms"].gt(0.0)]
    kinds = known.groupby(["arm", "role"], observed=True)["strategy"].nunique()
    table = strategy_shares(known).rename(columns={"share": "mean"})
    table = table.astype(dict.fromkeys(("arm", "role", "strategy"), str))
    return table if (kinds > 1).any() and known["month"].nunique() > 1 else table.iloc[:0]


def hazard_table(spells: pd.DataFrame, arms: Sequence[str], baseline: str) -> pd.DataFrame:
    """How much faster spells end than under a baseline, by kind; Holm's p over the arms.

    A row for the whole of life (`first` and `last` empty), with log-rank and months lived, then one for each
    band of age, because hazards cross.
    """
    parts = []
    for kind in KINDS:
        core = comparable(spells, kind, list(arms), baseline)
        if len(core) < 2:
            continue  # nothing of the kind lived a month, as in a market of one month
        parts.append(hazard_ratios(spells, kind, baseline, core).assign(kind=kind))
        for arm in core:
            if arm != baseline:
                parts.append(ratios_by_age(spells, kind, arm, baseline).assign(kind=kind, arm=arm))
    first = ["kind", "arm", "first", "last"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=first)
    return table[[*first, *(column for column in table if column not in first)]]
