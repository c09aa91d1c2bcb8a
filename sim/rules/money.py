"""Cash, ruin and entry (E15).

Statement: A firm lives on its cash; some founders start with more of it than others. When its debt exceeds
    its credit it is bankrupt: its relationships end, the shortfall is written off, and later an entrant takes
    the slot with fresh cash.
Formula: K' = K + payoffs − f; bankrupt iff K' < −credit; founders' K uniform on K₀(1 ± spread).
Parameters: K₀, credit, f money; t_e months; spread [0, 1], neutral 0; neutral: f = 0 and K₀ = ∞, or `ruin`
    off.
Limits: credit ∞: nobody ever fails.
Literature: williamson_1985.
"""

from __future__ import annotations

from sim.jit import rule


@rule
def founders_cash(cash: float, spread: float, draw: float) -> float:
    """What a founder starts with."""
    return cash * (1.0 + spread * (2.0 * draw - 1.0))


@rule
def cash_next(cash: float, income: float, fixed_cost: float) -> float:
    """Cash at the end of the month."""
    return cash + income - fixed_cost


@rule
def bankrupt(cash: float, credit: float, ruin: float) -> bool:
    """Whether a firm's debt exceeds its credit."""
    return ruin > 0.0 and cash < -credit


@rule
def imitates_first(payoff_first: float, payoff_second: float) -> bool:
    """Which of two living firms an imitating entrant copies: the one that did better."""
    return payoff_first >= payoff_second
