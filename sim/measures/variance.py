"""Shares of variance beyond single factors: interactions, groups of factors, and what luck adds.

The sample is SALib's with `calc_second_order=False`: blocks of A, AB_1 .. AB_D, B. First and total indices
are those of `sim.measures.sensitivity.sobol` (Saltelli et al. 2010); here they are bootstrapped together,
block by block, so that sums and differences of them have intervals too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.measures.inference import EXACT, LEVEL

Numbers = NDArray[np.float64]

RESAMPLES = 1000
"""Bootstrap samples behind an interval."""


class Indices(NamedTuple):
    """First and total indices: the estimate, and after it bootstrap samples [1 + samples, factors]."""

    first: Numbers
    total: Numbers


class Span(NamedTuple):
    """A number with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def indices(blocks: Numbers, seed: int = 1) -> Indices:
    """First and total indices of `blocks` [blocks, factors + 2]; nan where the outcome does not vary.

    Blocks must be whole. `seed` is that of the bootstrap.
    """
    count = len(blocks)
    drawn = np.random.default_rng(seed).integers(0, max(count, 1), (RESAMPLES if count > 1 else 0, count))
    samples = [blocks, *(blocks[places] for places in drawn)]
    found = [estimates(sample) for sample in samples]
    return Indices(*(np.array([one[part] for one in found]) for part in range(2)))


def estimates(blocks: Numbers) -> tuple[Numbers, Numbers]:
    """First and total indices of one set of blocks."""
    ends = blocks[:, [0, -1]]
    if len(blocks) < 2 or np.ptp(ends) <= EXACT:
        unknown = np.full(blocks.shape[1] - 2, np.nan)
        return unknown, unknown
    centred = blocks - blocks.mean()
    start, mixed, end = centred[:, :1], centred[:, 1:-1], centred[:, -1:]
    first = (end * (mixed - start)).mean(axis=0) / ends.var()
    return first, 0.5 * ((start - mixed) ** 2).mean(axis=0) / ends.var()


def span(samples: Numbers) -> Span:
    """An estimate and, from its bootstrap samples after it, the 95 % percentile interval."""
    if len(samples) < 3 or not np.isfinite(samples).all():
        return Span(float(samples[0]), np.nan, np.nan)
    low, high = np.quantile(samples[1:], [0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0])
    return Span(float(samples[0]), float(low), float(high))


def of_group(found: Indices, group: Sequence[int]) -> dict[str, Span]:
    """Bounds on what a group of factors does; the sample alone does not tell its indices.

    `alone`: at least so much of the variance is the group's by itself: all but what the others take part in,
    which is no more than the sum of their total indices. `part`: no more than so much does the group take
    part in: the sum of its own. Both lie in 0 to 1.
    """
    inside = np.zeros(found.total.shape[1], dtype=bool)
    inside[list(group)] = True
    alone = 1.0 - found.total[:, ~inside].sum(axis=1)
    part = found.total[:, inside].sum(axis=1)
    return {"alone": span(np.clip(alone, 0.0, 1.0)), "part": span(np.clip(part, 0.0, 1.0))}


def luck(replicates: Numbers) -> tuple[Numbers, float]:
    """How much of each total index, and of the variance, is luck: replicates' noise in the points' means.

    `replicates` [blocks, factors + 2, replicates] holds the outcome of each replicate, nan where missing.
    Luck is common to points, so it is taken from differences between points, replicate by replicate; what
    is common to all of them cancels.
    """
    unknown = np.full(replicates.shape[1] - 2, np.nan)
    if replicates.shape[0] == 0 or replicates.shape[2] == 0:
        return unknown, np.nan
    variance = float(np.nanmean(replicates[:, [0, -1]], axis=2).var())
    if not variance > EXACT**2:
        return unknown, np.nan
    moved = squared_error(replicates[:, 1:-1] - replicates[:, :1])
    whole = replicates[:, [0, -1]]
    spread = squared_error(whole - np.nanmean(whole, axis=(0, 1)))
    return 0.5 * np.nanmean(moved, axis=0) / variance, float(np.nanmean(spread)) / variance


def squared_error(values: Numbers) -> Numbers:
    """The squared standard error of the mean over the last axis, where two or more values are known."""
    known = np.isfinite(values)
    count = known.sum(axis=-1)
    filled = np.where(known, values, 0.0)
    mean = filled.sum(axis=-1, keepdims=True) / np.maximum(count, 1)[..., None]
    squares = np.where(known, (filled - mean) ** 2, 0.0).sum(axis=-1)
    error = squares / np.maximum(count - 1, 1) / np.maximum(count, 1)
    return np.where(count > 1, error, np.nan)


def interactions(found: Indices) -> dict[str, list[float]]:
    """What each factor does with others: total less first index, with its interval, as columns."""
    between = [span(column) for column in (found.total - found.first).T]
    ends = enumerate(("", "_low", "_high"))
    return {f"interaction{end}": [one[place] for one in between] for place, end in ends}


def shares_of(found: Indices, groups: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """Bounds on what groups of factors (name → places) do, of `of_group`, as columns."""
    return {
        f"{name}_{what}{end}": value
        for name, group in groups.items()
        for what, one in of_group(found, group).items()
        for end, value in zip(("", "_low", "_high"), one, strict=True)
    }
