"""Who trades in which world, and how long every relationship lasted there."""

from __future__ import annotations

from collections.abc import Mapping
from os import cpu_count
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from omegaconf import OmegaConf

from sim.config import scenario_from, to_mapping
from sim.ensemble.run import BLOCK, blocks_in_order, outcomes, staged
from sim.ensemble.tables import ArmTotals
from sim.loading import configs, load
from sim.measures.inference import Interval, mean_interval
from sim.scenario import Scenario

YEAR = 12
BASE = "wiifme"
POPULATIONS = {
    BASE: "WIIFME, rigid",
    "wiifwe": "WIIFWE",
    "mixed": "half WIIFME, half WIIFWE",
    "opportunists": "WIIFWE and 15 % opportunists",
}
"""Populations of configs/population that are compared with the facts, each in the default world."""
TERMS = (12, 6, 3)
PARTINGS = (0.002, 0.02, 0.06)
"""Chances a month of parting by fate, beside the world's own: the sweep's ends and a value between."""
SHORT = 6
SPOT: dict[str, Any] = {f"strategies.{BASE}.menu": ["spot"]}
RELATIONSHIP = 2
"""Place of relationships in a block's lives."""

Counts = NDArray[np.int64]
Values = NDArray[np.float64]


class Lives(NamedTuple):
    """How long the relationships of an arm lasted."""

    counts: Counts  # [replicate, age in months, ended | still alive at the end of the run]
    table: pd.DataFrame
    """The life table that sim.measures.survival reads."""


def world() -> Scenario:
    """The default world, its arms the populations and then the variations."""
    mapping = to_mapping(load("world", [f"population={BASE}"]))
    shares = {
        name: OmegaConf.to_container(OmegaConf.load(configs() / "population" / f"{name}.yaml"))
        for name in POPULATIONS
    }
    arms: dict[str, Any] = {
        name: {"label": label, "population": shares[name]} for name, label in POPULATIONS.items()
    }
    for name, (label, changes) in variations().items():
        arms[name] = {"label": label, "population": shares[BASE], "set": dict(changes)}
    return scenario_from({**mapping, "arms": arms}, source="configs/population")


def variations() -> Mapping[str, tuple[str, Mapping[str, Any]]]:
    """What is varied among WIIFME firms, by the arm's name: its label, its overrides by path."""
    told: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for term in TERMS:
        told[f"term_{term}"] = (f"terms of {term} months", {"contract.term": term})
    told["spot"] = ("spot deals, a month each", SPOT)
    for chance in PARTINGS:
        label = f"partings by fate, χ = {chance:g}"
        told[f"parting_{round(1000 * chance)}"] = (label, {"market.separation": chance})
    for chance in (PARTINGS[0], PARTINGS[1]):
        label = f"terms of {SHORT} months and χ = {chance:g}"
        settings = {"contract.term": SHORT, "market.separation": chance}
        told[f"term_{SHORT}_parting_{round(1000 * chance)}"] = (label, settings)
    return told


def lives_played(scenario: Scenario, replicates: int, seed: int) -> dict[str, Lives]:
    """Every arm of a scenario, on the same luck."""
    stages = [staged(scenario, arm, seed, {}) for arm in scenario.arms]
    work = [
        (stage, first, min(BLOCK, replicates - first))
        for stage in stages
        for first in range(0, replicates, BLOCK)
    ]
    totals = {stage.arm.name: ArmTotals(stage.arm, stage.scenario, stage.names) for stage in stages}
    counts: dict[str, list[Counts]] = {name: [] for name in totals}
    for stage, first, block in blocks_in_order(work, seed, cpu_count() or 1):
        totals[stage.arm.name].fold(first, block, outcomes(stage, block))
        counts[stage.arm.name].append(block.lives[:, RELATIONSHIP].sum(axis=1))
    return {name: Lives(np.concatenate(counts[name]), one.life_table()) for name, one in totals.items()}


def at_risk(counts: Counts) -> Values:
    """By replicate and age: relationships that lived to see that month of age."""
    leaving = counts.sum(axis=2)[:, ::-1]
    return leaving.cumsum(axis=1)[:, ::-1].astype(np.float64)


def ended_by(counts: Counts, months: int) -> Values:
    """By replicate: the share ended by an age (Kaplan & Meier 1958); nan where nobody was seen that old."""
    risk = at_risk(counts)
    hazard = np.divide(counts[:, :, 0], risk, out=np.zeros(risk.shape), where=risk > 0)
    ended = 1.0 - np.cumprod(1.0 - hazard, axis=1)[:, months]
    return np.where((risk[:, months] > 0) | (ended >= 1.0), ended, np.nan)


def observed_up_to(counts: Counts, months: int) -> Values:
    """By replicate: the share of all relationships seen whose length as seen is so many months at most."""
    leaving = counts.sum(axis=2).astype(np.float64)
    return leaving[:, : months + 1].sum(axis=1) / leaving.sum(axis=1)


class Ratio(NamedTuple):
    """A ratio of sums over replicates, and how far each replicate moves it (linearised)."""

    value: float
    moves: Values

    def less(self, other: Ratio) -> Ratio:
        """The difference of two ratios on the same replicates."""
        return Ratio(self.value - other.value, self.moves - other.moves)

    def interval(self) -> Interval:
        """The ratio with Student's interval over replicates."""
        return mean_interval(self.value + self.moves)


def hazard_between(counts: Counts, after: int, until: int) -> Ratio:
    """Chance a month of ending, at ages above `after` and up to `until`.

    Sums over replicates are divided. A mean of quotients would be biased where few live so long.
    """
    ages = slice(after + 1, until + 1)
    events, risk = counts[:, ages, 0].sum(axis=1), at_risk(counts)[:, ages].sum(axis=1)
    if not risk.any():
        return Ratio(np.nan, np.full(len(risk), np.nan))
    value = float(events.sum() / risk.sum())
    return Ratio(value, (events - value * risk) / risk.mean())
