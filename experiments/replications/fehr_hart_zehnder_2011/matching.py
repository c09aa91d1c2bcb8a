"""Where a curve of shares meets a published share, with the doubt of it by resampling replicates."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.measures.inference import LEVEL

RESAMPLES = 2000
FINER = 10
"""Parts into which the step of the grid is cut in which the curve meets the target."""

Values = NDArray[np.float64]


class Curve(NamedTuple):
    """Shares by replicate along a grid of one parameter."""

    grid: Values
    shares: Values  # [replicate, point]


class Match(NamedTuple):
    """The parameter at which a curve meets the target; inf: nowhere on the grid."""

    value: float
    low: float
    high: float


def crossings(grid: Values, curves: Values, target: float) -> Values:
    """For each curve [curve, point] the first place at which it gets from one side of `target` to the other.

    Linear between the points of the grid; inf where it stays on one side.
    """
    above = curves >= target
    turned = above[:, 1:] != above[:, :-1]
    place = np.argmax(turned, axis=1)
    rows = np.arange(len(curves))
    left, right = curves[rows, place], curves[rows, place + 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = (target - left) / (right - left)
    return np.where(turned.any(axis=1), grid[place] + part * (grid[place + 1] - grid[place]), np.inf)


def refined(curve: Curve, played: Callable[[Values], Values], target: float) -> Curve:
    """The curve with more points in the step in which it meets the target, if it does."""
    found = float(crossings(curve.grid, curve.shares.mean(axis=0)[None], target)[0])
    if not np.isfinite(found):
        return curve
    place = int(np.clip(np.searchsorted(curve.grid, found), 1, curve.grid.size - 1))
    between = np.linspace(curve.grid[place - 1], curve.grid[place], FINER + 1)[1:-1]
    return Curve(
        np.insert(curve.grid, place, between), np.insert(curve.shares, [place], played(between), axis=1)
    )


def matched(curve: Curve, target: float, seed: int) -> Match:
    """Where the mean of a curve over replicates meets `target`, and its 95 % interval.

    Replicates are resampled whole (percentile bootstrap): the points of a curve share their luck. The
    interval is rounded outwards to points of the grid, since a curve may leap anywhere between two of them.
    """
    draw = np.random.default_rng(seed)
    count = len(curve.shares)
    weights = draw.multinomial(count, np.full(count, 1.0 / count), size=RESAMPLES) / count
    found = crossings(curve.grid, weights @ curve.shares, target)
    tail = (1.0 - LEVEL) / 2.0
    # Observed values, not means of two: some may be infinite.
    low, high = np.quantile(found, [tail, 1.0 - tail], method="inverted_cdf")
    value = float(crossings(curve.grid, curve.shares.mean(axis=0)[None], target)[0])
    return Match(value, outward(curve.grid, low, -1), outward(curve.grid, high, 1))


def outward(grid: Values, place: float, side: int) -> float:
    """The next point of the grid on a side of `place`, or `place` itself where it is none of the grid's."""
    if not np.isfinite(place):
        return float(place)
    beyond = grid[grid >= place] if side > 0 else grid[grid <= place]
    return float(beyond.min() if side > 0 else beyond.max())
