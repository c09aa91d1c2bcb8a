"""The world outgrows the contract (E1).

Statement: Month by month the work that is needed drifts from the work that was specified, and costs
    move, partly for everybody at once; now and then the work jumps.
Formula: x' = ρ_x x + σ_x ε + J, J = Bernoulli(λ_J)·N(μ_J, σ_J²);
    z' = ρ_z z + σ_z (√c ξ_market + √(1 − c) ξ_pair).
Parameters: σ_x [0, 2], neutral 0; ρ_x [0, 1]; σ_z [0, 1], neutral 0; ρ_z [0, 1]; c = `common` [0, 1],
    neutral 0; λ_J [0, 1], neutral 0; μ_J, σ_J. Misfit is in units of specification, cost in log points.
Limits: σ = λ_J = 0: nothing ever changes. ρ = 1: a random walk. c = 1: a cost shock hits all alike.
Literature: bajari_houghton_tadelis_2014; williamson_1985.
"""

from __future__ import annotations

from sim.arithmetic import sqrt
from sim.jit import rule


@rule
def misfit_jump(chance: float, mean: float, sd: float, draw: float, size: float) -> float:
    """The jump in misfit this month: `size` is standard normal, `draw` uniform."""
    return mean + sd * size if draw < chance else 0.0


@rule
def misfit_step(sd: float, two_point: float, normal: float) -> float:
    """The usual monthly change of misfit: normal, or ±sd when `two_point` is set."""
    if two_point > 0.0:
        return sd if normal >= 0.0 else -sd
    return sd * normal


@rule
def misfit_next(misfit: float, persistence: float, step: float, jump: float) -> float:
    """Next month's misfit."""
    return persistence * misfit + step + jump


@rule
def market_log_cost_next(
    log_cost: float, persistence: float, sd: float, common: float, normal: float
) -> float:
    """The part of the log cost shock that is common to the market; a new pair starts at it."""
    return persistence * log_cost + sd * sqrt(common) * normal


@rule
def log_cost_next(
    log_cost: float, persistence: float, sd: float, common: float, market: float, own: float
) -> float:
    """A pair's log cost shock; `market` and `own` are standard normal."""
    return persistence * log_cost + sd * (sqrt(common) * market + sqrt(1.0 - common) * own)


@rule
def parted_by_chance(chance: float, draw: float) -> bool:
    """Whether fate parts a pair this month."""
    return draw < chance
