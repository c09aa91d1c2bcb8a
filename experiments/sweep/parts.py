"""Parts of a sweep on disk: what is missing is what is to do.

A part is one arm at a slice of design points, over a range of replicates: one Parquet file. Its name is the
SHA-256 of all that decides its numbers but the range, and the range; so more replicates, another arm or a
killed run leave every part that is there as good as it was. A file is written beside its place, forced onto
the disk, and renamed: what bears a part's name is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.design import Points
from sim.jit import kernel_hash
from sim.provenance import canonical_json, meaning
from sim.scenario import Scenario

SCHEMA = 1
"""Raised when the columns of a part change their meaning."""
NAME = re.compile(r"([0-9a-f]{64})\.(\d+)-(\d+)\.parquet")
DRAFT = re.compile(r"\.(?P<host>.+)~(?P<process>\d+)~.*")
FAILED = ".failed.json"


@dataclass(frozen=True)
class Task:
    """A part that is still to be played; it knows all that it takes to play it, on any machine."""

    content: str  # SHA-256
    folder: str
    scenario: Scenario  # with the one arm
    points: Points
    seed: int
    first: int  # replicate
    count: int
    rules: str = field(default_factory=kernel_hash)  # of the driver

    @cached_property
    def key(self) -> str:
        """What names the part."""
        return f"{self.content}.{self.first}-{self.count}"

    @property
    def path(self) -> Path:
        """Where the part belongs."""
        return Path(self.folder) / f"{self.key}.parquet"

    @property
    def worlds(self) -> int:
        """Worlds that it stands for; some may be equal, and are played once."""
        return len(self.points) * self.count


def meaning_of(scenario: Scenario, seed: int) -> dict[str, Any]:
    """What decides the numbers of every part of an arm, beside its points."""
    return {"schema": SCHEMA, "rules": kernel_hash(), "scenario": meaning(scenario), "seed": seed}


def content_of(told: dict[str, Any], points: Points) -> str:
    """SHA-256 of the canonical JSON of all that decides the numbers of these points, but replicates."""
    return hashlib.sha256(canonical_json({**told, "points": points.meaning()}).encode()).hexdigest()


def ranges_stored(folder: Path) -> dict[str, list[tuple[int, int]]]:
    """Content → ranges of replicates (first, count) that lie in a folder, in order; whole files only."""
    stored: dict[str, list[tuple[int, int]]] = {}
    if not folder.is_dir():
        return stored
    for entry in os.scandir(folder):
        named = NAME.fullmatch(entry.name)
        if named and is_readable(Path(entry.path)):
            stored.setdefault(named[1], []).append((int(named[2]), int(named[3])))
    for ranges in stored.values():
        ranges.sort(key=lambda one: (one[0], -one[1]))
    return stored


def is_readable(path: Path) -> bool:
    """Whether a part ends as a Parquet file does; after a power cut it may not, and is played again."""
    try:
        with path.open("rb") as file:
            file.seek(-4, os.SEEK_END)
            return file.read(4) == b"PAR1"
    except OSError:
        return False


def ranges_to_play(stored: list[tuple[int, int]], replicates: int, most: int) -> Iterator[tuple[int, int]]:
    """The ranges (first, count ≤ most) that, with those stored, cover replicates 0 to `replicates`."""
    first = 0
    while first < replicates:
        here = [count for begin, count in stored if begin == first]
        if here:
            first += max(here)
            continue
        later = min((begin for begin, _ in stored if begin > first), default=replicates)
        count = min(most, later - first, replicates - first)
        yield first, count
        first += count


def ranges_used(stored: list[tuple[int, int]], replicates: int) -> Iterator[tuple[int, int]]:
    """The ranges, end to end, of which replicates 0 to `replicates` are read. Raises LookupError at a gap."""
    first = 0
    while first < replicates:
        here = [count for begin, count in stored if begin == first]
        if not here:
            raise LookupError(f"replicate {first} is missing")
        yield first, max(here)
        first += max(here)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even if the power fails."""
    draft = path.parent / f".{socket.gethostname()}~{os.getpid()}~{os.urandom(4).hex()}"
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_part(path: Path, columns: dict[str, Any]) -> None:
    """Write a part; the same numbers give the same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink, compression="zstd")
    write_whole(path, sink.getvalue().to_pybytes())
    failure_of(path).unlink(missing_ok=True)


def failure_of(path: Path) -> Path:
    """Where the failure of a part is told."""
    return path.with_name(path.name.removesuffix(".parquet") + FAILED)


def record_failure(task: Task, error: str, trace: str) -> None:
    """Tell beside the parts why one could not be played; where even that fails, the terminal tells it."""
    told = {
        "error": error,
        "replicates": [task.first, task.count],
        "points": len(task.points),
        "trace": trace,
    }
    with suppress(OSError):
        write_whole(failure_of(task.path), (json.dumps(told, indent=2) + "\n").encode())


def swept_away(folder: Path) -> None:
    """Remove the drafts that killed processes of this machine have left."""
    for entry in os.scandir(folder):
        named = DRAFT.fullmatch(entry.name)
        if named and named["host"] == socket.gethostname() and not _is_running(int(named["process"])):
            Path(entry.path).unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # someone else's
    return True


def read_part(folder: Path, content: str, first: int, count: int) -> pa.Table:
    """A part as it was written."""
    return pq.read_table(folder / f"{content}.{first}-{count}.parquet")


def in_order(tables: list[pa.Table], replicates: int) -> dict[str, np.ndarray[Any, Any]]:
    """The worlds of one slice and arm, by point and replicate; none beyond `replicates`."""
    whole = pa.concat_tables(tables)
    columns = {name: whole.column(name).to_numpy() for name in whole.column_names}
    kept = np.flatnonzero(columns["replicate"] < replicates)
    order = kept[np.lexsort((columns["replicate"][kept], columns["point"][kept]))]
    return {name: column[order] for name, column in columns.items()}
