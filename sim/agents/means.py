"""The public means that every firm knows (phase 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.quantities import Outlook
from sim.rules.choice import estimate_next

if TYPE_CHECKING:
    from sim.agents.market import Market


def supplier_slots(market: Market) -> float:
    """All slots that suppliers have."""
    return len(market.suppliers) * market.world.market_capacity


def first_outlook(market: Market) -> Outlook:
    """Public means on the first morning: where the world expects them."""
    world = market.world
    buyers, slots = len(market.buyers), supplier_slots(market)
    margin = 0.5 * (world.surplus_value - world.surplus_cost)
    return Outlook(
        margin, margin, min(1.0, slots / buyers), min(1.0, buyers / slots), 0.5, world.surplus_cost, 0.0
    )


def outlook_next(market: Market) -> Outlook:
    """Public means after the month's deals. They stay where they are in a month without trade."""
    now = market.outlook
    traded = [one for one in market.deals if one.deal.trades > 0.0]
    if not traded:
        return now
    buyers, suppliers, costs, lies = 0.0, 0.0, 0.0, 0.0
    # Not `sum`: from Python 3.12 on it rounds otherwise than one addition after the other.
    for one in traded:
        buyers += one.deal.operating_buyer
        suppliers += one.deal.operating_supplier
        costs += one.supplier.cost
    for one in market.deals:
        lies += one.deal.lies_buyer + one.deal.lies_supplier
    count, active = float(len(traded)), len(market.deals)
    rate, renewal = market.world.choice_public_rate, now.renewal
    if market.terms_ended > 0:
        renewal = estimate_next(renewal, market.terms_renewed / market.terms_ended, rate)
    return Outlook(
        estimate_next(now.value_buyer, buyers / count, rate),
        estimate_next(now.value_supplier, suppliers / count, rate),
        estimate_next(now.fill_buyer, active / len(market.buyers), rate),
        estimate_next(now.fill_supplier, active / supplier_slots(market), rate),
        renewal,
        estimate_next(now.cost, costs / count, rate),
        estimate_next(now.lies, lies / (2.0 * active), rate),
    )
