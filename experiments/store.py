"""Results on disk: results/<experiment>/<hash>/, whole or not at all.

A run writes into a hidden sibling folder that takes its place when all is written, so that a
killed run leaves no half result. The hash is of configuration and rules: what lies there already
need not be played again.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from omegaconf import OmegaConf

from experiments.drafts import draft_in, swept_away
from experiments.settings import AUTO, Settings
from experiments.studies import SWEEP, sources_of
from sim.config import to_mapping
from sim.design import design_from
from sim.fields import plain
from sim.provenance import SHORT, brought, config_hash
from sim.scenario import Scenario
from sim.spelling import ConfigError

MANIFEST, WORDS, CONFIG = "manifest.json", "words.json", "config.yaml"


@dataclass(frozen=True)
class Study:
    """A scenario and what it is played with."""

    settings: Settings
    scenario: Scenario

    def mapping(self) -> dict[str, Any]:
        """Everything that was set, to be read and to be played again."""
        settings = self.settings
        replicates = settings.replicates if settings.precision is None else AUTO
        told = {"name": settings.name, "replicates": replicates, "seed": settings.seed, **settings.meaning()}
        if settings.design is not None:
            told["design"] = plain(settings.design.given)  # a table by its path, not by its content
        return {**told, **to_mapping(self.scenario)}


def study_hash(study: Study) -> str:
    settings = study.settings
    meaning = settings.meaning()
    if settings.design is not None and settings.study == SWEEP:
        design = design_from(settings.design.given, study.scenario, settings.design.source)
        levels = (overrides for axis in design.axes for overrides in axis.levels.values())
        beyond = brought(study.scenario, levels)
        meaning |= {"brought": beyond} if beyond else {}
    if settings.study == SWEEP and (settings.sweep.analysis or "").endswith(".py"):
        meaning["sweep"] |= {"analysis": None}  # its content counts, not where it lies
    meaning["sources"] = sources_of(settings)  # facts, bounds, measures and words are part of what was asked
    return config_hash(study.scenario, settings.replicates, settings.seed, meaning)


def folder_of(study: Study) -> Path:
    """Where the results of this study belong."""
    return Path(study.settings.results) / study.settings.name / study_hash(study)[:SHORT]


def is_stored(folder: Path) -> bool:
    return (folder / MANIFEST).is_file()


@contextmanager
def written(folder: Path, asked_by: str = "results") -> Iterator[Path]:
    """A folder to write into; it becomes `folder` when the block ends well, else it vanishes.

    What killed processes of this machine have left beside it vanishes too.
    """
    draft = draft_in(folder.parent, folder.name)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        swept_away(folder.parent)
        draft.mkdir()
    except OSError as error:
        wrong = f"`{asked_by}`: {str(folder.parent)!r} cannot be written"
        raise ConfigError(f"{wrong}: {error.strerror}") from error
    try:
        yield draft
        if folder.exists():
            old = draft_in(folder.parent, folder.name)
            folder.rename(old)
            draft.rename(folder)
            shutil.rmtree(old)
        else:
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_configuration(study: Study, folder: Path) -> None:
    text = OmegaConf.to_yaml(OmegaConf.create(study.mapping()))
    (folder / CONFIG).write_text(f"# @package _global_\n{text}", encoding="utf-8")


def write_manifest(told: Mapping[str, Any], folder: Path) -> None:
    text = json.dumps(told, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def write_words(told: Mapping[str, Any], folder: Path) -> None:
    """Question, finding, where it fails, caption: what the page of a result and the page of findings say."""
    (folder / WORDS).write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path, *, csv: bool) -> None:
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
        if csv:
            table.to_csv(folder / f"{name}.csv", index=False)


def add_csv(folder: Path) -> None:
    """CSV beside every stored table that has none yet."""
    for path in sorted(folder.glob("*.parquet")):
        if not path.with_suffix(".csv").exists():
            pd.read_parquet(path).to_csv(path.with_suffix(".csv"), index=False)


def stored(path: Path) -> pd.DataFrame:
    return pd.read_parquet(path)


def words_of(folder: Path) -> dict[str, Any]:
    """What the study in a folder says."""
    return json.loads((folder / WORDS).read_text("utf-8"))
