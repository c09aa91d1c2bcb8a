"""`python -m benchmarks.room`: a room of sixty phones: how soon one is in, how soon a decision is kept."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from benchmarks.tables import Row, Say, Table, Target, alone
from tests.classroom.clients import Phone, Process

PHONES = 60
MONTHS = 12
ENTERED = "from asking for the page to one's own first state, all sixty at once: "
KEPT = "a decision, from sending it to the word that it is kept, all sixty at once: "
TARGETS = {"median": {ENTERED: Target(3.0), KEPT: Target(0.1)}, "worst": {}}
NOTES = [
    "The server is a process of its own, with a market of the default size; all phones share one process, "
    "and its work is in their times. What a browser takes to draw the page is not.",
    f"{MONTHS} months; in each, all who are asked anything decide in the same moment, and every decision is "
    "on the disk before it is acknowledged.",
]


def table(say: Say, months: int = MONTHS, phones: int = PHONES) -> Table:
    """How long phones wait."""
    say(f"room: {phones} phones, {months} months …")
    with tempfile.TemporaryDirectory() as folder:
        process = Process(Path(folder) / "sixty.room", "--months", str(months), "--seed", "1").start()
        try:
            entered, kept = asyncio.run(lesson(process, months, phones))
        finally:
            process.kill()
    return Table("A room", [*rows(ENTERED, entered), *rows(KEPT, kept)], NOTES)


async def lesson(process: Process, months: int, phones: int) -> tuple[list[float], list[float]]:
    """Seconds until each phone was in, and until each decision was kept."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        teacher = await Phone(session, process.url).connect()
        await teacher.say(do="teach", key=process.key)
        taken = await asyncio.gather(*(enter(session, process) for _ in range(phones)))
        everybody = [phone for phone, _ in taken]
        await teacher.shows(here=phones)
        await teacher.say(do="start", seconds=0)
        kept: list[float] = []
        for month in range(months):
            await asyncio.gather(*(phone.shows("seat", month=month) for phone in everybody))
            asked = [phone for phone in everybody if phone.now["asked"]]  # for others nobody waits
            kept += await asyncio.gather(*(decide(phone, month) for phone in asked))
        await asyncio.gather(*(phone.shows(month=months) for phone in everybody))
        return [seconds for _, seconds in taken], kept


async def enter(session: aiohttp.ClientSession, process: Process) -> tuple[Phone, float]:
    """A phone that loads the page and joins."""
    begun = time.perf_counter()
    async with session.get(f"{process.url}/") as page:
        await page.read()
    phone = await Phone(session, process.url).connect()
    await phone.join(process.code)
    await phone.shows(phase="lobby")
    return phone, time.perf_counter() - begun


async def decide(phone: Phone, month: int) -> float:
    """Seconds until a decision was acknowledged."""
    answers = phone.answers(lambda name: name in ("tell", "keep", "consent"))
    begun = time.perf_counter()
    told = await phone.answered(do="decide", month=month, answers=answers)
    assert told == {"is": "accepted", "month": month}, told
    return time.perf_counter() - begun


def rows(measure: str, seconds: Sequence[float]) -> list[Row]:
    """The median of what was waited, and the worst."""
    found = {"median": statistics.median(seconds), "worst": max(seconds)}
    return [
        Row(measure + name, value, "s", target=TARGETS[name].get(measure)) for name, value in found.items()
    ]


if __name__ == "__main__":
    raise SystemExit(alone(table, "benchmarks.room"))
