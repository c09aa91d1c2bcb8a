"""Firms whose strategy asks a function of its own: their chances to keep, before the lanes are played.

The answer stands in all five lanes of a memory-one rule, so that the month reads it whatever the firm
remembers, and needs no call.
"""

from __future__ import annotations

from typing import Any

from sim.ensemble.lanes import BUYER_CONDUCT, SUPPLIER_CONDUCT, Conduct, bond_at, terms_at
from sim.ensemble.state import NOBODY, Bonds, Firms
from sim.jit import mechanism, rule
from sim.primitives import LANES, answer, has_entry, keep_lane
from sim.quantities import Bond, Side, World
from sim.rules.promises import chance_answered
from sim.rules.trust import trust

FIRST, LAST = Conduct._fields.index("opening"), Conduct._fields.index("after_broken_broken")


@mechanism
def chances_asked(buyers: Firms, suppliers: Firms, bonds: Bonds, world: World, entries: Any) -> None:
    """Every running bond of a firm that asks: what it is told now."""
    for b in range(bonds.partner.size):
        s = int(bonds.partner[b])
        if s == NOBODY:
            continue
        rows, at = bonds.rows[b // LANES], bonds.lane[b]
        terms, bond = terms_at(rows, at), bond_at(rows, at)
        number = int(buyers.strategy[b])
        if has_entry(entries, number):
            ask(rows, BUYER_CONDUCT, at, entries, number, bond.buyer, terms.prior_buyer, bond, world)
        number = int(suppliers.strategy[s])
        if has_entry(entries, number):
            ask(rows, SUPPLIER_CONDUCT, at, entries, number, bond.supplier, terms.prior_supplier, bond, world)


@rule
def ask(
    rows: Any,
    first: int,
    at: int,
    entries: Any,
    number: int,
    side: Side,
    prior: float,
    bond: Bond,
    world: World,
) -> None:
    """One side's chance, written in its lanes."""
    trusted = trust(prior, world.trust_strength, side.good, side.bad)
    chance = chance_answered(answer(entries, number, side.kept, side.seen, trusted, bond.age, bond.left))
    for place in range(FIRST, LAST + 1):
        keep_lane(rows, first + place, at, chance)
