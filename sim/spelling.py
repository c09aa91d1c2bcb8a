"""Errors that teach: one line with field, value, what is allowed, the file, the nearest word.

What is called in Python has its arguments checked here, so that a wrong one is a line, not a traceback.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from numbers import Integral
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

Given = TypeVar("Given")
Source = str | Callable[[str], str]
"""Where a configuration comes from: one place for all of it, or a function of a field's path."""

LONGEST_LIST = 12
LONGEST_VALUE = 60
LONGEST_WORD = 120
LONGEST_LINE = 390


class ConfigError(ValueError):
    """A configuration that cannot be played; its text is one line, fit to be all a user sees."""

    def __init__(self, message: str) -> None:
        super().__init__(cut(" ".join(map(cut, message.split())), LONGEST_LINE))


def cut(text: str, longest: int = LONGEST_WORD) -> str:
    """A word, or a line, without its middle where it is too long: its ends tell what it was."""
    return text if len(text) <= longest else f"{text[: longest // 2]}…{text[-longest // 4 :]}"


def place(source: Source, path: str) -> str:
    """Where the field at this path was given."""
    return source if isinstance(source, str) else source(path)


def complaint(message: str, source: Source, path: str) -> ConfigError:
    """The error for the field at this path."""
    return ConfigError(f"{message} ({place(source, path)})")


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    known = {known.lower(): known for known in words}
    found = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return known[found[0]] if found else None


def advice(word: str, words: Iterable[str], among: str) -> str:
    """The nearest word if there is one, else the words there are."""
    known = list(words)
    meant = nearest(word, known)
    if meant is not None:
        return f"did you mean `{meant}`?"
    return f"{among}: {listing(known)}"


def namesake(path: Path) -> str:
    """The file beside one that is not there that was probably meant, as a part of a sentence; or nothing."""
    beside = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
    meant = nearest(path.name, beside)
    return f"; did you mean `{meant}`?" if meant else ""


def listing(words: Iterable[str]) -> str:
    """Words in a row, cut short where there are too many to read."""
    known = list(words)
    if not known:
        return "none"
    more = f" and {len(known) - LONGEST_LIST} more" if len(known) > LONGEST_LIST else ""
    return ", ".join(known[:LONGEST_LIST]) + more


def shown(value: Any) -> str:
    """A value as a user would recognise it, short and on one line."""
    if value is None:
        return "nothing"
    text = str(value).lower() if isinstance(value, bool) else " ".join(repr(value).split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def kind_given(name: str, value: Any, kind: type[Given], allowed: str) -> Given:
    """An argument of this kind. Raises ConfigError for anything else."""
    if not isinstance(value, kind):
        raise ConfigError(f"`{name}` is {shown(value)}; allowed: {allowed}")
    return value


def whole(name: str, value: Any, low: int, high: int | None = None) -> int:
    """A whole number in a range. Raises ConfigError for anything else."""
    if not is_whole(value) or value < low or (high is not None and value > high):
        up_to = f"from {low} to {high}" if high is not None else f"from {low} on"
        raise ConfigError(f"`{name}` is {shown(value)}; allowed: a whole number {up_to}")
    return int(value)


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number, of Python or of numpy."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def text_given(name: str, value: Any) -> str:
    """A text. Raises ConfigError for anything else."""
    return kind_given(name, value, str, "a text")


def texts_given(name: str, value: Any, least: int = 1) -> tuple[str, ...]:
    """A list of texts; a text is refused, since it would be read letter by letter. Raises ConfigError."""
    several = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)
    found = tuple(value) if several else ()
    if not several or len(found) < least or not all(isinstance(one, str) for one in found):
        meant = f"; did you mean `[{value!r}]`?" if isinstance(value, str) else ""
        raise ConfigError(f"`{name}` is {shown(value)}; allowed: a list of texts{meant}")
    return found


def path_given(name: str, value: Any) -> Path:
    """A path, of a text or a `Path`. Raises ConfigError for anything else."""
    if not isinstance(value, str | PathLike) or "\0" in str(value):
        raise ConfigError(f"`{name}` is {shown(value)}; allowed: a path, as a text or a `Path`")
    return Path(value)
