"""Somebody who joined, and the clock of a month."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from experiments.classroom.ledger import Kept
from sim.game import Answers, Seat


@dataclass
class Player:
    """Somebody who joined."""

    kept: Kept
    here: bool = False
    parted: float = float("-inf")
    """When the connection broke."""
    sent: Answers | None = None
    held: dict[int, str] = field(default_factory=dict)
    """Who has had the seat, by the month from which on."""

    @property
    def seat(self) -> Seat | None:
        """The firm, once the room has begun."""
        return None if self.kept.slot is None else Seat(self.kept.role, self.kept.slot)

    @property
    def since(self) -> int:
        """Months played before who has the seat now had it; what came up in them is nobody else's to know."""
        return max(self.held, default=0)

    def named_in(self, month: int) -> str:
        """Who had the seat in a month."""
        return next((name for since, name in sorted(self.held.items(), reverse=True) if since <= month), "")

    def was_here(self, now: float, grace: float) -> bool:
        """Whether somebody is there, or was a moment ago."""
        return not self.kept.gone and (self.here or now - self.parted < grace)


def hashed(token: str) -> str:
    """What is kept of a token: whoever reads the file cannot take a seat."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class Clock:
    """How long a month is open, and how long it still may be; it can stand still."""

    def __init__(self, now: Callable[[], float], seconds: int) -> None:
        self.now, self.seconds = now, seconds
        """`seconds` of a month; 0: no limit."""
        self.runs = False
        self.open()

    def open(self) -> None:
        """A month begins."""
        self._run, self._since = 0.0, self.now()

    def go(self) -> None:
        """On."""
        if not self.runs:
            self.runs, self._since = True, self.now()

    def stop(self) -> None:
        """Still."""
        self._run, self.runs = self.run(), False

    def run(self) -> float:
        """Seconds that the month has been open, but for those in which the clock stood."""
        return self._run + (self.now() - self._since if self.runs else 0.0)

    def left(self) -> float | None:
        """Seconds until the month closes; none where it does not close by itself."""
        return max(0.0, self.seconds - self.run()) if self.seconds else None
