"""Conduct of one's own: a user's function that gives the chance of keeping a promise.

A strategy whose `keeps` names a function, as `my_rules.py:forgiving` or `package.module:forgiving`, asks it
each month, before nature's slips:

    def forgiving(kept, seen, trust, age, left):
        if kept < 0.0 or seen > 0.0:
            return 1.0
        return 0.3

`kept` and `seen` are the firm's own last promise and the last it saw of its partner's (1: kept, 0:
broken, own -1: none yet), `trust` its trust in the partner, `age` and `left` the months that the
relationship has lasted and that its term still runs. The answer is a chance; below 0 or not a number is
0, above 1 is 1, and where the function fails it is 0. Both drivers play the same function, to the same
bits if it keeps to `+ - * /`, comparisons, `min`, `max`, if and else, and the functions of
`sim.arithmetic`. It is compiled by itself, in about a second; the kernel is not anew.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib
import inspect
import itertools
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from sim.jit import entry
from sim.scenario import Strategy
from sim.spelling import ConfigError, advice

Chance = Callable[[float, float, float, float, float], float]
ASKED = ("kept", "seen", "trust", "age", "left")
"""What the function is told, in this order; all are floats."""
TRIED = ((-1.0, 0.0, 1.0), (0.0, 1.0), (0.0, 0.5, 1.0), (0.0, 1.0, 36.0), (0.0, 12.0))
"""Values of these with which it is tried before it is played."""


def chance_of(name: str) -> Chance:
    """The function that `module:function` or `file.py:function` names, as its file is now.

    Raises:
        ConfigError: there is none, it does not take the five numbers of `ASKED` under these names, it raises
            errors, or it gives no number where it is tried.
    """
    source, _ = _source_of(name)
    return _chance_of(name, source)


@functools.cache
def _chance_of(name: str, source: bytes) -> Chance:
    place, _, function = name.rpartition(":")
    module = module_of(place, name, source)
    chance = getattr(module, function, None)
    if chance is None:
        known = [one for one, value in vars(module).items() if inspect.isfunction(value)]
        raise refusal(
            name, f"`{place}` has no {function!r}; {advice(function, known, 'functions there are')}"
        )
    if not inspect.isfunction(chance) or tuple(inspect.signature(chance).parameters) != ASKED:
        raise refusal(name, f"it must be a function of {', '.join(ASKED)}, in this order")
    check(chance, name, source)
    return chance


def check(chance: Chance, name: str, source: bytes) -> None:
    """Refuse a function that raises: compiled and called by its address, it has nobody to raise to."""
    written = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    own = [node for node in written if node.name == chance.__name__]
    if any(isinstance(node, ast.Raise | ast.Assert) for one in own for node in ast.walk(one)):
        raise refusal(name, "it must raise nothing and assert nothing")
    for told in itertools.product(*TRIED):
        try:
            float(chance(*told))
        except Exception as error:
            asked = ", ".join(f"{word} {value:g}" for word, value in zip(ASKED, told, strict=True))
            raise refusal(name, f"it fails at {asked}: {said(error)}") from error


def answer_of(chance: Chance, *told: float) -> float:
    """What a function answers, as a number; not a number where it fails, as it does when compiled."""
    try:
        return float(chance(*told))
    except Exception:
        return math.nan


def module_of(place: str, name: str, source: bytes) -> ModuleType:
    """A module by name, or the one that a file's bytes make."""
    if not place.endswith(".py"):
        return imported(place, name)
    try:
        return executed(place, source)
    except Exception as error:
        raise refusal(name, f"{place!r} cannot be read: {said(error)}") from error


@functools.cache
def executed(file: str, source: bytes) -> ModuleType:
    """The module that the bytes of a user's file make, once: not what Python may have kept of older ones."""
    module = ModuleType(f"own_{Path(file).stem}")
    module.__file__ = file
    exec(compile(source, file, "exec"), vars(module))
    return module


def imported(place: str, name: str) -> ModuleType:
    """A module by its name."""
    try:
        return importlib.import_module(place)
    except Exception as error:
        raise refusal(name, f"`{place}` cannot be imported: {said(error)}") from error


def chances_of(strategies: Sequence[Strategy]) -> tuple[Chance | None, ...]:
    """The function of each strategy, that answers whatever happens; None for those without."""
    return tuple(
        functools.partial(answer_of, chance_of(one.keeps)) if one.keeps else None for one in strategies
    )


def entries_of(strategies: Sequence[Strategy]) -> tuple[int, ...]:
    """Where the compiled form of each one's function begins; 0 for none.

    Raises:
        ConfigError: a function cannot be compiled.
    """
    return tuple(entry_of(one.keeps) if one.keeps else 0 for one in strategies)


def entry_of(name: str) -> int:
    """Where the compiled form of a function begins."""
    chance = chance_of(name)
    try:
        return entry(chance)
    except Exception as error:  # numba has many
        raise refusal(name, f"it cannot be compiled: {said(error)}") from error


def content(name: str) -> str:
    """SHA-256 of the source in which a function stands, of a file as it is now, and the function's name.

    Raises:
        ConfigError: there is no such source.
    """
    source, function = _source_of(name)
    return f"{hashlib.sha256(source).hexdigest()}:{function}"


def _source_of(name: str) -> tuple[bytes, str]:
    """The source in which a function stands, and the function's name."""
    place, found, function = name.rpartition(":")
    if not found:
        raise refusal(name, "it must be `module:function` or `file.py:function`")
    if not place.endswith(".py"):
        return _source_of_module(place, name), function
    if not Path(place).is_file():
        raise refusal(name, f"there is no file {place!r}")
    return Path(place).read_bytes(), function


@functools.cache
def _source_of_module(place: str, name: str) -> bytes:
    """As it was when the module was loaded: a module is loaded once."""
    try:
        source = inspect.getsourcefile(imported(place, name))
    except TypeError:
        source = None
    if source is None:
        raise refusal(name, f"`{place}` has no source in Python")
    return Path(source).read_bytes()


def said(error: Any) -> str:
    """The telling line of an error: the first of numba's many that names a cause."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith("Failed in nopython")]
    return (telling or [type(error).__name__])[0]


def refusal(name: str, wrong: str) -> ConfigError:
    """What is wrong with a function's name."""
    return ConfigError(f"`keeps` is {name!r}, but {wrong} (strategies)")
