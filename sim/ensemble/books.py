"""The accounts of one replicate: what is summed, month by month, by role and strategy (§7, §8)."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.ensemble import lanes
from sim.ensemble.lanes import BUYER_DEAL, SUPPLIER_DEAL
from sim.ensemble.state import Bonds, Firms
from sim.jit import rule
from sim.primitives import LANES, lane
from sim.worlds import ACCOUNTS

FIRMS, RELATIONSHIPS, TRADES, PAYOFF, FIRST_BEST = range(5)
IDLE_SEARCH = ACCOUNTS.index("idle_search")
IDLE_PROCESS = ACCOUNTS.index("idle_process")
FIXED_COST = ACCOUNTS.index("fixed_cost")
WRITE_OFF = ACCOUNTS.index("write_off")
ENTRANT_CASH = ACCOUNTS.index("entrant_cash")
NOISE = ACCOUNTS.index("noise")
CASH = ACCOUNTS.index("cash")
HELD = ACCOUNTS.index("promises_held")
SPOT_FORM = ACCOUNTS.index("spot")
MATERIAL = ACCOUNTS.index("material")
LIES = ACCOUNTS.index("lies_found")
BUYER, SUPPLIER, RELATIONSHIP = 0, 1, 2


class Sums(NamedTuple):
    """What the public means are made from: sums over a month's bonds, in order of buyers."""

    active: int
    trades: float
    buyer: float  # money
    supplier: float  # money
    cost: float  # money
    lies: float  # found out, of both sides
    finite: bool


@rule
def book_shared(row: Any, deals: Any, at: int, form: float) -> None:
    """Add to the accounts of a role what a bond's month adds to those of either."""
    row[RELATIONSHIPS] += 1.0
    row[TRADES] += lane(deals, lanes.TRADES, at)
    for place in range(lanes.HELD - lanes.FIRST_BEST):
        row[FIRST_BEST + place] += lane(deals, lanes.FIRST_BEST + place, at)
    row[HELD] += lane(deals, lanes.HELD, at)
    for place in range(3):
        row[HELD + 2 + place] += lane(deals, lanes.ORDERED + place, at)
    row[SPOT_FORM + int(form)] += 1.0
    for place in range(2):
        row[MATERIAL + place] += lane(deals, lanes.MATERIAL + place, at)


@rule
def book_own(row: Any, deals: Any, first: int, at: int) -> None:
    """Add to the accounts of a role what a bond's month adds to those of that role alone."""
    row[PAYOFF] += lane(deals, first + lanes.PAYOFF, at)
    row[NOISE] += lane(deals, first + lanes.NOISE, at)
    row[HELD + 1] += lane(deals, first + lanes.KEPT, at)
    for place in range(3):
        row[HELD + 5 + place] += lane(deals, first + lanes.SHADING + place, at)
    for place in range(2):
        row[LIES + place] += lane(deals, first + lanes.LIES + place, at)


@rule
def copy_shared(row: Any, other: Any) -> None:
    """Where all bonds are in one row of either role, the same numbers were added in the same order."""
    row[RELATIONSHIPS] = other[RELATIONSHIPS]
    row[TRADES] = other[TRADES]
    for column in range(FIRST_BEST, FIRST_BEST + lanes.HELD - lanes.FIRST_BEST):
        row[column] = other[column]
    row[HELD] = other[HELD]
    for column in range(HELD + 2, HELD + 5):
        row[column] = other[column]
    for column in range(SPOT_FORM, SPOT_FORM + 4):
        row[column] = other[column]
    for column in range(MATERIAL, MATERIAL + 2):
        row[column] = other[column]


@rule
def book_block(
    buyers: Firms, suppliers: Firms, bonds: Bonds, block: int, month: int, accounts: Any, sums: Sums
) -> Sums:
    """Book the month of a block's bonds, in order of buyers."""
    rows, deals = bonds.rows[block], bonds.deals
    active, trades, buyer, supplier, cost, lies, finite = sums
    alone = accounts.shape[1] == 1
    for b in range(block * LANES, min((block + 1) * LANES, bonds.partner.size)):
        s = int(bonds.partner[b])
        if s < 0:
            continue
        at = bonds.lane[b]
        payoff = lane(deals, BUYER_DEAL + lanes.PAYOFF, at)
        buyers.income[b] += payoff + lane(deals, BUYER_DEAL + lanes.NOISE, at)
        suppliers.income[s] += lane(deals, SUPPLIER_DEAL + lanes.PAYOFF, at) + lane(
            deals, SUPPLIER_DEAL + lanes.NOISE, at
        )
        mine = accounts[BUYER, buyers.strategy[b], month]
        theirs = accounts[SUPPLIER, suppliers.strategy[s], month]
        form = lane(rows, lanes.TERMS, at)
        book_shared(mine, deals, at, form)
        book_own(mine, deals, BUYER_DEAL, at)
        if not alone:
            book_shared(theirs, deals, at, form)
        book_own(theirs, deals, SUPPLIER_DEAL, at)
        active += 1
        lies += lane(deals, BUYER_DEAL + lanes.LIES, at) + lane(deals, SUPPLIER_DEAL + lanes.LIES, at)
        if lane(deals, lanes.TRADES, at) > 0.0:
            trades += 1.0
            buyer += lane(deals, BUYER_DEAL + lanes.OPERATING, at)
            supplier += lane(deals, SUPPLIER_DEAL + lanes.OPERATING, at)
            cost += suppliers.base[s]
        finite = finite and payoff - payoff == 0.0
    if alone:
        copy_shared(accounts[SUPPLIER, 0, month], accounts[BUYER, 0, month])
    return Sums(active, trades, buyer, supplier, cost, lies, finite)
