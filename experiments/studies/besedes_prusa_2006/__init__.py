"""Besedeš & Prusa (2006): how long do trade relationships last, and do old ones end less often?

Populations and variations are arms (configs/experiment/besedes_prusa_2006.yaml).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.ensemble import Result, run_ensemble
from sim.measures.claims import claims_in, claims_table
from sim.measures.durations import Counts, Values, ended_by, hazard_between, observed_up_to
from sim.measures.inference import UNKNOWN, Interval, mean_interval
from sim.measures.survival import survival_curve

if TYPE_CHECKING:
    from experiments.study import Study

HERE = Path(__file__).parent
YEAR = 12
BASE, POPULATION = "wiifme", "population"
"""The arm that is varied, and the family of the arms that are compared with the facts."""
ESTIMATES = ("Kaplan–Meier", "length as observed")
SHAPE = ((0.30, 0.92), (0.70, 0.277))
"""Share and yearly survival of the two kinds of relationships whose mixture has the published shape."""
PUBLISHED = "published_shape"


def play(study: Study, report: Callable[[int, int], None]) -> dict[str, pd.DataFrame]:
    """`result`: facts by population; `survival`, `hazard`; `variations` by arm; `spells`, `claims`."""
    claims, many = claims_in(HERE), study.settings.replicates
    played = run_ensemble(
        study.scenario, replicates=many, seed=study.settings.seed, progress=report, spells=many
    )
    lives = {arm.name: counts_of(played, arm.name, many) for arm in played.arms}
    compared = [arm.name for arm in played.arms if arm.family == POPULATION]
    table = pd.DataFrame(
        claims[key].against(one, arm=arm, estimate=estimate)
        for arm, counts in lives.items()
        for (key, estimate), one in measured(counts, played.months).items()
    )
    among = table["arm"].isin(compared)
    varied = (~among | (table["arm"] == BASE)) & (table["estimate"] != ESTIMATES[1])
    curves = [survival(arm, played.lifetables) for arm in compared]
    return {
        "result": table[among].reset_index(drop=True),
        "variations": table[varied].reset_index(drop=True),
        "survival": pd.concat([*curves, shape(played.months)], ignore_index=True),
        "hazard": pd.concat([hazards(arm, lives[arm], played.months) for arm in compared], ignore_index=True),
        "spells": pd.DataFrame([spells(arm, counts) for arm, counts in lives.items()]),
        "claims": claims_table(claims),
    }


def counts_of(played: Result, arm: str, replicates: int) -> Counts:
    """How many relationships of an arm ended, and were alive at the end of the run, by replicate and age."""
    assert played.spells is not None
    rows = played.spells[(played.spells["arm"] == arm) & (played.spells["kind"] == "relationship")]
    counts = np.zeros((replicates, played.months + 1, 2), np.int64)
    counts[rows["replicate"], rows["age"]] = rows[["events", "censored"]]
    return counts


def measured(counts: Counts, months: int) -> dict[tuple[str, str], Interval]:
    """What a world says to each claim, by claim and estimate; the mean over replicates and its interval."""
    later = hazard_between(counts, 5 * YEAR, months).less(hazard_between(counts, 0, YEAR))
    found: dict[tuple[str, str], Interval] = {}
    for key, age, most in (("ended_1_year", YEAR, YEAR), ("ended_5_years", 5 * YEAR, 5 * YEAR - 1)):
        known = age <= months
        found[key, ESTIMATES[0]] = mean_interval(ended_by(counts, age)) if known else UNKNOWN
        found[key, ESTIMATES[1]] = mean_interval(observed_up_to(counts, most)) if known else UNKNOWN
    return {**found, ("hazard_falls", ""): later.interval()}


def survival(name: str, lifetables: pd.DataFrame) -> pd.DataFrame:
    """Kaplan-Meier by age in months, pooled over replicates, with Greenwood's interval."""
    found = survival_curve(lifetables, name, "relationship").reset_index().assign(arm=name)
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
