"""Rules keep to the published arithmetic vocabulary, and open with their card.

Interpreted and compiled Python agree to the last bit on `+ - * /`, comparisons, `min`, `max` and
plain branches, and not on powers or on a library's functions. So a rule may use the first and
nothing else, and this is read off its syntax tree.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "sim" / "rules"
BIBLIOGRAPHY = ROOT / "references.bib"

RECIPES = {
    "__init__.py",
    "conduct.py",
    "decisions.py",
    "experience.py",
    "horizon.py",
    "month.py",
    "offers.py",
    "opening.py",
    "signing.py",
    "specification.py",
    "told.py",
}
"""Pure composition: these need a docstring and no card."""

LABELS = ("Statement:", "Formula:", "Parameters:", "Limits:", "Literature:")
KEY = re.compile(r"\b[a-z]+(?:_[a-z]+)*_\d{4}[a-z]?\b")

OPEN_MODULES = {"__future__", "typing", "sim.jit", "sim.arithmetic", "sim.quantities"}
"""Beside these, a rule imports its siblings."""

EXPRESSIONS = (
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Call,
    ast.keyword,
    ast.Attribute,
    ast.Name,
    ast.Tuple,
    ast.Constant,
    ast.expr_context,
)
OPERATORS = (
    *(ast.Add, ast.Sub, ast.Mult, ast.Div),
    *(ast.USub, ast.Not),
    *(ast.And, ast.Or),
    *(ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE),
)


def is_text(node: ast.stmt) -> bool:
    """Whether the statement is a bare string: a docstring, or one that documents a field."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def is_sibling(module: str) -> bool:
    return module.startswith("sim.rules.")


class Vocabulary:
    """The offences of one file: (line, what is wrong)."""

    def __init__(self, source: str) -> None:
        tree = ast.parse(source)
        self.callables = {"min", "max"}
        self.decorators: set[str] = set()
        for node in tree.body:
            if isinstance(node, ast.ImportFrom):
                names = {alias.asname or alias.name for alias in node.names}
                module = node.module or ""
                if module == "sim.jit":
                    self.decorators |= names
                elif module in {"sim.arithmetic", "sim.quantities"} or is_sibling(module):
                    self.callables |= names
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                self.callables.add(node.name)
        self.offences = [offence for node in tree.body for offence in self.top_level(node)]

    def top_level(self, node: ast.stmt) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level or not (module in OPEN_MODULES or is_sibling(module)):
                yield node.lineno, f"import from {'.' * node.level}{module}"
            if any(alias.name == "*" for alias in node.names):
                yield node.lineno, "import of *"
        elif isinstance(node, ast.FunctionDef):
            yield from self.function(node)
        elif isinstance(node, ast.ClassDef):
            yield from self.record(node)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if not all(isinstance(target, ast.Name) for target in targets):
                yield node.lineno, "assignment to something other than a name"
            elif [target.id for target in targets if isinstance(target, ast.Name)] != ["__all__"]:
                yield from self.expression(node.value)
        elif not is_text(node):
            yield node.lineno, f"{type(node).__name__} at the top level"

    def function(self, node: ast.FunctionDef) -> Iterator[tuple[int, str]]:
        for decorator in node.decorator_list:
            named = decorator.func if isinstance(decorator, ast.Call) else decorator
            if not (isinstance(named, ast.Name) and named.id in self.decorators):
                yield decorator.lineno, "decorator that is not from sim.jit"
        if node.args.vararg or node.args.kwarg:
            yield node.lineno, "variable arguments"
        for default in [*node.args.defaults, *node.args.kw_defaults]:
            yield from self.expression(default)
        for statement in node.body:
            yield from self.statement(statement, first=statement is node.body[0])

    def record(self, node: ast.ClassDef) -> Iterator[tuple[int, str]]:
        if [ast.unparse(base) for base in node.bases] != ["NamedTuple"] or node.decorator_list:
            yield node.lineno, "class that is not a plain NamedTuple"
        for field in node.body:
            if isinstance(field, ast.AnnAssign):
                yield from self.expression(field.value)
            elif not is_text(field):
                yield field.lineno, f"{type(field).__name__} in a NamedTuple"

    def statement(self, node: ast.stmt, *, first: bool = False) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.If):
            yield from self.expression(node.test)
            for inner in [*node.body, *node.orelse]:
                yield from self.statement(inner)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                parts = target.elts if isinstance(target, ast.Tuple) else [target]
                if not all(isinstance(part, ast.Name) for part in parts):
                    yield node.lineno, "assignment to something other than a name"
            if isinstance(node, ast.AugAssign) and not isinstance(node.op, OPERATORS):
                yield node.lineno, type(node.op).__name__
            yield from self.expression(node.value)
        elif isinstance(node, ast.Return):
            yield from self.expression(node.value)
        elif not (first and is_text(node)):
            yield node.lineno, type(node).__name__

    def expression(self, root: ast.expr | None) -> Iterator[tuple[int, str]]:
        if root is None:
            return
        line = root.lineno
        for node in ast.walk(root):
            line = getattr(node, "lineno", line)
            if isinstance(node, ast.operator | ast.unaryop | ast.boolop | ast.cmpop):
                if not isinstance(node, OPERATORS):
                    yield line, type(node).__name__
            elif not isinstance(node, EXPRESSIONS):
                yield line, type(node).__name__
            elif isinstance(node, ast.Constant) and not isinstance(node.value, int | float):
                yield line, f"constant {node.value!r}"
            elif isinstance(node, ast.keyword) and node.arg is None:
                yield line, "unpacked arguments"
            elif isinstance(node, ast.Attribute) and not isinstance(node.value, ast.Name | ast.Attribute):
                yield line, "attribute of something other than a name"
            elif isinstance(node, ast.Call) and not (
                isinstance(node.func, ast.Name) and node.func.id in self.callables
            ):
                yield line, f"call of {ast.unparse(node.func)}"


def bibliography() -> list[str]:
    return re.findall(r"^@\w+\{([^,\s]+),", BIBLIOGRAPHY.read_text(encoding="utf-8"), re.MULTILINE)


def card_faults(source: str, keys: set[str]) -> list[str]:
    """What is wrong with the card that a rule's file opens with."""
    card = ast.get_docstring(ast.parse(source)) or ""
    lines = [line.strip() for line in card.splitlines()]
    found = [label for line in lines for label in LABELS if line.startswith(label)]
    if found != list(LABELS):
        return [f"the card has {found}, and should have {list(LABELS)}, each once, in this order"]
    faults = [
        f"{label} says nothing"
        for label, following in zip(LABELS, [*LABELS[1:], None])
        if not section(lines, label, following)
    ]
    literature = section(lines, LABELS[-1], None)
    cited = KEY.findall(literature)
    faults += [f"{key} is not in references.bib" for key in cited if key not in keys]
    if not cited and not literature.lower().startswith("none"):
        faults.append("Literature: names no key; say `none` and why where there is none")
    return faults


def section(lines: list[str], label: str, following: str | None) -> str:
    """The text from a label up to the next one, or up to the first empty line after the last."""
    start = next(i for i, line in enumerate(lines) if line.startswith(label))
    rest = [lines[start].removeprefix(label), *lines[start + 1 :]]
    taken: list[str] = []
    for line in rest:
        if following is None and not line and taken and taken[-1]:
            break
        if following is not None and line.startswith(following):
            break
        taken.append(line)
    return " ".join(taken).strip()


RULE_FILES = sorted(RULES.rglob("*.py"))
CARD_FILES = [path for path in RULE_FILES if path.name not in RECIPES]


def name(path: Path) -> str:
    return path.relative_to(RULES).as_posix()


def test_rules_are_found() -> None:
    assert CARD_FILES


@pytest.mark.parametrize("path", RULE_FILES, ids=name)
def test_rule_keeps_to_the_vocabulary(path: Path) -> None:
    offences = Vocabulary(path.read_text(encoding="utf-8")).offences
    assert not offences, "\n".join(f"{path.name}:{line}: {what}" for line, what in offences)


@pytest.mark.parametrize("path", RULE_FILES, ids=name)
def test_rule_opens_with_a_docstring(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", CARD_FILES, ids=name)
def test_rule_opens_with_its_card(path: Path) -> None:
    faults = card_faults(path.read_text(encoding="utf-8"), set(bibliography()))
    assert not faults, "\n".join(faults)


def test_bibliography_keys_are_unique_and_well_formed() -> None:
    keys = bibliography()
    assert len(keys) == len(set(keys))
    assert all(KEY.fullmatch(key) for key in keys)


# The checker bites.

SOUND = '''"""A rule.

Statement: what is shaded is felt.
Formula: s = min(θΓ, cap)
Parameters: theta (share, 0 to 1, neutral 0).
Limits: 0 at theta 0;
    the cap as grievance grows.
Literature: hart_moore_2008, fehr_hart_zehnder_2011
"""

from __future__ import annotations

from typing import NamedTuple

from sim.arithmetic import exp
from sim.jit import rule
from sim.quantities import Side
from sim.rules.trust import trust

NEVER = -1.0


class Felt(NamedTuple):
    """What is felt."""

    loss: float  # money


@rule
def shading(side: Side, theta: float, cap: float) -> Felt:
    """Money lost by the partner."""
    felt = theta * side.grievance
    felt += 1
    if not 0.0 <= felt < cap or felt == NEVER:
        felt = min(felt, cap) if felt > 0.0 else -exp(felt) / 2.0
    one, two = felt, trust(side)
    return Felt(loss=max(one, two))
'''


def test_a_sound_rule_passes() -> None:
    assert Vocabulary(SOUND).offences == []
    assert card_faults(SOUND, set(bibliography())) == []


@pytest.mark.parametrize(
    "body",
    [
        "return x ** 2",
        "return x // 2",
        "return x % 2",
        "return +x",
        "return ~x",
        "return x is y",
        "return x in y",
        "return x[0]",
        "return abs(x)",
        "return math.exp(x)",
        "return np.exp(x)",
        "return x.maximum()",
        "return trust(x).good",
        "return max(*x)",
        "return max(**x)",
        "return f'{x}'",
        "return 'x'",
        "return None",
        "return [x]",
        "return {x}",
        "return (lambda: x)()",
        "return sum(z for z in x)",
        "return [z for z in x]",
        "return (z := x)",
        "x **= 2",
        "x.y = 1",
        "x[0] = 1",
        "x: float = y ** 2",
        "for z in x:\n        y = z",
        "while x:\n        y = x",
        "try:\n        y = x\n    except ValueError:\n        y = x",
        "with x:\n        y = x",
        "if x:\n        y = x ** 2",
        "if x:\n        y = x\n    else:\n        raise ValueError",
        "assert x",
        "raise ValueError",
        "import math",
        "from math import exp",
        "global z",
        "def inner():\n        return x",
        "pass",
        "max(x, y)",
        "del x",
        "yield x",
        "match x:\n        case 1:\n            return y",
    ],
)
def test_a_tampered_body_is_caught(body: str) -> None:
    source = f"from sim.rules.trust import trust\n\n\ndef quantity(x, y):\n    {body}\n"
    assert Vocabulary(source).offences


@pytest.mark.parametrize(
    "line",
    [
        "import math",
        "import sim.arithmetic",
        "import numpy as np",
        "from math import exp",
        "from numba import njit",
        "from sim import arithmetic",
        "from sim.draws import roll",
        "from sim.agents.firm import Firm",
        "from sim.rulesets.trust import trust",
        "from .trust import trust",
        "from sim.arithmetic import *",
        "TABLE = [1.0, 2.0]",
        "TABLE = {}",
        "LIMIT = 2.0 ** 0.5",
        "for x in ():\n    y = x",
        "if True:\n    y = 1",
        "class Firm:\n    x: float",
        "class Felt(NamedTuple):\n    def loss(self):\n        return 1",
        "def quantity(*x):\n    return 1",
        "def quantity(x=()):\n    return x[0]",
        "@cache\ndef quantity(x):\n    return x",
        "async def quantity(x):\n    return x",
    ],
)
def test_a_tampered_file_is_caught(line: str) -> None:
    assert Vocabulary(f"{line}\n").offences


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Statement:", "Says:"),
        ("Formula:", ""),
        ("Parameters: theta (share, 0 to 1, neutral 0).", "Parameters:"),
        ("Limits:", "Statement:"),
        ("fehr_hart_zehnder_2011", "fehr_hart_zehnder_2012"),
        ("hart_moore_2008, fehr_hart_zehnder_2011", "somebody"),
        ("hart_moore_2008, fehr_hart_zehnder_2011", ""),
    ],
)
def test_a_tampered_card_is_caught(old: str, new: str) -> None:
    assert old in SOUND
    assert card_faults(SOUND.replace(old, new, 1), set(bibliography()))
