"""What a result rests on, told beside it: hashes, the sources' state, all versions, and its own files."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.fields import plain
from sim.jit import sources_hash
from sim.meaning import content_of_file
from sim.spelling import ConfigError

MANIFEST = "manifest.json"
AGAIN = "`again=true` plays the study again"
OURS = "wiifwe"
PACKAGES = (
    OURS, "numpy", "numba", "llvmlite", "pandas", "xarray", "pyarrow", "networkx", "mesa", "scipy",
    "hydra-core", "omegaconf",
)  # fmt: skip


def files_in(folder: Path) -> dict[str, str]:
    """Path within a folder → SHA-256 of the file there, for each but the manifest."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): content_of_file(path) for path in paths}


def check_unedited(folder: Path, names: Iterable[str] | None = None) -> None:
    """Compare what lies in a folder of results (all files, or those named) with what its manifest says.

    A CSV that is gone is no loss, for it is made again. Results that were stored before files were hashed
    have nothing to be compared with.

    Raises:
        ConfigError: a file is missing, or is not the one that was stored.
    """
    stored = manifest_in(folder).get("files") or {}
    for name in stored if names is None else names:
        file = folder / name
        if name not in stored or (file.is_file() and content_of_file(file) == stored[name]):
            continue
        if file.suffix == ".csv" and not file.exists() and f"{file.stem}.parquet" in stored:
            continue
        wrong = "is not what was computed: it was edited, or damaged" if file.is_file() else "is missing"
        raise ConfigError(f"`{name}` in {folder} {wrong}; {AGAIN}")


def manifest_in(folder: Path) -> dict[str, Any]:
    """The manifest of stored results; empty where there is none. Raises ConfigError for a damaged one."""
    file = folder / MANIFEST
    if not file.is_file():
        return {}
    try:
        told = json.loads(file.read_text("utf-8"))
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise ConfigError(f"`{MANIFEST}` in {folder} cannot be read: it was edited, or damaged; {AGAIN}")
    return told


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
        "rules_hash": sources_hash(),
        "replicates": replicates,
        "seed": seed,
        "extra": plain(dict(extra or {})),
        "git": git_state(),
        "versions": versions(),
        "platform": {"system": platform.system(), "machine": platform.machine()},
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "wall_seconds": wall_seconds,
    }
