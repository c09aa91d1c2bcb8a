"""The difference of two shares: Newcombe's interval as he published it, and what it must hold at the ends."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim.measures.prior import difference, portion


def apart(last: tuple[int, int], first: tuple[int, int]) -> dict[str, float]:
    """The difference of two shares, each so many of so many."""
    parts = [portion(np.arange(points) < count) for count, points in (first, last)]
    return difference(parts)


def test_the_example_of_newcombe() -> None:
    """56/70 less 48/80, by his method 10."""
    found = apart((56, 70), (48, 80))
    assert found["apart"] == pytest.approx(0.2)
    assert (found["apart_low"], found["apart_high"]) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize("points", [1, 10, 300])
def test_the_ends_are_no_points(points: int) -> None:
    """All of both, none of both: 0, with an interval about it; all and none: ±1, with one on its side."""
    for count in (0, points):
        same = apart((count, points), (count, points))
        assert same["apart"] == 0.0
        assert same["apart_low"] == pytest.approx(-same["apart_high"])
        assert same["apart_high"] > 0.0
    most = apart((points, points), (0, points))
    assert most["apart"] == 1.0
    assert -1.0 <= most["apart_low"] < most["apart_high"] <= 1.0


def test_the_sign_turns_with_the_order() -> None:
    one, other = apart((7, 20), (15, 30)), apart((15, 30), (7, 20))
    assert one["apart"] == pytest.approx(-other["apart"])
    assert (one["apart_low"], one["apart_high"]) == pytest.approx((-other["apart_high"], -other["apart_low"]))


def test_nothing_is_told_of_no_points() -> None:
    assert np.isnan(list(apart((0, 0), (3, 5)).values())).all()


@pytest.mark.parametrize(
    ("one", "other"), [pytest.param(0.5, 0.5, marks=pytest.mark.slow), (0.98, 0.9), (0.02, 0.3)]
)
def test_it_covers_as_often_as_it_says(one: float, other: float) -> None:
    """The exact coverage over all counts of two samples of 30; Newcombe found 0.95 on average, seldom less
    than 0.93 but near the corners."""
    counts = np.arange(31)
    chance = np.outer(stats.binom.pmf(counts, 30, one), stats.binom.pmf(counts, 30, other))
    held = np.zeros_like(chance)
    for last in counts:
        for first in counts:
            if chance[last, first] > 1e-9:
                found = apart((int(last), 30), (int(first), 30))
                held[last, first] = found["apart_low"] <= one - other <= found["apart_high"]
    assert 0.92 < float((held * chance).sum()) < 0.995
