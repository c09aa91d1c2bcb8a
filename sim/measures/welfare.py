"""Long-run value and its spread over firms."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.measures.arms import PARTIES, Outcome, arms_in
from sim.measures.inference import arm_means

BASES = ("slot", "active", "discounted")
"""Per buyer slot (idle ones included), per active relationship, per slot and discounted."""


def long_run_value(replicates: pd.DataFrame, per: str = "slot") -> pd.DataFrame:
    """Payoff a month by arm and party: arm, party, mean, se, low, high, n (money per month).

    Raises:
        ValueError: `per` is none of `BASES`.
    """
    if per not in BASES:
        raise ValueError(f"per {per!r} is none of {', '.join(BASES)}")
    table = arm_means(replicates, [f"{party}_{per}" for party in PARTIES])
    table.insert(1, "party", table.pop("column").str.removesuffix(f"_{per}"))
    return table


def discounted_mean(values: ArrayLike, patience: float) -> float:
    """Monthly equivalent of a stream (money per month): its mean with weights patience^t.

    Patience 1 gives the plain mean, 0 the first month; an empty stream is nan.
    """
    stream = np.asarray(values, dtype=float)
    if stream.size == 0:
        return float("nan")
    weights = patience ** np.arange(stream.size)
    return float((weights * stream).sum() / weights.sum())


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Gini coefficient of payoffs (0 all equal, near 1 all with one), weighted by number of firms.

    Not defined (nan) unless the mean is positive; above 1 when some payoffs are negative.
    """
    numbers = np.asarray(values, dtype=float)
    masses = np.ones_like(numbers) if weights is None else np.asarray(weights, dtype=float)
    used = np.isfinite(numbers) & (masses > 0)
    numbers, masses = numbers[used], masses[used]
    total = float((numbers * masses).sum())
    if numbers.size == 0 or total <= 0.0:
        return float("nan")
    order = np.argsort(numbers, kind="stable")
    people = np.concatenate([[0.0], np.cumsum(masses[order])]) / masses.sum()
    money = np.concatenate([[0.0], np.cumsum((numbers * masses)[order])]) / total
    return float(1.0 - ((money[1:] + money[:-1]) * np.diff(people)).sum())


def worst_share(values: ArrayLike, share: float = 0.1) -> float:
    """Mean of the worst `share` of values (their unit), at least one of them; nan of none."""
    numbers = np.sort(np.asarray(values, dtype=float)[np.isfinite(np.asarray(values, dtype=float))])
    if numbers.size == 0:
        return float("nan")
    # Rounded first: .1 × 30 is 3.0000000000000004 and must not count four.
    return float(numbers[: max(1, int(np.ceil(round(share * numbers.size, 9))))].mean())


def dispersion(result: Outcome) -> pd.DataFrame:
    """Spread over buyer slots by arm: Gini and the mean of the worst tenth, with intervals."""
    return arm_means(result.replicates, ["gini_buyers", "worst_tenth_buyers"])


def strategy_shares(accounts: pd.DataFrame) -> pd.DataFrame:
    """Share of each strategy among living firms: arm, role, month, strategy, share."""
    keys = ["arm", "role", "month"]
    firms = accounts.groupby([*keys, "strategy"], sort=False, observed=True)["firms"].sum()
    alive = firms.groupby(level=keys, sort=False, observed=True).transform("sum")
    return firms.div(alive.where(alive > 0)).rename("share").reset_index()


def conflict(accounts: pd.DataFrame) -> pd.DataFrame:
    """Per active relationship-month by arm: haggled, renegotiations, change_orders, trades."""
    columns = ["haggled", "renegotiations", "change_orders", "trades"]
    rows = accounts[accounts["role"].astype(str) == "buyer"]
    sums = rows.groupby("arm", sort=False, observed=True)[["relationships", *columns]].sum()
    months = sums["relationships"].astype(float)
    return sums[columns].div(months.where(months > 0), axis=0).loc[arms_in(rows)]
