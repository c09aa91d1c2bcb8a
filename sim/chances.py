"""Decisions of one's own: functions of a user's that decide in the place of the rules.

A strategy names them, each in the field of its decision, as `my_rules.py:forgiving` or
`package.module:forgiving`:

    def forgiving(kept, seen):
        if kept < 0.0 or seen > 0.0:
            return 1.0
        return 0.3

    keeps: my_rules.py:forgiving

A function takes what it wants to be told, by name (`sim.quantities.Told`; of whom to prefer, `Met`). It
answers with a chance: below 0 or not a number is 0, above 1 is 1, and where the function fails it is 0.
`proposes` and `accepts` answer with any number instead, the higher the rather; not a number: not at all.

Both drivers play the same function, to the same bits if it keeps to `+ - * /`, comparisons, `min`, `max`, if
and else, and the functions of `sim.arithmetic`. It is compiled by itself, in about a second; the kernel is
not anew.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib
import inspect
import itertools
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from sim.jit import entry
from sim.quantities import Met, Told
from sim.scenario import FIELDS, Strategy
from sim.spelling import ConfigError, advice, shown

PROPOSES, ACCEPTS = FIELDS.index("proposes"), FIELDS.index("accepts")
CHOICES: tuple[str, ...] = ("proposes", "accepts")
"""Those that are asked of a possible partner, not of a relationship."""
TRIED: Mapping[str, tuple[float, ...]] = {
    "role": (0.0, 1.0), "month": (0.0, 100.0), "cash": (0.0, 3.0, -1.0), "kept": (-1.0, 0.0, 1.0),
    "seen": (0.0, 1.0), "trust": (0.0, 0.5, 1.0), "grievance": (0.0, 0.1), "ledger": (0.0, -0.1, 0.1),
    "estimate": (0.0, 0.1, -0.1), "outside": (0.0, 0.1, -0.1), "age": (0.0, 1.0, 36.0), "left": (0.0, 12.0),
    "form": (0.0, 1.0, 2.0, 3.0), "price": (0.0, 1.0), "value": (0.0, 1.2), "cost": (0.0, 0.9),
    "misfit": (0.0, 1.0, -1.0), "outlay": (0.0, 0.1), "gain": (0.0, 0.1, -0.1), "haggling": (0.0, 0.1),
    "opened": (0.0, 1.0), "score": (0.0, 0.1, -0.1), "incumbent": (0.0, 1.0),
}  # fmt: skip
"""Values of what is told with which a function is tried before it is played."""
TRIALS = 500
LONGEST = 120
"""Characters of what an error says."""


class Own(NamedTuple):
    """A function of one's own, and where what it takes stands in what is told."""

    function: Callable[..., float]
    places: tuple[int, ...]

    def __call__(self, told: Sequence[float]) -> float:
        """What it answers, as a number; not a number where it fails, as it does when compiled."""
        try:
            return float(self.function(*(float(told[place]) for place in self.places)))
        except Exception:
            return math.nan


Functions = tuple[Own | None, ...]
"""A strategy's own functions, in the order of `FIELDS`; None where its rule decides."""


def told_of(field: str) -> tuple[str, ...]:
    """What a function of this decision can be told, in order."""
    return Met._fields if field in CHOICES else Told._fields


def own_of(field: str, name: str) -> Own:
    """The function that `module:function` or `file.py:function` names, as its file is now.

    Raises:
        ConfigError: there is none, it wants to be told what nobody tells it, it raises errors, or it gives no
            number where it is tried.
    """
    source, _ = _source_of(field, name)
    return _own_of(field, name, source)


@functools.cache
def _own_of(field: str, name: str, source: bytes) -> Own:
    place, _, wanted = name.rpartition(":")
    module = module_of(field, name, place, source)
    function = getattr(module, wanted, None)
    if function is None:
        known = [one for one, value in vars(module).items() if inspect.isfunction(value)]
        raise refusal(
            field, name, f"`{place}` has no {wanted!r}; {advice(wanted, known, 'functions there are')}"
        )
    function = getattr(function, "py_func", function)  # of one that is compiled already, what was written
    if not inspect.isfunction(function):
        raise refusal(field, name, f"{wanted!r} is no function")
    asked = asked_by(field, name, function)
    check_silent(field, name, function, source)
    check_answers(field, name, function, asked)
    return Own(function, tuple(told_of(field).index(one) for one in asked))


def asked_by(field: str, name: str, function: Callable[..., float]) -> tuple[str, ...]:
    """What a function takes: names of what it can be told."""
    known, parameters = told_of(field), inspect.signature(function).parameters
    for one, parameter in parameters.items():
        if one not in known:
            raise refusal(
                field, name, f"nobody can tell it {shown(one)}; {advice(one, known, 'it may take')}"
            )
        if parameter.kind is not parameter.POSITIONAL_OR_KEYWORD:
            raise refusal(field, name, f"it must take {one!r} as a plain argument")
    return tuple(parameters)


def check_silent(field: str, name: str, function: Callable[..., float], source: bytes) -> None:
    """Refuse a function that raises: compiled and called by its address, it has nobody to raise to."""
    written = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    own = [node for node in written if node.name == function.__name__]
    if any(isinstance(node, ast.Raise | ast.Assert) for one in own for node in ast.walk(one)):
        raise refusal(field, name, "it must raise nothing and assert nothing")


def check_answers(field: str, name: str, function: Callable[..., float], asked: tuple[str, ...]) -> None:
    """Refuse a function that fails at values with which it is tried, or gives no number."""
    for told in trials(asked):
        try:
            float(function(*told))
        except (Exception, SystemExit) as error:
            at = ", ".join(f"{word} {value:g}" for word, value in zip(asked, told, strict=True))
            raise refusal(field, name, f"it fails at {at}: {said(error)}") from error


def trials(asked: tuple[str, ...]) -> Iterator[tuple[float, ...]]:
    """Values with which to try a function: all there are together, or a sample, always the same."""
    values = [TRIED[one] for one in asked]
    if math.prod(map(len, values)) <= TRIALS:
        yield from itertools.product(*values)
        return
    drawn = random.Random(0)
    yield tuple(one[0] for one in values)
    for _ in range(TRIALS):
        yield tuple(drawn.choice(one) for one in values)


def module_of(field: str, name: str, place: str, source: bytes) -> ModuleType:
    """A module by name, or the one that a file's bytes make."""
    if not place.endswith(".py"):
        return imported(field, name, place)
    try:
        return executed(place, source)
    except (Exception, SystemExit) as error:
        raise refusal(field, name, f"{place!r} cannot be read: {said(error)}") from error


@functools.cache
def executed(file: str, source: bytes) -> ModuleType:
    """The module that the bytes of a user's file make, once: not what Python may have kept of older ones."""
    module = ModuleType(f"own_{Path(file).stem}")
    module.__file__ = file
    exec(compile(source, file, "exec"), vars(module))
    return module


def imported(field: str, name: str, place: str) -> ModuleType:
    """A module by its name."""
    try:
        return importlib.import_module(place)
    except (Exception, SystemExit) as error:
        raise refusal(field, name, f"`{place}` cannot be imported: {said(error)}") from error


def chances_of(strategies: Sequence[Strategy]) -> tuple[Functions, ...]:
    """The functions of each strategy; empty where none has any.

    Raises:
        ConfigError: one of them cannot be asked.
    """
    named = [[getattr(one, field) for field in FIELDS] for one in strategies]
    if not any(map(any, named)):
        return ()
    return tuple(
        tuple(own_of(field, name) if name else None for field, name in zip(FIELDS, names)) for names in named
    )


def entries_of(strategies: Sequence[Strategy]) -> tuple[tuple[int, ...], ...]:
    """Where the compiled forms of these functions begin, 0 for none; empty where no strategy has any.

    Raises:
        ConfigError: a function cannot be compiled.
    """
    return tuple(
        tuple(
            0 if own is None else entry_of(field, getattr(strategy, field), own)
            for field, own in zip(FIELDS, functions)
        )
        for strategy, functions in zip(strategies, chances_of(strategies))
    )


def entry_of(field: str, name: str, own: Own) -> int:
    """Where the compiled form of a function begins."""
    try:
        return entry(own.function, own.places)
    except Exception as error:  # numba has many
        raise refusal(field, name, f"it cannot be compiled: {said(error)}") from error


def content(field: str, name: str) -> str:
    """SHA-256 of the source in which a function stands, of a file as it is now, and the function's name.

    Raises:
        ConfigError: there is no such source.
    """
    source, function = _source_of(field, name)
    return f"{hashlib.sha256(source).hexdigest()}:{function}"


def _source_of(field: str, name: str) -> tuple[bytes, str]:
    """The source in which a function stands, and the function's name."""
    place, found, function = name.rpartition(":")
    if not found:
        raise refusal(field, name, "it must be `module:function` or `file.py:function`")
    if not place.endswith(".py"):
        return _source_of_module(field, name, place), function
    if not Path(place).is_file():
        raise refusal(field, name, f"there is no file {place!r}")
    return Path(place).read_bytes(), function


@functools.cache
def _source_of_module(field: str, name: str, place: str) -> bytes:
    """As it was when the module was loaded: a module is loaded once."""
    try:
        source = inspect.getsourcefile(imported(field, name, place))
    except TypeError:
        source = None
    if source is None:
        raise refusal(field, name, f"`{place}` has no source in Python")
    return Path(source).read_bytes()


def said(error: Any) -> str:
    """The telling line of an error: the first of numba's many that names a cause."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith("Failed in nopython")]
    text = (telling or [type(error).__name__])[0]
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def refusal(field: str, name: str, wrong: str) -> ConfigError:
    """What is wrong with a function's name."""
    return ConfigError(f"`{field}` is {shown(name)}, but {wrong} (strategies)")
