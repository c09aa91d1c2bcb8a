"""G: agreed principles narrow what each side feels entitled to (§5).

Statement: When both firms agreed on principles and both mean them, each feels entitled to less, so
    there is less to be aggrieved about. Paper principles that nobody keeps narrow nothing.
Formula: G = g₃·s₃·min(int_B, int_S), for relational contracts only.
Parameters: g₃ [0, 1], neutral 0; integrity [0, 1], neutral 0.
Limits: G = 0: entitlement is the best that the contract allows. G = 1: nobody is ever aggrieved.
Literature: frydlinger_hart_2019; fehr_hart_zehnder_2011; hart_moore_2008.
"""

from __future__ import annotations

from sim.jit import rule


@rule
def narrowing(
    strength: float, agreed_principles: float, integrity_buyer: float, integrity_supplier: float
) -> float:
    """The share of aggrievement and of bias that agreed and kept principles take away, [0, 1]."""
    return strength * agreed_principles * min(integrity_buyer, integrity_supplier)
