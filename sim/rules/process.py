"""The five steps: what they cost (E12).

Statement: A relationship-first pair sets its relationship up: foundation of trust, shared vision,
    guiding principles, mechanisms, governance. It costs money at once and, for governance, for ever.
Formula: ΣF_m at signing, split evenly; g a month and a review each half-year; a pair below fit_min
    solidifies its foundation if F_fit < ½a²(fit_min² − fit²)·(1 − δ^L)/(1 − δ); a strategy that declares more
    than it acts by over ½ is turned away with probability a_s, a sound one with a_f.
Parameters: F₁…F₅, g, review money, neutral 0; a_s, a_f [0, 1], neutral 0; fit_min [0, 1], neutral 0.
Limits: all costs 0: the process is free. a_s = 1: no pretender gets in. a_f > 0: sound ones suffer too.
Literature: nyden_vitasek_frydlinger_2013; frydlinger_hart_vitasek_2019.
"""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import Steps, Strategy

DECEPTION = 0.5


@rule
def taken(buyer: Strategy, supplier: Strategy, relational: bool) -> Steps:
    """The steps that both strategies will take, for a relational contract; 0 or 1 each."""
    if not relational:
        return Steps(0.0, 0.0, 0.0, 0.0, 0.0)
    return Steps(
        min(buyer.foundation, supplier.foundation),
        min(buyer.vision, supplier.vision),
        min(buyer.principles, supplier.principles),
        min(buyer.mechanisms, supplier.mechanisms),
        min(buyer.governance, supplier.governance),
    )


@rule
def working(steps: Steps, buyer: Strategy, supplier: Strategy) -> Steps:
    """The steps that have effect: none of a placebo's."""
    live = 1.0 - max(buyer.placebo, supplier.placebo)
    return Steps(
        steps.foundation * live,
        steps.vision * live,
        steps.principles * live,
        steps.mechanisms * live,
        steps.governance * live,
    )


@rule
def steps_cost(
    steps: Steps,
    foundation: float,
    vision: float,
    principles: float,
    mechanisms: float,
    governance: float,
    scale: float,
) -> float:
    """What the steps taken cost both together at signing; money."""
    return scale * (
        steps.foundation * foundation
        + steps.vision * vision
        + steps.principles * principles
        + steps.mechanisms * mechanisms
        + steps.governance * governance
    )


@rule
def deceives(strategy: Strategy) -> bool:
    """Whether a strategy declares more than it acts, by over one half in any principle."""
    return (
        strategy.declared_reciprocity - strategy.reciprocity > DECEPTION
        or strategy.declared_autonomy - strategy.autonomy > DECEPTION
        or strategy.declared_honesty - strategy.honesty > DECEPTION
        or strategy.declared_equity - strategy.equity > DECEPTION
        or strategy.declared_loyalty - strategy.loyalty > DECEPTION
        or strategy.declared_integrity - strategy.integrity > DECEPTION
    )


@rule
def turned_away(deceiving: bool, screening: float, false_alarm: float, draw: float) -> bool:
    """Whether the foundation of trust fails on this firm."""
    return draw < (screening if deceiving else false_alarm)


@rule
def solidifies(fit: float, fit_minimum: float, gain: float, months: float, cost: float) -> bool:
    """Whether a poorly matched pair mends its foundation; `months` is the discounted term."""
    worth = 0.5 * gain * gain * (fit_minimum * fit_minimum - fit * fit) * months
    return fit < fit_minimum and cost < worth


@rule
def reviews(governance: float, every: float, since: float) -> bool:
    """Whether a strategic review falls in this month; `since` counts months since the last one."""
    return governance > 0.0 and since >= every


@rule
def governance_cost(governed: float, monthly: float, review: float, reviewed: bool, scale: float) -> float:
    """What governance costs both together this month."""
    return governed * scale * (monthly + (review if reviewed else 0.0))
