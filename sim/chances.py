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
0, above 1 is 1. Both drivers play the same function, to the same bits if it keeps to `+ - * /`,
comparisons, `min`, `max`, if and else, and the functions of `sim.arithmetic`. It is compiled by itself,
in about a second; the kernel is not anew.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib
import importlib.util
import inspect
import linecache
import textwrap
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


def chance_of(name: str) -> Chance:
    """The function that `module:function` or `file.py:function` names, as its file is now.

    Raises:
        ConfigError: there is none, it does not take the five numbers of `ASKED`, or it raises errors.
    """
    return _chance_of(name, content(name))


@functools.cache
def _chance_of(name: str, _content: str) -> Chance:
    place, _, function = name.rpartition(":")
    module = module_at(place, name)
    chance = getattr(module, function, None)
    if chance is None:
        known = [one for one, value in vars(module).items() if inspect.isfunction(value)]
        raise refusal(
            name, f"`{place}` has no {function!r}; {advice(function, known, 'functions there are')}"
        )
    if not inspect.isfunction(chance) or len(inspect.signature(chance).parameters) != len(ASKED):
        raise refusal(name, f"it must be a function of {', '.join(ASKED)}")
    # Compiled and called by its address, it has nobody to raise to: its answer would be anything.
    tree = ast.parse(textwrap.dedent(inspect.getsource(chance)))
    if any(isinstance(node, ast.Raise | ast.Assert) for node in ast.walk(tree)):
        raise refusal(name, "it must raise nothing and assert nothing")
    return chance


def module_at(place: str, name: str) -> ModuleType:
    """A module by name, or the one that a file holds."""
    if not place.endswith(".py"):
        try:
            return importlib.import_module(place)
        except Exception as error:
            raise refusal(name, f"`{place}` cannot be imported: {said(error)}") from error
    path = Path(place)
    spec = importlib.util.spec_from_file_location(f"_chances_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    linecache.checkcache(place)  # else the source of an edited file is that of the old one
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise refusal(name, f"{place!r} cannot be read: {said(error)}") from error
    return module


def chances_of(strategies: Sequence[Strategy]) -> tuple[Chance | None, ...]:
    """The function of each strategy; None for those that answer or calculate."""
    return tuple(chance_of(one.keeps) if one.keeps else None for one in strategies)


def entries_of(strategies: Sequence[Strategy]) -> tuple[int, ...]:
    """Where the compiled form of each one's function begins; 0 for none.

    Raises:
        ConfigError: a function cannot be compiled.
    """
    return tuple(entry_of(one.keeps) if one.keeps else 0 for one in strategies)


def entry_of(name: str) -> int:
    """Where the compiled form of a function begins."""
    try:
        return entry(chance_of(name), len(ASKED))
    except ConfigError:
        raise
    except Exception as error:  # numba has many
        raise refusal(name, f"it cannot be compiled: {said(error)}") from error


def content(name: str) -> str:
    """SHA-256 of the source in which a function stands: of a file as it is now, of a module as it was loaded.

    Raises:
        ConfigError: there is no such source.
    """
    place, found, _ = name.rpartition(":")
    if not found:
        raise refusal(name, "it must be `module:function` or `file.py:function`")
    if not place.endswith(".py"):
        return _content_of_module(place, name)
    if not Path(place).is_file():
        raise refusal(name, f"there is no file {place!r}")
    return hashlib.sha256(Path(place).read_bytes()).hexdigest()


@functools.cache
def _content_of_module(place: str, name: str) -> str:
    source = inspect.getsourcefile(module_at(place, name))
    if source is None:
        raise refusal(name, f"`{place}` has no source in Python")
    return hashlib.sha256(Path(source).read_bytes()).hexdigest()


def said(error: Any) -> str:
    """The telling line of an error: the first of numba's many that names a cause."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith("Failed in nopython")]
    return (telling or [type(error).__name__])[0]


def refusal(name: str, wrong: str) -> ConfigError:
    """What is wrong with a function's name."""
    return ConfigError(f"`keeps` is {name!r}, but {wrong} (strategies)")
