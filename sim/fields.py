"""Plain values into frozen dataclasses, each checked against what its field says of itself."""

from __future__ import annotations

import functools
import hashlib
import math
import types
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from numbers import Integral, Real
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from sim.scenario import GROUPS, INFINITE, Scenario, Strategy
from sim.spelling import Source, advice, complaint, nearest, shown
from sim.variants import variant

Record = TypeVar("Record")


class Slot(NamedTuple):
    """What a field takes: one number, word or truth value, or a list of them; perhaps nothing."""

    kind: type
    optional: bool
    listed: bool
    told: Mapping[str, Any]

    def within(self, value: float) -> bool:
        """Whether a number lies in the field's range."""
        low, high = self.told.get("low"), self.told.get("high")
        return (low is None or value >= low) and (high is None or value <= high)

    def allowed(self) -> str:
        """What may stand here, in words."""
        choices = self.told.get("choices", ())
        if choices:
            words = ("a list of " if self.listed else "one of ") + ", ".join(choices)
        elif self.kind is bool:
            words = "true or false"
        elif self.kind is str:
            words = "text"
        else:
            noun = "a whole number" if self.kind is int else "a number"
            words = ("a list, each " if self.listed else "") + noun + self._range()
        return words + (" or null" if self.optional else "")

    def _range(self) -> str:
        low, high = self.told.get("low"), self.told.get("high")
        unbounded = high is None or high >= INFINITE
        if low is None:
            return "" if unbounded else f" up to {high:g}"
        return f" of at least {low:g}" if unbounded else f" from {low:g} to {high:.10g}"


@functools.cache
def slots(cls: type) -> dict[str, Slot]:
    """The fields of a dataclass by name, in order."""
    hints = get_type_hints(cls)
    return {told.name: _slot(hints[told.name], told) for told in fields(cls)}


def _slot(hint: Any, told: Field[Any]) -> Slot:
    optional = get_origin(hint) in (Union, types.UnionType)
    if optional:
        hint = next(kind for kind in get_args(hint) if kind is not type(None))
    listed = get_origin(hint) is tuple
    return Slot(get_args(hint)[0] if listed else hint, optional, listed, told.metadata)


def entries(given: Any) -> Mapping[Any, Any] | None:
    """The value where it is a mapping, of whatever to whatever."""
    return given if isinstance(given, Mapping) else None


def record(
    cls: type[Record], given: Any, path: str, source: Source, based_on: Record | None = None
) -> Record:
    """The dataclass with these fields; a field not given is as in `based_on`, or as its default."""
    known = slots(cls)
    if not isinstance(given, Mapping):
        wanted = advice("", known, "a group of fields is wanted")
        raise complaint(f"`{path}` is {shown(given)}; {wanted}", source, path)
    values = {} if based_on is None else {name: getattr(based_on, name) for name in known}
    for key, value in given.items():
        own = f"{path}.{key}" if path else str(key)
        if key not in known:
            hint = advice(str(key), known, "fields are")
            raise complaint(f"`{own}` is not a field; {hint}", source, own)
        values[key] = checked(known[key], value, own, source)
    return cls(**values)


def checked(slot: Slot, value: Any, path: str, source: Source) -> Any:
    """The value, in the field's own type, or an error that says what would be right."""
    if value is None and slot.optional:
        return None
    if not slot.listed:
        return _single(slot, value, path, source)
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise _refusal(slot, value, path, source)
    if not list(value):
        raise complaint(f"`{path}` is empty, but must be {slot.allowed()}", source, path)
    return tuple(_single(slot, each, path, source) for each in value)


def _single(slot: Slot, value: Any, path: str, source: Source) -> Any:
    choices = slot.told.get("choices", ())
    if slot.kind is bool:
        if isinstance(value, bool):
            return value
    elif slot.kind is str:
        if callable(value) or hasattr(value, "adj") or hasattr(value, "to_csv"):
            from sim.handed import named  # on call: few hand anything over

            value = named(value)
        if isinstance(value, str) and (not choices or value in choices):
            return value
    elif isinstance(value, Real) and not isinstance(value, bool):
        number = _number(slot.kind, value)
        if number is not None and slot.within(number):
            return number
    raise _refusal(slot, value, path, source)


def _number(kind: type, value: Real) -> float | int | None:
    """The value as this kind of number; none where it is not finite or would lose its fraction."""
    if kind is int and isinstance(value, Integral):
        return int(value)
    try:
        real = float(value)
    except OverflowError:
        return None
    if not math.isfinite(real):
        return None
    if kind is int:
        return int(real) if real.is_integer() else None
    return real + 0.0  # so that -0.0 and 0.0 have one hash


def _refusal(slot: Slot, value: Any, path: str, source: Source) -> Exception:
    choices = slot.told.get("choices", ())
    meant = nearest(value, choices) if isinstance(value, str) else None
    hint = f"; did you mean `{meant}`?" if meant else ""
    return complaint(f"`{path}` is {shown(value)}, but must be {slot.allowed()}{hint}", source, path)


def plain(value: Any) -> Any:
    """A dataclass, mapping or tuple as nested dicts, lists and scalars, in its own order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {told.name: plain(getattr(value, told.name)) for told in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    return value


def by_content(node: Any) -> Any:
    """A design as it was written; a table's content stands for its path."""
    told = plain(node)
    table = told.get("table") if isinstance(told, dict) else None
    if isinstance(table, str) and Path(table).is_file():
        told = {**told, "table": hashlib.sha256(Path(table).read_bytes()).hexdigest()}
    return told


def settled(value: Any) -> dict[str, Any]:
    """A record as plain data, each number in its field's own kind: 1 and 1.0 are one number."""
    known = slots(type(value))
    return {name: _settled(known[name], inner) for name, inner in plain(value).items()}


def _settled(slot: Slot, value: Any) -> Any:
    if slot.kind is float and isinstance(value, Real) and not isinstance(value, bool):
        return float(value) + 0.0
    return [_settled(slot, each) for each in value] if isinstance(value, list) else value


def parameter_slot(scenario: Scenario, path: str, own: str, source: Source) -> Slot:
    """What the parameter at `path` of this scenario takes; `own` is where the path was written."""
    known = _paths(scenario)
    if path not in known and not _is_variant_path(path, scenario):
        hint = advice(path, known, "paths are")
        raise complaint(f"`{own}` sets a field that does not exist; {hint}", source, own)
    return known_slot(path)


def known_slot(path: str) -> Slot:
    """What the parameter at a path that is known takes."""
    group, _, rest = path.partition(".")
    if group == "strategies":
        return slots(Strategy)[rest.rpartition(".")[2]]
    return slots(groups_of_world()[group])[rest]


@functools.cache
def groups_of_world() -> dict[str, Any]:
    """The record of each group of parameters."""
    return get_type_hints(Scenario)


@functools.cache
def fields_of_world() -> frozenset[str]:
    """The paths of all parameters that are no strategy's."""
    return frozenset(f"{group}.{name}" for group in GROUPS for name in slots(groups_of_world()[group]))


def _paths(scenario: Scenario) -> list[str]:
    each = slots(Strategy)
    return sorted(fields_of_world()) + [
        f"strategies.{name}.{field}" for name in scenario.strategies for field in each
    ]


def _is_variant_path(path: str, scenario: Scenario) -> bool:
    group, _, rest = path.partition(".")
    name, _, field = rest.partition(".")
    known = group == "strategies" and field in slots(Strategy)
    return known and variant(name, scenario.strategies) is not None


def parameter_table() -> list[dict[str, Any]]:
    """Every parameter once, in order, as a reference page would list it.

    Keys: path, group, name, type, default, optional, unit, low, high, symbol, choices, meaning.
    """
    classes = groups_of_world()
    rows = [row for group in GROUPS for row in _rows(group, group, classes[group])]
    return [*rows, *_rows("strategies", "strategies.<name>", Strategy)]


def _rows(group: str, path: str, cls: type) -> Iterator[dict[str, Any]]:
    known = slots(cls)
    for told in fields(cls):
        slot = known[told.name]
        default = None if told.default is MISSING else plain(told.default)
        yield {
            "path": f"{path}.{told.name}",
            "group": group,
            "name": told.name,
            "type": ("list of " if slot.listed else "") + slot.kind.__name__,
            "default": default,
            "optional": slot.optional,
            **{key: told.metadata[key] for key in ("unit", "low", "high", "symbol", "choices", "meaning")},
        }
