"""Differences between arms on common luck, with intervals.

Replicate r of every arm is played on the same dice, so arms are compared pair by pair: the interval
is Student's, of the differences (a paired t-test, Student 1908). Replicates whose status is not
"ok" in either arm, and pairs with a missing value, are left out and are not counted in n.

Quantiles and p come from `scipy.special`: the same bits as the distributions of `scipy.stats`, many times
sooner, and a study asks for some ten thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special

LEVEL = 0.95
"""Confidence of every interval."""

EXACT = 1e-9
"""Accounts hold to this; a smaller difference is rounding, not a finding."""


class Interval(NamedTuple):
    """A mean with its standard error, its 95 % interval and the number of values behind it."""

    mean: float
    se: float
    low: float
    high: float
    n: int

    @property
    def sign(self) -> int:
        """1 or -1 when the interval tells the mean from 0, else 0."""
        if self.low > EXACT:
            return 1
        return -1 if self.high < -EXACT else 0

    @property
    def known(self) -> bool:
        """Whether there is an interval at all (two values at least)."""
        return bool(np.isfinite(self.low) and np.isfinite(self.high))


UNKNOWN = Interval(np.nan, np.nan, np.nan, np.nan, 0)
"""What is said of an arm that was not played."""


def mean_interval(values: ArrayLike, level: float = LEVEL) -> Interval:
    """Mean of `values` (any unit) with Student's interval; missing values are left out.

    One value has a mean and no interval; none has neither (nan).
    """
    numbers = np.asarray(values, dtype=float).ravel()
    numbers = numbers[np.isfinite(numbers)]
    count = numbers.size
    if count == 0:
        return UNKNOWN
    mean = float(numbers.mean())
    if count == 1:
        return Interval(mean, np.nan, np.nan, np.nan, 1)
    se = float(numbers.std(ddof=1) / np.sqrt(count))
    reach = se * float(special.stdtrit(count - 1, 0.5 + level / 2.0))
    return Interval(mean, se, mean - reach, mean + reach, count)


def share_interval(hits: float, units: int) -> Interval:
    """A share of independent units with Wilson's (1927) 95 % interval; `se` is its half width over 1.96.

    Raises:
        ValueError: `hits` is not within 0 and `units`, or there is no unit.
    """
    if units < 1 or not 0.0 <= hits <= units:
        raise ValueError(f"{hits:g} of {units} units is no share")
    z = float(special.ndtri(0.5 + LEVEL / 2.0))
    share = hits / units
    middle = (share + z * z / (2 * units)) / (1 + z * z / units)
    half = z * np.sqrt(share * (1 - share) / units + z * z / (4 * units * units)) / (1 + z * z / units)
    return Interval(share, float(half / z), float(middle - half), float(middle + half), units)


def valid(replicates: pd.DataFrame) -> pd.DataFrame:
    """The rows whose replicate ended well."""
    if "status" not in replicates:
        return replicates
    return replicates[replicates["status"].astype(str) == "ok"]


def values_of(replicates: pd.DataFrame, column: str, arm: str) -> pd.Series:
    """One number per replicate of an arm, indexed by replicate; empty if it was not played."""
    rows = replicates.loc[
        replicates["arm"].eq(arm), ["replicate", column, *({"status"} & {*replicates.columns})]
    ]
    return valid(rows).set_index("replicate")[column].astype(float)


def paired_values(replicates: pd.DataFrame, column: str, arm: str, baseline: str) -> NDArray[np.float64]:
    """Differences arm − baseline, one per replicate that both arms finished."""
    pairs = pd.concat(
        [values_of(replicates, column, arm), values_of(replicates, column, baseline)],
        axis=1,
        join="inner",
    ).dropna()
    return (pairs.iloc[:, 0] - pairs.iloc[:, 1]).to_numpy(dtype=float)


def paired_difference(replicates: pd.DataFrame, column: str, arm: str, baseline: str) -> Interval:
    """Mean difference arm − baseline of `column` (its unit) on common luck, with 95 % interval.

    `replicates` has one row per arm and replicate. An arm that was not played gives `UNKNOWN`, so a
    table of many arms can be made of any experiment.

    Raises:
        KeyError: `column` is not in the table.
    """
    return mean_interval(paired_values(replicates, column, arm, baseline))


def p_value(differences: ArrayLike) -> float:
    """Two-sided p of Student's paired test that the mean of `differences` is 0; nan below two.

    Differences that are all alike have no spread to test against: p is 1 at 0 and 0 elsewhere.
    """
    numbers = np.asarray(differences, dtype=float)
    if numbers.size < 2:
        return np.nan
    if float(np.ptp(numbers)) <= EXACT:
        return 1.0 if abs(float(numbers.mean())) <= EXACT else 0.0
    count, mean = numbers.size, numbers.mean()
    variance = np.mean((numbers - mean) ** 2) * (count / (count - 1))  # in scipy's order
    return float(2.0 * special.stdtr(count - 1, -abs(mean / np.sqrt(variance / count))))


def holm(p_values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Holm's (1979) adjusted p: the chance of one false alarm or more in the family is kept.

    Missing p stay missing and do not count as tests.
    """
    raw = np.asarray(p_values, dtype=float)
    adjusted = np.full(raw.shape, np.nan)
    known = np.flatnonzero(np.isfinite(raw))
    order = known[np.argsort(raw[known], kind="stable")]
    tests = order.size
    running = 0.0
    for rank, place in enumerate(order):
        running = max(running, min(1.0, (tests - rank) * float(raw[place])))
        adjusted[place] = running
    return adjusted


def standard_size(differences: ArrayLike) -> float:
    """Effect size of paired differences in their own sd (Cohen's d_z, 1); nan without spread."""
    numbers = np.asarray(differences, dtype=float)
    if numbers.size < 2 or float(np.ptp(numbers)) <= EXACT:
        return np.nan
    return float(numbers.mean() / numbers.std(ddof=1))
