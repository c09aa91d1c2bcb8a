"""The room's pages in Chromium, spoken to by a server that says what a test wants."""

from __future__ import annotations

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import sim
from sim.game import Seat, at_first, sight
from tests.browser import PHONE, SIZES, browser, complaints, opened, too_wide
from tests.page.driven import PAGE, Laboratory, needs_page
from tests.page.test_play import accessible

pytestmark = needs_page

FAKE = """
window.lines = [];
window.said = [];
window.WebSocket = class {
  static OPEN = 1;
  constructor(address) {
    this.address = address;
    this.readyState = 0;
    lines.push(this);
    setTimeout(() => this.begin(), 20);
  }
  begin() { this.readyState = 1; this.onopen?.({}); }
  send(text) { said.push(JSON.parse(text)); }
  close() { this.readyState = 3; }
  drop(code) { this.readyState = 3; this.onclose({ code }); }
};
"""
TELL = "lines.at(-1).onmessage({ data: JSON.stringify(arguments[0]) });"
NO_STORAGE = """
Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("no", "SecurityError"); } });
"""
NOBODY = "WebSocket.prototype.begin = function () { this.drop(1006); };"
MONTHS, PLAYED = 12, 5
SLOT = 0
COMMON = {
    "phase": "deciding", "month": PLAYED, "months": MONTHS, "left": 30.0, "players": 3, "here": 3,
    "decided": 1,
}  # fmt: skip
REVEALED = {
    "months": [{"trust": None, "value": 0.1, "honest": None}, {"trust": 0.6, "value": 0.2, "honest": 0.5}],
    "firms": [
        {
            "name": "<i>Ada</i>",
            "role": "buyer",
            "value": 1.5,
            "honest": None,
            "relationships": 1,
            "mine": True,
        },
        {"name": None, "role": "supplier", "value": -0.5, "honest": 1.0, "relationships": 2, "mine": False},
    ],
    "simulated": {"buyer": 1.0, "supplier": None},
}
BOARD = {
    "is": "board", **COMMON, "code": "K7QW3M", "link": "http://192.0.2.7:8765/#view=room&code=K7QW3M",
    "contract": "wiifme", "seed": 7, "reveal": None,
    "seats": [
        {"number": 1, "name": "<b>Ada</b>", "role": "buyer", "here": True, "decided": True},
        {"number": 2, "name": "Ben", "role": "supplier", "here": False, "decided": False},
    ],
}  # fmt: skip


class Silent(http.server.SimpleHTTPRequestHandler):
    """Shows files, and logs nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The page, served on this machine alone."""
    handler = functools.partial(Silent, directory=str(PAGE.parent))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{PAGE.name}"
        server.shutdown()


@pytest.fixture(scope="module")
def sights() -> list[dict[str, Any]]:
    """What a buyer saw in some months."""
    scenario = sim.load("world", ["market.buyers=6", "market.suppliers=8", f"market.months={MONTHS}"])
    world = sim.World(scenario, seed=2, trace=True)
    seen: list[dict[str, Any]] = []
    for _ in range(PLAYED):
        world.step()
        known = sight(world, "buyer", SLOT)._asdict()
        seen.append({**known, "row": known["row"] and dict(known["row"])})
    return seen


def mine(sights: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A player's state."""
    return {
        "is": "mine", **COMMON, "seat": Seat("buyer", SLOT)._asdict(), "sights": sights,
        "asked": ["tell", "order", "keep"], "standing": at_first("buyer"), "sent": None, "reveal": None,
        **more,
    }  # fmt: skip


class Room(Laboratory):
    """A page of the room."""

    def tell(self, message: dict[str, Any]) -> None:
        """Say something as the server."""
        self.script(TELL, json.loads(json.dumps(message).replace("NaN", "null")))
        self.settle()

    def heard(self, what: str) -> dict[str, Any]:
        """The first message of this kind that the page sent; it is waited for, and then forgotten."""
        self.until(lambda: self.script("return said.some((one) => one.do === arguments[0])", what), what)
        return self.script("return said.splice(said.findIndex((one) => one.do === arguments[0]), 1)[0]", what)

    def press(self, selector: str) -> None:
        self.script("document.querySelector(arguments[0]).click()", selector)
        self.settle()


@contextmanager
def room(address: str, fragment: str, size: str = "desk", before: str = "") -> Iterator[Room]:
    """A page of the room, whose sockets are the test's."""
    driver = browser()
    source = {"source": FAKE + before}
    known = driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", source)["identifier"]
    try:
        with opened(PAGE, SIZES[size]):
            driver.get(f"{address}#view=room{fragment}")
            yield Room(driver)
            driver.execute_script("try { sessionStorage.clear(); } catch {}")
    finally:
        driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": known})


def join(seen: Room) -> dict[str, Any]:
    """Join as a student would."""
    seen.until(lambda: seen.every(".join .main"), "the form")
    seen.put(seen.one("#room-code"), "k7qw3m")
    seen.press(".join .main")
    asked = seen.heard("join")
    seen.tell({"is": "joined", "token": "secret", "name": "", "role": "buyer"})
    return asked


def test_a_file_without_a_server_says_how_to_open_a_room() -> None:
    with opened(PAGE, SIZES["phone"], fragment="view=room") as driver:
        seen = Laboratory(driver)
        seen.until(lambda: seen.every(".alone"), "the paragraph")
        assert "wiifwe classroom" in seen.one(".alone").text
        assert not seen.every("form")
        assert complaints(driver) == []


def test_a_server_that_is_none_leads_there_too(address: str) -> None:
    with room(address, "&code=ABCDEF", before=NOBODY) as seen:
        seen.until(lambda: seen.every(".join .main"), "the form")
        seen.press(".join .main")
        seen.until(lambda: seen.every(".alone"), "the paragraph")


@pytest.mark.parametrize("size", SIZES)
def test_a_student_joins_decides_and_sees_the_end(size: str, address: str, sights: Any) -> None:
    with room(address, "", size) as seen:
        asked = join(seen)
        assert asked == {"do": "join", "code": "K7QW3M", "name": "", "role": None, "token": None}
        seen.tell(mine([], month=0, seat=None, phase="lobby", left=None))
        assert "3" in seen.one(".lobby").text
        seen.tell(mine(sights))
        assert seen.one(".clock").text.startswith(("30", "29"))
        assert len(seen.every("form.stop fieldset")) == 3
        seen.press("[name=answer-keep]:not(:checked)")
        seen.tell({"is": "all", **COMMON, "decided": 2})  # news of others takes nothing back
        assert seen.one(".tally").text == "2 of 3 have decided"
        seen.press("form.stop .main")
        sent = {**at_first("buyer"), "keep": False}
        assert seen.heard("decide") == {"do": "decide", "month": PLAYED, "answers": sent}
        seen.tell({"is": "accepted", "month": PLAYED})
        assert "kept" not in seen.one(".stop.done").text, "the word is the state's, which says what is kept"
        seen.tell(mine(sights, sent=sent, decided=3))
        assert "kept" in seen.one(".stop.done").text
        seen.tell(mine(sights, sent=sent, phase="paused"))
        assert seen.every(".warning")
        seen.tell(mine(sights, phase="over", month=MONTHS, left=None, reveal=REVEALED))
        assert seen.every(".over")
        assert len(seen.every(".class .drawing svg")) == 3
        assert not seen.every(".class i")
        assert not too_wide(seen.driver, SIZES[size])
        assert complaints(seen.driver) == []


def test_a_seat_is_taken_again_after_a_lost_line_and_after_a_reload(address: str, sights: Any) -> None:
    with room(address, "") as seen:
        join(seen)
        seen.tell(mine(sights))
        seen.script("lines.at(-1).drop(1006)")
        seen.settle()
        assert seen.every(".trouble .warning")
        assert seen.every("form.stop"), "what was known stays on the screen"
        seen.press("form.stop .main")  # into a broken line
        assert seen.heard("join")["token"] == "secret"
        seen.tell(mine(sights))
        assert seen.heard("decide")["month"] == PLAYED
        assert not seen.every(".trouble .warning")
        seen.driver.refresh()
        assert seen.heard("join")["token"] == "secret"
        seen.tell(mine(sights))
        assert seen.every("form.stop")
        lines = seen.script("return lines.length")
        seen.script("lines.at(-1).drop(4000)")
        seen.settle()
        assert seen.every(".trouble .warning")
        seen.until(lambda: seen.script("return performance.now()") > 1500, "more than it waits")
        assert seen.script("return lines.length") == lines, "another window has the seat"


def test_a_change_that_a_broken_line_swallowed_is_said_again(address: str, sights: Any) -> None:
    with room(address, "") as seen:
        join(seen)
        first = at_first("buyer")
        seen.tell(mine(sights))
        seen.press("form.stop .main")
        assert seen.heard("decide")["answers"] == first
        seen.tell(mine(sights, sent=first))
        assert "kept" in seen.one(".stop.done").text
        seen.press(".stop.done button")
        seen.press("[name=answer-keep]:not(:checked)")
        seen.script("lines.at(-1).drop(1006)")
        seen.press("form.stop .main")
        assert "kept" not in seen.one(".stop.done").text
        seen.heard("join")
        seen.tell(mine(sights, sent=first))
        assert seen.heard("decide")["answers"] == {**first, "keep": False}
        seen.tell(mine(sights, sent={**first, "keep": False}))
        assert "kept" in seen.one(".stop.done").text


def test_what_was_answered_counts_when_the_time_is_over(address: str, sights: Any) -> None:
    with room(address, "") as seen:
        join(seen)
        seen.tell(mine(sights, left=0.2))
        seen.script("return new Promise((done) => setTimeout(done, 400))")
        assert not seen.script("return said.some((one) => one.do === 'decide')"), (
            "who says nothing says nothing"
        )
        seen.tell(mine(sights, left=0.6))
        seen.press("[name=answer-keep]:not(:checked)")
        assert seen.heard("decide")["answers"] == {**at_first("buyer"), "keep": False}


def test_who_comes_late_sees_the_months_since(address: str, sights: Any) -> None:
    with room(address, "") as seen:
        join(seen)
        seen.tell(mine(sights[3:]))
        assert [one.text.split()[-1] for one in seen.every(".when")] == ["5", "4"]


def test_the_teacher_s_key_stands_in_no_address(address: str) -> None:
    with room(address, "&key=long") as seen:
        assert seen.heard("teach") == {"do": "teach", "key": "long"}
        seen.until(lambda: "long" not in seen.driver.current_url, "an address without it")
        seen.driver.refresh()
        assert seen.heard("teach") == {"do": "teach", "key": "long"}
        seen.tell({"is": "refused", "to": "teach", "why": "This is not the teacher's key."})
        seen.driver.refresh()
        seen.until(lambda: seen.every(".join .main"), "the form: a wrong key is forgotten")


def test_who_looks_elsewhere_comes_back_to_the_room(address: str, sights: Any) -> None:
    with room(address, "") as seen:
        join(seen)
        seen.tell(mine(sights))
        for _ in range(2):
            seen.press(".views button:nth-of-type(3)")
            assert not seen.every("main.room")
            seen.press(".views button:nth-of-type(4)")
            assert seen.heard("join")["token"] == "secret"
            seen.tell(mine(sights))
            assert seen.every("form.stop")
    with room(address, "&key=long") as seen:
        seen.heard("teach")
        seen.press(".views button:nth-of-type(3)")
        seen.press(".views button:nth-of-type(4)")
        assert seen.heard("teach") == {"do": "teach", "key": "long"}


def test_a_browser_that_keeps_nothing_comes_back_too(address: str, sights: Any) -> None:
    with room(address, "", before=NO_STORAGE) as seen:
        join(seen)
        seen.tell(mine(sights))
        seen.script("lines.at(-1).drop(1006)")
        assert seen.heard("join")["token"] == "secret"
        assert complaints(seen.driver) == []


def test_who_is_refused_is_told_why_and_asked_again(address: str) -> None:
    with room(address, "") as seen:
        seen.until(lambda: seen.every(".join .main"), "the form")
        seen.put(seen.one("#room-code"), "WRONG")
        seen.press(".join .main")
        seen.heard("join")
        seen.tell({"is": "refused", "to": "join", "why": "There is <b>no</b> room."})
        assert "<b>no</b>" in seen.one(".trouble").text
        assert seen.every(".join .main:not([disabled])")


@pytest.mark.parametrize("size", SIZES)
def test_the_teacher_runs_a_room(size: str, address: str) -> None:
    with room(address, "&key=long", size) as seen:
        assert seen.heard("teach") == {"do": "teach", "key": "long"}
        seen.tell({**BOARD, "phase": "lobby", "month": 0, "left": None})
        assert seen.one(".code-shown").text == "K7QW3M"
        assert seen.every(".invitation .code svg")
        assert "<b>Ada</b>" in seen.one(".seats").text
        seen.put(seen.one(".opening select"), 20)
        seen.press(".opening .main")
        assert seen.heard("start") == {"do": "start", "seconds": 20}
        seen.tell(BOARD)
        assert len(seen.every(".seats .decided")) == 1
        assert len(seen.every(".seats .gone")) == 1
        for place, said in ((1, {"do": "pause"}), (2, {"do": "close", "month": PLAYED})):
            seen.press(f".playing .doings button:nth-of-type({place})")
            assert seen.heard(str(said["do"])) == said
        assert seen.one(".seats .gone .release").get_attribute("aria-label") == "Take the seat from Ben"
        seen.press(".seats .gone .release")
        assert seen.script("return said.length") == 0, "a seat is taken away when that is said twice"
        seen.press(".seats .gone .release")
        assert seen.heard("release") == {"do": "release", "number": 2}
        seen.tell({**BOARD, "phase": "paused"})
        seen.press(".playing .main")
        assert seen.heard("resume") == {"do": "resume"}
        seen.press(".board .switch input")
        seen.press(".board .switch ~ button, .board .doings button:has(+ .switch)")
        assert seen.heard("reveal") == {"do": "reveal", "names": True}
        seen.tell({**BOARD, "reveal": REVEALED})
        assert "<i>Ada</i>" in seen.one(".class table").text
        seen.press(".playing .doings button:nth-of-type(3)")
        assert seen.script("return said.length") == 0, "ending wants to be said twice"
        seen.press(".playing .doings button:nth-of-type(3)")
        assert seen.heard("end") == {"do": "end"}
        assert not too_wide(seen.driver, SIZES[size])
        assert complaints(seen.driver) == []


@pytest.mark.parametrize(("size", "language"), PHONE)
def test_an_accessibility_checker_finds_nothing(size: str, language: str, address: str, sights: Any) -> None:
    with room(address, f"&language={language}", size) as seen:
        seen.until(lambda: seen.every(".join .main"), "the form")
        accessible(seen)
        join(seen)
        for state in (
            mine([], month=0, seat=None, phase="lobby", left=None),
            mine(sights),
            mine(sights, phase="over", month=MONTHS, left=None, reveal=REVEALED),
        ):
            seen.tell(state)
            accessible(seen)
    with room(address, f"&key=long&language={language}", size) as seen:
        seen.heard("teach")
        for state in ({**BOARD, "phase": "lobby", "month": 0}, {**BOARD, "reveal": REVEALED}):
            seen.tell(state)
            accessible(seen)
