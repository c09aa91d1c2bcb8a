"""Small rooms, made at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from experiments.classroom.ledger import Ledger
from experiments.classroom.messages import Join
from experiments.classroom.plan import Plan, planned
from experiments.classroom.player import Player
from experiments.classroom.room import Room, founded
from sim.game import theirs

SMALL = ("market.buyers=8", "market.suppliers=10", "shocks.misfit_sd=.4")
MONTHS = 5


class Time:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def plan(
    contract: str = "relational", months: int = MONTHS, seed: int = 1, wishes: tuple[str, ...] = ()
) -> Plan:
    others = ("wiifme", "wiifwe")
    return planned((*SMALL, *wishes), months=months, seed=seed, contract=contract, others=others)


def room(folder: Path, now: Callable[[], float] = monotonic, made: Plan | None = None) -> Room:
    """A new room."""
    ledger = Ledger(folder / "small.room")
    founded(ledger, made or plan())
    return Room(ledger, now)


def again(killed: Room) -> Room:
    """The same, after it was killed: what was not kept is gone."""
    killed.ledger.close()
    return Room(Ledger(killed.ledger.path), killed.now)


def joined(into: Room, count: int, *, role: str | None = None) -> list[tuple[Player, str]]:
    """So many players, connected; each with the token."""
    found = [into.joined(Join(into.code, f"P{number}", role, None)) for number in range(count)]
    for player, _ in found:
        into.arrived(player)
    into.ledger.keep()
    return found


def start(into: Room, seconds: int = 0) -> None:
    into.may_start()
    into.started(seconds, into.founding())
    into.ledger.keep()


def close(into: Room) -> None:
    """A month ends as the server ends it."""
    answers = into.closed(into.month)
    into.ledger.keep()
    assert into.play is not None
    into.opened(into.play.worked_out(answers))
    into.ledger.keep()


def answers(player: Player, **changed: bool) -> dict[str, bool]:
    """All answers of a firm; false but for those named."""
    return {name: changed.get(name, False) for name in theirs(player.kept.role)}


def everything(of: Room) -> dict[str, Any]:
    """All that a room knows, and all that its file holds."""
    play, file = of.play, of.ledger.file
    tables = {
        name: file.execute(f"select * from {name}").fetchall()
        for name in ("room", "players", "held", "sent", "played")
    }
    return {
        "tables": tables, "phase": of.phase, "month": of.month, "shown": of.shown,
        "players": {number: (one.kept, one.sent, one.held) for number, one in of.players.items()},
        "play": None if play is None else (play.months, play.standing, play.asked, play.came_up),
    }  # fmt: skip
