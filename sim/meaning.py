"""What a configuration means: the hash of all that its numbers depend on.

The hash names a results folder. It covers what can change a number or a label, and nothing else: no
path, no count of threads, no strategy that nobody plays.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sim.chances import FIELDS, content
from sim.fields import plain, settled
from sim.jit import sources_hash
from sim.scenario import GROUPS, Population, Scenario
from sim.variants import variant

SHORT = 12
FILES = ("network.file", "records.firms", "records.costs")
OWN = re.compile(rf"strategies\.[^.]+\.({'|'.join(FIELDS)})")


def canonical_json(data: Any) -> str:
    """One text for one meaning: keys sorted, no spaces, numbers in full; nan is refused."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)


def config_hash(
    scenario: Scenario,
    replicates: int,
    seed: int,
    extra: Mapping[str, Any] | None = None,
    rules: str | None = None,
    levels: Iterable[Mapping[str, Any]] = (),
) -> str:
    """SHA-256 of everything that the numbers of a run depend on; `levels` are those of a design."""
    beyond = brought(scenario, levels)
    told = {
        "scenario": meaning(scenario),
        "replicates": replicates,
        "seed": seed,
        "extra": plain(dict(extra or {})) | ({"brought": beyond} if beyond else {}),
        "rules": sources_hash() if rules is None else rules,
    }
    return hashlib.sha256(canonical_json(told).encode()).hexdigest()


def meaning(scenario: Scenario) -> dict[str, Any]:
    """The scenario as it will be played; where order has a meaning (arms, shares) a list."""
    told: dict[str, Any] = {group: settled(getattr(scenario, group)) for group in GROUPS}
    for path in FILES:
        group, _, name = path.partition(".")
        if told[group][name] is not None:
            told[group] |= {name: content_of_file(told[group][name])}
    if scenario.arms:
        told["arms"] = [
            [arm.name, arm.label, arm.family, _shares(arm.population), _settings(arm.overrides)]
            for arm in scenario.arms
        ]
        played = [arm.population for arm in scenario.arms]
    else:
        told["population"] = _shares(scenario.population)
        played = [scenario.population]
    told["strategies"] = {
        name: _played(scenario, name)
        for population in played
        for name in (*population.buyers, *population.suppliers)
    }
    return told


def brought(scenario: Scenario, levels: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What levels of a design (path → value) only name, and `meaning` may not hold: strategies, and files."""
    told: dict[str, Any] = {}
    for overrides in levels:
        people = overrides.get("population", ())
        for name in (people,) if isinstance(people, str) else tuple(people):
            told[f"strategies.{name}"] = _played(scenario, name)
        for path, found in named_by(overrides):
            told[f"{path} {overrides[path]}"] = found
    return told


def _played(scenario: Scenario, name: str) -> dict[str, Any]:
    """A strategy without its words, which move no number; a function's file stands for its place."""
    strategy = scenario.strategies.get(name) or variant(name, scenario.strategies)
    assert strategy is not None
    told = {**settled(strategy), "sentence": "", "source": ""}
    return told | {field: content(field, told[field]) for field in FIELDS if told[field]}


def _settings(overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Overrides as plain data; a file's content stands for its path."""
    told = plain(dict(overrides))
    return told | dict(named_by(told))


def named_by(overrides: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Path of each setting that names a file → the content that it stands for."""
    for path, value in overrides.items():
        if path in FILES and value is not None:
            yield path, content_of_file(value)
        elif (found := OWN.fullmatch(path)) and value:
            yield path, content(found[1], value)


def content_of_file(file: str | Path) -> str:
    """SHA-256 of a file."""
    with Path(file).open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _shares(population: Population) -> list[list[list[Any]]]:
    roles = (population.buyers, population.suppliers)
    return [[[name, float(value)] for name, value in shares.items()] for shares in roles]
