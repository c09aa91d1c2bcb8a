"""Hydra's way to what `-m` varies: a sweeper that plays the values as one design, not job by job.

Hydra takes sweepers from the namespace package `hydra_plugins` alone, so this file stands apart.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hydra.core.config_store import ConfigStore
from hydra.plugins.sweeper import Sweeper


@dataclass
class DesignSweeperConf:
    """`params`: values to vary beside those of the command line. `arms_chosen`: `arms=[…]` was among them."""

    _target_: str = "hydra_plugins.wiifwe_sweeper.DesignSweeper"
    params: dict[str, str] = field(default_factory=dict)
    arms_chosen: bool = False


ConfigStore.instance().store(group="hydra/sweeper", name="design", node=DesignSweeperConf, provider="wiifwe")


class DesignSweeper(Sweeper):
    """Plays what varies in one call (`experiments.multirun`)."""

    def __init__(self, params: Mapping[str, str] | None = None, *, arms_chosen: bool = False) -> None:
        self.params, self.arms_chosen = params or {}, arms_chosen

    def setup(self, **_: Any) -> None:
        """Nothing: neither launcher nor jobs are used."""

    def sweep(self, arguments: list[str]) -> Any:
        """Play the values of all arguments."""
        from experiments.multirun import play

        given = [f"{key}={value}" for key, value in self.params.items()]
        return play([*given, *arguments], arms_chosen=self.arms_chosen)
