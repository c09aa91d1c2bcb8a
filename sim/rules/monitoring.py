"""Monitoring: control is what distrust costs (E8).

Statement: Who does not trust its partner watches it: that costs, and shows more of what the partner does.
Formula: each month a side monitors with probability 1 − τ, at cost m(1 − ½ψ s₁); it then sees with chance
    max(d_t, d_m), else with d_t: promises, silences and inflated claims alike. A calculating firm expects to
    be watched as it watches, and reckons with d_t + (1 − τ)(max(d_t, d_m) − d_t).
Parameters: m money a month, neutral 0; d_m [0, 1], neutral 0; ψ [0, 1]; τ its own trust in its partner.
Limits: τ = 1: nobody monitors. d_m ≤ d_t: monitoring shows no more of its conduct than is seen anyway.
Literature: dyer_chu_2003; williamson_1985.
"""

from __future__ import annotations

from sim.jit import rule


@rule
def monitors(trust: float, draw: float) -> bool:
    """Whether a side watches its partner this month."""
    return draw >= trust


@rule
def monitoring_cost(cost: float, open_book: float) -> float:
    """What a month of monitoring costs; an open book makes it cheaper."""
    return cost * (1.0 - 0.5 * open_book)


@rule
def seeing(detection: float, monitored: float, watched: bool) -> float:
    """The chance that a partner's conduct is seen."""
    return max(detection, monitored) if watched else detection


@rule
def expected_seeing(detection: float, monitored: float, trust: float) -> float:
    """The chance of being seen that a firm reckons with, which expects to be watched as it watches."""
    return detection + (1.0 - trust) * (max(detection, monitored) - detection)
