"""A supplier: its costs, the buyers it serves, and what it decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.agents.firm import Firm
from sim.agents.offers import Candidate, Offer, by_rank
from sim.chances import ACCEPTS
from sim.draws import Four, Purpose
from sim.quantities import Asked, Told
from sim.rules.decisions import (
    supplier_consents,
    supplier_inflates,
    supplier_keeps,
    supplier_leaves,
    supplier_monitors,
    supplier_sues,
    supplier_tells,
)
from sim.rules.offers import incumbent_score_of_buyer, stranger_score_of_buyer
from sim.rules.surplus import base_cost, private_cost
from sim.rules.told import supplier_does, told_to_supplier

if TYPE_CHECKING:
    from sim.agents.relationship import Moment, Relationship


class Supplier(Firm):
    """A firm that delivers. Override a decision in a subclass to see what it does:

        class Breaker(sim.Supplier):
            def keeps(self, moment):
                return False

    and play it with `Market(supplier_class=Breaker)`.
    """

    role = 1

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        world = self.model.world
        low, high, _, _ = self.model.four(self.generation, self.slot, 0, Purpose.COST)
        recorded = self.model.recorded(self, "base")
        drawn = base_cost(world.surplus_cost, world.surplus_cost_sd, low)
        self.cost = drawn if recorded is None else recorded
        """Its base cost a month, which everybody knows."""
        self.own_cost = private_cost(self.cost, world.surplus_cost_spread, high)
        """Its private cost a month, before shocks."""
        self.relationships: list[Relationship] = []
        self.free = 0
        """Slots that are free this month, those under open relationships among them."""
        self.seekers_near = 0
        self.proposals: list[Candidate] = []

    @property
    def partnerships(self) -> list[Relationship]:
        """Its running relationships."""
        return self.relationships

    @property
    def is_free(self) -> bool:
        """Whether it could take on a partner this month."""
        return self.alive and self.free > 0

    def count_free_slots(self) -> None:
        """How many partners it could take on this month."""
        open_ones = sum(1 for one in self.relationships if one.opened)
        self.proposals = []
        self.free = int(self.model.world.market_capacity) - len(self.relationships) + open_ones

    def holds(self, buyer: Firm) -> bool:
        """Whether a buyer's proposal is among those that it holds."""
        return any(one.buyer is buyer for one in self.proposals)

    def hold_best(self) -> None:
        """Of all who propose to it, hold the best that it has room for and turn the others away."""
        if len(self.proposals) > self.free:
            self.proposals.sort(key=by_rank)
            del self.proposals[self.free :]

    # What it decides. Each default is its strategy's own function, if it has one, or the rule; `moment` is
    # what it has before it.

    def told(self, moment: Moment) -> Told:
        """What it knows of the relationship."""
        return told_to_supplier(
            moment.scene, moment.stake, moment.terms, moment.bond, moment.opened, float(self.model.month),
            self.cash, moment.world,
        )  # fmt: skip

    def does(self, asked: Asked, chance: float, moment: Moment, dice: Four) -> bool:
        """Whether it does what its own function gives this chance."""
        consents, _, sues, leaves = dice
        return supplier_does(asked, chance, moment.deeds, consents, sues, leaves, moment.world)

    def rank_of(self, offer: Offer) -> float:
        """How it ranks a buyer, stranger or incumbent; nan: it would not have it."""
        one, own = offer.partner.posture, self.posture
        if offer.relationship is not None:
            held = offer.relationship
            rank = incumbent_score_of_buyer(one, own, held.terms, held.bond, offer.world)
        else:
            rank = stranger_score_of_buyer(one, own, offer.form, offer.known, offer.outlook, offer.world)
        return self.likes(ACCEPTS, offer, rank)

    def consents(self, moment: Moment) -> bool:
        """Whether it agrees to a reset of the work at the monthly review."""
        by_rule = supplier_consents(moment.scene, moment.bond, moment.stake, moment.world)
        return self.decides(Asked.CONSENT, moment, by_rule)

    def monitors(self, moment: Moment) -> bool:
        """Whether it watches its buyer this month."""
        return self.decides(Asked.MONITOR, moment, supplier_monitors(moment.scene, moment.deeds))

    def tells(self, moment: Moment) -> bool:
        """Whether it tells what only it knows of the change in the work, should there be anything."""
        return self.decides(Asked.TELL, moment, supplier_tells(moment.scene, moment.world, moment.deeds))

    def inflates(self, moment: Moment) -> bool:
        """Whether it inflates a claim, should it make one this month."""
        return self.decides(Asked.INFLATE, moment, supplier_inflates(moment.scene, moment.deeds))

    def keeps(self, moment: Moment) -> bool:
        """Whether it keeps this month's promise: full effort."""
        return supplier_keeps(
            self.meant(moment), moment.scene, moment.terms, moment.bond, moment.outlook.renewal,
            moment.world, moment.deeds,
        )  # fmt: skip

    def sues(self, moment: Moment) -> bool:
        """Whether it goes to law over a broken promise, should it see one this month."""
        return self.decides(Asked.SUE, moment, supplier_sues(moment.scene, moment.world))

    def leaves(self, moment: Moment) -> bool:
        """Whether it ends the relationship, seeing the month's outcome."""
        by_rule = supplier_leaves(moment.scene, moment.terms, moment.bond, moment.opened, moment.world)
        return self.decides(Asked.LEAVE, moment, by_rule)
