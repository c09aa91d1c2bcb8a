"""Results on disk: results/<experiment>/<hash>/, whole or not at all.

A run writes into a hidden sibling folder that takes its place when all is written, so that a
killed run leaves no half result. The hash is of configuration and rules: what lies there already
need not be played again.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from omegaconf import OmegaConf

from sim.drafts import draft_in, swept_away
from sim.handed import handed_over
from sim.meaning import content_of_file
from sim.provenance import MANIFEST, files_in, manifest_in
from sim.spelling import ConfigError

WORDS, CONFIG = "words.json", "config.yaml"
BROUGHT = "brought"
"""Folder of what was handed over in Python, beside the configuration that names it."""


def is_stored(folder: Path) -> bool:
    """Whether a whole result lies there."""
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


def write_configuration(told: Mapping[str, Any], folder: Path) -> None:
    """What was played, to be read and played again; what was handed over in Python is copied beside it."""
    told = kept_beside(dict(told), folder)
    text = OmegaConf.to_yaml(OmegaConf.create(dict(told)))
    (folder / CONFIG).write_text(f"# @package _global_\n{text}", encoding="utf-8")


def kept_beside(told: Any, folder: Path) -> Any:
    """Plain data in which each file that was handed over is a copy in the folder, named from there."""
    if isinstance(told, Mapping):
        return {key: kept_beside(value, folder) for key, value in told.items()}
    if isinstance(told, list):
        return [kept_beside(value, folder) for value in told]
    name, colon, function = told.rpartition(".py:") if isinstance(told, str) else ("", "", "")
    file = Path(f"{name}.py" if colon else told) if isinstance(told, str) else None
    if file is None or not file.is_relative_to(handed_over()):
        return told
    copy = folder / BROUGHT / file.relative_to(handed_over())
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, copy)
    return copy.relative_to(folder).as_posix() + (f":{function}" if colon else "")


def write_manifest(told: Mapping[str, Any], folder: Path) -> None:
    """Written last: it holds the hash of every other file."""
    keep_manifest({**told, "files": files_in(folder)}, folder)


def keep_manifest(told: Mapping[str, Any], folder: Path) -> None:
    """The manifest is there whole or as it was."""
    draft = draft_in(folder)
    draft.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    draft.replace(folder / MANIFEST)


def write_words(told: Mapping[str, Any], folder: Path) -> None:
    """Question, finding, where it fails, caption: what the page of a result and the page of findings say."""
    (folder / WORDS).write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path, *, csv: bool) -> None:
    """Every table as Parquet, and as CSV too where that is wished."""
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
        if csv:
            table.to_csv(folder / f"{name}.csv", index=False)


def add_csv(folder: Path) -> None:
    """CSV beside every stored table that has none yet."""
    made: dict[str, str] = {}
    for path in sorted(folder.glob("*.parquet")):
        file = path.with_suffix(".csv")
        if not file.exists():
            draft = draft_in(folder)
            pd.read_parquet(path).to_csv(draft, index=False)
            draft.replace(file)
            made[file.name] = content_of_file(file)
    told = manifest_in(folder)
    if made and "files" in told:
        keep_manifest({**told, "files": told["files"] | made}, folder)


def stored(path: Path) -> pd.DataFrame:
    """A table that lies there."""
    return pd.read_parquet(path)


def words_of(folder: Path) -> dict[str, Any]:
    """What the study in a folder says."""
    return json.loads((folder / WORDS).read_text("utf-8"))
