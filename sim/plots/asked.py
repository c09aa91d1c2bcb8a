"""What may be asked of figures, and a view. It loads nothing: runs ask before they play."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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
            listed = isinstance(wanted, Sequence) and not isinstance(wanted, str)
            several = list(wanted) if listed else [wanted]
            kept = table[table[column].isin(several)]
            table = kept.sort_values(
                column, key=lambda own, order=several: own.map(order.index), kind="stable"
            )
        return table.reset_index(drop=True)
