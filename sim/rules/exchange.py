"""The month's price and the decision to trade (E2, E4, E6, E10).

Statement: The month trades if some price that the contract allows leaves neither side worse off than
    idleness; the price is the one that power would set, moved as little as the contract and that need.
Formula: feasible prices [max(p − w, C − R − n_S), min(p + w, v − M − R + n_B)], n what planned investment
    leaves each; R worked out at the clipped Nash price; trade iff not empty.
Parameters: none of its own.
Limits: w = 0: the agreed price or no trade. w large: trade whenever the month pays.
Literature: hart_moore_2008; nash_1950.
"""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import Bond, Exchange, Scene, Terms, World
from sim.rules.price import clipped, nash_price
from sim.rules.risk import misfortune, risk_shared


@rule
def exchange(
    scene: Scene, terms: Terms, bond: Bond, price: float, cost_then: float, loss: float, world: World
) -> Exchange:
    """This month's trade at a given agreed price, the cost it was agreed at and a misfit loss."""
    wanted = clipped(nash_price(terms.value, scene.cost, scene.weight), price, terms.band)
    risk = risk_shared(
        misfortune(scene.cost, cost_then, wanted, price),
        scene.buyer.reciprocity,
        scene.supplier.reciprocity,
        bond.buyer.ledger,
        bond.supplier.ledger,
        world.risk_ledger_max,
    )
    low = max(price - terms.band, scene.cost - risk - scene.gain_supplier)
    high = min(price + terms.band, terms.value - loss - risk + scene.gain_buyer)
    if low > high:
        return Exchange(0.0, price, price, price, 0.0)
    return Exchange(1.0, max(low, min(high, wanted)), low, high, risk)


@rule
def exchange_of_buyer(exchange: Exchange, scene: Scene, value: float, loss: float) -> float:
    """What the month's trade gives the buyer, promises and conflict apart; money."""
    if exchange.trades <= 0.0:
        return 0.0
    return value - loss - exchange.price - exchange.risk + scene.gain_buyer


@rule
def exchange_of_supplier(exchange: Exchange, scene: Scene) -> float:
    """What the month's trade gives the supplier, promises and conflict apart; money."""
    if exchange.trades <= 0.0:
        return 0.0
    return exchange.price - scene.cost + exchange.risk + scene.gain_supplier
