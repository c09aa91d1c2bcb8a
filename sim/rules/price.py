"""Autonomy and the price (E4, E6).

Statement: What two firms report to gain is split by power; who respects the other's autonomy
    abstains from power, its own outside option included.
Formula: d_i = (1 − aut_i) ω max(0, Û_out,i); β_S = ½ − ½Π(1 − aut_strong);
    they agree iff bid − ask ≥ d_B + d_S, at p = ask + d_S + β_S(bid − ask − d_B − d_S).
    Month by month: v − (1 − β_S)(v − C), clipped to [p − w, p + w].
    Π = clip(Π₀ + κ(n_B − n_S)/(n_B + n_S), −1, 1).
Parameters: Π [−1, 1], neutral 0; κ [0, 2], neutral 0; ω [0, 1], neutral 0; autonomy [0, 1], neutral 1;
    w money, neutral 0.
Limits: autonomy 1 of both or Π = 0 and ω = 0: half each. w = 0: the price never moves in a term.
Literature: nash_1950; hart_moore_2008; frydlinger_hart_vitasek_2019.
"""

from __future__ import annotations

from sim.jit import rule


@rule
def power(base: float, tightness: float, free_suppliers: float, free_buyers: float) -> float:
    """The buyer's power, [-1, 1]: from the numbers of others that each side could turn to."""
    others = free_suppliers + free_buyers
    scarcity = (free_suppliers - free_buyers) / others if others > 0.0 else 0.0
    return max(-1.0, min(1.0, base + tightness * scarcity))


@rule
def supplier_weight(power: float, autonomy_buyer: float, autonomy_supplier: float) -> float:
    """The supplier's bargaining weight, [0, 1]: the strong side's autonomy blunts its power."""
    abstained = 0.0
    if power > 0.0:
        abstained = autonomy_buyer
    if power < 0.0:
        abstained = autonomy_supplier
    return 0.5 - 0.5 * power * (1.0 - abstained)


@rule
def disagreement_point(autonomy: float, outside_weight: float, outside: float) -> float:
    """What a firm insists on getting because it could go elsewhere; money a month."""
    return (1.0 - autonomy) * outside_weight * max(0.0, outside)


@rule
def agreed(bid: float, ask: float, point_buyer: float, point_supplier: float) -> bool:
    """Whether the reports leave room for a price."""
    return bid - ask >= point_buyer + point_supplier


@rule
def signing_price(bid: float, ask: float, point_buyer: float, point_supplier: float, weight: float) -> float:
    """The agreed price: Nash's split of what is reported, by weight."""
    return ask + point_supplier + weight * (bid - ask - point_buyer - point_supplier)


@rule
def nash_price(value: float, cost: float, weight: float) -> float:
    """The price that power alone would set this month, value and cost being known."""
    return value - (1.0 - weight) * (value - cost)


@rule
def clipped(price: float, agreed_price: float, band: float) -> float:
    """The price within the contract's interval that is nearest to `price`."""
    return max(agreed_price - band, min(agreed_price + band, price))
