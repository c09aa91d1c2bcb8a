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
LATELY = 60.0
"""Seconds that somebody who went away still has a firm when the room begins."""
LEFT_MONTHS = 3
"""Months played without anybody there, after which a seat is free for others."""
LEAST = 10.0
"""Seconds that a month with a timer stays for those who are asked nothing, and may change what stands."""
LATE = 1.0
"""Seconds that an answer may be on its way after the time is over."""
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
        for number, held in ledger.held().items():
            self.players[number].held = held
        self.by_token = {one.kept.token: one for one in self.players.values() if one.kept.token}
        self._begins: list[Player] = []
        """Who has a firm when the room begins, once that is settled."""
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
        seated = self._begins or [one for one in self.players.values() if one.seat is not None]
        roles = [one.kept.role for one in seated]
        return Play(self.plan, {role: roles.count(role) for role in ROLES})

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
        player = self._free_place(said.role) if self.phase == LOBBY else self._free_seat(said.role)
        self.by_token.pop(player.kept.token, None)
        name = self._unlike_others(named(said.name) or str(player.kept.number), player)
        self._put(player, player.kept._replace(name=name, token=hashed(token), gone=False))
        self.by_token[player.kept.token] = player
        player.parted = self.now()  # not here yet, but no longer away
        if self.phase != LOBBY:
            self._held(player)
        return player, token

    def _unlike_others(self, name: str, player: Player) -> str:
        """The name, and a number behind it where somebody else has it."""
        taken = {one.kept.name for one in self.players.values() if one is not player and not one.kept.gone}
        more = (f"{name} ({number})" for number in range(2, len(taken) + 3))
        return name if name not in taken else next(one for one in more if one not in taken)

    def _held(self, player: Player) -> None:
        """The seat is this player's from here on."""
        player.held[self.month] = player.kept.name
        self.ledger.put_held(player.kept.number, self.month, player.kept.name)

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

    def _free_place(self, wanted: str | None) -> Player:
        """A place in the lobby; where it is full, that of whoever has been away longest."""
        try:
            role = self._role_for(wanted)
        except Refusal:
            now, others = self.now(), [one for one in self.players.values() if not one.kept.gone]
            theirs_too = [one for one in others if wanted in (None, one.kept.role)]
            away = [one for one in theirs_too if not one.was_here(now, GRACE)]
            if not away:
                raise
            self.given_up(min(away, key=lambda one: one.parted))
            role = self._role_for(wanted)
        free = next((one for one in self.players.values() if one.kept.gone), None)
        if free is None:
            number = max(self.players, default=0) + 1
            free = self.players[number] = Player(Kept(number, "", role, None, "", False))
        free.kept = free.kept._replace(role=role)
        return free

    def _free_seat(self, wanted: str | None) -> Player:
        """A seat that was given up, or that nobody has come back to for some months."""
        for one in self.players.values():
            is_left = one.kept.gone or (not one.here and self._missed(one, LEFT_MONTHS))
            if one.seat is not None and is_left and wanted in (None, one.kept.role):
                return one
        raise Refusal("seats")

    def _missed(self, player: Player, months: int = 1) -> bool:
        """Whether nobody was there for a player's last months."""
        last = [] if player.seat is None else [turns[player.seat] for turns in self.turns[-months:]]
        return len(last) == months and all(turn.how in (ABSENT, RULE) for turn in last)

    def arrived(self, player: Player) -> None:
        """Somebody is there; time goes on."""
        player.here = True
        self._run()

    def parted(self, player: Player) -> None:
        """The connection broke; while nobody is there, time stands."""
        player.here, player.parted = False, self.now()
        self._run()

    def given_up(self, player: Player) -> None:
        """The seat is free for others, until its token comes back."""
        self._put(player, player.kept._replace(gone=True))

    def released(self, number: int) -> Player:
        """The teacher takes a seat away; its token is nobody's. Raises Refusal where there is none."""
        player = self.players.get(number)
        if self.phase == OVER:
            raise Refusal("over")
        if player is None or player.kept.gone or (self.phase != LOBBY and player.seat is None):
            raise Refusal("no_seat")
        self.by_token.pop(player.kept.token, None)
        self._put(player, player.kept._replace(gone=True, token=""))
        return player

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

    def _run(self) -> None:
        """Time goes on while the room plays and somebody is there."""
        goes = self.phase == DECIDING and any(one.here for one in self.players.values())
        (self.clock.go if goes else self.clock.stop)()

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


def as_code(text: str) -> bytes:
    """A code as it was typed, in capitals and without spaces."""
    return "".join(text.split()).upper().encode("utf-8", "surrogatepass")


def answers_of(turns: dict[Seat, Turn]) -> Month:
    """What the market is played with."""
    return {seat: turn.answers for seat, turn in turns.items()}
