"""A design that cannot be played is refused in one line, before anything is played."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.design import cells, design_from, expanded
from sim.design.cells import MOST_CELLS
from sim.scenario import Scenario
from sim.spelling import ConfigError
from tests.design.worlds import FILE, alone, compared, design

Told = list[str]
TRUST: dict[str, Any] = {"path": "trust.prior", "low": 0, "high": 1}
TERM: dict[str, Any] = {"path": "contract.term", "low": 1, "high": 4}
GRAPHS: dict[str, Any] = {"path": "network.kind", "values": ["complete", "random", "small_world"]}


def refused(told: Told, scenario: Scenario | None = None, given: Any = None, **fields: Any) -> None:
    with pytest.raises(ConfigError) as raised:
        expanded(design_from(fields if given is None else given, scenario or compared(), FILE))
    line = str(raised.value)
    assert "\n" not in line
    for part in told:
        assert part in line, line
    assert f"({FILE})" in line


DESIGNS: list[tuple[dict[str, Any], Told]] = [
    ({"kinds": "grid"}, ["`design.kinds` is not a field", "`kind`?"]),
    ({"kind": "gird"}, ["`design.kind` is 'gird'", "did you mean `grid`?"]),
    ({"points": 8}, ["`design.points` is 8", "`design.kind` is grid", "latin_hypercube"]),
    ({"levels": 4}, ["`design.levels` is 4", "is of morris"]),
    ({"table": "a.csv"}, ["`design.table` is 'a.csv'", "is of table"]),
    ({"kind": "sobol"}, ["`design.points` is missing", "`design.kind: sobol`"]),
    ({"kind": "table"}, ["`design.table` is missing"]),
    ({"kind": "sobol", "points": 8}, ["`design.axes` is empty", "at least one axis"]),
    ({"kind": "sobol", "points": 100, "axes": {"t": TRUST}}, ["`design.points` is 100", "64 or 128"]),
    ({"kind": "saltelli", "points": 3, "axes": {"t": TRUST}}, ["`design.points` is 3", "2 or 4"]),
    ({"kind": "latin_hypercube", "points": 0}, ["`design.points` is 0", "from 1"]),
    ({"kind": "latin_hypercube", "points": 2.5}, ["`design.points` is 2.5", "a whole number"]),
    ({"seed": -1}, ["`design.seed` is -1"]),
    ({"kind": "morris", "points": 4, "levels": 5, "axes": {"t": TRUST}}, ["`design.levels` is 5", "even"]),
    ({"axes": [1]}, ["`design.axes` is [1]", "must map names"]),
    (
        {"axes": {"t": {**TRUST, "count": 10**6}, "d": {**TERM, "high": 11, "count": 11}}},
        ["`design` has 11,000,000 points", "t 1,000,000 × d 11", "at most 10,000,000"],
    ),
]  # fmt: skip

AXES: list[tuple[dict[Any, Any], Told]] = [
    ({"x": {"pth": "trust.prior"}}, ["`design.axes.x.pth` is not a field", "`path`?"]),
    ({"x": 3}, ["`design.axes.x` is 3", "a list of values"]),
    ({"a b": [1]}, ["the name 'a b'"]),
    ({3: [1]}, ["the name 3"]),
    ({"arm": TRUST}, ["`design.axes.arm`", "column of the results"]),
    ({"joint_slot": TRUST}, ["`design.axes.joint_slot`", "column of the results"]),
    ({"fill_se": TRUST}, ["`design.axes.fill_se`", "column of the results"]),
    ({"x": {"values": [0.1]}}, ["`design.axes.x` names no parameter", "`path`"]),
    ({"x": {"path": "trust.priro", "values": [0]}}, ["`design.axes.x.path: trust.priro`", "`trust.prior`?"]),
    ({"trust.priro": [0]}, ["trust.priro` sets a field that does not exist", "`trust.prior`?"]),
    ({"x": {"path": "strategies.wifwe.honesty", "values": [0]}}, ["`strategies.wiifwe.honesty`?"]),
    ({"x": {"path": ["trust.prior"], "values": [0]}}, ["`design.axes.x.path` is", "a parameter's path"]),
    ({"x": {"paths": "trust.prior", "values": [0]}}, ["`design.axes.x.paths` is", "a list of"]),
    ({"x": {"paths": [], "values": [0]}}, ["`design.axes.x.paths` is []"]),
    ({"x": {**TRUST, "scales": ["trust.prior"]}}, ["`design.axes.x` has `path` and `scales`"]),
    ({"x": {**TRUST, "values": [0.1]}}, ["`design.axes.x` has `values` and `low`"]),
    ({"x": {"levels": {"a": {}}, "high": 1}}, ["`design.axes.x` has `levels` and `high`"]),
    ({"x": {"levels": {"a": {}}, "values": [1]}}, ["`design.axes.x` has `levels` and `values`"]),
    ({"x": TRUST}, ["`design.axes.x.count` is missing"]),
    ({"x": {**TRUST, "count": 0}}, ["`design.axes.x.count` is 0", "from 1 to"]),
    ({"x": {**TRUST, "count": 2.5}}, ["`design.axes.x.count` is 2.5", "whole number"]),
    ({"x": {"path": "trust.prior", "high": 1, "count": 2}}, ["`design.axes.x.low` is missing"]),
    ({"x": {**TRUST, "low": "0", "count": 2}}, ["`design.axes.x.low` is '0'", "a number"]),
    ({"x": {**TRUST, "high": 10**400, "count": 2}}, ["`design.axes.x.high` is 1000", "a number"]),
    ({"x": {**TRUST, "low": 1, "high": 0, "count": 2}}, ["`design.axes.x.low` is 1, but `high` is 0"]),
    ({"x": {**TRUST, "high": 1.2, "count": 2}}, ["`design.axes.x.high` has 1.2", "`trust.prior`", "0 to 1"]),
    ({"x": {**TRUST, "scale": "log", "count": 2}}, ["`design.axes.x.low` has 0", "above 0"]),
    ({"x": {**TRUST, "scale": "lg", "count": 2}}, ["`design.axes.x.scale` is 'lg'", "`log`?"]),
    ({"x": {**TERM, "low": 1.5, "count": 2}}, ["`design.axes.x.low` has 1.5", "a whole number"]),
    ({"x": {"path": "contract.term", "values": [1, 2.5, 3]}}, ["`design.axes.x.values` has 2.5", "whole"]),
    ({"x": {"path": "contract.term", "values": [0, 3]}}, ["`design.axes.x.values` has 0", "from 1 to"]),
    ({"x": {"path": "trust.prior", "values": []}}, ["`design.axes.x.values` is []"]),
    ({"x": {"path": "trust.prior", "values": [0.1, float("nan")]}}, ["holds nan", "finite"]),
    ({"x": {"path": "trust.prior", "values": [0.1, 0.1]}}, ["holds 0.1 more than once"]),
    ({"x": {"path": "trust.prior", "values": [0.1, "a"]}}, ["`design.axes.x.values` is 'a'", "a number"]),
    ({"x": {"path": "network.kind", "low": 0, "high": 1}}, ["must have `values`", "one of complete"]),
    ({"x": {"path": "network.kind", "values": ["complet"]}}, ["'complet'", "did you mean `complete`?"]),
    ({"x": {**GRAPHS, "values": ["random", "random"]}}, ["holds 'random' more than once"]),
    ({"x": {**GRAPHS, "scale": "log"}}, ["`design.axes.x.scale` is of numbers"]),
    ({"x": {"path": "strategies.wiifwe.menu", "values": ["rigid"]}}, ["'rigid'", "a list of"]),
    ({"x": {"levels": {}}}, ["`design.axes.x.levels` is {}", "overrides"]),
    ({"x": {"levels": {True: {}}}}, ["the name true", "quote it"]),
    ({"x": {"levels": {"a": 3}}}, ["`design.axes.x.levels.a` is 3"]),
    ({"x": {"levels": {"a": {"trust.prior": 2}}}}, ["`design.axes.x.levels.a` is 2", "from 0 to 1"]),
    ({"x": {"levels": {"a": {"trust.priro": 2}}}}, ["levels.a: trust.priro`", "`trust.prior`?"]),
    ({"x": {"levels": {"a": {"population.wiifwe": 0.2}}}}, ["`population.wiifwe`", "an axis of its own"]),
    ({"x": {"scales": ["contract.term"], "values": [1]}}, ["`contract.term`", "can be multiplied"]),
    ({"x": {"scales": ["network.mixing"], "values": [1]}}, ["`network.mixing`", "can be multiplied"]),
    ({"x": {"scales": ["money.cash"], "values": ["a"]}}, ["holds 'a'", "a factor is a number"]),
    (
        {"x": {"scales": ["process.narrowing"], "low": 0, "high": 2, "count": 2}},
        ["`design.axes.x`: 2 times the 0.6 of arm `selfish` is 1.2", "`process.narrowing` must be"],
    ),
    (
        {"x": {**TRUST, "count": 2}, "trust.prior": [0.5]},
        ["`design.axes.trust.prior` moves `trust.prior` as `design.axes.x` does"],
    ),
    ({"x": {"paths": ["trust.prior"] * 2, "values": [0]}}, ["moves `trust.prior` twice"]),
    (
        {"trust.prior": [0.5], "x": {"levels": {"a": {"trust.prior": 0.1}}}},
        ["`design.axes.x` moves `trust.prior` as"],
    ),
    (
        {"population.breaker": [0.5], "population.buyers.breaker": [0.2]},
        ["`design.axes.population.buyers.breaker` moves", "as `design.axes.population.breaker` does"],
    ),
    ({"population.braker": [0.2]}, ["`braker` is not a strategy", "`breaker`?"]),
    ({"population.wiifwe_without_vision": [0.2]}, ["no arm's population names"]),
    ({"population.breaker": [1.2]}, ["`population.breaker` must be", "from 0 to 1"]),
    (
        {"population.breaker": [0.6], "population.buyers.wiifwe": [0.6]},
        ["shares of buyers set by axes add up to 1.2 in arm `mixed`"],
    ),
    ({"population.wiifme": [0.5]}, ["arm `selfish` has no other buyers", "what is left of 0.5"]),
    (
        {"x": {"path": "strategies.wiifwe.menu", "values": [["relational"], ["rigid"]]}},
        ["`design.axes` cannot be played at x=rigid", "takes steps"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "told"), DESIGNS)
def test_a_wrong_design_is_told_in_one_line(fields: dict[str, Any], told: Told) -> None:
    refused(told, **fields)


@pytest.mark.parametrize(("axes", "told"), AXES)
def test_a_wrong_axis_is_told_in_one_line(axes: dict[str, Any], told: Told) -> None:
    refused(told, axes=axes)


@pytest.mark.parametrize("given", [3, ["trust.prior"], "grid"])
def test_a_design_is_a_mapping(given: Any) -> None:
    refused(["a design has fields of kind, points"], given=given)


def test_what_an_arm_sets_is_no_axis_but_may_be_multiplied() -> None:
    scenario = compared(wary={"population": "wiifme", "set": {"trust.prior": 0.3, "process.narrowing": 0.8}})
    refused(["`design.axes.trust.prior` sets", "arm `wary`"], scenario, axes={"trust.prior": [0.5]})
    axis = {"scales": ["process.narrowing"], "values": [0.5, 1.25]}
    assert len(expanded(design(scenario, axes={"effect": axis}))) == 2
    axis = {"scales": ["process.narrowing"], "values": [0.5, 1.3]}
    refused(["1.3 times the 0.8 of arm `wary`"], scenario, axes={"effect": axis})


def test_the_axis_population_needs_known_strategies_and_whole_shares() -> None:
    for value, told in [
        ("wiifw", ["'wiifw' is not a strategy", "`wiifwe`?"]),
        ({"wiifwe": 0.5}, ["sum to 0.5"]),
        ({"wiifwe": 2}, ["`design.axes.population.values.wiifwe` is 2"]),
        (3, ["is 3", "a strategy's name"]),
    ]:
        refused(told, alone(), axes={"population": [value]})
    axes = {"population": ["wiifwe"], "population.wiifme": [0.5]}
    refused(["moves a share of what `design.axes.population` sets whole"], alone(), axes=axes)


def test_morris_moves_along_an_order() -> None:
    pytest.importorskip("SALib")
    fields: dict[str, Any] = {"kind": "morris", "points": 2}
    refused(["`design.axes.g` has 3 levels", "use saltelli"], **fields, axes={"g": GRAPHS})
    assert len(expanded(design(kind="saltelli", points=2, axes={"g": GRAPHS}))) == 6
    still: list[dict[str, Any]] = [
        {**GRAPHS, "values": ["random"]}, {"path": "trust.prior", "values": [0.5]}, {**TRUST, "high": 0},
    ]  # fmt: skip
    for axis in still:
        refused(["`design.axes.x`", "no effect; leave it out"], **fields, axes={"x": axis})


TABLES: list[tuple[str, dict[str, Any], Told]] = [
    ("trust.prior\n0.1\n", {"x": TRUST}, ["has no column `x`"]),
    ("trust.prior,y\n0.1,2\n", {}, ["the column `y`", "no axis and no parameter's path"]),
    ("trust.prior,tust\n0.1,2\n", {"trust.prior": None}, ["the column `tust`"]),
    ("trust.priro\n0.1\n", {}, ["trust.priro`", "did you mean `trust.prior`?"]),
    ("trust.prior\n0.1\n\"\"\n", {}, ["column `trust.prior`, has '' in row 2", "finite numbers"]),
    ("trust.prior\n0.1\ninf\n", {}, ["has inf in row 2"]),
    ("trust.prior\n0.1\nabc\n", {}, ["has 'abc' in row 2"]),
    ("trust.prior\ntrue\nfalse\n", {}, ["has true in row 1"]),
    ("trust.prior\n0.1\n1.1\n", {}, ["column `trust.prior`, has 1.1", "from 0 to 1"]),
    ("contract.term\n3\n2.5\n", {}, ["has 2.5", "a whole number"]),
    ("network.kind\nrandom\ncomplet\n", {}, ["'complet'", "did you mean `complete`?"]),
    ("g\nrandom\nrandm\n", {"g": GRAPHS}, ["has 'randm' in row 2", "did you mean `random`?"]),
    ("g\n0\n", {"g": {**TRUST}}, ["has `low`, but the table holds the numbers"]),
    ("g\n0\n", {"g": {"path": "trust.prior", "values": [0.0]}}, ["is of no use"]),
    ("g\n0\n", {"g": {"path": "trust.prior", "scale": "log"}}, ["has 0, but `scale: log`"]),
    ("population.breaker\n0.2\n", {"population.breaker": {"paths": ["population.wiifme"]}}, ["no other"]),
    ("trust.prior\n", {}, ["holds no points"]),
    ("point\n1\n", {}, ["holds no points"]),
    ("", {}, ["cannot be read"]),
    ("trust.prior\n0.1,0.2\n0.3,0.4\n", {}, ["cannot be read", "more cells than its first line has names"]),
    ("trust.prior,trust.floor\n0.1,0.2\n0.3,0.4,0.5\n", {}, ["cannot be read", "saw 3"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "axes", "told"), TABLES)
def test_a_wrong_table_is_told_in_one_line(
    text: str, axes: dict[str, Any], told: Told, tmp_path: Path
) -> None:
    file = tmp_path / "points.csv"
    file.write_text(text, encoding="utf-8")
    refused(told, kind="table", table=str(file), axes=axes)


@pytest.mark.parametrize(("name", "told"), [("no.csv", "no such file"), ("a.txt", ".csv or .parquet")])
def test_a_missing_table_is_told_in_one_line(name: str, told: str) -> None:
    refused([f"`design.table` is '{name}'", told], kind="table", table=name)


def test_too_many_shapes_of_worlds_are_refused() -> None:
    axis = {"path": "network.mixing", "low": 0, "high": 1, "count": MOST_CELLS}
    points = expanded(design(axes={"fate": axis}))
    assert len(cells(points, compared())) == MOST_CELLS
    with pytest.raises(ConfigError, match=r"combines `fate` in 10,001 ways, but at most 10,000"):
        expanded(design(axes={"fate": {**axis, "count": MOST_CELLS + 1}}))
