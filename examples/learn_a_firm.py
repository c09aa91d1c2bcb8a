"""A learner that two cores are enough for: when should a firm do otherwise than its strategy says?

    python examples/learn_a_firm.py

A linear policy looks at four things and answers each decision of a WIIFME buyer: yes, no, or as its strategy
would. CMA-ES looks for weights by what the firm makes in some worlds; the policy is judged in others, against
the strategy's own play on the same luck. It needs the extra `learning`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from cmaes import CMA
from numpy.typing import NDArray

import sim
from sim.learning import OWN, FirmEnv
from sim.learning.seat import NO, YES
from sim.measures.inference import Interval, mean_interval

SEEN = ("bound", "trust_buyer", "misfit_loss", "kept_supplier")
"""What the policy looks at, beside a constant."""
SURE = 0.5
"""A score beyond this is a yes, below its negative a no; between, the strategy decides."""


class Budget(NamedTuple):
    """How long is learned, and in how many worlds is judged."""

    generations: int = 25
    candidates: int = 12
    learned_in: int = 12
    judged_in: int = 60


USUAL = Budget()


def features(env: FirmEnv, observation: NDArray[np.float32]) -> NDArray[np.float64]:
    """A constant and what the policy looks at."""
    told = dict(zip(env.sitting.names, observation.tolist()))
    return np.array([1.0, *(told[name] for name in SEEN)])


def action(env: FirmEnv, weights: NDArray[np.float64], observation: NDArray[np.float32]) -> NDArray[np.int64]:
    """The policy's answers; weights of 0 leave every decision to the strategy."""
    scores = weights.reshape(len(env.sitting.decisions), -1) @ features(env, observation)
    return np.where(scores > SURE, YES, np.where(scores < -SURE, NO, OWN)).astype(np.int64)


def made(env: FirmEnv, weights: NDArray[np.float64], world: int) -> float:
    """What the firm makes in the world with this seed, by month of the run; money."""
    observation, _ = env.reset(options={"world": world})
    total, over = 0.0, False
    while not over:
        observation, reward, terminated, truncated, _ = env.step(action(env, weights, observation))
        total += reward
        over = terminated or truncated
    return total / env.scenario.market.months


def learned(env: FirmEnv, budget: Budget, seed: int) -> NDArray[np.float64]:
    """The weights that CMA-ES ends with; every generation plays worlds that none before it has played."""
    size = len(env.sitting.decisions) * (1 + len(SEEN))
    optimizer = CMA(mean=np.zeros(size), sigma=0.5, seed=seed, population_size=budget.candidates)
    for generation in range(budget.generations):
        first = seed + generation * budget.learned_in
        worlds = range(first, first + budget.learned_in)
        asked = [optimizer.ask() for _ in range(budget.candidates)]
        optimizer.tell([(one, -float(np.mean([made(env, one, world) for world in worlds]))) for one in asked])
    return optimizer.mean


def judged(env: FirmEnv, weights: NDArray[np.float64], worlds: Sequence[int]) -> Interval:
    """What the policy makes more than the strategy's own play, a month, on the same luck."""
    own = np.zeros_like(weights)
    return mean_interval([made(env, weights, world) - made(env, own, world) for world in worlds])


def main(budget: Budget = USUAL, months: int = 36, seed: int = 1) -> Interval:
    """Learn, judge on luck never seen, and say so."""
    small = [f"market.months={months}", "market.buyers=12", "market.suppliers=15"]
    env = FirmEnv(sim.load("headline", overrides=small), arm="wiifme_rigid")
    weights = learned(env, budget, seed)
    unseen = seed + budget.generations * budget.learned_in
    gain = judged(env, weights, range(unseen, unseen + budget.judged_in))
    told = f"{gain.mean:+.4f} a month ({gain.low:+.4f} to {gain.high:+.4f})"
    print(f"learned against the strategy's own play, in {gain.n} worlds never seen: {told}")
    return gain


if __name__ == "__main__":
    main()
    sys.exit(0)
