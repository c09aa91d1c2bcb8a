"""Partner choice and loyalty (E13).

Statement: A firm compares what its relationship gives it with what it expects elsewhere, search and
    switching taken off; it weighs payoff against trust; loyalty keeps it with an old partner.
Formula: Û' = Û + .05(payoff − Û); Û_out,B = fill·Ū − spread(C_sw + search), Û_out,S = fill·Ū, each less
    half the steps' cost, spread; offer of a stranger = Ū_B + (1 − β_S)(c̄_trade − c̄_j), or Ū_S, less its
    lumps; score = max(Û, 0)^α τ^(1 − α); leave iff Û + loy·Λ < Û_out, or τ < τ_exit after a bad experience;
    spread = (1 − δ)/(1 − δ^L).
Parameters: C_sw, search money, neutral 0; Λ money a month, neutral 0; α [0, 1]; τ_exit [0, 1], neutral 0.
Limits: α = 1: by payoff alone. α = 0: by trust alone.
Literature: klos_nooteboom_2001; gale_shapley_1962; williamson_1985.
"""

from __future__ import annotations

from sim.arithmetic import power, whole_power
from sim.jit import rule


@rule
def discounted_months(patience: float, months: float) -> float:
    """The worth of 1 a month for so many months from now on."""
    return months if patience >= 1.0 else (1.0 - whole_power(patience, months)) / (1.0 - patience)


@rule
def spread(lump: float, patience: float, months: float) -> float:
    """A lump as a monthly amount over a coming term."""
    return lump / discounted_months(patience, months)


@rule
def estimate_next(estimate: float, payoff: float, rate: float) -> float:
    """What a firm thinks a relationship gives it a month; also how public means move."""
    return estimate + rate * (payoff - estimate)


@rule
def outside_option(fill: float, value: float, lumps: float) -> float:
    """What a firm expects outside; `lumps` are already spread over a term. Money a month."""
    return fill * value - lumps


@rule
def stranger_to_buyer(value: float, weight: float, cost_in_trade: float, cost: float, lumps: float) -> float:
    """A buyer's forecast of a supplier it does not deal with: cheaper ones promise more."""
    return value + (1.0 - weight) * (cost_in_trade - cost) - lumps


@rule
def stranger_to_supplier(value: float, lumps: float) -> float:
    """A supplier's forecast of a buyer it does not deal with."""
    return value - lumps


@rule
def incumbent(estimate: float, loyalty: float, worth: float) -> float:
    """What keeping its partner is worth to a firm; loyalty adds to it."""
    return estimate + loyalty * worth


@rule
def offer_score(offer: float, trust: float, payoff_weight: float) -> float:
    """How a firm ranks an offer: payoff against trust."""
    return power(max(offer, 0.0), payoff_weight) * power(trust, 1.0 - payoff_weight)


@rule
def leaves_for_better(estimate: float, loyalty: float, worth: float, outside: float) -> bool:
    """Whether a firm would rather be on its own again."""
    return incumbent(estimate, loyalty, worth) < outside


@rule
def leaves_in_distrust(trust: float, threshold: float, bad: float) -> bool:
    """Whether a firm walks out on a partner that it holds something against."""
    return trust < threshold and bad > 0.0
