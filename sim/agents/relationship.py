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
    Promises,
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

    buyer: Any  # the two strategies, as the rules read them
    supplier: Any
    scene: Scene  # where the two stand as the month opens
    terms: Terms
    bond: Bond  # as the month opened; when a firm decides to leave: as it ended
    stake: Stake  # what a reset of the work would change
    outlook: Outlook
    world: Any
    deeds: Deeds  # the dice of this month's decisions, uniform
    opened: bool  # whether the bond is open for re-tender from now on


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
        buyer, supplier, bond = self.buyer, self.supplier, self.bond
        postures = (
            buyer.posture_in(bond.buyer, self.trust_of(buyer), bond),
            supplier.posture_in(bond.supplier, self.trust_of(supplier), bond),
        )
        bond, deal = month_played(
            buyer, supplier, terms, bond, outlook, buyer.model.world, luck, deeds, self.lumps, postures
        )
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
    postures: tuple[Any, Any] | None = None,
) -> tuple[Bond, Deal]:
    """The twin of `sim.rules.month.play_month`, with decisions asked of `buyer` and `supplier`.

    `postures` are theirs in this relationship, this month; where not given, those they always have.
    """
    one, other = postures or (buyer.posture, supplier.posture)
    scene = opening(one, other, terms, bond, outlook, world)
    stake = stake_of_reset(scene, terms, bond, world)
    now = Moment(one, other, scene, terms, bond, stake, outlook, world, deeds, False)
    settlement = settlement_of(buyer, supplier, now)
    promises = promises_of(buyer, supplier, now, settlement)
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
    later = now._replace(bond=bond, opened=opened(bond, reviewed, world))
    return bond, decided(
        deal, later.opened, term_ended(bond), bool(buyer.leaves(later)), bool(supplier.leaves(later))
    )


def settlement_of(buyer: Any, supplier: Any, now: Moment) -> Settlement:
    """Phases 3 and 4: who watches, who tells; the work is specified, and traded or not."""
    scene, terms, bond, world, deeds = now.scene, now.terms, now.bond, now.world, now.deeds
    watch = watched(scene, terms, world, bool(buyer.monitors(now)), bool(supplier.monitors(now)))
    news = news_of(bond, world, deeds, watch, bool(buyer.tells(now)), bool(supplier.tells(now)))
    can_adapt = news.silenced <= 0.0
    consented = (
        can_adapt
        and adapts_by_consent(terms, bond)
        and bool(buyer.consents(now))
        and bool(supplier.consents(now))
    )
    ordered = can_adapt and not consented and bool(buyer.orders(now))
    inflated = bool(supplier.inflates(now))
    work = specified(scene, terms, bond, world, deeds, watch, consented, ordered, inflated)
    return settled(scene, terms, bond, work, world, deeds, watch, news, inflated)


def promises_of(buyer: Any, supplier: Any, now: Moment, settlement: Settlement) -> Promises:
    """Phases 6 and 7: promises kept or broken, seen or not, made good or not."""
    return promises_played(
        now.scene, settlement, now.world, now.deeds,
        bool(buyer.keeps(now)), bool(supplier.keeps(now)),
        bool(buyer.sues(now)), bool(supplier.sues(now)),
    )  # fmt: skip
