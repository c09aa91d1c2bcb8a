"""A `design:` node into a checked `Design`, with errors that teach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.design.axes import KINDS, MORRIS, OF_SALIB, POWERS, SAMPLES, TABLE, Axis, Design
from sim.design.axis import axis_from
from sim.design.checks import check
from sim.design.tables import table_read
from sim.design.targets import entry
from sim.fields import checked, entries
from sim.scenario import Scenario
from sim.spelling import Source, advice, complaint, listing, shown

MOST_POINTS = 10**7
"""Their columns are held in memory."""

FIELDS = {
    "kind": entry(str, "how points are chosen", default="grid", choices=KINDS),
    "points": entry(int, "size of a sample; not for `grid` and `table`", low=1, high=MOST_POINTS),
    "seed": entry(
        int, "seed of the sample; it is not the seed of the worlds", default=1, low=0, high=2**32 - 1
    ),
    "levels": entry(int, "`morris` only: number of grid levels, even", default=4, low=2, high=1000),
    "table": entry(str, "`table` only: a CSV or Parquet file"),
    "axes": entry(Mapping, "what is varied, by name; a bare list is the values of an axis"),
}
"""What a design is written with; all of it may be null, which is as not given."""
KEYS = tuple(FIELDS)


def design_from(mapping: Mapping[str, Any], scenario: Scenario, source: Source) -> Design:
    """The design that a `design:` node describes, every value in it checked against this scenario.

    Raises:
        ConfigError: anything that could not be played at every point and in every arm.
    """
    told = _told(mapping, source)
    kind, seed, levels = (
        checked(FIELDS[key], told.get(key, FIELDS[key].told["default"]), f"design.{key}", source)
        for key in ("kind", "seed", "levels")
    )
    _fitting(told, kind, source)
    points = _size(told, kind, source)
    if levels % 2:
        raise complaint(f"`design.levels` is {levels}, but must be even", source, "design.levels")
    given = _axes(told.get("axes", {}), source)
    if kind == TABLE:
        file = checked(FIELDS["table"], told["table"], "design.table", source)
        axes, columns = table_read(file, given, scenario, source)
        design = Design(kind, axes, seed=seed, levels=levels, table=file, columns=columns)
    else:
        axes = tuple(axis_from(name, fields, kind, scenario, source) for name, fields in given.items())
        design = Design(kind, axes, points, seed, levels)
    _countable(design, source)
    check(design, scenario, source)
    return design


def _told(mapping: Any, source: Source) -> dict[str, Any]:
    """What was given; null is as not given, since a file cannot take back what another one said."""
    given = entries(mapping)
    if given is None:
        wanted = f"a design has fields of {', '.join(KEYS)}"
        raise complaint(f"`design` is {shown(mapping)}; {wanted}", source, "design")
    for key in given:
        if key not in KEYS:
            hint = advice(str(key), KEYS, "fields are")
            raise complaint(f"`design.{key}` is not a field; {hint}", source, f"design.{key}")
    return {key: value for key, value in given.items() if value is not None}


def _fitting(told: Mapping[str, Any], kind: str, source: Source) -> None:
    """Refuse settings that this kind has no use for, and miss those that it needs."""
    users: dict[str, Iterable[str]] = {"points": SAMPLES, "levels": (MORRIS,), "table": (TABLE,)}
    for key, kinds in users.items():
        if key in told and kind not in kinds:
            unused = f"`design.{key}` is {shown(told[key])}, but `design.kind` is {kind}"
            raise complaint(f"{unused}; `{key}` is of {listing(kinds)}", source, f"design.{key}")
        if key not in told and kind in kinds and key != "levels":
            raise complaint(
                f"`design.{key}` is missing; `design.kind: {kind}` needs it", source, "design.kind"
            )


def _size(told: Mapping[str, Any], kind: str, source: Source) -> int | None:
    if kind not in SAMPLES:
        return None
    own = "design.points"
    size: int = checked(FIELDS["points"], told["points"], own, source)
    if kind in POWERS and size & (size - 1):
        lower = 1 << (size.bit_length() - 1)
        reason = f"a {kind} sample is balanced only at powers of 2: {lower} or {2 * lower}"
        raise complaint(f"`{own}` is {size}, but {reason}", source, own)
    return size


def _axes(given: Any, source: Source) -> Mapping[str, Any]:
    named = entries(given)
    if named is None:
        wanted = "must map names of axes to what they vary"
        raise complaint(f"`design.axes` is {shown(given)}, but {wanted}", source, "design.axes")
    return named


def _countable(design: Design, source: Source) -> None:
    """Refuse a sample of nothing, and more points than fit."""
    if design.kind in SAMPLES and not design.axes:
        wanted = "a sample needs at least one axis"
        raise complaint(f"`design.axes` is empty, but {wanted}", source, "design.axes")
    count = points_of(design)
    if count > MOST_POINTS:
        sizes = " × ".join(f"{axis.name} {axis_size(axis):,}" for axis in design.axes)
        detail = f" ({sizes})" if design.kind not in SAMPLES else ""
        most = f"but at most {MOST_POINTS:,} fit"
        raise complaint(f"`design` has {count:,} points{detail}, {most}", source, "design")


def axis_size(axis: Axis) -> int:
    """How many values or levels a grid's axis has."""
    return len(axis.levels) if axis.categorical else len(axis.values)


def points_of(design: Design) -> int:
    """How many points the design has."""
    if design.kind == TABLE:
        return len(next(iter(design.columns.values())))
    if design.points is not None:
        blocks = {MORRIS: len(design.axes) + 1}.get(design.kind, len(design.axes) + 2)
        return design.points * (blocks if design.kind in OF_SALIB else 1)
    count = 1
    for axis in design.axes:
        count *= axis_size(axis)
    return count
