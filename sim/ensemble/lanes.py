"""The running bonds as lanes: a row for every number, so that one instruction plays eight bonds' months.

Buyers are taken 128 at a time, in order of their numbers; a block of rows holds the bonds of one such lot,
packed at its front. A bond's lane is found by its buyer (`Bonds.lane`); when one ends, the last one
takes its place. What the month asks of the two strategies is copied here when the two sign.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.jit import rule
from sim.primitives import PITCH, keep_lane, lane
from sim.quantities import Bond, Control, Deal, Horizon, Leakages, Lumps, Side, Steps, Strategy, Terms
from sim.rules.trust import trust


class Conduct(NamedTuple):
    """What a month asks of a strategy (see `sim.quantities.Strategy`)."""

    reciprocity: float
    autonomy: float
    honesty: float
    equity: float
    loyalty: float
    integrity: float
    declared_reciprocity: float
    declared_autonomy: float
    declared_honesty: float
    declared_equity: float
    declared_loyalty: float
    declared_integrity: float
    reactive: float
    opening: float
    after_kept_kept: float
    after_kept_broken: float
    after_broken_kept: float
    after_broken_broken: float
    guard: float
    patience: float


TERM_ROWS = (
    "form", "band", "term", "power", "value", "cost", "fit", "foundation", "vision", "principles",
    "mechanisms", "governance", "governed", "steps_cost", "prior_buyer", "prior_supplier",
)  # fmt: skip
"""The rows of a bond's terms."""
BOND_ROWS = (
    *Bond._fields[:7], *(f"{name}_buyer" for name in Side._fields),
    *(f"{name}_supplier" for name in Side._fields),
)  # fmt: skip
"""The rows of its state."""
CONDUCT = len(Conduct._fields)
BUYER_CONDUCT = 0
SUPPLIER_CONDUCT = BUYER_CONDUCT + CONDUCT
HORIZON = SUPPLIER_CONDUCT + CONDUCT
TERMS = HORIZON + len(Horizon._fields)
BOND = TERMS + len(TERM_ROWS)
LUMPS = BOND + len(BOND_ROWS)
VALUE_NOW = LUMPS + len(Lumps._fields)
COST_NOW = VALUE_NOW + 1
NOISE_BUYER = VALUE_NOW + 2
NOISE_SUPPLIER = VALUE_NOW + 3
OWNER = VALUE_NOW + 4
SEPARATION = VALUE_NOW + 5
ROWS = VALUE_NOW + 6
"""Rows of a block that stay from month to month."""

TRADES, FIRST_BEST, JOINT, LEAKAGES = range(4)
HELD = LEAKAGES + len(Leakages._fields)
ORDERED, RENEGOTIATED, HAGGLED, MATERIAL, SILENCED = range(HELD + 1, HELD + 6)
BUYER_DEAL = SILENCED + 1
PAYOFF, KEPT, SHADING, TRUST, GRIEVANCE, OPERATING, LEAVES, NOISE, LIES, MONITORED, SAW = range(11)
SUPPLIER_DEAL = BUYER_DEAL + 11
PRICE, TRANSFER, WITHHELD, OPENED, ENDED = range(SUPPLIER_DEAL + 11, SUPPLIER_DEAL + 16)
DEAL_ROWS = ENDED + 1
"""Rows of what one month's deals came to: what both roles book, each role's own, and how it goes on."""


@rule
def conduct_at(rows: Any, first: int, at: int) -> Any:
    """A strategy in the rows from `first` on, as far as a month asks: a `Conduct`."""
    return Conduct(
        lane(rows, first, at), lane(rows, first + 1, at), lane(rows, first + 2, at),
        lane(rows, first + 3, at), lane(rows, first + 4, at), lane(rows, first + 5, at),
        lane(rows, first + 6, at), lane(rows, first + 7, at), lane(rows, first + 8, at),
        lane(rows, first + 9, at), lane(rows, first + 10, at), lane(rows, first + 11, at),
        lane(rows, first + 12, at), lane(rows, first + 13, at), lane(rows, first + 14, at),
        lane(rows, first + 15, at), lane(rows, first + 16, at), lane(rows, first + 17, at),
        lane(rows, first + 18, at), lane(rows, first + 19, at),
    )  # fmt: skip


@rule
def keep_conduct(rows: Any, first: int, at: int, one: Strategy) -> None:
    """Copy what the month asks of a strategy."""
    numbers = (
        one.reciprocity, one.autonomy, one.honesty, one.equity, one.loyalty, one.integrity,
        one.declared_reciprocity, one.declared_autonomy, one.declared_honesty, one.declared_equity,
        one.declared_loyalty, one.declared_integrity, one.reactive, one.opening,
        one.after_kept_kept, one.after_kept_broken, one.after_broken_kept, one.after_broken_broken,
        one.guard, one.patience,
    )  # fmt: skip
    for place in range(CONDUCT):
        keep_lane(rows, first + place, at, numbers[place])


@rule
def horizon_at(rows: Any, at: int) -> Horizon:
    """How far the two of a bond look ahead."""
    return Horizon(
        lane(rows, HORIZON, at), lane(rows, HORIZON + 1, at), lane(rows, HORIZON + 2, at),
        lane(rows, HORIZON + 3, at),
    )  # fmt: skip


@rule
def keep_horizon(rows: Any, at: int, horizon: Horizon) -> None:
    """Write how far the two of a bond look ahead."""
    for place in range(len(horizon)):
        keep_lane(rows, HORIZON + place, at, horizon[place])


@rule
def steps_at(rows: Any, at: int) -> Steps:
    """The steps that work in a bond."""
    return Steps(
        lane(rows, TERMS + 7, at), lane(rows, TERMS + 8, at), lane(rows, TERMS + 9, at),
        lane(rows, TERMS + 10, at), lane(rows, TERMS + 11, at),
    )  # fmt: skip


@rule
def terms_at(rows: Any, at: int) -> Terms:
    """The terms of a bond, as they were signed."""
    return terms_with(rows, at, lane(rows, TERMS + 4, at), lane(rows, TERMS + 5, at))


@rule
def terms_with(rows: Any, at: int, value: float, cost: float) -> Terms:
    """The terms of a bond with another value and cost."""
    return Terms(
        lane(rows, TERMS, at), lane(rows, TERMS + 1, at), lane(rows, TERMS + 2, at),
        lane(rows, TERMS + 3, at), value, cost, lane(rows, TERMS + 6, at), steps_at(rows, at),
        lane(rows, TERMS + 12, at), lane(rows, TERMS + 13, at), lane(rows, TERMS + 14, at),
        lane(rows, TERMS + 15, at),
    )  # fmt: skip


@rule
def keep_terms(rows: Any, at: int, terms: Terms) -> None:
    """Write the terms of a bond."""
    steps = terms.steps
    numbers = (
        terms.form, terms.band, terms.term, terms.power, terms.value, terms.cost, terms.fit,
        steps.foundation, steps.vision, steps.principles, steps.mechanisms, steps.governance,
        terms.governed, terms.steps_cost, terms.prior_buyer, terms.prior_supplier,
    )  # fmt: skip
    for place in range(16):
        keep_lane(rows, TERMS + place, at, numbers[place])
    keep_lane(rows, VALUE_NOW, at, terms.value)
    keep_lane(rows, COST_NOW, at, terms.cost)


@rule
def side_at(rows: Any, first: int, at: int) -> Side:
    """One side of a bond, in the rows from `first` on."""
    return Side(
        lane(rows, first, at), lane(rows, first + 1, at), lane(rows, first + 2, at),
        lane(rows, first + 3, at), lane(rows, first + 4, at), lane(rows, first + 5, at),
        lane(rows, first + 6, at),
    )  # fmt: skip


@rule
def bond_at(rows: Any, at: int) -> Bond:
    """The state of a bond."""
    return Bond(
        lane(rows, BOND, at), lane(rows, BOND + 1, at), lane(rows, BOND + 2, at),
        lane(rows, BOND + 3, at), lane(rows, BOND + 4, at), lane(rows, BOND + 5, at),
        lane(rows, BOND + 6, at), side_at(rows, BOND + 7, at), side_at(rows, BOND + 14, at),
    )  # fmt: skip


@rule
def keep_side(rows: Any, first: int, at: int, side: Side) -> None:
    """Write one side of a bond."""
    keep_lane(rows, first, at, side.grievance)
    keep_lane(rows, first + 1, at, side.ledger)
    keep_lane(rows, first + 2, at, side.estimate)
    keep_lane(rows, first + 3, at, side.good)
    keep_lane(rows, first + 4, at, side.bad)
    keep_lane(rows, first + 5, at, side.kept)
    keep_lane(rows, first + 6, at, side.seen)


@rule
def keep_bond(rows: Any, at: int, bond: Bond) -> None:
    """Write the state of a bond."""
    keep_lane(rows, BOND, at, bond.age)
    keep_lane(rows, BOND + 1, at, bond.left)
    keep_lane(rows, BOND + 2, at, bond.since)
    keep_lane(rows, BOND + 3, at, bond.price)
    keep_lane(rows, BOND + 4, at, bond.cost_then)
    keep_lane(rows, BOND + 5, at, bond.misfit)
    keep_lane(rows, BOND + 6, at, bond.log_cost)
    keep_side(rows, BOND + 7, at, bond.buyer)
    keep_side(rows, BOND + 14, at, bond.supplier)


@rule
def lumps_at(rows: Any, at: int) -> Lumps:
    """What a bond's signing cost this month."""
    return Lumps(
        lane(rows, LUMPS, at), lane(rows, LUMPS + 1, at), lane(rows, LUMPS + 2, at),
        lane(rows, LUMPS + 3, at), lane(rows, LUMPS + 4, at), lane(rows, LUMPS + 5, at),
    )  # fmt: skip


@rule
def keep_lumps(rows: Any, at: int, lumps: Lumps) -> None:
    """Write what a bond's signing cost this month."""
    keep_lane(rows, LUMPS, at, lumps.process_buyer)
    keep_lane(rows, LUMPS + 1, at, lumps.process_supplier)
    keep_lane(rows, LUMPS + 2, at, lumps.contracting_buyer)
    keep_lane(rows, LUMPS + 3, at, lumps.contracting_supplier)
    keep_lane(rows, LUMPS + 4, at, lumps.adaptation_buyer)
    keep_lane(rows, LUMPS + 5, at, lumps.adaptation_supplier)


@rule
def lane_freed(rows: Any, at: int, last: int) -> int:
    """The bond of the last lane moves to one whose own has ended; the number of the buyer that moved."""
    for row in range(ROWS):
        rows[row * PITCH + at] = rows[row * PITCH + last]
    return int(lane(rows, OWNER, at))


@rule
def keep_leakages(rows: Any, first: int, at: int, leak: Leakages) -> None:
    """Write where a month's first best went."""
    keep_lane(rows, first, at, leak.lost_trade)
    keep_lane(rows, first + 1, at, leak.misfit)
    keep_lane(rows, first + 2, at, leak.adaptation)
    keep_lane(rows, first + 3, at, leak.haggling)
    keep_lane(rows, first + 4, at, leak.underinvestment)
    keep_lane(rows, first + 5, at, leak.misdirection)
    keep_lane(rows, first + 6, at, leak.promises)
    keep_lane(rows, first + 7, at, leak.shading)
    keep_lane(rows, first + 8, at, leak.monitoring)
    keep_lane(rows, first + 9, at, leak.law)
    keep_lane(rows, first + 10, at, leak.delay)
    keep_lane(rows, first + 11, at, leak.process)
    keep_lane(rows, first + 12, at, leak.governance)
    keep_lane(rows, first + 13, at, leak.contracting)


@rule
def keep_own(
    deals: Any, first: int, at: int, payoff: float, kept: float, shading: float, trusted: float,
    grievance: float, operating: float, leaves: float, noise: float, lies: float, monitored: float,
    saw: float,
) -> None:  # fmt: skip
    """Write what a month came to for one of the two."""
    keep_lane(deals, first + PAYOFF, at, payoff)
    keep_lane(deals, first + KEPT, at, kept)
    keep_lane(deals, first + SHADING, at, shading)
    keep_lane(deals, first + TRUST, at, trusted)
    keep_lane(deals, first + GRIEVANCE, at, grievance)
    keep_lane(deals, first + OPERATING, at, operating)
    keep_lane(deals, first + LEAVES, at, leaves)
    keep_lane(deals, first + NOISE, at, noise)
    keep_lane(deals, first + LIES, at, lies)
    keep_lane(deals, first + MONITORED, at, monitored)
    keep_lane(deals, first + SAW, at, saw)


@rule
def keep_deal(deals: Any, at: int, terms: Terms, bond: Bond, deal: Deal, strength: float) -> None:
    """Write what a month came to; `bond` as it stands after it, `strength` that of priors."""
    keep_lane(deals, TRADES, at, deal.trades)
    keep_lane(deals, FIRST_BEST, at, deal.first_best)
    keep_lane(deals, JOINT, at, deal.payoff_buyer + deal.payoff_supplier)
    keep_leakages(deals, LEAKAGES, at, deal.leakages)
    keep_lane(deals, HELD, at, deal.held)
    keep_lane(deals, ORDERED, at, deal.ordered)
    keep_lane(deals, RENEGOTIATED, at, deal.renegotiated)
    keep_lane(deals, HAGGLED, at, deal.haggled)
    keep_lane(deals, MATERIAL, at, deal.material)
    keep_lane(deals, SILENCED, at, deal.silenced)
    one, other, control = bond.buyer, bond.supplier, deal.control
    keep_own(
        deals, BUYER_DEAL, at, deal.payoff_buyer, deal.kept_buyer, deal.shading_buyer,
        trust(terms.prior_buyer, strength, one.good, one.bad), one.grievance, deal.operating_buyer,
        deal.leaves_buyer, deal.noise_buyer, deal.lies_buyer, control.monitored_buyer,
        control.saw_buyer,
    )  # fmt: skip
    keep_own(
        deals, SUPPLIER_DEAL, at, deal.payoff_supplier, deal.kept_supplier, deal.shading_supplier,
        trust(terms.prior_supplier, strength, other.good, other.bad), other.grievance,
        deal.operating_supplier, deal.leaves_supplier, deal.noise_supplier, deal.lies_supplier,
        control.monitored_supplier, control.saw_supplier,
    )  # fmt: skip
    keep_lane(deals, PRICE, at, deal.price)
    keep_lane(deals, TRANSFER, at, deal.transfer)
    keep_lane(deals, WITHHELD, at, deal.withheld)
    keep_lane(deals, OPENED, at, deal.opened)
    keep_lane(deals, ENDED, at, deal.ended)


@rule
def deal_at(deals: Any, at: int) -> Deal:
    """What a month came to, as it was written."""
    first, one, other = LEAKAGES, BUYER_DEAL, SUPPLIER_DEAL
    leak = Leakages(
        lane(deals, first, at), lane(deals, first + 1, at), lane(deals, first + 2, at),
        lane(deals, first + 3, at), lane(deals, first + 4, at), lane(deals, first + 5, at),
        lane(deals, first + 6, at), lane(deals, first + 7, at), lane(deals, first + 8, at),
        lane(deals, first + 9, at), lane(deals, first + 10, at), lane(deals, first + 11, at),
        lane(deals, first + 12, at), lane(deals, first + 13, at),
    )  # fmt: skip
    control = Control(
        lane(deals, one + MONITORED, at), lane(deals, other + MONITORED, at),
        lane(deals, one + SAW, at), lane(deals, other + SAW, at),
    )  # fmt: skip
    return Deal(
        lane(deals, TRADES, at), lane(deals, PRICE, at), lane(deals, FIRST_BEST, at),
        lane(deals, one + OPERATING, at), lane(deals, other + OPERATING, at),
        lane(deals, one + PAYOFF, at), lane(deals, other + PAYOFF, at), lane(deals, TRANSFER, at),
        leak, lane(deals, HELD, at), lane(deals, one + KEPT, at), lane(deals, other + KEPT, at),
        lane(deals, ORDERED, at), lane(deals, RENEGOTIATED, at), lane(deals, HAGGLED, at),
        lane(deals, MATERIAL, at), lane(deals, SILENCED, at),
        lane(deals, one + SHADING, at), lane(deals, other + SHADING, at), lane(deals, one + LIES, at),
        lane(deals, other + LIES, at), control,
        lane(deals, WITHHELD, at), lane(deals, OPENED, at), lane(deals, ENDED, at),
        lane(deals, one + LEAVES, at), lane(deals, other + LEAVES, at),
        lane(deals, one + NOISE, at), lane(deals, other + NOISE, at),
    )  # fmt: skip
