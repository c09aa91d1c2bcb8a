"""A comparison: arms on common luck, what each makes, how long it lasts, who pays; the headline is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from experiments.plans import planned
from sim.ensemble import run_ensemble
from sim.measures.arms import MAIN_ARMS, arms_in
from sim.measures.comparison import (
    ends_by_age,
    hazard_table,
    leakage_parts,
    shares_by_month,
    trailing_values,
)
from sim.measures.effects import forest_table
from sim.measures.headline import alive_table, headline_shown, headline_table, refutations, tidy_parts
from sim.measures.story import carpet_table, meetings_table, monthly_payoffs, payback_table, survival_table
from sim.scenario import Scenario
from sim.spelling import ConfigError
from sim.sweeps.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from experiments.study import Pair, Study

PRINCIPAL = "headline"
BASELINE, TREATMENT, CORE = "wiifme_rigid", "wiifwe", "core"
SPELLS = 400
"""Replicates whose own life tables hazard ratios are made of, at most: they take room."""
ENSEMBLE = ("accounts", "series", "lifetables", "replicates", "firms")
RAW = (*ENSEMBLE, "values", "survival", "shares", "ends")
"""Tables that are too long to be published."""
SHOWN = MOST = 7
"""Arms that are drawn, where none of the main ones is played; and rows that the terminal shows."""


def check(study: Study) -> None:
    """Refuse a map, or a precision, without the arms that it compares."""
    if is_comparable(study.scenario):
        return
    compared = f"the arms `{TREATMENT}` and `{BASELINE}`"
    if study.settings.map is not None:
        raise ConfigError(f"`map` compares {compared}; an experiment without them needs `map=null`")
    if study.settings.precision is not None:
        raise ConfigError(f"`replicates=auto` looks at the difference of {compared}; give a number")


def is_comparable(scenario: Scenario) -> bool:
    """Whether both poles of the comparison are played."""
    return {BASELINE, TREATMENT} <= {arm.name for arm in scenario.arms}


def precisely(study: Study) -> tuple[Plan, list[Pair]]:
    """What `replicates=auto` looks at: a sweep of a single point, of the two poles."""
    poles = tuple(arm for arm in study.scenario.arms if arm.name in (BASELINE, TREATMENT))
    scenario = replace(study.scenario, arms=poles)
    return planned(study.settings, scenario, study.design, study.points), [(TREATMENT, BASELINE)]


def play(study: Study, report: Callable[[int, int], None]) -> Iterator[dict[str, pd.DataFrame]]:
    """`headline` at once; then raw tables of the ensemble, and what the pictures are drawn from."""
    compared, settings = is_comparable(study.scenario), study.settings
    result = run_ensemble(
        study.scenario, replicates=settings.replicates, seed=settings.seed, threads=settings.engine.workers,
        block=settings.engine.block, progress=report, spells=SPELLS if compared else 0,
    )  # fmt: skip
    arms = arms_in(result.replicates, MAIN_ARMS) or arms_in(result.replicates)[:SHOWN]
    yield {"headline": headline_table(result), "replicates": result.replicates}
    yield {name: getattr(result, name) for name in ENSEMBLE} | {
        "values": trailing_values(result.series, arms),
        "survival": survival_table(result, arms),
        "leakages": leakage_parts(result.accounts, arms),
        "ends": ends_by_age(result, arms),
        "shares": shares_by_month(result.accounts, arms),
    }
    if not compared:
        return
    monthly = monthly_payoffs(study.scenario, (BASELINE, TREATMENT), settings.replicates, settings.seed)
    assert result.spells is not None
    core = [arm.name for arm in result.arms if arm.family == CORE]
    yield {
        "alive": alive_table(result, TREATMENT, BASELINE),
        "refutations": refutations(result),
        "payback": payback_table(monthly, TREATMENT, BASELINE),
        "carpet": carpet_table(result, (BASELINE, TREATMENT)),
        "meetings": meetings_table(result.replicates),
        "parts": tidy_parts(forest_table(result)),
        "hazards": hazard_table(result.spells, core, BASELINE),
    }
    if settings.map is not None:
        from experiments.studies.trust_map import map_table  # on call: what reads sweeps is slow to import

        yield {"map": map_table(study, settings.map, report)}


def shown(tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, pd.DataFrame]]:
    """What each arm makes and how long it lasts; its difference from WIIFME rigid."""
    return headline_shown(tables[PRINCIPAL])
