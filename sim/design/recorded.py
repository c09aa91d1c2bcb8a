"""Whether what is recorded (`sim.records`) fits at every point: sizes, months, what firms expect."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.design.cells import Cell, cells
from sim.design.points import Points
from sim.ensemble.rows import composed, scaled
from sim.scenario import Arm, Scenario
from sim.spelling import ConfigError, Source, complaint
from sim.worlds import arms_of

MOST_TRIED = 1000
"""Points composed beforehand of each arm and cell, some milliseconds each."""
GROUP = "records."
READ = ("surplus.", "shocks.")
"""Numbers of these groups must fit what is recorded."""


def check_records(points: Points, scenario: Scenario, source: Source) -> None:
    """Refuse a design at one of whose points, in one of whose arms, records do not fit the world.

    Raises:
        ConfigError: it names the point and what does not fit.
    """
    if not _recorded(points, scenario):
        return
    tried = itertools.product(cells(points), arms_of(scenario))
    for cell, arm in itertools.islice(tried, MOST_TRIED):
        for fixed in _settings(cell, arm, scenario, source):
            _composed(fixed, arm, scenario, source)


def _recorded(points: Points, scenario: Scenario) -> bool:
    """Whether anything is recorded at any point, in any arm."""
    records = scenario.records
    paths = {path for axis in points.axes for path in axis.touched}
    paths |= {path for arm in scenario.arms for path in arm.overrides}
    return (
        records.firms is not None
        or records.costs is not None
        or any(path.startswith(GROUP) for path in paths)
    )


def _settings(cell: Cell, arm: Arm, scenario: Scenario, source: Source) -> Iterator[Mapping[str, Any]]:
    """What is set at the cell's points: all that is composed, and each number that records must fit."""
    own = _composed(cell.fixed, arm, scenario, source)
    values = {**cell.columns, **scaled(own, cell.factors)}
    read = {path: column for path, column in values.items() if path.startswith(READ)}
    if read:
        rows = np.unique(np.stack(list(read.values()), axis=1), axis=0)
        for row in rows[:MOST_TRIED].tolist():
            yield {**cell.fixed, **dict(zip(read, row))}


def _composed(fixed: Mapping[str, Any], arm: Arm, scenario: Scenario, source: Source) -> Scenario:
    try:
        return composed(scenario, arm, fixed)
    except ConfigError as error:
        at = ", ".join(f"{path}={value}" for path, value in fixed.items())
        raise complaint(f"the design cannot be played at {at}: {error}", source, "design") from error
