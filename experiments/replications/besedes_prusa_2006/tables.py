"""The tables of the replication: facts, survival, hazard by age, what varied worlds say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from experiments.replications.besedes_prusa_2006 import HERE
from experiments.replications.besedes_prusa_2006.worlds import (
    BASE,
    POPULATIONS,
    YEAR,
    Counts,
    Lives,
    Values,
    ended_by,
    hazard_between,
    lives_played,
    observed_up_to,
    variations,
    world,
)
from experiments.replications.claims import Claim, claims_in, compared
from sim.measures.inference import Interval, mean_interval
from sim.measures.survival import survival_curve
from sim.scenario import Arm, Scenario

ESTIMATES = ("Kaplan–Meier", "length as observed")
SHAPE = ((0.30, 0.92), (0.70, 0.277))
"""Share and yearly survival of the two kinds of relationships whose mixture has the published shape."""


def shape(years: Values) -> Values:
    """The share that lives on after so many years in the published shape."""
    return np.sum([share * yearly**years for share, yearly in SHAPE], axis=0)


def tables_played(replicates: int, seed: int) -> tuple[Scenario, Mapping[str, pd.DataFrame]]:
    """The world and all tables of the replication."""
    scenario = world()
    lives = lives_played(scenario, replicates, seed)
    labels = {arm.name: arm.label for arm in scenario.arms}
    months = scenario.market.months
    tables = {
        "facts": pd.DataFrame(
            [row for name in POPULATIONS for row in fact_rows(labels[name], lives[name].counts, months)]
        ),
        "survival": pd.concat([curve(name, lives[name]) for name in POPULATIONS], ignore_index=True),
        "hazard": pd.DataFrame(
            [row for name in POPULATIONS for row in hazard_rows(name, lives[name].counts, months)]
        ),
        "shape": shape_table(months),
        "spells": pd.DataFrame([spell_row(arm, lives[arm.name].counts, scenario) for arm in scenario.arms]),
        "variations": pd.DataFrame(
            [variation_row(name, label(scenario, name), lives[name].counts, months)
             for name in (BASE, *variations())]
        ),
    }  # fmt: skip
    return scenario, tables


def label(scenario: Scenario, name: str) -> str:
    """What an arm is called among the variations: the first of them by what is varied."""
    if name != BASE:
        return next(arm.label for arm in scenario.arms if arm.name == name)
    return f"default: {scenario.contract.term} months, χ = {scenario.market.separation:g}"


def measured(counts: Counts, months: int) -> dict[tuple[str, str], Interval]:
    """What a world says to each claim, by claim and estimate; the mean over replicates and its interval."""
    later = hazard_between(counts, 5 * YEAR, months).less(hazard_between(counts, 0, YEAR))
    found: dict[tuple[str, str], Values] = {
        ("ended_1_year", ESTIMATES[0]): ended_by(counts, YEAR),
        ("ended_1_year", ESTIMATES[1]): observed_up_to(counts, YEAR),
        ("ended_5_years", ESTIMATES[0]): ended_by(counts, 5 * YEAR),
        ("ended_5_years", ESTIMATES[1]): observed_up_to(counts, 5 * YEAR - 1),
    }
    ended = {key: mean_interval(values) for key, values in found.items()}
    return {**ended, ("hazard_falls", ""): later.interval()}


def fact_rows(label: str, counts: Counts, months: int) -> list[dict[str, Any]]:
    """The rows of a world in the table of facts."""
    claims = claims_in(HERE)
    return [
        compared(claims[key], interval, label, estimate)
        for (key, estimate), interval in measured(counts, months).items()
    ]


def curve(name: str, lives: Lives) -> pd.DataFrame:
    """Kaplan-Meier by age in months, pooled over replicates, with Greenwood's interval."""
    found = survival_curve(lives.table, name, "relationship").reset_index()
    return found.assign(arm=name)[["arm", "age", "survival", "low", "high", "at_risk"]]


def hazard_rows(name: str, counts: Counts, months: int) -> list[dict[str, Any]]:
    """Chance a month of ending by year of age."""
    rows = []
    for year in range(1, months // YEAR + 1):
        found = hazard_between(counts, (year - 1) * YEAR, year * YEAR).interval()
        rows.append({"arm": name, "year": year, "hazard": found.mean, "low": found.low, "high": found.high})
    return rows


def shape_table(months: int) -> pd.DataFrame:
    """The published shape by age in months; at whole years also the year's chance a month of ending."""
    ages = np.arange(months + 1)
    alive = shape(ages / YEAR)
    monthly = np.full(ages.size, np.nan)
    whole = np.arange(YEAR, months + 1, YEAR)
    monthly[whole] = 1.0 - (alive[whole] / alive[whole - YEAR]) ** (1.0 / YEAR)
    return pd.DataFrame({"age": ages, "survival": alive, "hazard": monthly})


def spell_row(arm: Arm, counts: Counts, scenario: Scenario) -> dict[str, Any]:
    """How many relationships an arm had, how many lived when the run ended, and the months of a term."""
    return {
        "arm": arm.name, "replicates": len(counts), "relationships": int(counts.sum()),
        "ended": int(counts[:, :, 0].sum()), "censored": int(counts[:, :, 1].sum()),
        "term": int(arm.overrides.get("contract.term", scenario.contract.term)),
    }  # fmt: skip


def variation_row(name: str, label: str, counts: Counts, months: int) -> dict[str, Any]:
    """A varied world: what it says to each claim by Kaplan-Meier, and whether that is within."""
    claims: Mapping[str, Claim] = claims_in(HERE)
    row: dict[str, Any] = {"arm": name, "label": label}
    for (key, estimate), found in measured(counts, months).items():
        if estimate in ("", ESTIMATES[0]):
            row |= {key: found.mean, f"{key}_low": found.low, f"{key}_high": found.high}
            row[f"{key}_verdict"] = claims[key].verdict(found)
    return row
