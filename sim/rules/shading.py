"""Aggrievement and shading (E11).

Statement: A firm that gets less than it feels entitled to holds a grievance and performs
    perfunctorily: its partner loses and it gains nothing.
Formula: a = (1 − G)(entitled − got); Γ' = (1 − η)Γ + ηa; shading min(θΓ', cap). Entitled: the best price
    of the month's feasible range, and any uncompensated outlay.
Parameters: θ ≥ 0, neutral 0; η [0, 1]; cap money; G [0, 1], neutral 1.
Limits: θ = 0 or G = 1: no shading. A rigid price leaves nothing to be aggrieved about.
Literature: hart_moore_2008; fehr_hart_zehnder_2011.
"""

from __future__ import annotations

from sim.jit import rule


@rule
def aggrievement(narrowing: float, entitled: float, got: float) -> float:
    """How much less a firm got than it feels entitled to; money."""
    return (1.0 - narrowing) * (entitled - got)


@rule
def grievance_next(grievance: float, fading: float, aggrieved: float) -> float:
    """The stock of grievance, an exponential mean of aggrievements."""
    return (1.0 - fading) * grievance + fading * aggrieved


@rule
def shading(strength: float, grievance: float, cap: float) -> float:
    """What the partner loses this month to perfunctory performance."""
    return min(strength * grievance, cap)
