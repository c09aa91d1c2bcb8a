"""Contracts and change: who may have the work specified anew (E6).

Statement: Rigid contracts put change off until it pays to fight for it; flexible ones let the buyer
    order it; relational ones with governance review it every month, by consent.
Formula: outlay o|x|; b* = (12Hσ_x²/γ)^¼; rigid: |x| ≥ min(b, the |x| that stops trade), if
    ½γx²·min(left, 1/(1 − ρ_x²)) ≥ H or trade would stop; flexible: ½γx² > o|x|;
    consent: ΔU_i + loy_i ΔU_j ≥ 0.
Parameters: o money per unit of misfit, neutral 0; b ≥ 0, neutral ∞; H money; loyalty [0, 1], neutral 0.
Limits: b = ∞: a rigid contract changes only when trade would stop. Loyalty 0: nobody consents to pay for
    what helps only the other. Loyalty 1: all that pays the pair is done.
Literature: bajari_houghton_tadelis_2014; hart_moore_2008; frydlinger_hart_vitasek_2019.
"""

from __future__ import annotations

from sim.arithmetic import sqrt
from sim.jit import rule

NEVER = 1e12
"""A misfit that is never reached: where misfit costs nothing, no change is worth a fight."""


@rule
def reset_outlay(rate: float, misfit: float) -> float:
    """What it costs the supplier to bring the work to what is needed now."""
    return rate * max(misfit, -misfit)


@rule
def change_threshold(given: float, haggling: float, misfit_sd: float, misfit_weight: float) -> float:
    """The misfit at which a rigid pair orders a change: b, or b* where none is given (below 0)."""
    if given >= 0.0:
        return given
    if misfit_weight <= 0.0:
        return NEVER
    return sqrt(sqrt(12.0 * haggling * misfit_sd * misfit_sd / misfit_weight))


@rule
def change_saving(misfit: float, weight: float, left: float, persistence: float) -> float:
    """What a reset saves over the months for which it lasts; money."""
    fading = 1.0 - persistence * persistence
    months = left if fading * left <= 1.0 else 1.0 / fading
    return 0.5 * weight * misfit * misfit * months


@rule
def orders_contested_change(
    misfit: float, threshold: float, saving: float, haggling: float, saving_rule: float, stops: bool
) -> bool:
    """Whether the buyer fights a change order through, under a rigid contract or without consent.

    `stops`: without the change the month would not trade, with it it would.
    """
    due = max(misfit, -misfit) >= threshold and (saving >= haggling or saving_rule <= 0.0)
    return misfit != 0.0 and (due or stops)


@rule
def orders_agreed_change(misfit: float, weight: float, outlay: float) -> bool:
    """Whether the buyer of a flexible contract has the work specified anew."""
    return 0.5 * weight * misfit * misfit > outlay


@rule
def consents(own_gain: float, partner_gain: float, loyalty: float) -> bool:
    """Whether a firm agrees to a reset at the monthly review; gains are this month's, money."""
    return own_gain + loyalty * partner_gain >= 0.0
