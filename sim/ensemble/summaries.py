"""Rows that come block by block: kept in memory, or written to Parquet as they come.

A hundred thousand worlds leave a hundred thousand rows. Whoever needs no more of them than a file gives a
folder, and the memory that a run takes does not grow with its replicates.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

GROUP = 4096
"""Rows that are put into columns together; in memory at least."""


class Rows(Protocol):
    """Where rows go."""

    def open(self) -> None:
        """Rows will come."""
        ...

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Take the rows of a block; blocks come in order."""
        ...

    def table(self) -> pd.DataFrame:
        """All rows kept in memory, in the order in which they came; what was written is not among them."""
        ...

    def end(self) -> None:
        """No more rows come."""
        ...

    def close(self) -> None:
        """They are whole, as are all others that came with them."""
        ...

    def drop(self) -> None:
        """Not all rows came: nothing is left of them."""
        ...


class Kept:
    """Rows in memory, a column an array."""

    def __init__(self) -> None:
        self.parts: list[pd.DataFrame] = []
        self.waiting: list[dict[str, Any]] = []

    def open(self) -> None:
        """Nothing is needed."""

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Keep the rows of a block; many small tables would take more than few great ones."""
        self.waiting += rows
        if len(self.waiting) >= GROUP:
            self.end()

    def table(self) -> pd.DataFrame:
        """All rows."""
        import pandas as pd

        return pd.concat(self.parts, ignore_index=True) if self.parts else pd.DataFrame()

    def close(self) -> None:
        """Nothing is left to do."""

    def end(self) -> None:
        """Make a table of what waits."""
        import pandas as pd

        if self.waiting:
            self.parts.append(pd.DataFrame(self.waiting))
            self.waiting = []

    def drop(self) -> None:
        """Forget them."""
        self.parts, self.waiting = [], []


class Filed:
    """Rows in a Parquet file, which stands whole only once all have come."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.draft = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
        self.waiting: list[dict[str, Any]] = []
        self.schema: pa.Schema | None = None
        self.writer: Any = None

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Write, once enough rows have come to be worth a row group."""
        self.waiting += rows
        while len(self.waiting) >= GROUP:
            self.write()

    def write(self) -> None:
        """Write a group of what waits; the columns are those of the first rows."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self.waiting:
            return
        group = pa.Table.from_pylist(self.waiting[:GROUP], schema=self.schema)
        if self.writer is None:
            self.schema = group.schema
            self.writer = pq.ParquetWriter(self.draft, self.schema)
        self.writer.write_table(group)
        self.waiting = self.waiting[GROUP:]

    def table(self) -> pd.DataFrame:
        """The columns, without a row: rows are read from the file."""
        import pandas as pd

        if self.schema is None:
            return pd.DataFrame()
        return self.schema.empty_table().to_pandas()

    def open(self) -> None:
        """Make folder and draft, so that what cannot be written is known before anything is played."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.draft.touch()

    def end(self) -> None:
        """Write the rest."""
        self.write()
        if self.writer is not None:
            self.writer.close()

    def close(self) -> None:
        """Only now does the file have its name."""
        if self.writer is not None:
            self.draft.replace(self.path)
        self.draft.unlink(missing_ok=True)

    def drop(self) -> None:
        """Remove the draft; a file of an earlier run stays as it is."""
        self.waiting = []
        try:
            if self.writer is not None:
                self.writer.close()
        finally:
            self.draft.unlink(missing_ok=True)
