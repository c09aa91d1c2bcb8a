"""Reciprocity: the partner's bad luck (E10).

Statement: A reciprocal firm takes half of its partner's bad luck, hands back half of its own windfall,
    and stops when it has given much more than it got.
Formula: u = (C − C_then) − (p_t − p_then); R = ½rec_B·u if u > 0, ½rec_S·u if u < 0, each only while the
    giver's ledger ≤ g_max; ledger' = (1 − η)·ledger + given − got.
Parameters: reciprocity [0, 1], neutral 0; g_max money, neutral 0 after the first month; η [0, 1].
Limits: reciprocity 0: every firm bears its own luck. 1: half of it.
Literature: nyden_vitasek_frydlinger_2013; williamson_1985.
"""

from __future__ import annotations

from sim.jit import rule


@rule
def misfortune(cost: float, cost_then: float, price: float, price_then: float) -> float:
    """How much worse off the supplier is than when the price was set; negative: a windfall."""
    return (cost - cost_then) - (price - price_then)


@rule
def risk_shared(
    misfortune: float,
    reciprocity_buyer: float,
    reciprocity_supplier: float,
    ledger_buyer: float,
    ledger_supplier: float,
    ledger_max: float,
) -> float:
    """R, what the buyer pays the supplier for its bad luck; negative: a windfall handed back."""
    if misfortune > 0.0:
        return 0.5 * reciprocity_buyer * misfortune if ledger_buyer <= ledger_max else 0.0
    return 0.5 * reciprocity_supplier * misfortune if ledger_supplier <= ledger_max else 0.0


@rule
def ledger_next(ledger: float, fading: float, given: float) -> float:
    """The net of what a firm gave its partner in risk; `given` is negative when it got."""
    return (1.0 - fading) * ledger + given
