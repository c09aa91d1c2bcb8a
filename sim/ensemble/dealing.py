"""Phases 1 and 3 to 14: nature moves every bond, every bond plays its month, public means follow."""

from __future__ import annotations

from typing import Any

from sim.draws import Purpose, deeds, four, luck, normal_pair
from sim.ensemble.books import (
    BUYER,
    SUPPLIER,
    book_deal,
)
from sim.ensemble.meeting import end_spell
from sim.ensemble.state import (
    TRACE_COLUMNS,
    Bonds,
    Firms,
    Graph,
    Market,
    bond_at,
    keep_bond,
    lumps_at,
    outlook_of,
    terms_at,
    trace,
)
from sim.jit import mechanism, rule
from sim.quantities import Luck, Terms, World
from sim.rules.choice import estimate_next
from sim.rules.month import play_month, shocked
from sim.rules.shocks import market_log_cost_next, parted_by_chance
from sim.rules.surplus import private_cost, project_value

TRACED = len(TRACE_COLUMNS)
OK, NOT_FINITE = 0, 1
STILL = Luck(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""No luck: only noise in payoffs is left to draw once nature has moved the bond."""


@mechanism
def shocks_and_partings(
    graph: Graph,
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    market: Market,
    world: World,
    seed: int,
    replicate: int,
    month: int,
    lives: Any,
) -> None:
    """Phases 1 and 2, its first half: nature moves every bond, and parts some."""
    u0, u1, _, _ = four(seed, replicate, month, 0, 0, Purpose.MARKET)
    market_shock, _ = normal_pair(u0, u1)
    market.numbers[6] = market_log_cost_next(
        market.numbers[6], world.shocks_cost_persistence, world.shocks_cost_sd,
        world.shocks_common, market_shock,
    )  # fmt: skip
    for b in range(bonds.partner.size):
        if bonds.partner[b] < 0:
            continue
        dealt = luck(seed, replicate, month, b)
        keep_bond(bonds.state, b, shocked(bond_at(bonds.state, b), market_shock, dealt, world))
        if bonds.ended[b]:
            market.terms_ended[0] += 1
        if parted_by_chance(world.market_separation, dealt.separation):
            end_spell(graph, buyers, suppliers, bonds, b, month, lives)


@rule
def terms_this_month(
    terms: Terms, seed: int, replicate: int, month: int, b: int, s: int, base: float, world: World
) -> Terms:
    """The terms as they hold this month; value and cost are redrawn where that switch is set."""
    if world.surplus_redrawn <= 0.0:
        return terms
    value_draw, _, _, _ = four(seed, replicate, month, b, 0, Purpose.VALUE)
    cost_draw, _, _, _ = four(seed, replicate, month, s, 0, Purpose.MONTHLY_COST)
    return Terms(
        terms.form, terms.band, terms.term, terms.power,
        project_value(world.surplus_value, world.surplus_value_spread, value_draw),
        private_cost(base, world.surplus_cost_spread, cost_draw),
        terms.fit, terms.steps, terms.governed, terms.steps_cost, terms.prior_buyer,
        terms.prior_supplier,
    )  # fmt: skip


@rule
def move_public_means(
    market: Market, bonds: Bonds, active: int, buyer: float, supplier: float, cost: float, world: World
) -> None:
    """Phase 14: what everybody knows moves toward the month's means over the pairs that traded."""
    rate = world.choice_public_rate
    numbers = market.numbers
    slots = bonds.used.size * world.market_capacity
    numbers[0] = estimate_next(numbers[0], buyer, rate)
    numbers[1] = estimate_next(numbers[1], supplier, rate)
    numbers[2] = estimate_next(numbers[2], active / bonds.partner.size, rate)
    numbers[3] = estimate_next(numbers[3], active / slots, rate)
    numbers[5] = estimate_next(numbers[5], cost, rate)
    if market.terms_ended[0] > 0:
        share = market.terms_ended[1] / market.terms_ended[0]
        numbers[4] = estimate_next(numbers[4], share, rate)


@mechanism
def deal_out(
    graph: Graph,
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    market: Market,
    strategies: Any,
    world: World,
    seed: int,
    replicate: int,
    month: int,
    accounts: Any,
    lives: Any,
    traced: Any,
) -> int:
    """Phases 3 to 14: every relationship plays its month; then the public means move."""
    outlook = outlook_of(market)
    trades, active = 0.0, 0
    buyer_sum, supplier_sum, cost_sum = 0.0, 0.0, 0.0
    tender = world.choice_exit > 0.0 and world.choice_outside_offers > 0.0
    status = OK
    for b in range(bonds.partner.size):
        s = int(bonds.partner[b])
        if s < 0:
            continue
        terms = terms_this_month(
            terms_at(bonds.terms, b), seed, replicate, month, b, s, suppliers.cost[s], world
        )
        bond, deal = play_month(
            strategies[buyers.strategy[b]], strategies[suppliers.strategy[s]], terms,
            bond_at(bonds.state, b), outlook, world,
            luck(seed, replicate, month, b) if world.shocks_payoff_noise > 0.0 else STILL,
            deeds(seed, replicate, month, b), lumps_at(bonds.lumps, b),
        )  # fmt: skip
        for column in range(bonds.lumps.shape[1]):
            bonds.lumps[b, column] = 0.0
        keep_bond(bonds.state, b, bond)
        buyers.income[b] += deal.payoff_buyer + deal.noise_buyer
        suppliers.income[s] += deal.payoff_supplier + deal.noise_supplier
        book_deal(
            accounts[BUYER, int(buyers.strategy[b]), month],
            accounts[SUPPLIER, int(suppliers.strategy[s]), month],
            terms, bond, deal, world,
        )  # fmt: skip
        active += 1
        if deal.trades > 0.0:
            trades += 1.0
            buyer_sum += deal.operating_buyer
            supplier_sum += deal.operating_supplier
            cost_sum += suppliers.cost[s]
        if traced.shape[0] > 0:
            trace(traced[month, b], s, terms, bond, deal)
            traced[month, b, TRACED - 4] = buyers.strategy[b]
            traced[month, b, TRACED - 3] = suppliers.strategy[s]
        if deal.payoff_buyer - deal.payoff_buyer != 0.0:
            status = NOT_FINITE
        if deal.leaves_buyer > 0.0 or deal.leaves_supplier > 0.0:
            if deal.ended > 0.0:
                market.terms_ended[0] += 1
            end_spell(graph, buyers, suppliers, bonds, b, month + 1, lives)
        else:
            bonds.ended[b] = deal.ended > 0.0
            bonds.opened[b] = deal.opened > 0.0 and tender
    if trades > 0.0:
        move_public_means(
            market, bonds, active, buyer_sum / trades, supplier_sum / trades, cost_sum / trades, world
        )
    return status
