"""Hydra composes the same overrides among the same files once: a third of a second, a thousand times.

What is composed anew reads each file once, and copies nothing that nobody changes.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock


def surroundings() -> tuple[str, ...]:
    """All that a composition depends on beside its overrides: files, and what is stored beside them."""
    from hydra.core.config_store import ConfigStore
    from hydra.core.global_hydra import GlobalHydra

    entries = GlobalHydra.instance().config_loader().get_search_path().get_path()
    paths = [entry.path.removeprefix("file://") for entry in entries]
    places = [Path(path) for path in paths if "://" not in path]
    files = [file for place in places for file in sorted(place.rglob("*.y*ml"))]
    written = hashlib.sha256(b"".join(str(file).encode() + file.read_bytes() for file in files))
    return (*paths, written.hexdigest(), repr(ConfigStore.instance().repo))


@contextmanager
def composing_once(shared: Path) -> Iterator[None]:
    """Keep what is composed in this folder, and look there first."""
    from sim import composing

    shared.mkdir(exist_ok=True)
    compose: Callable[[Sequence[str]], tuple[dict[str, Any], Mapping[str, Any]]] = composing.composed

    def composed(texts: Sequence[str]) -> tuple[dict[str, Any], Mapping[str, Any]]:
        key = repr((*texts, *surroundings()))
        file = shared / hashlib.sha256(key.encode()).hexdigest()
        if not file.exists():
            draft = file.with_suffix(f".{os.getpid()}")
            draft.write_bytes(pickle.dumps(compose(texts)))  # a refusal is raised, and not kept
            draft.replace(file)
        return pickle.loads(file.read_bytes())

    with ExitStack() as patched:
        patched.enter_context(mock.patch.object(composing, "composed", composed))
        for place, name, quick in quicker():
            patched.enter_context(mock.patch.object(place, name, quick, create=True))
        yield


def quicker() -> Iterator[tuple[Any, str, Any]]:
    """Where Hydra does the same again and again: a place, a name, and what does it once."""
    from hydra.core.config_store import ConfigStore
    from omegaconf import OmegaConf

    # Hydra copies all that is stored for each composition, though the store hands out copies alone.
    yield ConfigStore, "__deepcopy__", lambda store, _: store
    load = OmegaConf.load

    @cache
    def read(text: str) -> bytes:
        return pickle.dumps(load(io.StringIO(text)))

    def loaded(file: Any) -> Any:
        if not isinstance(file, io.TextIOBase):
            return load(file)
        named: Any = file
        start = named.tell()
        try:
            return pickle.loads(read(named.read()))
        except Exception:  # told by the file's own name
            named.seek(start)
            return load(named)

    yield OmegaConf, "load", staticmethod(loaded)
