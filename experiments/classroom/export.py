"""What is left of a room: its seed and all decisions, from which it can be played again, and all payoffs.

Three tables: `room.csv` (a fact a line; `scenario` is JSON), `decisions.csv`, `payoffs.csv`. Months count
from 1. Numbers are read back to the last bit. Nobody is named unless that is asked for.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sim
from experiments.classroom.ledger import GIVEN, STANDING
from experiments.classroom.plan import mapping_of
from experiments.classroom.play import Play
from experiments.classroom.player import Player
from experiments.classroom.room import Room
from sim.game import OPENING, Seat
from sim.jit import kernel_hash

DECISIONS = ("month", "role", "slot", "decision", "answer", "how", "came_up")
PAYOFFS = ("month", "role", "slot", "played", "payoff", "value", "cash", "partner")
WORD = {True: "yes", False: "no"}


def tables(room: Room, *, names: bool) -> dict[str, str]:
    """Files by name. A room in its lobby has none."""
    play = room.play
    if play is None:
        return {}
    months = play.month
    called = {one.seat: one for one in room.players.values() if one.seat} if names else None
    return {
        "room.csv": table(("fact", "value"), facts(room, play)),
        "decisions.csv": table(DECISIONS, decisions(room, play, months), called),
        "payoffs.csv": table(PAYOFFS, payoffs(play, months), called),
    }


def facts(room: Room, play: Play) -> Iterator[tuple[str, Any]]:
    """What the world is made of."""
    yield "seed", play.world.seed
    yield "replicate", play.world.replicate
    yield "months_played", play.month
    yield "base", room.plan.base
    yield "version", sim.__version__
    yield "kernel", kernel_hash()
    yield "scenario", json.dumps(mapping_of(play.world.scenario))


def decisions(room: Room, play: Play, months: int) -> Iterator[Sequence[Any]]:
    """Every answer with which a month was played; where a firm's own rule decided there is none."""
    for month, turns in enumerate(room.turns[:months]):
        for seat, turn in turns.items():
            how = GIVEN if turn.how == GIVEN else STANDING
            for name, answer in (turn.answers or {}).items():
                up = WORD[name in play.came_up[month][seat]] if name in OPENING else ""
                yield month + 1, *seat, name, WORD[answer], how, up


def payoffs(play: Play, months: int) -> Iterator[Sequence[Any]]:
    """Every firm's every month."""
    for month, found in enumerate(play.months[:months]):
        for seat, firm in found.firms.items():
            known = found.sights.get(seat)
            partner = "" if known is None or known.partner is None else known.partner
            numbers = (repr(firm.payoff), repr(firm.value), repr(firm.cash))
            yield month + 1, *seat, WORD[known is not None], *numbers, partner


def table(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], called: Mapping[Seat, Player] | None = None
) -> str:
    """A CSV; with names, who played the firm in that month stands last."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*columns, "name"] if called is not None else columns)
    for row in rows:
        player = (called or {}).get(Seat(*row[1:3])) if len(row) > 2 else None
        name = "" if player is None else harmless(player.named_in(row[0] - 1))
        writer.writerow(row if called is None else [*row, name])
    return out.getvalue()


def harmless(name: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{name}" if name[:1] in ("=", "+", "-", "@") else name


def zipped(room: Room, *, names: bool) -> bytes:
    """All tables in one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in tables(room, names=names).items():
            packed.writestr(name, text)
    return out.getvalue()


def written(room: Room, folder: Path, *, names: bool) -> list[Path]:
    """The same, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in tables(room, names=names).items():
        paths.append(folder / name)
        paths[-1].write_text(text, "utf-8")
    return paths
