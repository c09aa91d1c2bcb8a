"""A whole world's months, one replicate after another: the twin of `sim.agents` over flat arrays.

The economics is in `sim.rules`; here and in the modules beside it is only the order of events and who is
written where. Sums run in order of numbers, so nothing depends on threads or blocks; within a phase every
firm reads the state as it was when the phase began.
"""

from __future__ import annotations

from typing import Any

from sim.draws import Purpose, four
from sim.ensemble.books import (
    BUYER,
    RELATIONSHIP,
    SUPPLIER,
)
from sim.ensemble.chances import chances_asked
from sim.ensemble.dealing import TRACED, deal_out, shocks_and_partings
from sim.ensemble.firms import imitated, ruin_and_entry, settle_founders
from sim.ensemble.lanes import bond_at
from sim.ensemble.meeting import meet_and_sign, strategies_followed
from sim.ensemble.outcomes import book_outcomes
from sim.ensemble.search import Search, survey
from sim.ensemble.state import (
    NOBODY,
    Bonds,
    Firms,
    Graph,
    Market,
)
from sim.jit import kernel, mechanism, rule
from sim.primitives import LANES, replicated
from sim.quantities import World


@kernel
def seat_draws(seed: int, first: int, role: int, drawn: Any) -> None:
    """Which slot holds which strategy at the start is decided by these draws; float64[n, slots]."""
    for number in range(drawn.shape[0]):
        for slot in range(drawn.shape[1]):
            u0, _, _, _ = four(seed, first + number, 0, role, slot, Purpose.POPULATION)
            drawn[number, slot] = u0


@mechanism
def open_market(
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    market: Market,
    seed: int,
    replicate: int,
    founders: Any,
    world: World,
) -> None:
    """The first morning: founders, no bonds, public means where the world expects them."""
    count = buyers.cash.size
    settle_founders(buyers, BUYER, seed, replicate, founders[:count], world)
    settle_founders(suppliers, SUPPLIER, seed, replicate, founders[count:], world)
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


@kernel
def play(
    worlds: Any,
    strategies: Any,
    graph: Graph,
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    market: Market,
    search: Search,
    seed: int,
    first: int,
    each: int,
    founders: Any,
    shares: Any,
    focal: Any,
    degree: int,
    accounts: Any,
    lives: Any,
    status: Any,
    traced: Any,
    values: Any,
    deaths: Any,
    outcomes: Any,
    entries: Any,
) -> None:
    """Play replicates `first`, `first + 1`, …, `each` of them at every design point, one point after another.

    Read: `worlds` [points], `strategies` [points, k] records; `founders` int64[n, slots], the strategies
    that the slots of every world start with; `shares` float64[points, 2, k], what entrants are drawn from;
    `focal` int64[2]. Written: `accounts` float64[n, 2, k, months, columns] and `lives` int64[n, 3, k,
    months + 1, 2] (events, censored by age), or one world's of each, used again for every world; `status`
    int64[n]; `traced` float64[months, buyers, columns] of the last world, or empty; `values` float64[n,
    slots] and `deaths` int64[n, slots] of buyers, then suppliers; `outcomes` float64[n, columns]. `entries`:
    where strategies' own functions begin, int64[k], or empty where none has any.
    """
    months = accounts.shape[3]
    count = buyers.cash.size
    for number in range(status.size):
        point, replicate = number // each, first + number % each
        world = worlds[point]
        kept = number if accounts.shape[0] > 1 else 0
        books, life = accounts[kept], lives[kept]
        books[:] = 0.0
        life[:] = 0
        replicated(world, market.world)
        survey(search, strategies[point], world)
        open_market(buyers, suppliers, bonds, market, seed, replicate, founders[number], world)
        for month in range(months):
            market.terms_ended[:] = 0
            shocks_and_partings(graph, buyers, suppliers, bonds, market, world, seed, replicate, month, life)
            meet_and_sign(
                graph, search, buyers, suppliers, bonds, market, strategies[point], world, seed,
                replicate, month, degree, books, life,
            )  # fmt: skip
            if len(entries) > 0:
                chances_asked(buyers, suppliers, bonds, world, entries)
            went = deal_out(
                graph, buyers, suppliers, bonds, market, world, seed, replicate, month, books, life,
                traced,
            )  # fmt: skip
            status[number] = max(status[number], went)
            ruin_and_entry(
                graph, buyers, suppliers, bonds, seed, replicate, month, shares[point], books, life, world
            )
            if traced.shape[0] > 0:
                for b in range(count):
                    traced[month, b, TRACED - 2] = buyers.cash[b]
                    s = int(traced[month, b, 0])
                    traced[month, b, TRACED - 1] = suppliers.cash[s] if s >= 0 else 0.0
            changed = imitated(buyers, BUYER, seed, replicate, month, world)
            changed += imitated(suppliers, SUPPLIER, seed, replicate, month, world)
            if changed > 0:
                strategies_followed(buyers, suppliers, bonds, strategies[point], world)
        censor(buyers, suppliers, bonds, months, life)
        report_slots(buyers, 0, values[number], deaths[number])
        report_slots(suppliers, count, values[number], deaths[number])
        book_outcomes(books, life, focal, count, market.numbers[6], world, outcomes[number])
