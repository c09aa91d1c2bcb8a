"""Equity, reciprocity and specific investment (E5).

Statement: A supplier that invests for one buyer fears to be held up; reward by contribution, or a
    buyer that carries part of the outlay, cures it. It is a bet: the share is paid by a buyer that keeps
    its promise, so the supplier invests as far as it trusts.
Formula: outlay ½k², of which the buyer carries ς = ½rec_B; the supplier's share of the gain a_eff·k is
    β' = (1 − equ_B)β_S + equ_B(1 − ς); k = a_eff β'(1 − ϖ(1 − τ_S))/(1 − ς);
    a_eff = a·fit·(1 − μ(1 − s₂)); a buyer that breaks its promise keeps ϖβ'a_eff k.
Parameters: a money, neutral 0; reciprocity, equity [0, 1]; μ [0, 1], neutral 0; fit [0, 1]; ϖ [0, 1],
    neutral 0.
Limits: ϖ = 0, equity = reciprocity = 0: k = βa, the hold-up (75 % efficient at β = ½); either at 1: k = a
    at β = ½. ϖ = 1: k in proportion to trust; joint value is largest at τ = 1 as long as β' ≤ 1 − ς, that is
    β ≤ 1 − ς or equity 1. A strong supplier whose buyer carries much of the outlay invests too much.
Literature: grout_1984; hart_moore_1988; klein_crawford_alchian_1978; halac_2012.
"""

from __future__ import annotations

from sim.jit import rule


@rule
def effective_gain(gain: float, fit: float, misdirected: float) -> float:
    """What a unit of investment yields here; `misdirected` is μ without a shared vision, else 0."""
    return gain * fit * (1.0 - misdirected)


@rule
def outlay_share(reciprocity_buyer: float) -> float:
    """The part of the supplier's outlay that the buyer carries, [0, ½]."""
    return 0.5 * reciprocity_buyer


@rule
def reward_share(equity_buyer: float, weight: float, carried: float) -> float:
    """The supplier's share of the gain: by power, or by what it contributed."""
    return (1.0 - equity_buyer) * weight + equity_buyer * (1.0 - carried)


@rule
def hope(bet: float, trust: float) -> float:
    """The part of its share that the supplier counts on."""
    return 1.0 - bet * (1.0 - trust)


@rule
def specific_investment(gain: float, reward: float, hoped: float, carried: float) -> float:
    """What the supplier invests this month."""
    return gain * reward * hoped / (1.0 - carried)


@rule
def supplier_share(gain: float, investment: float, reward: float) -> float:
    """The supplier's share of what its investment yields, which the buyer owes it."""
    return reward * gain * investment


@rule
def supplier_gain(gain: float, investment: float, reward: float, carried: float) -> float:
    """What investment leaves the supplier this month, its part of the outlay taken off."""
    return reward * gain * investment - (1.0 - carried) * 0.5 * investment * investment


@rule
def buyer_gain(gain: float, investment: float, reward: float, carried: float) -> float:
    """What investment leaves the buyer this month, its part of the outlay taken off."""
    return (1.0 - reward) * gain * investment - carried * 0.5 * investment * investment
