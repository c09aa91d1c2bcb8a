"""Who has which seat: joining, coming back, going away; in the lobby and while the room plays."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from experiments.classroom.ledger import ABSENT, RULE, Kept, Ledger, Turn
from experiments.classroom.messages import Join, named
from experiments.classroom.plan import plan_from
from experiments.classroom.play import Play
from experiments.classroom.player import Clock, Player, hashed
from experiments.classroom.refusal import Refusal
from sim.ensemble.tables import ROLES
from sim.game import Seat

MOST_PLAYERS = 60
CODE_LENGTH = 6
LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
"""Of codes: no two of them look alike."""
GRACE = 10.0
"""Seconds that a month waits for somebody whose connection broke."""
LATELY = 60.0
"""Seconds that somebody who went away still has a firm when the room begins."""
LEFT_MONTHS = 3
"""Months played without anybody there, after which a seat is free for others."""
LOBBY, DECIDING, PAUSED, OVER = "lobby", "deciding", "paused", "over"


class Seating:
    """The room's players."""

    def __init__(self, ledger: Ledger, now: Callable[[], float]) -> None:
        self.ledger, self.now = ledger, now
        self.plan = plan_from(ledger.get("plan"))
        self.code: str = ledger.get("code")
        self.phase: str = ledger.get("phase")
        self.clock = Clock(now, ledger.get("seconds") or 0)
        self.play: Play | None = None
        self.turns: list[dict[Seat, Turn]] = ledger.played()
        self.players = {one.number: Player(one) for one in ledger.players()}
        for number, held in ledger.held().items():
            self.players[number].held = held
        self.by_token = {one.kept.token: one for one in self.players.values() if one.kept.token}

    @property
    def month(self) -> int:
        """Months played."""
        return 0 if self.play is None else self.play.month

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
            is_away = not one.was_here(self.now(), GRACE) and self._missed(one, LEFT_MONTHS)
            is_left = one.kept.gone or is_away
            if one.seat is not None and is_left and wanted in (None, one.kept.role):
                return one
        raise Refusal("seats")

    def _missed(self, player: Player, months: int = 1) -> bool:
        """Whether who has a seat was not there for the last months."""
        own = [] if player.seat is None else [turns[player.seat] for turns in self.turns[player.since :]]
        last = own[-months:]
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

    def _run(self) -> None:
        """Time goes on while the room plays and somebody is there."""
        goes = self.phase == DECIDING and any(one.here for one in self.players.values())
        (self.clock.go if goes else self.clock.stop)()


def as_code(text: str) -> bytes:
    """A code as it was typed, in capitals and without spaces."""
    return "".join(text.split()).upper().encode("utf-8", "surrogatepass")
