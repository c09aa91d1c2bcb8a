"""Firms whose strategies have functions of their own: what these decide of a relationship, month by month.

A chance to keep stands in all five lanes of a memory-one rule, so that the month reads it whatever the firm
remembers. All else that is decided as the month opens is told to the two like an order, unless one of them
has an order; who leaves is asked when the month is played. Where no strategy has a function this costs a
comparison for every block of bonds.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.block import floats, integers
from sim.chances import FIELDS
from sim.draws import Purpose, deeds, four
from sim.ensemble.lanes import (
    BUYER_CONDUCT,
    BUYER_DEAL,
    COST_NOW,
    LEAVES,
    OPENED,
    SUPPLIER_CONDUCT,
    SUPPLIER_DEAL,
    VALUE_NOW,
    Conduct,
    bond_at,
    conduct_at,
    horizon_at,
    terms_with,
)
from sim.ensemble.orders import ANSWERS, NOT_THEIRS, PLACES, Orders
from sim.ensemble.state import Bonds, Firms, Market, outlook_of
from sim.jit import mechanism, rule
from sim.primitives import LANES, answer, has_entry, keep_lane, lane
from sim.quantities import BY_RULE, Asked, Bond, Met, Outlook, Told, World
from sim.rules.opening import opening_within
from sim.rules.specification import stake_of_reset
from sim.rules.told import buyer_does, chance_answered, supplier_does, told_to_buyer, told_to_supplier

FIRST, LAST = Conduct._fields.index("opening"), Conduct._fields.index("after_broken_broken")
KEEP, LEAVE = int(Asked.KEEP), int(Asked.LEAVE)


class Own(NamedTuple):
    """Strategies' own functions, and scratch for what they are told; empty where there are none."""

    entries: Annotated[Any, integers("entries", len(FIELDS))]  # where the compiled ones begin; 0: by rule
    told: Annotated[Any, floats(max(len(Told._fields), len(Met._fields)))]


@rule
def is_anything_told(own: Own, orders: Orders) -> bool:
    """Whether a firm may decide otherwise than by its rules this month."""
    return len(own.entries) > 0 or orders.given.shape[0] > 0


@rule
def has_any(own: Own, number: int) -> bool:
    """Whether a strategy has a function of its own for what is decided as a month opens."""
    found = False
    for which in range(LEAVE):
        found = found or has_entry(own.entries, number, which)
    return found


@rule
def tell(
    own: Own, role: int, rows: Any, before: Any, at: int, outlook: Outlook, opened: bool, month: int,
    cash: float, world: World,
) -> None:  # fmt: skip
    """What one of the two knows; `before` are the rows as the month opened, `rows` as they are."""
    terms = terms_with(before, at, lane(before, VALUE_NOW, at), lane(before, COST_NOW, at))
    then: Bond = bond_at(before, at)
    scene = opening_within(
        horizon_at(before, at), conduct_at(before, BUYER_CONDUCT, at),
        conduct_at(before, SUPPLIER_CONDUCT, at), terms, then, outlook, world,
    )  # fmt: skip
    stake = stake_of_reset(scene, terms, then, world)
    bond = bond_at(rows, at)
    if role == 0:
        told = told_to_buyer(scene, stake, terms, bond, opened, float(month), cash, world)
    else:
        told = told_to_supplier(scene, stake, terms, bond, opened, float(month), cash, world)
    for place in range(len(told)):
        own.told[place] = told[place]


@rule
def does(
    which: int, role: int, chance: float, seed: int, replicate: int, month: int, b: int, world: World
) -> bool:
    """Whether one of the two of a buyer's bond does what its own function gives this chance."""
    dice = deeds(seed, replicate, month, b)
    consents, orders, sues, leaves = four(seed, replicate, month, b, role, Purpose.OWN)
    if role == 0:
        return buyer_does(which, chance, dice, consents, orders, sues, leaves, world)
    return supplier_does(which, chance, dice, consents, sues, leaves, world)


@mechanism
def opening_asked(
    own: Own, orders: Orders, role: int, number: int, rows: Any, at: int, b: int, cash: float,
    outlook: Outlook, world: World, seed: int, replicate: int, month: int,
) -> None:  # fmt: skip
    """One side of a bond, as the month opens."""
    tell(own, role, rows, rows, at, outlook, False, month, cash, world)
    conduct = BUYER_CONDUCT if role == 0 else SUPPLIER_CONDUCT
    for which in range(LEAVE):
        place = PLACES[2 * which + role]
        if place == NOT_THEIRS or not has_entry(own.entries, number, which):
            continue
        chance = chance_answered(answer(own.entries, number, which, own.told))
        if which == KEEP:
            for row in range(FIRST, LAST + 1):
                keep_lane(rows, conduct + row, at, chance)
        elif orders.answers[b, place] == BY_RULE:
            done = does(which, role, chance, seed, replicate, month, b, world)
            orders.answers[b, place] = 1.0 if done else 0.0
            orders.answers[b, ANSWERS] = 1.0


@mechanism
def own_asked(
    buyers: Firms, suppliers: Firms, bonds: Bonds, block: int, market: Market, world: World, seed: int,
    replicate: int, month: int, own: Own, orders: Orders,
) -> None:  # fmt: skip
    """What the firms of a block decide by functions of their own as the month opens."""
    if len(own.entries) == 0:
        return
    rows, outlook = bonds.rows[block], outlook_of(market)
    for b in range(block * LANES, min((block + 1) * LANES, bonds.partner.size)):
        at, s = bonds.lane[b], int(bonds.partner[b])
        if at < 0:
            continue
        one, other = int(buyers.strategy[b]), int(suppliers.strategy[s])
        if has_any(own, one):
            opening_asked(
                own, orders, 0, one, rows, at, b, buyers.cash[b], outlook, world, seed, replicate, month
            )
        if has_any(own, other):
            opening_asked(
                own, orders, 1, other, rows, at, b, suppliers.cash[s], outlook, world, seed, replicate, month
            )


@mechanism
def leaving_of(
    own: Own, orders: Orders, role: int, number: int, rows: Any, deals: Any, at: int, b: int, cash: float,
    outlook: Outlook, world: World, seed: int, replicate: int, month: int,
) -> None:  # fmt: skip
    """Whether one side of a bond leaves, which sees what the month came to."""
    if not has_entry(own.entries, number, LEAVE) or orders.answers[b, PLACES[2 * LEAVE + role]] != BY_RULE:
        return
    opened = lane(deals, OPENED, at) > 0.0
    tell(own, role, rows, orders.before, at, outlook, opened, month, cash, world)
    chance = chance_answered(answer(own.entries, number, LEAVE, own.told))
    done = does(LEAVE, role, chance, seed, replicate, month, b, world)
    keep_lane(deals, (BUYER_DEAL if role == 0 else SUPPLIER_DEAL) + LEAVES, at, 1.0 if done else 0.0)


@mechanism
def leaving_asked(
    buyers: Firms, suppliers: Firms, bonds: Bonds, block: int, market: Market, world: World, seed: int,
    replicate: int, month: int, own: Own, orders: Orders,
) -> None:  # fmt: skip
    """Which firms of a block leave by functions of their own, now that the month is played."""
    if len(own.entries) == 0:
        return
    rows, deals, outlook = bonds.rows[block], bonds.deals, outlook_of(market)
    for b in range(block * LANES, min((block + 1) * LANES, bonds.partner.size)):
        at, s = bonds.lane[b], int(bonds.partner[b])
        if at < 0:
            continue
        leaving_of(
            own, orders, 0, int(buyers.strategy[b]), rows, deals, at, b, buyers.cash[b], outlook, world, seed,
            replicate, month,
        )  # fmt: skip
        leaving_of(
            own, orders, 1, int(suppliers.strategy[s]), rows, deals, at, b, suppliers.cash[s], outlook, world,
            seed, replicate, month,
        )  # fmt: skip
