"""What a firm knows when a function of its strategy's own is asked, and what becomes of the answer.

The answer is a chance. Where the rule rolls a die, the same die decides; else one of the firm's own, so that
firms whose functions say what their rules say have the same luck as those that follow their rules.
"""

from __future__ import annotations

from sim.jit import rule
from sim.quantities import Asked, Bond, Deeds, Scene, Side, Stake, Terms, Told, World
from sim.rules.adaptation import reset_outlay
from sim.rules.claims import inflates
from sim.rules.monitoring import monitors
from sim.rules.news import tells
from sim.rules.trust import trust


@rule
def told_to_buyer(
    scene: Scene, stake: Stake, terms: Terms, bond: Bond, opened: bool, month: float, cash: float,
    world: World,
) -> Told:  # fmt: skip
    """What the buyer knows of a relationship."""
    return known_to(
        0.0, bond.buyer, terms.prior_buyer, scene.outside_buyer, stake.buyer, scene, terms, bond, opened,
        month, cash, world,
    )  # fmt: skip


@rule
def told_to_supplier(
    scene: Scene, stake: Stake, terms: Terms, bond: Bond, opened: bool, month: float, cash: float,
    world: World,
) -> Told:  # fmt: skip
    """What the supplier knows of a relationship."""
    return known_to(
        1.0, bond.supplier, terms.prior_supplier, scene.outside_supplier, stake.supplier, scene, terms, bond,
        opened, month, cash, world,
    )  # fmt: skip


@rule
def known_to(
    role: float, side: Side, prior: float, outside: float, gain: float, scene: Scene, terms: Terms,
    bond: Bond, opened: bool, month: float, cash: float, world: World,
) -> Told:  # fmt: skip
    """What one of the two knows: of itself what is its own, of all else what both know."""
    return Told(
        role, month, cash, side.kept, side.seen, trust(prior, world.trust_strength, side.good, side.bad),
        side.grievance, side.ledger, side.estimate, outside, bond.age, bond.left, terms.form, bond.price,
        terms.value, terms.cost, bond.misfit, reset_outlay(world.adaptation_outlay, bond.misfit), gain,
        scene.haggling, 1.0 if opened else 0.0,
    )  # fmt: skip


@rule
def chance_answered(answer: float) -> float:
    """A firm's own answer as a chance: what is less than 0, or no number, is 0, what is more than 1 is 1."""
    if not answer >= 0.0:
        return 0.0
    return min(answer, 1.0)


@rule
def buyer_does(
    asked: int, chance: float, deeds: Deeds, consents: float, orders: float, sues: float, leaves: float,
    world: World,
) -> bool:  # fmt: skip
    """Whether the buyer does what its own function gives this chance; the four are dice of its own."""
    if asked == Asked.TELL:
        return tells(world.news_private, 1.0 - chance, deeds.buyer_silent)
    if asked == Asked.MONITOR:
        return monitors(1.0 - chance, deeds.buyer_monitors)
    if asked == Asked.CONSENT:
        return consents < chance
    if asked == Asked.ORDER:
        return orders < chance
    if asked == Asked.SUE:
        return sues < chance
    return leaves < chance


@rule
def supplier_does(
    asked: int, chance: float, deeds: Deeds, consents: float, sues: float, leaves: float, world: World
) -> bool:
    """Whether the supplier does what its own function gives this chance; the three are dice of its own."""
    if asked == Asked.TELL:
        return tells(world.news_private, 1.0 - chance, deeds.supplier_silent)
    if asked == Asked.MONITOR:
        return monitors(1.0 - chance, deeds.supplier_monitors)
    if asked == Asked.INFLATE:
        return inflates(chance, deeds.inflated)
    if asked == Asked.CONSENT:
        return consents < chance
    if asked == Asked.SUE:
        return sues < chance
    return leaves < chance
