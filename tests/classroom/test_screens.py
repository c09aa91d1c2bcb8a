"""A class of sixty: twelve real pages and forty-eight phones without a screen, and a killed server."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.browser import SIZES, browser, complaints
from tests.classroom.clients import WAIT, Phone, Process
from tests.classroom.test_export import rows
from tests.classroom.test_kills import Lesson, checked
from tests.page.driven import needs_page

pytestmark = [*needs_page, pytest.mark.slow]

MONTHS, PHONES, SCREENS = 24, 48, 12
PLAYS = """
let dice = arguments[0];
const heads = () => (dice = (dice * 48271) % 2147483647) % 2;
setInterval(() => {
  const form = document.querySelector("form.stop");
  if (!form) return;
  for (const group of form.querySelectorAll("fieldset")) group.querySelectorAll("input")[heads()]?.click();
  form.querySelector("button.main").click();
}, 150);
"""
"""Answers whatever is asked by the throw of a coin, as soon as it is asked."""
OVER = 'return document.querySelector(".over h2")?.textContent ?? ""'
CLASS = """
const rows = [...document.querySelectorAll("section.class table tbody tr")];
return rows.map((row) => [...row.children].slice(1).map((cell) => cell.textContent).join()).join(";");
"""
"""The class's numbers; the first cell of each row says which firm, and to one that it is its own."""


class Screens:
    """Real pages, each in a tab of its own."""

    def __init__(self, process: Process) -> None:
        self.process, self.driver = process, browser()
        self.tabs: list[str] = []

    def on(self, number: int) -> Any:
        """The browser, with this page before it."""
        self.driver.switch_to.window(self.tabs[number])
        return self.driver

    def until(self, number: int, script: str, what: str) -> Any:
        """What a script gives back in a page once it gives anything."""
        end = time.monotonic() + 5 * WAIT
        while not (found := self.on(number).execute_script(script)):
            assert time.monotonic() < end, f"page {number}: no {what}"
            time.sleep(0.2)
        return found

    def come(self) -> None:
        """All open the page, and take a seat."""
        for number in range(SCREENS):
            self.driver.switch_to.new_window("tab")
            self.tabs.append(self.driver.current_window_handle)
            size = SIZES["phone" if number % 2 else "desk"]
            metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 500}
            self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            self.driver.get(f"{self.process.url}/#view=room&code={self.process.code}")
            self.until(number, "return document.querySelector('form.join') !== null", "form")
            self.driver.find_element("id", "room-name").send_keys(f"S{number}")
            self.driver.find_element("css selector", "form.join button.main").click()
            self.until(number, "return document.querySelector('.lobby') !== null", "lobby")
            self.driver.execute_script(PLAYS, number + 1)

    def load_again(self, number: int) -> None:
        """As somebody does whose page seems to hang."""
        self.on(number).refresh()
        self.until(number, "return document.querySelector('main.room h2') !== null", "page")
        self.driver.execute_script(PLAYS, number + 101)

    def ends(self) -> list[str]:
        """What each page says that its firm made."""
        return [self.until(number, OVER, "end") for number in range(SCREENS)]

    def close(self) -> None:
        for tab in self.tabs:
            self.driver.switch_to.window(tab)
            self.driver.close()
        self.driver.switch_to.window(self.driver.window_handles[0])


class Class(Lesson):
    """Both kinds of phones in one room."""

    def __init__(self, process: Process, seed: int) -> None:
        super().__init__(process, MONTHS, PHONES, seed)
        self.screens = Screens(process)
        self.ends: list[str] = []
        self.revealed: list[str] = []
        self.here = PHONES + SCREENS

    async def looks(self) -> None:
        """The pages join, two are loaded again on the way, and all are read in the end."""
        await asyncio.to_thread(self.screens.come)
        while not any(month >= 5 for months in self.kept.values() for month in months):
            await asyncio.sleep(0.1)
        for number in (3, 8):
            await asyncio.to_thread(self.screens.load_again, number)
        self.ends = await asyncio.to_thread(self.screens.ends)
        async with aiohttp.ClientSession() as session:
            teacher = await Phone(session, self.process.url).connect()
            await teacher.say(do="teach", key=self.process.key)
            await teacher.until(lambda: teacher.state, "the board")
            await teacher.say(do="reveal", names=False)
            for number in range(SCREENS):
                seen = await asyncio.to_thread(self.screens.until, number, CLASS, "class")
                self.revealed.append(seen)

    async def held(self, drops: dict[int, list[int]], kills: list[tuple[int, int]]) -> None:
        await asyncio.gather(super().held(drops, kills), self.looks())


def test_twelve_pages_and_forty_eight_phones_over_two_years(tmp_path: Path, seed: int) -> None:
    process = Process(tmp_path / "sixty.room", "--months", str(MONTHS), "--seed", "1").start()
    lesson = Class(process, seed)
    drops = {number: [1 + number, 12] for number in range(5)}
    try:
        asyncio.run(asyncio.wait_for(lesson.held(drops, [(7, 31)]), 20 * WAIT))
        said = [text for text in complaints(lesson.screens.driver) if "WebSocket" not in text]
    finally:
        process.kill()
        lesson.screens.close()
    assert all(lesson.returns[number] >= 4 for number in drops)
    checked(lesson, tmp_path / "out")
    assert said == []  # but for the line that broke as the server was killed
    last = {row["name"]: row for row in rows(tmp_path / "out" / "payoffs.csv") if row["month"] == str(MONTHS)}
    for number, told in enumerate(lesson.ends):
        made = float(last[f"S{number}"]["value"])
        assert f"{abs(made):.2f}" in told, (number, told, made)
    given = {row["name"] for row in rows(tmp_path / "out" / "decisions.csv") if row["how"] == "given"}
    assert {f"S{number}" for number in range(SCREENS)} <= given
    assert len(set(lesson.revealed)) == 1
