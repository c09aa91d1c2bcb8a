"""Deals of one period under contracts that are assigned, and their quality along a parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from os import cpu_count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.run import played, staged
from sim.ensemble.state import TRACE_COLUMNS
from sim.measures.crossing import Curve, crossings
from sim.measures.inference import EXACT
from sim.scenario import Scenario

Values = NDArray[np.float64]
Settings = Mapping[str, float]
USUAL: Settings = {}
CUTS = (0.5, 0.25, 0.75, 1.0)
"""Shading of so much of the cap or more is low quality: the cut-off that is used, then others."""
THETA, SLIP, NARROWING = "shading.strength", "promises.slip", "process.narrowing"
GRIDS = {
    THETA: np.linspace(0.0, 1.0, 41),
    SLIP: np.linspace(0.0, 0.15, 31),
    NARROWING: np.linspace(0.0, 1.0, 21),
}
CURVES = 20
"""About how many curves, and finer parts of them, are played."""
FINER = 10
"""Parts into which the step of a grid is cut in which its curve meets the target."""


@dataclass(frozen=True)
class Deals:
    """Every deal of every replicate under one contract; nan: no such deal."""

    columns: Values  # [replicate, deal, column]
    cap: float

    def __getitem__(self, name: str) -> Values:
        return self.columns[:, :, TRACE_COLUMNS.index(name)]

    @property
    def traded(self) -> NDArray[np.bool_]:
        return self["trades"] > 0.0

    @property
    def broken(self) -> NDArray[np.bool_]:
        """Deals whose supplier broke its promise."""
        return self.traded & (self["kept_supplier"] == 0.0)

    def shaded(self, cut: float = CUTS[0]) -> NDArray[np.bool_]:
        """Deals in which the supplier shaded by `cut` of the cap or more."""
        # A range of ±w has borders that are rounded; the greatest shading may lie on the cut-off itself.
        return self.traded & (self["shading_supplier"] >= cut * self.cap - EXACT) & (self.cap > 0.0)

    def share(self, deals: NDArray[np.bool_]) -> Values:
        """By replicate: the share of deals traded that are such."""
        with np.errstate(invalid="ignore"):
            return deals.sum(axis=1) / self.traded.sum(axis=1)

    def low_quality(self, cut: float = CUTS[0]) -> Values:
        """By replicate: the share of deliveries that are of low quality."""
        return self.share(self.broken | self.shaded(cut))

    def mean(self, values: Values, deals: NDArray[np.bool_] | None = None) -> Values:
        """By replicate: the mean over some deals, or over all that were signed."""
        chosen = ~np.isnan(self["trades"]) if deals is None else deals
        with np.errstate(invalid="ignore"):
            return np.where(chosen, values, 0.0).sum(axis=1) / chosen.sum(axis=1)


@dataclass(frozen=True)
class Laboratory:
    """Plays contracts with some parameters set otherwise, all on the same luck; keeps what it played."""

    scenario: Scenario
    replicates: int
    seed: int
    report: Callable[[int, int], None]
    kept: dict[Any, list[Values]] = field(default_factory=dict)

    def deals(self, arm: str, settings: Settings = USUAL) -> Deals:
        """The deals under a contract."""
        usual = next(one for one in self.scenario.arms if one.name == arm)
        stage = staged(
            self.scenario, replace(usual, overrides={**usual.overrides, **settings}), self.seed, {}
        )
        found = [played(stage, self.seed, number, 1, trace=True).traced for number in range(self.replicates)]
        flat = np.stack([one.reshape(-1, one.shape[-1]) for one in found])
        # A buyer without a supplier this month has no deal.
        flat[flat[:, :, TRACE_COLUMNS.index("supplier")] < 0.0] = np.nan
        return Deals(flat, stage.scenario.shading.cap)

    def swept(self, arm: str, name: str, grid: Values, settings: Settings) -> list[Values]:
        """Low quality by replicate and point of a grid of one parameter, at each cut-off of `CUTS`."""
        key = (arm, name, tuple(grid), tuple(settings.items()))

        def at(value: float) -> list[Values]:
            found = self.deals(arm, {**settings, name: float(value)})
            return [found.low_quality(cut) for cut in CUTS]

        if key not in self.kept:
            with ThreadPoolExecutor(cpu_count()) as pool:
                points = list(pool.map(at, grid))
            self.kept[key] = [np.stack(one, axis=1) for one in zip(*points)]
            self.report(len(self.kept), max(CURVES, len(self.kept)))
        return self.kept[key]

    def curve(
        self, arm: str, name: str, target: float = np.nan, settings: Settings = USUAL, cut: int = 0
    ) -> Curve:
        """Low quality along a grid, with more points in the step in which it meets the target, if it does."""
        grid = GRIDS[name]
        shares = self.swept(arm, name, grid, settings)[cut]
        found = float(crossings(grid, shares.mean(axis=0)[None], target)[0])
        if not np.isfinite(found):
            return Curve(grid, shares)
        place = int(np.clip(np.searchsorted(grid, found), 1, grid.size - 1))
        between = np.linspace(grid[place - 1], grid[place], FINER + 1)[1:-1]
        finer = self.swept(arm, name, between, settings)[cut]
        return Curve(np.insert(grid, place, between), np.insert(shares, [place], finer, axis=1))
