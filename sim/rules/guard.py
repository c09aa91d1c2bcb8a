"""The guard: principles are agreed, not given away (§4).

Statement: A guarded firm acts on a principle only as far as its partner professes it, and not at all
    while it does not trust that partner.
Formula: guard = 0: own; else own·0 if τ < guard, min(own, partner's declared) otherwise.
Parameters: guard [0, 1], neutral 0; principles [0, 1], neutral 0.
Limits: guard 0: unconditional, open to exploiters. guard 1: never acts on principle.
Literature: frydlinger_hart_vitasek_2019; nyden_vitasek_frydlinger_2013.
"""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import Acting, Strategy


@rule
def guarded(own: float, declared_by_partner: float, guard: float, trust: float) -> float:
    """The strength in [0, 1] with which a firm acts on one principle towards one partner."""
    if guard <= 0.0:
        return own
    return 0.0 if trust < guard else min(own, declared_by_partner)


@rule
def acting(own: Strategy, partner: Strategy, trust: float) -> Acting:
    """All six principles as the firm acts on them towards this partner this month."""
    guard = own.guard
    return Acting(
        guarded(own.reciprocity, partner.declared_reciprocity, guard, trust),
        guarded(own.autonomy, partner.declared_autonomy, guard, trust),
        guarded(own.honesty, partner.declared_honesty, guard, trust),
        guarded(own.equity, partner.declared_equity, guard, trust),
        guarded(own.loyalty, partner.declared_loyalty, guard, trust),
        guarded(own.integrity, partner.declared_integrity, guard, trust),
    )
