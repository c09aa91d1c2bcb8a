"""The headline study: its arms on common luck, then where trust and honesty make WIIFWE pay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments import store, terminal
from experiments.settings import Asked, Settings, TrustMap
from sim.ensemble import Result, run_ensemble
from sim.scenario import Arm, Scenario
from sim.spelling import ConfigError

if TYPE_CHECKING:
    from experiments.store import Study

BASELINE = "wiifme_rigid"
TREATMENT = "wiifwe"
CORE = "core"
QUESTION = (
    "Does WIIFWE make more joint value than WIIFME, more for each party, and longer lives, and through what?"
)
PARTIES = ("joint", "buyer", "supplier")
SPELLS = 400
"""Replicates whose own life tables hazard ratios are made of, at most: they take room."""
TABLES = ("accounts", "series", "lifetables", "replicates", "firms")

Progress = Callable[[int, int], None]


def check(study: Study) -> None:
    """Refuse what cannot be played: a map, or a precision, without the arms that it compares."""
    check_map(study.scenario, study.settings.map)
    if study.settings.precision is not None and not is_comparable(study.scenario):
        compared = f"`replicates=auto` looks at the difference of `{TREATMENT}` and `{BASELINE}`"
        raise ConfigError(f"{compared}; an experiment without them needs a number")


def play(study: Study, draft: Path, label: str) -> str:
    """Play the arms and the map, write tables and figures; the finding in words."""
    from sim.measures.headline import failures, finding, headline_table

    scenario, settings = study.scenario, study.settings
    with terminal.progress_bar("worlds") as report:
        result = arms_played(scenario, settings, report, spells=SPELLS if is_comparable(scenario) else 0)
    terminal.warn_of_failures(result.replicates)
    tables = {name: getattr(result, name) for name in TABLES}
    tables["headline"] = headline_table(result)
    # Shown at once: the map and the figures take longer than the arms.
    terminal.show_arms(tables["headline"])
    with terminal.progress_bar("trust × honesty") as report:
        grid = map_played(scenario, settings, report)
    if grid is not None:
        tables["map"] = grid
    store.write_tables(tables, draft, csv=settings.csv)
    from sim.plots.headline import draw_all

    draw_all(result, grid, draft / "figures", settings.caption(label))
    if not is_comparable(scenario):
        return ""
    store.write_tables({"hazards": hazards(result)}, draft, csv=settings.csv)
    words = finding(result)
    store.write_words({"question": QUESTION, "finding": words, "failures": failures(result)}, draft)
    return words


def resolved(study: Study) -> Study:
    """The study with as many replicates as the difference between its two poles needs."""
    from experiments.sweep.precision import replicates_for

    poles = [arm for arm in study.scenario.arms if arm.name in (BASELINE, TREATMENT)]
    asked = replace(
        study,
        scenario=replace(study.scenario, arms=tuple(poles)),
        settings=replace(study.settings, design=Asked({}, "no design")),
    )
    replicates = replicates_for(asked, [(TREATMENT, BASELINE)])
    return replace(study, settings=replace(study.settings, replicates=replicates))


def show(folder: Path, *, stored: bool) -> None:
    """Print the finding and where all lies; before them the tables, unless they were shown when played."""
    if stored:
        terminal.show_arms(store.stored_table(folder))
    terminal.close(store.stored_finding(folder), folder, stored=stored)


def is_comparable(scenario: Scenario) -> bool:
    """Whether the two arms are there that the finding compares."""
    return {BASELINE, TREATMENT} <= {arm.name for arm in scenario.arms}


def hazards(result: Result) -> pd.DataFrame:
    """How much faster spells end than under WIIFME rigid: the core arms, by kind; Holm's p over the arms.

    A row for the whole of life (`first` and `last` empty), with log-rank and months lived, then one for each
    band of age, because hazards cross.
    """
    from sim.measures.hazards import comparable, hazard_ratios, ratios_by_age

    assert result.spells is not None
    every = [arm.name for arm in result.arms if arm.family == CORE]
    parts = []
    for kind in ("relationship", "buyer", "supplier"):
        core = comparable(result.spells, kind, every, BASELINE)
        if len(core) < 2:
            continue  # nothing of the kind lived a month, as in a market of one month
        parts.append(hazard_ratios(result.spells, kind, BASELINE, core).assign(kind=kind))
        for arm in core:
            if arm != BASELINE:
                bands = ratios_by_age(result.spells, kind, arm, BASELINE)
                parts.append(bands.assign(kind=kind, arm=arm))
    first = ["kind", "arm", "first", "last"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=first)
    return table[[*first, *(column for column in table if column not in first)]]


def arms_played(
    scenario: Scenario, settings: Settings, progress: Progress | None = None, spells: int = 0
) -> Result:
    """Every arm of the scenario."""
    engine = settings.engine
    return run_ensemble(
        scenario, replicates=settings.replicates, seed=settings.seed,
        threads=engine.workers, block=engine.block, progress=progress, spells=spells,
    )  # fmt: skip


def check_map(scenario: Scenario, grid: TrustMap | None) -> None:
    """Refuse a map of a scenario that lacks the arms to compare."""
    if grid is not None and not is_comparable(scenario):
        compared = f"`map` compares the arms `{TREATMENT}` and `{BASELINE}`"
        raise ConfigError(f"{compared}; an experiment without them needs `map=null`")


def map_scenario(scenario: Scenario, grid: TrustMap) -> Scenario:
    """One arm for each point of the grid; WIIFME has no honesty to vary: one for each trust."""
    arms = {arm.name: arm for arm in scenario.arms}
    points: list[Arm] = []
    for i, trust in enumerate(grid.trust):
        points.append(_point(arms[BASELINE], _baseline(i), {"trust.prior": trust}))
        for j, honesty in enumerate(grid.honesty):
            changes = {"trust.prior": trust, "strategies.wiifwe.honesty": honesty}
            points.append(_point(arms[TREATMENT], _treatment(i, j), changes))
    return replace(scenario, arms=tuple(points))


def _point(arm: Arm, name: str, changes: dict[str, float]) -> Arm:
    return replace(arm, name=name, overrides={**arm.overrides, **changes})


def _baseline(trust: int) -> str:
    return f"{BASELINE}_{trust}"


def _treatment(trust: int, honesty: int) -> str:
    return f"{TREATMENT}_{trust}_{honesty}"


def map_played(
    scenario: Scenario, settings: Settings, progress: Progress | None = None
) -> pd.DataFrame | None:
    """WIIFWE − WIIFME per buyer slot and month at each trust and honesty, paired."""
    grid = settings.map
    if grid is None:
        return None
    engine = settings.engine
    result = run_ensemble(
        map_scenario(scenario, grid), replicates=min(grid.replicates, settings.replicates),
        seed=settings.seed,
        threads=engine.workers, block=engine.block, progress=progress,
    )  # fmt: skip
    return map_table(result.replicates, grid.trust, grid.honesty)


def map_table(replicates: pd.DataFrame, trusts: Sequence[float], honesties: Sequence[float]) -> pd.DataFrame:
    """One row per point: trust, honesty; joint, buyer, supplier with _se; n sound pairs."""
    sound = replicates[replicates["status"] == "ok"]
    columns = [f"{party}_slot" for party in PARTIES]
    values = sound.set_index("replicate")[["arm", *columns]]
    rows = []
    for i, trust in enumerate(trusts):
        theirs = values.loc[values["arm"] == _baseline(i), columns]
        for j, honesty in enumerate(honesties):
            ours = values.loc[values["arm"] == _treatment(i, j), columns]
            pairs = (ours - theirs).dropna()
            row: dict[str, Any] = {"trust": trust, "honesty": honesty}
            for party, column in zip(PARTIES, columns, strict=True):
                row[party] = pairs[column].mean()
                row[f"{party}_se"] = pairs[column].sem() if len(pairs) > 1 else np.nan
            rows.append({**row, "n": len(pairs)})
    return pd.DataFrame(rows)
