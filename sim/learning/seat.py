"""A firm's seat as a learner has it: what it sees as numbers, what it decides as numbers, its world."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from sim.draws import WORD_MASK
from sim.ensemble.tables import ROLES
from sim.game import Seat, Sight, seen_by, sight, theirs
from sim.scenario import Scenario
from sim.spelling import ConfigError, advice, is_whole, listing, nearest, shown
from sim.world import World

OWN, YES, NO = 0, 1, 2
"""What a learner answers to each decision: as the firm's own strategy would, yes, or no."""
FIRST = ("alive", "bound", "cash", "payoff")
"""What a firm knows of itself: whether it lives and has a partner (0 or 1), cash, the last month's payoff."""
MOST = float(np.finfo(np.float32).max)
OPTIONS = ("world", "replicate")


class Sitting:
    """One seat: its spaces, and how they are read.

    `names` are the observation's columns, in order: `FIRST`, the last month of the firm's relationship as
    `sim.game.seen_by` lists it (0 where it had none), and whether the partner kept its promise, where the
    firm saw that (1 or 0; 0 too where it saw nothing, which the column `saw_…` tells apart). `decisions` are
    those of its role, in the order of a month; the action has a number for each: `OWN`, `YES` or `NO`.

    Raises ConfigError for a role or a slot that is not there, or suppliers of more than one slot.
    """

    def __init__(self, scenario: Scenario, role: str, slot: int) -> None:
        market = scenario.market
        if role not in ROLES:
            raise ConfigError(f"`role` is {shown(role)}; {advice(str(role), ROLES, 'allowed')}")
        count = dict(zip(ROLES, (market.buyers, market.suppliers)))[role]
        if not is_whole(slot) or not 0 <= slot < count:
            raise ConfigError(f"`slot` is {shown(slot)}; allowed: a {role}'s slot from 0 to {count - 1}")
        if market.capacity != 1:
            raise ConfigError(
                f"`market.capacity` is {market.capacity}, but a supplier is one seat; allowed: 1"
            )
        self.seat = Seat(role, int(slot))
        self.decisions = theirs(role)
        self.names = (*FIRST, *seen_by(role), f"kept_{ROLES[1 - ROLES.index(role)]}")
        self.observation_space = spaces.Box(-MOST, MOST, (len(self.names),), np.float32)
        self.action_space = spaces.MultiDiscrete([3] * len(self.decisions))

    def seen(self, known: Sight) -> NDArray[np.float32]:
        """What the firm knows, as numbers; money in months of the reference price."""
        row: Mapping[str, float] = known.row or {}
        first = (float(known.alive), float(known.row is not None), known.cash, known.payoff)
        rest = (row.get(name, 0.0) for name in self.names[len(FIRST) :])
        numbers = np.nan_to_num(np.array([*first, *rest]), nan=0.0)
        return np.clip(numbers, -MOST, MOST).astype(np.float32)

    def answers(self, action: Any) -> dict[str, bool]:
        """What the firm is told to decide; what it decides itself is left out. Raises ConfigError."""
        given = np.asarray(action)
        if not self.action_space.contains(given):
            wanted = (
                f"allowed: {len(self.decisions)} whole numbers from 0 to 2, for {listing(self.decisions)}"
            )
            raise ConfigError(f"`action` is {shown(action)}; {wanted}")
        return {name: bool(one == YES) for name, one in zip(self.decisions, given) if one != OWN}

    def after(self, world: World) -> Sight:
        """What the firm knows after the last month that was played."""
        return sight(world, *self.seat)


def info(world: World, partner: int | None) -> dict[str, Any]:
    """Beside what is seen: the seed of the luck, the months played, the slot of the partner (-1: none)."""
    return {"world": world.seed, "month": world.month, "partner": -1 if partner is None else partner}


def begun(
    scenario: Scenario, arm: str | None, options: Mapping[str, Any] | None, random: np.random.Generator
) -> World:
    """A world in its first morning: on luck that is drawn, or on that which `options` names.

    `options` may have `world`, the seed of its luck, and `replicate`. What else it has is for others, unless
    it is one of the two misspelt. Raises ConfigError for that, and for numbers that no luck has.
    """
    given = dict(options or {})
    for name in given:
        meant = nearest(str(name), OPTIONS)
        if name not in OPTIONS and meant is not None:
            raise ConfigError(f"`options` has {shown(name)}; did you mean `{meant}`?")
    drawn = int(random.integers(WORD_MASK, endpoint=True))
    luck = {"seed": given.get("world", drawn), "replicate": given.get("replicate", 0)}
    return World(scenario, arm=arm, trace=True, **luck)
