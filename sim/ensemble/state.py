"""The state of one world as flat arrays, and its rows read as the tuples that the rules know.

Firms and bonds are rows; a buyer has one slot, so a bond has its buyer's number.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.jit import rule
from sim.quantities import Bond, Deal, Lumps, Outlook, Side, Steps, Terms
from sim.worlds import TRAILING

BOND_WIDTH = 21
TERMS_WIDTH = 16
LUMPS_WIDTH = 6
MEMORY_WIDTH = 7
NOBODY = -1


class Firms(NamedTuple):
    """All slots of one role. Arrays have one row a slot."""

    cash: Any  # float64[n], money
    income: Any  # float64[n], money, this month
    recent: Any  # float64[n, 12], money, a ring of monthly payoffs
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
    terms: Any  # float64[n, 16]
    state: Any  # float64[n, 21]
    lumps: Any  # float64[n, 6], this month's
    opened: Any  # bool[n]
    ended: Any  # bool[n]: open because the term is over
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

    numbers: Any  # outlook (6), log cost, -
    terms_ended: Any  # int64[2]: ended, renewed this month


def firms_state(count: int, rows: int) -> Firms:
    """Fresh arrays for one role; `rows` of memory."""
    return Firms(
        np.zeros(count),
        np.zeros(count),
        np.zeros((count, TRAILING)),
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


def bonds_state(buyers: int, suppliers: int) -> Bonds:
    """Fresh arrays for the bonds."""
    return Bonds(
        np.full(buyers, NOBODY, np.int64),
        np.zeros(buyers, np.int64),
        np.zeros((buyers, TERMS_WIDTH)),
        np.zeros((buyers, BOND_WIDTH)),
        np.zeros((buyers, LUMPS_WIDTH)),
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
    return Outlook(n[0], n[1], n[2], n[3], n[4], n[5])


@rule
def terms_at(rows: Any, b: int) -> Terms:
    """The terms of a bond."""
    r = rows[b]
    steps = Steps(r[7], r[8], r[9], r[10], r[11])
    return Terms(r[0], r[1], r[2], r[3], r[4], r[5], r[6], steps, r[12], r[13], r[14], r[15])


@rule
def keep_terms(rows: Any, b: int, terms: Terms) -> None:
    """Write the terms of a bond."""
    r = rows[b]
    r[0] = terms.form
    r[1] = terms.band
    r[2] = terms.term
    r[3] = terms.power
    r[4] = terms.value
    r[5] = terms.cost
    r[6] = terms.fit
    r[7] = terms.steps.foundation
    r[8] = terms.steps.vision
    r[9] = terms.steps.principles
    r[10] = terms.steps.mechanisms
    r[11] = terms.steps.governance
    r[12] = terms.governed
    r[13] = terms.steps_cost
    r[14] = terms.prior_buyer
    r[15] = terms.prior_supplier


@rule
def bond_at(rows: Any, b: int) -> Bond:
    """The state of a bond."""
    r = rows[b]
    return Bond(
        r[0], r[1], r[2], r[3], r[4], r[5], r[6],
        Side(r[7], r[8], r[9], r[10], r[11], r[12], r[13]),
        Side(r[14], r[15], r[16], r[17], r[18], r[19], r[20]),
    )  # fmt: skip


@rule
def keep_side(row: Any, start: int, side: Side) -> None:
    """Write one side of a bond."""
    row[start] = side.grievance
    row[start + 1] = side.ledger
    row[start + 2] = side.estimate
    row[start + 3] = side.good
    row[start + 4] = side.bad
    row[start + 5] = side.kept
    row[start + 6] = side.seen


@rule
def keep_bond(rows: Any, b: int, bond: Bond) -> None:
    """Write the state of a bond."""
    r = rows[b]
    r[0] = bond.age
    r[1] = bond.left
    r[2] = bond.since
    r[3] = bond.price
    r[4] = bond.cost_then
    r[5] = bond.misfit
    r[6] = bond.log_cost
    keep_side(r, 7, bond.buyer)
    keep_side(r, 14, bond.supplier)


@rule
def lumps_at(rows: Any, b: int) -> Lumps:
    """What a bond's signing cost this month."""
    r = rows[b]
    return Lumps(r[0], r[1], r[2], r[3], r[4], r[5])


@rule
def keep_lumps(rows: Any, b: int, lumps: Lumps) -> None:
    """Write what a bond's signing cost this month."""
    r = rows[b]
    r[0] = lumps.process_buyer
    r[1] = lumps.process_supplier
    r[2] = lumps.contracting_buyer
    r[3] = lumps.contracting_supplier
    r[4] = lumps.adaptation_buyer
    r[5] = lumps.adaptation_supplier


TRACE_COLUMNS = (
    "supplier", "form", "age", "left", "price_agreed", "cost_then", "misfit", "log_cost",
    "grievance_buyer", "ledger_buyer", "estimate_buyer", "good_buyer", "bad_buyer",
    "grievance_supplier", "ledger_supplier", "estimate_supplier", "good_supplier", "bad_supplier",
    "value", "cost", "fit", "term", "trades", "price", "first_best", "operating_buyer",
    "operating_supplier", "payoff_buyer", "payoff_supplier", "transfer", "lost_trade",
    "misfit_loss", "adaptation", "haggling", "underinvestment", "misdirection", "promises",
    "shading", "audits", "law", "delay", "process", "governance", "contracting", "held",
    "kept_buyer", "kept_supplier", "change_order", "renegotiated", "haggled", "shading_buyer",
    "shading_supplier", "opened", "ended", "leaves_buyer", "leaves_supplier",
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
        leak.underinvestment, leak.misdirection, leak.promises, leak.shading, leak.audits,
        leak.law, leak.delay, leak.process, leak.governance, leak.contracting, deal.held,
        deal.kept_buyer, deal.kept_supplier, deal.ordered, deal.renegotiated, deal.haggled,
        deal.shading_buyer, deal.shading_supplier, deal.opened, deal.ended, deal.leaves_buyer,
        deal.leaves_supplier,
    )  # fmt: skip
    for place in range(len(values)):
        row[place] = values[place]
