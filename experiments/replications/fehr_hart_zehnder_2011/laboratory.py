"""The experiment's situation as a world: one-period deals under contracts that are assigned.

Everything that the experiment does not have is shut: misfit, investment, delay of payment, search, ruin. What
decides about quality is at the world's own values: θ, the cap on shading, the slip ε₀, the band w, g₃. A deal
lasts a month; all pairs are parted and matched anew every month; grievance is of this month alone (η = 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from os import cpu_count
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.replications.claims import records
from sim.config import scenario_from
from sim.ensemble.run import played, staged
from sim.ensemble.state import TRACE_COLUMNS
from sim.measures.inference import EXACT
from sim.scenario import Arm, Population, Scenario

HERE = Path(__file__).resolve().parent
DESIGN = {row["key"]: row for row in records(HERE / "design.yaml")}
PAIRS = 10
"""Buyers, and as many suppliers, in a world."""
HALF = 0.5
"""Shading of so much of the cap or more is low quality."""
RIGID, FLEXIBLE, PRINCIPLED = "rigid", "flexible", "principled"
LABELS = {RIGID: "rigid", FLEXIBLE: "flexible", PRINCIPLED: "flexible with agreed principles (theory)"}
INTEGRITY = 0.9
"""Of both firms where principles were agreed: that of the shipped WIIFWE."""
STRATEGIES: dict[str, dict[str, Any]] = {
    RIGID: {"menu": ["rigid"]},
    FLEXIBLE: {"menu": ["flexible"]},
    PRINCIPLED: {"menu": ["relational"], "principles": True, "integrity": INTEGRITY},
}

Values = NDArray[np.float64]
Settings = Mapping[str, float]


def cost_spread(price: float, cost: float, served: float) -> float:
    """Half the width of a uniform cost about its mean of which the share `served` is at most the price."""
    return (price - cost) / (2.0 * served - 1.0)


def laboratory() -> Scenario:
    """The world of the experiment, an arm a contract."""
    usual = Scenario()
    price = 0.5 * (usual.surplus.value + usual.surplus.cost)
    spread = cost_spread(price, usual.surplus.cost, DESIGN["good_state"]["number"])
    return scenario_from(
        {
            "market": {
                "buyers": PAIRS, "suppliers": PAIRS, "months": DESIGN["periods"]["number"], "separation": 1.0
            },
            "network": {"degree": PAIRS},
            "surplus": {"value_spread": 0.0, "cost_spread": spread, "cost_sd": 0.0, "redrawn": True},
            "shocks": {"misfit_sd": 0.0, "cost_sd": 0.0, "jump_chance": 0.0},
            "bargaining": {"price_fixed": True, "price": price},
            "contract": {"signing": 0.0, "term": 1},
            "adaptation": {"renegotiation": False},
            "investment": {"gain": 0.0},
            "promises": {"temptation": DESIGN["quality_cost"]["number"]},
            "risk": {"fading": 1.0},
            "payment": {"lag": 0.0, "lag_power": 0.0},
            "choice": {
                "switching": 0.0, "search": 0.0, "exit": False, "outside_offers": False, "fit_low": 1.0
            },
            "money": {"ruin": False},
            "strategies": STRATEGIES,
            "arms": {name: {"label": LABELS[name], "population": name} for name in STRATEGIES},
        },
        source=str(HERE),
    )  # fmt: skip


@dataclass(frozen=True)
class Deals:
    """Every deal of every replicate under one contract: arrays of [replicate, deal]; nan: no such deal."""

    columns: NDArray[np.float64]  # [replicate, deal, column]
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

    def shaded(self, cut: float = HALF) -> NDArray[np.bool_]:
        """Deals in which the supplier shaded by `cut` of the cap or more."""
        # A range of ±w has borders that are rounded; the greatest shading may lie on the cut-off itself.
        return self.traded & (self["shading_supplier"] >= cut * self.cap - EXACT) & (self.cap > 0.0)

    def share(self, deals: NDArray[np.bool_]) -> Values:
        """By replicate: the share of deals traded that are such."""
        with np.errstate(invalid="ignore"):
            return deals.sum(axis=1) / self.traded.sum(axis=1)

    def low_quality(self, cut: float = HALF) -> Values:
        """By replicate: the share of deliveries that are of low quality."""
        return self.share(self.broken | self.shaded(cut))

    def mean(self, values: Values, deals: NDArray[np.bool_] | None = None) -> Values:
        """By replicate: the mean over some deals, or over all that were signed."""
        chosen = ~np.isnan(self["trades"]) if deals is None else deals
        counted = np.where(chosen, values, 0.0).sum(axis=1)
        with np.errstate(invalid="ignore"):
            return counted / chosen.sum(axis=1)


def deals(arm: str, replicates: int, seed: int, settings: Settings | None = None) -> Deals:
    """The deals of an arm with some parameters set otherwise, by path; all on the same luck."""
    scenario = laboratory()
    own = Arm(arm, Population({arm: 1.0}, {arm: 1.0}), overrides=dict(settings or {}))
    stage = staged(replace(scenario, arms=(own,)), own, seed, {})
    found = [played(stage, seed, number, 1, trace=True).traced for number in range(replicates)]
    flat = np.stack([one.reshape(-1, one.shape[-1]) for one in found])
    # A buyer without a supplier this month has no deal.
    flat[flat[:, :, TRACE_COLUMNS.index("supplier")] < 0.0] = np.nan
    return Deals(flat, stage.scenario.shading.cap)


def swept(arm: str, path: str, grid: Values, replicates: int, seed: int, settings: Settings) -> list[Values]:
    """Low quality by replicate and point of a grid of one parameter, at each cut-off of `CUTS`."""

    def at(value: float) -> list[Values]:
        found = deals(arm, replicates, seed, {**settings, path: float(value)})
        return [found.low_quality(cut) for cut in CUTS]

    with ThreadPoolExecutor(cpu_count()) as pool:
        points = list(pool.map(at, grid))
    return [np.stack([point[place] for point in points], axis=1) for place in range(len(CUTS))]


CUTS = (HALF, 0.25, 0.75, 1.0)
"""Cut-offs at which low quality is counted: the one that is used, then the others."""
