"""What a reader meets first is short: every sentence of the findings page and of README."""

from __future__ import annotations

import re

import pytest

from experiments.publish import DOCS, README, STUDIES
from tests.studies.measured import ANSWER, FINDING, TITLE, measured

FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
PICTURE = re.compile(r"!\[(.*?)\]\(")
FINDINGS = (DOCS / "findings.md").read_text("utf-8")
OPEN = FOLDED.sub("", FINDINGS)
"""The page as it is seen before anything is unfolded."""


def test_it_opens_with_a_line_for_every_question() -> None:
    rows = [line for line in OPEN.partition("## ")[0].splitlines() if line.startswith("| [")]
    assert len(rows) == len(STUDIES)
    for row in rows:
        _, question, answer, _ = row.split("|")
        assert question.strip().endswith(")")
        assert answer.strip()
        assert not list(measured("answer", answer, ANSWER, 2, 0))


def test_every_sentence_can_be_read() -> None:
    told = []
    for line in OPEN.splitlines():
        if line.startswith("- "):
            told += measured("finding", line, FINDING, 6, 1)
        if line.startswith("**"):
            told += measured("answer", line.strip("*"), ANSWER, 2, 0)
    for title in PICTURE.findall(FINDINGS):
        told += measured("title", title, TITLE, 2, 0)
    assert not told


def test_each_section_shows_one_picture_and_folds_the_rest() -> None:
    sections = re.split(r"(?m)^## ", OPEN)[1:]
    assert len(sections) == len(STUDIES)
    for section in sections:
        assert len(PICTURE.findall(section)) == 1, section.partition("\n")[0]
        assert "| ---" not in section


@pytest.mark.parametrize("name", ["headline", "plausible_region"])
def test_the_finding_in_readme_is_three_sentences_and_a_picture(name: str) -> None:
    text = README.read_text("utf-8")
    (found,) = re.findall(rf"<!-- {name} -->\n(.+)\n<!-- /{name} -->", text, re.DOTALL)
    words, _, picture = found.partition("\n\n")
    sentences = re.split(r"(?<=[.!?])\**\s+(?=[A-Z*])", words)
    assert len(sentences) <= 3
    for sentence in sentences:
        assert not list(measured("sentence", sentence, FINDING, 4, 1))
    assert len(PICTURE.findall(picture)) == 1
