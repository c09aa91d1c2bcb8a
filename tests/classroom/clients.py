"""Phones without a screen: what they send and were told; and a room's server as a process to be killed."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer

from experiments.classroom.room import Room
from experiments.classroom.server import Server
from experiments.classroom.site import site
from sim.game import theirs
from tests.processes import started

WAIT = 60.0
"""Seconds after which what was waited for is missed; nothing is measured by them."""
PAGE = (Path(__file__).parents[2] / "sim" / "page" / "page.html").read_text("utf-8")
"""What the page is built into; it has the rules of what a page may load."""


STATES = ("all", "mine", "board")


class Phone:
    """A connection, and the newest of what it was told."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session, self.url = session, url.rstrip("/")
        self.told: list[dict[str, Any]] = []
        self.state: dict[str, Any] | None = None
        self.token: str | None = None
        self.role: str | None = None
        self.news = asyncio.Event()
        self.socket: aiohttp.ClientWebSocketResponse | None = None
        self.listening: asyncio.Task[None] | None = None

    async def connect(self, language: str = "en") -> Phone:
        headers, self.state = {"Origin": self.url}, None
        self.socket = await self.session.ws_connect(
            f"{self.url}/room?lang={language}", headers=headers, max_msg_size=0
        )
        self.listening = asyncio.create_task(self._listen(self.socket))
        return self

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            message = json.loads(frame.data)
            self.told.append(message)
            if message["is"] in ("mine", "board"):
                self.state = message
            if message["is"] == "all":
                self.state = {**self.now, **message}
            if message["is"] == "joined":
                self.token, self.role = message["token"], message["role"]
            self.news.set()
        self.news.set()

    @property
    def gone(self) -> bool:
        """Whether the connection is no more."""
        return self.socket is None or self.socket.closed

    @property
    def now(self) -> dict[str, Any]:
        assert self.state is not None
        return self.state

    async def say(self, **message: Any) -> None:
        assert self.socket is not None
        await self.socket.send_str(json.dumps(message))

    async def until(self, true: Callable[[], Any], what: str) -> None:
        """Wait until something that it was told makes this true."""
        end = time.monotonic() + WAIT
        while not true():
            assert time.monotonic() < end, f"waited in vain for {what}; last told {self.told[-1:]}"
            self.news.clear()
            if true():
                return
            assert not self.gone, f"the connection broke before {what}"
            await asyncio.wait_for(self.news.wait(), WAIT)

    async def shows(self, has: str = "", **wanted: Any) -> None:
        """Wait until its state has a value in a field, or these values in these."""

        def true() -> bool:
            now = self.state or {}
            return bool(now and (not has or now[has])) and all(
                now[name] == one for name, one in wanted.items()
            )

        await self.until(true, f"{has} {wanted}")

    async def answered(self, **message: Any) -> dict[str, Any]:
        """Say something; the first answer that is no state."""
        before = len(self.told)

        def answers() -> list[dict[str, Any]]:
            return [one for one in self.told[before:] if one["is"] not in STATES]

        await self.say(**message)
        await self.until(answers, f"an answer to {message['do']}")
        return answers()[0]

    async def join(self, code: str, role: str | None = None, name: str = "") -> dict[str, Any]:
        """Take a seat, or come back to it."""
        return await self.answered(do="join", code=code, name=name, role=role, token=self.token)

    async def drop(self) -> None:
        """The connection breaks."""
        assert self.socket is not None
        await self.socket.close()
        assert self.listening is not None
        await self.listening

    def answers(self, pick: Callable[[str], bool]) -> dict[str, bool]:
        """All answers of its firm."""
        return {name: pick(name) for name in theirs(self.now["seat"]["role"])}


def seen_secrets(told: object, known: Mapping[str, str]) -> list[str]:
    """Which of these secrets stand anywhere in what was told."""
    text = json.dumps(told)
    return [name for name, secret in known.items() if secret in text]


COMMAND = "import sys; from experiments.classroom.command import open_classroom; open_classroom(sys.argv[1:])"
"""`wiifwe classroom`, without all that other commands import."""


class Process:
    """A room's server, as somebody starts it."""

    entry: tuple[str, ...] = ("-c", COMMAND)

    def __init__(self, file: Path, *wishes: str) -> None:
        self.file, self.wishes = file, wishes
        self.url = self.code = self.key = ""
        self.port = "0"

    def start(self) -> Process:
        wishes = [] if self.file.exists() else self.wishes
        options = ("--no-open", "--port", self.port, *wishes)
        command = [sys.executable, *self.entry, str(self.file), *options]
        self.process: subprocess.Popen[str] = started(command, env={**os.environ, "PYTHONUNBUFFERED": "1"})
        assert self.process.stdout is not None
        read: list[str] = []
        for line in self.process.stdout:
            read.append(line)
            if line.startswith("file"):
                break
        else:
            raise AssertionError((read, self.process.stderr and self.process.stderr.read()))
        text = "".join(read)
        found = re.search(r"teacher +(http://[\d.]+:(\d+))/#view=room&key=(\S+)", text)
        code = re.search(r"code (\w+)", text)
        assert found is not None
        assert code is not None
        self.url, self.port, self.key, self.code = found[1], found[2], found[3], code[1]
        return self

    def kill(self) -> None:
        """No farewell."""
        self.process.kill()
        self.process.communicate()

    def stop(self) -> str:
        """As with Ctrl-C; what it says."""
        self.process.send_signal(signal.SIGINT)
        return self.process.communicate(timeout=WAIT)[1]


@asynccontextmanager
async def served(room: Room, page: str = PAGE) -> AsyncIterator[tuple[str, aiohttp.ClientSession]]:
    """A room's server in this process, and what clients connect with."""
    server = Server(room, "http://link/")
    async with TestServer(site(server, page)) as door, aiohttp.ClientSession() as session:
        yield str(door.make_url("")).rstrip("/"), session


async def class_of(
    room: Room, url: str, session: aiohttp.ClientSession, count: int
) -> tuple[Phone, list[Phone]]:
    """The teacher, and so many who joined."""
    teacher = await Phone(session, url).connect()
    await teacher.say(do="teach", key=room.key)
    phones = []
    for number in range(count):
        phones.append(await Phone(session, url).connect())
        await phones[-1].join(room.code, name=f"P{number}")
    await teacher.shows(here=count)
    return teacher, phones


async def played(phones: list[Phone], month: int, pick: Callable[[str], bool]) -> None:
    """All decide, and the next month comes."""
    for phone in phones:
        await phone.shows("seat", month=month)
    for phone in sorted(
        phones, key=lambda one: bool(one.now["asked"])
    ):  # who is asked nothing is not waited for
        answer = await phone.answered(do="decide", month=month, answers=phone.answers(pick))
        assert answer == {"is": "accepted", "month": month}
    for phone in phones:
        await phone.shows(month=month + 1)
