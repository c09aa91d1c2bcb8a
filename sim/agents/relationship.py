"""A relationship: what two firms signed, how it stands, and how the two play a month of it.

The month has the stages of `sim.rules.month.play_month`, in its order; only, each decision is asked of the
firm whose it is. With firms that decide as they come, both give the same bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sim.quantities import (
    Bond,
    Deal,
    Deeds,
    Experience,
    Luck,
    Lumps,
    Outlook,
    Scene,
    Settlement,
    Stake,
    Terms,
)
from sim.rules.accounts import booked, decided
from sim.rules.conduct import aftermath, promises_played
from sim.rules.experience import bond_after
from sim.rules.opening import opening
from sim.rules.process import governance_cost
from sim.rules.review import bond_reviewed, opened, review_due, review_paid, term_ended
from sim.rules.specification import adapts_by_consent, news_of, settled, specified, stake_of_reset, watched
from sim.rules.trust import trust

if TYPE_CHECKING:
    from sim.agents.buyer import Buyer
    from sim.agents.firm import Firm
    from sim.agents.supplier import Supplier

NO_LUMPS = Lumps(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


class Moment(NamedTuple):
    """What a firm has before it when it decides: all of it public between the two, but for the dice."""

    partner: Any
    """The firm with which it has this relationship, a `Supplier` in the eyes of a `Buyer` and the other way
    round: `moment.partner.slot`, `moment.partner.strategy_name`. Two firms in one slot are two objects."""
    buyer: Any
    """The buyer's strategy as the rules read it, numbers alone: `moment.buyer.honesty`."""
    supplier: Any
    """The supplier's strategy as the rules read it."""
    scene: Scene
    """Where the two stand as the month opens."""
    terms: Terms
    """What the two signed, with value and cost as they are this month."""
    bond: Bond
    """How the relationship stands as the month opened; when a firm decides to leave, as the month ended."""
    stake: Stake
    """What a reset of the work would change this month."""
    outlook: Outlook
    """What everybody knows of the market: public means."""
    world: Any
    """The world's parameters, numbers alone: `moment.world.trust_prior`."""
    deeds: Deeds
    """The dice of this month's decisions, uniform in (0, 1). The rules read them, a firm should not."""
    opened: bool
    """Whether the firm may look for another partner from now on; true only when it decides to leave."""


class Dealt(NamedTuple):
    """A relationship's month: what was true of it when it was over."""

    relationship: Relationship
    buyer: Buyer
    supplier: Supplier
    terms: Terms
    bond: Bond
    deal: Deal


class Relationship:
    """Two firms under a contract, from signing to the end of the spell."""

    def __init__(self, buyer: Buyer, supplier: Supplier, terms: Terms, bond: Bond, lumps: Lumps) -> None:
        self.buyer = buyer
        self.supplier = supplier
        self.terms = terms
        self.bond = bond
        self.lumps = lumps
        """What signing cost, until it is booked."""
        self.opened = False
        """Whether it is open for re-tender."""
        self.ended = False
        """Whether it is open because its term is over."""

    def __repr__(self) -> str:
        return f"Relationship({self.buyer!r}, {self.supplier!r}, age {self.bond.age:.0f})"

    def trust_of(self, firm: Firm) -> float:
        """How far one of the two trusts the other."""
        strength = firm.model.world.trust_strength
        if firm is self.buyer:
            side, prior = self.bond.buyer, self.terms.prior_buyer
        else:
            side, prior = self.bond.supplier, self.terms.prior_supplier
        return trust(prior, strength, side.good, side.bad)

    def memories(self) -> tuple[Experience, Experience]:
        """What the buyer, and what the supplier, take along when they part."""
        one, other = self.bond.buyer, self.bond.supplier
        return (
            Experience(self.terms.prior_buyer, one.good, one.bad),
            Experience(self.terms.prior_supplier, other.good, other.bad),
        )

    def renew(self, terms: Terms, bond: Bond, lumps: Lumps) -> None:
        """Both signed again."""
        self.terms, self.bond, self.lumps = terms, bond, lumps
        self.ended = False

    def month(self, terms: Terms, outlook: Outlook, luck: Luck, deeds: Deeds) -> Dealt:
        """Phases 3 to 13 as the two firms play them; `terms` as they hold this month."""
        bond, deal = month_played(
            self.buyer, self.supplier, terms, self.bond, outlook, self.buyer.model.world, luck, deeds,
            self.lumps,
        )  # fmt: skip
        return Dealt(self, self.buyer, self.supplier, terms, bond, deal)


def month_played(
    buyer: Any,
    supplier: Any,
    terms: Terms,
    bond: Bond,
    outlook: Outlook,
    world: Any,
    luck: Luck,
    deeds: Deeds,
    lumps: Lumps,
) -> tuple[Bond, Deal]:
    """The twin of `sim.rules.month.play_month`, with decisions asked of `buyer` and `supplier`."""
    one, other = buyer.posture, supplier.posture
    scene = opening(one, other, terms, bond, outlook, world)
    stake = stake_of_reset(scene, terms, bond, world)
    mine = Moment(supplier, one, other, scene, terms, bond, stake, outlook, world, deeds, False)
    theirs = mine._replace(partner=buyer)
    settlement = settlement_of(buyer, supplier, mine, theirs)
    promises = promises_played(
        scene, settlement, world, deeds, bool(buyer.keeps(mine)), bool(supplier.keeps(theirs)),
        bool(buyer.sues(mine)), bool(supplier.sues(theirs)),
    )  # fmt: skip
    after = aftermath(scene, terms, bond, settlement, world)
    governance = governance_cost(
        terms.governed, world.process_governance_monthly, world.process_review_cost,
        review_paid(terms, bond, world), world.process_cost_scale,
    )  # fmt: skip
    deal = booked(scene, terms, settlement, promises, after, governance, lumps, luck, world)
    reviewed = review_due(terms, bond, world)
    bond = bond_reviewed(
        bond_after(scene, bond, settlement, promises, after, deal, reviewed, world), terms, world
    )
    open_now = opened(bond, reviewed, world)
    leaves_buyer = bool(buyer.leaves(mine._replace(bond=bond, opened=open_now)))
    leaves_supplier = bool(supplier.leaves(theirs._replace(bond=bond, opened=open_now)))
    return bond, decided(deal, open_now, term_ended(bond), leaves_buyer, leaves_supplier)


def settlement_of(buyer: Any, supplier: Any, mine: Moment, theirs: Moment) -> Settlement:
    """Phases 3 and 4: who watches, who tells; the work is specified, and traded or not."""
    scene, terms, bond, world, deeds = mine.scene, mine.terms, mine.bond, mine.world, mine.deeds
    watch = watched(scene, terms, world, bool(buyer.monitors(mine)), bool(supplier.monitors(theirs)))
    news = news_of(bond, world, deeds, watch, bool(buyer.tells(mine)), bool(supplier.tells(theirs)))
    can_adapt = news.silenced <= 0.0
    consented = (
        can_adapt
        and adapts_by_consent(terms, bond)
        and bool(buyer.consents(mine))
        and bool(supplier.consents(theirs))
    )
    ordered = can_adapt and not consented and bool(buyer.orders(mine))
    inflated = bool(supplier.inflates(theirs))
    work = specified(scene, terms, bond, world, deeds, watch, consented, ordered, inflated)
    return settled(scene, terms, bond, work, world, deeds, watch, news, inflated)
