"""Driven with the network off: every control moves the pictures, nothing is asked for, all can be reached."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from sim.page.building import WORKSHOP, prepare
from tests.browser import EACH, SIZES, complaints, requests, too_wide
from tests.page.driven import Laboratory, calm, laboratory, needs_page
from tests.page.node import needs_node

pytestmark = needs_page

LEVERS = {
    "trust": 0.2, "honesty": 0.3, "volatility": 0.4, "opportunists": 0.3, "power": 0.6, "cost": 2.5,
    "term": 6, "horizon": 60,
}  # fmt: skip
LIVELY = (
    "left=wiifme_spot&right=good_people&right.menu=[rigid]&opportunists=0.3&shocks.misfit_sd=0.25"
    "&shocks.cost_sd=0.15&contract.term=8&imitation.rate=0.1&promises.law_cost=0.01&trust.prior=0.3"
    "&promises.temptation=0.15&adaptation.threshold=0.02&network.degree=4"
)
"""A world in which spot contracts, change orders, opportunists, the law and imitation are seen."""
ENOUGH = "replicates=10&market.buyers=8&market.suppliers=10&market.months=36"
"""A small market, so that many moves are soon played."""
LEAST = "replicates=10&market.buyers=4&market.suppliers=5&market.months=24"
"""A smaller one, in which each move is of one field, and the map is played anew for each."""
IDLE = (
    "bargaining.price$", "promises.(renewal$|.*_(kept|broken)$)", "choice.outside_(buyer|supplier)",
    "shading.cap", "payment",
)  # fmt: skip
"""Fields that move nothing where others stand as they do by default, or only what is not drawn."""


TICKS = """
const axes = document.querySelectorAll('.value .drawing svg [aria-label="y-axis tick label"]');
return [...axes].map((one) => one.textContent).join();
"""
YEARS = """
const axis = document.querySelector('.value .drawing svg [aria-label="x-axis tick label"]');
return axis.lastElementChild.textContent;
"""
RELATIONSHIP = """
return document.querySelector('.chooser label:last-child select').selectedOptions[0].textContent;
"""
CUT = """
const box = document.querySelector(".overflowing");
return Math.max(0, box.scrollWidth - box.clientWidth);
"""
FAINT = """return document.querySelectorAll('.value .drawing [stroke-opacity="0.55"]').length"""
TOO_SMALL = """
const all = [...document.querySelectorAll("button, select")];
return all.filter((one) => one.offsetParent && one.offsetHeight < 24).length;
"""


@pytest.fixture
def small() -> Iterator[Laboratory]:
    with laboratory(ENOUGH) as seen:
        yield seen


@pytest.fixture
def least() -> Iterator[Laboratory]:
    with laboratory(LEAST) as seen:
        yield seen


def moves(seen: Laboratory, act: Any, mark: str = "ten", what: str = "") -> None:
    """Whether something that is done moves what is drawn."""
    before = seen.alone()
    seen.after(mark, act)
    assert seen.alone() != before, what


def test_every_lever_moves_the_pictures(least: Laboratory) -> None:
    """One after the other on one page, each on top of those before."""
    for lever, value in LEVERS.items():
        element = least.one(f"#lever-{lever}")
        moves(least, lambda element=element, value=value: least.put(element, value), what=lever)


def test_hidden_honesty_moves_the_pictures(least: Laboratory) -> None:
    least.script(
        "document.querySelector('#lever-declared').parentElement.querySelector('[type=checkbox]').click()"
    )
    least.settle()
    moves(least, lambda: least.put(least.one("#lever-declared"), 0.25))


def test_every_preset_moves_the_pictures(least: Laboratory) -> None:
    """The first, which is played as published, comes last."""
    presets = least.every(".presets button")
    assert len(presets) == 5
    for preset in (*presets[1:], presets[0]):
        moves(least, preset.click, what=preset.text)


def test_reset_leads_back_and_keeps_what_is_looked_at() -> None:
    with laboratory("trust.prior=0.3&replicates=10&party=buyer&month=7&language=de") as seen:
        assert pressed(seen) == []
        seen.after("ten", seen.one(".reset").click)
        wanted = "replicates=10&month=7&party=buyer&language=de"
        seen.until(lambda: seen.driver.current_url.partition("#")[2] == wanted, "the address")
        assert pressed(seen) == ["Wie veröffentlicht"]


def pressed(seen: Laboratory) -> list[str]:
    """The presets that are played."""
    return [one.text for one in seen.every(".presets [aria-pressed=true]")]


@pytest.mark.parametrize(
    ("side", "count"), [("left", 6), ("right", 1), pytest.param("right", 6, marks=pytest.mark.slow)]
)
def test_a_market_is_any_strategy_with_any_principle_and_step(side: str, count: int) -> None:
    """All principles and steps of one market, one of each of the other."""
    with laboratory(LEAST) as seen:
        moves(seen, lambda: seen.put(seen.one(f"#strategy-{side}"), "wiifwe_trusting"))
        place = 1 if side == "left" else 2
        controls = seen.every(f".market:nth-of-type({place}) details:nth-of-type(1) input[type=range]")
        assert len(controls) == 7
        for control in controls[:count]:
            moves(seen, lambda control=control: seen.put(control, 0.1))
        for switch in seen.every(f".market:nth-of-type({place}) details:nth-of-type(2) input")[:count]:
            moves(seen, lambda switch=switch: seen.script("arguments[0].click()", switch))


@pytest.mark.slow
def test_every_other_field_moves_the_pictures() -> None:
    """Most in the usual world; the others in one in which more happens."""
    still = set_still(ENOUGH, None)
    still = set_still(f"{ENOUGH}&{LIVELY}", still)
    assert not [path for path in still if not re.search("|".join(f"^{one}" for one in IDLE), path)]
    needless = [one for one in IDLE if not any(re.search(f"^{one}", path) for path in still)]
    assert not needless


def set_still(address: str, among: list[str] | None) -> list[str]:
    """The fields of the drawer, or some of them, that move no picture there."""
    with laboratory(address) as seen:
        seen.script("document.querySelector('.drawer').open = true")
        seen.settle()
        controls = seen.every(".drawer > details .control, .drawer > details .switch")
        assert len(controls) > 80
        assert seen.alone() == seen.alone()  # drawn anew it is the same, or every field would seem to move it
        paths = [
            seen.script("return arguments[0].closest('[data-path]').dataset.path", one) for one in controls
        ]
        asked = [one for one, path in zip(controls, paths) if among is None or path in among]
        return [told for told in (field_moved(seen, one) for one in asked) if told]


def field_moved(seen: Laboratory, control: Any) -> str:
    """Move a field and put it back; its path if no picture moved."""
    before = seen.alone()
    path = seen.script("return arguments[0].closest('[data-path]').dataset.path", control)
    found = seen.script("return arguments[0].querySelector('input, select')", control)
    was = seen.script("return arguments[0].type === 'checkbox' ? null : arguments[0].value", found)
    if was is None:
        seen.after("ten", lambda: seen.script("arguments[0].click()", found))
        moved = seen.alone() != before
        seen.after("ten", lambda: seen.script("arguments[0].click()", found))
    else:
        seen.after("ten", lambda: seen.put(found, other(seen, found, was)))
        moved = seen.alone() != before
        seen.after("ten", lambda: seen.put(found, was))
    return "" if moved else path


def other(seen: Laboratory, control: Any, was: str) -> str:
    """Another value that the field allows."""
    if seen.script("return arguments[0] instanceof HTMLSelectElement", control):
        values = seen.script("return [...arguments[0].options].map((one) => one.value)", control)
        return next(one for one in values if one != was)
    low, high, step = (seen.script(f"return arguments[0].{name}", control) for name in ("min", "max", "step"))
    now = float(was or 0.1)
    for tried in (2 * now, now / 2, now + 0.1, now - 0.1, now + 1, now - 1):
        inside = (low == "" or tried >= float(low)) and (high == "" or tried <= float(high))
        if inside and tried != now and (step != "1" or tried == int(tried)):
            return f"{tried:g}"
    raise AssertionError(was)


def test_party_worlds_and_language_are_chosen(small: Laboratory) -> None:
    for party in small.every("input[name=party]")[1:]:
        before = small.pictures()
        small.script("arguments[0].click()", party)
        small.settle()
        assert small.pictures() != before
    moves(small, lambda: small.put(small.one(".looking select"), 50), "all")
    small.put(small.one(".tools select"), "de")
    small.settle()
    assert small.script("return document.documentElement.lang") == "de"
    assert "Vertrauen" in small.one(".levers").text
    small.put(small.one(".tools select"), "en")


def test_axes_stay_until_they_are_fitted() -> None:
    with laboratory(f"{ENOUGH}&surplus.value=1.4") as seen:
        before = seen.script(TICKS)
        seen.after("ten", lambda: seen.put(seen.one("#lever-volatility"), 0.6))
        assert seen.script(TICKS) == before
        assert (
            seen.script(
                "return document.querySelectorAll('.value .drawing [stroke-opacity=\"0.55\"]').length"
            )
            > 0
        )
        seen.after("ten", lambda: seen.put(seen.one("#lever-horizon"), 120))
        seen.one(".looking button").click()
        seen.settle()
        assert seen.script(TICKS) != before or "10" in seen.one(".value .drawing").text


def test_a_scene_has_axes_of_its_own(small: Laboratory) -> None:
    assert years(small) == "3 years"
    drawn = small.script(TICKS)
    small.after("ten", lambda: small.put(small.one("#lever-horizon"), 60))
    assert years(small) == "5 years"
    assert small.script(TICKS) == drawn
    small.after("ten", small.one(".reset").click)
    assert years(small) == "10 years"
    assert small.script(FAINT) == 0


def years(seen: Laboratory) -> str:
    """The last year of the pictures."""
    return str(seen.script(YEARS))


def test_what_is_looked_at_plays_nothing_anew(least: Laboratory) -> None:
    least.until(lambda: least.marks("lived") and least.marks("all"), "all that is played")
    before = [least.marks(name) for name in ("ten", "all", "lived")]
    least.script("arguments[0].click()", least.every("input[name=party]")[1])
    least.put(least.one("#month"), 12)
    least.one(".play").click()
    least.until(lambda: int(least.one("#month").get_property("value")) > 16, "some months")
    least.one(".play").click()
    time.sleep(0.6)  # more than the worlds that are lived through wait for
    assert [least.marks(name) for name in ("ten", "all", "lived")] == before


def test_bands_narrow_as_worlds_come(least: Laboratory) -> None:
    least.script("document.querySelector('.value details').open = true")
    least.until(lambda: least.every(".value td"), "the numbers")
    few = width(least)
    least.after("all", lambda: least.put(least.one(".looking select"), 200))
    assert width(least) < 0.5 * few


def width(seen: Laboratory) -> float:
    """How wide the last interval of the value is."""
    told = seen.every(".value tbody tr:last-child td")[0].text
    low, high = re.findall(r"\((.*) to (.*)\)", told)[0]
    return float(high) - float(low)


def test_a_lead_is_told_in_words() -> None:
    with laboratory(f"{ENOUGH}&surplus.value=0.5&right.honesty=0.2") as seen:
        said = seen.one(".said").text
        assert "WIIFWE (changed)" in said
        assert "No relationship ever began." in said
        assert "%" not in seen.one(".goes h2").text


def test_a_click_beside_the_map_moves_nothing(least: Laboratory) -> None:
    least.until(lambda: least.every(".map svg"), "the map")
    click = """
    const map = document.querySelector(".map svg"), { left, top } = map.getBoundingClientRect();
    const at = { clientX: left + arguments[0], clientY: top + arguments[1], bubbles: true };
    map.dispatchEvent(new MouseEvent("click", at));
    """
    least.script(click, 4, 100)
    least.settle()
    assert pressed(least) == []
    assert least.one("#lever-trust").get_property("value") == "0.5"
    least.after("ten", lambda: least.script(click, 52, 100))
    assert least.one("#lever-trust").get_property("value") == "0"


def test_a_market_that_is_too_large_is_refused() -> None:
    with laboratory("replicates=10&market.buyers=1000000") as seen:
        assert not seen.every(".failure")
        seen.script("for (const one of document.querySelectorAll('.drawer')) one.open = true")
        seen.until(lambda: seen.every("[data-path='market.buyers'] input"), "the drawer")
        field = seen.one("[data-path='market.buyers'] input")
        assert field.get_property("value") == "40"
        seen.put(field, 5000)
        assert "400" in field.get_property("validationMessage")


def test_the_address_keeps_the_whole_state() -> None:
    with laboratory(ENOUGH) as seen:
        seen.after("ten", lambda: seen.put(seen.one("#lever-trust"), 0.25))
        seen.after("ten", lambda: seen.put(seen.one("#lever-honesty"), 0.4))
        seen.until(lambda: "right.honesty=0.4" in seen.driver.current_url, "the address")
        address, drawn = seen.driver.current_url.partition("#")[2], told(seen)
    with laboratory(address) as again:
        assert told(again) == drawn
        again.one(".tools button:nth-of-type(2)").click()
        assert again.one("#share-link").get_property("value") == f"#{address}"
        assert again.one("dialog .code svg").is_displayed()


def told(seen: Laboratory) -> list[str]:
    """The finding and its numbers."""
    return [seen.one(".said").text, seen.one(".scores").text]


def test_one_guesses_before_one_sees(small: Laboratory) -> None:
    small.one(".tools button").click()
    small.after("ten", lambda: small.put(small.one("#lever-trust"), 0.85))
    assert not small.one(".verdict").is_displayed()
    small.every(".bets button")[2].click()
    small.until(lambda: "1" in small.one(".guess").text, "the tally")
    assert small.one(".verdict").is_displayed()
    small.one(".tools button").click()


def test_the_question_is_seen_wherever_one_is() -> None:
    with laboratory(ENOUGH, "phone") as seen:
        seen.one(".tools button").click()
        seen.script("document.querySelector('.world').scrollIntoView()")
        seen.after("ten", lambda: seen.put(seen.one("#dock-lever"), 0.85))
        place = "const { top, bottom } = document.querySelector('.bets').getBoundingClientRect();"
        assert seen.script(f"{place} return top >= 0 && bottom <= innerHeight")


def test_a_story_ends_when_it_ends(small: Laboratory) -> None:
    small.until(lambda: small.one("#month").get_property("value") == "36", "the last month")
    first = last = 0
    while last < first + 2:
        small.one("canvas").send_keys("\ue015")
        small.settle()
        first, last = map(int, re.findall(r"(\d+) to (\d+)", small.script(RELATIONSHIP))[0])
    over = re.compile("part,|it ends|run ends")
    assert over.search(small.one(".story ol").text)
    small.put(small.one("#month"), last - 1)
    small.settle()
    assert not over.search(small.one(".story ol").text)
    small.put(small.one("#month"), last)
    small.settle()
    assert over.search(small.one(".story ol").text)


def test_a_story_is_of_the_world_that_is_seen(small: Laboratory) -> None:
    small.until(lambda: small.one("#month").get_property("value") == "36", "the last month")
    small.one("canvas").send_keys("\ue015")
    for replicate in (1, 2):
        small.after("lived", lambda one=replicate: small.put(small.one("#replicate"), one))
        small.until(lambda: small.one("#month").get_property("value") == "36", "the last month")
        title = small.script("return document.querySelector('.story h3')?.textContent")
        chosen = small.script(RELATIONSHIP)
        if title is None:
            assert chosen == "choose one"
        else:
            assert f"supplier {re.findall(r'supplier (.+),', chosen)[0]} in" in title


def test_a_world_is_lived_through_by_keys() -> None:
    from selenium.webdriver.common.keys import Keys

    with laboratory(ENOUGH) as seen:
        seen.until(lambda: seen.every("canvas"), "the carpets")
        month = seen.one("#month")
        seen.until(lambda: month.get_property("value") == "36", "the last month")
        before = seen.pictures()
        seen.one(".transport button:nth-of-type(2)").send_keys(Keys.ENTER)
        seen.settle()
        assert month.get_property("value") == "35"
        assert seen.pictures() != before
        seen.one(".transport button:nth-of-type(3)").send_keys(Keys.ENTER)
        seen.one("canvas").send_keys(Keys.ARROW_DOWN)
        seen.settle()
        first = seen.one(".story").text
        assert "sign" in first
        seen.one("canvas").send_keys(Keys.ARROW_DOWN)
        seen.settle()
        assert seen.one(".story").text != first
        seen.one(".play").send_keys(Keys.ENTER)
        seen.until(lambda: 0 < int(month.get_property("value")) < 36, "the months")
        seen.one(".play").send_keys(Keys.ENTER)


def test_nothing_glides_for_who_asked_for_less_motion() -> None:
    calm(wanted=True)
    try:
        with laboratory(ENOUGH) as seen:
            seen.until(lambda: seen.every("canvas"), "the carpets")
            seen.one(".play").click()
            time.sleep(1.4)
            assert int(seen.one("#month").get_property("value")) % 12 == 0
    finally:
        calm(wanted=False)


@pytest.mark.parametrize(
    ("size", "address"),
    [
        ("phone", ENOUGH),
        pytest.param("phone", "replicates=10", marks=pytest.mark.slow),
        pytest.param("desk", "replicates=10", marks=pytest.mark.slow),
    ],
)
def test_asks_for_nothing_and_fits(size: str, address: str) -> None:
    with laboratory(address, size) as seen:
        seen.until(lambda: seen.marks("map") > 0, "the map")
        assert requests(seen.driver) == []
        assert complaints(seen.driver) == []
        assert not too_wide(seen.driver, SIZES[size])
        assert seen.script(TOO_SMALL) == 0


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("generous_tit_for_tat", "de"),
        ("opportunist_calculating", "en"),
        pytest.param("generous_tit_for_tat", "en", marks=pytest.mark.slow),
        pytest.param("opportunist_calculating", "de", marks=pytest.mark.slow),
    ],
)
def test_long_names_fit_a_phone(name: str, language: str) -> None:
    names = f"left={name}&right={name}&left.honesty=0.1&right.honesty=0.2"
    with laboratory(f"{LEAST}&{names}&language={language}", "phone") as seen:
        seen.until(lambda: seen.every("canvas"), "the carpets")
        seen.one("canvas").send_keys("\ue015")
        seen.settle()
        assert not too_wide(seen.driver, SIZES["phone"])
        assert seen.script(CUT) == 0


@needs_node
@pytest.mark.parametrize(("size", "language"), EACH)
def test_an_accessibility_checker_finds_nothing(size: str, language: str) -> None:
    prepare()
    axe = WORKSHOP / "node_modules" / "axe-core" / "axe.min.js"
    with laboratory(f"{LEAST}&language={language}", size) as seen:
        seen.until(lambda: seen.marks("map") > 0, "the map")
        seen.script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        seen.one("canvas").send_keys("\ue015")
        seen.settle()
        for opening in ("", ".tools button:nth-of-type(2)"):
            if opening:
                seen.one(opening).click()
            seen.script(axe.read_text("utf-8"))
            found = seen.driver.execute_async_script(
                "const done = arguments[0]; axe.run().then((all) => done(all.violations.map((one) => "
                "[one.id, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))])));"
            )
            assert found == []
