"""Honesty in bargaining (E3).

Statement: Who bargains for itself alone understates its value or overstates its cost; honesty, an
    open book and agreed negotiation rules each take part of the strategy out of the report.
Formula: h = 1 − (1 − honesty)(1 − ψ s₁)(1 − t s₄); bid = h v + (1 − h) min(v, σ_B(v)),
    ask = h C + (1 − h) max(C, σ_S(C)); σ_B(v) = ⅔v + ¼lo + hi/12, σ_S(c) = ⅔c + ¼hi + lo/12 on the
    public support lo = c̄ − Δ_c − √3·sd, hi = v̄ + Δ_v.
Parameters: honesty, ψ, t [0, 1], neutral 1 and 0 and 0; values and costs in money.
Limits: h = 1: the truth, all trades that pay are made. h = 0: the linear equilibrium of the double
    auction, which loses the trades that pay least.
Literature: chatterjee_samuelson_1983; myerson_satterthwaite_1983; abeler_nosenzo_raymond_2019.
"""

from __future__ import annotations

from sim.jit import rule
from sim.rules.surplus import ROOT_THREE


@rule
def candour(honesty: float, open_book: float, tactics_barred: float) -> float:
    """How much of a report is truth, [0, 1]; the last two are already multiplied by their steps."""
    return 1.0 - (1.0 - honesty) * (1.0 - open_book) * (1.0 - tactics_barred)


@rule
def support_low(cost: float, cost_spread: float, cost_sd: float) -> float:
    """The least cost that the public holds possible."""
    return cost - cost_spread - ROOT_THREE * cost_sd


@rule
def support_high(value: float, value_spread: float) -> float:
    """The greatest value that the public holds possible."""
    return value + value_spread


@rule
def bid(value: float, candid: float, low: float, high: float) -> float:
    """The value that the buyer reports."""
    shaded = 2.0 / 3.0 * value + 0.25 * low + high / 12.0
    return candid * value + (1.0 - candid) * min(value, shaded)


@rule
def ask(cost: float, candid: float, low: float, high: float) -> float:
    """The cost that the supplier reports."""
    padded = 2.0 / 3.0 * cost + 0.25 * high + low / 12.0
    return candid * cost + (1.0 - candid) * max(cost, padded)
