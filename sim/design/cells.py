"""Points grouped by what shapes a world: composed once a group, the rest are columns of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.design.axes import Axis
from sim.design.paths import slot_at, structural, whole_number
from sim.design.points import Points
from sim.scenario import Scenario
from sim.spelling import ConfigError

MOST_CELLS = 10_000
"""Each is composed and checked by itself, some milliseconds an arm."""

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


class Cell(NamedTuple):
    """Points that share all that shapes a world."""

    index: Places
    """Their places among the points, ascending."""
    fixed: Mapping[str, Any]
    """Path → the value that holds at all of them; `sim.config` has to compose it."""
    columns: Mapping[str, Numbers]
    """Path → the value at each of them."""
    factors: Mapping[str, Numbers]
    """Path → what multiplies the scenario's own value, at each of them."""


def cells(points: Points, scenario: Scenario | None = None) -> list[Cell]:
    """The points in groups that share every structural value, by first appearance.

    With a `scenario`, every path is looked up in it; without, the design that they come from was checked. A
    single arm of several is no scenario to look them up in: it need not name whose share an axis moves.

    Raises:
        ConfigError: more than `MOST_CELLS` groups, or a path that this scenario does not have.
    """
    if scenario is not None:
        for axis in points.axes:
            for path in axis.touched:
                slot_at(scenario, path, f"design.axes.{axis.name}", "design")
    groups, first = grouped(points)
    if len(first) == 1:
        return [_cell(points, np.arange(len(points), dtype=np.int64))]
    order = np.argsort(groups, kind="stable").astype(np.int64)
    ends = np.cumsum(np.bincount(groups, minlength=len(first)))
    return [_cell(points, index) for index in np.split(order, ends[:-1])] if len(points) else []


def grouped(points: Points) -> tuple[Places, Places]:
    """The cell of each point, numbered by first appearance, and the first point of each cell.

    Raises:
        ConfigError: more than `MOST_CELLS` cells.
    """
    groups = np.zeros(len(points), dtype=np.int64)
    for axis in points.axes:
        if shaped_by(axis):
            values, codes = np.unique(points.columns[axis.name], return_inverse=True)
            # Numbered anew after each axis: the product of many axes would not fit a number.
            groups = np.unique(groups * len(values) + codes.ravel(), return_inverse=True)[1].ravel()
    _, first, groups = np.unique(groups, return_index=True, return_inverse=True)
    if len(first) > MOST_CELLS:
        raise ConfigError(_too_many(points, len(first)))
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[groups.ravel()], first[order]


def _too_many(points: Points, count: int) -> str:
    names = [f"`{axis.name}`" for axis in points.axes if shaped_by(axis)]
    reason = (
        "each combination of what shapes a world (its size, its graph, words, switches) is composed by itself"
    )
    return (
        f"the design combines {', '.join(names)} in {count:,} ways, but at most {MOST_CELLS:,} can be "
        f"played: {reason}; give those axes fewer `values` (design)"
    )


def shaped_by(axis: Axis) -> bool:
    """Whether the axis sets anything that has to be composed."""
    return axis.categorical or any(structural(path) for path in axis.paths)


def _cell(points: Points, index: Places) -> Cell:
    fixed: dict[str, Any] = {}
    columns: dict[str, Numbers] = {}
    factors: dict[str, Numbers] = {}
    for axis in points.axes:
        column = points.columns[axis.name]
        if axis.categorical:
            fixed.update(list(axis.levels.values())[int(column[index[0]])])
            continue
        for path in axis.paths:
            if structural(path):
                value = float(column[index[0]])
                fixed[path] = int(value) if whole_number(path) else value
            else:
                columns[path] = column[index]
        factors.update(dict.fromkeys(axis.scales, column[index]))
    # What is generated from a strategy follows it, and its name is longer: what sets itself comes last.
    ordered = dict(sorted(columns.items(), key=lambda one: len(one[0])))
    return Cell(index, fixed, ordered, factors)
