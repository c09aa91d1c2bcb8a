"""How much is needed: the level of a lever from which a difference is greater than 0, with its interval.

A lever is tried at rising levels on common luck; row r of `differences` is replicate r, a column is a level.

Estimate: where the isotonic fit of the means, joined by straight lines, leaves 0 behind. Interval: the levels
at which Student's interval of the difference, replicates joined by straight lines too, still covers 0. That
is the paired t-test inverted, as Fieller (1954) did for ratios: exact where the difference is linear between
levels and its replicates are normal, and open at an end where the data do not close it. It does not count how
far the lines miss a bend or a leap between two levels: `below` and `above` name those levels.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats
from scipy.optimize import isotonic_regression, root_scalar

from sim.measures.inference import EXACT, LEVEL

ALWAYS, FOUND, NEVER, MIXED = "always", "found", "never", "no threshold"
"""Pays at every level; from a level on (or up to one); at none; or gains and losses are out of order."""

EFFECT, COST = "effect", "cost"
NONE_NEEDED, NOT_REACHED = "none needed", "not reached"
NOT_EVEN_FREE, ANY_COST = "not even free", "any cost tried"
STATUSES = {
    EFFECT: {ALWAYS: NONE_NEEDED, FOUND: FOUND, NEVER: NOT_REACHED, MIXED: MIXED},
    COST: {ALWAYS: ANY_COST, FOUND: FOUND, NEVER: NOT_EVEN_FREE, MIXED: MIXED},
}
"""What a reader is told of an effect that is sought, and of a cost that is borne."""

AS_IS, NOTHING, REST = "as assumed", "all seven effects 0", "all seven effects and all costs 0"
"""Worlds in which something, or nothing, was set to 0."""


class Threshold(NamedTuple):
    """The level at which a difference begins to pay, or for a falling lever ceases to.

    `level`, `low`, `high` are in the lever's unit, within [first level, ∞]: the first level stands for "at or
    below it", ∞ for "beyond the last". `below` and `above` are the neighbouring levels tried (nan unless
    `status` is "found"), `n` the replicates.
    """

    level: float
    low: float
    high: float
    status: str
    below: float
    above: float
    n: int


def threshold(levels: ArrayLike, differences: ArrayLike, *, rising: bool = True) -> Threshold:
    """From which level on the mean of `differences` is greater than 0; if not `rising`, up to which.

    `levels` [m] rise strictly; `differences` [n, m] in any unit, rows with a missing value are left out.
    "no threshold", with an unknown level, where a certain loss (95 %) follows a certain gain along the lever.

    Raises:
        ValueError: fewer than two levels, levels that do not rise, or shapes that do not fit.
    """
    places, table = np.asarray(levels, dtype=float), np.asarray(differences, dtype=float)
    if places.ndim != 1 or places.size < 2 or not (np.diff(places) > 0.0).all():
        raise ValueError("`levels` must be two or more that rise")
    if table.ndim != 2 or table.shape[1] != places.size:
        raise ValueError(f"`differences` must have a column for each of {places.size} levels")
    table = table[np.isfinite(table).all(axis=1)] - EXACT
    if len(table) == 0:
        return Threshold(np.nan, np.nan, np.nan, MIXED, np.nan, np.nan, 0)
    first = float(places[0])
    if not rising:
        places, table = -places[::-1], table[:, ::-1]
    if out_of_order(table):
        return Threshold(np.nan, np.nan, np.nan, MIXED, np.nan, np.nan, len(table))
    level, low, high = estimate(places, table), lower_end(places, table), upper_end(places, table)
    status = FOUND if np.isfinite(level) else ALWAYS if level < 0.0 else NEVER
    between = places[[place_before(places, level), place_before(places, level) + 1]]
    if not rising:
        level, low, high, between = -level, -high, -low, -between[::-1]
    below, above = between if status == FOUND else (np.nan, np.nan)
    return Threshold(
        max(first, level), max(first, low), max(first, high), status, float(below), float(above), len(table)
    )


def place_before(places: NDArray[np.float64], level: float) -> int:
    """The number of the segment of `places` that holds `level`."""
    return int(np.clip(np.searchsorted(places, level, side="left") - 1, 0, places.size - 2))


def factor(n: int) -> float:
    """Half width of the interval of a mean in its standard errors; infinite for a single value."""
    return float(stats.t.ppf(0.5 + LEVEL / 2.0, n - 1)) if n > 1 else np.inf


def bound(values: NDArray[np.float64], sign: float) -> Any:
    """The upper (sign 1) or lower (−1) end of the interval of each column's mean."""
    n = len(values)
    if n < 2:
        return np.full(values.shape[1:], sign * np.inf)
    return values.mean(axis=0) + sign * factor(n) * values.std(axis=0, ddof=1) / np.sqrt(n)


def out_of_order(table: NDArray[np.float64]) -> bool:
    """Whether somewhere along the lever a certain loss follows a certain gain."""
    gains, losses = np.flatnonzero(bound(table, -1.0) > 0.0), np.flatnonzero(bound(table, 1.0) < 0.0)
    return bool(gains.size and losses.size and losses[-1] > gains[0])


def estimate(places: NDArray[np.float64], table: NDArray[np.float64]) -> float:
    """Where the isotonic fit of the means leaves 0 behind; −∞ before the first place, ∞ after the last."""
    fit = isotonic_regression(table.mean(axis=0)).x
    behind = np.flatnonzero(fit <= 0.0)
    if behind.size == 0:
        return -np.inf
    last = int(behind[-1])
    if last == places.size - 1:
        return np.inf
    share = -fit[last] / (fit[last + 1] - fit[last])
    return float(places[last] + share * (places[last + 1] - places[last]))


def lower_end(places: NDArray[np.float64], table: NDArray[np.float64]) -> float:
    """The first place at which the interval reaches above 0."""
    ahead = np.flatnonzero(bound(table, 1.0) > 0.0)
    if ahead.size == 0:
        return np.inf
    return -np.inf if ahead[0] == 0 else crossing(places, table, int(ahead[0]) - 1, 1.0)


def upper_end(places: NDArray[np.float64], table: NDArray[np.float64]) -> float:
    """The place from which on the whole interval is above 0."""
    behind = np.flatnonzero(bound(table, -1.0) <= 0.0)
    if behind.size == 0:
        return -np.inf
    last = int(behind[-1])
    return np.inf if last == places.size - 1 else crossing(places, table, last, -1.0)


def crossing(places: NDArray[np.float64], table: NDArray[np.float64], segment: int, sign: float) -> float:
    """Where in a segment an end of the interval passes 0, from below it to above."""
    left, right = table[:, segment], table[:, segment + 1]

    def end(share: float) -> float:
        return float(bound(left + share * (right - left), sign))

    found = root_scalar(end, bracket=(0.0, 1.0)).root if end(0.0) < 0.0 else 0.0
    return float(places[segment] + found * (places[segment + 1] - places[segment]))
