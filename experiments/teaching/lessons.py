"""The six lessons as the page has them: their words in each language, their bets, what the model answers."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from html import unescape
from typing import Any

from sim.jit import kernel_hash
from sim.page.lessons import HOME, sources

LANGUAGES = ("en", "de")
MINE = ("lesson.", "lessons.")
"""Beginnings of the names of words that a lesson says."""
QUESTION = re.compile(r'<p>([^<]*)</p><ul class="boxes">')
SHOWN = HOME / "src" / "lessons"


@cache
def words(language: str) -> dict[str, str]:
    """All words of the page in a language."""
    return json.loads((HOME / "words" / f"{language}.json").read_text("utf-8"))["page"]


@cache
def lessons() -> dict[str, dict[str, Any]]:
    """Name → lesson, in the order of the page."""
    return {one["name"]: one for one in sources()}


def of_lesson(name: str, language: str) -> dict[str, str]:
    """What a lesson says, by the last part of its names."""
    begins = f"lesson.{name}."
    return {key.removeprefix(begins): text for key, text in words(language).items() if key.startswith(begins)}


def question_in(handout: str) -> str:
    """What a lesson asks, its numbers filled in, as the page asked it on a handout."""
    found = QUESTION.search(handout)
    if found is None:
        raise ValueError("no question stands before the boxes of this handout")
    return unescape(found.group(1))


def made_of() -> str:
    """The hash of all that a handout is made of: rules, lessons, their words and how the page shows them."""
    said = [
        {key: text for key, text in words(language).items() if key.startswith(MINE)} for language in LANGUAGES
    ]
    shown = [path.read_text("utf-8") for path in sorted(SHOWN.iterdir()) if path.is_file()]
    text = json.dumps([kernel_hash(), lessons(), said, shown])
    return hashlib.sha256(text.encode()).hexdigest()
