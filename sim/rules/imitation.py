"""Imitation (E16).

Statement: Now and then a firm looks at another of its role and takes over its strategy, the likelier the
    better the other did.
Formula: P(adopt) = 1/(1 + e^(−β_F·(payoff of the model − own payoff))), payoffs 12-month means.
Parameters: μ_im events per firm and month, neutral 0; β_F months per money, neutral 0 (drift).
Limits: β_F = 0: a coin. β_F = ∞: the better is always copied.
Literature: traulsen_nowak_pacheco_2006.
"""

from __future__ import annotations

from sim.arithmetic import exp
from sim.jit import rule


@rule
def adoption_chance(intensity: float, payoff_model: float, payoff_own: float) -> float:
    """The chance that a firm adopts its model's strategy."""
    return 1.0 / (1.0 + exp(-intensity * (payoff_model - payoff_own)))


@rule
def adopts(chance: float, draw: float) -> bool:
    """Whether it does."""
    return draw < chance
