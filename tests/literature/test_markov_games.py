"""L2 with noise: two memory-one strategies earn what the Markov chain of their four outcomes pays.

Formula: a firm that means to keep with chance m keeps with e = m(1 − ε) + (1 − m)εf, f = 1 where slips flip
breaks too. From the outcome (own, partner's) the chain moves to the four outcomes with the products of both
sides' e. Mean payoff over T months from the opening: g·(1/T)Σ v M^t, worked out exactly; it lies within
`UNSETTLED` of g·π, π = πM, which is checked for all pairs: the simulated means meet the stationary payoffs.
Source: nowak_sigmund_1993 (memory-one strategies, errors, stationary payoffs); axelrod_1984 (the game).

False alarms: 292 comparisons at 1e-7 each (136 pairs, 6 random, 4 half-blind: a mean for each role). Units
are dyads: a replicate holds islands of one buyer and one supplier, whose draws have addresses of their own; a
dyad's unit is its mean over all months, so dependence between months does not matter.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.literature.games import (
    BUYERS_PAYOFFS,
    SUPPLIERS_PAYOFFS,
    game,
    islands_file,
    played,
    reactive,
)
from tests.theory.chance import assert_mean

MONTHS, DYADS, REPLICATES = 600, 100, 4
SLIP = 0.05
UNSETTLED = 0.04
"""Points a month by which the mean over all months may still differ from the stationary payoff."""
PAYOFFS = np.array([BUYERS_PAYOFFS, SUPPLIERS_PAYOFFS])
DETERMINISTIC = [(1.0, *map(float, chances)) for chances in itertools.product((1, 0), repeat=4)]
"""All sixteen memory-one strategies without a die; each means to keep its first promise."""
PAIRS = list(itertools.combinations_with_replacement(range(16), 2))


TIT_FOR_TAT, WIN_STAY_LOSE_SHIFT = (1.0, 1.0, 0.0, 1.0, 0.0), (1.0, 1.0, 0.0, 0.0, 1.0)
STUBBORN, CONTRARY, GRIM = (1.0, 1.0, 1.0, 0.0, 0.0), (1.0, 0.0, 1.0, 0.0, 1.0), (1.0, 1.0, 0.0, 0.0, 0.0)
HALF_BLIND = [
    (TIT_FOR_TAT, TIT_FOR_TAT), (TIT_FOR_TAT, WIN_STAY_LOSE_SHIFT), (STUBBORN, CONTRARY),
    (GRIM, WIN_STAY_LOSE_SHIFT),
]  # fmt: skip


def answers(number: int) -> str:
    """A strategy's name: its chances after kept-kept, kept-broken, broken-kept and broken-broken."""
    return "".join(f"{chance:.0f}" for chance in DETERMINISTIC[number][1:])


class Noise(NamedTuple):
    """How conduct strays from what was meant, and how often it is seen."""

    slip: float
    flip: bool
    detection: float = 1.0


FLIPS = Noise(SLIP, True)


@pytest.fixture(scope="module")
def islands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return islands_file(tmp_path_factory.mktemp("graph"), DYADS)


def kept_chance(meant: float, noise: Noise) -> float:
    return meant * (1.0 - noise.slip) + (1.0 - meant) * noise.slip * noise.flip


def outcome_chances(one: float, other: float) -> NDArray[np.float64]:
    """Of the four outcomes, the buyer's conduct first, when both sides keep with these chances."""
    return np.array([one * other, one * (1.0 - other), (1.0 - one) * other, (1.0 - one) * (1.0 - other)])


def opening_of(one: Any, other: Any, noise: Noise) -> NDArray[np.float64]:
    return outcome_chances(kept_chance(one[0], noise), kept_chance(other[0], noise))


def chain(one: Any, other: Any, noise: Noise) -> NDArray[np.float64]:
    """The 4×4 chain of a pair; a strategy is its opening and its chances after the four outcomes."""
    rows = [
        outcome_chances(
            kept_chance(one[1 + 2 * a + b], noise), kept_chance(other[1 + 2 * b + a], noise)
        )
        for a, b in itertools.product((0, 1), repeat=2)
    ]  # fmt: skip
    return np.array(rows)


def mean_over_months(opening: NDArray[Any], moves: NDArray[Any], months: int) -> NDArray[np.float64]:
    """The expected share of months in each state, exactly."""
    state, total = opening, np.zeros(opening.size)
    for _ in range(months):
        total = total + state
        state = state @ moves
    return total / months


def stationary(moves: NDArray[Any]) -> NDArray[np.float64]:
    """π = πM, Σπ = 1."""
    size = len(moves)
    rows = np.vstack([moves.T - np.eye(size), np.ones(size)])
    wanted = np.append(np.zeros(size), 1.0)
    found: NDArray[Any] = np.linalg.lstsq(rows, wanted, rcond=None)[0]
    np.testing.assert_allclose(found @ moves, found, atol=1e-12)
    return found


def assert_pays(
    one: Any, other: Any, noise: Noise, expected: NDArray[Any], islands: Path, first: int, seed: int
) -> None:
    """Both roles' mean payoffs are as expected; `first` keeps the luck of pairs apart."""
    here = game(MONTHS, dyads=DYADS, islands=islands, **noise._asdict())
    outcome = played(
        reactive(*one), reactive(*other), here, replicates=REPLICATES, seed=seed,
        first=first * REPLICATES, compiled=True,
    )  # fmt: skip
    for role, name in enumerate(("buyer", "supplier")):
        means = outcome.values[:, role * DYADS : (role + 1) * DYADS] / MONTHS
        assert_mean(means, expected[role], what=f"{name} of {one} and {other}")


def test_over_these_months_every_pair_is_all_but_stationary() -> None:
    """Exact, all 256 ordered pairs: what is simulated below stands for the stationary payoffs."""
    for one, other in itertools.product(DETERMINISTIC, repeat=2):
        moves = chain(one, other, FLIPS)
        assert (np.linalg.matrix_power(moves, 4) > 0.0).all(), "not ergodic"
        over_months = mean_over_months(opening_of(one, other, FLIPS), moves, MONTHS)
        gap = PAYOFFS @ (over_months - stationary(moves))
        assert np.abs(gap).max() < UNSETTLED


@pytest.mark.parametrize("numbers", PAIRS, ids=lambda pair: "-".join(map(answers, pair)))
def test_deterministic_pairs_earn_what_their_chain_pays(
    numbers: tuple[int, int], islands: Path, seed: int
) -> None:
    """Who buys alternates from pair to pair, so that each strategy is tried in both roles."""
    index = PAIRS.index(numbers)
    one, other = (DETERMINISTIC[number] for number in numbers[:: 1 if index % 2 else -1])
    shares = mean_over_months(opening_of(one, other, FLIPS), chain(one, other, FLIPS), MONTHS)
    assert_pays(one, other, FLIPS, PAYOFFS @ shares, islands, index, seed)


@pytest.mark.parametrize("flip", [True, False])
@pytest.mark.parametrize("number", range(3))
def test_random_pairs_earn_what_their_chain_pays(number: int, flip: bool, islands: Path, seed: int) -> None:
    """Any memory-one strategies; without flips only keeps are missed."""
    noise = Noise(0.1, flip)
    one, other = np.random.default_rng(number).random((2, 5)).round(3).tolist()
    shares = mean_over_months(opening_of(one, other, noise), chain(one, other, noise), MONTHS)
    assert_pays(one, other, noise, PAYOFFS @ shares, islands, len(PAIRS) + number, seed)


def half_blind_chain(one: Any, other: Any, noise: Noise) -> NDArray[np.float64]:
    """The 16×16 chain where conduct is seen with a chance: what each side last saw is part of the state.

    State: buyer's conduct, supplier's, what the buyer last saw, what the supplier last saw; 0 is kept.
    """
    moves = np.zeros((16, 16))
    states = list(itertools.product((0, 1), repeat=4))
    for (a, b, seen_a, seen_b), (now_a, now_b, then_a, then_b) in itertools.product(states, repeat=2):
        keeps = (
            kept_chance(one[1 + 2 * a + seen_a], noise),
            kept_chance(other[1 + 2 * b + seen_b], noise),
        )
        chance = outcome_chances(*keeps)[2 * now_a + now_b]
        for then, now, seen in ((then_a, now_b, seen_a), (then_b, now_a, seen_b)):
            chance *= noise.detection * (then == now) + (1.0 - noise.detection) * (then == seen)
        place = states.index((a, b, seen_a, seen_b)), states.index((now_a, now_b, then_a, then_b))
        moves[place] = chance
    return moves


@pytest.mark.parametrize("number", range(len(HALF_BLIND)))
def test_who_sees_little_answers_what_it_saw_last(number: int, islands: Path, seed: int) -> None:
    """Conduct seen with chance 0.4: answers go to what was last seen, and to a kept promise at first."""
    noise = Noise(SLIP, True, 0.4)
    one, other = HALF_BLIND[number]
    moves = half_blind_chain(one, other, noise)
    # The first month is played from the opening; what was seen before it is "kept" on both sides.
    first = np.zeros(16)
    for a, b, seen_a, seen_b in itertools.product((0, 1), repeat=4):
        chance = opening_of(one, other, noise)[2 * a + b]
        for seen, conduct in ((seen_a, b), (seen_b, a)):
            chance *= noise.detection * (seen == conduct) + (1.0 - noise.detection) * (seen == 0)
        first[8 * a + 4 * b + 2 * seen_a + seen_b] = chance
    shares = mean_over_months(first, moves, MONTHS).reshape(4, 4).sum(axis=1)
    assert_pays(one, other, noise, PAYOFFS @ shares, islands, len(PAIRS) + 3 + number, seed)
