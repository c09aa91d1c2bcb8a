"""Trust (E14).

Statement: Trust is learned: good and bad observations are counted, bad ones weigh more, and what is
    long past fades. Trust is not reliability.
Formula: r' = φr + w₊·good, s' = φs + w₋·bad; τ = (r₀ + r)/(r₀ + s₀ + r + s), r₀ = prior·strength,
    s₀ = (1 − prior)·strength; a stranger's prior moves by `word_of_mouth` toward its mean trust.
Parameters: prior [0, 1]; strength > 0 observations; φ [0, 1], neutral 1; w₊, w₋ ≥ 0, neutral 1;
    word_of_mouth [0, 1], neutral 0.
Limits: strength ∞: trust never moves. φ = 1: a Beta posterior. φ = 0: only the last month counts.
Literature: josang_ismail_2002; klos_nooteboom_2001.
"""

from __future__ import annotations

from sim.arithmetic import whole_power
from sim.jit import rule


@rule
def trust(prior: float, strength: float, good: float, bad: float) -> float:
    """The chance that a firm gives its partner to behave, [0, 1]."""
    return (prior * strength + good) / (strength + good + bad)


@rule
def count_next(count: float, forgetting: float, weight: float, observed: float) -> float:
    """A counter after a month in which `observed` was seen (0: it only fades)."""
    return forgetting * count + weight * observed


@rule
def count_after_absence(count: float, forgetting: float, months: float) -> float:
    """A counter that faded while the two were apart."""
    return count * whole_power(forgetting, months)


@rule
def shading_as_bad(shading: float, harm: float) -> float:
    """The mass of a bad observation that shading felt amounts to, [0, 1]."""
    if harm <= 0.0:
        return 1.0 if shading > 0.0 else 0.0
    return min(1.0, shading / harm)


@rule
def prior_by_reputation(prior: float, word_of_mouth: float, reputation: float) -> float:
    """A stranger's prior after hearing what others think of it."""
    return prior + word_of_mouth * (reputation - prior)
