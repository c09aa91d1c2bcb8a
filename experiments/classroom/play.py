"""The market that a class plays: its world, what each firm has seen, what comes up.

A month is worked out in one call that touches nothing but the world, so that it can run beside the network;
what it found is then taken over at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import sim
from experiments.classroom.plan import Plan, opened, seats_of
from sim.ensemble.tables import ROLES
from sim.game import Answers, Seat, Sight, asked, at_first, sight, standing_after, told
from sim.world import Firm

Month = Mapping[Seat, Answers | None]
"""What the firms of people answer in a month; none: the firm's own rule does."""


class Found(NamedTuple):
    """What a month came to, and what comes up in the next."""

    answers: Month
    sights: Mapping[Seat, Sight]
    firms: Mapping[Seat, Firm]  # all of the market
    standing: dict[Seat, Answers]
    asked: Mapping[Seat, tuple[str, ...]]


class Play:
    """A world with seats."""

    def __init__(self, plan: Plan, players: Mapping[str, int]) -> None:
        self.world = opened(plan, players)
        self.seats = seats_of(self.world)
        self.months: list[Found] = []
        """Those played."""
        self.standing: dict[Seat, Answers] = {seat: at_first(seat.role) for seat in self.seats}
        self.asked: Mapping[Seat, tuple[str, ...]] = asked(self.world, self.standing)
        self.came_up: list[Mapping[Seat, tuple[str, ...]]] = []
        """What did in each month played."""

    @property
    def month(self) -> int:
        """Months played."""
        return len(self.months)

    @property
    def running(self) -> bool:
        """Whether there are months left."""
        return self.month < self.world.months

    def sights(self, seat: Seat) -> list[Sight]:
        """What a firm has seen, month by month."""
        return [one.sights[seat] for one in self.months]

    def worked_out(self, answers: Month) -> Found:
        """The next month; nothing else is changed before it is `taken`."""
        given = {seat: one for seat, one in answers.items() if one is not None}
        self.world.step(decisions=told(given))
        standing: dict[Seat, Answers] = {
            seat: standing_after(given.get(seat, self.standing[seat])) for seat in self.seats
        }
        return Found(
            dict(answers),
            {seat: sight(self.world, *seat) for seat in self.seats},
            firms_of(self.world),
            standing,
            asked(self.world, standing),
        )

    def taken(self, found: Found) -> None:
        """A month is played."""
        self.came_up.append(self.asked)
        self.months.append(found)  # last: who reads beside it counts these
        self.standing, self.asked = found.standing, found.asked

    def play(self, answers: Month) -> None:
        """Both at once."""
        self.taken(self.worked_out(answers))


def firms_of(world: sim.World) -> dict[Seat, Firm]:
    """Every firm as it stands."""
    market = world.stage.scenario.market
    counts = dict(zip(ROLES, (market.buyers, market.suppliers)))
    return {
        Seat(role, slot): world.firm(role, slot) for role, count in counts.items() for slot in range(count)
    }
