"""How payoffs and strategies are spread over firms."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike


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


def strategy_shares(accounts: pd.DataFrame) -> pd.DataFrame:
    """Share of each strategy among living firms: arm, role, month, strategy, share."""
    keys = ["arm", "role", "month"]
    firms = accounts.groupby([*keys, "strategy"], sort=False, observed=True)["firms"].sum()
    alive = firms.groupby(level=keys, sort=False, observed=True).transform("sum")
    return firms.div(alive.where(alive > 0)).rename("share").reset_index()
