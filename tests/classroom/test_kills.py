"""A killed server loses no decision and counts none twice; phones come and go, and all agree in the end."""

from __future__ import annotations

import asyncio
import contextlib
import io
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest

from sim.game import theirs
from tests.classroom.clients import WAIT, Phone, Process
from tests.classroom.test_export import replayed, rows

SMALL = ("market.buyers=8", "market.suppliers=10", "shocks.misfit_sd=.4", "--seed", "1")
BROKEN = (aiohttp.ClientError, OSError, AssertionError)
"""What a phone meets when the server is gone."""


class Lesson:
    """A class, its server, and what every phone was told to be kept."""

    def __init__(self, process: Process, months: int, phones: int, seed: int) -> None:
        self.process, self.months, self.phones = process, months, phones
        self.luck = np.random.default_rng(seed)
        self.here = phones
        self.kept: dict[int, dict[int, dict[str, bool]]] = {number: {} for number in range(phones)}
        """By phone and month: what the server said it kept."""
        self.last: dict[int, dict[str, Any]] = {}
        self.returns: Counter[int] = Counter()
        self.exported = b""

    def answers(self, number: int, month: int, role: str) -> dict[str, bool]:
        """What a phone decides in a month, however often it says so."""
        luck = np.random.default_rng((number, month))
        return {name: bool(luck.random() < 0.5) for name in theirs(role)}

    def acknowledged(self, month: int) -> int:
        return sum(month in months for months in self.kept.values())

    async def phone(self, session: aiohttp.ClientSession, number: int, drops: list[int]) -> None:
        """Somebody who plays to the end, and whose phone loses its connection in these months."""
        phone = Phone(session, self.process.url)
        while number not in self.last:
            with contextlib.suppress(*BROKEN):
                await phone.connect()
                await phone.join(self.process.code, name=f"P{number}")
                self.returns[number] += 1
                await self.plays(phone, number, drops)
            await asyncio.sleep(0.05)

    async def plays(self, phone: Phone, number: int, drops: list[int]) -> None:
        while True:
            await phone.until(lambda: self.news(phone, number) or phone.gone, "something to do")
            assert not phone.gone
            now = phone.now
            month = now["month"]
            if now["phase"] == "over":
                self.last[number] = now
                return
            if drops and month >= drops[0]:
                del drops[0]
                await phone.drop()
                return
            answers = self.answers(number, month, now["seat"]["role"])
            told = await phone.answered(do="decide", month=month, answers=answers)
            if told["is"] == "accepted":
                self.kept[number][told["month"]] = answers

    def news(self, phone: Phone, number: int) -> bool:
        now = phone.state
        if now is None or now["seat"] is None:
            return False
        return now["phase"] == "over" or now["month"] not in self.kept[number]

    async def teacher(self, session: aiohttp.ClientSession) -> None:
        """Begins when all are there, goes on after a break, takes the tables along."""
        while len(self.last) < self.phones:
            with contextlib.suppress(*BROKEN):
                await self.leads(await Phone(session, self.process.url).connect())
            await asyncio.sleep(0.05)
        self.exported = await self.tables(session)

    async def leads(self, teacher: Phone) -> None:
        await teacher.say(do="teach", key=self.process.key)
        for phase, order in (("lobby", {"do": "start", "seconds": 0}), ("paused", {"do": "resume"})):
            await teacher.until(lambda: teacher.state, "the board")
            if teacher.now["phase"] == phase:
                await teacher.shows(here=self.here)
                await teacher.say(**order)
        while len(self.last) < self.phones and not teacher.gone:
            await asyncio.sleep(0.05)

    async def tables(self, session: aiohttp.ClientSession) -> bytes:
        key = {"Authorization": f"Bearer {self.process.key}"}
        async with session.get(f"{self.process.url}/export?names=yes", headers=key) as answer:
            assert answer.status == 200
            return await answer.read()

    async def killer(self, moments: list[tuple[int, int]]) -> None:
        """Kill it when so many have decided in a month, and start it again."""
        for month, many in moments:
            while self.acknowledged(month) < many:
                await asyncio.sleep(0.002)
            self.process.kill()
            await asyncio.to_thread(self.process.start)

    async def held(self, drops: dict[int, list[int]], kills: list[tuple[int, int]]) -> None:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            phones = (self.phone(session, number, drops.get(number, [])) for number in range(self.phones))
            await asyncio.gather(self.teacher(session), self.killer(kills), *phones)


def checked(lesson: Lesson, folder: Path) -> None:
    """Nothing is lost, nothing is double, all agree, and it can be played again."""
    with zipfile.ZipFile(io.BytesIO(lesson.exported)) as packed:
        packed.extractall(folder)
    decisions, payoffs = rows(folder / "decisions.csv"), rows(folder / "payoffs.csv")
    seats = {number: (last["seat"]["role"], last["seat"]["slot"]) for number, last in lesson.last.items()}
    assert len(set(seats.values())) == lesson.phones
    given: dict[tuple[int, str, int], dict[str, bool]] = {}
    for row in decisions:
        if row["how"] == "given":
            key = (int(row["month"]) - 1, row["role"], int(row["slot"]))
            assert row["decision"] not in given.setdefault(key, {})
            given[key][row["decision"]] = row["answer"] == "yes"
    for number, months in lesson.kept.items():
        for month, answers in months.items():
            assert given[month, *seats[number]] == answers  # not one that was acknowledged is lost
    for number, (role, slot) in seats.items():
        for month in range(lesson.months):
            sent = given.get((month, role, slot))
            assert sent in (None, lesson.answers(number, month, role))
    whole = {(int(row["month"]), row["role"], int(row["slot"])): row for row in payoffs}
    assert len(whole) == len(payoffs)
    for number, last in lesson.last.items():
        assert (last["phase"], last["month"], len(last["sights"])) == ("over", lesson.months, lesson.months)
        for known in last["sights"]:
            row = whole[known["month"], *seats[number]]
            assert (float(row["payoff"]), float(row["value"])) == (known["payoff"], known["value"])
            assert row["name"] == f"P{number}"
    assert len({(last["months"], last["players"]) for last in lesson.last.values()}) == 1
    told = [
        tuple(row[name] for name in ("month", "role", "slot", "payoff", "value", "cash")) for row in payoffs
    ]
    assert told == replayed(folder)


def test_a_class_of_six_whose_server_is_killed_twice(tmp_path: Path, seed: int) -> None:
    process = Process(tmp_path / "six.room", *SMALL, "--months", "6").start()
    lesson = Lesson(process, 6, 6, seed)
    try:
        asyncio.run(asyncio.wait_for(lesson.held({2: [1, 4], 5: [2]}, [(0, 1), (3, 4)]), 3 * WAIT))
    finally:
        process.kill()
    assert lesson.returns[2] >= 3
    assert sum(map(len, lesson.kept.values())) >= 24
    checked(lesson, tmp_path / "out")


@pytest.mark.slow
def test_a_class_of_sixty_over_two_years(tmp_path: Path, seed: int) -> None:
    process = Process(tmp_path / "sixty.room", "--months", "24", "--seed", "1").start()
    lesson = Lesson(process, 24, 60, seed)
    drops = {number: [1 + number, 12] for number in range(5)}
    try:
        asyncio.run(asyncio.wait_for(lesson.held(drops, [(7, 31)]), 10 * WAIT))
    finally:
        process.kill()
    assert all(lesson.returns[number] >= 4 for number in drops)
    checked(lesson, tmp_path / "out")
