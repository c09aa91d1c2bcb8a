"""What holds of any design: cells share out the points, and say all that is set at each of them."""

from __future__ import annotations

import json
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.config import arm_scenario
from sim.design import Points, cells, expanded
from sim.design.paths import structural
from sim.ensemble.rows import staged
from sim.scenario import Scenario
from tests.design.worlds import compared, design

POOL: dict[str, dict[str, Any]] = {
    "trust": {"path": "trust.prior", "low": 0.0, "high": 1.0},
    "weight": {"path": "surplus.misfit_weight", "low": 0.5, "high": 5.0, "scale": "log"},
    "term": {"path": "contract.term", "low": 2, "high": 40},
    "months": {"path": "market.months", "low": 1, "high": 3},
    "lasting": {"paths": ["contract.spot_term", "market.capacity"], "values": [1, 2, 3]},
    "bar": {"path": "adaptation.threshold", "values": [None, 0.1, 0.3]},
    "said": {"path": "strategies.wiifwe.declared", "low": 0.2, "high": 0.8},
    "honesty": {"path": "strategies.wiifwe.honesty", "low": 0.0, "high": 1.0},
    "breakers": {"path": "population.breaker", "low": 0.0, "high": 0.6},
    "effect": {"scales": ["process.narrowing", "process.open_book"], "low": 0.0, "high": 1.5},
    "graph": {"path": "network.kind", "values": ["complete", "random"]},
    "split": {"path": "bargaining.split", "values": ["equal", "gain"]},
    "world": {"levels": {"calm": {"shocks.misfit_sd": 0.05, "shocks.jump_chance": 0.0}, "default": {}}},
}
SIZE = 16
FEWER = settings(max_examples=settings().max_examples * 2 // 5)  # each checks some forty scenarios


@st.composite
def designs(draw: st.DrawFn) -> Points:
    """Points of a grid or sample over some axes of the pool."""
    names = draw(st.lists(st.sampled_from(sorted(POOL)), min_size=1, max_size=4, unique=True))
    kind = draw(st.sampled_from(("grid", "latin_hypercube", "sobol")))
    axes = {name: dict(POOL[name]) for name in names}
    if kind == "grid":
        for axis in axes.values():
            if "low" in axis:
                axis["count"] = draw(st.integers(1, 4))
        return expanded(design(axes=axes))
    return expanded(design(kind=kind, points=SIZE, seed=draw(st.integers(0, 2**32 - 1)), axes=axes))


def told_by(points: Points) -> list[dict[str, Any]]:
    """What every point sets (path → value) and multiplies, gathered from its cells."""
    told: list[dict[str, Any]] = [{} for _ in range(len(points))]
    for cell in cells(points, compared()):
        for place, point in enumerate(cell.index.tolist()):
            told[point].update(cell.fixed)
            told[point].update({path: column[place] for path, column in cell.columns.items()})
            told[point].update({("times", path): column[place] for path, column in cell.factors.items()})
    return told


@FEWER
@given(designs())
def test_cells_share_out_the_points(points: Points) -> None:
    found = cells(points, compared())
    assert sorted(np.concatenate([cell.index for cell in found]).tolist()) == list(range(len(points)))
    assert all((np.diff(cell.index) > 0).all() for cell in found)
    firsts = [cell.index[0] for cell in found]
    assert firsts == sorted(firsts)
    shapes = [json.dumps(cell.fixed, sort_keys=True) for cell in found]
    assert len(set(shapes)) == len(shapes)
    for cell in found:
        assert not any(structural(path) for path in (*cell.columns, *cell.factors))
        assert {len(column) for column in (*cell.columns.values(), *cell.factors.values())} <= {
            len(cell.index)
        }


@FEWER
@given(designs())
def test_cells_say_all_that_a_point_sets(points: Points) -> None:
    for row, told in zip(points.table().to_dict("records"), told_by(points)):
        wanted: dict[Any, Any] = {}
        for axis in points.axes:
            value = row[axis.name]
            if axis.categorical:
                wanted.update(axis.levels[value])
            else:
                wanted.update(dict.fromkeys(axis.paths, value))
                wanted.update({("times", path): value for path in axis.scales})
        assert told == wanted


@FEWER
@given(designs(), st.integers(0, SIZE), st.integers(0, SIZE))
def test_a_part_is_what_its_points_are(points: Points, start: int, length: int) -> None:
    part = points.part(start, start + length)
    assert len(part) == len(range(len(points))[start : start + length])
    assert told_by(part) == told_by(points)[start : start + length]
    whole = points.table().drop(columns="point")
    kept = whole.iloc[start : start + length].reset_index(drop=True)
    assert part.table().drop(columns="point").equals(kept)


@FEWER
@given(designs())
def test_the_meaning_is_plain_and_travels(points: Points) -> None:
    meaning = points.meaning()
    assert json.loads(json.dumps(meaning, allow_nan=False)) == json.loads(json.dumps(meaning))
    assert pickle.loads(pickle.dumps(points)).meaning() == meaning
    text = json.dumps(meaning)
    assert not any(f'"{axis.name}"' in text or f'"{axis.label}"' in text for axis in points.axes)


@FEWER
@given(designs())
def test_equal_meanings_set_the_same_and_unequal_ones_do_not(points: Points) -> None:
    again = Points(points.axes[::-1], points.columns)
    assert again.meaning() == points.meaning()
    name = points.axes[0].name
    moved = {**points.columns, name: np.roll(points.columns[name], 1)}
    same = np.array_equal(moved[name], points.columns[name])
    assert (Points(points.axes, moved).meaning() == points.meaning()) == same


def test_a_level_that_no_point_has_changes_no_meaning() -> None:
    few, more = (
        expanded(design(axes={name: {"path": "network.kind", "values": values}}))
        for name, values in (
            ("graph", ["complete", "random"]),
            ("net", ["complete", "random", "small_world"]),
        )
    )
    assert more.part(0, 2).meaning() == few.meaning()


@given(st.integers(1, 200), st.integers(0, 2**32 - 1))
def test_a_latin_hypercube_has_a_point_in_every_stratum(size: int, seed: int) -> None:
    axes = {name: POOL[name] for name in ("trust", "weight", "effect")}
    points = expanded(design(kind="latin_hypercube", points=size, seed=seed, axes=axes))
    for axis in points.axes:
        column, low, high = points.columns[axis.name], axis.low, axis.high
        if axis.log:
            column, low, high = np.log10(column), np.log10(low), np.log10(high)
        # A place on an edge may be moved over it by rounding, and is taken for either side of it.
        strata = np.sort(column - low) / (high - low) * size
        assert (strata >= np.arange(size) - 1e-9).all()
        assert (strata <= np.arange(1, size + 1) + 1e-9).all()


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return compared(partly={"population": {"wiifwe_without_vision": 0.5, "breaker": 0.5}})


@settings(max_examples=25)
@given(points=designs())
def test_a_cell_is_played_as_configuration_would_have_it(points: Points, scenario: Scenario) -> None:
    """Each point's row of numbers is that of a scenario in which all of it was set by hand."""
    for cell in cells(points.part(0, 3), scenario):
        for arm in scenario.arms:
            stage = staged(
                scenario, arm, 1, {}, fixed=cell.fixed, columns=cell.columns, factors=cell.factors,
                points=len(cell.index),
            )  # fmt: skip
            for place in range(len(cell.index)):
                check_row(stage, place, cell, scenario, arm)


def check_row(stage: Any, place: int, cell: Any, scenario: Scenario, arm: Any) -> None:
    own = arm_scenario(scenario, arm)
    values = {path: column[place] for path, column in cell.columns.items() if "population" not in path}
    for path, column in cell.factors.items():
        group, field = path.split(".")
        values[path] = column[place] * getattr(getattr(own, group), field)
    by_hand = type(arm)(arm.name, arm.population, overrides={**arm.overrides, **cell.fixed, **values})
    wanted = staged(scenario, by_hand, 1, {})
    assert stage.worlds[place] == wanted.worlds[0]
    assert (stage.strategies[place] == wanted.strategies[0]).all()
    share = cell.columns.get("population.breaker")
    if share is not None and "breaker" in arm.population.buyers:
        name = stage.names.index("breaker")
        assert np.allclose(stage.shares[place][:, name], share[place])
        assert np.allclose(stage.shares[place].sum(axis=1), 1.0)
