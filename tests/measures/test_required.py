"""The level from which a difference pays: thresholds by hand, statuses, and how often intervals cover."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from sim.measures.required import ALWAYS, FOUND, MIXED, NEVER, threshold

LEVELS = (0.0, 0.5, 1.0, 2.0)


def replicates(means: Sequence[float], spread: float = 0.01, n: int = 9) -> NDArray[np.float64]:
    """Differences with these means; every level shares the luck of a replicate."""
    return np.asarray(means, dtype=float) + spread * stats.norm.ppf((np.arange(n) + 0.5) / n)[:, None]


def test_a_threshold_lies_on_the_line_between_its_neighbours() -> None:
    up = threshold(LEVELS, replicates([-1.0, -0.2, 0.6, 0.9]))
    down = threshold(LEVELS, replicates([0.9, 0.6, -0.2, -1.0]), rising=False)
    for found, share in ((up, 0.2), (down, 0.6)):
        assert found.level == pytest.approx(0.5 + 0.5 * share / 0.8)
        assert (found.status, found.below, found.above, found.n) == (FOUND, 0.5, 1.0, 9)
        assert found.low < found.level < found.high


@pytest.mark.parametrize(
    ("means", "status", "level"),
    [
        ([0.1, 0.2, 0.3, 0.4], ALWAYS, 0.0),
        ([-0.4, -0.3, -0.2, -0.1], NEVER, np.inf),
        ([0.0, 0.0, 0.0, 0.0], NEVER, np.inf),  # no difference does not pay
        ([-0.4, 0.2, -0.2, 0.1], MIXED, np.nan),  # crosses three times
        ([0.4, 0.2, -0.2, -0.3], MIXED, np.nan),  # pays until, not from
    ],
)
def test_statuses(means: Sequence[float], status: str, level: float) -> None:
    found = threshold(LEVELS, replicates(means))
    assert found.status == status
    assert found.level == pytest.approx(level, nan_ok=True)


def test_ends_are_open_where_the_data_do_not_close_them_and_levels_must_rise() -> None:
    found = threshold(LEVELS, replicates([-0.03, -0.01, 0.01, 0.03], spread=0.2))
    assert (found.low, found.high, found.status) == (0.0, np.inf, FOUND)
    table = replicates([-1.0, -0.2, 0.6, 0.9])
    assert threshold(LEVELS, np.vstack([table, [np.nan, 5.0, 5.0, 5.0]])) == threshold(LEVELS, table)
    with pytest.raises(ValueError, match="rise"):
        threshold((1.0, 0.0, 2.0, 3.0), table)


@pytest.mark.parametrize("trials", [500, pytest.param(2000, marks=pytest.mark.slow)])
def test_intervals_cover_as_often_as_they_say(trials: int, seed: int) -> None:
    """Linear curves, correlated levels: 95 % of the intervals hold the true threshold.

    The count is binomial; the bounds are its .0005 and .9995 quantiles: one false alarm in a thousand seeds.
    """
    rng, n, truth = np.random.default_rng(seed), 20, 0.8
    slope = 0.05 + 0.05 * rng.random((trials, 1, 1))
    luck = 0.05 * rng.standard_normal((trials, n, 1)) + 0.02 * rng.standard_normal((trials, n, 1)) * LEVELS
    tables = slope * (np.asarray(LEVELS) - truth) + luck
    held = sum(one.low <= truth <= one.high for one in (threshold(LEVELS, table) for table in tables))
    low, high = stats.binom.ppf([0.0005, 0.9995], trials, 0.95)
    assert low <= held <= high
