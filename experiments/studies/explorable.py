"""Both postures at every point of a coarse grid, and one page with sliders over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.terminal import warn_of_failures
from sim.ensemble import run_ensemble
from sim.measures.grid import OURS, RIGID, THEM, Levels, curves_of, differences_of, played_arms
from sim.report.explorable import AXES, Facts, page
from sim.scenario import Population, Scenario
from sim.spelling import ConfigError

if TYPE_CHECKING:
    from experiments.study import Study

PRINCIPAL, CURVES, PAGE = "differences", "curves", "explorable.html"
FEWEST = 12
"""Months that a curve of years needs."""


def check(study: Study) -> None:
    """Refuse arms of one's own, a run shorter than a year, and strategies that are not there."""
    scenario, settings = study.scenario, study.settings
    if settings.explorable is None:
        raise ConfigError("`study: explorable` needs its levels: `explorable.trust` and three more")
    if scenario.arms or scenario.population != Population():
        given = "arms" if scenario.arms else "population"
        raise ConfigError(
            f"`{given}` has no effect here: the two postures are its arms, with opportunists or not"
        )
    if scenario.market.months < FEWEST:
        raise ConfigError(
            f"`market.months` is {scenario.market.months}, but curves by year need {FEWEST} at least"
        )
    if settings.replicates < 2:
        raise ConfigError(f"`replicates` is {settings.replicates}, but intervals need 2 at least")
    for name, levels in levels_of(study).items():
        if not levels or sorted(set(levels)) != list(levels):
            raise ConfigError(f"`explorable.{name}` must be levels that rise, one at least")
    for name in (RIGID, OURS, THEM):
        if name not in scenario.strategies:
            raise ConfigError(f"`strategies` lacks `{name}`, which this study plays")


def levels_of(study: Study) -> Levels:
    """Axis → its levels."""
    return {name: list(getattr(study.settings.explorable, name)) for name in AXES}


def play(study: Study, report: Callable[[int, int], None]) -> dict[str, pd.DataFrame]:
    """`differences` and `curves` at every point; `map`: differences where honesty is the scenario's own."""
    settings, levels = study.settings, levels_of(study)
    curves, differences = [], []
    for place, trust in enumerate(levels["trust"]):
        arms = tuple(played_arms(levels, trust))
        here = len(arms) * settings.replicates
        result = run_ensemble(
            replace(study.scenario, arms=arms), replicates=settings.replicates, seed=settings.seed,
            threads=settings.engine.workers, block=settings.engine.block,
            progress=lambda now, _, before=place * here, each=here: report(
                before + now, each * len(levels["trust"])
            ),
        )  # fmt: skip
        warn_of_failures(result.replicates)
        curves.append(curves_of(result, levels, trust))
        differences.append(differences_of(result, levels, trust))
    found = pd.concat(differences, ignore_index=True)
    honesty = levels["honesty"][own_levels(study.scenario, levels)["honesty"]]
    own = found[found["honesty"] == honesty].reset_index(drop=True)
    return {PRINCIPAL: found, CURVES: pd.concat(curves, ignore_index=True), "map": own}


def own_levels(scenario: Scenario, levels: Levels) -> dict[str, int]:
    """Where the sliders stand at first: the levels nearest to the scenario's own."""
    own = {
        "trust": scenario.trust.prior, "honesty": scenario.strategies[OURS].honesty,
        "volatility": scenario.shocks.misfit_sd, "opportunists": 0.0,
    }  # fmt: skip
    return {
        name: min(range(len(found)), key=lambda place: abs(found[place] - own[name]))
        for name, found in levels.items()
    }


def files(study: Study, tables: Mapping[str, pd.DataFrame], words: Mapping[str, Any], folder: Path) -> None:
    """The page with sliders."""
    levels = levels_of(study)
    said = [words["answer"], *words["findings"], *words["fails"]]
    own = own_levels(study.scenario, levels)
    facts = Facts(words["question"], " ".join(said), levels, own, words["caption"], study.scenario)
    (folder / PAGE).write_text(page(tables[CURVES], tables[PRINCIPAL], facts), "utf-8")
