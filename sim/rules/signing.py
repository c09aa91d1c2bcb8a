"""Signing: the five steps, the contract, the price (composition of E1, E3, E4, E12, E14)."""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import (
    RELATIONAL,
    Bond,
    Experience,
    Lumps,
    Outlook,
    Scene,
    Side,
    Signing,
    Steps,
    Strategy,
    Terms,
    World,
)
from sim.rules.adaptation import reset_outlay
from sim.rules.choice import discounted_months
from sim.rules.contracts import months_left, price_band, term_length
from sim.rules.opening import opening
from sim.rules.price import power
from sim.rules.process import deceives, solidifies, steps_cost, taken, turned_away, working
from sim.rules.specification import negotiated_price


@rule
def cost_of_steps(steps: Steps, world: World) -> float:
    """What a set of steps costs both together in this world."""
    return steps_cost(
        steps, world.process_foundation_cost, world.process_vision_cost,
        world.process_principles_cost, world.process_mechanisms_cost,
        world.process_governance_cost, world.process_cost_scale,
    )  # fmt: skip


@rule
def term_of(form: float, steps: Steps, world: World) -> float:
    """Months of a term under a form and the steps that work."""
    return term_length(
        form, world.contract_term, world.contract_spot_term,
        steps.mechanisms * world.process_commitment,
    )  # fmt: skip


@rule
def fresh_side(known: Experience) -> Side:
    """A firm's side of a relationship that begins: it remembers its partner, nothing else."""
    return Side(0.0, 0.0, 0.0, known.good, known.bad, -1.0, 1.0)


@rule
def at_price(bond: Bond, price: float, cost: float, left: float, scene: Scene, value: float) -> Bond:
    """A new bond at its price: each side starts from what price, value and cost promise."""
    one = bond.buyer
    other = bond.supplier
    return Bond(
        0.0, left, 0.0, price, cost, 0.0, bond.log_cost,
        Side(one.grievance, one.ledger, value - price, one.good, one.bad, one.kept, one.seen),
        Side(
            other.grievance, other.ledger, price - cost, other.good, other.bad, other.kept,
            other.seen,
        ),
    )  # fmt: skip


@rule
def foundation_fails(
    steps: Steps,
    buyer: Strategy,
    supplier: Strategy,
    world: World,
    screen_buyer: float,
    screen_supplier: float,
) -> bool:
    """Whether the foundation of trust turns one of the two away; the last two are uniform draws."""
    return steps.foundation > 0.0 and (
        turned_away(deceives(buyer), world.process_screening, world.process_false_alarm, screen_buyer)
        or turned_away(
            deceives(supplier), world.process_screening, world.process_false_alarm, screen_supplier
        )
    )


@rule
def signed(
    buyer: Strategy,
    supplier: Strategy,
    form: float,
    value: float,
    cost: float,
    log_cost: float,
    fit: float,
    free_suppliers: float,
    free_buyers: float,
    known_buyer: Experience,
    known_supplier: Experience,
    switches: bool,
    outlook: Outlook,
    world: World,
    screen_buyer: float,
    screen_supplier: float,
    staggered: bool,
    first_term: float,
) -> Signing:
    """Two firms that are not in a relationship sit down to sign.

    `switches`: the buyer's last partner was another, so that it bears the cost of switching. `staggered`:
    their first term is drawn, by `first_term`.
    """
    paid_steps = taken(buyer, supplier, form == RELATIONAL)
    steps = working(paid_steps, buyer, supplier)
    term = term_of(form, steps, world)
    failed = foundation_fails(steps, buyer, supplier, world, screen_buyer, screen_supplier)
    if failed:
        paid_steps = Steps(paid_steps.foundation, 0.0, 0.0, 0.0, 0.0)
    mends = (
        not failed
        and steps.foundation > 0.0
        and solidifies(
            fit, world.process_fit_minimum, world.investment_gain,
            discounted_months(world.choice_patience, term),
            world.process_cost_scale * world.process_solidifying,
        )
    )  # fmt: skip
    process = cost_of_steps(paid_steps, world)
    if mends:
        process = process + world.process_cost_scale * world.process_solidifying
        fit = world.process_fit_minimum
    terms = Terms(
        form, price_band(form, world.contract_band), term,
        power(world.bargaining_power, world.bargaining_tightness, free_suppliers, free_buyers),
        value, cost, fit, steps, paid_steps.governance, cost_of_steps(steps, world),
        known_buyer.prior, known_supplier.prior,
    )  # fmt: skip
    left = months_left(term, staggered, first_term)
    blank = Bond(
        0.0, left, 0.0, 0.0, 0.0, 0.0, log_cost, fresh_side(known_buyer),
        fresh_side(known_supplier),
    )  # fmt: skip
    scene = opening(buyer, supplier, terms, blank, outlook, world)
    agreement, price = negotiated_price(scene, terms, value, world)
    signs = agreement and not failed
    fee = 0.5 * world.contract_signing if signs else 0.0
    switching = world.choice_switching if signs and switches else 0.0
    contracting = world.choice_search + switching + fee
    lumps = Lumps(0.5 * process, 0.5 * process, contracting, fee, 0.0, 0.0)
    return Signing(
        1.0 if signs else 0.0,
        1.0 if failed else 0.0,
        terms,
        at_price(blank, price, scene.cost, left, scene, value),
        lumps,
    )


@rule
def renewed(
    buyer: Strategy,
    supplier: Strategy,
    terms: Terms,
    bond: Bond,
    value: float,
    free_suppliers: float,
    free_buyers: float,
    outlook: Outlook,
    world: World,
) -> Signing:
    """Partners whose term has ended sign again: re-specified, at a new price."""
    fresh = Terms(
        terms.form, terms.band, terms.term,
        power(world.bargaining_power, world.bargaining_tightness, free_suppliers, free_buyers),
        value, terms.cost, terms.fit, terms.steps, terms.governed, terms.steps_cost,
        terms.prior_buyer, terms.prior_supplier,
    )  # fmt: skip
    scene = opening(buyer, supplier, fresh, bond, outlook, world)
    agreement, price = negotiated_price(scene, fresh, value, world)
    outlay = reset_outlay(world.adaptation_outlay, bond.misfit) if agreement else 0.0
    fee = 0.5 * world.contract_signing if agreement else 0.0
    again = Bond(
        bond.age, fresh.term, bond.since, price, scene.cost, 0.0, bond.log_cost, bond.buyer,
        bond.supplier,
    )  # fmt: skip
    return Signing(
        1.0 if agreement else 0.0,
        0.0,
        fresh,
        again,
        Lumps(0.0, 0.0, fee, fee, 0.5 * outlay, 0.5 * outlay),
    )
