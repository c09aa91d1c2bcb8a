"""How firms rank each other when they look for partners (composition of E4, E12, E13, E14)."""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import RELATIONAL, Approach, Bond, Experience, Outlook, Strategy, Terms, World
from sim.rules.choice import (
    incumbent,
    offer_score,
    spread,
    stranger_to_buyer,
    stranger_to_supplier,
)
from sim.rules.guard import acting
from sim.rules.opening import price_autonomy
from sim.rules.price import power, supplier_weight
from sim.rules.process import taken, working
from sim.rules.signing import cost_of_steps, term_of
from sim.rules.trust import count_after_absence, prior_by_reputation, trust


@rule
def remembered(prior: float, good: float, bad: float, months: float, world: World) -> Experience:
    """What a firm knows of a former partner after so many months apart."""
    return Experience(
        prior,
        count_after_absence(good, world.trust_forgetting, months),
        count_after_absence(bad, world.trust_forgetting, months),
    )


@rule
def unknown(heard: bool, reputation: float, world: World) -> Experience:
    """What a firm knows of a stranger; `heard`: others have dealt with it."""
    prior = world.trust_prior
    if heard:
        prior = prior_by_reputation(prior, world.trust_word_of_mouth, reputation)
    return Experience(prior, 0.0, 0.0)


@rule
def with_bad_observation(known: Experience, world: World) -> Experience:
    """What a firm knows of another after a foundation failed on it."""
    return Experience(known.prior, known.good, known.bad + world.trust_bad_weight)


@rule
def trust_in(known: Experience, world: World) -> float:
    """Trust in a possible partner, [0, 1]."""
    return trust(known.prior, world.trust_strength, known.good, known.bad)


@rule
def approach(buyer: Strategy, supplier: Strategy, form: float, world: World) -> Approach:
    """What it would take two strategies that meet to sign under a form.

    It is the same whichever firms play them, so a world works it out once for every two strategies.
    """
    steps = working(taken(buyer, supplier, form == RELATIONAL), buyer, supplier)
    term = term_of(form, steps, world)
    shared = 0.5 * world.contract_signing
    process = 0.5 * cost_of_steps(steps, world)
    lumps = world.choice_search + shared + process
    return Approach(
        form,
        spread(lumps, buyer.patience, term),
        spread(lumps + world.choice_switching, buyer.patience, term),
        spread(shared + process, supplier.patience, term),
    )


@rule
def stranger_score_of_supplier(
    buyer: Strategy,
    supplier: Strategy,
    form: float,
    base_cost: float,
    known: Experience,
    known_by_supplier: Experience,
    free_suppliers: float,
    free_buyers: float,
    switches: bool,
    outlook: Outlook,
    world: World,
) -> float:
    """How a buyer ranks a supplier that it is not in a relationship with."""
    return approached_supplier_score(
        approach(buyer, supplier, form, world), buyer, supplier, base_cost, known, known_by_supplier,
        free_suppliers, free_buyers, switches, outlook, world,
    )  # fmt: skip


@rule
def approached_supplier_score(
    approach: Approach,
    buyer: Strategy,
    supplier: Strategy,
    base_cost: float,
    known: Experience,
    known_by_supplier: Experience,
    free_suppliers: float,
    free_buyers: float,
    switches: bool,
    outlook: Outlook,
    world: World,
) -> float:
    """`stranger_score_of_supplier`, for whoever has the two strategies' `Approach`."""
    trusted = trust_in(known, world)
    one = acting(buyer, supplier, trusted)
    other = acting(supplier, buyer, trust_in(known_by_supplier, world))
    weight = supplier_weight(
        power(world.bargaining_power, world.bargaining_tightness, free_suppliers, free_buyers),
        price_autonomy(one, approach.form, world.bargaining_split),
        price_autonomy(other, approach.form, world.bargaining_split),
    )
    offer = stranger_to_buyer(
        outlook.value_buyer, weight, outlook.cost, base_cost,
        approach.joining_anew if switches else approach.joining_buyer,
    )  # fmt: skip
    return offer_score(offer, trusted, buyer.payoff_weight)


@rule
def stranger_score_of_buyer(
    buyer: Strategy, supplier: Strategy, form: float, known: Experience, outlook: Outlook, world: World
) -> float:
    """How a supplier ranks a buyer that it is not in a relationship with."""
    return approached_buyer_score(approach(buyer, supplier, form, world), supplier, known, outlook, world)


@rule
def approached_buyer_score(
    approach: Approach, supplier: Strategy, known: Experience, outlook: Outlook, world: World
) -> float:
    """`stranger_score_of_buyer`, for whoever has the two strategies' `Approach`."""
    offer = stranger_to_supplier(outlook.value_supplier, approach.joining_supplier)
    return offer_score(offer, trust_in(known, world), supplier.payoff_weight)


@rule
def incumbent_score_of_supplier(
    buyer: Strategy, supplier: Strategy, terms: Terms, bond: Bond, world: World
) -> float:
    """How a buyer ranks the supplier that it is in an open relationship with."""
    side = bond.buyer
    trusted = trust(terms.prior_buyer, world.trust_strength, side.good, side.bad)
    own = acting(buyer, supplier, trusted)
    offer = incumbent(side.estimate, own.loyalty, world.choice_loyalty_worth)
    return offer_score(offer, trusted, buyer.payoff_weight)


@rule
def incumbent_score_of_buyer(
    buyer: Strategy, supplier: Strategy, terms: Terms, bond: Bond, world: World
) -> float:
    """How a supplier ranks the buyer that it is in an open relationship with."""
    side = bond.supplier
    trusted = trust(terms.prior_supplier, world.trust_strength, side.good, side.bad)
    own = acting(supplier, buyer, trusted)
    offer = incumbent(side.estimate, own.loyalty, world.choice_loyalty_worth)
    return offer_score(offer, trusted, supplier.payoff_weight)
