"""The tables of the replication: what is played, and what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.replications.claims import claims_in, compared
from experiments.replications.fehr_hart_zehnder_2011.laboratory import (
    CUTS,
    FLEXIBLE,
    HERE,
    INTEGRITY,
    LABELS,
    PRINCIPLED,
    RIGID,
    Deals,
    Settings,
    deals,
    laboratory,
    swept,
)
from experiments.replications.fehr_hart_zehnder_2011.matching import Curve, Match, matched, refined
from sim.measures.inference import Interval, mean_interval
from sim.scenario import Scenario

THETA, SLIP, NARROWING = "shading.strength", "promises.slip", "process.narrowing"
GRIDS = {
    THETA: np.linspace(0.0, 1.0, 41),
    SLIP: np.linspace(0.0, 0.15, 31),
    NARROWING: np.linspace(0.0, 1.0, 21),
}
POWERS = (0.5, 1.0)
"""Power of the buyer beside none: at 1 it sets the price alone, as buyers of the experiment do."""

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Play:
    """How often and on which luck; curves that were played are kept."""

    replicates: int
    seed: int
    kept: dict[Any, list[Values]] = field(default_factory=dict)

    def deals(self, arm: str, settings: Settings | None = None) -> Deals:
        return deals(arm, self.replicates, self.seed, settings)

    def curve(self, arm: str, path: str, settings: Settings | None = None, cut: int = 0) -> Curve:
        """Low quality under a contract along the grid of a parameter, at a cut-off of `CUTS`."""
        key = (arm, path, tuple((settings or {}).items()))
        if key not in self.kept:
            self.kept[key] = swept(arm, path, GRIDS[path], self.replicates, self.seed, settings or {})
        return Curve(GRIDS[path], self.kept[key][cut])

    def finer(
        self, arm: str, path: str, target: float, settings: Settings | None = None, cut: int = 0
    ) -> Curve:
        """The curve with more points where it meets a share."""

        def played(between: Values) -> Values:
            return swept(arm, path, between, self.replicates, self.seed, settings or {})[cut]

        return refined(self.curve(arm, path, settings, cut), played, target)

    def theta(self, target: float, settings: Settings | None = None, cut: int = 0) -> Match:
        """The θ at which low quality under the flexible contract is as published."""
        return matched(self.finer(FLEXIBLE, THETA, target, settings, cut), target, self.seed)


def tables_played(replicates: int, seed: int) -> tuple[Scenario, Mapping[str, pd.DataFrame]]:
    """The laboratory and all tables of the replication."""
    scenario, claims, play = laboratory(), claims_in(HERE), Play(replicates, seed)
    rigid, flexible = claims["low_quality_rigid"].number, claims["low_quality_flexible"].number
    assert rigid is not None
    assert flexible is not None
    found = {arm: play.deals(arm) for arm in LABELS}
    theta = {arm: play.curve(arm, THETA) for arm in LABELS}
    theta[FLEXIBLE] = play.finer(FLEXIBLE, THETA, flexible)
    slip = play.finer(RIGID, SLIP, rigid)
    met = matched(theta[FLEXIBLE], flexible, seed)
    matches = [
        match_row("θ", FLEXIBLE, flexible, met, scenario.shading.strength),
        match_row("ε₀", RIGID, rigid, matched(slip, rigid, seed), scenario.promises.slip),
    ]
    tables = {
        "facts": facts(found, scenario.promises.slip),
        "arms": pd.DataFrame([arm_row(arm, one) for arm, one in found.items()]),
        "by_theta": pd.concat([curve_rows(arm, one) for arm, one in theta.items()], ignore_index=True),
        "by_slip": curve_rows(RIGID, slip),
        "sensitivity": sensitivity(play, flexible),
    }
    if np.isfinite(met.value):
        finer = play.finer(PRINCIPLED, NARROWING, rigid, {THETA: met.value})
        narrowed = Curve(INTEGRITY * finer.grid, finer.shares)
        own = INTEGRITY * scenario.process.narrowing
        matches.append(match_row("G", PRINCIPLED, rigid, matched(narrowed, rigid, seed), own))
        tables["by_narrowing"] = curve_rows(PRINCIPLED, narrowed)
    tables["matches"] = pd.DataFrame(matches)
    return scenario, tables


def facts(found: Mapping[str, Deals], slip: float) -> pd.DataFrame:
    """The table of facts."""
    claims = claims_in(HERE)
    low = {arm: one.low_quality() for arm, one in found.items()}
    trade = {arm: one.mean(one["trades"]) for arm, one in found.items()}
    told: dict[str, tuple[Values, str]] = {
        "low_quality_rigid": (low[RIGID], f"rigid; by construction, slips ε₀ = {slip:g}"),
        "low_quality_flexible": (low[FLEXIBLE], "flexible"),
        "low_quality_gap": (low[FLEXIBLE] - low[RIGID], "flexible less rigid, same luck"),
        "trade_rigid": (trade[RIGID], "rigid; by construction, the spread of cost"),
        "trade_flexible": (trade[FLEXIBLE], "flexible"),
    }
    rows = [compared(claims[key], mean_interval(values), world) for key, (values, world) in told.items()]
    return pd.DataFrame(rows)


def arm_row(arm: str, one: Deals) -> dict[str, Any]:
    """What came of one contract: shares of deliveries, price where traded, money per deal signed."""
    joint = one["payoff_buyer"] + one["payoff_supplier"]
    measured = {
        "low_quality": one.low_quality(),
        "broken": one.share(one.broken),
        "shaded": one.share(one.shaded()),
        "trade": one.mean(one["trades"]),
        "price": one.mean(one["price"], one.traded),
        "joint": one.mean(joint),
        "process": one.mean(one["process"]),
        "joint_before_process": one.mean(joint + one["process"]),
        "buyer": one.mean(one["payoff_buyer"]),
        "supplier": one.mean(one["payoff_supplier"]),
    }
    signed = int((~np.isnan(joint)).sum())
    row: dict[str, Any] = {"arm": arm, "label": LABELS[arm], "deals": signed, "replicates": len(joint)}
    for name, values in measured.items():
        row |= spread(name, mean_interval(values))
    return row


def spread(name: str, interval: Interval) -> dict[str, float]:
    """A mean and its interval as columns."""
    return {name: interval.mean, f"{name}_low": interval.low, f"{name}_high": interval.high}


def curve_rows(arm: str, curve: Curve) -> pd.DataFrame:
    """Low quality by a parameter: at, low_quality with its interval."""
    rows = [
        {"arm": arm, "at": float(at), **spread("low_quality", mean_interval(curve.shares[:, place]))}
        for place, at in enumerate(curve.grid)
    ]
    return pd.DataFrame(rows)


def match_row(parameter: str, arm: str, target: float, found: Match, default: float) -> dict[str, Any]:
    """A row of the table of matches; `default` is the world's own value."""
    return {"parameter": parameter, "arm": arm, "target": target, **found._asdict(), "default": default}


def variations() -> dict[str, Settings]:
    """What could have been mapped otherwise, in words, and its settings."""
    usual = Scenario()
    temptation, fading = usual.promises.temptation, usual.risk.fading
    return {
        **{f"the buyer has power Π = {power:g}": {"bargaining.power": power} for power in POWERS},
        f"temptation as in the world, c_q = {temptation:g}": {"promises.temptation": temptation},
        f"grievance as in the world, η = {fading:g}": {"risk.fading": fading},
    }


def sensitivity(play: Play, target: float) -> pd.DataFrame:
    """Mapped otherwise: low quality at the world's own θ, and the θ that meets the target."""
    theta = {THETA: Scenario().shading.strength}
    rigid, flexible = play.deals(RIGID, theta), play.deals(FLEXIBLE, theta)
    rows = []
    for place, cut in enumerate(CUTS):
        words = "as mapped" if place == 0 else f"low quality from {cut:g} of the cap on"
        low = (rigid.low_quality(cut), flexible.low_quality(cut))
        rows.append(sensitivity_row(words, *low, play.theta(target, cut=place)))
    for words, settings in variations().items():
        low = (play.deals(RIGID, settings).low_quality(), play.deals(FLEXIBLE, settings).low_quality())
        rows.append(sensitivity_row(words, *low, play.theta(target, settings)))
    return pd.DataFrame(rows)


def sensitivity_row(words: str, rigid: Values, flexible: Values, theta: Match) -> dict[str, Any]:
    """A row of the table of variations."""
    return {
        "varied": words,
        **spread("rigid", mean_interval(rigid)),
        **spread("flexible", mean_interval(flexible)),
        **theta._asdict(),
    }
