"""The points of a design: one column an axis, a million of them if need be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.design.axes import Axis
from sim.fields import plain


@dataclass(frozen=True, eq=False)
class Points:
    """Columns by axis name: float64 values of a numeric axis, int64 places among the levels of another.

    `size` counts the points of a design without axes: 1, the scenario as it is; 0 in an empty slice of it.
    """

    axes: tuple[Axis, ...]
    columns: Mapping[str, NDArray[Any]]
    size: int = 1

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else self.size

    def part(self, start: int, stop: int) -> Points:
        """The points from `start` up to `stop`, without copying them."""
        columns = {name: column[start:stop] for name, column in self.columns.items()}
        return replace(self, columns=columns, size=len(range(len(self))[start:stop]))

    def table(self) -> pd.DataFrame:
        """A row a point: `point` from 0, then every axis; levels by name."""
        columns = {axis.name: self._shown(axis) for axis in self.axes}
        return pd.DataFrame({"point": np.arange(len(self), dtype=np.int64), **columns})

    def _shown(self, axis: Axis) -> NDArray[Any]:
        column = self.columns[axis.name]
        return np.array(list(axis.levels), dtype=object)[column] if axis.categorical else column

    def meaning(self) -> dict[str, Any]:
        """Exactly what is set, as plain data for a content hash: no names of axes or levels, no labels.

        Neither the order of axes counts nor a level that no point here has.
        """
        told = [self._set_by(axis) for axis in self.axes]
        return {"points": len(self), "axes": sorted(told, key=lambda one: one["touched"])}

    def overrides(self) -> list[Mapping[str, Any]]:
        """What the levels that some point here has set: path → value."""
        return [
            list(axis.levels.values())[place]
            for axis in self.axes
            if axis.categorical
            for place in np.unique(self.columns[axis.name]).tolist()
        ]

    def _set_by(self, axis: Axis) -> dict[str, Any]:
        column = self.columns[axis.name]
        if not axis.categorical:
            return {
                "touched": sorted(axis.touched),
                "paths": sorted(axis.paths),
                "scales": sorted(axis.scales),
                "values": column.tolist(),
            }
        used, codes = np.unique(column, return_inverse=True)
        levels = [plain(dict(overrides)) for overrides in axis.levels.values()]
        told = [levels[place] for place in used.tolist()]
        touched = sorted({path for overrides in told for path in overrides})
        return {"touched": touched, "levels": told, "values": codes.tolist()}
