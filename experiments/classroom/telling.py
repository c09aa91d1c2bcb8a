"""What a room tells: all of them, a player, the teacher. See `sim/page/src/room/protocol.ts`.

Whatever is not written here reaches nobody.
"""

from __future__ import annotations

from typing import Any

from experiments.classroom.player import Player
from experiments.classroom.reveal import revealed
from experiments.classroom.room import Room
from experiments.classroom.seating import LOBBY
from sim.game import Seat, Sight, at_first


def common(room: Room) -> dict[str, Any]:
    """What all know."""
    present = [one for one in room.players.values() if not one.kept.gone]
    left = room.clock.left() if room.clock.runs else None
    return {
        "phase": room.phase, "month": room.month, "months": room.plan.scenario.market.months,
        "left": None if left is None else round(left, 1), "players": len(present),
        "here": sum(one.here for one in present), "decided": sum(map(room.has_decided, present)),
    }  # fmt: skip


def everybody(room: Room) -> dict[str, Any]:
    """The same, told by itself."""
    return {"is": "all", **common(room)}


def mine(room: Room, player: Player) -> dict[str, Any]:
    """A player's own state."""
    seat, play = player.seat, room.play
    told: dict[str, Any] = {"is": "mine", **common(room)}
    if seat is None or play is None:
        standing = at_first(player.kept.role)
        return told | {
            "seat": None, "sights": [], "asked": [], "standing": standing, "sent": None, "reveal": None,
        }  # fmt: skip
    return told | {
        "seat": {"role": seat.role, "slot": seat.slot},
        "sights": [plainly(one) for one in play.sights(seat)[player.since :]],
        "asked": play.asked[seat],
        "standing": play.standing[seat],
        "sent": player.sent,
        "reveal": shown(room, seat),
    }


def board(room: Room, link: str) -> dict[str, Any]:
    """The teacher's board; before the reveal it knows of firms no more than who plays them."""
    seated = [one for one in room.players.values() if one.seat is not None or room.phase == LOBBY]
    return {
        "is": "board", **common(room), "code": room.code, "link": link, "contract": room.plan.base,
        "seed": room.plan.seed,
        "seats": [
            {
                "number": one.kept.number, "name": one.kept.name, "role": one.kept.role,
                "here": one.here, "decided": room.has_decided(one),
            }
            for one in seated
            if one.seat is not None or not one.kept.gone
        ],
        "reveal": shown(room, None),
    }  # fmt: skip


def plainly(known: Sight) -> dict[str, Any]:
    """What a firm knows of a month."""
    return {**known._asdict(), "row": None if known.row is None else dict(known.row)}


def shown(room: Room, own: Seat | None) -> dict[str, Any] | None:
    """What the teacher has revealed; the months played by then, and no later one."""
    if room.shown is None or room.play is None:
        return None
    names = {}
    if room.shown["names"]:
        names = {one.seat: one.kept.name for one in room.players.values() if one.seat is not None}
    return revealed(room.play, room.shown["months"], names, own)
