"""Who is free, whom a searching buyer meets, and deferred acceptance (E13).

Preferences are strict, so the outcome is the one buyer-optimal stable matching, whoever proposes first
(Gale & Shapley 1962; Roth & Sotomayor 1990).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.agents.buyer import Buyer
from sim.agents.supplier import Supplier
from sim.draws import Purpose

if TYPE_CHECKING:
    from sim.agents.market import Market


def find_partners(market: Market) -> None:
    """Phase 2: searching buyers look around, propose, and are held or not."""
    market.seekers = sum(1 for one in market.buyers if one.searches)
    if market.seekers > 0 or market.terms_ended > 0:
        count_the_free(market)
    if market.seekers > 0 and market.world.trust_word_of_mouth > 0.0:
        spread_word(market)
    market.each(Buyer, "look_around")
    deferred_acceptance(market)
    market.each(Buyer, "weigh_scarcity")


def strangers_met(market: Market, buyer: Buyer) -> list[Supplier]:
    """The free suppliers that a searching buyer meets this month, its own partner apart."""
    held = buyer.relationship
    incumbent = None if held is None else held.supplier
    if market.graph.complete:
        wanted = market.scenario.network.degree
        if incumbent is not None:
            wanted = market.scenario.choice.candidates
        return strangers_anywhere(market, buyer, incumbent, wanted)
    near = [
        supplier
        for supplier in market.suppliers_near(buyer)
        if supplier.is_free and supplier is not incumbent
    ]
    if incumbent is None:
        return near
    drawn = {one: market.four(market.month, buyer.slot, one.slot, Purpose.MEETING)[0] for one in near}
    return sorted(near, key=drawn.__getitem__)[: market.scenario.choice.candidates]


def strangers_anywhere(
    market: Market, buyer: Buyer, incumbent: Supplier | None, wanted: int
) -> list[Supplier]:
    """Free suppliers drawn at random without replacement (Floyd 1987)."""
    free = market.free_suppliers
    skip = len(free) if incumbent is None else free.index(incumbent)
    pool = len(free) if incumbent is None else len(free) - 1
    count = min(wanted, pool)
    chosen: list[int] = []
    words: tuple[float, ...] = ()
    for index in range(count):
        if index % 4 == 0:
            words = market.four(market.month, buyer.slot, index // 4, Purpose.SEARCH)
        top = pool - count + index
        place = int(words[index % 4] * (top + 1))
        chosen.append(top if place in chosen else place)
    return [free[place + 1 if place >= skip else place] for place in chosen]


def count_the_free(market: Market) -> None:
    """Who has a free slot and who searches, everywhere and near everybody."""
    market.each(Supplier, "count_free_slots")
    market.free_suppliers = [one for one in market.suppliers if one.is_free]
    if market.graph.complete:
        return
    for buyer in market.buyers:
        buyer.free_near = sum(1 for one in market.suppliers_near(buyer) if one.is_free)
    for supplier in market.suppliers:
        supplier.seekers_near = sum(1 for one in market.buyers_near(supplier) if one.searches)


def deferred_acceptance(market: Market) -> None:
    """Buyers propose down their lists, suppliers hold the best they have room for."""
    market.proposals = 0
    before = -1
    while market.proposals > before:
        before = market.proposals
        market.each(Buyer, "propose")
        market.each(Supplier, "hold_best")


def spread_word(market: Market) -> None:
    """Every firm's reputation: running relationships first, then memories, in order of the rater's number."""
    for firm in (*market.buyers, *market.suppliers):
        firm.reputation, firm.raters = 0.0, 0
    for held in market.relationships:
        held.supplier.hears(held.trust_of(held.buyer))
        held.buyer.hears(held.trust_of(held.supplier))
    for firm in (*market.buyers, *market.suppliers):
        firm.speak()
