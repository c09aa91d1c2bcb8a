"""Audits (E8).

Statement: Who does not trust checks the claim; a lie that is found is paid by nobody and fought over by
    both.
Formula: audit with probability 1 − τ, at cost m_a(1 − ½ψ s₁); inflation is found with probability d_a
    if audited and d₀ if not; found, the excess is void and costs a dispute H₁ι, split.
Parameters: m_a money, neutral 0; d_a, d₀ [0, 1]; ψ [0, 1]; `dispute` [0, 1], neutral 0.
Limits: τ = 1: claims are paid unread. d_a = 1 and τ = 0: no lie pays.
Literature: williamson_1985; bajari_houghton_tadelis_2014.
"""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import Claim
from sim.rules.claims import claimed


@rule
def audits(trust: float, draw: float) -> bool:
    """Whether the payer checks the claim."""
    return draw >= trust


@rule
def audit_cost(cost: float, open_book: float) -> float:
    """What an audit costs the payer; an open book makes it cheaper."""
    return cost * (1.0 - 0.5 * open_book)


@rule
def inflation_found(audited: bool, found_audited: float, found_unaudited: float, draw: float) -> bool:
    """Whether an inflated claim is found out."""
    return draw < (found_audited if audited else found_unaudited)


@rule
def settled_claim(
    outlay: float,
    inflation: float,
    inflated: bool,
    audited: bool,
    found: bool,
    audit_price: float,
    dispute: float,
) -> Claim:
    """What is paid for an outlay, and what the two learn and lose over it; no outlay, no claim."""
    if outlay <= 0.0:
        return Claim(0.0, 0.0, 0.0, 0.0, 0.0)
    false = inflated and inflation > 0.0
    caught = false and found
    return Claim(
        outlay if caught else claimed(outlay, inflation, false),
        audit_price if audited else 0.0,
        dispute if caught else 0.0,
        1.0 if audited and not false else 0.0,
        1.0 if caught else 0.0,
    )
