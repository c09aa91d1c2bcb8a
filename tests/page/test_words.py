"""Every word of the page stands in one file a language: none is in the code, none is missing, none idle."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from sim.loading import load
from sim.page.building import HOME
from sim.page.description import fields
from sim.scenario import Strategy

WORDS = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((HOME / "words").glob("*.json"))}
CODE = {path: path.read_text("utf-8") for path in sorted((HOME / "src").rglob("*.ts*"))}
WHOLE = "\n".join(text for path, text in CODE.items() if path.parent.name != "engine")
SLOT = re.compile(r"\{(\w+)\}")
GROUPED = {f"{group}." for group in re.findall(r'named\("(\w+)"', WHOLE)}
STARTED = set(re.findall(r"`([a-z_]+\.[a-z_]*)\$\{", WHOLE))


@cache
def strategies() -> Mapping[str, Strategy]:
    return load("world").strategies


def test_there_is_a_second_language() -> None:
    assert list(WORDS) == ["de", "en"]


@pytest.mark.parametrize("language", WORDS)
def test_languages_say_the_same(language: str) -> None:
    told, wanted = WORDS[language]["page"], WORDS["en"]["page"]
    assert list(told) == list(wanted)
    for key, sentence in wanted.items():
        assert set(SLOT.findall(told[key])) <= set(SLOT.findall(sentence)), key
        assert told[key].strip(), key


def test_german_speaks_of_every_field_and_strategy() -> None:
    levered = re.findall(r'ofWorld\("\w+", "([\w.]+)"', WHOLE)
    graphs = re.findall(r'"(network\.\w+)"', WHOLE)
    known = {row["path"] for row in fields() if row["group"] != "strategies"}
    assert set(WORDS["de"]["fields"]) == known - {*levered, *graphs}
    assert set(WORDS["de"]["strategies"]) == set(strategies())
    assert set(WORDS["en"]["fields"]) < known


def test_no_word_is_idle() -> None:
    for key in WORDS["en"]["page"]:
        literal = f'"{key}"' in WHOLE
        put_together = any(key.startswith(start) for start in (*GROUPED, *STARTED))
        assert literal or put_together, f"`{key}` is said nowhere"


def test_what_is_named_has_a_name() -> None:
    known = WORDS["en"]["page"]
    wanted = [f"names.{name}" for name in strategies()]
    wanted += [f"unit.{row['unit']}" for row in fields() if row["unit"] != "1"]
    wanted += [f"group.{row['group']}" for row in fields() if row["group"] != "strategies"]
    assert set(wanted) <= set(known)
    for preset in json.loads((HOME / "presets.json").read_text("utf-8")):
        assert f"preset.{preset['name']}" in known


TEXT = re.compile(r">([^<>{}]*[^\W\d_]{2}[^<>{}]*)</")
SPOKEN = re.compile(r'(?:aria-label|title|placeholder|alt)="([^"{}]*[^\W\d_]{2}[^"{}]*)"')
SENTENCE = re.compile(r'"([^"`\n]*[A-Z][a-z]+ [a-z]+[^"`\n]*)"')


OURS = [path for path in CODE if path.parent.name != "engine"]


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_no_word_is_in_the_code(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", CODE[path], flags=re.DOTALL)
    if str(path).endswith(".tsx"):
        found = [one for one in TEXT.findall(text) if "=>" not in one and ";" not in one]
        assert not found
    assert not SPOKEN.findall(text)
    assert not SENTENCE.findall(text)
