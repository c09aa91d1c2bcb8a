"""One phone: what it is told, in order; of its own state only the newest."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

from aiohttp import WSCloseCode, web

from experiments.classroom.limits import GUESSES_OF_ONE, Bucket, Guesses
from experiments.classroom.player import Player

GAP = 0.5
"""Seconds between two states of which only what all know differs: with every decision it does."""


class Connection:
    """A socket, and who is at its other end."""

    def __init__(self, socket: web.WebSocketResponse, language: str, now: Callable[[], float]) -> None:
        self.socket, self.language = socket, language
        self.bucket, self.guesses = Bucket(monotonic), Guesses(now, GUESSES_OF_ONE)
        self.player: Player | None = None
        self.teaches = False
        self.replies: list[Mapping[str, Any]] = []
        self._wanted = asyncio.Event()
        self._due: float | None = None
        self._whole = False
        """Whether its own state is another one, and not only what all know."""
        self._last = float("-inf")
        self._closing: set[asyncio.Task[bool]] = set()

    @property
    def is_known(self) -> bool:
        """Whether it has said who it is."""
        return self.teaches or self.player is not None

    def reply(self, message: Mapping[str, Any]) -> None:
        """Tell it something."""
        self.replies.append(message)
        self._wanted.set()

    def renew(self, *, whole: bool) -> None:
        """Its state is another one, which is told now; or only what all know is, which is told soon."""
        due = monotonic() if whole else max(monotonic(), self._last + GAP)
        self._due = due if self._due is None else min(self._due, due)
        self._whole = self._whole or whole
        self._wanted.set()

    def close(self, code: int = WSCloseCode.OK) -> None:
        """End it, beside all else."""
        self._closing.add(asyncio.create_task(self.socket.close(code=code)))

    async def say_at_once(self, message: Mapping[str, Any]) -> None:
        """Tell it something before all else; nobody minds where it does not arrive."""
        with contextlib.suppress(ConnectionError):
            await self.socket.send_str(as_text(message))

    async def send(
        self, settled: asyncio.Event, state: Callable[[Connection, bool], Mapping[str, Any] | None]
    ) -> None:
        """Send what is to be told, on and on; a state only while all that it tells is kept."""
        while True:
            wait = None if self._due is None else max(0.0, self._due - monotonic())
            if not self.replies and (wait is None or wait > 0.0):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wanted.wait(), wait)
                self._wanted.clear()
                continue
            said, self.replies = self.replies, []
            for message in said:
                await self.socket.send_str(as_text(message))
            if self._due is None or monotonic() < self._due:
                continue
            await settled.wait()
            if settled.is_set() and not self.replies:
                told = state(self, self._whole)
                self._due, self._whole, self._last = None, False, monotonic()
                if told is not None:
                    await self.socket.send_str(as_text(told))


def as_text(message: Mapping[str, Any]) -> str:
    """A message as JSON."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
