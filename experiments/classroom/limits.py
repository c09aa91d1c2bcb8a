"""How much of what a stranger may do: messages of a connection, wrong codes of an address and of all."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

BURST, PER_SECOND = 20.0, 5.0
"""Messages that a connection may send at once, and on and on."""
MOST_REFUSED = 60
"""Messages too fast after which a connection is closed."""
MINUTE = 60.0
GUESSES_OF_ONE, GUESSES_OF_ALL = 40, 200
"""Wrong codes and keys in a minute: of an address (a school may have one for all), of all."""
MOST_ADDRESSES = 1000
MOST_CONNECTIONS, MOST_OF_ONE = 250, 120
"""Connections in all, and of an address."""
UNKNOWN = 20.0
"""Seconds that a connection may stay without having said who it is."""


class Bucket:
    """Lets so many through at once, and so many a second."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now, self.last, self.held, self.refused = now, now(), BURST, 0

    def lets(self) -> bool:
        """Whether one more may pass."""
        at = self.now()
        self.held = min(BURST, self.held + PER_SECOND * (at - self.last))
        self.last = at
        if self.held < 1.0:
            self.refused += 1
            return False
        self.held -= 1.0
        return True


class Guesses:
    """Wrong codes of the last minute."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.all: deque[float] = deque()
        self.of: dict[str, deque[float]] = {}

    def too_many(self, address: str) -> bool:
        """Whether no further one is listened to."""
        own = self.of.get(address, deque())
        return self._recent(self.all) >= GUESSES_OF_ALL or self._recent(own) >= GUESSES_OF_ONE

    def wrong(self, address: str) -> None:
        """One more."""
        if len(self.of) >= MOST_ADDRESSES:
            self.of = {known: times for known, times in self.of.items() if self._recent(times)}
        for times in (self.all, self.of.setdefault(address, deque())):
            times.append(self.now())

    def _recent(self, times: deque[float]) -> int:
        while times and self.now() - times[0] >= MINUTE:
            times.popleft()
        return len(times)
