"""Founders, cash, ruin, entry and imitation over all slots of a role (E15, E16)."""

from __future__ import annotations

import math
from typing import Any

from sim.draws import Purpose, four
from sim.ensemble.books import (
    BUYER,
    CASH,
    ENTRANT_CASH,
    FIRMS,
    FIXED_COST,
    SUPPLIER,
    WRITE_OFF,
)
from sim.ensemble.meeting import end_spell
from sim.ensemble.memory import forget
from sim.ensemble.state import (
    NOBODY,
    Bonds,
    Firms,
    Graph,
)
from sim.jit import mechanism, rule
from sim.quantities import Entry, World
from sim.records import GIVEN
from sim.rules.imitation import adoption_chance, adopts
from sim.rules.money import bankrupt, cash_next, founders_cash, imitates_first
from sim.rules.surplus import base_cost, private_cost
from sim.worlds import TRAILING

BASE, HELD = (GIVEN.index(name) for name in ("base", "cash"))
NAN = float("nan")
MIX = float(Entry.MIX)
IMITATE = float(Entry.IMITATE)


@rule
def found(
    firms: Firms, slot: int, role: int, seed: int, replicate: int, month: int, base: float, world: World
) -> None:
    """A firm takes a slot, with fresh cash and, a supplier, fresh costs; `base` is recorded, or nan."""
    firms.cash[slot] = world.money_cash
    firms.returns[slot] = -1
    firms.born[slot] = month
    for place in range(TRAILING):
        firms.recent[place, slot] = 0.0
    drawn = math.isnan(base)
    if role == 1:
        u0, u1, _, _ = four(seed, replicate, int(firms.generation[slot]), slot, 0, Purpose.COST)
        if drawn:
            base = base_cost(world.surplus_cost, world.surplus_cost_sd, u0)
        firms.own_cost[slot] = private_cost(base, world.surplus_cost_spread, u1)
    elif drawn:
        base = world.surplus_value
    firms.base[slot] = base


@rule
def recent_payoff(firms: Firms, slot: int, month: int, memory: float) -> float:
    """A firm's mean monthly payoff over its last `memory` months, or those it has lived."""
    months = min(month + 1 - int(firms.born[slot]), int(memory))
    total = 0.0
    for back in range(months):
        total += firms.recent[(month - back) % TRAILING, slot]
    return total / max(1.0, float(months))


@rule
def strategy_from_mix(shares: Any, draw: float) -> int:
    """The strategy of a slot under shares that sum to 1."""
    reached = 0.0
    for number in range(shares.size - 1):
        reached += shares[number]
        if draw < reached:
            return number
    return shares.size - 1


@rule
def living(firms: Firms, start: int) -> int:
    """The first living firm from a slot on, round the end; the slot itself if nobody lives."""
    slot = start
    for _ in range(firms.cash.size):
        if firms.returns[slot] < 0:
            return slot
        slot = slot + 1 if slot + 1 < firms.cash.size else 0
    return start


@mechanism
def entrant_strategy(
    firms: Firms, slot: int, role: int, seed: int, replicate: int, month: int, shares: Any, world: World
) -> int:
    """The strategy that an entrant brings: the slot's last, one of the mix, or a copied one."""
    if world.money_entry != MIX and world.money_entry != IMITATE:
        return int(firms.strategy[slot])
    u0, u1, u2, _ = four(seed, replicate, int(firms.generation[slot]), role, slot, Purpose.ENTRY)
    if world.money_entry == MIX:
        return strategy_from_mix(shares, u0)
    first = living(firms, int(u1 * firms.cash.size))
    second = living(firms, int(u2 * firms.cash.size))
    memory = world.imitation_memory
    better = imitates_first(
        recent_payoff(firms, first, month, memory), recent_payoff(firms, second, month, memory)
    )
    return int(firms.strategy[first if better else second])


@rule
def closed_books(firms: Firms, slot: int, month: int, accounts: Any, world: World) -> bool:
    """Close a living firm's month; whether it is bankrupt."""
    row = accounts[int(firms.strategy[slot]), month]
    row[FIRMS] += 1.0
    row[FIXED_COST] += world.money_fixed_cost
    firms.value[slot] += firms.income[slot]
    firms.recent[month % TRAILING, slot] = firms.income[slot]
    cash = cash_next(firms.cash[slot], firms.income[slot], world.money_fixed_cost)
    firms.cash[slot] = cash
    if bankrupt(cash, world.money_credit, world.money_ruin):
        row[WRITE_OFF] += -cash
        firms.cash[slot] = 0.0
        return True
    row[CASH] += cash
    return False


@rule
def settle_founders(
    firms: Firms, role: int, seed: int, replicate: int, founders: Any, given: Any, world: World
) -> None:
    """The firms of the first month, with the strategies in `founders` and what of them is recorded."""
    firms.generation[:] = 0
    firms.income[:] = 0.0
    firms.value[:] = 0.0
    firms.first_death[:] = 0
    firms.memory[:, 0] = NOBODY
    firms.raters[:] = 0
    for slot in range(firms.cash.size):
        firms.strategy[slot] = founders[slot]
        found(firms, slot, role, seed, replicate, 0, given[slot, BASE] if given.size > 0 else NAN, world)
        u0, _, _, _ = four(seed, replicate, 0, role, slot, Purpose.FOUNDING)
        firms.cash[slot] = founders_cash(world.money_cash, world.money_cash_spread, u0)
        if given.size > 0 and not math.isnan(given[slot, HELD]):
            firms.cash[slot] = given[slot, HELD]


@rule
def ruin(firms: Firms, role: int, month: int, accounts: Any, lives: Any, world: World) -> int:
    """Phase 15 for a role: books are closed, the bankrupt give up their slots; how many did."""
    failed = 0
    for slot in range(firms.cash.size):
        if firms.returns[slot] >= 0:
            continue
        if closed_books(firms, slot, month, accounts, world):
            lived = month + 1 - int(firms.born[slot])
            lives[int(firms.strategy[slot]), lived, 0] += 1
            if firms.generation[slot] == 0:
                firms.first_death[slot] = month + 1
            firms.returns[slot] = month + int(world.money_entry_delay)
            failed += 1
        firms.income[slot] = 0.0
    return failed


@rule
def entry(
    firms: Firms,
    role: int,
    graph: Graph,
    seed: int,
    replicate: int,
    month: int,
    shares: Any,
    accounts: Any,
    last_partner: Any,
    world: World,
) -> None:
    """Phase 15 for a role, its end: entrants take the slots whose time has come."""
    for slot in range(firms.cash.size):
        if firms.returns[slot] < 0 or firms.returns[slot] > month:
            continue
        firms.generation[slot] += 1
        firms.strategy[slot] = entrant_strategy(firms, slot, role, seed, replicate, month, shares, world)
        found(firms, slot, role, seed, replicate, month + 1, NAN, world)
        forget(firms, graph, slot)
        accounts[int(firms.strategy[slot]), month, ENTRANT_CASH] += world.money_cash
        if role == BUYER:
            last_partner[slot] = NOBODY


@mechanism
def ruin_and_entry(
    graph: Graph,
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    seed: int,
    replicate: int,
    month: int,
    shares: Any,
    accounts: Any,
    lives: Any,
    world: World,
) -> None:
    """Phase 15: books are closed, the bankrupt leave, entrants take empty slots."""
    failed = ruin(buyers, BUYER, month, accounts[BUYER], lives[BUYER], world)
    failed += ruin(suppliers, SUPPLIER, month, accounts[SUPPLIER], lives[SUPPLIER], world)
    if failed > 0:
        for b in range(bonds.partner.size):
            s = int(bonds.partner[b])
            if s >= 0 and (buyers.returns[b] >= 0 or suppliers.returns[s] >= 0):
                end_spell(graph, buyers, suppliers, bonds, b, month + 1, lives)
    last = bonds.last_partner
    entry(buyers, BUYER, graph, seed, replicate, month, shares[BUYER], accounts[BUYER], last, world)
    entry(
        suppliers, SUPPLIER, graph, seed, replicate, month, shares[SUPPLIER], accounts[SUPPLIER],
        last, world,
    )  # fmt: skip


@mechanism
def imitated(firms: Firms, role: int, seed: int, replicate: int, month: int, world: World) -> int:
    """The month's imitation events of a role, one after the other (E16); how many firms changed."""
    count, changed = firms.cash.size, 0
    if world.imitation_rate <= 0.0 or count < 2:
        return changed
    u0, _, _, _ = four(seed, replicate, month, role, 0, Purpose.IMITATION_COUNT)
    events = math.floor(world.imitation_rate * count + u0)
    for event in range(events):
        u0, u1, u2, _ = four(seed, replicate, month, role, event, Purpose.IMITATION)
        focal = int(u0 * count)
        model = int(u1 * (count - 1))
        model = model + 1 if model >= focal else model
        if firms.returns[focal] >= 0 or firms.returns[model] >= 0:
            continue
        chance = adoption_chance(
            world.imitation_intensity,
            recent_payoff(firms, model, month, world.imitation_memory),
            recent_payoff(firms, focal, month, world.imitation_memory),
        )
        if adopts(chance, u2):
            firms.strategy[focal] = firms.strategy[model]
            changed += 1
    return changed
