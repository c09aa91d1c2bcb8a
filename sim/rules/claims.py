"""Honesty in claims, and haggling (E7, E8).

Statement: A change has to be paid for. Inflated claims and each side's flattering view of what is fair
    make the change dearer than the work; a lie that is found is paid by nobody and fought over by both.
    Haggling is no function of trust.
Formula: y_i = (1 − hon_i)(1 − ψ s₁)(1 − t s₄); D = 2b₀(1 − G) + ι(y_B + y_S); H = H₀(1 − r₄s₄) + H₁D;
    a claim is truth·(1 + ι) with probability y, truth otherwise; found, its excess is void and a dispute
    of H₁ι is split. The buyer pays the claim, or half of it where the two agreed on the change at a review.
Parameters: H₀, H₁ money, neutral 0; ι, b₀ [0, 1], neutral 0; r₄, ψ, t [0, 1], neutral 0; `dispute` [0, 1],
    neutral 0.
Limits: honesty 1 and b₀ = 0: H₀ alone is left. H₀ = H₁ = 0: changes cost no more than their outlay.
Literature: bajari_houghton_tadelis_2014; abeler_nosenzo_raymond_2019; hart_moore_2008.
"""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import Claim
from sim.rules.reports import candour


@rule
def lie_chance(honesty: float, open_book: float, tactics_barred: float) -> float:
    """The chance that a firm inflates what it claims."""
    return 1.0 - candour(honesty, open_book, tactics_barred)


@rule
def disputed_share(
    bias: float, narrowing: float, inflation: float, lying_buyer: float, lying_supplier: float
) -> float:
    """D, the share of a change that the two sides see differently."""
    return 2.0 * bias * (1.0 - narrowing) + inflation * (lying_buyer + lying_supplier)


@rule
def haggling_cost(fixed: float, saved: float, slope: float, disputed: float) -> float:
    """H, what a contested change costs both together; `saved` is r₄ where mechanisms are agreed."""
    return fixed * (1.0 - saved) + slope * disputed


@rule
def inflates(lying: float, draw: float) -> bool:
    """Whether the claimant inflates its claim this time."""
    return draw < lying


@rule
def claimed(outlay: float, inflation: float, inflated: bool) -> float:
    """The claim for an outlay; money."""
    return outlay * (1.0 + inflation) if inflated else outlay


@rule
def settled_claim(
    outlay: float, inflation: float, inflated: bool, checked: bool, found: bool, share: float, dispute: float
) -> Claim:
    """What is paid for an outlay of which the buyer carries a share, and what the two learn and lose over it.

    `checked`: the buyer monitors, and would learn that the claim is true. No outlay, no claim.
    """
    if outlay <= 0.0:
        return Claim(0.0, 0.0, 0.0, 0.0)
    false = inflated and inflation > 0.0
    caught = false and found
    return Claim(
        share * (outlay if caught else claimed(outlay, inflation, false)),
        dispute if caught else 0.0,
        1.0 if checked and not false else 0.0,
        1.0 if caught else 0.0,
    )
