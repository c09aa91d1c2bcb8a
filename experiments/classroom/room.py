"""The room: who may do what, when. No network here, and no clock but the one that is given.

lobby → deciding ⇄ paused → over. What changes is written to the ledger; whoever calls keeps it there before
telling anybody. A month is ended in three steps: `closed` (what all answer is settled), `play.worked_out`
(long, touches nothing but the world), `opened` (the next month is there).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import Any

from experiments.classroom.ledger import ABSENT, GIVEN, RULE, STANDING, Ledger, Turn
from experiments.classroom.plan import Plan
from experiments.classroom.play import Found, Month, Play
from experiments.classroom.player import Player
from experiments.classroom.refusal import Refusal
from experiments.classroom.seating import (
    CODE_LENGTH,
    DECIDING,
    GRACE,
    LATELY,
    LETTERS,
    LOBBY,
    OVER,
    PAUSED,
    Seating,
)
from sim.ensemble.tables import ROLES
from sim.game import Answers, Seat, theirs

LEAST = 10.0
"""Seconds that a month with a timer stays for those who are asked nothing, and may change what stands."""
LATE = 1.0
"""Seconds that an answer may be on its way after the time is over."""
PASSING = 2.0
"""Seconds that a month stays in which nobody is asked anything."""


def founded(ledger: Ledger, plan: Plan) -> None:
    """A new room's plan, code and key, kept."""
    ledger.put("plan", plan.told())
    ledger.put("code", "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)))
    ledger.put("key", secrets.token_urlsafe(24))
    ledger.put("phase", LOBBY)
    ledger.keep()


class Room(Seating):
    """A room as its ledger has it; one that was playing when it was left is paused."""

    def __init__(self, ledger: Ledger, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(ledger, now)
        self.key: str = ledger.get("key")
        self.shown: dict[str, Any] | None = ledger.get("reveal")
        self._begins: list[Player] = []
        """Who has a firm when the room begins, once that is settled."""
        if self.phase != LOBBY:
            self._replayed()

    def _replayed(self) -> None:
        """The market as it was, played again."""
        self.play = self.founding()
        for turns in self.turns:
            self.play.play(answers_of(turns))
        for number, answers in self.ledger.sent(self.month).items():
            self.players[number].sent = answers
        if self.phase == DECIDING:
            self.phase = PAUSED if self.play.running else OVER

    def founding(self) -> Play:
        """The market with a seat for everybody who has one, or will; takes its time."""
        seated = self._begins or [one for one in self.players.values() if one.seat is not None]
        roles = [one.kept.role for one in seated]
        return Play(self.plan, {role: roles.count(role) for role in ROLES})

    def decided(self, player: Player, month: int, answers: Answers) -> None:
        """A player's answers for this month. Raises Refusal for any other, or what is not its to decide."""
        if self.phase == LOBBY or self.play is None or player.seat is None:
            raise Refusal("lobby")
        if self.phase == OVER:
            raise Refusal("over")
        if month != self.month:
            raise Refusal("month", now=self.month + 1)
        if set(answers) != set(theirs(player.kept.role)):
            raise Refusal("all_answers", allowed=", ".join(theirs(player.kept.role)))
        player.sent = {name: answers[name] for name in theirs(player.kept.role)}
        self.ledger.put_sent(month, player.kept.number, player.sent)

    # The teacher.

    def may_start(self) -> None:
        """Settles who has a firm: whoever is there, or was lately. Raises Refusal where none can begin."""
        if self.phase != LOBBY:
            raise Refusal("begun")
        now = self.now()
        self._begins = [one for one in self.players.values() if one.was_here(now, LATELY)]
        if not self._begins:
            raise Refusal("nobody")

    def started(self, seconds: int, play: Play) -> None:
        """Everybody has a seat, in the order in which they joined; the first month is open."""
        self.play, self.clock.seconds = play, seconds
        for role in ROLES:
            slots = [seat.slot for seat in play.seats if seat.role == role]
            seated = [one for one in self._begins if one.kept.role == role]
            for player, slot in zip(seated, slots, strict=True):
                self._put(player, player.kept._replace(slot=slot))
                self._held(player)
        for player in self.players.values():
            if player.seat is None and not player.kept.gone:
                self.given_up(player)
        self.ledger.put("seconds", seconds)
        self._phase(DECIDING)
        self.clock.open()

    def paused(self) -> None:
        """The clock stands still."""
        if self.phase != DECIDING:
            raise Refusal("paused")
        self._phase(PAUSED)

    def resumed(self) -> None:
        """The clock goes on."""
        if self.phase != PAUSED:
            raise Refusal("playing")
        self._phase(DECIDING)

    def revealed(self, names: bool) -> None:
        """What has been played so far is shown to all."""
        if not self.month:
            raise Refusal("unplayed")
        self.shown = {"months": self.month, "names": names}
        self.ledger.put("reveal", self.shown)

    def ended(self) -> None:
        """No further month is played."""
        if self.phase == LOBBY:
            raise Refusal("lobby")
        if self.phase == OVER:
            raise Refusal("over")
        self._phase(OVER)

    def _phase(self, phase: str) -> None:
        self.phase = phase
        self.ledger.put("phase", phase)
        self._run()

    # Months.

    def closed(self, month: int) -> Month:
        """The month ends: what every firm answers, written down. Raises Refusal where it is not open."""
        if self.phase not in (DECIDING, PAUSED):
            raise Refusal("over" if self.phase == OVER else "lobby")
        if month != self.month:
            raise Refusal("month", now=self.month + 1)
        turns = {one.seat: self._turn(one) for one in self.players.values() if one.seat is not None}
        self.ledger.put_played(self.month, turns)
        self.turns.append(turns)
        return answers_of(turns)

    def _turn(self, player: Player) -> Turn:
        assert self.play is not None
        assert player.seat is not None
        if player.sent is not None:
            return Turn(GIVEN, player.sent)
        stands = self.play.standing[player.seat]
        if player.kept.gone:
            return Turn(RULE, None)
        if player.here:
            return Turn(STANDING, stands)
        return Turn(RULE, None) if self._missed(player) else Turn(ABSENT, stands)

    def opened(self, found: Found) -> None:
        """A month was played; the next is open, if there is one."""
        assert self.play is not None
        self.play.taken(found)
        for player in self.players.values():
            player.sent = None
        if not self.play.running:
            self._phase(OVER)
        self.clock.open()

    def has_decided(self, player: Player) -> bool:
        """Whether nothing more is waited for from a player; who is asked nothing has nothing to send."""
        asked = self.play is not None and player.seat is not None and self.play.asked[player.seat]
        return player.sent is not None or (self.phase in (DECIDING, PAUSED) and not asked)

    def is_due(self) -> bool:
        """Whether the month is to end now: its time is over, or nobody is left to wait for."""
        if self.phase != DECIDING:
            return False
        now, run = self.now(), self.clock.run()
        present = [one for one in self.players.values() if one.seat is not None and one.was_here(now, GRACE)]
        if not any(one.here for one in present):
            return False
        if self.clock.seconds and run >= self.clock.seconds + LATE:
            return True
        if self.clock.seconds and run < LEAST:
            return all(one.sent for one in present)
        return all(map(self.has_decided, present)) and (any(one.sent for one in present) or run >= PASSING)


def answers_of(turns: dict[Seat, Turn]) -> Month:
    """What the market is played with."""
    return {seat: turn.answers for seat, turn in turns.items()}
