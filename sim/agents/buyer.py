"""A buyer: how it finds a supplier, deals with it, and what it decides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.agents.firm import Firm
from sim.agents.offers import (
    Candidate,
    Offer,
    by_score,
    incumbent_offer,
    stranger_offers,
)
from sim.agents.tables import negotiation, renewal
from sim.chances import PROPOSES
from sim.draws import Four, Purpose, deeds, luck
from sim.quantities import Asked, Experience, Luck, Signing, Terms, Told
from sim.rules.decisions import (
    buyer_consents,
    buyer_keeps,
    buyer_leaves,
    buyer_monitors,
    buyer_orders,
    buyer_sues,
    buyer_tells,
)
from sim.rules.month import shocked
from sim.rules.offers import incumbent_score_of_supplier, stranger_score_of_supplier
from sim.rules.shocks import parted_by_chance
from sim.rules.surplus import private_cost, project_value
from sim.rules.told import buyer_does, told_to_buyer

if TYPE_CHECKING:
    from sim.agents.relationship import Dealt, Moment, Relationship
    from sim.agents.supplier import Supplier


class Buyer(Firm):
    """A firm that buys, in one slot. Override a decision in a subclass to see what it does:

        class Trusting(sim.Buyer):
            def monitors(self, moment):
                return False

    and play it with `Market(buyer_class=Trusting)`.
    """

    role = 0

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        recorded = self.model.recorded(self, "base")
        self.base_value = self.model.world.surplus_value if recorded is None else recorded
        """What a project is worth to it on average, money a month."""
        self.relationship: Relationship | None = None
        self.last_partner: Supplier | None = None
        self.free_near = 0
        self.parted_by_fate = False
        self.list: list[Candidate] = []
        self.proposed = 0
        self.match: Supplier | None = None
        self.scarcity = (0.0, 0.0)
        self.known: tuple[Experience, Experience] | None = None
        """What it and the firm it sat down with knew of each other."""
        self.signing: Signing | None = None
        self.dealt: Dealt | None = None
        self._luck: tuple[int, Luck] | None = None

    @property
    def partnerships(self) -> list[Relationship]:
        """Its running relationship, if it has one."""
        return [] if self.relationship is None else [self.relationship]

    @property
    def luck(self) -> Luck:
        """What nature deals to its slot this month."""
        market = self.model
        if self._luck is None or self._luck[0] != market.month:
            dealt = luck(market.draw_seed, market.replicate, market.month, self.slot)
            self._luck = (market.month, dealt)
        return self._luck[1]

    # Phases 1 and 2: nature, and the search for a partner

    def meet_nature(self) -> None:
        """Nature moves its relationship, and may part the two."""
        self.parted_by_fate = False
        if self.relationship is not None:
            world = self.model.world
            self.relationship.bond = shocked(
                self.relationship.bond, self.model.market_shock, self.luck, world
            )
            self.parted_by_fate = parted_by_chance(world.market_separation, self.luck.separation)

    @property
    def searches(self) -> bool:
        """Whether it looks for a partner: it has none, or an open relationship."""
        return self.alive and (self.relationship is None or self.relationship.opened)

    def would_switch_to(self, supplier: Supplier) -> bool:
        """Whether signing with this supplier would be a switch."""
        return self.last_partner is not None and self.last_partner is not supplier

    def look_around(self) -> None:
        """Score those it meets this month, and list them, the best first."""
        self.list, self.proposed, self.match = [], 0, None
        if not self.searches:
            return
        held = self.relationship
        if held is not None:
            market = self.model
            self._enter(
                held.supplier,
                incumbent_offer(market, held.supplier, held),
                incumbent_offer(market, self, held),
            )
        for supplier in self.model.strangers_met(self):
            offers = stranger_offers(self.model, self, supplier)
            if offers is not None:
                self._enter(supplier, *offers)
        self.list.sort(key=by_score)
        self.list = self.proposes(self.list)

    def _enter(self, supplier: Supplier, offer: Offer, offer_back: Offer) -> None:
        market = self.model
        _, tie, _, _ = market.four(market.month, self.slot, supplier.slot, Purpose.MEETING)
        score, rank = self.score_of(offer), supplier.rank_of(offer_back)
        if not (math.isnan(score) or math.isnan(rank)):
            self.list.append(Candidate(self, supplier, score, rank, tie))

    def propose(self) -> None:
        """Unless it is held, propose to the best on its list that has not turned it away yet."""
        if self.match is not None and self.match.holds(self):
            return
        self.match = None
        if self.proposed < len(self.list):
            candidate = self.list[self.proposed]
            self.proposed += 1
            self.match = candidate.supplier
            candidate.supplier.proposals.append(candidate)
            self.model.proposals += 1

    def weigh_scarcity(self) -> None:
        """Count whom else it and its partner to be could turn to."""
        held = self.relationship
        partner = self.match
        if partner is None and held is not None and held.ended:
            partner = held.supplier
        if partner is not None:
            free_suppliers, free_buyers = self.model.others_free(self, partner)
            self.scarcity = (free_suppliers, free_buyers)

    def sit_down(self) -> None:
        """Negotiate with a new partner, or anew with the old one."""
        self.signing = None
        held = self.relationship
        if held is not None and held.ended:
            self.signing = renewal(self.model, held, *self.scarcity)
        elif held is None and self.match is not None:
            self.known = (self.experience_of(self.match), self.match.experience_of(self))
            self.signing = negotiation(self.model, self, self.match, *self.known, *self.scarcity)

    # Phases 3 to 13: the month of its relationship

    def terms_this_month(self, relationship: Relationship) -> Terms:
        """The terms as they hold this month; value and cost are redrawn where that switch is set."""
        market, terms = self.model, relationship.terms
        world, supplier = market.world, relationship.supplier
        if world.surplus_redrawn <= 0.0:
            return terms
        value, _, _, _ = market.four(market.month, self.slot, 0, Purpose.VALUE)
        cost, _, _, _ = market.four(market.month, supplier.slot, 0, Purpose.MONTHLY_COST)
        return terms._replace(
            value=project_value(self.base_value, world.surplus_value_spread, value),
            cost=private_cost(supplier.cost, world.surplus_cost_spread, cost),
        )

    def deal(self) -> None:
        """Play the month of its relationship."""
        self.dealt = None
        if self.relationship is not None:
            market = self.model
            dice = deeds(market.draw_seed, market.replicate, market.month, self.slot)
            self.dealt = self.relationship.month(
                self.terms_this_month(self.relationship), market.outlook, self.luck, dice
            )

    def leave_market(self) -> None:
        """It is bankrupt, and has no plans any more."""
        super().leave_market()
        self.match = self.signing = self.dealt = None

    # What it decides. Each default is its strategy's own function, if it has one, or the rule; `moment` is
    # what it has before it.

    def told(self, moment: Moment) -> Told:
        """What it knows of the relationship."""
        return told_to_buyer(
            moment.scene, moment.stake, moment.terms, moment.bond, moment.opened, float(self.model.month),
            self.cash, moment.world,
        )  # fmt: skip

    def does(self, asked: Asked, chance: float, moment: Moment, dice: Four) -> bool:
        """Whether it does what its own function gives this chance."""
        return buyer_does(asked, chance, moment.deeds, *dice, moment.world)

    def score_of(self, offer: Offer) -> float:
        """How it ranks a supplier, stranger or incumbent; nan: it proposes nothing to it."""
        own, other = self.posture, offer.partner.posture
        if offer.relationship is not None:
            held = offer.relationship
            score = incumbent_score_of_supplier(own, other, held.terms, held.bond, offer.world)
        else:
            score = stranger_score_of_supplier(
                own, other, offer.form, offer.partner.cost, offer.known, offer.known_back,
                offer.free_suppliers, offer.free_buyers, offer.switches, offer.outlook, offer.world,
            )  # fmt: skip
        return self.likes(PROPOSES, offer, score)

    def proposes(self, met: list[Candidate]) -> list[Candidate]:
        """To whom it proposes, in this order; `met`, the best first by its own score."""
        return met

    def consents(self, moment: Moment) -> bool:
        """Whether it agrees to a reset of the work at the monthly review."""
        by_rule = buyer_consents(moment.scene, moment.bond, moment.stake, moment.world)
        return self.decides(Asked.CONSENT, moment, by_rule)

    def orders(self, moment: Moment) -> bool:
        """Whether it has the work specified anew on its own word."""
        by_rule = buyer_orders(moment.scene, moment.terms, moment.bond, moment.stake, moment.world)
        return self.decides(Asked.ORDER, moment, by_rule)

    def monitors(self, moment: Moment) -> bool:
        """Whether it watches its supplier this month."""
        return self.decides(Asked.MONITOR, moment, buyer_monitors(moment.scene, moment.deeds))

    def tells(self, moment: Moment) -> bool:
        """Whether it tells what only it knows of the change in the work, should there be anything."""
        return self.decides(Asked.TELL, moment, buyer_tells(moment.scene, moment.world, moment.deeds))

    def keeps(self, moment: Moment) -> bool:
        """Whether it keeps this month's promise: prompt forecasts and decisions."""
        return buyer_keeps(
            self.meant(moment), moment.scene, moment.terms, moment.bond, moment.outlook.renewal,
            moment.world, moment.deeds,
        )  # fmt: skip

    def sues(self, moment: Moment) -> bool:
        """Whether it goes to law over a broken promise, should it see one this month."""
        return self.decides(Asked.SUE, moment, buyer_sues(moment.scene, moment.world))

    def leaves(self, moment: Moment) -> bool:
        """Whether it ends the relationship, seeing the month's outcome."""
        by_rule = buyer_leaves(moment.scene, moment.terms, moment.bond, moment.opened, moment.world)
        return self.decides(Asked.LEAVE, moment, by_rule)
