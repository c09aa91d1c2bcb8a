"""What two firms weigh of each other when they look for partners, and how they find each other (E13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sim.quantities import Experience, Outlook
from sim.rules.contracts import common_form

if TYPE_CHECKING:
    from sim.agents.buyer import Buyer
    from sim.agents.firm import Firm
    from sim.agents.market import Market
    from sim.agents.relationship import Relationship
    from sim.agents.supplier import Supplier


class Offer(NamedTuple):
    """A possible partner as a firm sees it: a stranger, or the incumbent of an open relationship."""

    partner: Any  # a Supplier in the eyes of a Buyer, and the other way round
    form: float  # a code of `Form`: the contract that the two would sign
    known: Experience  # what the firm knows of its partner; nothing of an incumbent
    known_back: Experience  # what the partner knows of it
    free_suppliers: float  # other suppliers that the buyer could turn to
    free_buyers: float  # other buyers that the supplier could turn to
    switches: bool  # the buyer's last partner was another firm
    relationship: Relationship | None  # the open one, if the partner is the incumbent
    outlook: Outlook
    world: Any


class Candidate(NamedTuple):
    """An entry in a buyer's list, as both sides score it; `tie` is the pair's draw."""

    buyer: Buyer
    supplier: Supplier
    score: float  # the buyer's
    rank: float  # the supplier's
    tie: float


def by_score(candidate: Candidate) -> tuple[float, float, int]:
    """A buyer's strict order of candidates, the best first."""
    return (-candidate.score, candidate.tie, candidate.supplier.slot)


def by_rank(candidate: Candidate) -> tuple[float, float, int]:
    """A supplier's strict order of those who propose to it, the best first."""
    return (-candidate.rank, candidate.tie, candidate.buyer.slot)


NOTHING_KNOWN = Experience(0.0, 0.0, 0.0)


def incumbent_offer(market: Market, partner: Firm, relationship: Relationship) -> Offer:
    """The partner that a firm already has."""
    return Offer(
        partner, relationship.terms.form, NOTHING_KNOWN, NOTHING_KNOWN, 0.0, 0.0, False,
        relationship, market.outlook, market.world,
    )  # fmt: skip


def stranger_offers(market: Market, buyer: Buyer, supplier: Supplier) -> tuple[Offer, Offer] | None:
    """A supplier in the eyes of a buyer, and the buyer in its eyes; None if no contract would suit both."""
    form = common_form(buyer.posture, supplier.posture)
    if form < 0.0:
        return None
    known, known_back = buyer.experience_of(supplier), supplier.experience_of(buyer)
    free_suppliers, free_buyers = market.others_free(buyer, supplier)
    switches = buyer.would_switch_to(supplier)
    shared = (free_suppliers, free_buyers, switches, None, market.outlook, market.world)
    return (
        Offer(supplier, form, known, known_back, *shared),
        Offer(buyer, form, known_back, known, *shared),
    )
