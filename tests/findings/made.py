"""Sweeps that were not played: a study's own design, with outcomes made up so that the answer is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.run import study_of
from experiments.store import Study
from experiments.sweep.reading import Played
from experiments.sweep.study import pairs_of
from sim.design import design_from, expanded
from sim.loading import checked_wishes, composition, hydra_home
from sim.measures.regions import gains, levels
from sim.worlds import arms_of

Made = Callable[[pd.DataFrame, np.random.Generator], Mapping[str, Any]]
"""Worlds (point, arm, replicate, every axis) and a source of noise → outcomes, a column each."""


def asked_for(wishes: Sequence[str]) -> Study:
    """The study that a command line asks for, checked."""
    with hydra_home():
        return study_of(composition([wish.text for wish in checked_wishes(list(wishes))]))


def made(folder: Path, wishes: Sequence[str], outcomes: Made, seed: int) -> Played:
    """A sweep as `wiifwe` would leave it in `folder`, its outcomes made up by `outcomes`."""
    study = asked_for(wishes)
    settings, scenario = study.settings, study.scenario
    assert settings.design is not None
    design = design_from(settings.design.given, scenario, settings.design.source)
    points, arms = expanded(design), arms_of(scenario)
    table = points.table()
    frames = [
        table.assign(arm=arm.name, replicate=replicate, status="ok")
        for arm in arms
        for replicate in range(settings.replicates)
    ]
    worlds = pd.concat(frames, ignore_index=True)
    made_up = outcomes(worlds, np.random.default_rng(seed))
    worlds = worlds.assign(**{name: np.broadcast_to(column, len(worlds)) for name, column in made_up.items()})
    names = list(made_up)
    folder.mkdir(parents=True, exist_ok=True)
    worlds[["point", "arm", "replicate", "status", *names]].to_parquet(folder / "worlds.parquet", index=False)
    levels(worlds, table, names).to_parquet(folder / "levels.parquet", index=False)
    pairs = pairs_of(study)
    if pairs:
        parts = [gains(worlds, table, *pair, names) for pair in pairs]
        pd.concat(parts, ignore_index=True).to_parquet(folder / "gains.parquet", index=False)
    return Played(folder, scenario, arms, design, points, settings.replicates, settings.seed)


def centred(noise: np.ndarray, alike: Sequence[pd.Series]) -> np.ndarray:
    """Noise that is 0 on average over the replicates of whatever is alike."""
    table = pd.Series(noise, index=alike[0].index)
    return (table - table.groupby(list(alike)).transform("mean")).to_numpy(float)


def drawn(folder: Path) -> list[str]:
    """The figures in a folder, each checked to hold something; and removed, so that the next draw shows."""
    paths = sorted(folder.glob("*.*"))
    assert all(path.stat().st_size > 1000 for path in paths)
    for path in paths:
        path.unlink()
    return [path.name for path in paths]
