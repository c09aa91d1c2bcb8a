"""Exact costs of a rigid contract while the work drifts, month by month: the theory behind L7 to L9.

A relationship starts at misfit 0. Each month but its first the misfit x takes an independent step; where
|x| ≥ b a change order brings it back to 0 for H before the work is done, otherwise the month loses ½γx². So
the misfit at the end of a month is a Markov chain that starts anew at each change (renewal and reward). Its
states are the lattice of two-point steps, or Gauss–Legendre nodes of (−b, b) for normal steps (Nyström's
method: at `NODES` nodes a step spans dozens of them, and the error is that of rounding).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

NODES = 200
OVERSHOOT = -float(special.zeta(0.5)) / np.sqrt(2.0 * np.pi)
"""By how much standard normal steps overshoot a far barrier on average: −ζ(½)/√(2π) = .5826."""


class Drift(NamedTuple):
    """The chain of the misfit at the end of a month; state 0: the work is as specified."""

    moves: NDArray[np.float64]  # [states, states]: chance of next month's state
    changes: NDArray[np.float64]  # [states]: chance of a change order next month
    squares: NDArray[np.float64]  # [states]: mean square of next month's misfit, after any change

    def costs(self, haggling: float, weight: float) -> NDArray[np.float64]:
        """Next month's mean cost from each state: H a change and ½γx²; money."""
        return haggling * self.changes + 0.5 * weight * self.squares


def lattice_drift(step: float, threshold: int) -> Drift:
    """Two-point steps ±`step` and a change at `threshold` of them."""
    places = np.array([0, *(place for place in range(1 - threshold, threshold) if place)])
    state = {int(place): number for number, place in enumerate(places)}
    moves, changes = np.zeros((places.size, places.size)), np.zeros(places.size)
    for place, number in state.items():
        for reached in (place - 1, place + 1):
            moves[number, state.get(reached, 0)] += 0.5
            changes[number] += 0.5 * (reached not in state)
    return Drift(moves, changes, moves @ (step * places) ** 2)


def normal_drift(sd: float, threshold: float) -> Drift:
    """Normal steps and a change at |x| ≥ `threshold`."""
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    reached = threshold * nodes
    places = np.concatenate([[0.0], reached])
    moves = np.zeros((places.size, places.size))
    moves[:, 1:] = stats.norm.pdf((reached - places[:, None]) / sd) / sd * threshold * weights
    changes = stats.norm.sf((threshold - places) / sd) + stats.norm.sf((threshold + places) / sd)
    moves[:, 0] = changes
    return Drift(moves, changes, moves @ places**2)


def expected(drift: Drift, amounts: NDArray[np.float64], months: int) -> NDArray[np.float64]:
    """The mean amount in each month of a relationship; in its first the work is as specified."""
    state = np.zeros(amounts.size)
    state[0] = 1.0
    means = np.zeros(months)
    for month in range(1, months):
        means[month] = state @ amounts
        state = state @ drift.moves
    return means


def long_run(drift: Drift, amounts: NDArray[np.float64]) -> float:
    """The mean amount a month after many months: that of the stationary chain."""
    size = amounts.size
    balance = np.vstack([drift.moves.T - np.eye(size), np.ones(size)])
    shares, *_ = np.linalg.lstsq(balance, np.append(np.zeros(size), 1.0), rcond=None)
    return float(shares @ amounts)


def best_threshold(haggling: float, sd: float, weight: float) -> float:
    """b* = (12Hσ²/γ)^¼, at which changes and misfit cost the same."""
    return (12.0 * haggling * sd * sd / weight) ** 0.25


def small_step_rate(haggling: float, sd: float, weight: float, threshold: float) -> float:
    """The long-run cost a month of normal steps small against b: Hσ²/(B² + ¼σ²) + γB²/12 − 7γσ²/48.

    Derivation. For S the misfit at a change and T the months to it, x² and x⁴ give the martingales
    σ²ET = ES² and 6σ²E Σx² = ES⁴ − 3σ⁴ET, the sum over the months before the change (optional stopping). So
    the rate is exactly Hσ²/ES² + (γ/12)(ES⁴/ES² − 3σ²). |S| is b and an overshoot of mean .5826σ and, far
    from where it started, variance σ²/4: with B = b + .5826σ, ES² = B² + σ²/4 and ES⁴ = B⁴ + 6B²σ²/4 up to
    terms of order σ³. Without overshoot and discrete time it is Hσ²/b² + γb²/12, at b* σ√(γH/3). For
    two-point steps on the lattice S = b and the rate is exactly Hs²/b² + γ(b² − s²)/12.
    Source: Siegmund 1985, ch. 10; Dixit 1991 for the limit of small steps.
    """
    squared, variance = (threshold + OVERSHOOT * sd) ** 2, sd * sd
    changes = haggling * variance / (squared + 0.25 * variance)
    return changes + weight * (squared / 12.0 - 7.0 * variance / 48.0)
