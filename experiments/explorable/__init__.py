"""`study: explorable`: both postures at every point of a coarse grid, and one page with sliders over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments import store, terminal
from experiments.explorable.curves import curves_of, differences_of
from experiments.settings import Explorable
from sim.ensemble import run_ensemble
from sim.report.explorable import AXES, Facts, page, who_wins
from sim.scenario import Arm, Population, Scenario
from sim.spelling import ConfigError

if TYPE_CHECKING:
    from experiments.store import Study

PRINCIPAL = "differences"
CURVES, PAGE = "curves", "explorable.html"
QUESTION = "Who wins, and lives, as trust, honesty, volatility and the share of opportunists change?"
RIGID, OURS, THEM = "wiifme", "wiifwe", "opportunist_breaker"
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
    for name, levels in levels_of(settings.explorable).items():
        if not levels or sorted(set(levels)) != list(levels):
            raise ConfigError(f"`explorable.{name}` must be levels that rise, one at least")
    for name in (RIGID, OURS, THEM):
        if name not in scenario.strategies:
            raise ConfigError(f"`strategies` lacks `{name}`, which this study plays")


def levels_of(grid: Explorable) -> dict[str, tuple[float, ...]]:
    """Axis → its levels."""
    return {name: getattr(grid, name) for name in AXES}


def played_arms(grid: Explorable, trust: float) -> Iterator[Arm]:
    """Both postures at every other level; WIIFME has no honesty to vary."""
    for place, volatility in enumerate(grid.volatility):
        for number, share in enumerate(grid.opportunists):
            world = {"trust.prior": trust, "shocks.misfit_sd": volatility}
            yield Arm(f"rigid_{place}_{number}", mixed(RIGID, share), overrides=world)
            for which, honesty in enumerate(grid.honesty):
                own = {**world, f"strategies.{OURS}.honesty": honesty}
                yield Arm(f"ours_{place}_{number}_{which}", mixed(OURS, share), overrides=own)


def mixed(name: str, share: float) -> Population:
    """Firms of a posture, so great a share of them opportunists who break every promise."""
    held = {name: 1.0 - share, THEM: share} if share > 0.0 else {name: 1.0}
    return Population(held, held)


def play(study: Study, draft: Path, label: str) -> str:
    """Play every point, write tables and the page; who wins, in words."""
    settings, scenario = study.settings, study.scenario
    grid = settings.explorable
    assert grid is not None  # checked
    parts = list(played(study, grid))
    curves, differences = (pd.concat(tables, ignore_index=True) for tables in zip(*parts))
    store.write_tables({CURVES: curves, PRINCIPAL: differences}, draft, csv=settings.csv)
    levels = {name: list(found) for name, found in levels_of(grid).items()}
    words = who_wins(differences)
    facts = Facts(QUESTION, words, levels, own_levels(scenario, levels), settings.caption(label), scenario)
    (draft / PAGE).write_text(page(curves, differences, facts), "utf-8")
    store.write_words({"question": QUESTION, "finding": words, "failures": ""}, draft)
    return words


def played(study: Study, grid: Explorable) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """The curves and the differences at one level of trust after the other."""
    settings = study.settings
    with terminal.progress_bar("replicates") as report:
        done = 0
        for trust in grid.trust:
            arms = tuple(played_arms(grid, trust))
            here = len(arms) * settings.replicates
            result = run_ensemble(
                replace(study.scenario, arms=arms), replicates=settings.replicates, seed=settings.seed,
                threads=settings.engine.workers, block=settings.engine.block,
                progress=lambda now, _, before=done, each=here: report(before + now, each * len(grid.trust)),
            )  # fmt: skip
            done += here
            terminal.warn_of_failures(result.replicates)
            yield curves_of(result, grid, trust), differences_of(result, grid, trust)


def own_levels(scenario: Scenario, levels: Mapping[str, list[float]]) -> dict[str, int]:
    """Where the sliders stand at first: the levels nearest to the scenario's own."""
    own = {
        "trust": scenario.trust.prior, "honesty": scenario.strategies[OURS].honesty,
        "volatility": scenario.shocks.misfit_sd, "opportunists": 0.0,
    }  # fmt: skip
    return {
        name: min(range(len(found)), key=lambda place: abs(found[place] - own[name]))
        for name, found in levels.items()
    }


def show(folder: Path, *, stored: bool) -> None:
    """Print who wins, and where the page lies."""
    terminal.close(store.stored_finding(folder), folder / PAGE, stored=stored)
