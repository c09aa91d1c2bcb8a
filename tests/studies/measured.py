"""How much a reader is asked to read: words and numbers of an answer, a finding, a title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

NUMBER = re.compile(r"(?<![\w.])[−+-]?\d[\d,]*(?:\.\d+)?")
INTERVAL = re.compile(r"\([−+-]?[\d.]+ %? ?to [−+-]?[\d.]+ ?%?\)|\[[−+-]?[\d.]+, ?[−+-]?[\d.]+\]|±")
GREEK = re.compile(r"[α-ωΑ-Ω]")
BANNED = re.compile(
    r"\btold\b|\bthe pair\b|d_z|\bHolm\b|\bat \d[\d,]* of \d|p [<=] |σ|τ|μ"
    r"|\b\d[\d,]* of \d[\d,]* (points|levels|cells|mixes)"
)
ANSWER, FINDING, TITLE = 25, 30, 14


def words_in(text: str) -> int:
    """Words as a reader counts them; a number is one."""
    return len([word for word in text.split() if re.search(r"\w", word)])


def faults(words: Mapping[str, Any]) -> Iterator[str]:
    """What is too long, or says what belongs into the folded table."""
    answer = words["answer"]
    yield from measured("answer", answer, ANSWER, 2, 0)
    for kind in ("findings", "fails"):
        for one in words[kind]:
            yield from measured(kind, one, FINDING, 6, 1)
    for name, title in words["titles"].items():
        if not title:
            yield f"view {name} has no title"
        yield from measured(f"title of {name}", title, TITLE, 2, 0)
        if GREEK.search(title):
            yield f"title of {name} has Greek: {title}"


def measured(what: str, text: str, most: int, numbers: int, intervals: int) -> Iterator[str]:
    """The faults of one sentence."""
    if words_in(text) > most:
        yield f"{what} has {words_in(text)} words, more than {most}: {text}"
    if len(INTERVAL.findall(text)) > intervals:
        yield f"{what} has more than {intervals} intervals: {text}"
    if len(NUMBER.findall(INTERVAL.sub("", text))) > numbers:
        yield f"{what} has more than {numbers} numbers: {text}"
    if BANNED.search(text):
        yield f"{what} says {BANNED.search(text)[0]!r}: {text}"  # type: ignore[index]
