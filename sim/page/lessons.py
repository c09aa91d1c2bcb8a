"""The six lessons as the page is told them: every published number in a sentence is read from its table.

`lessons.json` says what a lesson plays, what is bet on, and for each paragraph of its explanation which cells
of which published tables it rests on (`read`) and what must hold of them (`holds`). `changed` says what is
seen where one thing more is changed, as the teacher's page tells it; tests play it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sim.plots.style import COLOURS, DASHES, OTHERS

HOME = Path(__file__).parent
STUDIES = HOME.parent.parent / "results" / "published"
NEAR = 1e-12
"""Two levels of an axis are one where they differ by no more."""


def sources() -> list[dict[str, Any]]:
    """The lessons as they are written."""
    return json.loads((HOME / "lessons.json").read_text("utf-8"))


def lessons(tone: Callable[[str, Any], dict[str, str]]) -> list[dict[str, Any]]:
    """The lessons for the page; `tone` writes a colour and a dash as the page has them."""
    return [told(lesson, tone) for lesson in sources()]


def told(lesson: Mapping[str, Any], tone: Callable[[str, Any], dict[str, str]]) -> dict[str, Any]:
    """One lesson: its lines in the colours of the house, its paragraphs with their numbers, no answer."""
    picture = dict(lesson["picture"])
    if "lines" in picture:
        picture["lines"] = [line | {"tone": tone(*toned(line["tone"]))} for line in picture["lines"]]
    why = [{"studies": studies(one), "slots": slots(one)} for one in lesson["why"]]
    bet = {name: value for name, value in lesson["bet"].items() if name != "claimed"}
    shown = {name: value for name, value in lesson.items() if name != "changed"}
    return {**shown, "picture": picture, "bet": bet, "why": why}


def toned(name: str | int) -> tuple[str, Any]:
    """Colour and dash by the name that the project's pictures know, or by the place among the others."""
    return OTHERS[name] if isinstance(name, int) else (COLOURS[name], DASHES.get(name, "-"))


def studies(paragraph: Mapping[str, Any]) -> list[str]:
    """The studies that a paragraph rests on."""
    return list(dict.fromkeys(cell["study"] for cell in paragraph["read"].values() if "study" in cell))


def slots(paragraph: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The numbers that a paragraph's words show, and how each is written."""
    known = values(paragraph)
    shown = {name: cell["as"] for name, cell in paragraph["read"].items() if "as" in cell}
    return {name: {"value": known[name], "as": form} for name, form in shown.items()}


def values(paragraph: Mapping[str, Any]) -> dict[str, float]:
    """All that a paragraph reads, by name; what is lost is told against what there was."""
    known: dict[str, float] = {}
    for name, cell in paragraph["read"].items():
        if "lost" in cell:
            now, before = (known[one] for one in cell["lost"])
            known[name] = 1.0 - now / before
        else:
            known[name] = published(cell["study"], cell["table"], cell["where"], cell["column"])
    return known


def published(study: str, table: str, where: Mapping[str, Any], column: str) -> float:
    """The one cell of a published table. Raises ValueError where there is none, or more than one."""
    found = [
        row for row in rows(study, table) if all(alike(row[name], level) for name, level in where.items())
    ]
    if len(found) != 1:
        raise ValueError(f"{study}/{table}: {len(found)} rows are {dict(where)}; a lesson reads one")
    return float(found[0][column])


@cache
def rows(study: str, table: str) -> list[dict[str, str]]:
    """A published table."""
    with (STUDIES / study / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def alike(text: str, level: Any) -> bool:
    """Whether a cell says this: numbers to the last but a few bits, words letter by letter."""
    if isinstance(level, str):
        return text == level
    return bool(text) and abs(float(text) - float(level)) <= NEAR
