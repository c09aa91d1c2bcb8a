"""Where the value goes: first best = realised joint payoff + fourteen leakages (model §7).

A relationship-month is booked twice in the accounts, under its buyer's strategy and under its
supplier's; only the buyers' rows are read here, so each counts once.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

LEAKAGES = {
    "lost_trade": "lost trade",
    "misfit": "misfit",
    "adaptation": "adaptation",
    "haggling": "haggling",
    "underinvestment": "under-investment",
    "misdirection": "misdirection",
    "promises": "broken promises",
    "shading": "shading",
    "monitoring": "monitoring",
    "law": "law",
    "delay": "payment delay",
    "process": "process",
    "governance": "governance",
    "contracting": "contracting, search, switching",
}
"""Column of the accounts → what a reader is shown, in the order of a month."""

TOLERANCE = 1e-9
"""Greatest gap per relationship-month between first best and what it is made of."""


def leakage_table(accounts: pd.DataFrame, arms: Iterable[str] | None = None) -> pd.DataFrame:
    """Money per active relationship-month by arm (index): first_best, joint, then each leakage.

    Also `relationships`, the active relationship-months behind the means; without any, all is nan.

    Raises:
        ValueError: an arm's leakages and joint payoff do not add up to its first best.
    """
    kinds = list(LEAKAGES)
    rows = accounts[accounts["role"].astype(str) == "buyer"]
    rows = rows.assign(arm=rows["arm"].astype(str))
    columns = ["relationships", "first_best", "joint", *kinds]
    sums = rows.groupby("arm", sort=False)[columns].sum()
    if arms is not None:
        sums = sums.loc[[name for name in arms if name in sums.index]]
    months = sums["relationships"].astype(float)
    table = sums.drop(columns="relationships").div(months.where(months > 0), axis=0)
    gap = (table["first_best"] - table["joint"] - table[kinds].sum(axis=1)).abs()
    for name in gap.index[gap > TOLERANCE]:
        raise ValueError(f"accounts of {name} miss its first best by {gap[name]:.3g} a month")
    table.insert(0, "relationships", months)
    return table


def merged_leakages(table: pd.DataFrame, least: float = 0.01) -> pd.DataFrame:
    """Shares of first best (1) by arm: `realised`, the larger leakages, and `other` for the rest.

    A kind is merged only when it is below `least` of first best in every arm, so that one kind is
    one colour in all bars. Each row sums to 1.
    """
    best = table["first_best"]
    shares = table[list(LEAKAGES)].div(best.where(best > 0), axis=0)
    small = [kind for kind in LEAKAGES if not bool((shares[kind].abs() >= least).any())]
    kept = shares.drop(columns=small)
    kept.insert(0, "realised", table["joint"].div(best.where(best > 0)))
    if small:
        kept["other"] = shares[small].sum(axis=1)
    return kept
