"""Parts joined into tables, slice by slice: every world, and by point the arms' levels and differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.dictionary import described
from sim.ensemble.outcomes import OUTCOMES, STATUS
from sim.measures.regions import gains, levels
from sim.sweeps.parts import in_order, ranges_stored, ranges_used, read_part
from sim.sweeps.plan import Pair, Plan

ROWS = 100_000
"""Rows in a group of a table that is written."""

MOST_ROWS = 500_000
"""Worlds held in memory at a time, unless a single point has more."""


class Growing:
    """A Parquet file that grows by tables, in groups of `ROWS` rows however many come at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer: pq.ParquetWriter | None = None
        self.waiting: list[pa.Table] = []
        self.rows = 0

    def __enter__(self) -> Growing:
        return self

    def __exit__(self, *_: object) -> None:
        if self.rows:
            self._write(self.rows)
        if self.writer is not None:
            self.writer.close()

    def add(self, table: pd.DataFrame) -> None:
        """Add rows."""
        arrow = pa.Table.from_pandas(table, preserve_index=False)
        self.waiting.append(described(arrow, self.path.stem))
        self.rows += len(table)
        while self.rows >= ROWS:
            self._write(ROWS)

    def _write(self, rows: int) -> None:
        whole = pa.concat_tables(self.waiting).combine_chunks()
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, whole.schema, compression="zstd")
        self.writer.write_table(whole.slice(0, rows), row_group_size=rows)
        self.rows -= rows
        self.waiting = [whole.slice(rows)] if self.rows else []


def worlds_by_slice(plan: Plan) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Some points at a time and their worlds, by point, arm, replicate, a slice in one piece or several.

    Raises:
        LookupError: a replicate was not played.
    """
    names = [arm.name for arm in plan.arms]
    stored = ranges_stored(plan.folder)
    each = max(1, MOST_ROWS // (len(plan.arms) * plan.replicates))
    for start, points in plan.slices():
        contents = plan.contents(points)
        for low in range(0, len(points), each):
            piece = (low, min(low + each, len(points)))
            wanted = None if piece == (0, len(points)) else piece
            arms = []
            for arm, content in zip(plan.arms, contents):
                ranges = ranges_used(stored.get(content, []), plan.replicates)
                read = [read_part(plan.folder, content, first, count, wanted) for first, count in ranges]
                columns: dict[str, Any] = in_order(read, plan.replicates)
                columns["point"] = columns["point"] + np.int32(start)
                columns["status"] = pd.Categorical.from_codes(columns["status"], pd.Index(STATUS))
                of_arm = pd.Categorical([arm.name] * len(columns["point"]), pd.Index(names))
                arms.append(pd.DataFrame({"arm": of_arm, **columns}))
            joined = pd.concat(arms, ignore_index=True)
            joined = joined.sort_values("point", kind="stable", ignore_index=True)
            placed = points.part(*piece).table()
            placed["point"] += start + low
            yield placed, joined[["point", "arm", "replicate", "status", *OUTCOMES]]


def compacted(plan: Plan, pairs: Sequence[Pair], folder: Path) -> None:
    """Write `worlds`, `levels` and `gains` (of each pair) of a sweep whose parts are all there.

    The bytes depend on the sweep alone: not on how its parts were cut, or when they were played.
    """
    with ExitStack() as files:
        worlds, means, differences = (
            files.enter_context(Growing(folder / f"{name}.parquet")) for name in ("worlds", "levels", "gains")
        )
        names = [arm.name for arm in plan.arms]
        for points, slice_ in worlds_by_slice(plan):
            worlds.add(slice_)
            means.add(named(levels(slice_, points, OUTCOMES), names))
            found = [gains(slice_, points, treatment, baseline, OUTCOMES) for treatment, baseline in pairs]
            if found:
                joined = pd.concat(found, ignore_index=True)
                differences.add(named(joined.sort_values("point", kind="stable", ignore_index=True), names))


def named(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The table with its arms as categories: a name is stored once, not once a row."""
    columns = [column for column in ("arm", "baseline") if column in table]
    return table.astype({column: pd.CategoricalDtype(list(names)) for column in columns})
