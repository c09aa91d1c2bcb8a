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
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from sim.design import Points
from sim.drafts import draft_in
from sim.jit import kernel_hash
from sim.meaning import brought, canonical_json, meaning
from sim.scenario import Scenario

SCHEMA = 1
"""Raised when the columns of a part change their meaning."""
NAME = re.compile(r"([0-9a-f]{64})\.(\d+)-(\d+)\.parquet")
FAILED = ".failed.json"
FAILURE = re.compile(r"([0-9a-f]{64})\.(\d+)-(\d+)\.failed\.json")
GROUP = 20_000
"""Rows in a group of a part: whoever wants few of its points reads few of its rows."""


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
    sources: str = field(default_factory=lambda: sources())  # of the driver

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


@cache
def sources() -> str:
    """SHA-256 of what turns points into worlds and is no part of the kernel, name and content."""
    home = Path(__file__).parents[2]
    digest = hashlib.sha256()
    for name in ("sim/design/cells.py", "sim/design/paths.py", "sim/sweeps/work.py"):
        content = (home / name).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def meaning_of(scenario: Scenario, seed: int) -> dict[str, Any]:
    """What decides the numbers of every part of an arm, beside its points."""
    told = {"schema": SCHEMA, "rules": kernel_hash(), "sources": sources()}
    return {**told, "scenario": meaning(scenario), "seed": seed}


def content_of(told: dict[str, Any], points: Points, scenario: Scenario) -> str:
    """SHA-256 of the canonical JSON of all that decides the numbers of these points, but replicates.

    `told` is what `meaning_of` gives, `scenario` where names in the points' levels are looked up.
    """
    told = {**told, "points": points.meaning()}
    beyond = brought(scenario, points.overrides())
    if beyond:
        told["brought"] = beyond
    return hashlib.sha256(canonical_json(told).encode()).hexdigest()


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
        reach, _ = furthest(stored, first)
        if reach > first:
            first = reach
            continue
        later = min((begin for begin, _ in stored if begin > first), default=replicates)
        count = min(most, later - first, replicates - first)
        yield first, count
        first += count


def ranges_used(stored: list[tuple[int, int]], replicates: int) -> Iterator[tuple[int, int]]:
    """Ranges that together hold replicates 0 to `replicates`; two runs at once may leave some that overlap.

    Raises:
        LookupError: a replicate is in none.
    """
    first = 0
    while first < replicates:
        reach, range_ = furthest(stored, first)
        if reach <= first:
            raise LookupError(f"replicate {first} is missing")
        yield range_
        first = reach


def furthest(stored: list[tuple[int, int]], first: int) -> tuple[int, tuple[int, int]]:
    """How far the ranges reach that begin at `first` or before, and which of them reaches furthest."""
    known = ((begin + count, (begin, count)) for begin, count in stored if begin <= first)
    return max(known, default=(0, (0, 0)))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even if the power fails."""
    draft = draft_in(path.parent)
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
    pq.write_table(pa.table(columns), sink, compression="zstd", row_group_size=GROUP)
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


def forget_failures(folder: Path) -> None:
    """Remove what was told of failed parts whose replicates are all there by now, however they were cut."""
    told = [(Path(entry.path), FAILURE.fullmatch(entry.name)) for entry in os.scandir(folder)]
    told = [(path, named) for path, named in told if named]
    stored = ranges_stored(folder) if told else {}
    for path, named in told:
        first, stop = int(named[2]), int(named[2]) + int(named[3])
        gaps = ranges_to_play(stored.get(named[1], []), stop, stop)
        if not any(begin + count > first for begin, count in gaps):
            path.unlink(missing_ok=True)


def read_part(
    folder: Path, content: str, first: int, count: int, points: tuple[int, int] | None = None
) -> pa.Table:
    """A part as it was written, or of it the points from the first up to the second number."""
    wanted = None if points is None else (ds.field("point") >= points[0]) & (ds.field("point") < points[1])
    return pq.read_table(folder / f"{content}.{first}-{count}.parquet", filters=wanted)


def in_order(tables: list[pa.Table], replicates: int) -> dict[str, np.ndarray[Any, Any]]:
    """The worlds of one slice and arm, by point and replicate; each once, none beyond `replicates`."""
    whole = pa.concat_tables(tables)
    columns = {name: whole.column(name).to_numpy() for name in whole.column_names}
    kept = np.flatnonzero(columns["replicate"] < replicates)
    order = kept[np.lexsort((columns["replicate"][kept], columns["point"][kept]))]
    point, replicate = columns["point"][order], columns["replicate"][order]
    order = order[np.r_[True, (np.diff(point) != 0) | (np.diff(replicate) != 0)][: order.size]]
    return {name: column[order] for name, column in columns.items()}
