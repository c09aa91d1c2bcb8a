"""At which value of a parameter a share meets a target, with the doubt of it by resampling replicates."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.measures.inference import LEVEL

Values = NDArray[np.float64]
RESAMPLES = 2000


class Curve(NamedTuple):
    """Shares by replicate along a rising grid of one parameter."""

    grid: Values
    shares: Values  # [replicate, point]


class Match(NamedTuple):
    """The parameter at which a curve meets the target, and its 95 % interval; inf: nowhere on the grid."""

    value: float
    low: float
    high: float


def crossings(grid: Values, curves: Values, target: float) -> Values:
    """For each curve [curve, point] the first place at which it gets from one side of `target` to the other.

    Linear between the points of the grid; inf where it stays on one side.
    """
    above = curves >= target
    turned = above[:, 1:] != above[:, :-1]
    place, rows = np.argmax(turned, axis=1), np.arange(len(curves))
    left, right = curves[rows, place], curves[rows, place + 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        part = (target - left) / (right - left)
    return np.where(turned.any(axis=1), grid[place] + part * (grid[place + 1] - grid[place]), np.inf)


def matched(curve: Curve, target: float, seed: int) -> Match:
    """Where the mean of a curve over replicates meets `target`, and its 95 % interval.

    Replicates are resampled whole (percentile bootstrap): the points of a curve share their luck. The
    interval is rounded outwards to points of the grid, since a curve may leap anywhere between two of them.
    """
    draw, count, grid = np.random.default_rng(seed), len(curve.shares), curve.grid
    weights = draw.multinomial(count, np.full(count, 1.0 / count), size=RESAMPLES) / count
    tail = (1.0 - LEVEL) / 2.0
    # Observed values, not means of two: some may be infinite.
    found = crossings(grid, weights @ curve.shares, target)
    low, high = np.quantile(found, [tail, 1.0 - tail], method="inverted_cdf")
    value = float(crossings(grid, curve.shares.mean(axis=0)[None], target)[0])
    below = float(grid[grid <= low].max()) if np.isfinite(low) else float(low)
    above = float(grid[grid >= high].min()) if np.isfinite(high) else float(high)
    return Match(value, below, above)
