"""What may be asked of figures, and a view. It loads nothing: runs ask before they play."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.fields import entries, plain
from sim.spelling import ConfigError, Source, advice, complaint, shown

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
CHANNELS = ("x", "y", "hue", "col", "row")


def said(default: str, meaning: str) -> Any:
    """A field of text, with what it means."""
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True)
class View:
    """One picture. `x`, `y`, `hue`, `col` and `row` name columns; "" where there is none.

    `where` keeps the rows in which a column holds this value, or one of these. `options` are of the kind.
    `title` and `caption` are given when it is drawn: what has to know its room reads them (`facets.frame`).
    """

    kind: str = field(metadata={"meaning": "kind of picture", "choices": tuple(KINDS)})
    table: str = field(metadata={"meaning": "table of the results that it draws"})
    x: str = said("", "column along the horizontal")
    y: str = said("", "column along the vertical")
    hue: str = said("", "column that tells colours apart")
    col: str = said("", "column with a panel for each of its values, side by side")
    row: str = said("", "column with a panel for each of its values, one below the other")
    value: str = said("mean", "column of what is drawn")
    label: str = said("", "what is drawn, in words and with its unit, along its axis")
    note: str = said("", "what a reader has to know to read it")
    where: Mapping[str, Any] = field(
        default_factory=dict[str, Any],
        metadata={"meaning": "rows that are drawn: those with this value, or one of these, in a column"},
    )
    options: Mapping[str, Any] = field(
        default_factory=dict[str, Any], metadata={"meaning": "wishes of this kind of picture alone"}
    )
    title: str = said("", "its finding; a study's words give it")
    caption: str = said("", "how the numbers were found; given when it is drawn")

    def chosen(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows that are drawn; where several values are wanted, in their order."""
        for column, wanted in self.where.items():
            listed = isinstance(wanted, Sequence) and not isinstance(wanted, str)
            several = list(wanted) if listed else [wanted]
            kept = table[table[column].isin(several)]
            ranks = kept[column].map(several.index)
            table = kept.loc[ranks.sort_values(kind="stable").index]
        return table.reset_index(drop=True)

    def drawable(self, table: pd.DataFrame | None) -> bool:
        """Whether there is anything to draw: a row, and something known along x."""
        return table is not None and bool(self.chosen(table)[self.x or table.columns[0]].notna().any())

    def check(self, name: str, table: pd.DataFrame) -> None:
        """Raise ConfigError for a column that the table lacks; `name` is the view's own."""
        for column in (*(getattr(self, channel) for channel in CHANNELS), *self.where):
            if column and column not in table:
                wrong = f"`views.{name}` names {column!r}, which is no column of `{self.table}`"
                raise ConfigError(f"{wrong}; {advice(column, map(str, table), 'there are')}")


def sparse(view: View) -> dict[str, Any]:
    """A view as it is written: what has its default is left out."""
    usual = plain(View("", ""))
    return {name: value for name, value in plain(view).items() if value != usual[name]}


def view_from(name: str, given: Any, source: Source) -> View:
    """One picture."""
    path, told = f"views.{name}", entries(given)
    if told is None or not {"kind", "table"} <= set(told):
        raise complaint(f"`{path}` must have `kind` and `table`, and columns", source, path)
    known = View.__dataclass_fields__
    for key, value in told.items():
        if key not in known:
            hint = advice(str(key), known, "fields are")
            raise complaint(f"`{path}.{key}` is not a field; {hint}", source, path)
        wanted = "a mapping" if key in ("where", "options") else "text"
        if (entries(value) is None) if wanted == "a mapping" else not isinstance(value, str):
            raise complaint(f"`{path}.{key}` is {shown(value)}, but must be {wanted}", source, path)
    if told["kind"] not in KINDS:
        hint = advice(str(told["kind"]), KINDS, "kinds are")
        raise complaint(f"`{path}.kind` is {shown(told['kind'])}; {hint}", source, path)
    return View(**{str(key): value for key, value in told.items()})
