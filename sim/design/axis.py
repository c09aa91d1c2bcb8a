"""One entry of `design.axes` into a checked `Axis`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

from sim.design.axes import GRID, MORRIS, OF_SALIB, TABLE, Axis, level_name, spread
from sim.design.paths import override
from sim.design.targets import FIELDS, Place, Target, Words, fields_told, target_of, wording
from sim.fields import checked, entries
from sim.scenario import Scenario
from sim.spelling import Source, shown


def axis_from(name: Any, given: Any, kind: str, scenario: Scenario, source: Source) -> Axis:
    """The axis of this name; a bare list is its values."""
    where = Place(str(name), kind, scenario, source)
    told = fields_told(name, given, where)
    if "levels" in told:
        return _named_levels(told, where)
    target = target_of(told, where)
    words = wording(told, target, where)
    if "values" in told:
        return _of_values(told, target, words, where)
    if not target.numeric:
        allowed = next(slot for slot in target.slots if slot.listed or slot.kind in (bool, str)).allowed()
        raise where.wrong(f"`{where.own}` must have `values`, each {allowed}")
    return _of_range(told, target, words, where)


def _of_values(told: Mapping[str, Any], target: Target, words: Words, where: Place) -> Axis:
    given, own = told["values"], f"{where.own}.values"
    if not isinstance(given, list | tuple) or not given:
        raise where.wrong(f"`{own}` is {shown(given)}, but must be a list of values", "values")
    if target.numeric and all(isinstance(value, Real) and not isinstance(value, bool) for value in given):
        if where.kind == TABLE:
            raise where.wrong(f"`{own}` is of no use: the table holds the numbers", "values")
        return _of_numbers(told, given, target, words, where)
    if target.scales:
        odd = next(value for value in given if not isinstance(value, Real) or isinstance(value, bool))
        raise where.wrong(f"`{own}` holds {shown(odd)}, but a factor is a number", "values")
    if "scale" in told:
        raise where.wrong(f"`{where.own}.scale` is of numbers, but `values` are named levels", "scale")
    return with_levels(given, target, words, where)


def with_levels(given: Sequence[Any], target: Target, words: Words, where: Place) -> Axis:
    """A categorical axis: a level for each value, named after it."""
    own = f"{where.own}.values"
    levels: dict[str, dict[str, Any]] = {}
    for value in given:
        overrides = {path: override(where.scenario, path, value, own, where.source) for path in target.paths}
        if level_name(value) in levels:
            raise where.wrong(f"`{own}` holds {shown(value)} more than once", "values")
        levels[level_name(value)] = overrides
    return _categorical(levels, target.paths, words, where)


def _named_levels(told: Mapping[str, Any], where: Place) -> Axis:
    own, given = f"{where.own}.levels", entries(told["levels"])
    for key in ("values", "scale"):
        if key in told:
            raise where.wrong(f"`{where.own}` has `levels` and `{key}`, but must have one of them", key)
    if not given:
        wanted = "must map names of levels to overrides, like `calm: {shocks.misfit_sd: 0.05}`"
        raise where.wrong(f"`{own}` is {shown(told['levels'])}, but {wanted}", "levels")
    levels: dict[str, dict[str, Any]] = {}
    for name, overrides in given.items():
        inner = entries({} if overrides is None else overrides)
        if not isinstance(name, str):
            wanted = "a level's name is text; quote it"
            raise where.wrong(f"`{own}` has the name {shown(name)}; {wanted}", "levels")
        if inner is None:
            wanted = "must map paths to values, like `shocks.misfit_sd: 0.05`"
            raise where.wrong(f"`{own}.{name}` is {shown(overrides)}, but {wanted}", "levels")
        levels[name] = {
            str(path): override(where.scenario, str(path), value, f"{own}.{name}", where.source)
            for path, value in inner.items()
        }
    return _categorical(levels, (), wording(told, None, where), where)


def _categorical(
    levels: dict[str, dict[str, Any]], paths: tuple[str, ...], words: Words, where: Place
) -> Axis:
    if where.kind == MORRIS and len(levels) > 2:
        reason = "its levels have no order, and morris moves along one; use saltelli, which needs none"
        raise where.wrong(f"`{where.own}` has {len(levels)} levels, but {reason}")
    if where.kind in OF_SALIB and len(levels) < 2:
        raise where.wrong(f"`{where.own}` has a single level, so it can have no effect; leave it out")
    return Axis(where.name, paths, (), levels, (), 0.0, len(levels) - 1.0, False, False, *words)


def _number(told: Mapping[str, Any], key: str, where: Place) -> float:
    own = f"{where.own}.{key}"
    if key not in told:
        raise where.wrong(f"`{own}` is missing; an axis has `values`, or `low` and `high`", key)
    value = _finite(told[key])
    if value is None:
        raise where.wrong(f"`{own}` is {shown(told[key])}, but must be a number", key)
    return value


def _finite(value: Any) -> float | None:
    """The value where it is a number that a float can hold."""
    if not isinstance(value, Real) or isinstance(value, bool):
        return None
    try:
        real = float(value)
    except OverflowError:
        return None
    return real + 0.0 if math.isfinite(real) else None


def in_slots(value: float, key: str, target: Target, where: Place) -> None:
    """Refuse a number that one of the parameters cannot be; what is multiplied is checked arm by arm."""
    if target.scales:
        return
    for path, slot in zip(target.paths, target.slots):
        fitting = slot.within(value) and (slot.kind is not int or value.is_integer())
        if not fitting:
            number = int(value) if value.is_integer() else value
            wanted = f"but `{path}` must be {slot.allowed()}"
            raise where.wrong(f"{where.field(key)} has {shown(number)}, {wanted}", key)


def scaled_by_log(told: Mapping[str, Any], least: float, key: str, where: Place) -> bool:
    """Whether the axis is logarithmic; then all of it must be above 0."""
    log = checked(FIELDS["scale"], told.get("scale", "linear"), f"{where.own}.scale", where.source) == "log"
    if log and least <= 0.0:
        wanted = "but `scale: log` needs numbers above 0"
        raise where.wrong(f"{where.field(key)} has {least:g}, {wanted}", key)
    return log


def _of_numbers(
    told: Mapping[str, Any], given: Sequence[Any], target: Target, words: Words, where: Place
) -> Axis:
    own = f"{where.own}.values"
    values: dict[float, None] = {}
    for each in given:
        value = _finite(each)
        if value is None:
            raise where.wrong(f"`{own}` holds {shown(each)}, but must hold finite numbers", "values")
        if value in values:
            raise where.wrong(f"`{own}` holds {value:g} more than once", "values")
        values[value] = None
    low, high = min(values), max(values)
    for value in [low, high, *(value for value in values if target.whole and not value.is_integer())]:
        in_slots(value, "values", target, where)
    if where.kind in OF_SALIB and len(values) < 2:
        raise where.wrong(f"`{where.own}` has a single value, so it can have no effect; leave it out")
    log = scaled_by_log(told, low, "values", where)
    return Axis(
        where.name, target.paths, target.scales, {}, tuple(values), low, high, log, target.whole, *words
    )


def _of_range(told: Mapping[str, Any], target: Target, words: Words, where: Place) -> Axis:
    if where.kind == TABLE:
        raise where.wrong(f"`{where.own}` has `low`, but the table holds the numbers", "low")
    low, high = _number(told, "low", where), _number(told, "high", where)
    if low > high:
        raise where.wrong(f"`{where.own}.low` is {low:g}, but `high` is {high:g}", "low")
    if where.kind in OF_SALIB and low == high:
        raise where.wrong(
            f"`{where.own}` runs from {low:g} to {high:g}, so it can have no effect; leave it out"
        )
    in_slots(low, "low", target, where)
    in_slots(high, "high", target, where)
    log = scaled_by_log(told, low, "low", where)
    values: tuple[float, ...] = ()
    if "count" in told or where.kind == GRID:
        if "count" not in told:
            wanted = "a grid needs how many values lie from `low` to `high`"
            raise where.wrong(f"`{where.own}.count` is missing; {wanted}", "count")
        count = checked(FIELDS["count"], told["count"], f"{where.own}.count", where.source)
        if where.kind == GRID:
            values = spread(low, high, count, log=log, whole=target.whole)
    return Axis(where.name, target.paths, target.scales, {}, values, low, high, log, target.whole, *words)
