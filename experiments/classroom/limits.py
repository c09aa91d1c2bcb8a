"""How much of what a stranger may do: messages of a connection, wrong codes of a connection and of all."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

BURST, PER_SECOND = 20.0, 5.0
"""Messages that a connection may send at once, and on and on."""
MOST_REFUSED = 60
"""Messages too fast after which a connection is closed."""
MINUTE = 60.0
GUESSES_OF_ONE, GUESSES_OF_ALL = 20, 1200
"""Wrong codes and keys in a minute: of a connection, of all; not of an address, a school may have but one."""
MOST_STRANGERS = 120
"""Connections of which nobody knows whose they are; one more, and the oldest of them is let go."""
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

    def __init__(self, now: Callable[[], float], most: int) -> None:
        self.now, self.most = now, most
        self.times: deque[float] = deque()

    def too_many(self) -> bool:
        """Whether no further one is listened to."""
        while self.times and self.now() - self.times[0] >= MINUTE:
            self.times.popleft()
        return len(self.times) >= self.most

    def wrong(self) -> None:
        """One more."""
        self.times.append(self.now())
