"""The room's server: whatever changes the room comes one after another, is kept, and only then told.

Requests that wait together are kept together, in one write to the disk: sixty phones that decide in the same
moment wait for one. What takes long (a month, the disk) runs in a thread beside the network.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import WSCloseCode

from experiments.classroom import messages as said
from experiments.classroom.connection import Connection
from experiments.classroom.limits import GUESSES_OF_ALL, MOST_STRANGERS, Guesses
from experiments.classroom.player import Player
from experiments.classroom.refusal import Refusal, told
from experiments.classroom.room import Room
from experiments.classroom.telling import board, everybody, mine

TICK = 0.2
"""Seconds between two looks at the clock."""
FAREWELL = 1.0
"""Seconds for the last word."""
REPLACED = 4000
"""Why a socket was closed: its seat is at another one by now."""
GUESSED = ("code", "key")
"""Refusals that count as a guess. A token is too long for one, and an old one comes by itself, on and on."""


class Server:
    """A room, and those connected to it."""

    def __init__(self, room: Room, link: str) -> None:
        self.room, self.link = room, link
        self.connections: dict[Connection, None] = {}
        """In the order in which they came."""
        self.guesses = Guesses(room.now, GUESSES_OF_ALL)
        self.waiting: asyncio.Queue[Callable[[], Awaitable[None]]] = asyncio.Queue()
        self.settled = asyncio.Event()
        """Set while nothing is under way: all that the room knows is kept."""
        self._then: list[Callable[[], None]] = []
        """What is told once all is kept."""
        self._closes = False
        self._by_player: dict[int, Connection] = {}
        self.working: asyncio.Task[None] | None = None
        """It ends only where the room cannot be kept any more."""

    # What comes in.

    def entered(self, connection: Connection) -> None:
        """A connection; of too many of which nobody knows whose they are the oldest goes."""
        self.connections[connection] = None
        strangers = [one for one in self.connections if not one.is_known]
        for one in strangers[:-MOST_STRANGERS]:
            self._let_go(one)

    def heard(self, connection: Connection, read: said.Read) -> None:
        """A message, to be taken in its turn."""
        self.waiting.put_nowait(lambda: self._answered(connection, read))

    def lost(self, connection: Connection) -> None:
        """A connection that broke."""

        async def parted() -> None:
            player = connection.player
            if player is not None and self._by_player.get(player.kept.number) is connection:
                del self._by_player[player.kept.number]
                self.room.parted(player)
                self._renew()

        self.connections.pop(connection, None)
        self.waiting.put_nowait(parted)

    async def work(self) -> None:
        """Take what comes, one after another; keep what waited together at once."""
        while True:
            self.settled.set()
            await asyncio.sleep(0)  # whoever waited for it comes before what comes next
            acts = [await self.waiting.get()]
            self.settled.clear()
            while not self.waiting.empty():
                acts.append(self.waiting.get_nowait())
            try:
                for act in acts:
                    await act()
            except sqlite3.Error:
                raise
            except Exception:
                await self._farewell("broken")
                raise
            await self._keep()

    async def _farewell(self, why: str) -> None:
        """The room cannot go on; all are told."""
        refused = Refusal(why)
        farewells = [one.say_at_once(told(refused, "", one.language)) for one in self.connections]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*farewells), FAREWELL)

    async def watch(self) -> None:
        """End months whose time is over."""
        while True:
            await asyncio.sleep(TICK)
            if not self._closes and self.room.is_due():
                self._closes = True
                self.waiting.put_nowait(self._due)

    async def _due(self) -> None:
        self._closes = False
        if self.room.is_due():
            await self._month(self.room.month)

    async def _keep(self) -> None:
        try:
            await asyncio.to_thread(self.room.ledger.keep)
        except sqlite3.Error:
            await self._farewell("kept")
            raise
        then, self._then = self._then, []
        for act in then:
            act()

    # What is done about it.

    async def _answered(self, connection: Connection, read: said.Read) -> None:
        try:
            await self._done(connection, read.said)
        except Refusal as refused:
            if refused.name in GUESSED:
                self.guesses.wrong()
                connection.guesses.wrong()
            connection.reply(told(refused, read.do, connection.language))

    async def _done(self, connection: Connection, asked: said.Said) -> None:
        if isinstance(asked, said.Join | said.Teach):
            if connection.is_known:
                raise Refusal("already")
            (self._join if isinstance(asked, said.Join) else self._teach)(connection, asked)  # type: ignore[arg-type]
        elif not connection.is_known:
            raise Refusal("who")
        elif isinstance(asked, said.Decide | said.Leave):
            if connection.player is None:
                raise Refusal("player")
            self._act(connection, connection.player, asked)
        elif not connection.teaches:
            raise Refusal("teacher")
        else:
            await self._lead(asked)

    def _join(self, connection: Connection, asked: said.Join) -> None:
        room = self.room
        if asked.token is not None:
            player, token = room.came_back(asked.token), asked.token
        else:
            self._listened_to(connection)
            player, token = room.joined(asked)
        before = self._by_player.get(player.kept.number)
        if before is not None:
            before.player = None
            self._then.append(lambda: self._let_go(before, REPLACED))
        connection.player = player
        room.arrived(player)
        self._by_player[player.kept.number] = connection
        known = {"is": "joined", "token": token, "name": player.kept.name, "role": player.kept.role}
        self._tell(connection, known)
        self._renew(player)

    def _teach(self, connection: Connection, asked: said.Teach) -> None:
        if not self.is_key(asked.key):
            self._listened_to(connection)
            raise Refusal("key")
        connection.teaches = True
        connection.renew(whole=True)

    def is_key(self, given: str) -> bool:
        """Whether this is the teacher's key; it is too long to be guessed, so nothing keeps it out."""
        return secrets.compare_digest(given.encode("utf-8", "surrogatepass"), self.room.key.encode())

    def _listened_to(self, connection: Connection) -> None:
        if self.guesses.too_many() or connection.guesses.too_many():
            raise Refusal("guesses")

    def _act(self, connection: Connection, player: Player, asked: said.Decide | said.Leave) -> None:
        if isinstance(asked, said.Decide):
            self.room.decided(player, asked.month, asked.answers)
            self._tell(connection, {"is": "accepted", "month": asked.month})
            self._renew(player)
            return
        self._tell(connection, {"is": "accepted", "month": self.room.month})
        self.room.given_up(player)
        self.room.parted(player)
        self._by_player.pop(player.kept.number, None)
        connection.player = None
        self._renew()

    async def _lead(self, asked: said.Said) -> None:
        room = self.room
        if isinstance(asked, said.Start):
            room.may_start()
            room.started(asked.seconds, await asyncio.to_thread(room.founding))
        elif isinstance(asked, said.Reveal):
            room.revealed(asked.names)
        elif isinstance(asked, said.Close):
            await self._month(asked.month)
        elif isinstance(asked, said.Release):
            self._release(room.released(asked.number))
        else:
            {said.Pause: room.paused, said.Resume: room.resumed, said.End: room.ended}[type(asked)]()
        self._renew(wholly=True)

    def _release(self, player: Player) -> None:
        """Who had the seat is told, and is a stranger."""
        self.room.parted(player)
        connection = self._by_player.pop(player.kept.number, None)
        if connection is not None:
            connection.player = None
            self._tell(connection, told(Refusal("token"), "join", connection.language))

    async def _month(self, month: int) -> None:
        """A month ends, and the next is open."""
        room = self.room
        answers = room.closed(month)
        await self._keep()
        assert room.play is not None
        room.opened(await asyncio.to_thread(room.play.worked_out, answers))
        self._renew(wholly=True)

    # What goes out.

    def _tell(self, connection: Connection, message: Mapping[str, Any]) -> None:
        self._then.append(lambda: connection.reply(message))

    def _renew(self, own: Player | None = None, *, wholly: bool = False) -> None:
        """All know that something has changed; one of them, or all, are told their whole state."""

        def renew() -> None:
            for one in self.connections:
                one.renew(whole=wholly or (own is not None and one.player is own))

        self._then.append(renew)

    def _let_go(self, connection: Connection, code: int = WSCloseCode.TRY_AGAIN_LATER) -> None:
        self.connections.pop(connection, None)
        connection.close(code)

    def state(self, connection: Connection, whole: bool) -> Mapping[str, Any] | None:
        """What one of them may know; not `whole`: what all know."""
        if connection.teaches:
            return board(self.room, self.link)
        if connection.player is None:
            return None
        return mine(self.room, connection.player) if whole else everybody(self.room)
