"""How far the two look ahead (composition of E9 and E13).

Nothing in a `Horizon` changes while a contract runs, so it is worked out when the two sign, not every month.
"""

from __future__ import annotations

from sim.arithmetic import whole_power
from sim.jit import rule
from sim.quantities import Horizon, Strategy, Terms, World
from sim.rules.choice import spread


@rule
def monthly_weight(strategy: Strategy, world: World) -> float:
    """What next month weighs against this one: patience, and the chance that fate does not part the two."""
    return strategy.patience * (1.0 - world.market_separation)


@rule
def horizon_of(buyer: Strategy, supplier: Strategy, terms: Terms, world: World) -> Horizon:
    """What the terms mean to each firm for as long as they and both strategies stand."""
    lumps = world.choice_switching + world.choice_search + 0.5 * terms.steps_cost
    return Horizon(
        whole_power(monthly_weight(buyer, world), terms.term),
        whole_power(monthly_weight(supplier, world), terms.term),
        spread(lumps, buyer.patience, terms.term),
        spread(0.5 * terms.steps_cost, supplier.patience, terms.term),
    )
