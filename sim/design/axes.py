"""What a design is made of: axes, and the way in which points are chosen among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

GRID, TABLE, LATIN, SOBOL, MORRIS, SALTELLI = (
    "grid", "table", "latin_hypercube", "sobol", "morris", "saltelli",
)  # fmt: skip
KINDS = (GRID, LATIN, SOBOL, TABLE, MORRIS, SALTELLI)
SAMPLES = (LATIN, SOBOL, MORRIS, SALTELLI)
"""Kinds that draw `points` at random."""
OF_SALIB = (MORRIS, SALTELLI)
POWERS = (SOBOL, SALTELLI)
"""Kinds whose sequence is balanced only where its length is a power of 2."""


@dataclass(frozen=True)
class Axis:
    """One thing that differs between points: a number, or one of several named levels.

    `paths` are set to the axis's value; `scales` are multiplied by it. A level is a mapping of overrides
    (path → value); a numeric axis has none. `values` are those of a grid or list, in order. A sample draws
    from `low` to `high`; `log` spreads evenly in the logarithm; `whole` means whole numbers. Levels are
    numbered from 0.
    """

    name: str
    paths: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    levels: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])
    values: tuple[float, ...] = ()
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    whole: bool = False
    label: str = ""
    unit: str = "1"
    symbol: str = ""

    @property
    def categorical(self) -> bool:
        """Whether its points are named levels instead of numbers."""
        return bool(self.levels)

    @property
    def touched(self) -> tuple[str, ...]:
        """Every path that it sets or multiplies, once."""
        of_levels = (path for overrides in self.levels.values() for path in overrides)
        return tuple(dict.fromkeys((*self.paths, *self.scales, *of_levels)))


@dataclass(frozen=True)
class Design:
    """Points in parameter space, checked: axes, and how points are chosen among them.

    `points` is the size of a sample (trajectories of `morris`, base sample of `saltelli`), `levels` how many
    grid levels `morris` has. A table's columns are held here, as `Points` has them.
    """

    kind: str
    axes: tuple[Axis, ...]
    points: int | None = None
    seed: int = 1
    levels: int = 4
    table: str | None = None
    columns: Mapping[str, NDArray[Any]] = field(
        default_factory=dict[str, NDArray[Any]], repr=False, compare=False
    )


def level_name(value: Any) -> str:
    """What a level set by this value is called: a word as it is, a list `relational+rigid`."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return " + ".join(f"{name} {share:g}" for name, share in value.items())
    if isinstance(value, list | tuple):
        return "+".join(level_name(each) for each in value)
    return f"{value:.12g}" if isinstance(value, Real) else str(value)


def rounded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Numbers to 12 digits, as they would be typed: 0.3 instead of 0.30000000000000004.

    So a point of a range and the same point of a list are one, and their results are shared.
    """
    return np.array([float(f"{value:.12g}") for value in values.tolist()]) + 0.0


def spread(low: float, high: float, count: int, *, log: bool, whole: bool) -> tuple[float, ...]:
    """`count` values from `low` to `high`, both of them kept; whole numbers once each."""
    even = np.geomspace(low, high, count) if log else np.linspace(low, high, count)
    values = np.clip(rounded(even), low, high)
    values[-1] = high  # first, so that a count of 1 is `low`
    values[0] = low
    if whole:
        values = np.unique(np.floor(values + 0.5))
    return tuple(values.tolist())
