"""The month opens: where the two firms stand (composition of E2–E8, E12–E14 and the guard)."""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import RELATIONAL, Acting, Bond, Horizon, Outlook, Scene, Strategy, Terms, World
from sim.rules.choice import outside_option
from sim.rules.claims import disputed_share, haggling_cost, lie_chance
from sim.rules.guard import acting
from sim.rules.horizon import horizon_of
from sim.rules.investment import (
    buyer_gain,
    effective_gain,
    hope,
    outlay_share,
    reward_share,
    specific_investment,
    supplier_gain,
    supplier_share,
)
from sim.rules.narrowing import narrowing
from sim.rules.norm import honesty_in_force
from sim.rules.price import supplier_weight
from sim.rules.promises import detection
from sim.rules.surplus import unit_cost
from sim.rules.trust import trust


@rule
def price_autonomy(acting: Acting, form: float, split: float) -> float:
    """The autonomy that counts in the price: none where a relational pair splits only its gain."""
    return 0.0 if split > 0.0 and form == RELATIONAL else acting.autonomy


@rule
def norm_kept(acting: Acting, outlook: Outlook, world: World) -> Acting:
    """The same principles, with the honesty that is left among the lies that are found."""
    return Acting(
        acting.reciprocity, acting.autonomy,
        honesty_in_force(acting.honesty, world.news_norm, outlook.lies),
        acting.equity, acting.loyalty, acting.integrity,
    )  # fmt: skip


@rule
def outside_of_buyer(horizon: Horizon, outlook: Outlook, world: World) -> float:
    """What the buyer expects outside, a month."""
    if world.choice_outside_fixed > 0.0:
        return world.choice_outside_buyer
    return outside_option(outlook.fill_buyer, outlook.value_buyer, horizon.parting_buyer)


@rule
def outside_of_supplier(horizon: Horizon, outlook: Outlook, world: World) -> float:
    """What the supplier expects outside, a month."""
    if world.choice_outside_fixed > 0.0:
        return world.choice_outside_supplier
    return outside_option(outlook.fill_supplier, outlook.value_supplier, horizon.parting_supplier)


@rule
def opening(
    buyer: Strategy, supplier: Strategy, terms: Terms, bond: Bond, outlook: Outlook, world: World
) -> Scene:
    """What is settled before anybody decides: principles in force, prices of conflict, prospects."""
    return opening_within(
        horizon_of(buyer, supplier, terms, world), buyer, supplier, terms, bond, outlook, world
    )


@rule
def opening_within(
    horizon: Horizon,
    buyer: Strategy,
    supplier: Strategy,
    terms: Terms,
    bond: Bond,
    outlook: Outlook,
    world: World,
) -> Scene:
    """`opening`, for whoever worked out the horizon when the two signed."""
    steps = terms.steps
    trust_buyer = trust(terms.prior_buyer, world.trust_strength, bond.buyer.good, bond.buyer.bad)
    trust_supplier = trust(terms.prior_supplier, world.trust_strength, bond.supplier.good, bond.supplier.bad)
    one = norm_kept(acting(buyer, supplier, trust_buyer), outlook, world)
    other = norm_kept(acting(supplier, buyer, trust_supplier), outlook, world)
    weight = supplier_weight(
        terms.power,
        price_autonomy(one, terms.form, world.bargaining_split),
        price_autonomy(other, terms.form, world.bargaining_split),
    )
    carried = outlay_share(one.reciprocity)
    reward = reward_share(one.equity, supplier_weight(terms.power, one.autonomy, other.autonomy), carried)
    gain = effective_gain(world.investment_gain, terms.fit, world.process_misdirection * (1.0 - steps.vision))
    invested = specific_investment(gain, reward, hope(world.investment_bet, trust_supplier), carried)
    open_book = world.process_open_book * steps.foundation
    barred = world.process_tactics_barred * steps.mechanisms
    narrowed = narrowing(
        world.process_narrowing if terms.form == RELATIONAL else 0.0,
        steps.principles, one.integrity, other.integrity,
    )  # fmt: skip
    lying_buyer = lie_chance(one.honesty, open_book, barred)
    lying_supplier = lie_chance(other.honesty, open_book, barred)
    disputed = disputed_share(
        world.adaptation_bias, narrowed, world.adaptation_inflation, lying_buyer, lying_supplier
    )
    return Scene(
        one,
        other,
        trust_buyer,
        trust_supplier,
        unit_cost(terms.cost, bond.log_cost),
        weight,
        gain,
        buyer_gain(gain, invested, reward, carried),
        supplier_gain(gain, invested, reward, carried),
        invested,
        world.investment_bet * supplier_share(gain, invested, reward),
        narrowed,
        lying_buyer,
        lying_supplier,
        haggling_cost(
            world.adaptation_haggling,
            world.process_haggling_cut * steps.mechanisms,
            world.adaptation_haggling_slope,
            disputed,
        ),
        detection(world.promises_detection, world.process_detection, steps.foundation),
        outside_of_buyer(horizon, outlook, world),
        outside_of_supplier(horizon, outlook, world),
        horizon.after_term_buyer,
        horizon.after_term_supplier,
    )
