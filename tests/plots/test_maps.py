"""Maps and contrasts: what is marked, where lines lie, and where a scale of colours ends."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Polygon

from sim.plots.contrasts import Series, contrast_figure
from sim.plots.maps import Line, Panel, Row, Way, gain_maps, scale
from sim.plots.sheets import SHEETS, house

PAGE = SHEETS["page"]


def table(size: int = 5) -> pd.DataFrame:
    """A gain of x·y − 4 with an interval that covers 0 where it is within ±1."""
    x, y = np.meshgrid(np.array([1.0, 2.0, 4.0, 8.0, 16.0])[:size], np.arange(size, dtype=float))
    gain = x.ravel() * y.ravel() - 4.0
    return pd.DataFrame({"x": x.ravel(), "y": y.ravel(), "gain": gain, "gain_se": 1.0 / 2.0, "n": 1000})


def test_what_is_not_told_from_0_is_hatched_and_the_line_stands_where_it_was_put() -> None:
    rows = table()
    line = Line([1.0, 2.0, 4.0], [4.0, 2.0, 1.0], [3.5, 1.5, 0.5], [np.inf, 2.5, 1.5], label="no difference")
    with house():
        panels = [Panel("one", rows, "gain", [line]), Panel("two", rows, "gain")]
        figure = gain_maps([Row(panels, "money")], Way("x", "x", log=True), Way("y", "y"), "t", "n", PAGE)
        figure.draw_without_rendering()
        one, two = figure.axes[:2]
    doubtful = int((rows["gain"].abs() <= 0.981).sum())
    hatches = [patch for patch in one.patches if isinstance(patch, Polygon) and patch.get_hatch()]
    assert len(hatches) == doubtful > 0
    drawn = next(each for each in one.get_lines() if each.get_label() == "no difference")
    np.testing.assert_array_equal(drawn.get_xydata(), [[1.0, 4.0], [2.0, 2.0], [4.0, 1.0]])
    assert one.get_xscale() == "log"
    assert one.get_xlim() == pytest.approx((1.0 / np.sqrt(2.0), 16.0 * np.sqrt(2.0)))
    assert one.get_ylim() == (-0.5, 4.5)
    assert one.get_legend() is not None
    assert not two.get_lines()
    assert len(two.collections) > 1  # the contour that a line would replace
    assert figure.get_suptitle() == "t"


@pytest.mark.parametrize("size", [1, 2])
def test_a_map_of_one_level_is_drawn(size: int) -> None:
    with house():
        figure = gain_maps(
            [Row([Panel("one", table(size), "gain")], "money")], Way("x", "x"), Way("y", "y"), "t", "n", PAGE
        )
        figure.draw_without_rendering()


@pytest.mark.parametrize(
    ("values", "limit", "extend"),
    [
        ([-0.3, 0.1], 0.1, "min"),
        ([-0.1, 0.3], 0.1, "max"),
        ([-0.2, 0.2], 0.2, "neither"),
        ([0.0, 0.3], 0.1, "max"),
        ([-0.9, 0.1], 0.3, "min"),
        ([np.nan], 1e-6, "neither"),
    ],
)
def test_colours_end_where_the_smaller_side_does(values: list[float], limit: float, extend: str) -> None:
    panel = Panel("one", pd.DataFrame({"gain": values}), "gain")
    found = scale([panel])
    assert found[0] == pytest.approx(limit)
    assert found[1] == extend


def test_contrasts_are_filled_where_holm_tells_them() -> None:
    rows = pd.DataFrame(
        {
            "of": ["one", "one", "two", "two"], "outcome": "gain", "level": [1.0, 2.0, 1.0, 2.0],
            "mean": [0.1, 0.2, 0.3, 0.0], "low": [0.0, 0.1, 0.2, -0.1], "high": [0.2, 0.3, 0.4, 0.1],
            "p_holm": [0.2, 0.01, 0.001, 1.0],
        }
    )  # fmt: skip
    series = [Series("one", "first", "#0072B2"), Series("two", "second", "#D55E00", "s")]
    with house():
        figure = contrast_figure(
            rows, "level", {"gain": "the gain"}, series, ("level", "change"), "t", "n", PAGE
        )
        figure.draw_without_rendering()
    (axes,) = figure.axes
    marks = {
        (float(y), str(line.get_markerfacecolor()))
        for line in axes.get_lines()
        if line.get_marker() in ("o", "s")
        for y in np.asarray(line.get_ydata(), dtype=float)
    }
    assert marks == {(0.2, "#0072B2"), (0.1, "white"), (0.3, "#D55E00"), (0.0, "white")}
    assert [text.get_text() for text in axes.get_xticklabels()] == ["1", "2"]
