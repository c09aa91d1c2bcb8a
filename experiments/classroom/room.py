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

from experiments.classroom.ledger import ABSENT, GIVEN, RULE, STANDING, Kept, Ledger, Turn
from experiments.classroom.messages import Join, named
from experiments.classroom.plan import Plan, plan_from
from experiments.classroom.play import Found, Month, Play
from experiments.classroom.player import Clock, Player, hashed
from experiments.classroom.refusal import Refusal
from sim.ensemble.tables import ROLES
from sim.game import Answers, Seat, theirs

MOST_PLAYERS = 60
LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
"""Of codes: no two of them look alike."""
CODE_LENGTH = 6
GRACE = 10.0
"""Seconds that a month waits for somebody whose connection broke."""
PASSING = 2.0
"""Seconds that a month stays in which nobody is asked anything."""
LOBBY, DECIDING, PAUSED, OVER = "lobby", "deciding", "paused", "over"


def founded(ledger: Ledger, plan: Plan) -> None:
    """A new room's plan, code and key, kept."""
    ledger.put("plan", plan.told())
    ledger.put("code", "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)))
    ledger.put("key", secrets.token_urlsafe(24))
    ledger.put("phase", LOBBY)
    ledger.keep()


class Room:
    """A room as its ledger has it; one that was playing when it was left is paused."""

    def __init__(self, ledger: Ledger, now: Callable[[], float] = time.monotonic) -> None:
        self.ledger, self.now = ledger, now
        self.plan = plan_from(ledger.get("plan"))
        self.code: str = ledger.get("code")
        self.key: str = ledger.get("key")
        self.phase: str = ledger.get("phase")
        self.shown: dict[str, Any] | None = ledger.get("reveal")
        self.players = {one.number: Player(one) for one in ledger.players()}
        self.by_token = {one.kept.token: one for one in self.players.values()}
        self.turns = ledger.played()
        self.play: Play | None = None
        self.clock = Clock(now, ledger.get("seconds") or 0)
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
        seated = [one for one in self.players.values() if self._plays(one)]
        roles = [one.kept.role for one in seated]
        return Play(self.plan, {role: roles.count(role) for role in ROLES})

    def _plays(self, player: Player) -> bool:
        """Whether somebody has a seat, or will when the room begins."""
        return not player.kept.gone if self.phase == LOBBY else player.seat is not None

    @property
    def month(self) -> int:
        """Months played."""
        return 0 if self.play is None else self.play.month

    # Players.

    def came_back(self, token: str) -> Player:
        """Whose token it is. Raises Refusal for nobody's."""
        player = self.by_token.get(hashed(token))
        if player is None or (self.phase != LOBBY and player.seat is None):
            raise Refusal("token")
        if player.kept.gone:
            if self.phase == LOBBY:
                self._role_for(player.kept.role)
            self._put(player, player.kept._replace(gone=False))
        return player

    def joined(self, said: Join) -> tuple[Player, str]:
        """A new player, and the token that is the seat's. Raises Refusal where there is no place."""
        if not secrets.compare_digest(as_code(said.code), self.code.encode()):
            raise Refusal("code")
        if self.phase == OVER:
            raise Refusal("over")
        token = secrets.token_urlsafe(18)
        if self.phase == LOBBY:
            number = max(self.players, default=0) + 1
            role = self._role_for(said.role)
            player = Player(Kept(number, "", role, None, "", False))
            self.players[number] = player
        else:
            player = self._free_seat(said.role)
            self.by_token.pop(player.kept.token, None)
        name = named(said.name) or str(player.kept.number)
        self._put(player, player.kept._replace(name=name, token=hashed(token), gone=False))
        self.by_token[player.kept.token] = player
        return player, token

    def _put(self, player: Player, kept: Kept) -> None:
        player.kept = kept
        self.ledger.put_player(kept)

    def _role_for(self, wanted: str | None) -> str:
        """The role that was chosen, or that of which there are fewer."""
        present = [one.kept.role for one in self.players.values() if not one.kept.gone]
        if len(present) >= MOST_PLAYERS:
            raise Refusal("full", most=MOST_PLAYERS)
        free = [role for role in ROLES if present.count(role) < self.plan.slots(role)]
        if not free:
            raise Refusal("full", most=len(present))
        if wanted is not None and wanted not in free:
            raise Refusal("full_role")
        return wanted or min(free, key=present.count)

    def _free_seat(self, wanted: str | None) -> Player:
        """A seat that was given up, or that nobody has come back to."""
        for one in self.players.values():
            is_left = one.kept.gone or (not one.here and self._missed(one))
            if one.seat is not None and is_left and wanted in (None, one.kept.role):
                return one
        raise Refusal("seats")

    def _missed(self, player: Player) -> bool:
        """Whether nobody was there for a player's last month."""
        last = self.turns[-1] if self.turns else {}
        turn = None if player.seat is None else last.get(player.seat)
        return turn is not None and turn.how in (ABSENT, RULE)

    def parted(self, player: Player) -> None:
        """The connection broke."""
        player.here, player.parted = False, self.now()

    def given_up(self, player: Player) -> None:
        """The seat is free for others, until its token comes back."""
        self._put(player, player.kept._replace(gone=True))

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
        """Raises Refusal where the room cannot begin."""
        if self.phase != LOBBY:
            raise Refusal("begun")
        if all(one.kept.gone for one in self.players.values()):
            raise Refusal("nobody")

    def started(self, seconds: int, play: Play) -> None:
        """Everybody has a seat, in the order in which they joined; the first month is open."""
        self.play, self.clock.seconds = play, seconds
        for role in ROLES:
            slots = [seat.slot for seat in play.seats if seat.role == role]
            seated = [one for one in self.players.values() if one.kept.role == role and not one.kept.gone]
            for player, slot in zip(seated, slots, strict=True):
                self._put(player, player.kept._replace(slot=slot))
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
        (self.clock.go if phase == DECIDING else self.clock.stop)()

    # Months.

    def closed(self) -> Month:
        """The month ends: what every firm answers, written down. Raises Refusal where none is open."""
        if self.phase not in (DECIDING, PAUSED):
            raise Refusal("over" if self.phase == OVER else "lobby")
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
        if self.clock.left() == 0.0:
            return True
        now = self.now()
        present = [
            one for one in self.players.values()
            if one.seat is not None and not one.kept.gone and (one.here or now - one.parted < GRACE)
        ]  # fmt: skip
        if not any(one.here for one in present) or not all(map(self.has_decided, present)):
            return False
        return any(one.sent for one in present) or self.clock.run() >= PASSING


def as_code(text: str) -> bytes:
    """A code as it was typed, in capitals and without spaces."""
    return "".join(text.split()).upper().encode("utf-8", "surrogatepass")


def answers_of(turns: dict[Seat, Turn]) -> Month:
    """What the market is played with."""
    return {seat: turn.answers for seat, turn in turns.items()}
