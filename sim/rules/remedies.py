"""Equity: making good (E8).

Statement: An equitable firm makes good the damage of a broken promise unasked, and uses the strategic
    review to clear its partner's grievance; for the rest the victim may go to law.
Formula: remedy equ·v_q; law iff e(1 − equ)v_q > c_law: recovers e(1 − equ)v_q, pays c_law;
    review: Γ_partner ← (1 − ρ_g equ)Γ_partner.
Parameters: equity [0, 1], neutral 0; e_law [0, 1], neutral 0; c_law money, neutral ∞; ρ_g [0, 1], neutral 0.
Limits: equity 1: the victim is whole, the law idle. e = 0: the law is idle too.
Literature: fehr_hart_zehnder_2011; nyden_vitasek_frydlinger_2013.
"""

from __future__ import annotations

from sim.jit import rule


@rule
def remedy(equity: float, harm: float) -> float:
    """What the breaker pays its victim unasked."""
    return equity * harm


@rule
def recovery(equity: float, harm: float, recovered: float) -> float:
    """What the law would award the victim of what was not made good."""
    return recovered * (1.0 - equity) * harm


@rule
def goes_to_law(award: float, cost: float) -> bool:
    """Whether the victim sues."""
    return award > cost


@rule
def cleared_grievance(grievance: float, clearing: float, equity_partner: float) -> float:
    """What is left of a grievance after a strategic review in which the partner made amends."""
    return (1.0 - clearing * equity_partner) * grievance
