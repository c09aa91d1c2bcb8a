"""The month is booked: payoffs, transfers, and where the first best went (§7).

Statement: What a pair could have made is what it made plus what leaked away, to the last cent; prices,
    claims, remedies and shared risk only move money between the two.
Formula: first best = joint payoff + Σ leakages; payoff_B = real_B − T, payoff_S = real_S + T.
Parameters: none of its own.
Limits: no leakage: the pair makes the first best.
Literature: grimm_et_al_2020.
"""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import (
    Aftermath,
    Control,
    Deal,
    Leakages,
    Luck,
    Lumps,
    Promises,
    Scene,
    Settlement,
    Terms,
    World,
)
from sim.rules.specification import loss_of
from sim.rules.surplus import first_best


@rule
def leakages(
    scene: Scene,
    terms: Terms,
    settlement: Settlement,
    promises: Promises,
    after: Aftermath,
    governance: float,
    lumps: Lumps,
    world: World,
) -> Leakages:
    """Where this month's first best went, by kind; money."""
    work = settlement.work
    trades = settlement.exchange.trades
    perfect = world.investment_gain * terms.fit
    possible = terms.value + 0.5 * perfect * perfect - scene.cost
    reachable = 0.5 * scene.gain_rate * scene.gain_rate
    return Leakages(
        max(0.0, possible) - trades * possible,
        trades * loss_of(work.misfit, world),
        work.outlay + lumps.adaptation_buyer + lumps.adaptation_supplier,
        work.haggling,
        trades * (reachable - scene.gain_buyer - scene.gain_supplier),
        trades * (0.5 * perfect * perfect - reachable),
        -promises.payoff_buyer - promises.payoff_supplier,
        after.shading_buyer + after.shading_supplier,
        settlement.watch.cost * (settlement.watch.buyer + settlement.watch.supplier),
        promises.law_buyer + promises.law_supplier,
        after.interest_supplier - after.interest_buyer,
        lumps.process_buyer + lumps.process_supplier,
        governance,
        lumps.contracting_buyer + lumps.contracting_supplier,
    )


@rule
def transferred(settlement: Settlement, promises: Promises) -> float:
    """What the buyer paid the supplier this month, net of what it got back; money."""
    work = settlement.work
    trade = settlement.exchange
    return trade.trades * (trade.price + trade.risk) + work.claim.paid + promises.remedy - promises.withheld


@rule
def operating_of_buyer(
    scene: Scene, terms: Terms, settlement: Settlement, promises: Promises, after: Aftermath, world: World
) -> float:
    """The buyer's payoff from the running relationship; money."""
    work = settlement.work
    made = settlement.exchange.trades * (terms.value - loss_of(work.misfit, world) + scene.gain_buyer)
    return (
        made
        + promises.payoff_buyer
        - after.shading_supplier
        + after.interest_buyer
        - settlement.watch.cost * settlement.watch.buyer
        - 0.5 * work.haggling
        - promises.law_buyer
        - transferred(settlement, promises)
    )


@rule
def operating_of_supplier(
    scene: Scene, settlement: Settlement, promises: Promises, after: Aftermath
) -> float:
    """The supplier's payoff from the running relationship; money."""
    work = settlement.work
    made = settlement.exchange.trades * (scene.gain_supplier - scene.cost)
    return (
        made
        + promises.payoff_supplier
        - after.shading_buyer
        - after.interest_supplier
        - work.outlay
        - settlement.watch.cost * settlement.watch.supplier
        - 0.5 * work.haggling
        - promises.law_supplier
        + transferred(settlement, promises)
    )


@rule
def booked(
    scene: Scene,
    terms: Terms,
    settlement: Settlement,
    promises: Promises,
    after: Aftermath,
    governance: float,
    lumps: Lumps,
    luck: Luck,
    world: World,
) -> Deal:
    """The month's entry in the accounts; how the relationship goes on is not decided yet."""
    buyer = operating_of_buyer(scene, terms, settlement, promises, after, world)
    supplier = operating_of_supplier(scene, settlement, promises, after)
    one_off_buyer = lumps.process_buyer + lumps.contracting_buyer + lumps.adaptation_buyer
    one_off_supplier = lumps.process_supplier + lumps.contracting_supplier + lumps.adaptation_supplier
    work = settlement.work
    news = settlement.news
    return Deal(
        settlement.exchange.trades,
        settlement.exchange.price,
        first_best(terms.value, world.investment_gain, terms.fit, scene.cost),
        buyer,
        supplier,
        buyer - 0.5 * governance - one_off_buyer,
        supplier - 0.5 * governance - one_off_supplier,
        transferred(settlement, promises),
        leakages(scene, terms, settlement, promises, after, governance, lumps, world),
        promises.held,
        promises.kept_buyer,
        promises.kept_supplier,
        work.ordered,
        settlement.renegotiated,
        1.0 if work.haggling > 0.0 else 0.0,
        news.material,
        news.silenced,
        after.shading_buyer,
        after.shading_supplier,
        news.found_buyer,
        news.found_supplier + work.claim.found_false,
        Control(
            settlement.watch.buyer, settlement.watch.supplier, promises.seen_supplier, promises.seen_buyer
        ),
        promises.withheld,
        0.0,
        0.0,
        0.0,
        0.0,
        world.shocks_payoff_noise * luck.noise_buyer,
        world.shocks_payoff_noise * luck.noise_supplier,
    )


@rule
def decided(deal: Deal, opened: bool, ended: bool, leaves_buyer: bool, leaves_supplier: bool) -> Deal:
    """The entry once both sides have decided whether to go on."""
    return Deal(
        deal.trades, deal.price, deal.first_best, deal.operating_buyer, deal.operating_supplier,
        deal.payoff_buyer, deal.payoff_supplier, deal.transfer, deal.leakages, deal.held,
        deal.kept_buyer, deal.kept_supplier, deal.ordered, deal.renegotiated, deal.haggled,
        deal.material, deal.silenced, deal.shading_buyer, deal.shading_supplier, deal.lies_buyer,
        deal.lies_supplier, deal.control, deal.withheld,
        1.0 if opened else 0.0,
        1.0 if ended else 0.0,
        1.0 if leaves_buyer else 0.0,
        1.0 if leaves_supplier else 0.0,
        deal.noise_buyer, deal.noise_supplier,
    )  # fmt: skip
