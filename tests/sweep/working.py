"""Tasks for tests of the engines; a module of its own, since other processes import it by name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

SOON = 60.0  # seconds; a busy machine is slow


@dataclass(frozen=True)
class Piece:
    """A task that writes a file; how long it takes, and what befalls it."""

    folder: str
    number: int
    seconds: float = 0.0
    fate: str = ""  # "raise", or "die", or "die once"

    @property
    def key(self) -> str:
        return sha256(f"{self.number}".encode()).hexdigest()

    @property
    def path(self) -> Path:
        return Path(self.folder) / f"{self.key}.txt"


@dataclass(frozen=True)
class Asked:
    """The settings of an engine."""

    kind: str
    workers: int | None = 2
    address: str | None = None
    retries: int = 3


class AwkwardError(Exception):
    """Cannot be unpickled: it wants two arguments and keeps one."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}\nfor {why}")


def write(piece: Piece) -> str:
    """Write the file of a piece, whole; beside it, who has begun which."""
    begun = Path(piece.folder) / f"{piece.number}.{os.getpid()}.begun"
    fresh = not list(begun.parent.glob(f"{piece.number}.*.begun"))
    begun.touch()
    time.sleep(piece.seconds)
    if piece.fate == "raise":
        raise AwkwardError("no good", "nothing")
    if piece.fate == "die" or (piece.fate == "die once" and fresh):
        os.kill(os.getpid(), signal.SIGKILL)
    draft = piece.path.with_suffix(f".{os.getpid()}")
    draft.write_text(str(piece.number))
    draft.replace(piece.path)
    return piece.key


def processes(folder: Path) -> set[int]:
    """The processes that have begun a piece."""
    return {int(path.suffixes[-2][1:]) for path in folder.glob("*.begun")}


def until(met: Callable[[], Any]) -> None:
    """Wait for what must come soon."""
    end = time.monotonic() + SOON
    while not met():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def command_of(process: int) -> str:
    """The command line of a process; empty if it has ended, reaped or not, even while we look."""
    import psutil

    try:
        return " ".join(psutil.Process(process).cmdline())
    except psutil.NoSuchProcess:  # a zombie is one too
        return ""


def gone(process: int) -> bool:
    """Whether a process has ended, reaped or not."""
    import psutil

    try:
        return psutil.Process(process).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
