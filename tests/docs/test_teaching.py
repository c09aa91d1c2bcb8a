"""Material for teaching is of the present words and tables, and is read from the last row."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.teaching import __main__ as command
from experiments.teaching import material
from experiments.teaching.lessons import LANGUAGES, lessons, made_of, of_lesson, question_in, words
from experiments.teaching.material import PAGES, PLAN, SHEETS, SLIDES, TOGETHER, WALLS
from sim.provenance import check_unedited, manifest_in
from sim.spelling import ConfigError
from tests.browser import SIZES, complaints, needs_chromium, opened, requests, too_wide
from tests.docs import pages

AGAIN = "if that is meant, run `make teaching`"
HANDOUTS = [f"{name}.{language}" for name in lessons() for language in LANGUAGES]
LENGTHS = {**dict.fromkeys(HANDOUTS, 2), PLAN: 1, TOGETHER: 1, SLIDES: 6}
"""Pages of each PDF: a handout and its key, the plan, one for the wall, six slides."""
SMALLEST = 24.0
"""Height in pixels of letters on a wall of 720, so that the last row reads them: a thirtieth of it."""
LETTERS = """
const [letters] = arguments;
const sizes = [...document.querySelectorAll("section *")]
  .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize));
const drawn = [...document.images].map((one) => {
  const box = one.getBoundingClientRect();
  return letters * Math.min(box.width / one.naturalWidth, box.height / one.naturalHeight);
});
return [...sizes, ...drawn];
"""
SPILT = """
return [...document.querySelectorAll("section")].filter((one) => {
  const low = Math.max(...[...one.children].map((child) => child.getBoundingClientRect().bottom));
  return low > one.getBoundingClientRect().bottom || one.scrollWidth > one.clientWidth;
}).length;
"""
DRAWN = 10.0
"""Letters of a picture in pixels where it is as large as it was drawn: 7.5 points."""


@cache
def sheets() -> dict[str, str]:
    return material.sheets()


def test_the_teachers_pages_are_of_the_present_words_and_tables() -> None:
    for name, text in material.pages().items():
        assert (PAGES / name).read_text("utf-8") == text, f"{name}: {AGAIN}"


def test_what_is_printed_is_of_the_present_words_and_tables() -> None:
    assert {path.name.removesuffix(".html") for path in SHEETS.glob("*.html")} == set(LENGTHS)
    for name, text in sheets().items():
        assert (SHEETS / f"{name}.html").read_text("utf-8") == text, f"{name}: {AGAIN}"
    check_unedited(SHEETS)  # printed together with the pages, or the manifest knows


def test_handouts_are_of_the_present_lessons() -> None:
    assert manifest_in(SHEETS)["lessons"] == made_of(), AGAIN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", lessons())
def test_a_handout_asks_what_the_lesson_asks_and_plays_no_more(lesson: str, language: str) -> None:
    text = unescape((SHEETS / f"{lesson}.{language}.html").read_text("utf-8"))
    said = of_lesson(lesson, language)
    options = [said[f"option_{one['name']}"] for one in lessons()[lesson]["bet"]["options"]]
    assert f'<html lang="{language}"' in text
    assert "<script" not in text
    asked = question_in(text)
    filled = ".+".join(re.escape(part) for part in re.split(r"{\w+}", said["bet"]))
    assert re.fullmatch(filled, asked)
    assert text.count(f">{asked}<") == 2, "on the sheet, and on its key"
    for option in options:
        assert text.count(f">{option}<") >= 2, "before and after"


@pytest.mark.parametrize("name", LENGTHS)
def test_has_as_many_pages_as_it_should_and_no_date(name: str) -> None:
    content = (SHEETS / f"{name}.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", content)) == LENGTHS[name]
    assert len(content) < 150_000
    assert set(re.findall(rb"\(D:(\d{14})", content)) == {b"20000101000000"}


def test_the_first_page_names_every_lesson_and_what_is_printed() -> None:
    links = set(pages.links(PAGES / "README.md"))
    english = [name for name in LENGTHS if not name.endswith(".de")]
    printed = {f"../../results/published/teaching/{name}.pdf" for name in english}
    assert links >= {f"{name}.md" for name in (*lessons(), PLAN)} | printed
    assert links >= {"../../results/published/laboratory/index.html", "../glossary.md"}


def test_the_first_page_names_what_the_page_offers_as_the_page_does() -> None:
    text = (PAGES / "README.md").read_text("utf-8")
    for view in ("lessons", "play"):
        assert f"**{words(LANGUAGES[0])[f'view.{view}']}**" in text
    for lesson in lessons():
        assert f"| {of_lesson(lesson, LANGUAGES[0])['title']} |" in text


def test_a_claim_that_the_tables_no_longer_show_is_refused_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = material.published

    def turned(study: str, table: str) -> pd.DataFrame:
        found = known(study, table)
        return found.assign(joint_gain_high=1.0) if (study, table) == ("headline", "headline") else found

    monkeypatch.setattr(material, "published", turned)
    with pytest.raises(ConfigError, match="flexible makes less than rigid"):
        material.check_claims()
    assert command.main() == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@needs_chromium
@pytest.mark.parametrize("name", WALLS)
def test_is_read_from_the_last_row(name: str) -> None:
    with opened(SHEETS / f"{name}.html", (1280, 720)) as driver:
        sizes: list[float] = driver.execute_script(LETTERS, DRAWN)
        assert min(sizes) >= SMALLEST
        assert driver.execute_script(SPILT) == 0, "something lies outside its slide"
        assert quiet(driver)


@needs_chromium
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", [*HANDOUTS, PLAN])
def test_a_sheet_fits_the_screen_and_asks_for_nothing(name: str, size: str) -> None:
    with opened(SHEETS / f"{name}.html", SIZES[size]) as driver:
        assert not too_wide(driver, SIZES[size])
        assert quiet(driver)


def quiet(driver: Any) -> bool:
    """Whether a page asks for nothing and complains of nothing."""
    return requests(driver) == complaints(driver) == []


def test_nothing_that_is_kept_names_where_it_was_made() -> None:
    home = str(Path.home())
    assert not [path for path in SHEETS.iterdir() if home.encode() in path.read_bytes()]
