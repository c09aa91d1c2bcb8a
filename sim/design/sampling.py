"""A design's points: every combination of a grid, the rows of a table, or a sample drawn at its seed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.design.axes import GRID, LATIN, MORRIS, OF_SALIB, TABLE, Axis, Design
from sim.design.cells import grouped
from sim.design.points import Points
from sim.design.reading import design_from
from sim.design.recorded import check_records
from sim.scenario import Scenario
from sim.spelling import ConfigError, Source

Numbers = NDArray[np.float64]

NEAR = 1e-9
"""What a sample may lack to a whole number by rounding alone: levels of Morris fall on whole numbers."""


def expanded(design: Design) -> Points:
    """Every point of a design, in its order: of a grid, the last axis varies fastest.

    Raises:
        ConfigError: SALib is wanted and not installed, or too many points differ in what shapes a world.
    """
    if design.kind == TABLE:
        columns = dict(design.columns)
    elif design.kind == GRID:
        columns = _grid(design.axes)
    else:
        inputs = salib_inputs(design) if design.kind in OF_SALIB else _inputs(design)
        columns = {axis.name: _drawn(axis, inputs[:, place]) for place, axis in enumerate(design.axes)}
    points = Points(design.axes, columns)
    grouped(points)
    return points


def laid_out(mapping: Mapping[str, Any], scenario: Scenario, source: Source) -> tuple[Design, Points]:
    """The design that a mapping describes, and its points. Raises ConfigError."""
    design = design_from(mapping, scenario, source)
    points = expanded(design)
    check_records(points, scenario, source)
    return design, points


def _grid(axes: tuple[Axis, ...]) -> dict[str, NDArray[Any]]:
    each = [
        np.arange(len(axis.levels), dtype=np.int64) if axis.categorical else np.array(axis.values, np.float64)
        for axis in axes
    ]
    shape = tuple(len(values) for values in each)
    columns: dict[str, NDArray[Any]] = {}
    for place, axis in enumerate(axes):
        along = each[place].reshape([-1 if other == place else 1 for other in range(len(axes))])
        columns[axis.name] = np.broadcast_to(along, shape).ravel()
    return columns


def _inputs(design: Design) -> Numbers:
    """A sample of the unit cube, stretched to the axes' bounds [points, axes]."""
    from scipy.stats import qmc  # on call: few designs are samples, and it is slow to import

    assert design.points is not None
    dimensions = len(design.axes)
    rng = np.random.default_rng(design.seed)
    sampler = (
        qmc.LatinHypercube(dimensions, rng=rng) if design.kind == LATIN else qmc.Sobol(dimensions, rng=rng)
    )
    low, high = np.array([_bounds(axis) for axis in design.axes]).T
    return low + sampler.random(design.points) * (high - low)


def salib_problem(design: Design) -> dict[str, Any]:
    """The design as SALib wants it: num_vars, names, and bounds in the units of `salib_inputs`."""
    return {
        "num_vars": len(design.axes),
        "names": [axis.name for axis in design.axes],
        "bounds": [list(_bounds(axis)) for axis in design.axes],
    }


def salib_inputs(design: Design) -> Numbers:
    """The sample of a `morris` or `saltelli` design exactly as SALib drew it [points, axes].

    A logarithmic axis is in log10; a whole number, a listed value or a level is what its floor stands for.

    Raises:
        ConfigError: SALib is not installed.
        ValueError: another kind of design.
    """
    if design.kind not in OF_SALIB or design.points is None:
        raise ValueError(f"a {design.kind} design is not drawn by SALib")
    name = "morris" if design.kind == MORRIS else "sobol"
    try:
        module = import_module(f"SALib.sample.{name}")
    except ModuleNotFoundError as missing:
        needs = f"`design.kind` is {design.kind}, which needs SALib: pip install 'wiifwe[sensitivity]'"
        raise ConfigError(needs) from missing
    rng = np.random.default_rng(design.seed)  # SALib takes a plain 0 for no seed
    if design.kind == MORRIS:
        return module.sample(salib_problem(design), design.points, num_levels=design.levels, seed=rng)
    return module.sample(salib_problem(design), design.points, calc_second_order=False, seed=rng)


def _bounds(axis: Axis) -> tuple[float, float]:
    """Between what numbers an axis is sampled: of whole ones, values and levels, the floor is meant."""
    if axis.categorical:
        return 0.0, float(len(axis.levels))
    if axis.values:
        return 0.0, float(len(axis.values))
    high = axis.high + 1.0 if axis.whole else axis.high
    return (math.log10(axis.low), math.log10(high)) if axis.log else (axis.low, high)


def _drawn(axis: Axis, inputs: Numbers) -> NDArray[Any]:
    """The values that a sample between an axis's bounds stands for."""
    if axis.categorical or axis.values:
        count = len(axis.levels) if axis.categorical else len(axis.values)
        places = np.clip(np.floor(inputs + NEAR), 0, count - 1).astype(np.int64)
        # In order of size: what morris moves along must rise or fall.
        return places if axis.categorical else np.sort(np.array(axis.values, np.float64))[places]
    values = np.power(10.0, inputs) if axis.log else inputs
    if axis.whole:
        values = np.floor(values + NEAR)
    return np.clip(values, axis.low, axis.high)
