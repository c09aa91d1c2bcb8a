"""The kinds of study that the one entry can play; each is a module, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from experiments.settings import Settings
    from experiments.store import Study


class Kind(Protocol):
    """What a module of a kind of study offers."""

    def check(self, study: Study) -> None:
        """Raise ConfigError for what cannot be played, before anything is."""
        ...

    def play(self, study: Study, draft: Path, label: str) -> str:
        """Play, write tables into `draft` and figures into its `figures/`; the finding in words.

        `label` is the hash that names the results, for captions.
        """
        ...

    def show(self, folder: Path, *, stored: bool) -> None:
        """Print what `folder` holds; `stored`: it was not played just now."""
        ...


MODULES = {
    "comparison": "experiments.headline",
    "tournament": "experiments.tournament",
    "calibration": "experiments.calibration",
    "required_effect": "experiments.required_effect",
}


def kind_of(settings: Settings) -> Kind:
    """The module that plays the kind of study which the settings name."""
    return cast(Kind, import_module(MODULES[settings.study]))
