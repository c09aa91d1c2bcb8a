"""The reference page of the rules, made from their cards and from what their functions say of themselves.

`make reference` writes docs/reference/rules.md; a test keeps it up to date.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import NamedTuple

import sim.rules
from experiments.templates import environment

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "rules.md"
RULES = ROOT / "sim" / "rules"
FIELD = re.compile(r"^([A-Z][a-z]+): ", re.MULTILINE)


class Card(NamedTuple):
    """A file of rules: its heading, what its card says field by field, its functions with a line each."""

    name: str
    title: str
    said: str
    fields: dict[str, str]
    functions: dict[str, str]


def page() -> str:
    """The whole page, as Markdown."""
    made = environment(Path(__file__).parent)
    made.filters.update(prose=prose)
    return made.get_template("cards.md.j2").render(cards=[card(name) for name in named()])


def named() -> list[str]:
    """Every file of rules, in the order in which the package's table of contents first names it."""
    there = {path.stem for path in RULES.glob("*.py")} - {"__init__"}
    told = dict.fromkeys(re.findall(r"`(\w+)`", sim.rules.__doc__ or ""))
    if lost := there - set(told):
        raise ValueError(f"`{min(lost)}` is not in the table of contents of sim/rules/__init__.py")
    return [name for name in told if name in there]


def card(name: str) -> Card:
    """The card of one file, read off its source."""
    tree = ast.parse((RULES / f"{name}.py").read_text(encoding="utf-8"))
    title, _, rest = (ast.get_docstring(tree) or "").partition("\n")
    said, *pairs = FIELD.split(rest.strip())
    functions = {
        one.name: (ast.get_docstring(one) or "").partition("\n\n")[0]
        for one in tree.body
        if isinstance(one, ast.FunctionDef)
    }
    fields = dict(zip(pairs[::2], pairs[1::2], strict=True))
    if "Literature" in fields:
        fields["Literature"] = re.sub(r"\w+_\d{4}\w*", r"`\g<0>`", fields["Literature"])
    return Card(name, title, said, fields, functions)


def prose(text: str) -> str:
    """Paragraphs on a line each, as they were typed; a list in columns stays one."""
    parts = text.split("\n\n")
    return "\n\n".join(f"```text\n{part}\n```" if re.match(r" *\d", part) else line(part) for part in parts)


def line(text: str) -> str:
    """One paragraph."""
    parts = re.split(r"(`[^`]*`)", " ".join(text.split()))
    return "".join(part if part.startswith("`") else re.sub(r"([*<|])", r"\\\1", part) for part in parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
