"""What figures are drawn for where a caller says nothing else. It loads nothing: runs ask before play."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

KINDS = {
    "curve": "curve", "map": "map", "forest": "forest", "bars": "bars", "area": "bars",
    "survival": "survival", "plane": "plane", "network": "network", "life": "life", "carpet": "carpet",
    "theory": "theory", "spread": "spread",
}  # fmt: skip
"""Kind of view → the module of `sim.plots` that draws it, in a function of the kind's name."""
NAMES = ("page", "slide", "column", "none")
"""Sheets, as `sim.plots.sheets` has them; none: no figure is wanted."""
FORMATS = ("png", "svg", "pdf")


class Print(NamedTuple):
    """A sheet, and the formats of files."""

    sheet: str = "page"
    formats: tuple[str, ...] = ("png",)


USUAL = Print()
ASKED: ContextVar[Print] = ContextVar("ASKED", default=USUAL)


@contextmanager
def printing(sheet: str, formats: tuple[str, ...]) -> Iterator[None]:
    """Figures are drawn for this sheet and written in these formats, until the end."""
    before = ASKED.set(Print(sheet, formats))
    try:
        yield
    finally:
        ASKED.reset(before)


@dataclass(frozen=True)
class View:
    """One picture. `x`, `y`, `hue`, `col` and `row` name columns; "" where there is none.

    `where` keeps the rows in which a column holds this value, or one of these. `options` are of the kind.
    `title` and `caption` are given when it is drawn: what has to know its room reads them (`facets.frame`).
    """

    kind: str
    table: str
    x: str = ""
    y: str = ""
    hue: str = ""
    col: str = ""
    row: str = ""
    value: str = "mean"
    label: str = ""
    note: str = ""
    where: Mapping[str, Any] = field(default_factory=dict[str, Any])
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    title: str = ""
    caption: str = ""

    def chosen(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows that are drawn; where several values are wanted, in their order."""
        for column, wanted in self.where.items():
            several = (
                list(wanted) if isinstance(wanted, Sequence) and not isinstance(wanted, str) else [wanted]
            )
            kept = table[table[column].isin(several)]
            table = kept.sort_values(
                column, key=lambda own, order=several: own.map(order.index), kind="stable"
            )
        return table.reset_index(drop=True)
