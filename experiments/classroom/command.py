"""`wiifwe classroom`: a room for a class, on this machine; phones are let in by `--network`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ipaddress
import secrets
import socket
import sqlite3
import time
import traceback
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import sim
from experiments.classroom import COMMAND
from experiments.classroom.export import written
from experiments.classroom.ledger import Ledger, told_in_a_line
from experiments.classroom.plan import CONTRACTS, OTHERS, planned
from experiments.classroom.room import Room, founded
from experiments.laboratory import Parser, built_page
from experiments.terminal import announce_compiling
from sim.draws import WORD_MASK
from sim.spelling import ConfigError, shown

MINE, ALL = "127.0.0.1", "0.0.0.0"
PORT = 8765
MONTHS = 24
ENDING = ".room"
USAGE = "wiifwe classroom [room.room] [field=value …] [options]"
ELSEWHERE = (
    "192.0.2.1",
    "192.168.0.1",
    "192.168.1.1",
    "192.168.43.1",
    "192.168.137.1",
    "172.20.10.1",
    "10.42.0.1",
    "10.0.0.1",
)
"""An address of nobody (RFC 5737), and those that routers and own hotspots often have: asked which way each
lies, the system tells its own; nothing is sent."""
NEW = ("months", "contract", "others", "seed")
"""Options that a room has from its beginning."""


class Address(NamedTuple):
    """Where the room is: what it listens on, and what phones are told."""

    listens: str
    port: int
    known: str

    def link(self, fragment: str) -> str:
        """For phones."""
        return f"http://{self.known}:{self.port}/#view=room&{fragment}"

    def own(self, fragment: str) -> str:
        """For this machine's own browser."""
        return f"http://{MINE if self.listens == ALL else self.known}:{self.port}/#view=room&{fragment}"


def open_classroom(argv: Sequence[str]) -> None:
    """Open a room, or export one. Raises ConfigError in a line."""
    asked = arguments(argv)
    check_address(asked)
    path, overrides = sorted_out(asked)
    if asked.export and not path.exists():
        raise ConfigError(f"{path} is not there (command line)")
    is_new = not path.exists()
    ledger = Ledger(path)
    try:
        begun(ledger, asked, overrides)
        with told_in_a_line(path):
            room = Room(ledger)
        if asked.export:
            exported(room, asked.export, names=asked.names)
            return
        asyncio.run(served(room, asked, is_new=is_new))
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"stopped; `wiifwe {COMMAND} {path}` goes on with this room") from None
    finally:
        ledger.close()


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = Parser(description=__doc__, usage=USAGE, allow_abbrev=False)
    add = parser.add_argument
    add("given", nargs="*", metavar="room | field=value", help="a room's file; parameters of its world")
    add("--network", action="store_true", help="let phones of this machine's network in")
    add("--address", help="with `--network`: this machine's address, if it is not the one that was found")
    add("--port", type=int, default=PORT, help=f"by default {PORT}; 0: a free one")
    add("--months", type=int, help=f"how many the class plays, by default {MONTHS}")
    add("--contract", help=f"how its firms go in: {', '.join(CONTRACTS)}; by default {next(iter(CONTRACTS))}")
    add("--others", help=f"strategies of firms that nobody plays, by default {','.join(OTHERS)}")
    add("--seed", type=int, help="the luck of the room; by default another one each time")
    add("--no-open", action="store_true", help="do not open the teacher's page in the browser")
    add("--export", type=Path, metavar="folder", help="write the room's tables there, and open no room")
    add("--names", action="store_true", help="with `--export`: name who played")
    asked = parser.parse_intermixed_args(list(argv))
    for name, whole in (("port", (0, 65535)), ("months", (1, 600)), ("seed", (0, WORD_MASK))):
        value = getattr(asked, name)
        if value is not None and not whole[0] <= value <= whole[1]:
            raise ConfigError(f"`--{name}` is {value}; allowed: {whole[0]} to {whole[1]} (command line)")
    return asked


def sorted_out(asked: argparse.Namespace) -> tuple[Path, list[str]]:
    """The room's file and the parameters, which both stand without a dash."""
    files = [text for text in asked.given if "=" not in text]
    if len(files) > 1:
        raise ConfigError(f"{shown(files[1])} is a second room; one is opened at a time (command line)")
    if asked.export and not files:
        raise ConfigError(f"`--export` wants a room's file; `{USAGE}` (command line)")
    path = Path(files[0]) if files else Path(time.strftime(f"%Y-%m-%d-%H%M%S{ENDING}"))
    return path, [text for text in asked.given if "=" in text]


def begun(ledger: Ledger, asked: argparse.Namespace, overrides: list[str]) -> None:
    """A new room is founded; an old one is as it was, and takes no wishes."""
    if ledger.get("plan") is not None:
        wishes = [f"--{name}" for name in NEW if getattr(asked, name) is not None] + overrides
        if wishes:
            goes_on = f"{ledger.path} is a room already, and goes on as it began"
            raise ConfigError(f"{goes_on}; leave `{wishes[0]}` away (command line)")
        return
    try:
        plan = planned(
            overrides,
            months=asked.months or MONTHS,
            seed=secrets.randbelow(WORD_MASK + 1) if asked.seed is None else asked.seed,
            contract=asked.contract or next(iter(CONTRACTS)),
            others=asked.others.split(",") if asked.others else OTHERS,
        )
        announce_compiling()
        sim.World(plan.scenario, seed=plan.seed)  # compiled now, and not while a class waits
    except BaseException:  # Ctrl-C too: it compiles for minutes
        ledger.discard()
        raise
    founded(ledger, plan)


def exported(room: Room, folder: Path, *, names: bool) -> None:
    """The room's tables, in a folder."""
    if room.play is None or not room.month:
        raise ConfigError(f"{room.ledger.path}: no month has been played yet (command line)")
    try:
        for path in written(room, folder, names=names):
            print(path)
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written: {error.strerror} (command line)") from error


async def served(room: Room, asked: argparse.Namespace, *, is_new: bool) -> None:
    """Serve until it is stopped."""
    from aiohttp import web

    from experiments.classroom.server import Server
    from experiments.classroom.site import site

    page = built_page().read_text("utf-8")
    listens = ALL if asked.network else MINE
    others = [] if not asked.network or asked.address else own_addresses()
    known = asked.address or (others.pop(0) if others else MINE)
    server = Server(room, "")
    runner = web.AppRunner(site(server, page), access_log=None, shutdown_timeout=2.0)
    await runner.setup()
    try:
        door = web.TCPSite(runner, listens, asked.port, backlog=256)
        try:
            await door.start()
        except OSError as error:
            raise ConfigError(f"port {asked.port} of {listens}: {error.strerror} (command line)") from error
        address = Address(listens, runner.addresses[0][1], known)
        server.link = address.link(f"code={room.code}")
        announce(room, address, others, network=asked.network, is_new=is_new)
        if not asked.no_open:
            webbrowser.open(address.own(f"key={room.key}"))
        assert server.working is not None
        await server.working
    except sqlite3.Error as error:
        raise ConfigError(f"{room.ledger.path} could not be written: {error}") from error
    except (ConfigError, OSError):
        raise
    except Exception as error:
        traceback.print_exc()
        goes_on = f"what was decided is kept: `wiifwe {COMMAND} {room.ledger.path}` goes on"
        raise ConfigError(f"the room stopped at a mistake of its own, told above; {goes_on}") from error
    finally:
        await runner.cleanup()


def announce(room: Room, address: Address, others: Sequence[str], *, network: bool, is_new: bool) -> None:
    """What a teacher must know."""
    if not network:
        print("This machine alone; with `--network`, phones of its network can come in.")
    lines = {
        "phones": f"http://{address.known}:{address.port}/   code {room.code}",
        "link": address.link(f"code={room.code}"),
        "teacher": address.own(f"key={room.key}"),
        "file": f"{room.ledger.path}{' (a new room)' if is_new else ''}",
    }
    for name, text in lines.items():
        print(f"{name:<8} {text}", flush=True)
    if others:
        print(f"If phones do not find it: this machine is also {', '.join(others)}; give one as `--address`.")


def check_address(asked: argparse.Namespace) -> None:
    """An address is one of the network's. Raises ConfigError for a name, or where none is wanted."""
    if asked.address is None:
        return
    if not asked.network:
        raise ConfigError("`--address` is for phones; give `--network` too (command line)")
    try:
        ipaddress.IPv4Address(asked.address)
    except ValueError:
        wants = "allowed: an address in numbers, as 192.168.0.7"
        raise ConfigError(f"`--address` is {shown(asked.address)}; {wants} (command line)") from None


def own_addresses() -> list[str]:
    """This machine's addresses in its networks; first that by which it reaches the rest of the world."""
    found = []
    for elsewhere in ELSEWHERE:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking, contextlib.suppress(OSError):
            asking.connect((elsewhere, 9))
            found.append(str(asking.getsockname()[0]))
    with contextlib.suppress(OSError):
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    outward = [one for one in dict.fromkeys(found) if not ipaddress.ip_address(one).is_loopback]
    if not outward:
        raise ConfigError("this machine is in no network; give its `--address` (command line)")
    return outward
