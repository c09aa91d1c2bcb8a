"""Two firms at a table: they sign, sign again, or do not (E1, E3, E4, E12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.agents.relationship import Relationship
from sim.draws import Purpose
from sim.quantities import Experience, Signing
from sim.rules.contracts import common_form, is_staggered
from sim.rules.offers import with_bad_observation
from sim.rules.signing import renewed, signed
from sim.rules.surplus import compatibility, project_value

if TYPE_CHECKING:
    from sim.agents.market import Market


def value_of_project(market: Market, buyer: Any) -> float:
    """What this month's project is worth to a buyer that signs."""
    draw, _, _, _ = market.four(market.month, buyer.slot, 0, Purpose.VALUE)
    return project_value(buyer.base_value, market.world.surplus_value_spread, draw)


def negotiation(
    market: Market,
    buyer: Any,
    supplier: Any,
    known: Experience,
    known_back: Experience,
    free_suppliers: float,
    free_buyers: float,
) -> Signing:
    """Two firms that found each other sit down."""
    one, other = buyer.posture, supplier.posture
    fit, _, _, _ = market.four(0, buyer.slot, supplier.slot, Purpose.FIT)
    _, _, screen_buyer, screen_supplier = market.four(
        market.month, buyer.slot, supplier.slot, Purpose.MEETING
    )
    first_term, _, _, _ = market.four(market.month, buyer.slot, 0, Purpose.FIRST_TERM)
    founders = buyer.generation == 0 and supplier.generation == 0
    return signed(
        one, other, common_form(one, other), value_of_project(market, buyer), supplier.own_cost,
        market.log_cost, compatibility(market.world.choice_fit_low, fit), free_suppliers,
        free_buyers, known, known_back, buyer.would_switch_to(supplier), market.outlook,
        market.world, screen_buyer, screen_supplier,
        is_staggered(market.world.contract_staggered, founders, market.month), first_term,
    )  # fmt: skip


def renewal(market: Market, held: Relationship, free_suppliers: float, free_buyers: float) -> Signing:
    """Partners whose term is over sit down again."""
    return renewed(
        held.buyer.posture, held.supplier.posture, held.terms, held.bond,
        value_of_project(market, held.buyer), free_suppliers, free_buyers, market.outlook,
        market.world,
    )  # fmt: skip


def conclude_renewal(market: Market, buyer: Any) -> None:
    """Old partners go on, or part if they sat down again and did not agree."""
    held, outcome = buyer.relationship, buyer.signing
    held.opened = False
    if outcome is None:
        return
    if outcome.agreed > 0.0:
        held.renew(outcome.terms, outcome.bond, outcome.lumps)
        market.terms_renewed += 1
    else:
        market.part(held, market.month)


def conclude_signing(market: Market, buyer: Any, supplier: Any) -> None:
    """Two firms that found each other are partners now, or what they spent is lost."""
    outcome = buyer.signing
    lumps = outcome.lumps
    if outcome.agreed > 0.0:
        made = Relationship(buyer, supplier, outcome.terms, outcome.bond, lumps)
        buyer.relationship, buyer.last_partner = made, supplier
        supplier.relationships.append(made)
        return
    market.books.failed_signing(buyer, supplier, lumps)
    buyer.income -= lumps.process_buyer + lumps.contracting_buyer
    supplier.income -= lumps.process_supplier
    if outcome.aborted > 0.0:
        known, known_back = buyer.known
        buyer.memory.keep(supplier, with_bad_observation(known, market.world), market.month)
        supplier.memory.keep(buyer, with_bad_observation(known_back, market.world), market.month)
