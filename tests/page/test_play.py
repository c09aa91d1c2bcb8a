"""A firm played alone in Chromium, to the end, with the network off; the numbers at the end are Python's."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.jit import kernel_hash
from sim.page.building import WORKSHOP
from tests.browser import PHONE, SIZES, complaints, opened, requests, too_wide
from tests.page.driven import PAGE, Laboratory, calm, needs_page

pytestmark = needs_page

MONTHS = 36
ENTER, TAB = "\ue007", "\ue004"
AXE = WORKSHOP / "node_modules" / "axe-core" / "axe.min.js"
ROWS = """
const rows = [...document.querySelectorAll(".end .scores tbody tr")];
return rows.map((row) => [...row.cells].map((cell) => cell.textContent));
"""
NAMES = {"WIIFME": "wiifme", "WIIFWE": "wiifwe", "Tit for tat": "tit_for_tat"}
ASKED = """
const answers = [...document.querySelectorAll("form.stop input")];
return [...new Set(answers.map((one) => one.name.slice("answer-".length)))];
"""
SAY = """
const answers = [...document.querySelectorAll(`[name=answer-${arguments[0]}]`)];
answers.find((one) => !one.checked).click();
"""
FOCUSED = "return document.activeElement ? document.activeElement.tagName : ''"


@contextmanager
def playing(fragment: str = "", size: str = "desk") -> Iterator[Laboratory]:
    """The page where a firm is played, ready to begin or at the month that the address says."""
    with opened(PAGE, SIZES[size], fragment=f"view=play{fragment}") as driver:
        seen = Laboratory(driver)
        seen.until(
            lambda: seen.every(".beginning .main:not([disabled]), .table, .end"), "the firm that is played"
        )
        yield seen


def begin(seen: Laboratory, role: str, base: str) -> None:
    """Choose a firm, and how it goes in."""
    for name, place in (("role", role == "supplier"), ("base", base == "wiifwe")):
        seen.script("arguments[0].click()", seen.every(f".beginning [name={name}]")[int(place)])
    seen.one(".beginning .main").click()


def stopped(seen: Laboratory) -> bool:
    """Wait for the next stop, months that pass hurried; false at the end."""

    def is_there() -> bool:
        seen.script("document.querySelector('.stop.running button')?.click()")
        return bool(seen.every("form.stop, .end"))

    seen.until(is_there, "a stop")
    seen.settle()
    return bool(seen.every("form.stop"))


def asked(seen: Laboratory) -> list[str]:
    """The decisions that are asked for."""
    return seen.script(ASKED)


def say(seen: Laboratory, name: str) -> None:
    """Choose the answer to a question that is not chosen."""
    seen.script(SAY, name)
    seen.settle()


def decide(seen: Laboratory) -> None:
    seen.script("arguments[0].click()", seen.one("form.stop .main"))
    seen.settle()


def to_the_end(seen: Laboratory, changed: tuple[str, ...] = ()) -> list[tuple[int, list[str]]]:
    """Play on with what stands, but for decisions changed when asked; each stop's month, what it asked."""
    stops: list[tuple[int, list[str]]] = []
    while stopped(seen):
        for name in set(changed) & set(asked(seen)):
            say(seen, name)
        month = re.search(r"Month (\d+)", seen.one(".asked h2").text)
        stops.append((int(month[1]) if month else 0, asked(seen)))
        decide(seen)
    return stops


def reckoned(seen: Laboratory) -> None:
    seen.until(lambda: seen.marks("reckoned") > 0, "every decision the other way round")
    seen.settle()


def handed_out(seen: Laboratory, folder: Path) -> list[dict[str, str]]:
    """The rows of the decisions that the page hands out."""
    seen.driver.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)}
    )
    seen.script("document.querySelector('.sharing').open = true; document.querySelector('.download').click()")
    file = folder / "game.csv"
    seen.until(file.is_file, "the decisions")
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def in_python(seen: Laboratory, other: str = "") -> Any:
    """The world that the page's lines of Python make, unplayed; perhaps with another strategy in the seat."""
    lines = seen.one("#game-python").get_property("value")
    if other:
        lines = re.sub(r"you=\$\{strategies\.\w+\}", f"you=${{strategies.{other}}}", lines)
        lines = re.sub(r"one in \[.*\]\]$", "one in []]", lines, flags=re.MULTILINE)
    *statements, _, _ = lines.splitlines()
    known: dict[str, Any] = {"sim": sim}
    exec("\n".join(statements), known)
    return known["world"]


def value(world: Any, seat: tuple[str, int]) -> float:
    return float(world.firm(*seat).value)


def accessible(seen: Laboratory) -> None:
    """An accessibility checker finds nothing."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: `make page` fetches it")
    if not seen.script("return typeof axe !== 'undefined'"):
        seen.script(AXE.read_text("utf-8"))
    seen.script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = seen.driver.execute_async_script(
        "const done = arguments[0]; axe.run().then((result) => done(result.violations.map("
        "(one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)));"
    )
    assert found == []


@pytest.mark.parametrize(
    ("role", "base", "size"),
    [
        ("buyer", "wiifme", "desk"),
        ("supplier", "wiifwe", "phone"),
        pytest.param("buyer", "wiifme", "phone", marks=pytest.mark.slow),
        pytest.param("supplier", "wiifwe", "desk", marks=pytest.mark.slow),
    ],
)
def test_a_game_alone_is_pythons_to_the_last_bit(role: str, base: str, size: str, tmp_path: Path) -> None:
    with playing(size=size) as seen:
        begin(seen, role, base)
        stops = to_the_end(seen, ("order", "inflate", "sue"))
        assert 5 <= len(stops) <= 30
        reckoned(seen)
        assert not too_wide(seen.driver, SIZES[size])
        rows = handed_out(seen, tmp_path)
        seat = (role, int(rows[0]["slot"]))
        world = in_python(seen)
        assert {row["kernel"] for row in rows} == {kernel_hash()}
        assert len(rows) == MONTHS * 7
        for month in range(1, MONTHS + 1):
            world.step()
            here = [row for row in rows if int(row["month"]) == month]
            firm = world.firm(*seat)
            told = {(float(row["payoff"]), float(row["value"])) for row in here}
            assert told == {(firm.payoff, firm.value)}
        turned = [row for row in rows if row["name"] in ("order", "inflate") and row["came_up"] == "1"]
        assert "1" in {row["answer"] for row in turned}
        assert_beside(seen, seat, world, {(month - 1, name) for month, names in stops for name in names})
        assert requests(seen.driver) == []
        assert complaints(seen.driver) == []


def assert_beside(seen: Laboratory, seat: tuple[str, int], world: Any, offered: set[tuple[int, str]]) -> None:
    """What is said of others on the same luck, and of other choices offered, is what Python finds."""
    told = scores(seen)
    for name, strategy in NAMES.items():
        other = in_python(seen, strategy)
        other.step(MONTHS)
        assert told[name] == pytest.approx(value(other, seat), abs=0.0051)
    said = re.search(r"Month (\d+): .* you would have made ([\d.]+) more", seen.one(".cost").text)
    choices = [one for one in world.decisions if (one.month, one.name) in offered]
    assert {(one.month, one.name) for one in choices} == offered
    gains = [
        value(world.instead(one.month, one._replace(answer=not one.answer)), seat) - value(world, seat)
        for one in choices
    ]
    if said is None:
        assert max(gains) <= 0.0051
        assert "None." in seen.one(".cost").text
        return
    assert float(said[2]) == pytest.approx(max(gains), abs=0.0051)
    assert choices[gains.index(max(gains))].month == int(said[1]) - 1
    seen.script("document.querySelector('.cost button').click()")
    seen.settle()
    otherwise = value(world, seat) + max(gains)
    assert scores(seen)["You, otherwise"] == pytest.approx(otherwise, abs=0.0051)


def scores(seen: Laboratory) -> dict[str, float]:
    """What everybody made, by the table."""
    rows = seen.script(ROWS)
    return {name.removesuffix(" (the best)"): float(made.replace("−", "-")) for name, made, *_ in rows}


def test_an_address_is_a_game_and_a_decision_can_be_taken_back() -> None:
    with playing("&seed=5&role=supplier&base=wiifme") as seen:
        for _ in range(3):
            assert stopped(seen)
            before = seen.one(".asked h2").text, asked(seen)
            decide(seen)
        assert stopped(seen)
        seen.script("document.querySelector('.asked .back').click()")
        assert stopped(seen)
        assert (seen.one(".asked h2").text, asked(seen)) == before
        to_the_end(seen)
        reckoned(seen)
        address = seen.driver.current_url.partition("#")[2]
        told = seen.script(ROWS)
    assert re.search(r"seed=5&role=supplier&base=wiifme&moves=[0-9a-f]{72}$", address)
    with opened(PAGE, SIZES["desk"], fragment=address) as driver:
        seen = Laboratory(driver)
        reckoned(seen)
        assert seen.script(ROWS) == told


def test_what_was_said_as_a_month_opened_can_be_taken_back_once_it_was_seen() -> None:
    with playing("&seed=1&role=buyer&base=wiifme") as seen:
        assert stopped(seen)
        assert asked(seen) == ["keep", "monitor"]
        decide(seen)
        assert stopped(seen)
        assert "leave" in asked(seen)
        assert seen.one(".asked h2").text == "Month 1 of 36"
        seen.script("document.querySelector('.asked .back').click()")
        assert stopped(seen)
        assert asked(seen) == ["keep", "monitor"]


def test_a_game_that_was_left_goes_on() -> None:
    with playing("&seed=5&role=supplier&base=wiifwe") as seen:
        while stopped(seen) and len(seen.every(".diary li")) == 0:
            decide(seen)
        before = seen.one(".asked h2").text
        seen.script("document.querySelectorAll('.views button')[0].click()")
        seen.until(lambda: seen.every(".verdict"), "the laboratory")
        seen.script("document.querySelectorAll('.views button')[2].click()")
        seen.until(lambda: seen.every(".beginning .left"), "the way back")
        seen.one(".beginning .left").click()
        assert stopped(seen)
        assert seen.one(".asked h2").text == before


@pytest.mark.parametrize("moves", ["zz", "2", "26" * 50, "ff" * 36])
def test_an_address_that_somebody_bent_is_played_as_far_as_it_makes_sense(moves: str) -> None:
    with playing(f"&seed=-3&role=buyer&base=wiifwe&moves={moves}") as seen:
        seen.until(lambda: seen.every("form.stop, .end"), "a stop or the end")
        assert not seen.every(".failure")
        assert bool(seen.every(".end")) == (len(moves) >= 72)


def test_the_keyboard_alone_plays_a_game() -> None:
    with playing() as seen:
        seen.one(".beginning .main").send_keys(ENTER)
        for _ in range(300):
            if seen.every(".end"):
                break
            if seen.every("form.stop"):
                seen.until(lambda: seen.script(FOCUSED) == "H3", "the question")
            element = seen.driver.switch_to.active_element
            if seen.script(FOCUSED) == "H3":
                element.send_keys(TAB)
                element = seen.driver.switch_to.active_element
            element.send_keys(ENTER)
            seen.settle()
        assert seen.every(".end")
        assert seen.script(FOCUSED) == "H2"


def test_who_asked_for_less_motion_sees_no_month_pass() -> None:
    calm(wanted=True)
    try:
        with playing("&seed=1&role=buyer&base=wiifwe") as seen:
            while seen.every("form.stop"):
                decide(seen)
                assert not seen.every(".stop.running")
            assert seen.every(".end")
    finally:
        calm(wanted=False)


def test_nothing_of_the_partner_reaches_the_screen() -> None:
    """What the diary tells of broken promises is what was seen, and no more."""
    with playing("&seed=1&role=buyer&base=wiifme") as seen:
        to_the_end(seen)
        seen.script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        told = [row.text for row in seen.every(".diary li")]
        world = in_python(seen)
        slot = world.decisions[0].slot
        again = {"seed": 1, "replicate": world.replicate, "decisions": world.decisions}
        traced = sim.World(world.scenario, trace=True, **again)
        traced.step(MONTHS)
        events = traced.events.query(f"buyer == {slot}").set_index("month")
        unseen = 0
        for line in told:
            month = int(re.search(r"Month (\d+)", line)[1])  # pyright: ignore[reportOptionalSubscript]
            if month not in events.index:
                continue
            row = events.loc[month]
            broke = row["held"] > 0 and row["kept_supplier"] == 0
            seen_breaking = bool(broke and row["saw_buyer"] > 0)
            assert ("your partner break" in line) == seen_breaking
            unseen += bool(broke and not seen_breaking)
        assert len(told) == MONTHS
        assert unseen > 0


@pytest.mark.parametrize(("size", "language"), PHONE)
def test_an_accessibility_checker_finds_nothing(size: str, language: str) -> None:
    with playing(f"&language={language}", size) as seen:
        accessible(seen)
        begin(seen, "supplier", "wiifme")
        assert stopped(seen)
        accessible(seen)
        decide(seen)
        while stopped(seen) and "leave" not in asked(seen):
            decide(seen)
        accessible(seen)
        to_the_end(seen)
        reckoned(seen)
        accessible(seen)
        assert not too_wide(seen.driver, SIZES[size])
