"""The accounts of one replicate: what is summed, month by month, by role and strategy (§7, §8)."""

from __future__ import annotations

from typing import Any

from sim.jit import rule
from sim.quantities import RELATIONAL, RIGID, SPOT, Bond, Deal, Terms, World
from sim.rules.trust import trust
from sim.worlds import ACCOUNTS

FIRMS, RELATIONSHIPS, TRADES, PAYOFF, FIRST_BEST, JOINT, FIRST_LEAKAGE = range(7)
IDLE_SEARCH = ACCOUNTS.index("idle_search")
IDLE_PROCESS = ACCOUNTS.index("idle_process")
FIXED_COST = ACCOUNTS.index("fixed_cost")
WRITE_OFF = ACCOUNTS.index("write_off")
ENTRANT_CASH = ACCOUNTS.index("entrant_cash")
NOISE = ACCOUNTS.index("noise")
CASH = ACCOUNTS.index("cash")
HELD = ACCOUNTS.index("promises_held")
SPOT_FORM = ACCOUNTS.index("spot")
BUYER, SUPPLIER, RELATIONSHIP = 0, 1, 2


@rule
def book_common(row: Any, terms: Terms, deal: Deal) -> None:
    """What a relationship's month adds to the accounts of either role."""
    leak = deal.leakages
    row[RELATIONSHIPS] += 1.0
    row[TRADES] += deal.trades
    row[FIRST_BEST] += deal.first_best
    row[JOINT] += deal.payoff_buyer + deal.payoff_supplier
    row[FIRST_LEAKAGE] += leak.lost_trade
    row[FIRST_LEAKAGE + 1] += leak.misfit
    row[FIRST_LEAKAGE + 2] += leak.adaptation
    row[FIRST_LEAKAGE + 3] += leak.haggling
    row[FIRST_LEAKAGE + 4] += leak.underinvestment
    row[FIRST_LEAKAGE + 5] += leak.misdirection
    row[FIRST_LEAKAGE + 6] += leak.promises
    row[FIRST_LEAKAGE + 7] += leak.shading
    row[FIRST_LEAKAGE + 8] += leak.audits
    row[FIRST_LEAKAGE + 9] += leak.law
    row[FIRST_LEAKAGE + 10] += leak.delay
    row[FIRST_LEAKAGE + 11] += leak.process
    row[FIRST_LEAKAGE + 12] += leak.governance
    row[FIRST_LEAKAGE + 13] += leak.contracting
    row[HELD] += deal.held
    row[HELD + 2] += deal.ordered
    row[HELD + 3] += deal.renegotiated
    row[HELD + 4] += deal.haggled
    if terms.form == RELATIONAL:
        row[SPOT_FORM + 3] += 1.0
    elif terms.form == RIGID:
        row[SPOT_FORM + 1] += 1.0
    elif terms.form == SPOT:
        row[SPOT_FORM] += 1.0
    else:
        row[SPOT_FORM + 2] += 1.0


@rule
def book_deal(buyer_row: Any, supplier_row: Any, terms: Terms, bond: Bond, deal: Deal, world: World) -> None:
    """Book a relationship's month in the row of its buyer's strategy and of its supplier's."""
    book_common(buyer_row, terms, deal)
    book_common(supplier_row, terms, deal)
    buyer_row[PAYOFF] += deal.payoff_buyer
    supplier_row[PAYOFF] += deal.payoff_supplier
    buyer_row[NOISE] += deal.noise_buyer
    supplier_row[NOISE] += deal.noise_supplier
    buyer_row[HELD + 1] += deal.kept_buyer
    supplier_row[HELD + 1] += deal.kept_supplier
    buyer_row[HELD + 5] += deal.shading_buyer
    supplier_row[HELD + 5] += deal.shading_supplier
    one, other = bond.buyer, bond.supplier
    strength = world.trust_strength
    buyer_row[HELD + 6] += trust(terms.prior_buyer, strength, one.good, one.bad)
    supplier_row[HELD + 6] += trust(terms.prior_supplier, strength, other.good, other.bad)
    buyer_row[HELD + 7] += one.grievance
    supplier_row[HELD + 7] += other.grievance
