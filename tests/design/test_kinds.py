"""Every kind of design gives the points that it says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.design import expanded, salib_inputs, salib_problem
from sim.spelling import ConfigError
from tests.design.worlds import alone, compared, design

AXES: dict[str, Any] = {
    "trust": {"path": "trust.prior", "low": 0.2, "high": 0.8},
    "weight": {"path": "surplus.misfit_weight", "low": 0.5, "high": 5.0, "scale": "log"},
    "term": {"path": "contract.term", "low": 6, "high": 9},
    "cost": {"path": "process.cost_scale", "values": [4.0, 0.5, 1.0]},
    "graph": {"path": "network.kind", "values": ["complete", "random"]},
}


def test_without_axes_there_is_one_point() -> None:
    points = expanded(design())
    assert len(points) == 1
    assert points.table().to_dict("list") == {"point": [0]}
    assert [len(points.part(0, 1)), len(points.part(1, 5))] == [1, 0]


def test_a_grid_is_every_combination_the_last_axis_fastest() -> None:
    axes = {
        "trust.prior": [0.2, 0.8],
        "graph": {"path": "network.kind", "values": ["random", "complete"]},
        "term": {"path": "contract.term", "low": 1, "high": 3, "count": 3},
    }
    table = expanded(design(axes=axes)).table()
    assert table["trust.prior"].tolist() == [0.2] * 6 + [0.8] * 6
    assert table["graph"].tolist() == (["random"] * 3 + ["complete"] * 3) * 2
    assert table["term"].tolist() == [1.0, 2.0, 3.0] * 4
    assert table["point"].tolist() == list(range(12))


def values_of(**fields: Any) -> tuple[float, ...]:
    (axis,) = design(axes={"x": fields}).axes
    return axis.values


def test_a_range_has_the_numbers_that_one_would_type() -> None:
    assert values_of(path="trust.prior", low=0, high=1, count=11) == tuple(n / 10 for n in range(11))
    assert values_of(path="process.cost_scale", low=0.01, high=100, count=5, scale="log") == (
        0.01, 0.1, 1.0, 10.0, 100.0,
    )  # fmt: skip
    assert values_of(path="trust.prior", low=0.3, high=0.9, count=1) == (0.3,)


def test_a_range_of_whole_numbers_has_each_once() -> None:
    assert values_of(path="contract.term", low=1, high=4, count=20) == (1.0, 2.0, 3.0, 4.0)
    assert values_of(path="contract.term", low=1, high=16, count=5, scale="log") == (1.0, 2.0, 4.0, 8.0, 16.0)


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "morris", "saltelli"])
def test_a_sample_stays_in_its_ranges_and_is_its_seeds(kind: str) -> None:
    if kind in ("morris", "saltelli"):
        pytest.importorskip("SALib")
    first, again, other = (expanded(design(kind=kind, points=64, seed=s, axes=AXES)) for s in (1, 1, 2))
    for name, column in first.columns.items():
        assert column.tobytes() == again.columns[name].tobytes()
    assert first.table().to_numpy().tolist() != other.table().to_numpy().tolist()
    table = first.table()
    assert table["trust"].between(0.2, 0.8).all()
    assert table["weight"].between(0.5, 5.0).all()
    assert set(table["term"]) == {6.0, 7.0, 8.0, 9.0}
    assert set(table["cost"]) == {0.5, 1.0, 4.0}
    assert set(table["graph"]) == {"complete", "random"}


@pytest.mark.parametrize(("kind", "blocks"), [("sobol", 1), ("morris", 6), ("saltelli", 7)])
def test_a_sample_is_as_long_as_said(kind: str, blocks: int) -> None:
    if kind != "sobol":
        pytest.importorskip("SALib")
    assert len(expanded(design(kind=kind, points=8, axes=AXES))) == 8 * blocks


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol"])
def test_whole_numbers_and_levels_are_drawn_evenly(kind: str) -> None:
    """Each value's share of an evenly spread sample is its own, to one point an edge."""
    table = expanded(design(kind=kind, points=1024, axes=AXES)).table()
    for name in ("term", "cost", "graph"):
        counts = table[name].value_counts()
        assert (counts - 1024 / len(counts)).abs().max() <= 2.0


def test_salib_has_its_own_units() -> None:
    pytest.importorskip("SALib")
    asked = design(kind="saltelli", points=32, axes=AXES)
    problem, inputs, points = salib_problem(asked), salib_inputs(asked), expanded(asked)
    assert problem["names"] == list(AXES)
    bounds = np.array(problem["bounds"])
    assert np.allclose(bounds[1], np.log10([0.5, 5.0]))
    assert bounds[2:].tolist() == [[6.0, 10.0], [0.0, 3.0], [0.0, 2.0]]
    assert ((inputs >= bounds[:, 0]) & (inputs <= bounds[:, 1])).all()
    assert np.array_equal(points.columns["trust"], inputs[:, 0])
    assert np.allclose(np.log10(points.columns["weight"]), inputs[:, 1])
    assert np.array_equal(points.columns["term"], np.floor(inputs[:, 2]))
    assert np.array_equal(points.columns["cost"], np.array([0.5, 1.0, 4.0])[inputs[:, 3].astype(int)])
    assert np.array_equal(points.columns["graph"], np.floor(inputs[:, 4]))


def test_what_the_analyses_take_is_what_is_given() -> None:
    """Elementary effects of a linear outcome are its slopes over the ranges; indices are their shares."""
    pytest.importorskip("SALib")
    from sim.measures.sensitivity import morris, sobol

    axes = {
        "trust": AXES["trust"],
        "weight": {**AXES["weight"], "scale": "linear"},
        "graph": AXES["graph"],
    }
    asked = design(kind="morris", points=12, levels=6, axes=axes)
    columns = expanded(asked).columns
    outcome = 2.0 * columns["trust"] - columns["weight"] + 0.5 * columns["graph"]
    found = morris(salib_problem(asked), salib_inputs(asked), outcome, num_levels=6)
    assert np.allclose(found["mu_star"][:2], [2.0 * 0.6, 4.5])
    assert found["mu"][2] > 0.0
    asked = design(kind="saltelli", points=1024, axes=axes)
    columns = expanded(asked).columns
    outcome = 2.0 * columns["trust"] - columns["weight"] + 0.5 * columns["graph"]
    parts = np.array([1.2**2 / 12, 4.5**2 / 12, 0.25 / 4])  # uniform twice, then a fair coin
    found = sobol(salib_problem(asked), outcome)
    # Plain random numbers would give the largest index with a standard error of 1.18 / sqrt(1024) = 0.037.
    assert np.allclose(found["total"], parts / parts.sum(), atol=0.05)


def test_without_salib_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SALib.sample", "SALib.sample.morris", "SALib.sample.sobol"):
        monkeypatch.setitem(sys.modules, name, None)
    for kind in ("morris", "saltelli"):
        with pytest.raises(ConfigError, match=r"needs SALib: pip install 'wiifwe\[sensitivity\]'"):
            expanded(design(kind=kind, points=2, axes=AXES))


def test_only_salibs_kinds_have_its_inputs() -> None:
    with pytest.raises(ValueError, match="grid"):
        salib_inputs(design())


TABLE = pd.DataFrame(
    {
        "trust.prior": [0.1, 1 / 3, 0.7],
        "trade": [2.0, 12.0, 2.0],
        "menu": ["relational+rigid", "rigid+relational", "relational+rigid"],
        "adaptation.threshold": ["none", "0.25", "none"],
        "money.ruin": [True, False, True],
        "mood": ["calm", "wild", "wild"],
    }
)
GIVEN: dict[str, Any] = {
    "trade": {"path": "contract.term", "label": "months of a deal"},
    "menu": {"path": "strategies.wiifwe.menu"},
    "mood": {"levels": {"wild": {"shocks.misfit_sd": 0.3}, "calm": {"shocks.misfit_sd": 0.05}}},
}


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_table_is_played_row_by_row(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"points.{suffix}"
    if suffix == "csv":
        TABLE.to_csv(file, index=False)
    else:
        TABLE.to_parquet(file, index=False)
    asked = design(kind="table", table=str(file), axes=GIVEN)
    table = expanded(asked).table().drop(columns="point")
    assert table["money.ruin"].tolist() == ["true", "false", "true"]
    shown = TABLE.assign(**{"money.ruin": table["money.ruin"]})
    pd.testing.assert_frame_equal(table, shown, check_exact=True)
    levels = {axis.name: axis.levels for axis in asked.axes}
    assert levels["menu"]["relational+rigid"] == {"strategies.wiifwe.menu": ("relational", "rigid")}
    assert [*levels["adaptation.threshold"].values()] == [
        {"adaptation.threshold": None}, {"adaptation.threshold": 0.25},
    ]  # fmt: skip
    assert list(levels["mood"]) == ["wild", "calm"]


def test_a_table_of_points_is_read_back(tmp_path: Path) -> None:
    """What a design wrote can be given again: the numbers of its points are no axis."""
    points = expanded(design(kind="sobol", points=16, axes=AXES))
    points.table().to_csv(tmp_path / "points.csv", index=False)
    given = {name: {"path": fields["path"]} for name, fields in AXES.items()}
    again = expanded(design(kind="table", table=str(tmp_path / "points.csv"), axes=given))
    pd.testing.assert_frame_equal(again.table(), points.table(), check_exact=True)


def test_an_axis_is_spoken_of_as_its_parameter_is() -> None:
    axes = {
        "trust": {"path": "trust.prior", "low": 0, "high": 1, "count": 2},
        "share": {"path": "population.suppliers.breaker", "values": [0.1]},
        "seen": {"paths": ["promises.detection", "process.detection"], "values": [0.5], "label": "seeing"},
        "effect": {"scales": ["process.narrowing"], "values": [1.0]},
        "months": {"path": "market.months", "values": [12], "symbol": "T"},
    }
    told = {axis.name: (axis.label, axis.unit, axis.symbol) for axis in design(axes=axes).axes}
    assert told == {
        "trust": ("trust in a stranger", "1", "τ₀"),
        "share": ("share of breaker among suppliers", "1", ""),
        "seen": ("seeing", "1", ""),
        "effect": ("effect (times the scenario's own)", "1", ""),
        "months": ("months played", "months", "T"),
    }


def test_who_plays_may_be_a_column_of_a_table(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("population\nwiifwe\nwiifme_without_honesty\nwiifwe\n", "utf-8")
    (axis,) = design(alone(), kind="table", table=str(tmp_path / "points.csv")).axes
    assert list(axis.levels) == ["wiifwe", "wiifme_without_honesty"]


def test_who_plays_may_be_an_axis_where_there_are_no_arms() -> None:
    axes = {"population": ["wiifwe", {"wiifwe": 0.5, "wiifme_without_honesty": 0.5}]}
    (axis,) = design(alone(), axes=axes).axes
    assert list(axis.levels) == ["wiifwe", "wiifwe 0.5 + wiifme_without_honesty 0.5"]
    with pytest.raises(ConfigError, match="the arms name their own"):
        design(compared(), axes=axes)
