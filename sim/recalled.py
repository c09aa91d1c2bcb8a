"""What Hydra made of a command line, kept for the next process: to compose takes most of a second.

Only what our own configurations and the overrides determine is kept, under a hash of these, of our sources
and of Hydra's version; never a refusal, nor what a folder or a file of the user's had a part in.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.drafts import draft_in
from sim.jit import sources_hash, writable_home

KEPT = 256
"""Compositions at most; the oldest go."""
BRINGS_MORE = (".yaml", ".yml", "${")
"""What in an override may bring in a file, or what the surroundings say."""
GROUPS = ("strategies", "experiment")
"""What another program may have stored with Hydra that we would compose too."""


def place_of(texts: Sequence[str], configs: Path) -> Path | None:
    """Where what these overrides make is kept; None if more than they and our configurations decide it."""
    if any(sign in text for text in texts for sign in BRINGS_MORE) or _is_stored_by_others():
        return None
    digest = hashlib.sha256()
    versions = [metadata.version(name) for name in ("hydra-core", "omegaconf")]
    for part in (sources_hash(), *versions, *_plugins(), str(configs), *texts):
        digest.update(f"{len(part)} {part}".encode())
    for file in sorted(configs.rglob("*.yaml")):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(configs)} {len(content)} ".encode() + content)
    return writable_home() / ".composed" / f"{digest.hexdigest()[:32]}.json"


def recall(place: Path) -> Any:
    """What lies there, or None."""
    with contextlib.suppress(OSError, ValueError):
        return json.loads(place.read_text("utf-8"))
    return None


def remember(told: Any, place: Path) -> None:
    """Keep plain data, if it reads as the same again; where nothing can be written it is not kept."""
    try:
        text = json.dumps(told)
        if _listed(told) != json.loads(text):
            return
    except TypeError:
        return
    with contextlib.suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        draft = draft_in(place.parent)
        draft.write_text(text, "utf-8")
        draft.replace(place)
        for old in sorted(place.parent.iterdir(), key=os.path.getmtime)[:-KEPT]:
            old.unlink()


def _listed(told: Any) -> Any:
    """The same with lists for tuples."""
    if isinstance(told, dict):
        return {key: _listed(value) for key, value in told.items()}
    return [_listed(value) for value in told] if isinstance(told, list | tuple) else told


def _plugins() -> list[str]:
    """What is installed that may change how Hydra composes, by name; nothing of it is loaded."""
    found = importlib.util.find_spec("hydra_plugins")
    places = found.submodule_search_locations if found is not None else None
    return sorted(one.name for place in places or [] for one in Path(place).iterdir())


def _is_stored_by_others() -> bool:
    """Whether this process has told Hydra of strategies or experiments of its own."""
    store = sys.modules.get("hydra.core.config_store")
    return store is not None and bool(set(GROUPS) & set(store.ConfigStore.instance().repo))
