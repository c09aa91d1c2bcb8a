"""Where a curve meets a target; how long things lasted, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measures import crossing, durations


def test_a_match_is_where_a_curve_leaps_and_widens_with_noise() -> None:
    grid = np.linspace(0.0, 1.0, 101)
    widths = []
    for noise in (0.01, 0.1):
        shares = grid + np.random.default_rng(1).normal(0.0, noise, (40, 1))
        found = crossing.matched(crossing.Curve(grid, shares), 0.5, 1)
        assert found.low <= found.value <= found.high
        widths.append(found.high - found.low)
    assert widths[1] > 2.0 * widths[0]
    assert crossing.matched(crossing.Curve(grid, np.zeros((5, 101))), 0.25, 1).value == np.inf


def test_lives_are_counted_by_hand() -> None:
    """Two replicates: eight relationships, of which two end at age 1, one at 2; four that all end at 2."""
    counts = np.array([[[0, 0], [2, 0], [1, 1], [0, 4]], [[0, 0], [0, 0], [4, 0], [0, 0]]])
    assert durations.at_risk(counts).tolist() == [[8, 8, 6, 4], [4, 4, 4, 0]]
    assert durations.ended_by(counts, 2).tolist() == pytest.approx([1 - 0.75 * 5 / 6, 1.0])
    assert durations.observed_up_to(counts, 2).tolist() == pytest.approx([0.5, 1.0])
    early, late = durations.hazard_between(counts, 0, 1), durations.hazard_between(counts, 1, 2)
    assert durations.hazard_between(counts, 0, 2).value == pytest.approx(7 / 22)
    assert late.less(early).interval().mean == pytest.approx(5 / 10 - 2 / 12)
