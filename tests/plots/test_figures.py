"""What each figure must hold: axes, units, parts, a title that turns with the data, the same bytes."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.measures.arms import MAIN_ARMS, arm_labels
from sim.measures.effects import forest_table
from sim.measures.leakage import leakage_table, merged_leakages
from sim.plots import headline as drawn
from sim.plots import heatmap, leakage, survival, value
from sim.plots import old_forest as forest
from sim.plots.asked import printing
from sim.plots.sheets import SHEETS, house
from sim.plots.style import COLOURS, spread, wrapped

PAGE = SHEETS["page"]
FILES = ["value", "survival", "leakage", "hazard", "parties", "trust_honesty", "forest"]


def overlaps(figure: Figure, texts: list[Any]) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes meet on paper."""
    figure.draw_without_rendering()
    # The box of an annotation would hold its leading line too.
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in texts]
    return [
        (first, second)
        for place, (first, one) in enumerate(boxes)
        for second, other in boxes[place + 1 :]
        if one.overlaps(other)
    ]


@pytest.mark.parametrize("effect", [1.0, 0.02])
def test_value_names_each_line_at_its_end_without_overlap(world: Callable[..., Any], effect: float) -> None:
    with house():
        figure = drawn.value_figure(world(effect), "n", PAGE)
        axes = figure.axes[0]
        names = [text for text in axes.texts if text.get_text() in arm_labels(world()).values()]
        assert len(names) == len(axes.lines) == 7
        assert len(axes.collections) == 7
        assert not overlaps(figure, names)
        assert max(name.get_window_extent().x1 for name in names) <= figure.bbox.x1
    assert axes.get_xlabel() == "month"
    assert "(money per buyer slot and month)" in axes.get_ylabel()


def test_value_is_a_trailing_mean_with_students_interval(world: Callable[..., Any]) -> None:
    series = world(count=5).series
    band = value.trailing_band(series, "wiifwe")
    assert band.index[0] == 12
    own = series[series["arm"] == "wiifwe"]["joint_mean"]
    assert band["mean"].iloc[0] == pytest.approx(own.iloc[:12].mean())
    half = (band["high"] - band["low"]).iloc[0] / 2
    assert half == pytest.approx(2.776445 * 0.02 / 5**0.5, rel=1e-6)
    assert value.trailing_band(world(months=6).series, "wiifwe").index[0] == 3
    assert value.trailing_band(world(months=1).series, "wiifwe").index[0] == 1


def test_leakage_note_names_what_is_merged(world: Callable[..., Any]) -> None:
    note = leakage.leakage_note(leakage_table(world().accounts, MAIN_ARMS))
    assert "each below 1 % in every arm: audits, law, payment delay." in note


def test_survival_has_three_panels_over_numbers_at_risk(world: Callable[..., Any]) -> None:
    result = world()
    with house():
        figure = drawn.survival_figure(result, "n", PAGE)
    panels, tables = figure.axes[:3], figure.axes[3:]
    assert [panel.get_title(loc="left") for panel in panels] == list(survival.PANELS.values())
    assert all(len(panel.lines) == 7 for panel in panels)
    assert all(panel.get_xlabel() == "age (months)" for panel in panels)
    assert all(len(table.texts) == 7 * len(survival.KEY_AGES) for table in tables)
    line = panels[2].lines[0]
    curve = survival.curves(result.lifetables, "relationship", ["wiifme_rigid"])["wiifme_rigid"]
    assert np.asarray(line.get_ydata()).tolist() == pytest.approx(curve["survival"].tolist())


def test_survival_of_a_short_run(world: Callable[..., Any]) -> None:
    with house():
        figure = drawn.survival_figure(world(months=24), "n", PAGE)
    assert list(figure.axes[0].get_xticks()) == [0, 12]
    assert [survival.count(n) for n in (950, 8210, 41000)] == ["950", "8.2k", "41k"]


def test_leakage_bars_end_at_first_best(world: Callable[..., Any]) -> None:
    result = world()
    shares = merged_leakages(leakage_table(result.accounts, MAIN_ARMS))
    with house():
        figure = drawn.leakage_figure(result, "n", PAGE)
        axes = figure.axes[0]
        assert len(axes.patches) == shares.size
        for row in range(len(shares)):
            boxes = [patch.get_extents().transformed(axes.transData.inverted()) for patch in axes.patches]
            bar = [box for box in boxes if abs((box.y0 + box.y1) / 2 - row) < 0.1]
            assert sum(abs(box.width) for box in bar) == pytest.approx(1.0)
        values = [t for t in axes.texts if t.get_text().replace(".", "").isdigit()]
        assert len(values) == (shares.abs() >= leakage.LEAST).sum().sum() + len(shares)
        assert not overlaps(figure, values)
    assert axes.get_xlabel() == "share of first best"
    assert [tick.get_text() for tick in axes.get_yticklabels()][3] == "WIIFWE"


def test_leakages_that_are_gains_stand_left_of_zero() -> None:
    shares = pd.DataFrame({"realised": [0.7], "lost_trade": [-0.1], "misfit": [0.4]}, index=["a"])
    assert leakage.starts(shares, "lost_trade").tolist() == [0.0]
    assert leakage.starts(shares, "misfit").tolist() == [0.7]


def test_map_is_centred_at_zero_and_marks_doubt(trust_map: Callable[..., pd.DataFrame]) -> None:
    table = trust_map()
    with house():
        figure = drawn.map_figure(table, "n", PAGE)
    panels = figure.axes[:3]
    for axes, party in zip(panels, ("joint", "buyer", "supplier")):
        low, high = axes.collections[0].get_clim()
        assert low == -high
        assert axes.get_title(loc="left") == f"{party} payoff"
        assert axes.get_xlabel() == heatmap.XLABEL
        assert len(axes.patches) == int((heatmap.signs(table, party) == 0).sum())
    assert panels[0].get_ylabel() == heatmap.YLABEL


def test_map_of_one_sign_or_with_holes_is_drawn(trust_map: Callable[..., pd.DataFrame]) -> None:
    table = trust_map(size=3)
    table.loc[4, ["joint", "buyer", "supplier"]] = np.nan
    with house():
        drawn.map_figure(table, "n", PAGE)
        drawn.map_figure(table.assign(joint=0.1, buyer=0.1, supplier=0.1), "n", PAGE)
        drawn.map_figure(table[table["trust"] == table["trust"].min()], "n", PAGE)


def test_forest_has_a_row_for_each_part(world: Callable[..., Any]) -> None:
    table = forest_table(world())
    with house():
        figure = drawn.forest_figure(table, "n", PAGE)
    names = [tick.get_text() for tick in figure.axes[0].get_yticklabels()]
    assert len(names) == 16 + 3
    assert names[:3] == ["a principle left out", "reciprocity", "autonomy"]
    marks = [line for line in figure.axes[1].lines if str(line.get_marker()) in "osD"]
    assert len(marks) == 16
    hollow = sum(to_hex(str(mark.get_markerfacecolor())) == "#ffffff" for mark in marks)
    doubtful = ((table["buyer_low"] <= 0) & (table["buyer_high"] >= 0)).sum()
    assert hollow == doubtful
    assert "money per buyer slot and month" in figure.axes[1].get_xlabel()


def test_titles_turn_with_the_data(world: Callable[..., Any], trust_map: Callable[..., pd.DataFrame]) -> None:
    good, bad, none = world(1.0), world(-0.6), world(0.0)
    assert value.value_title(good).startswith("WIIFWE creates more")
    assert value.value_title(bad).startswith("WIIFME rigid creates more")
    assert value.value_title(none).startswith("No difference")
    assert "longer under WIIFWE than" in survival.survival_title(good)
    assert "longer under WIIFME rigid than" in survival.survival_title(bad)
    assert "no certain difference" in survival.survival_title(none)
    labels = arm_labels(good)
    titles = [leakage.leakage_title(leakage_table(w.accounts), labels) for w in (good, bad)]
    assert [title.split(" realises")[0] for title in titles] == ["WIIFWE", "WIIFME rigid"]
    wins = heatmap.map_title(trust_map(1.0))
    losses = heatmap.map_title(trust_map(-1.0))
    assert "more joint value in 42 of 81 cells and WIIFME in 26" in wins
    assert "more joint value in 26 of 81 cells and WIIFME in 42" in losses
    assert "both parties gain from WIIFWE in 15" in wins
    assert "In none of 81 cells" in heatmap.map_title(trust_map(0.0))
    assert forest.forest_title(forest_table(good)).startswith("Equity carries most")
    assert forest.forest_title(forest_table(none)).startswith("No single principle or step")
    assert "cost more than they bring" in forest.forest_title(forest_table(bad))


def test_a_colour_means_the_same_everywhere_and_no_two_main_arms_share_one() -> None:
    assert len({COLOURS[arm] for arm in MAIN_ARMS}) == 7
    assert COLOURS["wiifwe"] == COLOURS["relational"]
    assert COLOURS["wiifme_rigid"] == COLOURS["rigid"] == COLOURS["wiifme"]
    assert len(set(leakage.shades().values())) == 16


@given(st.lists(st.floats(-5, 5), max_size=9), st.floats(0.01, 2))
def test_labels_are_spread_apart(wanted: list[float], gap: float) -> None:
    places = np.sort(spread(wanted, [gap] * len(wanted)))
    assert (np.diff(places) >= gap - 1e-9).all()
    if len(wanted) > 1 and np.diff(np.sort(wanted)).min() >= gap:
        assert places.tolist() == pytest.approx(sorted(wanted))


def test_long_text_is_wrapped() -> None:
    assert "\n" in wrapped("word " * 60, 3.5, 7.0)


@pytest.fixture(scope="module")
def folders(
    world: Callable[..., Any],
    trust_map: Callable[..., pd.DataFrame],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Path, dict[str, Any]]:
    before: dict[str, Any] = {**mpl.rcParams}
    found = [tmp_path_factory.mktemp("figures") for _ in range(2)]
    for folder in found:
        drawn.draw_all(world(), trust_map(), folder / "new", "60 replicates; 3f9a")
    return found[0] / "new", found[1] / "new", before


def test_the_same_data_give_the_same_bytes(folders: tuple[Path, Path, Any]) -> None:
    one, other, _ = folders
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(f"{name}.{ending}" for name in FILES for ending in ("png", "svg"))
    assert [name for name in names if (one / name).read_bytes() != (other / name).read_bytes()] == []


def test_drawing_leaves_the_users_settings_alone(folders: tuple[Path, Path, Any]) -> None:
    from matplotlib import pyplot as plt

    assert dict(mpl.rcParams) == folders[2]
    assert plt.get_fignums() == []


def test_vector_files_are_well_formed(folders: tuple[Path, Path, Any]) -> None:
    for name in FILES:
        assert ElementTree.parse(folders[0] / f"{name}.svg").getroot().tag.endswith("svg")


def test_figures_without_data_are_left_out(world: Callable[..., Any], tmp_path: Path) -> None:
    result = world(names=("wiifwe", "wiifme_rigid"), months=12)
    bare = type(result)(
        arms=result.arms[:2], accounts=result.accounts, series=result.series,
        lifetables=result.lifetables, months=12,
        replicates=result.replicates[result.replicates["arm"].isin(["wiifwe", "wiifme_rigid"])],
    )  # fmt: skip
    with printing("column", ("svg",)):
        written = drawn.draw_all(bare, None, tmp_path, "n")
    assert [path.stem for path in written[::2]] == ["value", "survival", "leakage", "hazard", "parties"]
