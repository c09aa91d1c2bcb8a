"""Phases 3 and 4: the work is specified, the price found, or set anew (composition of E4, E6–E8)."""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import (
    FLEXIBLE,
    RELATIONAL,
    Bond,
    Claim,
    Deeds,
    Scene,
    Settlement,
    Stake,
    Terms,
    Work,
    World,
)
from sim.rules.adaptation import reset_outlay
from sim.rules.audit import audit_cost, inflation_found, settled_claim
from sim.rules.exchange import exchange, exchange_of_buyer, exchange_of_supplier
from sim.rules.opening import price_autonomy
from sim.rules.price import agreed, disagreement_point, signing_price
from sim.rules.reports import ask, bid, candour, support_high, support_low
from sim.rules.surplus import misfit_loss


@rule
def loss_of(misfit: float, world: World) -> float:
    """The month's misfit loss in this world."""
    return misfit_loss(misfit, world.surplus_misfit_weight, world.surplus_misfit_cap)


@rule
def stake_of_reset(scene: Scene, terms: Terms, bond: Bond, world: World) -> Stake:
    """What a reset would change this month for each side, its outlay apart."""
    loss = loss_of(bond.misfit, world)
    now = exchange(scene, terms, bond, bond.price, bond.cost_then, loss, world)
    then = exchange(scene, terms, bond, bond.price, bond.cost_then, 0.0, world)
    return Stake(
        exchange_of_buyer(then, scene, terms.value, 0.0) - exchange_of_buyer(now, scene, terms.value, loss),
        exchange_of_supplier(then, scene) - exchange_of_supplier(now, scene),
        1.0 if then.trades > 0.0 and now.trades <= 0.0 else 0.0,
    )


@rule
def adapts_by_consent(terms: Terms, bond: Bond) -> bool:
    """Whether a reset is put to both sides this month: relational, with governance, and misfit."""
    return terms.form == RELATIONAL and terms.steps.governance > 0.0 and bond.misfit != 0.0


@rule
def claim_for(
    outlay: float, terms: Terms, world: World, deeds: Deeds, inflated: bool, audited: bool
) -> Claim:
    """The supplier's claim for an outlay as it is settled between the two."""
    found = inflation_found(audited, world.audit_found, world.promises_detection, deeds.found)
    return settled_claim(
        outlay,
        world.adaptation_inflation,
        inflated,
        audited,
        found,
        audit_cost(world.audit_cost, world.process_open_book * terms.steps.foundation),
        world.adaptation_dispute * world.adaptation_haggling_slope * world.adaptation_inflation,
    )


@rule
def specified(
    scene: Scene,
    terms: Terms,
    bond: Bond,
    world: World,
    deeds: Deeds,
    consented: bool,
    ordered: bool,
    inflated: bool,
    audited: bool,
) -> Work:
    """The month's work after what the two decided about it."""
    nothing = Claim(0.0, 0.0, 0.0, 0.0, 0.0)
    outlay = reset_outlay(world.adaptation_outlay, bond.misfit)
    if consented:
        return Work(0.0, 0.0, 1.0, 0.0, outlay, 0.5 * outlay, 0.0, nothing)
    if not ordered:
        return Work(bond.misfit, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, nothing)
    if terms.form == FLEXIBLE and terms.power > 0.0:
        return Work(0.0, 0.0, 1.0, 0.0, outlay, 0.0, outlay, nothing)
    claim = claim_for(outlay, terms, world, deeds, inflated, audited)
    if terms.form == FLEXIBLE:
        return Work(0.0, 0.0, 1.0, claim.dispute, outlay, 0.0, 0.0, claim)
    return Work(0.0, 1.0, 1.0, scene.haggling + claim.dispute, outlay, 0.0, 0.0, claim)


@rule
def negotiated_price(scene: Scene, terms: Terms, value: float, world: World) -> tuple[bool, float]:
    """Whether the two agree on a price at today's value and cost, and which."""
    open_book = world.process_open_book * terms.steps.foundation
    barred = world.process_tactics_barred * terms.steps.mechanisms
    low = support_low(world.surplus_cost, world.surplus_cost_spread, world.surplus_cost_sd)
    high = support_high(world.surplus_value, world.surplus_value_spread)
    offered = bid(value, candour(scene.buyer.honesty, open_book, barred), low, high)
    asked = ask(scene.cost, candour(scene.supplier.honesty, open_book, barred), low, high)
    split = world.bargaining_split
    point_buyer = disagreement_point(
        price_autonomy(scene.buyer, terms.form, split),
        world.bargaining_outside_weight,
        scene.outside_buyer,
    )
    point_supplier = disagreement_point(
        price_autonomy(scene.supplier, terms.form, split),
        world.bargaining_outside_weight,
        scene.outside_supplier,
    )
    if world.bargaining_price_fixed > 0.0:
        return True, world.bargaining_price
    return (
        agreed(offered, asked, point_buyer, point_supplier),
        signing_price(offered, asked, point_buyer, point_supplier, scene.weight),
    )


@rule
def settled(
    scene: Scene,
    terms: Terms,
    bond: Bond,
    work: Work,
    world: World,
    deeds: Deeds,
    inflated: bool,
    audited: bool,
) -> Settlement:
    """The month's trade; where no price serves and it is worth the haggling, after renegotiation."""
    loss = loss_of(work.misfit, world)
    trade = exchange(scene, terms, bond, bond.price, bond.cost_then, loss, world)
    worthwhile = terms.value - loss - scene.cost >= scene.haggling
    if trade.trades > 0.0 or world.adaptation_renegotiation <= 0.0 or not worthwhile:
        return Settlement(work, trade, bond.price, bond.cost_then, 0.0)
    outlay = reset_outlay(world.adaptation_outlay, work.misfit)
    if loss > outlay:
        claim = claim_for(outlay, terms, world, deeds, inflated, audited)
        haggled = work.haggling + scene.haggling + claim.dispute
        work = Work(0.0, work.ordered, 1.0, haggled, outlay, 0.0, 0.0, claim)
        loss = 0.0
    else:
        work = Work(
            work.misfit, work.ordered, work.reset, work.haggling + scene.haggling, work.outlay,
            work.shared, work.uncompensated, work.claim,
        )  # fmt: skip
    agreement, price = negotiated_price(scene, terms, terms.value - loss, world)
    if not agreement:
        return Settlement(work, trade, bond.price, bond.cost_then, 1.0)
    trade = exchange(scene, terms, bond, price, scene.cost, loss, world)
    return Settlement(work, trade, price, scene.cost, 1.0)
