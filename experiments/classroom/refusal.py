"""What cannot be done is said in words, of the reader's language; what somebody sent is never repeated."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).with_name("words")
FIRST = "en"
LANGUAGES = (FIRST, "de")


@cache
def words() -> dict[str, dict[str, str]]:
    """Sentences by language and name."""
    return {name: json.loads((WORDS / f"{name}.json").read_text("utf-8")) for name in LANGUAGES}


class Refusal(Exception):  # noqa: N818 - it is no error of the program
    """What somebody asked for and cannot have, by the name of its sentence."""

    def __init__(self, name: str, **slots: Any) -> None:
        self.name, self.slots = name, slots
        super().__init__(self.said())

    def said(self, language: str = FIRST) -> str:
        """The sentence; what stands in a slot may be words too."""
        spoken = words().get(language, words()[FIRST])
        slots = {
            name: value.said(language) if isinstance(value, Refusal) else value
            for name, value in self.slots.items()
        }
        return spoken[self.name].format(**slots)


def told(refused: Refusal, to: str, language: str = FIRST) -> dict[str, str]:
    """The message that says so."""
    return {"is": "refused", "to": to, "why": refused.said(language)}
