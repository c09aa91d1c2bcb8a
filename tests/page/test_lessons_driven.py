"""Every lesson driven from its bet to the same question again: network off, both sizes, both languages."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sim.page.building import HOME, WORKSHOP
from tests.browser import LANGUAGES, SIZES, complaints, opened, requests, too_wide
from tests.page.driven import PAGE, Laboratory, needs_page
from tests.page.lessons import LESSONS, figures

pytestmark = needs_page

WORDS = {path.stem: json.loads(path.read_text("utf-8"))["page"] for path in (HOME / "words").glob("*.json")}
STEPS = ("play", "see", "explain", "change", "again")
AXE = WORKSHOP / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """
const done = arguments[0];
const place = (node) => node.html.slice(0, 200);
axe.run().then((all) => done(all.violations.map((one) => [one.id, one.nodes.slice(0, 3).map(place)])));
"""
SHOWN = """
const seen = document.querySelector(arguments[0]);
return seen ? seen.textContent : "";
"""
FOCUSED = """
const one = document.activeElement;
return one && one !== document.body ? one.textContent + "|" + one.className : "";
"""
PRINTED = ("change_orders",)
"""The lesson that is printed at every run."""
CHECKED = ("change_orders", "power")
"""Lessons with a picture of each kind, and with every control that there is."""
TAB, ENTER, RIGHT = "\ue004", "\ue007", "\ue014"


@contextmanager
def lessons(size: str = "desk", language: str = "en", at: str = "") -> Iterator[Laboratory]:
    """The page at its lessons."""
    with opened(PAGE, SIZES[size], fragment=f"view=lessons&language={language}{at}") as driver:
        seen = Laboratory(driver)
        seen.until(lambda: seen.every(".lessons h2, .handout"), "the lessons")
        yield seen


def press(seen: Laboratory, selector: str) -> None:
    """Click what a selector finds, wherever it is."""
    seen.script("arguments[0].click()", seen.one(selector))
    seen.settle()


def begin(seen: Laboratory, place: int, option: int = 1) -> None:
    """A lesson by its card, and the first bet."""
    press(seen, f".cards li:nth-child({place + 1}) .start")
    seen.until(lambda: seen.every(".option"), "the question")
    press(seen, f".options li:nth-child({option}) .option")


def onward(seen: Laboratory, step: str) -> None:
    """The next step."""
    press(seen, ".onward .next")
    seen.until(lambda: seen.every(f".lesson.at-{step}"), f"the step `{step}`")


def drawn(seen: Laboratory) -> int:
    """How many points or bars the picture has."""
    return seen.script(
        "return document.querySelectorAll('.drawing svg circle, .drawing svg [aria-label=bar] rect').length"
    )


def accessible(seen: Laboratory) -> None:
    """Nothing is found by a checker."""
    if AXE.is_file():
        seen.script(AXE.read_text("utf-8"))
        assert seen.driver.execute_async_script(VIOLATIONS) == []


ALL = tuple(range(len(LESSONS)))
HALVES = [
    pytest.param("phone", "de", ALL[::2]), pytest.param("desk", "en", ALL[1::2]),
    *(pytest.param(size, language, ALL, marks=pytest.mark.slow) for size in SIZES for language in LANGUAGES),
]  # fmt: skip
"""Every lesson at every run, half of them on a phone in German; each everywhere in `make test-all`."""


@pytest.mark.parametrize(("size", "language", "places"), HALVES)
def test_every_lesson_from_the_bet_to_the_bet_again(
    size: str, language: str, places: tuple[int, ...]
) -> None:
    with lessons(size, language) as seen:
        accessible(seen)
        for place in places:
            name, lesson = list(LESSONS.items())[place]
            begin(seen, place)
            assert not too_wide(seen.driver, SIZES[size])
            for step in STEPS:
                onward(seen, step)
                if step == "again":
                    assert not seen.every(".side-by-side")
                    press(seen, ".options li:last-child .option")
                    seen.until(lambda: seen.every(".side-by-side .right"), f"the answer of {name}")
                else:
                    seen.until(lambda: drawn(seen) > 0, f"the picture of {name} at {step}")
                if step == "see":
                    seen.until(lambda: seen.every(".came-out"), f"what came out of {name}")
                    assert seen.one(".came-out").get_attribute("data-option") == lesson["bet"]["claimed"]
                assert not too_wide(seen.driver, SIZES[size]), f"{name}: {step}"
                if name in CHECKED:
                    accessible(seen)
            right = WORDS[language][f"lesson.{name}.option_{lesson['bet']['claimed']}"]
            assert seen.script(SHOWN, ".side-by-side .right th").startswith(right)
            press(seen, ".onward button:nth-child(2)")
            seen.until(lambda: seen.every(".cards"), "all lessons")
        assert requests(seen.driver) == []
        assert complaints(seen.driver) == []


def test_nothing_is_seen_before_the_bet() -> None:
    with lessons(at="&lesson=trust&step=see") as seen:
        assert seen.every(".lesson.at-bet")
        assert not seen.every(".picture, .came-out")
        assert not seen.one(".onward .next").is_enabled()
        assert not [one for one in seen.every(".steps button")[1:] if one.is_enabled()]


@pytest.mark.parametrize(
    "name", [one if one in CHECKED else pytest.param(one, marks=pytest.mark.slow) for one in LESSONS]
)
def test_the_numbers_shown_are_pythons(name: str) -> None:
    lesson = LESSONS[name]
    with lessons() as seen:
        begin(seen, list(LESSONS).index(name))
        press(seen, ".steps li:nth-child(3) button")
        seen.until(lambda: seen.every(".came-out"), "what came out")
        shown = [one.text for one in seen.every(".figures dd")]
    for text, own in zip(shown, figures(lesson, 1), strict=True):
        mean, low, high = (float(part.replace("−", "-")) for part in re.findall(r"[+−]?\d+\.\d", text))
        assert (mean, low, high) == pytest.approx((100 * own.mean, 100 * own.low, 100 * own.high), abs=0.0501)


def test_lever_choice_and_luck_move_the_picture() -> None:
    with lessons() as seen:
        begin(seen, list(LESSONS).index("power"))
        onward(seen, "play")
        seen.until(lambda: drawn(seen) > 0, "the first stop")
        for act in (
            lambda: seen.put(seen.one(".lever input"), 7),
            lambda: press(seen, ".choices button:nth-of-type(2)"),
            lambda: press(seen, ".more-worlds button:nth-child(2)"),
        ):
            before = seen.pictures()
            act()
            seen.until(lambda before=before: drawn(seen) > 0 and seen.pictures() != before, "another picture")
        points = drawn(seen)
        press(seen, ".more-worlds button:first-child")
        seen.until(lambda: not seen.one(".more-worlds button:first-child").is_enabled(), "every stop")
        assert drawn(seen) > points


def test_one_more_lever_is_held_against_what_was() -> None:
    with lessons() as seen:
        begin(seen, list(LESSONS).index("flexible"))
        press(seen, ".steps li:nth-child(5) button")
        seen.until(lambda: drawn(seen) > 0, "the other world")
        assert (
            seen.script("return document.querySelector('.choices [aria-pressed=true]').textContent")
            == (WORDS["en"]["lesson.flexible.more_none"])
        )
        press(seen, "a.laboratory")
        seen.until(lambda: seen.every(".verdict .scores"), "the laboratory")
        assert seen.one("#lever-volatility").get_property("value") == "0.15"
        seen.until(lambda: "shading.strength=0" in seen.driver.current_url, "its address")


def test_hands_are_counted_and_shown_beside() -> None:
    with lessons("phone") as seen:
        begin(seen, 0)
        press(seen, ".question .switch input")
        for _ in range(3):
            press(seen, ".options li:last-child .hands button:last-child")
        press(seen, ".options li:last-child .hands button:first-child")
        assert seen.one(".options li:last-child output").text == "2"
        assert not too_wide(seen.driver, SIZES["phone"])
        press(seen, ".steps li:nth-child(6) button")
        press(seen, ".options li:last-child .option")
        seen.until(lambda: seen.every(".side-by-side"), "both bets")
        assert seen.one(".side-by-side tr.right .raised").text == "2"


def focused(seen: Laboratory, what: str) -> None:
    """Go to an element by the key that leads from one to the next."""
    for _ in range(60):
        if what in seen.script(FOCUSED):
            return
        keys(seen, TAB)
    raise AssertionError(f"`{what}` is not reached by keys")


def keys(seen: Laboratory, text: str) -> None:
    """Press keys where the focus is."""
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(seen.driver).send_keys(text).perform()
    seen.settle()


def test_a_lesson_by_keys_alone() -> None:
    told, lesson = WORDS["en"], "power"
    with lessons() as seen:
        for _ in range(list(LESSONS).index(lesson)):
            focused(seen, "start")
            keys(seen, TAB)
        focused(seen, "start")
        keys(seen, ENTER)
        focused(seen, told[f"lesson.{lesson}.option_nobody"])
        keys(seen, ENTER)
        focused(seen, "next")
        keys(seen, ENTER)
        seen.until(lambda: drawn(seen) > 0, "the first stop")
        seen.script("const one = document.querySelector('.lever input'); one.dataset.was = one.value")
        for _ in range(30):
            if seen.script("return document.activeElement.type === 'range'"):
                break
            keys(seen, TAB)
        keys(seen, RIGHT)
        moved = "const one = document.querySelector('.lever input'); return one.value !== one.dataset.was"
        assert seen.script(moved)
        focused(seen, told[f"lesson.{lesson}.choice_equal"])
        keys(seen, ENTER)
        for step in STEPS[1:]:
            focused(seen, "next")
            keys(seen, ENTER)
            seen.until(lambda step=step: seen.every(f".at-{step}"), step)
        focused(seen, told[f"lesson.{lesson}.option_suppliers"])
        keys(seen, ENTER)
        seen.until(lambda: seen.every(".side-by-side .right"), "the answer")


@pytest.mark.parametrize(
    "name",
    [one if one in PRINTED else pytest.param(one, marks=pytest.mark.slow) for one in LESSONS],
)
def test_a_lesson_on_paper_is_a_sheet_and_its_key(name: str) -> None:
    lesson = LESSONS[name]
    with lessons(at=f"&lesson={name}&step=print") as seen:
        seen.until(lambda: seen.one(".handout").get_attribute("data-ready") == "yes", "the worlds")
        assert drawn(seen) >= min(len(lesson["lever"]["stops"]), 4)
        assert not seen.one(".answers").is_displayed(), "the key is for teachers"
        press(seen, ".show-key")
        for language, words in WORDS.items():
            seen.put(seen.one(".tools select"), language)
            title = words[f"lesson.{name}.title"]
            seen.until(lambda title=title: title in seen.one(".answers h2").text, f"the key in `{language}`")
            assert words[f"lesson.{name}.option_{lesson['bet']['claimed']}"] in seen.one(".answers").text
            assert not re.search(r"\{\w+\}", seen.one(".handout").text)
            accessible(seen)
            paper = {"paperWidth": 8.27, "paperHeight": 11.69}
            printed = seen.driver.execute_cdp_cmd("Page.printToPDF", paper)
            assert len(re.findall(rb"/Type\s*/Page[^s]", base64.b64decode(printed["data"]))) == 2
        assert complaints(seen.driver) == []


def test_worlds_are_there_before_one_waits() -> None:
    """Two seconds are what a hand bears; the bound is wider, for machines that do other things as well."""
    with lessons() as seen:
        begin(seen, list(LESSONS).index("flexible"))
        start = time.monotonic()
        onward(seen, "play")
        seen.until(lambda: drawn(seen) > 0, "the first stop")
        assert time.monotonic() - start < 10.0
