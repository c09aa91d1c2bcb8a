"""Phase 2: who looks for a partner finds one or not, and the two sign or not."""

from __future__ import annotations

from typing import Any

from sim.draws import Purpose, four
from sim.ensemble.books import (
    BUYER,
    IDLE_PROCESS,
    IDLE_SEARCH,
    PAYOFF,
    RELATIONSHIP,
    SUPPLIER,
)
from sim.ensemble.candidates import candidates, switching
from sim.ensemble.chances import Own
from sim.ensemble.lanes import (
    BUYER_CONDUCT,
    SUPPLIER_CONDUCT,
    bond_at,
    keep_bond,
    keep_conduct,
    keep_horizon,
    keep_lumps,
    keep_terms,
    terms_at,
)
from sim.ensemble.liking import liked
from sim.ensemble.matching import deferred_acceptance
from sim.ensemble.memory import experience_of, remember, spread_word
from sim.ensemble.orders import Orders, propose_as_told
from sim.ensemble.search import Search, busy_buyers, free_slots, others_free, searches
from sim.ensemble.state import (
    NOBODY,
    Bonds,
    Firms,
    Graph,
    Market,
    outlook_of,
    seated,
    unseated,
)
from sim.jit import mechanism, rule
from sim.primitives import LANES
from sim.quantities import Experience, Terms, World
from sim.rules.contracts import common_form, is_staggered
from sim.rules.horizon import horizon_of
from sim.rules.offers import (
    with_bad_observation,
)
from sim.rules.signing import renewed, signed
from sim.rules.surplus import compatibility, project_value


@mechanism
def end_spell(
    graph: Graph, buyers: Firms, suppliers: Firms, bonds: Bonds, b: int, month: int, lives: Any
) -> None:
    """A relationship is over; both sides remember it from `month` on."""
    s = int(bonds.partner[b])
    rows, at = bonds.rows[b // LANES], bonds.lane[b]
    terms, bond = terms_at(rows, at), bond_at(rows, at)
    edge = int(bonds.edge[b])
    known = Experience(terms.prior_buyer, bond.buyer.good, bond.buyer.bad)
    known_back = Experience(terms.prior_supplier, bond.supplier.good, bond.supplier.bad)
    remember(graph, buyers, suppliers, b, s, edge, month, known)
    remember(graph, suppliers, buyers, s, b, edge, month, known_back)
    lives[RELATIONSHIP, int(buyers.strategy[b]), int(bond.age), 0] += 1
    unseated(bonds, b)
    bonds.partner[b] = NOBODY
    bonds.opened[b] = False
    bonds.ended[b] = False
    bonds.used[s] -= 1


@rule
def keep_strategies(rows: Any, at: int, one: Any, other: Any, terms: Terms, world: World) -> None:
    """What the month asks of the two strategies, and how far they look ahead under these terms."""
    keep_conduct(rows, BUYER_CONDUCT, at, one)
    keep_conduct(rows, SUPPLIER_CONDUCT, at, other)
    keep_horizon(rows, at, horizon_of(one, other, terms, world))


@mechanism
def strategies_followed(buyers: Firms, suppliers: Firms, bonds: Bonds, strategies: Any, world: World) -> None:
    """Firms have changed their strategies: their running bonds follow."""
    for b in range(bonds.partner.size):
        s = int(bonds.partner[b])
        if s >= 0:
            one, other = strategies[buyers.strategy[b]], strategies[suppliers.strategy[s]]
            rows, at = bonds.rows[b // LANES], bonds.lane[b]
            keep_strategies(rows, at, one, other, terms_at(rows, at), world)


@rule
def sign_strangers(
    graph: Graph,
    search: Search,
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    market: Market,
    strategies: Any,
    world: World,
    seed: int,
    replicate: int,
    month: int,
    b: int,
    s: int,
    edge: int,
    free_suppliers: float,
    free_buyers: float,
    accounts: Any,
) -> None:
    """Two firms that found each other sit down; if they fail, what was spent is lost."""
    one, other = strategies[buyers.strategy[b]], strategies[suppliers.strategy[s]]
    k = search.known[b]
    known, known_back = Experience(k[0], k[1], k[2]), Experience(k[3], k[4], k[5])
    value_draw, _, _, _ = four(seed, replicate, month, b, 0, Purpose.VALUE)
    fit_draw, _, _, _ = four(seed, replicate, 0, b, s, Purpose.FIT)
    _, _, screen_buyer, screen_supplier = four(seed, replicate, month, b, s, Purpose.MEETING)
    first_term, _, _, _ = four(seed, replicate, month, b, 0, Purpose.FIRST_TERM)
    founders = buyers.generation[b] == 0 and suppliers.generation[s] == 0
    outcome = signed(
        one, other, common_form(one, other),
        project_value(buyers.base[b], world.surplus_value_spread, value_draw),
        suppliers.own_cost[s], market.numbers[7],
        compatibility(world.choice_fit_low, fit_draw),
        free_suppliers, free_buyers, known, known_back, switching(bonds, suppliers, b, s),
        outlook_of(market), world, screen_buyer, screen_supplier,
        is_staggered(world.contract_staggered, founders, month), first_term,
    )  # fmt: skip
    if outcome.agreed > 0.0:
        bonds.partner[b] = s
        bonds.edge[b] = edge
        bonds.last_partner[b] = s
        bonds.last_generation[b] = suppliers.generation[s]
        bonds.used[s] += 1
        at, rows = seated(bonds, b), bonds.rows[b // LANES]
        keep_terms(rows, at, outcome.terms)
        keep_bond(rows, at, outcome.bond)
        keep_lumps(rows, at, outcome.lumps)
        keep_strategies(rows, at, one, other, outcome.terms, world)
        return
    lumps = outcome.lumps
    mine = accounts[BUYER, int(buyers.strategy[b]), month]
    theirs = accounts[SUPPLIER, int(suppliers.strategy[s]), month]
    mine[IDLE_PROCESS] += lumps.process_buyer
    mine[IDLE_SEARCH] += lumps.contracting_buyer
    mine[PAYOFF] -= lumps.process_buyer + lumps.contracting_buyer
    theirs[IDLE_PROCESS] += lumps.process_supplier
    theirs[PAYOFF] -= lumps.process_supplier
    buyers.income[b] -= lumps.process_buyer + lumps.contracting_buyer
    suppliers.income[s] -= lumps.process_supplier
    if outcome.aborted > 0.0:
        remember(graph, buyers, suppliers, b, s, edge, month, with_bad_observation(known, world))
        remember(graph, suppliers, buyers, s, b, edge, month, with_bad_observation(known_back, world))


@rule
def renew(
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
    b: int,
    free_suppliers: float,
    free_buyers: float,
    lives: Any,
) -> None:
    """Partners whose term is over sign again, or part."""
    s = int(bonds.partner[b])
    one, other = strategies[buyers.strategy[b]], strategies[suppliers.strategy[s]]
    value_draw, _, _, _ = four(seed, replicate, month, b, 0, Purpose.VALUE)
    rows, at = bonds.rows[b // LANES], bonds.lane[b]
    outcome = renewed(
        one, other, terms_at(rows, at), bond_at(rows, at),
        project_value(buyers.base[b], world.surplus_value_spread, value_draw),
        free_suppliers, free_buyers, outlook_of(market), world,
    )  # fmt: skip
    if outcome.agreed > 0.0:
        keep_terms(rows, at, outcome.terms)
        keep_bond(rows, at, outcome.bond)
        keep_lumps(rows, at, outcome.lumps)
        bonds.ended[b] = False
        market.terms_ended[1] += 1
    else:
        end_spell(graph, buyers, suppliers, bonds, b, month, lives)


@rule
def recall_matched(
    graph: Graph, search: Search, buyers: Firms, suppliers: Firms, bonds: Bonds, busy: int, month: int,
    world: World,
) -> None:  # fmt: skip
    """What the two of every new match know of each other, before any of them has signed."""
    for place in range(busy):
        b = int(search.busy[place])
        at = search.match[b]
        if at < 0 or bonds.partner[b] >= 0:
            continue
        s, edge = int(search.supplier[b, at]), int(search.edge[b, at])
        known = experience_of(graph, buyers, suppliers, b, s, edge, month, world)
        known_back = experience_of(graph, suppliers, buyers, s, b, edge, month, world)
        for column in range(3):
            search.known[b, column] = known[column]
            search.known[b, column + 3] = known_back[column]


@rule
def count_scarcity(
    graph: Graph, search: Search, buyers: Firms, bonds: Bonds, busy: int, free_count: int, searching: int
) -> None:
    """What others each pair that is about to sign could turn to, before anybody has signed."""
    for place in range(busy):
        b = int(search.busy[place])
        at = search.match[b]
        s = int(bonds.partner[b])
        if at >= 0:
            s = int(search.supplier[b, at])
        elif s < 0 or not bonds.ended[b]:
            continue
        free_suppliers, free_buyers = others_free(graph, search, buyers, bonds, b, s, free_count, searching)
        search.scarcity[b, 0] = free_suppliers
        search.scarcity[b, 1] = free_buyers


@mechanism
def meet_and_sign(
    graph: Graph,
    search: Search,
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    market: Market,
    strategies: Any,
    world: World,
    seed: int,
    replicate: int,
    month: int,
    degree: int,
    accounts: Any,
    lives: Any,
    own: Own,
    orders: Orders,
) -> None:
    """Phase 2, its second half: who looks for a partner finds one or not, and signs or not."""
    busy, searching = busy_buyers(search, buyers, bonds)
    if busy == 0:
        return
    free_count = free_slots(search, suppliers, bonds, search.held.shape[1], busy)
    if searching > 0:
        if world.trust_word_of_mouth > 0.0:
            spread_word(graph, buyers, suppliers, bonds, month, world)
        for place in range(busy):
            b = int(search.busy[place])
            if searches(buyers, bonds, b):
                candidates(
                    graph, search, buyers, suppliers, bonds, market, strategies, world, seed,
                    replicate, month, degree, b, free_count, searching,
                )  # fmt: skip
                if len(own.entries) > 0:
                    liked(graph, search, buyers, suppliers, bonds, world, seed, replicate, month, own, b)
                if orders.given.shape[0] > 0:
                    propose_as_told(search, orders, b)
        deferred_acceptance(search, busy, seed, replicate, month)
    count_scarcity(graph, search, buyers, bonds, busy, free_count, searching)
    for place in range(busy):
        b = int(search.busy[place])
        if bonds.partner[b] >= 0 and bonds.opened[b]:
            at = search.match[b]
            if at < 0 or search.supplier[b, at] != bonds.partner[b]:
                end_spell(graph, buyers, suppliers, bonds, b, month, lives)
    recall_matched(graph, search, buyers, suppliers, bonds, busy, month, world)
    for place in range(busy):
        b = int(search.busy[place])
        at = search.match[b]
        free_suppliers, free_buyers = search.scarcity[b, 0], search.scarcity[b, 1]
        if bonds.partner[b] >= 0:
            bonds.opened[b] = False
            if bonds.ended[b]:
                renew(
                    graph, buyers, suppliers, bonds, market, strategies, world, seed, replicate,
                    month, b, free_suppliers, free_buyers, lives,
                )  # fmt: skip
        elif at >= 0:
            sign_strangers(
                graph, search, buyers, suppliers, bonds, market, strategies, world, seed,
                replicate, month, b, int(search.supplier[b, at]), int(search.edge[b, at]),
                free_suppliers, free_buyers, accounts,
            )  # fmt: skip
