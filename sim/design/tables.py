"""A design given as a table of points: CSV or Parquet, a column for each axis."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.errors import ParserWarning

from sim.design.axes import TABLE, Axis, level_name
from sim.design.axis import axis_from, in_slots, scaled_by_log, with_levels
from sim.design.paths import MIX
from sim.design.targets import Place, Target, fields_told, target_of, wording
from sim.fields import Slot
from sim.scenario import Scenario
from sim.spelling import Source, advice, complaint, listing, nearest, shown

Columns = dict[str, NDArray[Any]]
NUMBER = "point"
"""Column that numbers the points; a table may have it."""


def table_read(
    file: str, given: Mapping[str, Any], scenario: Scenario, source: Source
) -> tuple[tuple[Axis, ...], Columns]:
    """The axes of a table of points and its columns, as `Points` has them.

    Columns named by a parameter's path need no axis; axes keep the order of their columns.

    Raises:
        ConfigError: the file cannot be read, its columns are not the axes, or a cell is no value of its axis.
    """
    frame = _frame(file, source)
    names = [str(name) for name in frame.columns if name != NUMBER]
    missing = [str(name) for name in given if name not in names]
    if missing:
        hint = advice(missing[0], names, "columns are")
        raise complaint(f"`design.table` has no column `{missing[0]}`; {hint}", source, "design.table")
    for name in names:
        if name not in given and "." not in name and name != "population":
            meant = nearest(name, map(str, given))
            hint = f"did you mean `{meant}`?" if meant else f"axes are: {listing(map(str, given))}"
            what = f"`design.table` has the column `{name}`, which is no axis and no parameter's path"
            raise complaint(f"{what}; {hint}", source, "design.table")
    if not names or not len(frame):
        raise complaint(f"`design.table` is {file!r}, which holds no points", source, "design.table")
    axes, columns = [], Columns()
    for name in names:
        axis, columns[name] = _axis(name, given.get(name), frame[name], scenario, source)
        axes.append(axis)
    return tuple(axes), columns


def _frame(file: str, source: Source) -> pd.DataFrame:
    path, own = Path(file), "design.table"
    readers = {".csv": _csv, ".parquet": pd.read_parquet}
    if path.suffix not in readers:
        raise complaint(f"`{own}` is {file!r}, but must be a .csv or .parquet file", source, own)
    if not path.is_file():
        raise complaint(f"`{own}` is {file!r}, but there is no such file", source, own)
    try:
        return readers[path.suffix](path)
    except (ValueError, OSError) as error:
        reason = " ".join(f"{error}".split())
        raise complaint(f"`{own}` is {file!r}, which cannot be read: {reason}", source, own) from error


def _csv(path: Path) -> pd.DataFrame:
    """Numbers to the last digit, and no word taken for a missing value: `none` may be a level."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", ParserWarning)  # rows longer than the header would lose their ends
        try:
            return pd.read_csv(
                path, keep_default_na=False, float_precision="round_trip", skipinitialspace=True,
                index_col=False,
            )  # fmt: skip
        except ParserWarning as error:
            raise ValueError("its rows have more cells than its first line has names") from error


def _axis(
    name: str, given: Any, column: pd.Series, scenario: Scenario, source: Source
) -> tuple[Axis, NDArray[Any]]:
    """One column's axis and its values, or places among its levels."""
    where = Place(name, TABLE, scenario, source)
    told = fields_told(name, given, where)
    if "levels" in told or "values" in told:
        axis = axis_from(name, given, TABLE, scenario, source)
        return axis, _codes(axis, column, where)
    if "low" in told or "high" in told or "count" in told:
        axis_from(name, given, TABLE, scenario, source)  # says why it is of no use
    target = target_of(told, where)
    words = wording(told, target, where)
    if target.numeric and not _words_among(target, column):
        values = _numbers(column, where)
        low, high = float(values.min()), float(values.max())
        in_slots(low, "table", target, where)
        in_slots(high, "table", target, where)
        fractions = values[values != np.floor(values)] if target.whole else values[:0]
        if len(fractions):
            in_slots(float(fractions[0]), "table", target, where)
        log = scaled_by_log(told, low, "table", where)
        axis = Axis(name, target.paths, target.scales, {}, (), low, high, log, target.whole, *words)
        return axis, values
    names = _levels_in(column, where)[1]
    axis = with_levels([_value(target.slots[0], each) for each in names], target, words, where)
    return axis, _codes(axis, column, where)


def _words_among(target: Target, column: pd.Series) -> bool:
    """Whether a column of a parameter that may be null says `none` somewhere."""
    return any(slot.optional for slot in target.slots) and bool((column == "none").any())


def _levels_in(column: pd.Series, where: Place) -> tuple[NDArray[np.int64], list[str]]:
    """A column of words as places among its different words."""
    try:
        places, different = pd.factorize(column, use_na_sentinel=False)
    except TypeError as error:
        wanted = "but must hold words; write a list as `relational+rigid`"
        raise where.wrong(f"{where.field('table')} holds no plain values, {wanted}", "table") from error
    return places.astype(np.int64), [_word(cell) for cell in different]


def _word(cell: Any) -> str:
    return level_name(cell.item() if isinstance(cell, np.generic) else cell)


def _value(slot: Slot, name: str) -> Any:
    """The value that a level's name stands for: the reverse of `level_name`."""
    if slot is MIX:
        return name
    if name == "none" and slot.optional:
        return None
    if slot.listed:
        return name.split("+")
    if slot.kind is bool:
        return {"true": True, "false": False}.get(name.lower(), name)
    if slot.kind in (int, float):
        try:
            return float(name)
        except ValueError:
            return name
    return name


def _numbers(column: pd.Series, where: Place) -> NDArray[np.float64]:
    plain = column.dtype != bool
    values = (
        pd.to_numeric(column, errors="coerce").to_numpy(np.float64) if plain else np.full(len(column), np.nan)
    )
    wrong = np.flatnonzero(~np.isfinite(values))
    if len(wrong):
        cell = column.iloc[int(wrong[0])]
        told = shown(cell.item() if isinstance(cell, np.generic) else cell)
        wanted = "but must hold finite numbers"
        raise where.wrong(f"{where.field('table')} has {told} in row {wrong[0] + 1}, {wanted}", "table")
    return values + 0.0


def _codes(axis: Axis, column: pd.Series, where: Place) -> NDArray[np.int64]:
    known = list(axis.levels)
    places, names = _levels_in(column, where)
    for name in names:
        if name not in known:
            row = int(np.argmax(places == names.index(name))) + 1
            hint = advice(name, known, "levels are")
            raise where.wrong(f"{where.field('table')} has {name!r} in row {row}; {hint}", "table")
    return np.array([known.index(name) for name in names], dtype=np.int64)[places]
