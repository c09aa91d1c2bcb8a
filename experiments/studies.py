"""The kinds of study that the one entry can play; each is a module, imported when it is asked for."""

from __future__ import annotations

import hashlib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from sim.spelling import ConfigError

if TYPE_CHECKING:
    from experiments.settings import Settings
    from experiments.store import Study


class IncompleteError(Exception):
    """Some of a study could not be played; what was is kept, and the same command tries the rest again."""


class Kind(Protocol):
    """What a module of a kind of study offers; `PRINCIPAL` names its main table, if not `headline`."""

    def check(self, study: Study) -> None:
        """Raise ConfigError for what cannot be played, before anything is."""
        ...

    def play(self, study: Study, draft: Path, label: str) -> str:
        """Play, write tables into `draft` and figures into its `figures/`; the finding in words.

        `label` is the hash that names the results, for captions.
        """
        ...

    def resolved(self, study: Study) -> Study:
        """The study with as many replicates as `replicates=auto` needs; only kinds that can tell have it."""
        ...

    def show(self, folder: Path, *, stored: bool) -> None:
        """Print what `folder` holds; `stored`: it was not played just now."""
        ...


MODULES = {
    "comparison": "experiments.headline",
    "sweep": "experiments.sweep.study",
    "tournament": "experiments.tournament",
    "calibration": "experiments.calibration",
    "required_effect": "experiments.required_effect",
    "explorable": "experiments.explorable",
    "lives": "experiments.lives",
}


def sources_of(settings: Settings) -> str:
    """SHA-256 of what a kind of study is made of beside `sim/`: its module or package, code and data."""
    spec = find_spec(MODULES[settings.study])
    assert spec is not None
    assert spec.origin is not None
    origin, home = Path(spec.origin), Path(__file__).parent
    paths = [origin] if origin.parent == home else [*origin.parent.iterdir()]
    if settings.study == "sweep":
        paths += [*(home / "findings").glob("*.py")]  # a script may use its neighbours
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.suffix in (".py", ".yaml") and path.name != "__main__.py":
            content = path.read_bytes()
            digest.update(f"{path.parent.name}/{path.name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def kind_of(settings: Settings) -> Kind:
    """The module that plays the kind of study which the settings name."""
    return cast(Kind, import_module(MODULES[settings.study]))


def checked_study(study: Study) -> Study:
    """The study, if it can be played. Raises ConfigError for the first thing that is in the way."""
    kind, settings = kind_of(study.settings), study.settings
    if settings.precision is not None and not hasattr(kind, "resolved"):
        raise ConfigError(f"`replicates` is 'auto', but `study: {settings.study}` needs a number")
    if settings.engine.kind != "local" and settings.study != "sweep":
        wrong = (
            f"`engine.kind` is {settings.engine.kind!r}, but `study: {settings.study}` plays on threads here"
        )
        raise ConfigError(f"{wrong}; sweeps take any engine, this one `engine=local`")
    kind.check(study)
    return study
