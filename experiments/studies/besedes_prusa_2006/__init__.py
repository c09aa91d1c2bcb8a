"""Besedeš & Prusa (2006): how long do trade relationships last, and do old ones end less often?

Populations and variations are arms (configs/experiment/besedes_prusa_2006.yaml).
"""

from __future__ import annotations

from collections.abc import Callable
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.studies.claims import claims_in, claims_table
from sim.ensemble.run import BLOCK, blocks_in_order, outcomes, staged
from sim.ensemble.tables import ArmTotals
from sim.measures.durations import Counts, Values, ended_by, hazard_between, observed_up_to
from sim.measures.inference import UNKNOWN, Interval, mean_interval
from sim.measures.survival import survival_curve
from sim.scenario import Scenario

if TYPE_CHECKING:
    from experiments.store import Study

HERE = Path(__file__).parent
YEAR, RELATIONSHIP = 12, 2
"""Months; the place of relationships in a block's lives."""
BASE, POPULATION = "wiifme", "population"
"""The arm that is varied, and the family of the arms that are compared with the facts."""
ESTIMATES = ("Kaplan–Meier", "length as observed")
SHAPE = ((0.30, 0.92), (0.70, 0.277))
"""Share and yearly survival of the two kinds of relationships whose mixture has the published shape."""
PUBLISHED = "published_shape"


class Lives(NamedTuple):
    """How long the relationships of an arm lasted."""

    counts: Counts
    table: pd.DataFrame
    """The life table that sim.measures.survival reads."""


def play(study: Study, report: Callable[[int, int], None]) -> dict[str, pd.DataFrame]:
    """`result`: facts by population; `survival`, `hazard`; `variations` by arm; `spells`, `claims`."""
    scenario, claims, months = study.scenario, claims_in(HERE), study.scenario.market.months
    lives = lives_played(scenario, study.settings.replicates, study.settings.seed, report)
    found = {arm.name: measured(lives[arm.name].counts, months) for arm in scenario.arms}
    compared = [arm.name for arm in scenario.arms if arm.family == POPULATION]
    facts = [
        claims[key].against(one, arm=arm, estimate=estimate)
        for arm in found
        for (key, estimate), one in found[arm].items()
    ]
    table = pd.DataFrame(facts)
    among = table["arm"].isin(compared)
    varied = (~among | (table["arm"] == BASE)) & (table["estimate"] != ESTIMATES[1])
    curves = [survival(arm, lives[arm]) for arm in compared]
    return {
        "result": table[among].reset_index(drop=True),
        "variations": table[varied].reset_index(drop=True),
        "survival": pd.concat([*curves, shape(months)], ignore_index=True),
        "hazard": pd.concat([hazards(arm, lives[arm].counts, months) for arm in compared], ignore_index=True),
        "spells": pd.DataFrame([spells(arm, one.counts) for arm, one in lives.items()]),
        "claims": claims_table(claims),
    }


def lives_played(
    scenario: Scenario, replicates: int, seed: int, report: Callable[[int, int], None]
) -> dict[str, Lives]:
    """Every arm of a scenario, on the same luck."""
    stages = [staged(scenario, arm, seed, {}) for arm in scenario.arms]
    firsts = range(0, replicates, BLOCK)
    work = [(stage, first, min(BLOCK, replicates - first)) for stage in stages for first in firsts]
    totals = {stage.arm.name: ArmTotals(stage.arm, stage.scenario, stage.names) for stage in stages}
    counts: dict[str, list[Counts]] = {name: [] for name in totals}
    for done, (stage, first, block) in enumerate(blocks_in_order(work, seed, cpu_count() or 1), start=1):
        totals[stage.arm.name].fold(first, block, outcomes(stage, block))
        counts[stage.arm.name].append(block.lives[:, RELATIONSHIP].sum(axis=1))
        report(done * BLOCK, len(work) * BLOCK)
    return {name: Lives(np.concatenate(counts[name]), one.life_table()) for name, one in totals.items()}


def measured(counts: Counts, months: int) -> dict[tuple[str, str], Interval]:
    """What a world says to each claim, by claim and estimate; the mean over replicates and its interval."""
    later = hazard_between(counts, 5 * YEAR, months).less(hazard_between(counts, 0, YEAR))
    found: dict[tuple[str, str], Interval] = {}
    for key, age, most in (("ended_1_year", YEAR, YEAR), ("ended_5_years", 5 * YEAR, 5 * YEAR - 1)):
        known = age <= months
        found[key, ESTIMATES[0]] = mean_interval(ended_by(counts, age)) if known else UNKNOWN
        found[key, ESTIMATES[1]] = mean_interval(observed_up_to(counts, most)) if known else UNKNOWN
    return {**found, ("hazard_falls", ""): later.interval()}


def survival(name: str, lives: Lives) -> pd.DataFrame:
    """Kaplan-Meier by age in months, pooled over replicates, with Greenwood's interval."""
    found = survival_curve(lives.table, name, "relationship").reset_index().assign(arm=name)
    columns = {"age": "months", "survival": "mean"}
    return found.rename(columns=columns)[["arm", "months", "mean", "low", "high", "at_risk"]]


def shape(months: int) -> pd.DataFrame:
    """The published shape by age in months."""
    ages = np.arange(months + 1)
    alive = shape_at(ages / YEAR)
    return pd.DataFrame({"arm": PUBLISHED, "months": ages, "mean": alive, "low": alive, "high": alive})


def shape_at(years: Values) -> Values:
    """The share that lives on after so many years in the published shape."""
    return np.sum([share * yearly**years for share, yearly in SHAPE], axis=0)


def hazards(name: str, counts: Counts, months: int) -> pd.DataFrame:
    """Chance a month of ending by year of age, and in the published shape."""
    ages = range(YEAR, months + 1, YEAR)
    found = [hazard_between(counts, age - YEAR, age).interval() for age in ages]
    years = np.array(ages, dtype=float) / YEAR
    table = pd.DataFrame(found, columns=list(Interval._fields)).assign(arm=name, year=years)
    return table.assign(shape=1.0 - (shape_at(years) / shape_at(years - 1)) ** (1.0 / YEAR))


def spells(name: str, counts: Counts) -> dict[str, Any]:
    """How many relationships an arm had, and how many of them lived when the run ended."""
    about = {"arm": name, "replicates": len(counts), "relationships": int(counts.sum())}
    return {**about, "ended": int(counts[:, :, 0].sum()), "censored": int(counts[:, :, 1].sum())}
