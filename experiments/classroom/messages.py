"""What phones say, read strictly: one JSON object, known fields, each of its own kind and size.

See `sim/page/src/room/protocol.ts`.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, NoReturn

from experiments.classroom.refusal import Refusal
from sim.ensemble.tables import ROLES
from sim.game import ORDER

MOST_BYTES = 4096
LONGEST_NAME, LONGEST_CODE, LONGEST_KEY = 40, 16, 64
LONGEST_MONTH = 3600  # seconds
MOST_MONTHS = 600
MOST_NUMBER = 9999
BLANK = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that leave no ink."""
MOST_MARKS = 2
"""Accents on a letter; more of them reach into other lines."""


class Join(NamedTuple):
    """Take a seat, or come back to one."""

    code: str
    name: str
    role: str | None
    token: str | None


class Teach(NamedTuple):
    """Be the teacher."""

    key: str


class Decide(NamedTuple):
    """A firm's answers for the month that is being decided; `month` counts those played."""

    month: int
    answers: Mapping[str, bool]


class Leave(NamedTuple):
    """Give a seat up."""


class Start(NamedTuple):
    """Begin the first month; `seconds` for each, 0: as long as it takes."""

    seconds: int


class Pause(NamedTuple):
    """Stop the clock."""


class Resume(NamedTuple):
    """Let it go on."""


class Close(NamedTuple):
    """End this month now; said twice, or just as it ends by itself, it ends no other one."""

    month: int


class Release(NamedTuple):
    """Take a seat from who has it: it is free for somebody else."""

    number: int


class Reveal(NamedTuple):
    """Show what all have done, with names or without."""

    names: bool


class End(NamedTuple):
    """Play no further month."""


Said = Join | Teach | Decide | Leave | Start | Pause | Resume | Close | Release | Reveal | End
KINDS: Mapping[str, Callable[..., Said]] = {
    "join": Join, "teach": Teach, "decide": Decide, "leave": Leave, "start": Start, "pause": Pause,
    "resume": Resume, "close": Close, "release": Release, "reveal": Reveal, "end": End,
}  # fmt: skip


def fields_of(do: str) -> tuple[str, ...]:
    """The fields of a message, beside `do`."""
    return KINDS[do]._fields  # type: ignore[attr-defined]


class Read(NamedTuple):
    """A message, and what it is called."""

    do: str
    said: Said


def read(text: str | bytes) -> Read:
    """A message. Raises Refusal for anything else."""
    if not isinstance(text, str):
        raise Refusal("unreadable")
    if len(text) > MOST_BYTES or len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Refusal("large", most=MOST_BYTES)
    given = _object(text)
    do = given.pop("do", None)
    if not isinstance(do, str) or do not in KINDS:
        raise Refusal("unknown", allowed=", ".join(KINDS))
    fields = fields_of(do)
    if set(given) != set(fields):
        raise Refusal("fields", do=do, allowed=", ".join(("do", *fields)))
    return Read(do, KINDS[do](**{name: CHECKS[name](name, given[name]) for name in fields}))


def named(text: str) -> str:
    """What can be called out: letters and signs, no more than a line of them; bearing no hidden marks."""
    shown, marks = "", 0
    for one in text:
        kind = unicodedata.category(one)[0]
        marks = marks + 1 if kind == "M" else 0
        if marks <= MOST_MARKS and one not in BLANK and (kind != "C" or one.isspace()):
            shown += one
    return unicodedata.normalize("NFC", " ".join(shown.split()))


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_constant=_no_number, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise Refusal("unreadable") from None
    if not isinstance(found, dict):
        raise Refusal("unreadable")
    return found


def _no_number(_: str) -> NoReturn:
    raise ValueError


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no field stands twice: of two, one would be read here and another elsewhere."""
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError
    return dict(pairs)


Check = Callable[[str, Any], Any]


def _wrong(field: str, name: str, **slots: Any) -> Refusal:
    return Refusal("field", field=field, allowed=Refusal(name, **slots))


def text(most: int) -> Check:
    """A text no longer than this."""

    def check(field: str, value: Any) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise _wrong(field, "text", most=most)
        return value

    return check


def text_or_none(most: int) -> Check:
    """The same, or nothing."""

    def check(field: str, value: Any) -> str | None:
        if value is not None and (not isinstance(value, str) or len(value) > most):
            raise _wrong(field, "text_or_none", most=most)
        return value

    return check


def whole(low: int, high: int) -> Check:
    """A whole number in a range."""

    def check(field: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _wrong(field, "whole", low=low, high=high)
        return value

    return check


def truth(field: str, value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise _wrong(field, "truth")
    return value


def role(field: str, value: Any) -> str | None:
    """A role, or none."""
    if value is not None and (not isinstance(value, str) or value not in ROLES):
        raise _wrong(field, "role")
    return value


def answers(field: str, value: Any) -> dict[str, bool]:
    """Answers by decision; whose they may be is the room's to know."""
    if not isinstance(value, dict) or not set(value) <= set(ORDER):
        raise _wrong(field, "answers")
    if not all(isinstance(answer, bool) for answer in value.values()):
        raise _wrong(field, "answers")
    return value


CHECKS: Mapping[str, Check] = {
    "code": text(LONGEST_CODE), "name": text(LONGEST_NAME), "role": role, "token": text_or_none(LONGEST_KEY),
    "key": text(LONGEST_KEY), "month": whole(0, MOST_MONTHS), "answers": answers,
    "seconds": whole(0, LONGEST_MONTH), "names": truth, "number": whole(1, MOST_NUMBER),
}  # fmt: skip
