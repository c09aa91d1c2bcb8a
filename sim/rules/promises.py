"""Integrity and promises (E9).

Statement: Each month each side can break a discretionary promise to its own gain and the partner's
    greater loss. A calculating firm keeps it when the future of the relationship is worth more, or when
    breaking has a price in itself; a reactive one answers what it saw.
Formula: keep iff T ≤ A·d·max(0, Û − Û_out) + int·κ_I; T = c_q, of the buyer c_q + ϖβ'a_eff k (see
    `investment`); d the chance of being seen that it reckons with (see `monitoring`); A = δq/(1 − δq) for
    relational contracts, else ann(n) + (δq)ⁿ·ren·ann(L)/(1 − ren(δq)^L), ann(n) = δq(1 − (δq)ⁿ)/(1 − δq),
    q = 1 − χ; an intended keep is missed with probability ε₀(1 − int).
Parameters: c_q < v_q money, neutral 0; κ_I money, neutral 0; ε₀ [0, 1], neutral 0; d₀, d₁ [0, 1];
    integrity [0, 1], neutral 0; δ, χ [0, 1].
Limits: δ = 0 and integrity 0: never kept. Known end (ren = 0): broken in the last month.
Literature: baker_gibbons_murphy_2002; levin_2003; macleod_malcomson_1989; axelrod_1984;
    nowak_sigmund_1993.
"""

from __future__ import annotations

from sim.arithmetic import month_power
from sim.jit import rule


@rule
def annuity(discount: float, months: float, discounted: float) -> float:
    """The worth of 1 a month for so many months from next month on.

    `discount` is δq, `discounted` its power of `months`.
    """
    if discount >= 1.0:
        return months
    return discount * (1.0 - discounted) / (1.0 - discount)


@rule
def perpetuity(discount: float) -> float:
    """The worth of 1 a month for ever from next month on."""
    return discount / (1.0 - discount) if discount < 1.0 else 1e12


@rule
def future_weight(
    relational: bool, discount: float, months_after: float, term: float, after_term: float, renewal: float
) -> float:
    """A: how many of today's months the future of this relationship weighs.

    `after_term` is the power of `discount` by the whole `term`, `months_after` what is left of it.
    """
    if relational:
        return perpetuity(discount)
    after_this = month_power(discount, months_after)
    renewed = perpetuity(discount)
    if renewal * after_term < 1.0:
        renewed = renewal * annuity(discount, term, after_term) / (1.0 - renewal * after_term)
    return annuity(discount, months_after, after_this) + after_this * renewed


@rule
def detection(without: float, with_open_book: float, open_book: float) -> float:
    """The chance that a partner's conduct is seen; `open_book` is step 1."""
    return without + (with_open_book - without) * open_book


@rule
def keeps_by_calculation(
    temptation: float,
    weight: float,
    detection: float,
    quasi_rent: float,
    integrity: float,
    integrity_price: float,
) -> bool:
    """Whether a calculating firm means to keep its promise; `quasi_rent` is Û − Û_out."""
    return temptation <= weight * detection * max(0.0, quasi_rent) + integrity * integrity_price


@rule
def reactive_chance(
    kept: float,
    seen: float,
    opening: float,
    after_kept_kept: float,
    after_kept_broken: float,
    after_broken_kept: float,
    after_broken_broken: float,
) -> float:
    """A memory-one rule's chance to keep; `kept` is the firm's own last promise (-1: none yet)."""
    if kept < 0.0:
        return opening
    if kept > 0.0:
        return after_kept_kept if seen > 0.0 else after_kept_broken
    return after_broken_kept if seen > 0.0 else after_broken_broken


@rule
def chance_kept(meant: float, slip: float, integrity: float, flip: float) -> float:
    """The chance that the promise is kept after all: intended keeps are missed now and then."""
    missed = slip * (1.0 - integrity)
    return meant * (1.0 - missed) + (1.0 - meant) * missed * flip


@rule
def promise_payoff(
    own: bool,
    partner: bool,
    kept_kept: float,
    kept_broken: float,
    broken_kept: float,
    broken_broken: float,
) -> float:
    """A firm's payoff from the two promises."""
    if own:
        return kept_kept if partner else kept_broken
    return broken_kept if partner else broken_broken
