"""The state of one world as flat arrays, and its rows read as the tuples that the rules know.

Firms and bonds are rows; a buyer has one slot, so a bond has its buyer's number.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.block import Of, flags, floats, integers
from sim.ensemble.lanes import (
    DEAL_ROWS,
    NOISE_BUYER,
    NOISE_SUPPLIER,
    OWNER,
    ROWS,
    lane_freed,
)
from sim.jit import rule
from sim.primitives import LANES, PITCH, WIDEST, keep_lane
from sim.quantities import Bond, Deal, Outlook, Terms
from sim.rules.trust import trust
from sim.worlds import TRAILING, WORLD_COLUMNS

MEMORY_WIDTH = 7
NOBODY = -1


class Firms(NamedTuple):
    """All slots of one role. Arrays have one row a slot."""

    cash: Annotated[Any, floats("firms")]  # money
    income: Annotated[Any, floats("firms")]  # money, this month
    recent: Annotated[Any, floats(TRAILING, "firms")]  # money, a ring of monthly payoffs
    strategy: Annotated[Any, integers("firms")]
    generation: Annotated[Any, integers("firms")]
    born: Annotated[Any, integers("firms")]  # month
    returns: Annotated[Any, integers("firms")]  # month in which an entrant takes the slot; -1: it is held
    base: Annotated[Any, floats("firms")]  # base cost of a supplier, base value of a buyer
    own_cost: Annotated[Any, floats("firms")]  # private cost (suppliers)
    memory: Annotated[Any, floats("memories", MEMORY_WIDTH)]
    """Partner, good, bad, prior, stamp, own and partner's generation."""
    reputation: Annotated[Any, floats("firms")]  # sum of others' trust
    raters: Annotated[Any, integers("firms")]
    value: Annotated[Any, floats("firms")]  # money, all payoffs of the slot in the run
    first_death: Annotated[Any, integers("firms")]  # month; 0: the founder lives


BUYERS = Of({"firms": "buyers", "memories": "memories_of_buyers"})
SUPPLIERS = Of({"firms": "suppliers", "memories": "memories_of_suppliers"})


class Bonds(NamedTuple):
    """All bonds; row = buyer."""

    partner: Annotated[Any, integers("buyers")]  # supplier or -1
    edge: Annotated[Any, integers("buyers")]  # edge of the graph
    lane: Annotated[Any, integers("buyers")]  # the lane of its block in which the bond runs, or -1
    rows: Annotated[Any, floats("blocks", ROWS * PITCH)]  # the bonds that run (see `sim.ensemble.lanes`)
    running: Annotated[Any, integers("blocks")]  # how many of them
    deals: Annotated[Any, floats(DEAL_ROWS * PITCH)]  # what a block's bonds made this month
    opened: Annotated[Any, flags("buyers")]
    ended: Annotated[Any, flags("buyers")]  # open because the term is over
    leaving: Annotated[Any, flags("buyers")]  # one of the two leaves at the end of this month
    last_partner: Annotated[Any, integers("buyers")]
    last_generation: Annotated[Any, integers("buyers")]
    used: Annotated[Any, integers("suppliers")]  # bonds of each supplier


class Graph(NamedTuple):
    """Who may trade with whom (see `sim.network`)."""

    complete: bool
    supplier_of: Annotated[Any, integers("edges")]
    buyer_start: Annotated[Any, integers("buyer_starts")]
    buyer_of: Annotated[Any, integers("edges")]
    edge_of: Annotated[Any, integers("edges")]
    supplier_start: Annotated[Any, integers("supplier_starts")]


class Market(NamedTuple):
    """What is of nobody in particular: public means and the market's cost shock."""

    numbers: Annotated[Any, floats(8)]  # outlook (7), log cost
    terms_ended: Annotated[Any, integers(2)]  # ended, renewed this month
    world: Annotated[Any, floats(len(WORLD_COLUMNS) * WIDEST)]  # its numbers for loops over lanes


@rule
def outlook_of(market: Market) -> Outlook:
    """The public means."""
    n = market.numbers
    return Outlook(n[0], n[1], n[2], n[3], n[4], n[5], n[6])


@rule
def seated(bonds: Bonds, b: int) -> int:
    """A new bond takes the next lane of its block; which."""
    block = b // LANES
    at = bonds.running[block]
    bonds.running[block] = at + 1
    bonds.lane[b] = at
    rows = bonds.rows[block]
    keep_lane(rows, OWNER, at, float(b))
    keep_lane(rows, NOISE_BUYER, at, 0.0)
    keep_lane(rows, NOISE_SUPPLIER, at, 0.0)
    return at


@rule
def unseated(bonds: Bonds, b: int) -> None:
    """A bond gives up its lane, and the last one of the block moves there."""
    block = b // LANES
    at, last = bonds.lane[b], bonds.running[block] - 1
    if at < last:
        bonds.lane[lane_freed(bonds.rows[block], at, last)] = at
    bonds.running[block] = last
    bonds.lane[b] = NOBODY


TRACE_COLUMNS = (
    "supplier", "form", "age", "left", "price_agreed", "cost_then", "misfit", "log_cost",
    "grievance_buyer", "ledger_buyer", "estimate_buyer", "good_buyer", "bad_buyer",
    "grievance_supplier", "ledger_supplier", "estimate_supplier", "good_supplier", "bad_supplier",
    "value", "cost", "fit", "term", "trades", "price", "first_best", "operating_buyer",
    "operating_supplier", "payoff_buyer", "payoff_supplier", "transfer", "lost_trade",
    "misfit_loss", "adaptation", "haggling", "underinvestment", "misdirection", "promises",
    "shading", "monitoring", "law", "delay", "process", "governance", "contracting", "held",
    "kept_buyer", "kept_supplier", "change_order", "renegotiated", "haggled", "shading_buyer",
    "shading_supplier", "material", "silenced", "lies_buyer", "lies_supplier", "monitored_buyer",
    "monitored_supplier", "saw_buyer", "saw_supplier", "withheld", "opened", "ended", "leaves_buyer",
    "leaves_supplier", "trust_buyer", "trust_supplier", "strategy_buyer", "strategy_supplier",
    "cash_buyer", "cash_supplier",
)  # fmt: skip
"""What is recorded of a relationship's month when a replicate's events are asked for."""


@rule
def trace(row: Any, supplier: int, terms: Terms, bond: Bond, deal: Deal, strength: float) -> None:
    """Record a relationship's month; the last four columns are written when the month closes.

    `strength` is that of priors.
    """
    one, other, leak, control = bond.buyer, bond.supplier, deal.leakages, deal.control
    values = (
        float(supplier), terms.form, bond.age, bond.left, bond.price, bond.cost_then, bond.misfit,
        bond.log_cost, one.grievance, one.ledger, one.estimate, one.good, one.bad,
        other.grievance, other.ledger, other.estimate, other.good, other.bad,
        terms.value, terms.cost, terms.fit, terms.term, deal.trades, deal.price, deal.first_best,
        deal.operating_buyer, deal.operating_supplier, deal.payoff_buyer, deal.payoff_supplier,
        deal.transfer, leak.lost_trade, leak.misfit, leak.adaptation, leak.haggling,
        leak.underinvestment, leak.misdirection, leak.promises, leak.shading, leak.monitoring,
        leak.law, leak.delay, leak.process, leak.governance, leak.contracting, deal.held,
        deal.kept_buyer, deal.kept_supplier, deal.ordered, deal.renegotiated, deal.haggled,
        deal.shading_buyer, deal.shading_supplier, deal.material, deal.silenced, deal.lies_buyer,
        deal.lies_supplier, control.monitored_buyer, control.monitored_supplier, control.saw_buyer,
        control.saw_supplier, deal.withheld, deal.opened, deal.ended, deal.leaves_buyer, deal.leaves_supplier,
        trust(terms.prior_buyer, strength, one.good, one.bad),
        trust(terms.prior_supplier, strength, other.good, other.bad),
    )  # fmt: skip
    for place in range(len(values)):
        row[place] = values[place]
