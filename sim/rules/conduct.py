"""Phases 6 to 9: promises, what was seen, remedies, grievance, payment (composition of E8, E9, E11)."""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import Aftermath, Bond, Deeds, Promises, Scene, Settlement, Terms, World
from sim.rules.decisions import harm_to_buyer, harm_to_supplier
from sim.rules.payment import delay_interest, payment_lag
from sim.rules.promises import promise_payoff
from sim.rules.remedies import recovery, remedy
from sim.rules.shading import aggrievement, grievance_next, shading


@rule
def promises_played(
    scene: Scene,
    settlement: Settlement,
    world: World,
    deeds: Deeds,
    kept_buyer: bool,
    kept_supplier: bool,
    sues_buyer: bool,
    sues_supplier: bool,
) -> Promises:
    """The month's promises, who saw what, what was made good and what was won at law."""
    if settlement.exchange.trades <= 0.0:
        return Promises(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    seen_buyer = deeds.buyer_seen < settlement.watch.seeing_supplier
    seen_supplier = deeds.supplier_seen < settlement.watch.seeing_buyer
    remedied = 0.0
    law_buyer = 0.0
    law_supplier = 0.0
    if seen_supplier and not kept_supplier:
        harm = harm_to_buyer(world)
        remedied = remedied - remedy(scene.supplier.equity, harm)
        if sues_buyer:
            award = recovery(scene.supplier.equity, harm, world.promises_law_recovery)
            remedied = remedied - award
            law_buyer = world.promises_law_cost
    if seen_buyer and not kept_buyer:
        harm = harm_to_supplier(world)
        remedied = remedied + remedy(scene.buyer.equity, harm)
        if sues_supplier:
            award = recovery(scene.buyer.equity, harm, world.promises_law_recovery)
            remedied = remedied + award
            law_supplier = world.promises_law_cost
    payoff_buyer = promise_payoff(
        kept_buyer, kept_supplier, world.promises_buyer_kept_kept,
        world.promises_buyer_kept_broken, world.promises_buyer_broken_kept,
        world.promises_buyer_broken_broken,
    )  # fmt: skip
    payoff_supplier = promise_payoff(
        kept_supplier, kept_buyer, world.promises_supplier_kept_kept,
        world.promises_supplier_kept_broken, world.promises_supplier_broken_kept,
        world.promises_supplier_broken_broken,
    )  # fmt: skip
    return Promises(
        1.0,
        1.0 if kept_buyer else 0.0,
        1.0 if kept_supplier else 0.0,
        1.0 if seen_buyer else 0.0,
        1.0 if seen_supplier else 0.0,
        payoff_buyer,
        payoff_supplier,
        0.0 if kept_buyer else scene.at_stake,
        remedied,
        law_buyer,
        law_supplier,
    )


@rule
def aftermath(scene: Scene, terms: Terms, bond: Bond, settlement: Settlement, world: World) -> Aftermath:
    """Grievances, shading and late payment after the month's trade."""
    trade = settlement.exchange
    aggrieved_buyer = aggrievement(scene.narrowing, trade.price, trade.low)
    aggrieved_supplier = aggrievement(
        scene.narrowing, trade.high + settlement.work.uncompensated, trade.price
    )
    grievance_buyer = grievance_next(bond.buyer.grievance, world.risk_fading, aggrieved_buyer)
    grievance_supplier = grievance_next(bond.supplier.grievance, world.risk_fading, aggrieved_supplier)
    if trade.trades <= 0.0:
        return Aftermath(grievance_buyer, grievance_supplier, 0.0, 0.0, 0.0, 0.0)
    lag = payment_lag(
        world.payment_lag,
        world.payment_lag_power,
        terms.power,
        scene.buyer.autonomy,
        terms.steps.mechanisms,
    )
    return Aftermath(
        grievance_buyer,
        grievance_supplier,
        shading(world.shading_strength, grievance_buyer, world.shading_cap),
        shading(world.shading_strength, grievance_supplier, world.shading_cap),
        delay_interest(world.payment_interest_buyer, lag, trade.price),
        delay_interest(world.payment_interest_supplier, lag, trade.price),
    )
