"""Hydra's way to what `-m` varies: a sweeper that plays the values as one design, not job by job.

Hydra takes sweepers from the namespace package `hydra_plugins` alone, so this file stands apart from the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hydra.core.config_store import ConfigStore
from hydra.plugins.sweeper import Sweeper


@dataclass
class DesignSweeperConf:
    """What a file may set: values to vary beside those of the command line."""

    _target_: str = "hydra_plugins.wiifwe_sweeper.DesignSweeper"
    params: dict[str, str] | None = None


ConfigStore.instance().store(group="hydra/sweeper", name="design", node=DesignSweeperConf, provider="wiifwe")


class DesignSweeper(Sweeper):
    """Plays what varies in one call (`experiments.multirun`)."""

    def __init__(self, params: Mapping[str, str] | None = None) -> None:
        self.params = params or {}

    def setup(self, **_: Any) -> None:
        """Nothing: neither launcher nor jobs are used."""

    def sweep(self, arguments: list[str]) -> Any:
        """Play the values of all arguments."""
        from experiments.multirun import play

        return play([*(f"{key}={value}" for key, value in self.params.items()), *arguments])
