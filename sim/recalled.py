"""What Hydra made of a command line, kept for the next process: to compose takes most of a second.

Only what our own configurations and the overrides determine is kept, in the user's cache, under a hash of
these, of our sources and of Hydra's version; never a refusal, nor what anything else had a part in.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.drafts import draft_in
from sim.jit import sources_hash, writable_home

KEPT = 256
"""Compositions at most; the oldest go."""
BRINGS_MORE = (".yaml", ".yml", "${", "://", "hydra")
"""What in an override may bring in a file or a folder, or what the surroundings say."""
OUR_PLUGIN = "wiifwe_sweeper.py"
STORED = {"hydra", "_dummy_empty_config_.yaml"}
"""What Hydra has in its store by itself."""


def place_of(texts: Sequence[str], configs: Path) -> Path | None:
    """Where what these overrides make is kept; None if more than they and our configurations decide it."""
    if any(sign in text for text in texts for sign in BRINGS_MORE) or _others_take_part():
        return None
    digest = hashlib.sha256()
    versions = [metadata.version(name) for name in ("hydra-core", "omegaconf")]
    for part in (sources_hash(), *versions, str(configs), *texts):
        digest.update(f"{len(part)} {part}".encode("utf-8", "surrogatepass"))
    for file in sorted(configs.rglob("*.yaml")):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(configs)} {len(content)} ".encode() + content)
    try:
        return writable_home() / ".composed" / f"{digest.hexdigest()[:32]}.json"
    except OSError:  # there is no place to write
        return None


def recall(place: Path) -> Any:
    """What lies there, if it is what was written; else None."""
    with contextlib.suppress(OSError, ValueError):
        checked, _, text = place.read_text("utf-8").partition("\n")
        if checked == _checked(text):
            return json.loads(text)
    return None


def remember(told: Any, place: Path) -> None:
    """Keep plain data, if it reads as the same again; where nothing can be written it is not kept."""
    try:
        text = json.dumps(told)
        if json.loads(text) != _listed(told):
            return
    except TypeError:
        return
    draft = draft_in(place.parent)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(f"{_checked(text)}\n{text}", "utf-8")
        draft.replace(place)
        for old in sorted(place.parent.iterdir(), key=lambda one: one.stat().st_mtime)[:-KEPT]:
            old.unlink()
    except OSError:  # no room, or another process was quicker
        with contextlib.suppress(OSError):
            draft.unlink()


def _checked(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _listed(told: Any) -> Any:
    """The same with lists for tuples."""
    if isinstance(told, dict):
        return {key: _listed(value) for key, value in told.items()}
    return [_listed(value) for value in told] if isinstance(told, list | tuple) else told


def _others_take_part() -> bool:
    """Whether Hydra has a plugin that is not ours, or this process has told it of configurations."""
    found = importlib.util.find_spec("hydra_plugins")
    places = found.submodule_search_locations if found is not None else None
    folders = [Path(place) for place in places or [] if Path(place).is_dir()]
    names = {one.name for folder in folders for one in folder.iterdir() if not one.name.startswith("_")}
    store = sys.modules.get("hydra.core.config_store")
    stored = set(store.ConfigStore.instance().repo) if store is not None else set()
    return bool(names - {OUR_PLUGIN} or stored - STORED)
