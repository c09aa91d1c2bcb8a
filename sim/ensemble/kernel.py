"""A whole world's months, one replicate after another: the twin of `sim.agents` over flat arrays.

The economics is in `sim.rules`; here is only the order of events and who is written where. Sums run in
order of numbers, so nothing depends on threads or blocks; within a phase every firm reads the state as it
was when the phase began.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.draws import Purpose, deeds, four, luck, normal_pair
from sim.ensemble.books import (
    BUYER,
    ENTRANT_CASH,
    IDLE_PROCESS,
    IDLE_SEARCH,
    PAYOFF,
    RELATIONSHIP,
    SUPPLIER,
    book_deal,
)
from sim.ensemble.firms import closed_books, entrant_strategy, found, imitated
from sim.ensemble.matching import (
    Search,
    candidates,
    deferred_acceptance,
    free_slots,
    others_free,
    searches,
    switching,
)
from sim.ensemble.memory import experience_of, forget, remember, spread_word
from sim.ensemble.state import (
    NOBODY,
    TRACE_COLUMNS,
    Bonds,
    Firms,
    Graph,
    Market,
    bond_at,
    keep_bond,
    keep_lumps,
    keep_terms,
    lumps_at,
    outlook_of,
    terms_at,
    trace,
)
from sim.jit import kernel, mechanism
from sim.quantities import Experience, Terms
from sim.rules.choice import estimate_next
from sim.rules.contracts import common_form
from sim.rules.month import play_month, shocked
from sim.rules.offers import with_bad_observation
from sim.rules.shocks import market_log_cost_next, parted_by_chance
from sim.rules.signing import renewed, signed
from sim.rules.surplus import compatibility, private_cost, project_value

TRACED = len(TRACE_COLUMNS)
OK, NOT_FINITE = 0, 1


@mechanism
def settle_founders(
    firms: Firms, role: int, seed: int, replicate: int, quota: Any, graph: Graph, world
) -> None:
    """The firms of the first month: which slot holds which strategy is drawn, shares are exact."""
    count = firms.cash.size
    firms.generation[:] = 0
    firms.income[:] = 0.0
    firms.value[:] = 0.0
    firms.first_death[:] = 0
    firms.memory[:, 0] = NOBODY
    firms.raters[:] = 0
    drawn = np.empty(count)
    for slot in range(count):
        u0, _, _, _ = four(seed, replicate, 0, role, slot, Purpose.POPULATION)
        drawn[slot] = u0
        found(firms, slot, role, seed, replicate, 0, world)
    order = np.argsort(drawn, kind="mergesort")
    place = 0
    for number in range(quota.size):
        for _ in range(quota[number]):
            firms.strategy[order[place]] = number
            place += 1


@mechanism
def end_spell(
    graph: Graph, buyers: Firms, suppliers: Firms, bonds: Bonds, b: int, month: int, lives: Any
) -> None:
    """A relationship is over; both sides remember it from `month` on."""
    s = int(bonds.partner[b])
    terms, bond = terms_at(bonds.terms, b), bond_at(bonds.state, b)
    edge = int(bonds.edge[b])
    known = Experience(terms.prior_buyer, bond.buyer.good, bond.buyer.bad)
    known_back = Experience(terms.prior_supplier, bond.supplier.good, bond.supplier.bad)
    remember(graph, buyers, suppliers, b, s, edge, month, known)
    remember(graph, suppliers, buyers, s, b, edge, month, known_back)
    lives[RELATIONSHIP, int(buyers.strategy[b]), int(bond.age), 0] += 1
    bonds.partner[b] = NOBODY
    bonds.opened[b] = False
    bonds.ended[b] = False
    bonds.used[s] -= 1


@mechanism
def sign_strangers(
    graph: Graph, search: Search, buyers: Firms, suppliers: Firms, bonds: Bonds, market: Market,
    strategies: Any, world, seed: int, replicate: int, month: int, b: int, s: int, edge: int,
    free_suppliers: float, free_buyers: float, accounts: Any,
) -> None:
    """Two firms that found each other sit down; if they fail, what was spent is lost."""
    one, other = strategies[buyers.strategy[b]], strategies[suppliers.strategy[s]]
    k = search.known[b]
    known, known_back = Experience(k[0], k[1], k[2]), Experience(k[3], k[4], k[5])
    value_draw, _, _, _ = four(seed, replicate, month, b, 0, Purpose.VALUE)
    fit_draw, _, _, _ = four(seed, replicate, 0, b, s, Purpose.FIT)
    _, _, screen_buyer, screen_supplier = four(seed, replicate, month, b, s, Purpose.MEETING)
    outcome = signed(
        one, other, common_form(one, other),
        project_value(world.surplus_value, world.surplus_value_spread, value_draw),
        suppliers.own_cost[s], market.numbers[6],
        compatibility(world.choice_fit_low, fit_draw),
        free_suppliers, free_buyers, known, known_back, switching(bonds, suppliers, b, s),
        outlook_of(market), world, screen_buyer, screen_supplier,
    )  # fmt: skip
    if outcome.agreed > 0.0:
        bonds.partner[b] = s
        bonds.edge[b] = edge
        bonds.last_partner[b] = s
        bonds.last_generation[b] = suppliers.generation[s]
        bonds.used[s] += 1
        keep_terms(bonds.terms, b, outcome.terms)
        keep_bond(bonds.state, b, outcome.bond)
        keep_lumps(bonds.lumps, b, outcome.lumps)
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
        remember(
            graph, buyers, suppliers, b, s, edge, month, with_bad_observation(known, world)
        )
        remember(
            graph, suppliers, buyers, s, b, edge, month, with_bad_observation(known_back, world)
        )


@mechanism
def renew(
    graph: Graph, buyers: Firms, suppliers: Firms, bonds: Bonds, market: Market, strategies: Any,
    world, seed: int, replicate: int, month: int, b: int, free_suppliers: float,
    free_buyers: float, lives: Any,
) -> None:
    """Partners whose term is over sign again, or part."""
    s = int(bonds.partner[b])
    one, other = strategies[buyers.strategy[b]], strategies[suppliers.strategy[s]]
    value_draw, _, _, _ = four(seed, replicate, month, b, 0, Purpose.VALUE)
    outcome = renewed(
        one, other, terms_at(bonds.terms, b), bond_at(bonds.state, b),
        project_value(world.surplus_value, world.surplus_value_spread, value_draw),
        free_suppliers, free_buyers, outlook_of(market), world,
    )  # fmt: skip
    if outcome.agreed > 0.0:
        keep_terms(bonds.terms, b, outcome.terms)
        keep_bond(bonds.state, b, outcome.bond)
        keep_lumps(bonds.lumps, b, outcome.lumps)
        bonds.ended[b] = False
        market.terms_ended[1] += 1
    else:
        end_spell(graph, buyers, suppliers, bonds, b, month, lives)


@mechanism
def shocks_and_partings(
    graph: Graph, buyers: Firms, suppliers: Firms, bonds: Bonds, market: Market, world, seed: int,
    replicate: int, month: int, lives: Any,
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
        keep_bond(
            bonds.state, b, shocked(bond_at(bonds.state, b), market_shock, dealt, world)
        )
        if bonds.ended[b]:
            market.terms_ended[0] += 1
        if parted_by_chance(world.market_separation, dealt.separation):
            end_spell(graph, buyers, suppliers, bonds, b, month, lives)


@mechanism
def meet_and_sign(
    graph: Graph, search: Search, buyers: Firms, suppliers: Firms, bonds: Bonds, market: Market,
    strategies: Any, world, seed: int, replicate: int, month: int, degree: int, accounts: Any,
    lives: Any,
) -> None:
    """Phase 2, its second half: who looks for a partner finds one or not, and signs or not."""
    searching = 0
    for b in range(bonds.partner.size):
        search.match[b] = NOBODY
        search.count[b] = 0
        if searches(buyers, bonds, b):
            searching += 1
    free_count = 0
    if searching > 0 or market.terms_ended[0] > 0:
        free_count = free_slots(search, suppliers, bonds, search.held.shape[1])
    if searching > 0:
        if world.trust_word_of_mouth > 0.0:
            spread_word(graph, buyers, suppliers, bonds, month, world)
        for s in range(suppliers.cash.size):
            search.holding[s] = 0
        for b in range(bonds.partner.size):
            if searches(buyers, bonds, b):
                candidates(
                    graph, search, buyers, suppliers, bonds, market, strategies, world, seed,
                    replicate, month, degree, b, free_count, searching,
                )  # fmt: skip
        deferred_acceptance(search, bonds.partner.size)
    elif market.terms_ended[0] == 0:
        return
    count_scarcity(graph, search, buyers, bonds, free_count, searching)
    for b in range(bonds.partner.size):
        if bonds.partner[b] >= 0 and bonds.opened[b]:
            at = search.match[b]
            if at < 0 or search.supplier[b, at] != bonds.partner[b]:
                end_spell(graph, buyers, suppliers, bonds, b, month, lives)
    recall_matched(graph, search, buyers, suppliers, bonds, month, world)
    for b in range(bonds.partner.size):
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


@mechanism
def recall_matched(
    graph: Graph, search: Search, buyers: Firms, suppliers: Firms, bonds: Bonds, month: int, world
) -> None:
    """What the two of every new match know of each other, before any of them has signed."""
    for b in range(bonds.partner.size):
        at = search.match[b]
        if at < 0 or bonds.partner[b] >= 0:
            continue
        s, edge = int(search.supplier[b, at]), int(search.edge[b, at])
        known = experience_of(graph, buyers, suppliers, b, s, edge, month, world)
        known_back = experience_of(graph, suppliers, buyers, s, b, edge, month, world)
        for place in range(3):
            search.known[b, place] = known[place]
            search.known[b, place + 3] = known_back[place]


@mechanism
def count_scarcity(
    graph: Graph, search: Search, buyers: Firms, bonds: Bonds, free_count: int, searching: int
) -> None:
    """What others each pair that is about to sign could turn to, before anybody has signed."""
    for b in range(bonds.partner.size):
        at = search.match[b]
        s = int(bonds.partner[b])
        if at >= 0:
            s = int(search.supplier[b, at])
        elif s < 0 or not bonds.ended[b]:
            continue
        free_suppliers, free_buyers = others_free(
            graph, search, buyers, bonds, b, s, free_count, searching
        )
        search.scarcity[b, 0] = max(0.0, free_suppliers)
        search.scarcity[b, 1] = max(0.0, free_buyers)


@mechanism
def terms_this_month(
    terms: Terms, seed: int, replicate: int, month: int, b: int, s: int, base: float, world
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


@mechanism
def deal_out(
    graph: Graph, buyers: Firms, suppliers: Firms, bonds: Bonds, market: Market, strategies: Any,
    world, seed: int, replicate: int, month: int, accounts: Any, lives: Any, traced: Any,
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
            bond_at(bonds.state, b), outlook, world, luck(seed, replicate, month, b),
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
        if not (deal.payoff_buyer - deal.payoff_buyer == 0.0):
            status = NOT_FINITE
        if deal.leaves_buyer > 0.0 or deal.leaves_supplier > 0.0:
            if deal.ended > 0.0:
                market.terms_ended[0] += 1
            end_spell(graph, buyers, suppliers, bonds, b, month + 1, lives)
        else:
            bonds.ended[b] = deal.ended > 0.0
            bonds.opened[b] = deal.opened > 0.0 and tender
    if trades > 0.0:
        rate = world.choice_public_rate
        numbers = market.numbers
        slots = bonds.used.size * world.market_capacity
        numbers[0] = estimate_next(numbers[0], buyer_sum / trades, rate)
        numbers[1] = estimate_next(numbers[1], supplier_sum / trades, rate)
        numbers[2] = estimate_next(numbers[2], active / bonds.partner.size, rate)
        numbers[3] = estimate_next(numbers[3], active / slots, rate)
        numbers[5] = estimate_next(numbers[5], cost_sum / trades, rate)
        if market.terms_ended[0] > 0:
            share = market.terms_ended[1] / market.terms_ended[0]
            numbers[4] = estimate_next(numbers[4], share, rate)
    return status


@mechanism
def ruin_and_entry(
    graph: Graph, buyers: Firms, suppliers: Firms, bonds: Bonds, seed: int, replicate: int,
    month: int, shares: Any, accounts: Any, lives: Any, world,
) -> None:
    """Phase 15: books are closed, the bankrupt leave, entrants take empty slots."""
    for role in range(2):
        firms = buyers if role == BUYER else suppliers
        for slot in range(firms.cash.size):
            if firms.returns[slot] >= 0:
                continue
            if closed_books(firms, slot, month, accounts[role], world):
                lived = month + 1 - int(firms.born[slot])
                lives[role, int(firms.strategy[slot]), lived, 0] += 1
                if firms.generation[slot] == 0:
                    firms.first_death[slot] = month + 1
                firms.returns[slot] = month + int(world.money_entry_delay)
            firms.income[slot] = 0.0
    for b in range(bonds.partner.size):
        s = int(bonds.partner[b])
        if s >= 0 and (buyers.returns[b] >= 0 or suppliers.returns[s] >= 0):
            end_spell(graph, buyers, suppliers, bonds, b, month + 1, lives)
    for role in range(2):
        firms = buyers if role == BUYER else suppliers
        for slot in range(firms.cash.size):
            if firms.returns[slot] >= 0 and firms.returns[slot] <= month:
                firms.generation[slot] += 1
                firms.strategy[slot] = entrant_strategy(
                    firms, slot, role, seed, replicate, month, shares[role], world
                )
                found(firms, slot, role, seed, replicate, month + 1, world)
                forget(firms, graph, slot)
                accounts[role, int(firms.strategy[slot]), month, ENTRANT_CASH] += world.money_cash
                if role == BUYER:
                    bonds.last_partner[slot] = NOBODY


@mechanism
def open_market(
    buyers: Firms, suppliers: Firms, bonds: Bonds, market: Market, seed: int, replicate: int,
    quotas: Any, graph: Graph, world,
) -> None:
    """The first morning: founders, no bonds, public means where the world expects them."""
    settle_founders(buyers, BUYER, seed, replicate, quotas[BUYER], graph, world)
    settle_founders(suppliers, SUPPLIER, seed, replicate, quotas[SUPPLIER], graph, world)
    bonds.partner[:] = NOBODY
    bonds.last_partner[:] = NOBODY
    bonds.opened[:] = False
    bonds.ended[:] = False
    bonds.lumps[:] = 0.0
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


@mechanism
def censor(buyers: Firms, suppliers: Firms, bonds: Bonds, months: int, lives: Any) -> None:
    """Who lives when the run ends is counted as censored at its age."""
    for b in range(bonds.partner.size):
        if bonds.partner[b] >= 0:
            age = int(bond_at(bonds.state, b).age)
            lives[RELATIONSHIP, int(buyers.strategy[b]), age, 1] += 1
    for role in range(2):
        firms = buyers if role == BUYER else suppliers
        for slot in range(firms.cash.size):
            if firms.returns[slot] < 0:
                lived = months - int(firms.born[slot])
                lives[role, int(firms.strategy[slot]), lived, 1] += 1


@kernel
def play(
    worlds: Any, strategies: Any, graph: Graph, buyers: Firms, suppliers: Firms, bonds: Bonds,
    market: Market, search: Search, seed: int, first: int, quotas: Any, shares: Any, degree: int,
    accounts: Any, lives: Any, status: Any, traced: Any, values: Any, deaths: Any, founders: Any,
) -> None:
    """Play the replicates `first`, `first + 1`, … of one world, as many as `status` has room for.

    Written: `accounts` float64[n, 2, strategies, months, columns]; `lives` int64[n, 3, strategies,
    months + 1, 2] (events, censored by age); `status` int64[n]; `traced` float64[months, buyers, columns]
    of the first replicate, or empty; `values` float64[n, slots], `deaths` and `founders`
    int64[n, slots] of buyers, then suppliers.
    """
    world = worlds[0]
    months = accounts.shape[3]
    count = buyers.cash.size
    for number in range(status.size):
        replicate = first + number
        books, life = accounts[number], lives[number]
        open_market(buyers, suppliers, bonds, market, seed, replicate, quotas, graph, world)
        founders[number, :count] = buyers.strategy
        founders[number, count:] = suppliers.strategy
        for month in range(months):
            market.terms_ended[:] = 0
            shocks_and_partings(
                graph, buyers, suppliers, bonds, market, world, seed, replicate, month, life
            )
            meet_and_sign(
                graph, search, buyers, suppliers, bonds, market, strategies, world, seed,
                replicate, month, degree, books, life,
            )  # fmt: skip
            went = deal_out(
                graph, buyers, suppliers, bonds, market, strategies, world, seed, replicate,
                month, books, life, traced,
            )  # fmt: skip
            status[number] = max(status[number], went)
            ruin_and_entry(
                graph, buyers, suppliers, bonds, seed, replicate, month, shares, books, life, world
            )
            if traced.shape[0] > 0:
                for b in range(count):
                    traced[month, b, TRACED - 2] = buyers.cash[b]
                    s = int(traced[month, b, 0])
                    traced[month, b, TRACED - 1] = suppliers.cash[s] if s >= 0 else 0.0
            imitated(buyers, BUYER, seed, replicate, month, world)
            imitated(suppliers, SUPPLIER, seed, replicate, month, world)
        censor(buyers, suppliers, bonds, months, life)
        values[number, :count] = buyers.value
        values[number, count:] = suppliers.value
        deaths[number, :count] = buyers.first_death
        deaths[number, count:] = suppliers.first_death


