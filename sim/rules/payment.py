"""Autonomy and payment (E11).

Statement: A strong buyer pays late, which costs the supplier more than it gives the buyer; agreed
    mechanisms end it.
Formula: lag = (lag₀ + lag_max·max(Π, 0)(1 − aut_B))(1 − s₄); the supplier loses i_S·lag·p, the buyer gains
    i_B·lag·p.
Parameters: lag₀, lag_max months, neutral 0; i_S, i_B a month, neutral equal; autonomy [0, 1].
Limits: i_S = i_B: delay is a mere transfer. Autonomy 1: the usual lag only.
Literature: nyden_vitasek_frydlinger_2013.
"""

from __future__ import annotations

from sim.jit import rule


@rule
def payment_lag(
    usual: float, by_power: float, power: float, autonomy_buyer: float, mechanisms: float
) -> float:
    """Months between delivery and payment."""
    return (usual + by_power * max(power, 0.0) * (1.0 - autonomy_buyer)) * (1.0 - mechanisms)


@rule
def delay_interest(rate: float, lag: float, price: float) -> float:
    """What the lag is worth at a firm's rate; money."""
    return rate * lag * price
