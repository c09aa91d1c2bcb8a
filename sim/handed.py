"""What is handed over in Python where a configuration names a file: it is written down, named by its content.

A function handed over as `keeps`, or another decision, becomes `file.py:function` of a file that holds it
and all that it reads: numbers and words as they are now, other functions of one's own, imports of what is
installed. A graph becomes a file of edges, a table a file of its rows. So whatever comes after (both drivers,
workers, hashes, stored configurations) knows files alone, and what is written is the same for the same
content.

The files lie in the user's cache. Results keep copies of their own, beside their `config.yaml`.
"""

from __future__ import annotations

import ast
import dis
import hashlib
import importlib
import inspect
import math
import os
import re
import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from sim.jit import writable_home
from sim.spelling import ConfigError, shown

PLAIN = (bool, int, float, str, type(None))
FILE = re.compile(r"([^:\n]{1,400}\.(?:py|csv|parquet|graphml|txt|edges))(?::\w+)?")
"""What may name a file of the user's, perhaps with a function in it."""
OUTSIDE = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF")
"""How compiled Python reads what is not a function's own."""
BEGUN = ""
"""Stands for a definition that is being written down."""
ALLOWED = "numbers, words, tuples of these, functions and modules"


def name_of(function: Callable[..., Any]) -> str:
    """`file.py:function`, as configurations name it, of a function that is handed over.

    Raises:
        ConfigError: it has no source, is no function with a name, or reads what cannot be written down.
    """
    python = getattr(function, "py_func", function)
    name = getattr(python, "__name__", "")
    if not inspect.isfunction(python) or name == "<lambda>":
        raise refusal(shown(function), "must be a function that `def` gives a name")
    if _installed(python):
        return f"{python.__module__}:{name}"
    parts: dict[str, str] = {}
    _write_down(python, parts, name)
    text = "\n\n".join(parts.values()) + "\n"
    return f"{written(text.encode(), f'{name}.py').as_posix()}:{name}"


def beside(told: Any, folder: Path) -> Any:
    """Plain data in which a file that is named from where its configuration lies is named by its whole path.

    A name that leads to a file from where the user stands is left alone.
    """
    if isinstance(told, dict):
        return {key: beside(value, folder) for key, value in told.items()}
    if isinstance(told, list):
        return [beside(value, folder) for value in told]
    if not isinstance(told, str) or not FILE.fullmatch(told):
        return told
    name = FILE.sub(r"\1", told)
    found = folder / name
    return (
        told
        if Path(name).is_file() or not found.is_file()
        else f"{found.absolute().as_posix()}{told[len(name) :]}"
    )


def named(value: Any) -> Any:
    """What a configuration writes for something handed over: a function, a graph, a table; else the value.

    Raises:
        ConfigError: it cannot be written down.
    """
    if callable(value):
        return name_of(value)
    if hasattr(value, "adj") and hasattr(value, "nodes"):
        return file_of_graph(value)
    if hasattr(value, "to_csv"):
        table = value.to_frame() if hasattr(value, "to_frame") else value
        return written(table.to_csv(index=False).encode(), "table.csv").as_posix()
    return value


def all_named(told: Any) -> Any:
    """Plain data in which what is handed over anywhere is named; arrays and numbers of numpy are plain."""
    if isinstance(told, Mapping):
        return {key: all_named(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [all_named(value) for value in told]
    return told.tolist() if hasattr(told, "tolist") and not hasattr(told, "to_csv") else named(told)


def file_of_graph(graph: Any) -> str:
    """The file of a networkx graph: its firms with their `role` (or `bipartite`), in order, and its edges."""
    import networkx as nx

    plain = nx.Graph()
    for node, told in graph.nodes(data=True):
        role = told.get("role", told.get("bipartite"))
        plain.add_node(str(node), **({} if role is None else {"role": str(role)}))
    plain.add_edges_from((str(one), str(other)) for one, other in graph.edges())
    return written("".join(nx.generate_graphml(plain)).encode(), "graph.graphml").as_posix()


def written(content: bytes, name: str) -> Path:
    """The file of this content and name, in a folder named by the content's hash."""
    file = handed_over() / hashlib.sha256(content).hexdigest()[:12] / name
    if not (file.is_file() and file.read_bytes() == content):
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f".{os.getpid()}~{name}")
        draft.write_bytes(content)
        draft.replace(file)
    return file


def handed_over() -> Path:
    """The folder in which what was handed over is written down."""
    return writable_home() / ".handed"


def _write_down(function: FunctionType, parts: dict[str, str], asked: str) -> None:
    """Add the definition of a function to `parts` (name → text), behind all that it reads."""
    node = _definition(function, asked)
    own = node.name
    parts[own] = BEGUN  # a function that reads itself, or one that reads it, is written down once
    known = {**function.__globals__, **inspect.getclosurevars(function).nonlocals}
    around = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
    first = [one.id for part in around for one in ast.walk(part) if isinstance(one, ast.Name)]
    for name in (*first, *_read(function.__code__)):
        if name != own and name in known:
            _add(name, known[name], parts, asked)
    del parts[own]
    _put(own, ast.unparse(node), parts, asked)


def _read(code: CodeType) -> list[str]:
    """The names that a function, and those defined within it, read from outside."""
    found = [one.argval for one in dis.get_instructions(code) if one.opname in OUTSIDE]
    within = [name for one in code.co_consts if isinstance(one, CodeType) for name in _read(one)]
    return list(dict.fromkeys([*found, *within]))


def _definition(function: Callable[..., Any], asked: str) -> ast.FunctionDef:
    """The function's syntax, without annotations and words, which move no number."""
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        raise refusal(asked, "has no source to be read; write it into a file or a notebook's cell") from None
    node = ast.parse(source).body[0]
    if not isinstance(node, ast.FunctionDef):
        raise refusal(asked, "must be a function that `def` gives a name")
    for one in ast.walk(node):
        if isinstance(one, ast.arg):
            one.annotation = None
        elif isinstance(one, ast.FunctionDef):
            one.returns = None
            if len(one.body) > 1 and ast.get_docstring(one) is not None:
                del one.body[0]
    return node


def _add(name: str, value: Any, parts: dict[str, str], asked: str) -> None:
    """Add what a function reads under a name."""
    python = getattr(value, "py_func", value)
    if isinstance(value, ModuleType):
        if not _is_installed(value.__name__):
            raise refusal(asked, f"reads the module `{name}`, which is your own; import what it reads of it")
        _put(name, f"import {value.__name__} as {name}", parts, asked)
    elif isinstance(value, PLAIN) or (
        isinstance(value, tuple) and all(isinstance(one, PLAIN) for one in value)
    ):
        _put(name, f"{name} = {_literal(value)}", parts, asked)
    elif (inspect.isfunction(python) or inspect.isbuiltin(python)) and _installed(python):
        _put(name, f"from {python.__module__} import {python.__name__} as {name}", parts, asked)
    elif inspect.isfunction(python):
        original = python.__name__
        if original not in parts:
            _write_down(python, parts, asked)
        if original != name:
            _put(name, f"{name} = {original}", parts, asked)
    else:
        raise refusal(asked, f"reads `{name}`, which is {shown(value)}; it may read {ALLOWED}")


def _literal(value: Any) -> str:
    """A number, a word or a tuple of these as Python reads it back: numbers of numpy are plain ones."""
    if isinstance(value, tuple):
        return f"({''.join(f'{_literal(one)}, ' for one in value)})"
    if isinstance(value, float):
        return repr(float(value)) if math.isfinite(value) else f"float({str(float(value))!r})"
    return repr(value)


def _put(name: str, text: str, parts: dict[str, str], asked: str) -> None:
    if parts.setdefault(name, text) != text:
        raise refusal(asked, f"reads two different things called `{name}`")


def _installed(function: Callable[..., Any]) -> bool:
    """Whether a function stands under its name in an installed module: Python's, ours or a package's."""
    home = function.__module__ or ""
    if not _is_installed(home):
        return False
    return getattr(importlib.import_module(home), function.__name__, None) is not None


def _is_installed(module: str) -> bool:
    """Whether a module is Python's, ours or a package's."""
    top = module.partition(".")[0]
    if module in ("", "__main__"):
        return False
    if top in sys.stdlib_module_names or top == "sim":
        return True
    return "site-packages" in Path(getattr(sys.modules.get(module), "__file__", None) or "").parts


def refusal(name: str, wrong: str) -> ConfigError:
    """What is wrong with something that was handed over."""
    return ConfigError(f"the function {name}, handed over, {wrong}")
