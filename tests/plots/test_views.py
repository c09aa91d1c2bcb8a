"""Every kind of view: whole, apart, named, true to its table, and as it was.

After a change that is meant, make the pictures anew, and look at them: `python -m tests.plots.test_views`.
"""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb, to_rgba

from sim.plots.carpet import row_of
from sim.plots.curve import crossing
from sim.plots.facets import SILENT, thinned
from sim.plots.network import places
from sim.plots.style import BLUE, COLOURS, VERMILION
from sim.plots.view import drawn
from tests.plots.cases import CAPTION, CASES, NAMES, PARTIES, PICTURES, TITLE, draw, table_of
from tests.plots.checking import (
    BASELINES,
    check,
    check_looks,
    check_named,
    check_noticed,
    laid_out,
    rendered,
    words_of,
)


@cache
def page(name: str) -> Any:
    """The picture of a case, laid out; to be looked at only."""
    return laid_out(partial(draw, name))


def rows_of(name: str) -> pd.DataFrame:
    """The rows that a case draws."""
    return CASES[name].chosen(table_of(name))


@pytest.mark.parametrize("name", CASES)
def test_it_is_whole_and_named(name: str) -> None:
    figure = page(name)
    check(figure)
    check_named(figure, CAPTION, axes=name != "network")
    assert "Bands: 95 % intervals. " in figure._supxlabel.get_text() + " "  # type: ignore[attr-defined]


def on_slide(name: str) -> Any:
    """A case on a slide; most are left to `make test-all`."""
    few = ("curve", "bars", "map", "carpet", "network")
    return pytest.param(name, "slide", marks=[] if name in few else pytest.mark.slow)


@pytest.mark.parametrize(
    ("name", "sheet"), [*map(on_slide, PICTURES), ("line", "column"), ("levels", "column")]
)
def test_it_is_whole_on_other_sheets(name: str, sheet: str) -> None:
    check(laid_out(partial(draw, name), sheet))


@pytest.mark.parametrize("name", PICTURES)
def test_it_looks_as_it_did(name: str, tmp_path: Path) -> None:
    check_looks(partial(draw, name), f"view_{name}", tmp_path)


@pytest.mark.parametrize(
    ("name", "part"),
    [("curve", "lines"), ("curve", "patches"), ("points", "collections"), ("bars", "patches"),
     ("survival", "lines"), ("plane", "lines"), ("carpet", "patches"), ("network", "collections"),
     ("life", "collections"), ("theory", "lines"), ("spread", "lines")],
)  # fmt: skip
def test_what_is_gone_is_noticed(name: str, part: str, tmp_path: Path) -> None:
    check_noticed(partial(draw, name), f"view_{name}", part, tmp_path)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("payback", {"16 months", "25 months", "44 months"}),  # .02 b m = .08 √m has m = 16 / b²
        ("meets", {"+30 %", "−12 %", "+20 %", "+5 %"}),
        ("bars", {"78", "14", "−2.0", "1.0", "0.348"}),
        ("survival", {"WIIFWE: 30 %", "WIIFME, rigid contracts: 9 %", "55 %", "30 %"}),
        ("plane", {"both gain", "both lose", "trusting buyers", "WIIFME, rigid contracts"}),
        ("network", {"WIIFME, rigid contracts, month 1 11 relationships"}),
        ("life", {"possible", "made", "work anew", "supplier breaks a promise"}),
        ("theory", {"p = ½", "share of promises kept"}),
        ("spread", {"WIIFWE: Gini 0.12"}),
        ("ends", {"not even a free one", "months: 12"}),
    ],
)  # fmt: skip
def test_it_says(name: str, wanted: set[str]) -> None:
    assert wanted <= set(words_of(page(name)))


def test_a_curve_draws_the_table() -> None:
    rows, figure = rows_of("curve"), page("curve")
    for axes, outcome in zip(figure.axes, PARTIES):
        own = rows[(rows["outcome"] == outcome) & (rows["arm"] == "wiifwe")].sort_values("volatility")
        lines = [line for line in axes.lines if to_rgb(line.get_color()) == to_rgb(BLUE)]
        assert len(lines) == 1
        np.testing.assert_allclose(lines[0].get_ydata(), own["mean"])
        np.testing.assert_allclose(lines[0].get_xdata(), own["volatility"])
        bands = [band.get_path().vertices for band in axes.patches]
        assert any(np.isin(own["low"].round(9), band[:, 1].round(9)).all() for band in bands)


def test_the_silent_stand_grey_behind() -> None:
    axes = page("speak").axes[0]
    assert [to_rgb(line.get_color()) for line in axes.lines] == [
        to_rgb(one) for one in (SILENT, SILENT, VERMILION, BLUE)
    ]
    assert len(axes.patches) + len(axes.collections) == 2  # bands of those that speak


def test_where_a_line_passes_0_is_computed() -> None:
    x = np.array([0.0, 1.0, 2.0, 3.0])
    assert crossing(x, np.array([0.0, -1.0, 0.0, 2.0])) == pytest.approx(5.0 / 3.0)
    assert np.isnan(crossing(x, x))


def test_a_map_draws_the_table_and_its_doubts() -> None:
    rows, axes = rows_of("map"), page("map").axes[0]
    own = rows[rows["outcome"] == "joint_slot"]
    wide = own.pivot(index="volatility", columns="horizon", values="mean")
    np.testing.assert_allclose(np.ravel(axes.collections[0].get_array()), wide.to_numpy().ravel())
    doubt = int(((own["low"] <= 0) & (own["high"] >= 0)).sum())
    assert doubt
    assert len(axes.collections[1].get_paths()) == doubt
    assert axes.get_ylim()[0] < axes.get_ylim()[1]  # numbers upwards


def test_a_forest_draws_the_table_and_is_hollow_in_doubt() -> None:
    rows, axes = rows_of("forest"), page("forest").axes[0]
    calm = rows[rows["group"] == "calm"]
    drawn_at = np.asarray(axes.collections[-1].get_offsets())[:, 0]
    np.testing.assert_allclose(np.sort(drawn_at), np.sort(calm["mean"]))
    hollow = int((calm["p_holm"] >= 0.05).sum())
    assert hollow
    assert int((np.asarray(axes.collections[-1].get_facecolor())[:, 3] == 0.0).sum()) == hollow
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first on top


def test_bars_stack_losses_to_the_left() -> None:
    own = rows_of("bars").query("arm == 'wiifwe'")["mean"]
    bars = [bar for bar in page("bars").axes[0].patches if abs(bar.get_y() + bar.get_height() / 2.0) < 0.1]
    ends = [end for bar in bars for end in (bar.get_x(), bar.get_x() + bar.get_width())]
    assert max(ends) == pytest.approx(own.clip(lower=0.0).sum())
    assert min(ends) == pytest.approx(-0.02)


def test_areas_fill_the_whole() -> None:
    tops = [patch.get_path().vertices[:, 1].max() for patch in page("area").axes[0].patches]
    assert max(tops) == pytest.approx(1.0)


def test_few_facets_stand_in_a_row() -> None:
    figure = page("diagonal")
    assert len(figure.axes) == 5
    assert len({round(axes.get_position().x0, 2) for axes in figure.axes}) == 3


@pytest.mark.parametrize(
    ("count", "most", "kept"), [(21, 6, [0, 4, 8, 12, 16, 20]), (3, 9, [0, 1, 2]), (20, 3, [0, 10, 19])]
)
def test_ticks_are_thinned(count: int, most: int, kept: list[int]) -> None:
    assert thinned(count, most) == kept


def test_survival_of_a_short_run() -> None:
    view, short = CASES["survival"], table_of("survival").query("age <= 24")
    check(laid_out(lambda sheet: drawn(view, short, NAMES, TITLE, CAPTION, sheet)))


def test_a_carpet_has_a_bar_for_each_relationship_and_long_ones_on_top() -> None:
    for axes, (arm, rows) in zip(page("carpet").axes, rows_of("carpet").groupby("arm", sort=False)):
        assert len(axes.patches) == len(rows)
        assert f"{len(rows)} relationships" in axes.get_title("left")
        assert to_rgba(axes.spines["left"].get_edgecolor()) == to_rgba(COLOURS[str(arm)])
        length = (rows["last"] - rows["first"] + 1).groupby(row_of(rows)).max()
        assert length.is_monotonic_decreasing


def test_first_partners_stand_opposite_each_other() -> None:
    table = rows_of("network").query("arm == 'wiifwe'")
    pairs = table[table[["buyer", "supplier"]].notna().all(axis=1)]
    where = places(pairs, "month", [40, 50])
    assert len(where) == 90
    first = pairs.sort_values(["month", "buyer"]).iloc[0]
    assert where["buyer", int(first["buyer"])][1] == where["supplier", int(first["supplier"])][1]


def test_theory_hollows_what_misses() -> None:
    points, figure = rows_of("theory").query("what == 'point'"), page("theory")
    missed = (points["theory"] < points["low"]) | (points["theory"] > points["high"])
    faces = np.asarray(figure.axes[0].collections[-1].get_facecolor())
    assert int((faces[:, 3] == 0.0).sum()) == int(missed.sum()) > 0


if __name__ == "__main__":
    for one in PICTURES:
        print(rendered(partial(draw, one), f"view_{one}", BASELINES))
