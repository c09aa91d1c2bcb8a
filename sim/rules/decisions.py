"""What the two firms of a relationship decide in a month, each in a function of its own.

These are the defaults of a Mesa firm's methods, and what the recipe of `month.py` plays. Every one is a
composition of the rules of its principle; none knows a clock or a die but those it is handed.
"""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import BY_RULE, FLEXIBLE, RELATIONAL, Bond, Deeds, Scene, Stake, Strategy, Terms, World
from sim.rules.adaptation import (
    change_saving,
    change_threshold,
    consents,
    orders_agreed_change,
    orders_contested_change,
    reset_outlay,
)
from sim.rules.choice import leaves_for_better, leaves_in_distrust
from sim.rules.claims import inflates
from sim.rules.horizon import monthly_weight
from sim.rules.monitoring import expected_seeing, monitors
from sim.rules.news import tells
from sim.rules.promises import (
    chance_kept,
    future_weight,
    keeps_by_calculation,
    reactive_chance,
)
from sim.rules.remedies import goes_to_law, recovery
from sim.rules.trust import trust


@rule
def answered(answer: float, by_rule: bool) -> bool:
    """What a firm decides: as it is told, or else by its rule."""
    if answer == BY_RULE:
        return by_rule
    return answer > 0.0


@rule
def buyer_consents(scene: Scene, bond: Bond, stake: Stake, world: World) -> bool:
    """Whether the buyer agrees to a reset at the monthly review, its outlay shared evenly."""
    half = 0.5 * reset_outlay(world.adaptation_outlay, bond.misfit)
    return consents(stake.buyer - half, stake.supplier - half, scene.buyer.loyalty)


@rule
def supplier_consents(scene: Scene, bond: Bond, stake: Stake, world: World) -> bool:
    """Whether the supplier agrees to a reset at the monthly review, its outlay shared evenly."""
    half = 0.5 * reset_outlay(world.adaptation_outlay, bond.misfit)
    return consents(stake.supplier - half, stake.buyer - half, scene.supplier.loyalty)


@rule
def buyer_orders(scene: Scene, terms: Terms, bond: Bond, stake: Stake, world: World) -> bool:
    """Whether the buyer has the work specified anew on its own word."""
    if terms.form == FLEXIBLE:
        return orders_agreed_change(
            bond.misfit,
            world.surplus_misfit_weight,
            reset_outlay(world.adaptation_outlay, bond.misfit),
        )
    threshold = change_threshold(
        world.adaptation_threshold,
        scene.haggling,
        world.shocks_misfit_sd,
        world.surplus_misfit_weight,
    )
    saving = change_saving(
        bond.misfit, world.surplus_misfit_weight, bond.left, world.shocks_misfit_persistence
    )
    return orders_contested_change(
        bond.misfit,
        threshold,
        saving,
        scene.haggling,
        world.adaptation_saving_rule,
        stake.stops > 0.0,
    )


@rule
def supplier_inflates(scene: Scene, deeds: Deeds) -> bool:
    """Whether the supplier inflates a claim, should it make one this month."""
    return inflates(scene.lying_supplier, deeds.inflated)


@rule
def buyer_monitors(scene: Scene, deeds: Deeds) -> bool:
    """Whether the buyer watches the supplier this month."""
    return monitors(scene.trust_buyer, deeds.buyer_monitors)


@rule
def supplier_monitors(scene: Scene, deeds: Deeds) -> bool:
    """Whether the supplier watches the buyer this month."""
    return monitors(scene.trust_supplier, deeds.supplier_monitors)


@rule
def buyer_tells(scene: Scene, world: World, deeds: Deeds) -> bool:
    """Whether the buyer tells what only it knows, should there be anything this month."""
    return tells(world.news_private, scene.lying_buyer, deeds.buyer_silent)


@rule
def supplier_tells(scene: Scene, world: World, deeds: Deeds) -> bool:
    """Whether the supplier tells what only it knows, should there be anything this month."""
    return tells(world.news_private, scene.lying_supplier, deeds.supplier_silent)


@rule
def promise_chance(
    strategy: Strategy,
    terms: Terms,
    bond: Bond,
    kept: float,
    seen: float,
    temptation: float,
    detection: float,
    quasi_rent: float,
    integrity: float,
    after_term: float,
    renewal: float,
    world: World,
) -> float:
    """The chance that a firm keeps its promise this month, slips counted."""
    if strategy.reactive > 0.0:
        meant = reactive_chance(
            kept, seen, strategy.opening, strategy.after_kept_kept, strategy.after_kept_broken,
            strategy.after_broken_kept, strategy.after_broken_broken,
        )  # fmt: skip
    else:
        weight = future_weight(
            terms.form == RELATIONAL,
            monthly_weight(strategy, world),
            bond.left - 1.0,
            terms.term,
            after_term,
            world.promises_renewal if world.promises_renewal_fixed > 0.0 else renewal,
        )
        keeps = keeps_by_calculation(
            temptation, weight, detection, quasi_rent, integrity, world.promises_integrity_price
        )
        meant = 1.0 if keeps else 0.0
    return chance_kept(meant, world.promises_slip, integrity, world.promises_flip)


@rule
def buyer_keeps(
    buyer: Strategy, scene: Scene, terms: Terms, bond: Bond, renewal: float, world: World, deeds: Deeds
) -> bool:
    """Whether the buyer keeps this month's promise: prompt forecasts and decisions, the supplier's share."""
    side = bond.buyer
    chance = promise_chance(
        buyer, terms, bond, side.kept, side.seen,
        world.promises_buyer_broken_kept - world.promises_buyer_kept_kept + scene.at_stake,
        expected_seeing(scene.detection, world.monitoring_seen, scene.trust_buyer),
        side.estimate - scene.outside_buyer, scene.buyer.integrity,
        scene.after_term_buyer, renewal, world,
    )  # fmt: skip
    return deeds.buyer_keeps < chance


@rule
def supplier_keeps(
    supplier: Strategy, scene: Scene, terms: Terms, bond: Bond, renewal: float, world: World, deeds: Deeds
) -> bool:
    """Whether the supplier keeps this month's promise: full effort."""
    side = bond.supplier
    chance = promise_chance(
        supplier, terms, bond, side.kept, side.seen,
        world.promises_supplier_broken_kept - world.promises_supplier_kept_kept,
        expected_seeing(scene.detection, world.monitoring_seen, scene.trust_supplier),
        side.estimate - scene.outside_supplier, scene.supplier.integrity,
        scene.after_term_supplier, renewal, world,
    )  # fmt: skip
    return deeds.supplier_keeps < chance


@rule
def harm_to_buyer(world: World) -> float:
    """What the supplier's broken promise costs the buyer; money."""
    return world.promises_buyer_kept_kept - world.promises_buyer_kept_broken


@rule
def harm_to_supplier(world: World) -> float:
    """What the buyer's broken promise costs the supplier; money."""
    return world.promises_supplier_kept_kept - world.promises_supplier_kept_broken


@rule
def buyer_sues(scene: Scene, world: World) -> bool:
    """Whether the buyer goes to law over a broken promise that it saw."""
    award = recovery(scene.supplier.equity, harm_to_buyer(world), world.promises_law_recovery)
    return goes_to_law(award, world.promises_law_cost)


@rule
def supplier_sues(scene: Scene, world: World) -> bool:
    """Whether the supplier goes to law over a broken promise that it saw."""
    award = recovery(scene.buyer.equity, harm_to_supplier(world), world.promises_law_recovery)
    return goes_to_law(award, world.promises_law_cost)


@rule
def buyer_leaves(scene: Scene, terms: Terms, bond: Bond, opened: bool, world: World) -> bool:
    """Whether the buyer ends the relationship, seeing the month's outcome in `bond`."""
    side = bond.buyer
    trusted = trust(terms.prior_buyer, world.trust_strength, side.good, side.bad)
    better = opened and leaves_for_better(
        side.estimate, scene.buyer.loyalty, world.choice_loyalty_worth, scene.outside_buyer
    )
    distrusts = leaves_in_distrust(trusted, world.choice_exit_trust, side.bad)
    return world.choice_exit > 0.0 and (better or distrusts)


@rule
def supplier_leaves(scene: Scene, terms: Terms, bond: Bond, opened: bool, world: World) -> bool:
    """Whether the supplier ends the relationship, seeing the month's outcome in `bond`."""
    side = bond.supplier
    trusted = trust(terms.prior_supplier, world.trust_strength, side.good, side.bad)
    better = opened and leaves_for_better(
        side.estimate, scene.supplier.loyalty, world.choice_loyalty_worth, scene.outside_supplier
    )
    distrusts = leaves_in_distrust(trusted, world.choice_exit_trust, side.bad)
    return world.choice_exit > 0.0 and (better or distrusts)
