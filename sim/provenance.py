"""What a result rests on: a hash of configuration and rules, the sources' state, all versions.

The hash names a results folder. It covers what can change a number or a label, and nothing else: no
path, no count of threads, no strategy that nobody plays.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.chances import content
from sim.fields import plain, settled
from sim.jit import sources_hash
from sim.scenario import GROUPS, Population, Scenario
from sim.spelling import ConfigError
from sim.variants import variant

SHORT = 12
MANIFEST = "manifest.json"
FILE = "network.file"
KEEPS = re.compile(r"strategies\.[^.]+\.keeps")
OURS = "wiifwe"
PACKAGES = (
    OURS, "numpy", "numba", "llvmlite", "pandas", "xarray", "pyarrow", "networkx", "mesa", "scipy",
    "hydra-core", "omegaconf",
)  # fmt: skip


def canonical_json(data: Any) -> str:
    """One text for one meaning: keys sorted, no spaces, numbers in full; nan is refused."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)


def rules_hash() -> str:
    """A hash of all of `sim/`'s sources: no rule can change without it."""
    return sources_hash()


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
        "rules": rules_hash() if rules is None else rules,
    }
    return hashlib.sha256(canonical_json(told).encode()).hexdigest()


def meaning(scenario: Scenario) -> dict[str, Any]:
    """The scenario as it will be played; where order has a meaning (arms, shares) a list."""
    told: dict[str, Any] = {group: settled(getattr(scenario, group)) for group in GROUPS}
    if scenario.network.file is not None:
        told["network"] |= {"file": _content(scenario.network.file)}
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
    keeps = told.get("keeps")
    return {**told, "keeps": content(keeps)} if keeps else told


def _settings(overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Overrides as plain data; a file's content stands for its path."""
    told = plain(dict(overrides))
    return told | dict(named_by(told))


def named_by(overrides: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Path of each setting that names a file → the content that it stands for."""
    for path, value in overrides.items():
        if path == FILE and value is not None:
            yield path, _content(value)
        elif KEEPS.fullmatch(path) and value:
            yield path, content(value)


def _content(file: str) -> str:
    """SHA-256 of a file."""
    with Path(file).open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _shares(population: Population) -> list[list[list[Any]]]:
    roles = (population.buyers, population.suppliers)
    return [[[name, float(value)] for name, value in shares.items()] for shares in roles]


def files_in(folder: Path) -> dict[str, str]:
    """Path within a folder → SHA-256 of the file there, for each but the manifest."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): _content(str(path)) for path in paths}


def check_unedited(folder: Path, names: Iterable[str] | None = None) -> None:
    """Compare what lies in a folder of results (all files, or those named) with what its manifest says.

    Raises:
        ConfigError: a file is missing, or is not the one that was stored.
    """
    manifest = folder / MANIFEST
    stored = json.loads(manifest.read_text("utf-8")).get("files", {}) if manifest.is_file() else {}
    for name in stored if names is None else names:
        there = (folder / name).is_file()
        if name not in stored or (there and _content(str(folder / name)) == stored[name]):
            continue
        wrong = "is not what was computed: it was edited, or damaged" if there else "is missing"
        raise ConfigError(f"`{name}` in {folder} {wrong}; `again=true` plays the study again")


def git_state() -> dict[str, Any]:
    """The commit of the sources, and whether they differ from it; nothing where there is no git."""
    commit = _git("rev-parse", "HEAD")
    if not commit:
        return {"commit": None, "dirty": None}
    changes = _git("status", "--porcelain", "--", "sim", "experiments", "configs")
    return {"commit": commit, "dirty": None if changes is None else bool(changes)}


def _git(*words: str) -> str | None:
    folder = Path(__file__).resolve().parent.parent
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def versions() -> dict[str, str]:
    """Versions of Python, of this project and of the libraries that touch the numbers."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found["sim" if package == OURS else package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def manifest(
    named: str,
    replicates: int,
    seed: int,
    extra: Mapping[str, Any] | None = None,
    *,
    wall_seconds: float | None = None,
) -> dict[str, Any]:
    """What a reader of results needs in order to trust them and to make them again; `named` is their hash."""
    return {
        "config_hash": named,
        "rules_hash": rules_hash(),
        "replicates": replicates,
        "seed": seed,
        "extra": plain(dict(extra or {})),
        "git": git_state(),
        "versions": versions(),
        "platform": {"system": platform.system(), "machine": platform.machine()},
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_seconds": wall_seconds,
    }
