"""The state of one world as flat arrays, and its rows read as the tuples that the rules know.

Firms and bonds are rows; a buyer has one slot, so a bond has its buyer's number.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

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
from sim.worlds import TRAILING

MEMORY_WIDTH = 7
NOBODY = -1
CACHE_LINE = 64  # bytes


class Firms(NamedTuple):
    """All slots of one role. Arrays have one row a slot."""

    cash: Any  # float64[n], money
    income: Any  # float64[n], money, this month
    recent: Any  # float64[12, n], money, a ring of monthly payoffs
    strategy: Any  # int64[n]
    generation: Any  # int64[n]
    born: Any  # int64[n], month
    returns: Any  # int64[n], month in which an entrant takes the slot; -1: it is held
    cost: Any  # float64[n], base cost (suppliers)
    own_cost: Any  # float64[n], private cost (suppliers)
    memory: Any  # float64[rows, 7]: partner, good, bad, prior, stamp, own and partner's generation
    reputation: Any  # float64[n]: sum of others' trust
    raters: Any  # int64[n]
    value: Any  # float64[n], money, all payoffs of the slot in the run
    first_death: Any  # int64[n], month; 0: the founder lives


class Bonds(NamedTuple):
    """All bonds; row = buyer."""

    partner: Any  # int64[n], supplier or -1
    edge: Any  # int64[n], edge of the graph
    lane: Any  # int64[n], the lane of its block in which the bond runs, or -1
    rows: Any  # float64[blocks, ROWS * PITCH], the bonds that run (see `sim.ensemble.lanes`)
    running: Any  # int64[blocks], how many of them
    deals: Any  # float64[DEAL_ROWS * PITCH], what a block's bonds made this month
    opened: Any  # bool[n]
    ended: Any  # bool[n]: open because the term is over
    leaving: Any  # bool[n]: one of the two leaves at the end of this month
    last_partner: Any  # int64[n]
    last_generation: Any  # int64[n]
    used: Any  # int64[suppliers], bonds of each supplier


class Graph(NamedTuple):
    """Who may trade with whom (see `sim.network`)."""

    complete: Any  # bool
    supplier_of: Any
    buyer_start: Any
    buyer_of: Any
    edge_of: Any
    supplier_start: Any


class Market(NamedTuple):
    """What is of nobody in particular: public means and the market's cost shock; float64[8]."""

    numbers: Any  # outlook (7), log cost
    terms_ended: Any  # int64[2]: ended, renewed this month
    world: Any  # float64[columns * WIDEST], the world's numbers for loops over lanes


def firms_state(count: int, rows: int) -> Firms:
    """Fresh arrays for one role; `rows` of memory."""
    return Firms(
        np.zeros(count),
        np.zeros(count),
        np.zeros((TRAILING, count)),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count),
        np.zeros(count),
        np.zeros((rows, MEMORY_WIDTH)),
        np.zeros(count),
        np.zeros(count, np.int64),
        np.zeros(count),
        np.zeros(count, np.int64),
    )


def market_state(columns: int) -> Market:
    """Fresh arrays for a market whose world has so many numbers."""
    return Market(np.zeros(8), np.zeros(2, np.int64), aligned(columns * WIDEST))


def aligned(count: int) -> NDArray[np.float64]:
    """So many zeros that begin with a line of the cache: numbers that lie in two lines cost twice as much."""
    numbers = np.zeros(count + CACHE_LINE // 8)
    start = -numbers.ctypes.data % CACHE_LINE // 8
    return numbers[start : start + count]


def block_rows(blocks: int, rows: int) -> NDArray[np.float64]:
    """Blocks of rows, zero [blocks, rows * PITCH]."""
    return aligned(blocks * rows * PITCH).reshape(blocks, rows * PITCH)


def bonds_state(buyers: int, suppliers: int) -> Bonds:
    """Fresh arrays for the bonds."""
    blocks = -(-buyers // LANES)
    return Bonds(
        np.full(buyers, NOBODY, np.int64),
        np.zeros(buyers, np.int64),
        np.full(buyers, NOBODY, np.int64),
        block_rows(blocks, ROWS),
        np.zeros(blocks, np.int64),
        block_rows(1, DEAL_ROWS)[0],
        np.zeros(buyers, np.bool_),
        np.zeros(buyers, np.bool_),
        np.zeros(buyers, np.bool_),
        np.zeros(buyers, np.int64),
        np.zeros(buyers, np.int64),
        np.zeros(suppliers, np.int64),
    )


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
    "monitored_supplier", "withheld", "opened", "ended", "leaves_buyer", "leaves_supplier",
    "strategy_buyer", "strategy_supplier", "cash_buyer", "cash_supplier",
)  # fmt: skip
"""What is recorded of a relationship's month when a replicate's events are asked for."""


@rule
def trace(row: Any, supplier: int, terms: Terms, bond: Bond, deal: Deal) -> None:
    """Record a relationship's month; the last four columns are written when the month closes."""
    one, other, leak = bond.buyer, bond.supplier, deal.leakages
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
        deal.lies_supplier, deal.monitored_buyer, deal.monitored_supplier, deal.withheld, deal.opened,
        deal.ended, deal.leaves_buyer, deal.leaves_supplier,
    )  # fmt: skip
    for place in range(len(values)):
        row[place] = values[place]
