"""The room's one file: SQLite. What stands in it has happened; what does not, has not.

Everything that changes a room is written here and kept, whole or not at all, before anybody is told. From it
a room that was killed goes on where it was: its market is played again from its plan and what was decided.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sim.game import Answers, Seat
from sim.jit import kernel_hash
from sim.spelling import ConfigError

TABLES = """
create table room (name text primary key, value text not null) strict;
create table players (
    number integer primary key, name text not null, role text not null, slot integer, token text not null,
    gone integer not null
) strict;
create table held (
    number integer references players, month integer, name text not null, primary key (number, month)
) strict;
create table sent (
    month integer, number integer references players, answers text not null, primary key (month, number)
) strict;
create table played (
    month integer, role text, slot integer, how text not null, answers text, primary key (month, role, slot)
) strict;
"""
OURS = 0x77697766
"""SQLite's mark of whose file it is."""
GIVEN, STANDING, ABSENT, RULE = "given", "standing", "absent", "rule"
"""How a firm came by its month: by what was sent; by what stood; by what stood, since nobody was there, for
the first time; by its own rule."""


class Kept(NamedTuple):
    """A player as the file has it."""

    number: int
    name: str
    role: str
    slot: int | None
    token: str
    gone: bool


class Turn(NamedTuple):
    """How a firm came by its answers in a month, and which; none: its own rule decided."""

    how: str
    answers: Answers | None


class Ledger:
    """An open file. Nothing is kept before `keep`."""

    def __init__(self, path: Path) -> None:
        self.path, self._stepped = path, True
        is_new = not path.exists()
        if is_new:
            with told_in_a_line(path):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))  # names, and the key
        with told_in_a_line(path):
            self.file = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0.0)
            self.file.execute("pragma locking_mode = exclusive")
            if not is_new and self.file.execute("pragma application_id").fetchone()[0] != OURS:
                beside = f"or `{path.name}-wal`, which stood beside it, is missing"
                raise ConfigError(f"{path} is not a room's file, {beside} (command line)")
            self.file.execute("pragma journal_mode = wal")
            self.file.execute("pragma synchronous = full")
            self.file.execute("begin immediate")
            if is_new:
                for table in TABLES.split(";"):
                    self.file.execute(table)
                self.file.execute(f"pragma application_id = {OURS}")
                self.put("kernel", kernel_hash())
        if self.get("kernel") != kernel_hash():
            raise ConfigError(f"{path} was played by other rules; this version cannot play it on")

    def keep(self) -> None:
        """All that was written since the last time, on the disk.

        After a month or another step of the room all of it goes into the one file, which can be copied alone.
        """
        self.file.execute("commit")
        if self._stepped:
            self.file.execute("pragma wal_checkpoint(truncate)").fetchall()
            self._stepped = False
        self.file.execute("begin immediate")

    def close(self) -> None:
        """What was kept stays; what was only written goes."""
        self.file.close()

    def discard(self) -> None:
        """A room that was never founded leaves no file."""
        self.close()
        self.path.unlink()

    def get(self, name: str) -> Any:
        """A fact about the room; none where there is none."""
        found = self.file.execute("select value from room where name = ?", (name,)).fetchone()
        return None if found is None else json.loads(found[0])

    def put(self, name: str, value: Any) -> None:
        """Another one in its place."""
        self._stepped = True
        row = (name, json.dumps(value))
        self.file.execute(
            "insert into room values (?, ?) on conflict do update set value = excluded.value", row
        )

    def players(self) -> list[Kept]:
        """Those who joined, in order."""
        rows = self.file.execute("select * from players order by number").fetchall()
        return [Kept(*row[:5], gone=bool(row[5])) for row in rows]

    def put_player(self, one: Kept) -> None:
        """A player, new or changed."""
        row = (*one[:-1], int(one.gone))
        self.file.execute("insert or replace into players values (?, ?, ?, ?, ?, ?)", row)

    def held(self) -> dict[int, dict[int, str]]:
        """By player's number and first month: the name of who has had the seat since."""
        found: dict[int, dict[int, str]] = {}
        for number, month, name in self.file.execute("select * from held order by number, month"):
            found.setdefault(number, {})[month] = name
        return found

    def put_held(self, number: int, month: int, name: str) -> None:
        """Somebody has a seat from this month on."""
        self.file.execute("insert or replace into held values (?, ?, ?)", (number, month, name))

    def sent(self, month: int) -> dict[int, Answers]:
        """What players sent for a month, by their numbers."""
        rows = self.file.execute("select number, answers from sent where month = ?", (month,))
        return {number: json.loads(answers) for number, answers in rows}

    def put_sent(self, month: int, number: int, answers: Answers) -> None:
        """What a player sent; the later holds."""
        row = (month, number, json.dumps(answers))
        self.file.execute(
            "insert into sent values (?, ?, ?) on conflict do update set answers = excluded.answers", row
        )

    def played(self) -> list[dict[Seat, Turn]]:
        """All months that were closed."""
        months: list[dict[Seat, Turn]] = []
        rows = self.file.execute("select month, role, slot, how, answers from played order by month, rowid")
        for month, role, slot, how, answers in rows:
            if month == len(months):
                months.append({})
            months[month][Seat(role, slot)] = Turn(how, None if answers is None else json.loads(answers))
        return months

    def put_played(self, month: int, turns: Mapping[Seat, Turn]) -> None:
        """A month is closed: once."""
        self._stepped = True
        rows = [
            (month, *seat, turn.how, None if turn.answers is None else json.dumps(turn.answers))
            for seat, turn in turns.items()
        ]
        self.file.executemany("insert into played values (?, ?, ?, ?, ?)", rows)


@contextlib.contextmanager
def told_in_a_line(path: Path) -> Iterator[None]:
    """What goes wrong with a file, as a line."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        reason = "another room plays in it" if "locked" in str(error) else str(error)
        raise ConfigError(f"{path}: {reason} (command line)") from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror} (command line)") from error
