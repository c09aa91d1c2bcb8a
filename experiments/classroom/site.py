"""What the server shows to the network: the page, the socket, the export; and to whom."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import ipaddress
import re
from collections.abc import AsyncIterator, Awaitable, Callable

from aiohttp import WSMsgType, web

from experiments.classroom import messages
from experiments.classroom.connection import Connection
from experiments.classroom.export import zipped
from experiments.classroom.limits import MOST_REFUSED, UNKNOWN
from experiments.classroom.refusal import FIRST, Refusal, told, words
from experiments.classroom.server import Server

MOST_FRAME = 16 * messages.MOST_BYTES
"""Bytes of a frame that is still read, to be refused in words; a longer one ends the connection."""
BEAT = 15.0
"""Seconds between two signs of life that a phone must give."""
POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')
HERE = '<script>location.hash||location.replace("#view=room")</script>'
"""Whoever comes without saying where to comes to the room."""
HEADERS = {
    "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip
PAGES_KEPT = 8
STATUS = {
    "host": 421,
    "origin": 403,
    "key": 403,
    "guesses": 429,
    "nothing": 404,
    "unplayed": 409,
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SERVER: web.AppKey[Server] = web.AppKey("server", Server)
PAGE: web.AppKey[str] = web.AppKey("page", str)
PAGES: web.AppKey[dict[str, bytes]] = web.AppKey("pages", dict)
MAKING: web.AppKey[asyncio.Lock] = web.AppKey("making", asyncio.Lock)
"""One page is made at a time, and each once."""


def site(server: Server, page: str) -> web.Application:
    """The application."""
    made = web.Application(middlewares=[refusing], client_max_size=messages.MOST_BYTES)
    made[SERVER], made[PAGE], made[PAGES], made[MAKING] = server, page, {}, asyncio.Lock()
    made.router.add_get("/", shown)
    made.router.add_get("/room", spoken)
    made.router.add_get("/export", exported)
    made.cleanup_ctx.append(at_work)
    return made


async def at_work(app: web.Application) -> AsyncIterator[None]:
    """The server works as long as the application runs; where it cannot go on, nothing does."""
    server = app[SERVER]
    server.working, watching = asyncio.create_task(server.work()), asyncio.create_task(server.watch())
    yield
    for task in (server.working, watching):
        task.cancel()
    for one in list(server.connections):
        await one.socket.close()


@web.middleware
async def refusing(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A refusal as JSON, in words; whatever was sent to a name that is no address is refused."""
    try:
        check_host(request.host)
        answer = await handler(request)
    except Refusal as refused:
        answer = refusal(refused, language_of(request))
    except web.HTTPException as wrong:
        answer = refusal(Refusal("nothing"), language_of(request), wrong.status)
    if not answer.prepared:
        answer.headers.update(HEADERS)
    return answer


def refusal(refused: Refusal, language: str, status: int | None = None) -> web.Response:
    """The same, as an answer."""
    return web.json_response(told(refused, "", language), status=status or STATUS[refused.name])


def check_host(host: str) -> None:
    """Only addresses and `localhost`: a stranger's name that leads here (DNS rebinding) is none of ours."""
    name = re.sub(r":\d{1,5}$", "", host)
    if name == "localhost":
        return
    try:
        if "%" in name:  # a zone may be any text, and no browser sends one
            raise ValueError
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        raise Refusal("host") from None


def language_of(request: web.Request) -> str:
    """The language that the page speaks."""
    asked = request.query.get("lang", FIRST)
    return asked if asked in words() else FIRST


def page_for(page: str, host: str) -> bytes:
    """The page, allowed to speak to this address and to no other one."""

    def allowed(found: re.Match[str]) -> str:
        rules = [one.strip() for one in found[2].split(";")]
        kept = [one for one in rules if one and not one.startswith("connect-src")]
        return f"{found[1]}{'; '.join([*kept, f'connect-src http://{host} ws://{host}'])}{found[3]}{HERE}"

    made, count = POLICY.subn(allowed, page, count=1)
    assert count == 1
    return gzip.compress(made.encode(), 6, mtime=0)


async def shown(request: web.Request) -> web.Response:
    """The page."""
    pages, host = request.app[PAGES], request.host
    async with request.app[MAKING]:
        if host not in pages:
            if len(pages) >= PAGES_KEPT:
                pages.clear()
            pages[host] = await asyncio.to_thread(page_for, request.app[PAGE], host)
        body = pages[host]
    return web.Response(
        body=body, content_type="text/html", charset="utf-8",
        headers={"Content-Encoding": "gzip", "Cache-Control": "no-store"},
    )  # fmt: skip


async def exported(request: web.Request) -> web.Response:
    """What is left of the room, for the teacher: `Authorization: Bearer <key>`."""
    server = request.app[SERVER]
    if not server.is_key(request.headers.get("Authorization", "").removeprefix("Bearer ")):
        if server.guesses.too_many():
            raise Refusal("guesses")
        server.guesses.wrong()
        raise Refusal("key")
    if not server.room.month:
        raise Refusal("unplayed")
    body = await asyncio.to_thread(zipped, server.room, names=request.query.get("names") == "yes")
    kind = {"Content-Disposition": 'attachment; filename="room.zip"', "Cache-Control": "no-store"}
    return web.Response(body=body, content_type="application/zip", headers=kind)


async def spoken(request: web.Request) -> web.StreamResponse:
    """A socket, from our own page."""
    server = request.app[SERVER]
    if request.headers.get("Origin") != f"http://{request.host}":
        raise Refusal("origin")
    socket = web.WebSocketResponse(heartbeat=BEAT, max_msg_size=MOST_FRAME)
    if not socket.can_prepare(request):
        raise Refusal("nothing")
    connection = Connection(socket, language_of(request), server.room.now)
    try:
        await socket.prepare(request)
        server.entered(connection)
        await until_closed(server, connection)
    finally:
        server.lost(connection)
    return socket


async def until_closed(server: Server, connection: Connection) -> None:
    """Listen, and speak beside it; but not for long to somebody who does not say who it is."""
    speaking = asyncio.create_task(connection.send(server.settled, server.state))
    patience = asyncio.get_running_loop().call_later(UNKNOWN, let_go, connection)
    try:
        async for frame in connection.socket:
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            listened(server, connection, frame.data)
            if connection.bucket.refused > MOST_REFUSED:
                return
            await asyncio.sleep(0)  # one who talks without a pause must not keep others from being heard
    finally:
        patience.cancel()
        speaking.cancel()
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await speaking
        await connection.socket.close()


def let_go(connection: Connection) -> None:
    """Close a connection of which nobody knows whose it is."""
    if not connection.is_known:
        connection.close()


def listened(server: Server, connection: Connection, data: str | bytes) -> None:
    """One message: refused at once where it cannot be read."""
    try:
        if not connection.bucket.lets():
            raise Refusal("fast")
        server.heard(connection, messages.read(data))
    except Refusal as refused:
        connection.reply(told(refused, "", connection.language))
