"""Sweeps that were not played: a study's own design, with outcomes made up so that the answer is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.plans import plan_of
from experiments.study import Study, study_of
from experiments.words import spoken
from sim.loading import composed
from sim.measures.labelled import WORLDS, opened
from sim.sweeps.worlds import write_labels

Made = Callable[[pd.DataFrame, np.random.Generator], Mapping[str, Any]]
"""Worlds (point, arm, replicate, every axis) and a source of noise → outcomes, a column each."""


class Told(NamedTuple):
    """What a study makes of a sweep."""

    study: Study
    tables: dict[str, pd.DataFrame]
    words: dict[str, Any]

    @property
    def text(self) -> str:
        """Everything it says."""
        lines = [
            self.words["answer"],
            *self.words["findings"],
            *self.words["fails"],
            *self.words["titles"].values(),
        ]
        return "\n".join(lines)


def asked_for(wishes: Sequence[str]) -> Study:
    """The study that a command line asks for, checked."""
    return study_of(composed(wishes))


def made(folder: Path, wishes: Sequence[str], outcomes: Made, seed: int) -> Told:
    """What the study says of worlds whose outcomes are made up by `outcomes`."""
    study = asked_for(wishes)
    plan = plan_of(study)
    table = plan.points.table()
    frames = [
        table.assign(arm=arm.name, replicate=replicate, status="ok")
        for arm in plan.arms
        for replicate in range(study.settings.replicates)
    ]
    worlds = pd.concat(frames, ignore_index=True).sort_values("point", kind="stable", ignore_index=True)
    made_up = outcomes(worlds, np.random.default_rng(seed))
    worlds = worlds.assign(**{name: np.broadcast_to(column, len(worlds)) for name, column in made_up.items()})
    folder.mkdir(parents=True, exist_ok=True)
    worlds[["point", "arm", "replicate", "status", *made_up]].to_parquet(folder / WORLDS, index=False)
    write_labels(plan, folder)
    tables = study.made.module.tables(opened(folder), study)
    return Told(study, tables, spoken(study, tables, dict(study.settings.views)))


def centred(noise: np.ndarray, alike: Sequence[pd.Series]) -> np.ndarray:
    """Noise that is 0 on average over the replicates of whatever is alike."""
    table = pd.Series(noise, index=alike[0].index)
    return (table - table.groupby(list(alike)).transform("mean")).to_numpy(float)
