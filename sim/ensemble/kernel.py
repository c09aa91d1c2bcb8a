"""A whole world's months, one replicate after another: the twin of `sim.agents` over flat arrays.

The economics is in `sim.rules`; here and in the modules beside it is only the order of events and who is
written where. Sums run in order of numbers, so nothing depends on threads or blocks; within a phase every
firm reads the state as it was when the phase began.
"""

from __future__ import annotations

from typing import Annotated, Any

from sim.block import floats, integers, records
from sim.ensemble.books import (
    BUYER,
    RELATIONSHIP,
    SUPPLIER,
)
from sim.ensemble.chances import Own, is_anything_told
from sim.ensemble.dealing import TRACED, deal_out, shocks_and_partings
from sim.ensemble.firms import imitated, ruin_and_entry, settle_founders
from sim.ensemble.founding import Seats, seat
from sim.ensemble.lanes import bond_at
from sim.ensemble.meeting import meet_and_sign, strategies_followed
from sim.ensemble.orders import Orders, orders_read
from sim.ensemble.outcomes import COUNTED, book_outcomes
from sim.ensemble.search import Search, survey
from sim.ensemble.state import (
    BUYERS,
    NOBODY,
    SUPPLIERS,
    Bonds,
    Firms,
    Graph,
    Market,
)
from sim.entering import entrance
from sim.jit import mechanism, rule
from sim.primitives import LANES, replicated
from sim.quantities import World
from sim.records import Given
from sim.worlds import ACCOUNTS, STRATEGY_TYPE, WORLD_TYPE


@mechanism
def open_market(
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    market: Market,
    seed: int,
    replicate: int,
    founders: Any,
    given: Given,
    world: World,
) -> None:
    """The first morning: founders, no bonds, public means where the world expects them."""
    count = buyers.cash.size
    settle_founders(buyers, BUYER, seed, replicate, founders[:count], given.buyers, world)
    settle_founders(suppliers, SUPPLIER, seed, replicate, founders[count:], given.suppliers, world)
    bonds.partner[:] = NOBODY
    bonds.last_partner[:] = NOBODY
    bonds.opened[:] = False
    bonds.ended[:] = False
    bonds.lane[:] = NOBODY
    bonds.running[:] = 0
    bonds.used[:] = 0
    slots = suppliers.cash.size * world.market_capacity
    numbers = market.numbers
    numbers[0] = 0.5 * (world.surplus_value - world.surplus_cost)
    numbers[1] = numbers[0]
    numbers[2] = min(1.0, slots / buyers.cash.size)
    numbers[3] = min(1.0, buyers.cash.size / slots)
    numbers[4] = 0.5
    numbers[5] = world.surplus_cost
    numbers[6] = 0.0
    numbers[7] = 0.0


@rule
def censor(buyers: Firms, suppliers: Firms, bonds: Bonds, months: int, lives: Any) -> None:
    """Who lives when the run ends is counted as censored at its age."""
    for b in range(bonds.partner.size):
        if bonds.partner[b] >= 0:
            age = int(bond_at(bonds.rows[b // LANES], bonds.lane[b]).age)
            lives[RELATIONSHIP, int(buyers.strategy[b]), age, 1] += 1
    for role in range(2):
        firms = buyers if role == BUYER else suppliers
        for slot in range(firms.cash.size):
            if firms.returns[slot] < 0:
                lived = months - int(firms.born[slot])
                lives[role, int(firms.strategy[slot]), lived, 1] += 1


@rule
def report_slots(firms: Firms, start: int, values: Any, deaths: Any) -> None:
    """What each slot of a role made in the run, and when its founder failed."""
    for slot in range(firms.cash.size):
        values[start + slot] = firms.value[slot]
        deaths[start + slot] = firms.first_death[slot]


@rule
def played_month(
    strategies: Any,
    graph: Graph,
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    market: Market,
    search: Search,
    world: World,
    seed: int,
    replicate: int,
    month: int,
    shares: Any,
    degree: int,
    books: Any,
    life: Any,
    traced: Any,
    own: Own,
    orders: Orders,
    shocks: Any,
    point: int,
) -> int:
    """A month of a world, all its phases; its status."""
    market.terms_ended[:] = 0
    shocks_and_partings(
        graph, buyers, suppliers, bonds, market, world, seed, replicate, month, life, shocks, point
    )
    meet_and_sign(
        graph, search, buyers, suppliers, bonds, market, strategies, world, seed, replicate, month, degree,
        books, life, own, orders,
    )  # fmt: skip
    if is_anything_told(own, orders):
        orders_read(orders, bonds)
    went = deal_out(
        graph, buyers, suppliers, bonds, market, world, seed, replicate, month, books, life, traced, own,
        orders,
    )  # fmt: skip
    ruin_and_entry(graph, buyers, suppliers, bonds, seed, replicate, month, shares, books, life, world)
    if traced.shape[0] > 0:
        for b in range(buyers.cash.size):
            traced[month, b, TRACED - 2] = buyers.cash[b]
            s = int(traced[month, b, 0])
            traced[month, b, TRACED - 1] = suppliers.cash[s] if s >= 0 else 0.0
    changed = imitated(buyers, BUYER, seed, replicate, month, world)
    changed += imitated(suppliers, SUPPLIER, seed, replicate, month, world)
    if changed > 0:
        strategies_followed(buyers, suppliers, bonds, strategies, world)
    return went


@entrance
def play(
    worlds: Annotated[Any, records(WORLD_TYPE, "points")],
    strategies: Annotated[Any, records(STRATEGY_TYPE, "points", "strategies")],
    graph: Graph,
    buyers: Annotated[Firms, BUYERS],
    suppliers: Annotated[Firms, SUPPLIERS],
    bonds: Bonds,
    market: Market,
    search: Search,
    seats: Seats,
    seed: int,
    first: int,
    each: int,
    since: int,
    until: int,
    shares: Annotated[Any, floats("points", 2, "strategies")],
    focal: Annotated[Any, integers(2)],
    degree: int,
    founders: Annotated[Any, integers("worlds", "slots")],
    accounts: Annotated[Any, floats("shelves", 2, "strategies", "months", len(ACCOUNTS))],
    lives: Annotated[Any, integers("shelves", 3, "strategies", "ages", 2)],
    status: Annotated[Any, integers("worlds")],
    traced: Annotated[Any, floats("traced_months", "traced_buyers", TRACED)],
    values: Annotated[Any, floats("worlds", "slots")],
    deaths: Annotated[Any, integers("worlds", "slots")],
    outcomes: Annotated[Any, floats("worlds", len(COUNTED))],
    own: Own,
    orders: Orders,
    given: Given,
) -> None:
    """Play replicates `first`, `first + 1`, …, `each` of them at every design point, one point after another.

    From month `since` (0 opens a world) to before month `until` (the last closes it). A world that is played
    in parts must be the only one: its state stays in the arrays.

    Read: `worlds`, `strategies`, `shares`, what founders and entrants are drawn from; `focal`, each role's
    first strategy; `own`, where strategies' own functions begin, empty where none has any; `orders`;
    `given`, what is recorded and not drawn.
    Written: `founders`, the strategies that the slots start with; `accounts` and `lives` (events, censored by
    age), or one world's of each, used again for every world; `status`; `traced` of the last world, or
    empty; `values` and `deaths` of buyers' slots, then suppliers'; `outcomes`.
    """
    months = accounts.shape[3]
    count = buyers.cash.size
    for number in range(status.size):
        point, replicate = number // each, first + number % each
        world, kept = worlds[point], number if accounts.shape[0] > 1 else 0
        books, life = accounts[kept], lives[kept]
        if since == 0:
            books[:] = 0.0
            life[:] = 0
            traced[:] = -1.0
            replicated(world, market.world)
            survey(search, strategies[point], world)
            if given.strategies.size > 0:
                for slot in range(given.strategies.size):
                    founders[number, slot] = given.strategies[slot]
            else:
                seat(seats, shares[point, BUYER], seed, replicate, BUYER, founders[number, :count])
                seat(seats, shares[point, SUPPLIER], seed, replicate, SUPPLIER, founders[number, count:])
            open_market(buyers, suppliers, bonds, market, seed, replicate, founders[number], given, world)
        for month in range(since, until):
            went = played_month(
                strategies[point], graph, buyers, suppliers, bonds, market, search, world, seed, replicate,
                month, shares[point], degree, books, life, traced, own, orders, given.shocks, point,
            )  # fmt: skip
            status[number] = max(status[number], went)
        if until < months:
            continue
        censor(buyers, suppliers, bonds, months, life)
        report_slots(buyers, 0, values[number], deaths[number])
        report_slots(suppliers, count, values[number], deaths[number])
        book_outcomes(books, life, focal, count, market.numbers[6], world, outcomes[number])
