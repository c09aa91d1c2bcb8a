"""The promise game alone: pairs of noisy memory-one firms, played by the rules of `sim.rules.promises`.

No prices, no contracts, no partners to look for: two firms keep or break, each sees what the other did, and
what they do next is a chance that depends on the last turn of both. A game is a lane, as is a bond in the
kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draws import deeds
from sim.jit import kernel, mechanism, rule
from sim.primitives import LANES, PITCH, WIDEST, group_size, groups, keep_lane, lane
from sim.rules.promises import chance_kept, promise_payoff, reactive_chance

VECTOR = 5
"""Numbers of a strategy: its chance to keep at first, and after both kept, I kept, I broke, both broke."""
ONE, OTHER = 0, VECTOR
KEPT_ONE, KEPT_OTHER, SUM_ONE, SUM_OTHER = range(2 * VECTOR, 2 * VECTOR + 4)
ROWS = 2 * VECTOR + 4


class Game(NamedTuple):
    """What a turn pays, and how often a promise meant to be kept (or broken) is not."""

    kept_kept: float
    kept_broken: float
    broken_kept: float
    broken_broken: float
    slip: float


class Payoffs(NamedTuple):
    """What pairs made a turn: means over games, and the standard deviation between games; [pairs, 2]."""

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]


@rule
def chance(rows: Any, first: int, at: int, kept: float, seen: float, slip: float) -> float:
    """The chance that one of the two keeps this turn."""
    meant = reactive_chance(
        kept, seen, lane(rows, first, at), lane(rows, first + 1, at), lane(rows, first + 2, at),
        lane(rows, first + 3, at), lane(rows, first + 4, at),
    )  # fmt: skip
    return chance_kept(meant, slip, 0.0, 1.0)


@mechanism
def turn_in_lanes(rows: Any, count: int, game: Game, seed: int, replicate: int, turn: int) -> None:
    """One turn of all games of a block."""
    for group in range(groups(count)):
        for place in range(group_size(count)):
            at = group * WIDEST + place
            dice = deeds(seed, replicate, turn, at)
            before, back = lane(rows, KEPT_ONE, at), lane(rows, KEPT_OTHER, at)
            one = dice.buyer_keeps < chance(rows, ONE, at, before, back, game.slip)
            other = dice.supplier_keeps < chance(rows, OTHER, at, back, before, game.slip)
            keep_lane(rows, KEPT_ONE, at, 1.0 if one else 0.0)
            keep_lane(rows, KEPT_OTHER, at, 1.0 if other else 0.0)
            mine = promise_payoff(
                one, other, game.kept_kept, game.kept_broken, game.broken_kept, game.broken_broken
            )
            theirs = promise_payoff(
                other, one, game.kept_kept, game.kept_broken, game.broken_kept, game.broken_broken
            )
            keep_lane(rows, SUM_ONE, at, lane(rows, SUM_ONE, at) + mine)
            keep_lane(rows, SUM_OTHER, at, lane(rows, SUM_OTHER, at) + theirs)


@mechanism
def seat(rows: Any, strategies: Any, one: int, other: int) -> None:
    """Fill a block with games of one pair that have not begun."""
    for at in range(LANES):
        for place in range(VECTOR):
            keep_lane(rows, ONE + place, at, strategies[one, place])
            keep_lane(rows, OTHER + place, at, strategies[other, place])
        keep_lane(rows, KEPT_ONE, at, -1.0)
        keep_lane(rows, KEPT_OTHER, at, -1.0)
        keep_lane(rows, SUM_ONE, at, 0.0)
        keep_lane(rows, SUM_OTHER, at, 0.0)


@kernel
def games_played(
    strategies: Any, pairs: Any, rows: Any, games: int, turns: int, game: Game, seed: int, sums: Any
) -> None:
    """Play so many games of each pair, a block at a time; `sums` float64[pairs, 2, 2]: payoffs, squares."""
    for pair in range(pairs.shape[0]):
        for block in range((games + LANES - 1) // LANES):
            count = min(LANES, games - block * LANES)
            seat(rows, strategies, pairs[pair, 0], pairs[pair, 1])
            address = pair * ((games + LANES - 1) // LANES) + block
            for turn in range(turns):
                turn_in_lanes(rows, count, game, seed, address, turn)
            for at in range(count):
                for side in range(2):
                    made = lane(rows, SUM_ONE + side, at) / turns
                    sums[pair, side, 0] += made
                    sums[pair, side, 1] += made * made


def pairs_of(count: int) -> list[tuple[int, int]]:
    """Every pair of so many strategies, each with itself too."""
    return [(one, other) for one in range(count) for other in range(one, count)]


def payoffs(strategies: Sequence[Sequence[float]], game: Game, games: int, turns: int, seed: int) -> Payoffs:
    """What every pair of these strategies makes a turn, from so many games of so many turns."""
    pairs = np.array(pairs_of(len(strategies)), dtype=np.int64)
    sums = np.zeros((len(pairs), 2, 2))
    rows = np.zeros(ROWS * PITCH)
    games_played(np.array(strategies, dtype=float), pairs, rows, games, turns, game, seed, sums)
    mean = sums[:, :, 0] / games
    variance = np.maximum(0.0, sums[:, :, 1] / games - mean * mean)
    return Payoffs(mean, np.sqrt(variance * games / max(1, games - 1)))
