"""Phases 3 and 4: the work is specified, the price found, or set anew (composition of E4, E6–E8)."""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import (
    FLEXIBLE,
    RELATIONAL,
    Bond,
    Claim,
    Deeds,
    News,
    Scene,
    Settlement,
    Stake,
    Terms,
    Watch,
    Work,
    World,
)
from sim.rules.adaptation import orders_agreed_change, reset_outlay
from sim.rules.claims import settled_claim
from sim.rules.exchange import exchange, exchange_of_buyer, exchange_of_supplier
from sim.rules.monitoring import monitoring_cost, seeing
from sim.rules.news import knows_alone, silence_found
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
def watched(scene: Scene, terms: Terms, world: World, buyer: bool, supplier: bool) -> Watch:
    """Who monitors whom this month, and what each of the two sees of the other."""
    return Watch(
        1.0 if buyer else 0.0,
        1.0 if supplier else 0.0,
        monitoring_cost(world.monitoring_cost, world.process_open_book * terms.steps.foundation),
        seeing(scene.detection, world.monitoring_seen, buyer),
        seeing(scene.detection, world.monitoring_seen, supplier),
    )


@rule
def news_of(
    bond: Bond, world: World, deeds: Deeds, watch: Watch, buyer_tells: bool, supplier_tells: bool
) -> News:
    """Whether there is something to adapt to this month, and whether both sides know of it in time."""
    outlay = reset_outlay(world.adaptation_outlay, bond.misfit)
    material = orders_agreed_change(bond.misfit, world.surplus_misfit_weight, outlay)
    buyer = material and knows_alone(world.news_private, deeds.buyer_silent) and not buyer_tells
    supplier = material and knows_alone(world.news_private, deeds.supplier_silent) and not supplier_tells
    buyer_found = silence_found(buyer, watch.seeing_supplier, deeds.buyer_silence_found)
    supplier_found = silence_found(supplier, watch.seeing_buyer, deeds.supplier_silence_found)
    silenced = (buyer and not buyer_found) or (supplier and not supplier_found)
    return News(
        1.0 if material else 0.0,
        1.0 if silenced else 0.0,
        1.0 if buyer_found else 0.0,
        1.0 if supplier_found else 0.0,
    )


@rule
def claim_for(outlay: float, share: float, world: World, deeds: Deeds, watch: Watch, inflated: bool) -> Claim:
    """The supplier's claim for an outlay of which the buyer carries a share, as the two settle it."""
    return settled_claim(
        outlay,
        world.adaptation_inflation,
        inflated,
        watch.buyer > 0.0,
        deeds.found < watch.seeing_buyer,
        share,
        world.adaptation_dispute * world.adaptation_haggling_slope * world.adaptation_inflation,
    )


@rule
def shared_claim(outlay: float, world: World, deeds: Deeds, watch: Watch, inflated: bool) -> Claim:
    """At the review, half of the supplier's claim; that it is true teaches nobody anything."""
    claim = claim_for(outlay, 0.5, world, deeds, watch, inflated)
    return Claim(claim.paid, claim.dispute, 0.0, claim.found_false)


@rule
def specified(
    scene: Scene,
    terms: Terms,
    bond: Bond,
    world: World,
    deeds: Deeds,
    watch: Watch,
    consented: bool,
    ordered: bool,
    inflated: bool,
) -> Work:
    """The month's work after what the two decided about it."""
    nothing = Claim(0.0, 0.0, 0.0, 0.0)
    outlay = reset_outlay(world.adaptation_outlay, bond.misfit)
    if consented:
        claim = shared_claim(outlay, world, deeds, watch, inflated)
        return Work(0.0, 0.0, 1.0, claim.dispute, outlay, 0.0, claim)
    if not ordered:
        return Work(bond.misfit, 0.0, 0.0, 0.0, 0.0, 0.0, nothing)
    if terms.form == FLEXIBLE and terms.power > 0.0:
        return Work(0.0, 0.0, 1.0, 0.0, outlay, outlay, nothing)
    claim = claim_for(outlay, 1.0, world, deeds, watch, inflated)
    if terms.form == FLEXIBLE:
        return Work(0.0, 0.0, 1.0, claim.dispute, outlay, 0.0, claim)
    return Work(0.0, 1.0, 1.0, scene.haggling + claim.dispute, outlay, 0.0, claim)


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
    watch: Watch,
    news: News,
    inflated: bool,
) -> Settlement:
    """The month's trade; where no price serves and it is worth the haggling, after renegotiation."""
    loss = loss_of(work.misfit, world)
    trade = exchange(scene, terms, bond, bond.price, bond.cost_then, loss, world)
    worthwhile = terms.value - loss - scene.cost >= scene.haggling
    if trade.trades > 0.0 or world.adaptation_renegotiation <= 0.0 or not worthwhile:
        return Settlement(watch, news, work, trade, bond.price, bond.cost_then, 0.0)
    outlay = reset_outlay(world.adaptation_outlay, work.misfit)
    if loss > outlay and news.silenced <= 0.0:
        claim = claim_for(outlay, 1.0, world, deeds, watch, inflated)
        haggled = work.haggling + scene.haggling + claim.dispute
        work = Work(0.0, work.ordered, 1.0, haggled, outlay, 0.0, claim)
        loss = 0.0
    else:
        work = Work(
            work.misfit, work.ordered, work.reset, work.haggling + scene.haggling, work.outlay,
            work.uncompensated, work.claim,
        )  # fmt: skip
    agreement, price = negotiated_price(scene, terms, terms.value - loss, world)
    if not agreement:
        return Settlement(watch, news, work, trade, bond.price, bond.cost_then, 1.0)
    trade = exchange(scene, terms, bond, price, scene.cost, loss, world)
    return Settlement(watch, news, work, trade, price, scene.cost, 1.0)
