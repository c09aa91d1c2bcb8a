"""Founders, ruin, entrants and imitation: who is in the market, and with which strategy (E15, E16)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.agents.firm import Firm
from sim.draws import Purpose
from sim.quantities import Entry
from sim.rules.imitation import adoption_chance, adopts
from sim.rules.money import imitates_first
from sim.worlds import quotas

if TYPE_CHECKING:
    from sim.agents.market import Market


def founders(market: Market, role: int) -> list[int]:
    """The strategies of a role's first firms: shares are exact, which slot holds which is drawn."""
    scenario, given = market.scenario, market.given.strategies.tolist()
    count = (scenario.market.buyers, scenario.market.suppliers)[role]
    if given:
        start = role * scenario.market.buyers
        return given[start : start + count]
    shares = (scenario.population.buyers, scenario.population.suppliers)[role]
    drawn = [market.four(0, role, slot, Purpose.POPULATION)[0] for slot in range(count)]
    order = sorted(range(count), key=drawn.__getitem__)
    strategies = [0] * count
    place = 0
    for number, quota in enumerate(quotas(shares, count, market.strategy_names).tolist()):
        for slot in order[place : place + quota]:
            strategies[slot] = number
        place += quota
    return strategies


def ruin_and_entry(market: Market) -> None:
    """Phase 15: books are closed, the bankrupt leave the market, entrants take empty slots."""
    market.each(Firm, "close_month")
    for firm in (*market.buyers, *market.suppliers):
        if firm.alive:
            close_books(market, firm)
    for held in market.relationships:
        if not (held.buyer.alive and held.supplier.alive):
            market.part(held, market.month + 1)
    for slots in market.slots:
        for firm in list(slots):
            if firm.vacant_until is not None and firm.vacant_until <= market.month:
                replace(market, firm)


def close_books(market: Market, firm: Any) -> None:
    """A firm's month is booked; if it is bankrupt it is out of the market."""
    world, month = market.world, market.month
    market.books.add(firm, firms=1.0, fixed_cost=world.money_fixed_cost)
    market.values[firm.role][firm.slot] += firm.payoff
    if not firm.fails():
        market.books.add(firm, cash=firm.cash)
        return
    lived = month + 1 - firm.born
    market.books.add(firm, write_off=-firm.cash)
    market.books.life(firm, lived)
    if firm.generation == 0:
        market.first_deaths[firm.role][firm.slot] = lived
    firm.leave_market()


def replace(market: Market, left: Any) -> None:
    """An entrant takes the slot of a firm that left."""
    role, slot, generation = left.role, left.slot, left.generation + 1
    strategy = entrant_strategy(market, left, generation)
    entrant = market.firm_classes[role](market, slot, generation, strategy, market.month + 1)
    market.slots[role][slot] = entrant
    left.memory.fade_away()  # else each firm would keep all those before it in the computer's memory
    market.books.add(entrant, entrant_cash=entrant.cash)


def entrant_strategy(market: Market, left: Any, generation: int) -> int:
    """The strategy that an entrant brings: the slot's last, one of the mix, or a copied one."""
    role, entry = left.role, market.world.money_entry
    if entry == Entry.SAME:
        return left.strategy
    u0, u1, u2, _ = market.four(generation, role, left.slot, Purpose.ENTRY)
    if entry == Entry.MIX:
        return strategy_from_mix(market, role, u0)
    count = len(market.slots[role])
    first, second = living(market, role, int(u1 * count)), living(market, role, int(u2 * count))
    better = imitates_first(first.recent_payoff(), second.recent_payoff())
    return first.strategy if better else second.strategy


def strategy_from_mix(market: Market, role: int, draw: float) -> int:
    """The strategy of a slot under the population's shares."""
    population = market.scenario.population
    shares = (population.buyers, population.suppliers)[role]
    last = len(market.strategy_names) - 1
    reached = 0.0
    for number, name in enumerate(market.strategy_names[:last]):
        reached += shares.get(name, 0.0)
        if draw < reached:
            return number
    return last


def living(market: Market, role: int, start: int) -> Any:
    """The first living firm from a slot on, round the end; who left that slot if nobody lives."""
    firms = market.slots[role]
    for firm in (*firms[start:], *firms[:start]):
        if firm.alive:
            return firm
    return firms[start]


def imitate(market: Market) -> None:
    """Phase 16: the month's imitation events of each role, one after the other."""
    world = market.world
    for role, firms in enumerate(market.slots):
        count = len(firms)
        if world.imitation_rate <= 0.0 or count < 2:
            continue
        u0, _, _, _ = market.four(market.month, role, 0, Purpose.IMITATION_COUNT)
        for event in range(math.floor(world.imitation_rate * count + u0)):
            u0, u1, u2, _ = market.four(market.month, role, event, Purpose.IMITATION)
            focal, model = int(u0 * count), int(u1 * (count - 1))
            model = model + 1 if model >= focal else model
            own, other = firms[focal], firms[model]
            if not (own.alive and other.alive):
                continue
            chance = adoption_chance(world.imitation_intensity, other.recent_payoff(), own.recent_payoff())
            if adopts(chance, u2):
                own.strategy = other.strategy
