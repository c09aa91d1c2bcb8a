"""What a study is played with, beside its scenario: how often, on which luck, where results go."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.fields import plain, record
from sim.scenario import quantity
from sim.spelling import Source, complaint, shown

PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def _shares(default: tuple[float, ...], meaning: str) -> Any:
    told = {"meaning": meaning, "unit": "1", "low": 0.0, "high": 1.0, "symbol": "", "choices": ()}
    return field(default=default, metadata=told)


@dataclass(frozen=True)
class Engine:
    """How the machine is used; it changes no number."""

    threads: int | None = quantity(None, "threads; none: every core", low=1, high=4096)
    block: int | None = quantity(None, "worlds that a thread plays at a time", low=1, high=10**6)


@dataclass(frozen=True)
class TrustMap:
    """The grid of prior trust and honesty over which WIIFWE is compared with WIIFME."""

    trust: tuple[float, ...] = _shares((0.5,), "prior trust")
    honesty: tuple[float, ...] = _shares((0.9,), "honesty of `wiifwe`")
    replicates: int = quantity(
        40, "replicates at each point, but no more than of the arms", low=2, high=10**6
    )


@dataclass(frozen=True)
class Settings:
    """The keys of a configuration that are no part of the scenario."""

    name: str = quantity("world", "the experiment's name, which names its folder")
    replicates: int = quantity(200, "replicates of every arm", low=1, high=10**6)
    seed: int = quantity(1, "seed of all luck", low=0, high=2**32 - 1)
    results: str = quantity("results", "folder for results")
    again: bool = quantity(False, "play even if results exist")
    csv: bool = quantity(False, "write tables as CSV too")
    engine: Engine = field(default_factory=Engine)
    map: TrustMap | None = None

    def meaning(self) -> dict[str, Any]:
        """What of the settings, beside replicates and seed, the numbers depend on."""
        return {} if self.map is None else {"map": plain(self.map)}


def settings_from(mapping: Mapping[str, Any], source: Source) -> Settings:
    """The settings in a composed configuration, checked like any field."""
    flat = {key: value for key, value in mapping.items() if key not in ("engine", "map")}
    engine = record(Engine, mapping.get("engine", {}), "engine", source)
    grid = mapping.get("map")
    trust_map = None if grid is None else record(TrustMap, grid, "map", source)
    grouped = Settings(engine=engine, map=trust_map)
    settings = record(Settings, flat, "", source, based_on=grouped)
    if not PLAIN_NAME.fullmatch(settings.name):
        wanted = "must be letters, digits, `-` and `_`"
        raise complaint(f"`name` is {shown(settings.name)}, but {wanted}", source, "name")
    return settings
