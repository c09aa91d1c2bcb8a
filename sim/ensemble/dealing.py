"""Phases 1 and 3 to 14: nature moves every bond, every bond plays its month, public means follow.

The loops over lanes play the same rules as everybody else, eight bonds at a time (see `sim.ensemble.lanes`);
what is left to be done one after the other is to book, in order of buyers.
"""

from __future__ import annotations

from typing import Any

from sim.draws import Purpose, deeds, four, luck, normal_pair
from sim.ensemble.books import Sums, book_block
from sim.ensemble.chances import Own, is_anything_told, leaving_asked, own_asked
from sim.ensemble.lanes import (
    BUYER_CONDUCT,
    BUYER_DEAL,
    COST_NOW,
    ENDED,
    LEAVES,
    NOISE_BUYER,
    NOISE_SUPPLIER,
    OPENED,
    OWNER,
    SEPARATION,
    SUPPLIER_CONDUCT,
    SUPPLIER_DEAL,
    VALUE_NOW,
    bond_at,
    conduct_at,
    deal_at,
    horizon_at,
    keep_bond,
    keep_deal,
    keep_lumps,
    lumps_at,
    terms_with,
)
from sim.ensemble.meeting import end_spell
from sim.ensemble.orders import Orders, answers_of, is_told, restored, set_aside
from sim.ensemble.state import TRACE_COLUMNS, Bonds, Firms, Graph, Market, outlook_of, trace
from sim.jit import mechanism, rule
from sim.primitives import LANES, WIDEST, group_size, groups, in_lane, keep_lane, lane
from sim.quantities import BY_RULE, Answers, Luck, Lumps, Outlook, World
from sim.rules.choice import estimate_next
from sim.rules.month import play_month_within, shocked
from sim.rules.shocks import market_log_cost_next, parted_by_chance
from sim.rules.surplus import private_cost, project_value

TRACED = len(TRACE_COLUMNS)
OK, NOT_FINITE = 0, 1


@mechanism
def nature_in_lanes(
    rows: Any,
    count: int,
    shock: float,
    world: World,
    table: Any,
    seed: int,
    replicate: int,
    month: int,
) -> None:
    """Phase 1 for a block: nature moves the work and the cost of every bond, and deals separations."""
    for group in range(groups(count)):
        for place in range(group_size(count)):
            at = group * WIDEST + place
            dealt = luck(seed, replicate, month, int(lane(rows, OWNER, at)))
            here = in_lane(world, table, place)
            keep_bond(rows, at, shocked(bond_at(rows, at), shock, dealt, here))
            keep_lane(rows, SEPARATION, at, dealt.separation)


@mechanism
def noise_in_lanes(rows: Any, count: int, seed: int, replicate: int, month: int) -> None:
    """The noise in the month's payoffs, where a world has any."""
    for group in range(groups(count)):
        for place in range(group_size(count)):
            at = group * WIDEST + place
            dealt = luck(seed, replicate, month, int(lane(rows, OWNER, at)))
            keep_lane(rows, NOISE_BUYER, at, dealt.noise_buyer)
            keep_lane(rows, NOISE_SUPPLIER, at, dealt.noise_supplier)


@rule
def month_in_lane(
    rows: Any,
    deals: Any,
    at: int,
    outlook: Outlook,
    world: World,
    seed: int,
    replicate: int,
    month: int,
    told: Answers,
) -> None:
    """Phases 3 to 13 for a bond: as it is after the month, and the month as it is booked, in `deals`."""
    terms = terms_with(rows, at, lane(rows, VALUE_NOW, at), lane(rows, COST_NOW, at))
    noise = Luck(0.0, 0.0, 0.0, 0.0, 0.0, lane(rows, NOISE_BUYER, at), lane(rows, NOISE_SUPPLIER, at))
    bond, deal = play_month_within(
        horizon_at(rows, at), conduct_at(rows, BUYER_CONDUCT, at),
        conduct_at(rows, SUPPLIER_CONDUCT, at), terms, bond_at(rows, at), outlook, world, noise,
        deeds(seed, replicate, month, int(lane(rows, OWNER, at))), lumps_at(rows, at), told,
    )  # fmt: skip
    keep_bond(rows, at, bond)
    keep_lumps(rows, at, Lumps(0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    keep_deal(deals, at, terms, bond, deal, world.trust_strength)


@mechanism
def months_in_lanes(
    rows: Any,
    deals: Any,
    count: int,
    market: Market,
    world: World,
    table: Any,
    seed: int,
    replicate: int,
    month: int,
) -> None:
    """Phases 3 to 13 for a block, by the rules alone."""
    outlook = outlook_of(market)
    by_rule = Answers(
        BY_RULE, BY_RULE, BY_RULE, BY_RULE, BY_RULE, BY_RULE, BY_RULE, BY_RULE, BY_RULE, BY_RULE,
        BY_RULE, BY_RULE, BY_RULE, BY_RULE,
    )  # fmt: skip
    for group in range(groups(count)):
        for place in range(group_size(count)):
            at = group * WIDEST + place
            here = in_lane(world, table, place)
            month_in_lane(rows, deals, at, outlook, here, seed, replicate, month, by_rule)


@mechanism
def months_told(
    bonds: Bonds,
    block: int,
    market: Market,
    world: World,
    seed: int,
    replicate: int,
    month: int,
    orders: Orders,
) -> None:
    """The same for the bonds of a block that are told what to decide; `orders.before` is how they were."""
    rows, deals = bonds.rows[block], bonds.deals
    outlook = outlook_of(market)
    for b in range(block * LANES, min((block + 1) * LANES, bonds.partner.size)):
        if is_told(orders, b) and bonds.lane[b] >= 0:
            at = bonds.lane[b]
            restored(rows, at, orders)
            here = in_lane(world, market.world, 0)
            month_in_lane(rows, deals, at, outlook, here, seed, replicate, month, answers_of(orders, b))


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
    recorded: Any,
    point: int,
) -> None:
    """Phases 1 and 2, its first half: nature moves every bond, and parts some.

    `recorded`: the market's shocks by point and month where they are not drawn, else empty.
    """
    u0, u1, _, _ = four(seed, replicate, month, 0, 0, Purpose.MARKET)
    market_shock, _ = normal_pair(u0, u1)
    if recorded.shape[0] > 0:
        market_shock = recorded[point, month]
    market.numbers[7] = market_log_cost_next(
        market.numbers[7], world.shocks_cost_persistence, world.shocks_cost_sd,
        world.shocks_common, market_shock,
    )  # fmt: skip
    for block in range(bonds.running.size):
        nature_in_lanes(
            bonds.rows[block], bonds.running[block], market_shock, world, market.world, seed, replicate, month
        )
    for b in range(bonds.partner.size):
        if bonds.partner[b] < 0:
            continue
        if bonds.ended[b]:
            market.terms_ended[0] += 1
        if parted_by_chance(world.market_separation, lane(bonds.rows[b // LANES], SEPARATION, bonds.lane[b])):
            end_spell(graph, buyers, suppliers, bonds, b, month, lives)


@rule
def redraw_terms(
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    block: int,
    seed: int,
    replicate: int,
    month: int,
    world: World,
) -> None:
    """Value and cost of a block's bonds are redrawn every month where that switch is set."""
    rows = bonds.rows[block]
    for at in range(bonds.running[block]):
        b = int(lane(rows, OWNER, at))
        s = int(bonds.partner[b])
        value_draw, _, _, _ = four(seed, replicate, month, b, 0, Purpose.VALUE)
        cost_draw, _, _, _ = four(seed, replicate, month, s, 0, Purpose.MONTHLY_COST)
        value = project_value(buyers.base[b], world.surplus_value_spread, value_draw)
        keep_lane(rows, VALUE_NOW, at, value)
        keep_lane(rows, COST_NOW, at, private_cost(suppliers.base[s], world.surplus_cost_spread, cost_draw))


@rule
def move_public_means(market: Market, bonds: Bonds, sums: Sums, world: World) -> None:
    """Phase 14: what everybody knows moves toward the month's means over the pairs that traded."""
    rate = world.choice_public_rate
    numbers = market.numbers
    slots = bonds.used.size * world.market_capacity
    numbers[0] = estimate_next(numbers[0], sums.buyer / sums.trades, rate)
    numbers[1] = estimate_next(numbers[1], sums.supplier / sums.trades, rate)
    numbers[2] = estimate_next(numbers[2], sums.active / bonds.partner.size, rate)
    numbers[3] = estimate_next(numbers[3], sums.active / slots, rate)
    numbers[5] = estimate_next(numbers[5], sums.cost / sums.trades, rate)
    numbers[6] = estimate_next(numbers[6], sums.lies / (2.0 * sums.active), rate)
    if market.terms_ended[0] > 0:
        share = market.terms_ended[1] / market.terms_ended[0]
        numbers[4] = estimate_next(numbers[4], share, rate)


@rule
def trace_block(
    buyers: Firms, suppliers: Firms, bonds: Bonds, block: int, traced: Any, strength: float
) -> None:
    """Record what the months of a block's bonds came to."""
    rows = bonds.rows[block]
    for at in range(bonds.running[block]):
        b = int(lane(rows, OWNER, at))
        s = int(bonds.partner[b])
        terms = terms_with(rows, at, lane(rows, VALUE_NOW, at), lane(rows, COST_NOW, at))
        trace(traced[b], s, terms, bond_at(rows, at), deal_at(bonds.deals, at), strength)
        traced[b, TRACED - 4] = buyers.strategy[b]
        traced[b, TRACED - 3] = suppliers.strategy[s]


@rule
def part(
    graph: Graph,
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    market: Market,
    block: int,
    tender: bool,
    month: int,
    lives: Any,
) -> None:
    """How a block's bonds go on after the month: in term, open, or ended by one of the two."""
    deals = bonds.deals
    first, last = block * LANES, min((block + 1) * LANES, bonds.partner.size)
    for b in range(first, last):
        at = bonds.lane[b]
        if at < 0:
            continue
        bonds.ended[b] = lane(deals, ENDED, at) > 0.0
        bonds.opened[b] = tender and lane(deals, OPENED, at) > 0.0
        bonds.leaving[b] = (
            lane(deals, BUYER_DEAL + LEAVES, at) + lane(deals, SUPPLIER_DEAL + LEAVES, at) > 0.0
        )
    # An end moves another bond to its lane, so none may come before all have been read.
    for b in range(first, last):
        if bonds.lane[b] >= 0 and bonds.leaving[b]:
            if bonds.ended[b]:
                market.terms_ended[0] += 1
            end_spell(graph, buyers, suppliers, bonds, b, month + 1, lives)


@mechanism
def deal_out(
    graph: Graph,
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    market: Market,
    world: World,
    seed: int,
    replicate: int,
    month: int,
    accounts: Any,
    lives: Any,
    traced: Any,
    own: Own,
    orders: Orders,
) -> int:
    """Phases 3 to 14: every relationship plays its month; then the public means move."""
    sums = Sums(0, 0.0, 0.0, 0.0, 0.0, 0.0, True)
    tender = world.choice_exit > 0.0 and world.choice_outside_offers > 0.0
    for block in range(bonds.running.size):
        rows, count = bonds.rows[block], bonds.running[block]
        if count == 0:
            continue
        if world.surplus_redrawn > 0.0:
            redraw_terms(buyers, suppliers, bonds, block, seed, replicate, month, world)
        if world.shocks_payoff_noise > 0.0:
            noise_in_lanes(rows, count, seed, replicate, month)
        told = is_anything_told(own, orders)
        if told:
            own_asked(buyers, suppliers, bonds, block, market, world, seed, replicate, month, own, orders)
            set_aside(bonds, block, orders)
        months_in_lanes(rows, bonds.deals, count, market, world, market.world, seed, replicate, month)
        if told:
            months_told(bonds, block, market, world, seed, replicate, month, orders)
            leaving_asked(buyers, suppliers, bonds, block, market, world, seed, replicate, month, own, orders)
        sums = book_block(buyers, suppliers, bonds, block, month, accounts, sums)
        if traced.shape[0] > 0:
            trace_block(buyers, suppliers, bonds, block, traced[month], world.trust_strength)
        part(graph, buyers, suppliers, bonds, market, block, tender, month, lives)
    if sums.trades > 0.0:
        move_public_means(market, bonds, sums, world)
    return OK if sums.finite else NOT_FINITE
