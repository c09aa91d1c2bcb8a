"""Phases 11 and 12: what both sides remember of the month (composition of E8, E10, E13, E14)."""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import Aftermath, Bond, Deal, Promises, Scene, Settlement, Side, World
from sim.rules.choice import estimate_next
from sim.rules.decisions import harm_to_buyer, harm_to_supplier
from sim.rules.remedies import cleared_grievance
from sim.rules.risk import ledger_next
from sim.rules.trust import count_next, shading_as_bad


@rule
def side_after(
    side: Side,
    grievance: float,
    given: float,
    payoff: float,
    good: float,
    bad: float,
    held: float,
    kept: float,
    partner_seen: float,
    partner_kept: float,
    world: World,
) -> Side:
    """One firm's side of the relationship after a month."""
    return Side(
        grievance,
        ledger_next(side.ledger, world.risk_fading, given),
        estimate_next(side.estimate, payoff, world.choice_estimate_rate),
        count_next(side.good, world.trust_forgetting, world.trust_good_weight, good),
        count_next(side.bad, world.trust_forgetting, world.trust_bad_weight, bad),
        kept if held > 0.0 else side.kept,
        partner_kept if partner_seen > 0.0 else side.seen,
    )


@rule
def bond_after(
    scene: Scene,
    bond: Bond,
    settlement: Settlement,
    promises: Promises,
    after: Aftermath,
    deal: Deal,
    reviewed: bool,
    world: World,
) -> Bond:
    """The bond at the end of the month, before anybody decides to leave."""
    claim = settlement.work.claim
    news = settlement.news
    trade = settlement.exchange
    given = trade.trades * trade.risk
    good_buyer = promises.seen_supplier * promises.kept_supplier + claim.found_true
    bad_buyer = (
        promises.seen_supplier * (1.0 - promises.kept_supplier)
        + claim.found_false
        + news.found_supplier
        + shading_as_bad(after.shading_supplier, harm_to_buyer(world))
    )
    good_supplier = promises.seen_buyer * promises.kept_buyer
    bad_supplier = (
        promises.seen_buyer * (1.0 - promises.kept_buyer)
        + news.found_buyer
        + shading_as_bad(after.shading_buyer, harm_to_supplier(world))
    )
    grievance_buyer = after.grievance_buyer
    grievance_supplier = after.grievance_supplier
    if reviewed:
        clearing = world.process_clearing
        grievance_buyer = cleared_grievance(grievance_buyer, clearing, scene.supplier.equity)
        grievance_supplier = cleared_grievance(grievance_supplier, clearing, scene.buyer.equity)
    return Bond(
        bond.age + 1.0,
        bond.left - 1.0,
        bond.since,
        settlement.price,
        settlement.cost_then,
        settlement.work.misfit,
        bond.log_cost,
        side_after(
            bond.buyer, grievance_buyer, given, deal.operating_buyer, good_buyer, bad_buyer,
            promises.held, promises.kept_buyer, promises.seen_supplier, promises.kept_supplier,
            world,
        ),
        side_after(
            bond.supplier, grievance_supplier, -given, deal.operating_supplier, good_supplier,
            bad_supplier, promises.held, promises.kept_supplier, promises.seen_buyer,
            promises.kept_buyer, world,
        ),
    )  # fmt: skip
