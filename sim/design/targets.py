"""What an axis moves, and the words for it: the first reading of an entry of `design.axes`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.design.paths import POPULATION, share_of, slot_at, structural
from sim.ensemble.outcomes import OUTCOMES
from sim.fields import Slot, checked, entries
from sim.scenario import Scenario
from sim.spelling import ConfigError, Source, advice, complaint, shown

MOST_VALUES = 10**6


def entry(kind: type, meaning: str, *, listed: bool = False, **told: Any) -> Slot:
    """What a field of a design takes, and what it means."""
    return Slot(kind, False, listed, {"meaning": meaning, **told})


FIELDS = {
    "path": entry(str, "sets this parameter"),
    "paths": entry(str, "sets all of these parameters to the same value", listed=True),
    "scales": entry(str, "multiplies these parameters: a factor of what the arm has", listed=True),
    "levels": entry(Mapping, "named levels, each of which sets several parameters"),
    "values": entry(object, "its values: numbers, words, truth values, or lists", listed=True),
    "low": entry(float, "lower end of its range, included"),
    "high": entry(float, "upper end of its range, included"),
    "count": entry(int, "in a grid: how many values from `low` to `high`", low=1, high=MOST_VALUES),
    "scale": entry(
        str, "how values are spread: evenly, or evenly in the logarithm", default="linear",
        choices=("linear", "log"),
    ),
    "label": entry(str, "words for a plot's axis; default: what the parameter says of itself"),
    "symbol": entry(str, "symbol for a plot's axis; default: that of the parameter"),
}  # fmt: skip
"""What an axis is written with; all of it may be null, which is as not given."""
KEYS = tuple(FIELDS)
TARGETS = ("path", "paths", "scales", "levels")
RANGE = ("low", "high", "count")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*")
TAKEN = ("point", "arm", "baseline", "replicate", "status", "n", *OUTCOMES)
"""Columns that tables of results have beside the axes."""


class Place(NamedTuple):
    """Where an axis is written: everything that an error says of it, and what is to be checked against."""

    name: str
    kind: str
    scenario: Scenario
    source: Source

    @property
    def own(self) -> str:
        """The axis's own field."""
        return f"design.axes.{self.name}"

    def field(self, key: str) -> str:
        """One of its fields, or its column in the table, as an error calls it."""
        return f"`design.table`, column `{self.name}`," if key == "table" else f"`{self.own}.{key}`"

    def wrong(self, message: str, key: str = "") -> ConfigError:
        """The error for one of its fields."""
        field = "design.table" if key == "table" else f"{self.own}.{key}" if key else self.own
        return complaint(message, self.source, field)


class Target(NamedTuple):
    """What an axis moves: parameters that it sets, or multiplies; each with its slot."""

    paths: tuple[str, ...]
    scales: tuple[str, ...]
    slots: tuple[Slot, ...]

    @property
    def whole(self) -> bool:
        """Whether its numbers must be whole."""
        return any(slot.kind is int for slot in self.slots)

    @property
    def numeric(self) -> bool:
        """Whether numbers may stand there at all."""
        return all(slot.kind in (int, float) and not slot.listed for slot in self.slots)


class Words(NamedTuple):
    """How an axis is spoken of: the last fields of `Axis`."""

    label: str
    unit: str = "1"
    symbol: str = ""


def fields_told(name: Any, given: Any, where: Place) -> dict[str, Any]:
    """The fields of an axis as given, null left out; those that exclude each other are refused."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        wanted = "a name is letters, digits and _, a letter first, or a parameter's path"
        raise where.wrong(f"`design.axes` has the name {shown(name)}; {wanted}")
    if name in TAKEN or any(name in (f"{one}_se", f"{one}_n") for one in OUTCOMES):
        raise where.wrong(f"`{where.own}` has the name of a column of the results; choose another")
    told = {"values": given} if isinstance(given, list | tuple) else entries({} if given is None else given)
    if told is None:
        wanted = "a list of values, or fields of " + ", ".join(KEYS)
        raise where.wrong(f"`{where.own}` is {shown(given)}, but must be {wanted}")
    for key in told:
        if key not in KEYS:
            hint = advice(str(key), KEYS, "fields are")
            raise where.wrong(f"`{where.own}.{key}` is not a field; {hint}", str(key))
    told = {key: value for key, value in told.items() if value is not None}
    both = [key for key in TARGETS if key in told]
    if len(both) > 1:
        raise where.wrong(
            f"`{where.own}` has `{both[0]}` and `{both[1]}`, but must have one of them", both[1]
        )
    mixed = [key for key in RANGE if key in told]
    if mixed and ("values" in told or "levels" in told):
        listed = "levels" if "levels" in told else "values"
        raise where.wrong(
            f"`{where.own}` has `{listed}` and `{mixed[0]}`, but must have one of them", mixed[0]
        )
    return told


def target_of(told: Mapping[str, Any], where: Place) -> Target:
    """The parameters that an axis moves; where it says none, its name is a path."""
    key = next((key for key in ("path", "paths", "scales") if key in told), None)
    given: Any = where.name if key is None else told[key]
    if key is None and "." not in given and given != POPULATION:
        wanted = "needs `path`, `paths`, `scales` or `levels`"
        raise where.wrong(f"`{where.own}` names no parameter; it {wanted}")
    own = f"{where.own}.{key}" if key else where.own
    paths = [given] if key in (None, "path") else given
    if not isinstance(paths, list | tuple) or not paths or not all(isinstance(path, str) for path in paths):
        wanted = "a parameter's path" if key == "path" else "a list of parameters' paths"
        raise complaint(f"`{own}` is {shown(given)}, but must be {wanted}", where.source, own)
    slots = tuple(slot_at(where.scenario, path, own, where.source) for path in paths)
    if key == "scales":
        for path, slot in zip(paths, slots):
            if structural(path) or slot.kind is not float:
                wanted = "only plain numbers outside of `market` and `network` can be multiplied"
                raise complaint(f"`{own}` names `{path}`, but {wanted}", where.source, own)
        return Target((), tuple(paths), slots)
    return Target(tuple(paths), (), slots)


def wording(told: Mapping[str, Any], target: Target | None, where: Place) -> Words:
    """Label, unit and symbol: as given, else as the parameters say."""
    spoken = where.name.rpartition(".")[2].replace("_", " ")
    told_of = {key: checked(FIELDS[key], told[key], f"{where.own}.{key}", where.source)
               for key in ("label", "symbol") if key in told}  # fmt: skip
    if target is None:
        return Words(spoken)._replace(**told_of)
    if target.scales:
        label = f"{spoken} (times the scenario's own)"
        return Words(label)._replace(**told_of)
    meanings = {_meaning(path, slot) for path, slot in zip(target.paths, target.slots)}
    units = {slot.told["unit"] for slot in target.slots}
    symbols = {slot.told["symbol"] for slot in target.slots}
    words = Words(
        meanings.pop() if len(meanings) == 1 else spoken,
        units.pop() if len(units) == 1 else "1",
        symbols.pop() if len(symbols) == 1 else "",
    )
    return words._replace(**told_of)


def _meaning(path: str, slot: Slot) -> str:
    if not path.startswith(f"{POPULATION}."):
        return slot.told["meaning"]
    roles, name = share_of(path)
    among = f" among {roles[0]}" if len(roles) == 1 else ""
    return f"share of {name.replace('_', ' ')}{among}"
