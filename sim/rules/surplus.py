"""What there is to share (E2).

Statement: A month's delivery is worth v to the buyer and costs the supplier C; when the work has
    drifted from its specification the buyer loses M of its value.
Formula: C = c·e^z; M = min(½γx², M_max); first best = max(0, v + ½(a·fit)² − C);
    v, c uniform on mean ± spread; base costs uniform with standard deviation sd.
Parameters: v̄, c̄ money a month; Δ_v, Δ_c money, neutral 0; sd money, neutral 0; γ money, neutral 0;
    M_max money, neutral ∞; fit_low [0, 1], neutral 1.
Limits: γ = 0: misfit does not matter. M_max = 0 likewise. sd = 0: all suppliers are alike.
Literature: hart_moore_2008; myerson_satterthwaite_1983.
"""

from __future__ import annotations

from sim.arithmetic import exp
from sim.jit import rule

ROOT_THREE = 1.7320508075688772


@rule
def unit_cost(base: float, log_cost: float) -> float:
    """The supplier's cost this month, after its shock."""
    return base * exp(log_cost)


@rule
def misfit_loss(misfit: float, weight: float, cap: float) -> float:
    """What the buyer loses this month because the work is not the work needed."""
    return min(0.5 * weight * misfit * misfit, cap)


@rule
def project_value(mean: float, spread: float, draw: float) -> float:
    """The value of a project to its buyer: uniform on mean ± spread."""
    return mean + spread * (2.0 * draw - 1.0)


@rule
def base_cost(mean: float, sd: float, draw: float) -> float:
    """A supplier's base cost, which everybody knows: uniform with standard deviation sd."""
    return mean + ROOT_THREE * sd * (2.0 * draw - 1.0)


@rule
def private_cost(base: float, spread: float, draw: float) -> float:
    """A supplier's own cost about its base cost, which it alone knows before it signs."""
    return base + spread * (2.0 * draw - 1.0)


@rule
def compatibility(lowest: float, draw: float) -> float:
    """How well two firms fit: uniform on [lowest, 1]."""
    return lowest + (1.0 - lowest) * draw


@rule
def first_best(value: float, gain: float, fit: float, cost: float) -> float:
    """What the pair could make together: adapted, invested, both promises kept, trade if it pays."""
    return max(0.0, value + 0.5 * (gain * fit) * (gain * fit) - cost)
