"""Cash, ruin, entry and imitation over all slots of a role (E15, E16)."""

from __future__ import annotations

from typing import Any

import math

from sim.draws import Purpose, four
from sim.ensemble.books import CASH, FIRMS, FIXED_COST, WRITE_OFF
from sim.ensemble.state import TRAILING, Firms
from sim.jit import mechanism
from sim.quantities import Entry
from sim.rules.imitation import adopts, adoption_chance
from sim.rules.money import bankrupt, cash_next, imitates_first
from sim.rules.surplus import base_cost, private_cost

MIX = float(Entry.MIX)
IMITATE = float(Entry.IMITATE)


@mechanism
def found(
    firms: Firms, slot: int, role: int, seed: int, replicate: int, month: int, world
) -> None:
    """A firm takes a slot, with fresh cash and, a supplier, fresh costs."""
    firms.cash[slot] = world.money_cash
    firms.returns[slot] = -1
    firms.born[slot] = month
    for place in range(TRAILING):
        firms.recent[slot, place] = 0.0
    if role == 1:
        u0, u1, _, _ = four(
            seed, replicate, int(firms.generation[slot]), slot, 0, Purpose.COST
        )
        base = base_cost(world.surplus_cost, world.surplus_cost_sd, u0)
        firms.cost[slot] = base
        firms.own_cost[slot] = private_cost(base, world.surplus_cost_spread, u1)


@mechanism
def recent_payoff(firms: Firms, slot: int, month: int) -> float:
    """A firm's mean monthly payoff over its last twelve months, or those it has lived."""
    lived = month + 1 - int(firms.born[slot])
    total = 0.0
    for place in range(TRAILING):
        total += firms.recent[slot, place]
    return total / max(1.0, min(float(lived), float(TRAILING)))


@mechanism
def strategy_from_mix(shares: Any, draw: float) -> int:
    """The strategy of a slot under shares that sum to 1."""
    reached = 0.0
    for number in range(shares.size - 1):
        reached += shares[number]
        if draw < reached:
            return number
    return shares.size - 1


@mechanism
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
    firms: Firms, slot: int, role: int, seed: int, replicate: int, month: int, shares: Any, world
) -> int:
    """The strategy that an entrant brings: the slot's last, one of the mix, or a copied one."""
    if world.money_entry != MIX and world.money_entry != IMITATE:
        return int(firms.strategy[slot])
    u0, u1, u2, _ = four(seed, replicate, int(firms.generation[slot]), role, slot, Purpose.ENTRY)
    if world.money_entry == MIX:
        return strategy_from_mix(shares, u0)
    first = living(firms, int(u1 * firms.cash.size))
    second = living(firms, int(u2 * firms.cash.size))
    better = imitates_first(recent_payoff(firms, first, month), recent_payoff(firms, second, month))
    return int(firms.strategy[first if better else second])


@mechanism
def closed_books(
    firms: Firms, slot: int, month: int, accounts: Any, world
) -> bool:
    """Close a living firm's month; whether it is bankrupt."""
    row = accounts[int(firms.strategy[slot]), month]
    row[FIRMS] += 1.0
    row[FIXED_COST] += world.money_fixed_cost
    firms.value[slot] += firms.income[slot]
    firms.recent[slot, month % TRAILING] = firms.income[slot]
    cash = cash_next(firms.cash[slot], firms.income[slot], world.money_fixed_cost)
    firms.cash[slot] = cash
    if bankrupt(cash, world.money_credit, world.money_ruin):
        row[WRITE_OFF] += -cash
        firms.cash[slot] = 0.0
        return True
    row[CASH] += cash
    return False


@mechanism
def imitated(
    firms: Firms, role: int, seed: int, replicate: int, month: int, world
) -> None:
    """The month's imitation events of a role, one after the other (E16)."""
    count = firms.cash.size
    if world.imitation_rate <= 0.0 or count < 2:
        return
    u0, _, _, _ = four(seed, replicate, month, role, 0, Purpose.IMITATION_COUNT)
    events = int(math.floor(world.imitation_rate * count + u0))
    for event in range(events):
        u0, u1, u2, _ = four(seed, replicate, month, role, event, Purpose.IMITATION)
        focal = int(u0 * count)
        model = int(u1 * (count - 1))
        model = model + 1 if model >= focal else model
        if firms.returns[focal] >= 0 or firms.returns[model] >= 0:
            continue
        chance = adoption_chance(
            world.imitation_intensity,
            recent_payoff(firms, model, month),
            recent_payoff(firms, focal, month),
        )
        if adopts(chance, u2):
            firms.strategy[focal] = firms.strategy[model]


