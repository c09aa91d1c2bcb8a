"""How a searching buyer and those it meets rank each other: lists of candidates, best first (E13)."""

from __future__ import annotations

from typing import Any

from sim.ensemble.lanes import bond_at, terms_at
from sim.ensemble.memory import experience_of
from sim.ensemble.search import (
    NOT_DRAWN,
    Search,
    others_free,
    strangers_anywhere,
    strangers_nearby,
    tie_of,
    tie_of_pair,
)
from sim.ensemble.state import (
    Bonds,
    Firms,
    Graph,
    Market,
    outlook_of,
)
from sim.jit import rule
from sim.primitives import LANES
from sim.quantities import Approach, World
from sim.rules.offers import (
    approached_buyer_score,
    approached_supplier_score,
    incumbent_score_of_buyer,
    incumbent_score_of_supplier,
)


@rule
def listed(
    search: Search, seed: int, replicate: int, month: int, b: int, s: int, edge: int, score: float,
    rank: float, tie: float,
) -> None:  # fmt: skip
    """Enter a candidate in a buyer's list, best first; `tie` may be NOT_DRAWN."""
    at = search.count[b]
    while at > 0 and search.score[b, at - 1] <= score:
        if search.score[b, at - 1] == score:
            if tie == NOT_DRAWN:
                tie = tie_of_pair(seed, replicate, month, b, s)
            before = tie_of(search, seed, replicate, month, b, at - 1)
            if before < tie or (before == tie and search.supplier[b, at - 1] < s):
                break
        search.supplier[b, at] = search.supplier[b, at - 1]
        search.edge[b, at] = search.edge[b, at - 1]
        search.score[b, at] = search.score[b, at - 1]
        search.rank[b, at] = search.rank[b, at - 1]
        search.tie[b, at] = search.tie[b, at - 1]
        at -= 1
    search.supplier[b, at] = s
    search.edge[b, at] = edge
    search.score[b, at] = score
    search.rank[b, at] = rank
    search.tie[b, at] = tie
    search.count[b] += 1


@rule
def switching(bonds: Bonds, suppliers: Firms, b: int, s: int) -> bool:
    """Whether signing with `s` would be a switch: the buyer's last partner was another firm."""
    last = bonds.last_partner[b]
    return last >= 0 and (last != s or bonds.last_generation[b] != suppliers.generation[s])


@rule
def list_stranger(
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
    free_count: int,
    searching: int,
) -> None:
    """Score a supplier that a buyer met, and the buyer in its eyes, and enter it in the list."""
    mine, theirs = buyers.strategy[b], suppliers.strategy[s]
    numbers = search.approaches[mine, theirs]
    if numbers[0] < 0.0:
        return
    coming = Approach(numbers[0], numbers[1], numbers[2], numbers[3])
    one, other = strategies[mine], strategies[theirs]
    outlook = outlook_of(market)
    known = experience_of(graph, buyers, suppliers, b, s, edge, month, world)
    known_back = experience_of(graph, suppliers, buyers, s, b, edge, month, world)
    free_suppliers, free_buyers = others_free(graph, search, buyers, bonds, b, s, free_count, searching)
    score = approached_supplier_score(
        coming, one, other, suppliers.base[s], known, known_back, free_suppliers, free_buyers,
        switching(bonds, suppliers, b, s), outlook, world,
    )  # fmt: skip
    rank = approached_buyer_score(coming, other, known_back, outlook, world)
    listed(search, seed, replicate, month, b, s, edge, score, rank, NOT_DRAWN)


@rule
def list_incumbent(
    search: Search,
    buyers: Firms,
    suppliers: Firms,
    bonds: Bonds,
    strategies: Any,
    world: World,
    seed: int,
    replicate: int,
    month: int,
    b: int,
) -> None:
    """Enter the partner of an open buyer in its list."""
    s = int(bonds.partner[b])
    one, other = strategies[buyers.strategy[b]], strategies[suppliers.strategy[s]]
    rows, at = bonds.rows[b // LANES], bonds.lane[b]
    terms, bond = terms_at(rows, at), bond_at(rows, at)
    listed(
        search, seed, replicate, month, b, s, bonds.edge[b],
        incumbent_score_of_supplier(one, other, terms, bond, world),
        incumbent_score_of_buyer(one, other, terms, bond, world),
        NOT_DRAWN,
    )  # fmt: skip


@rule
def candidates(
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
    b: int,
    free_count: int,
    searching: int,
) -> None:
    """A searching buyer's list, best first."""
    search.count[b] = 0
    incumbent = int(bonds.partner[b])
    if incumbent >= 0:
        list_incumbent(search, buyers, suppliers, bonds, strategies, world, seed, replicate, month, b)
    wanted = int(world.choice_candidates)
    if incumbent < 0:
        wanted = degree if graph.complete else graph.buyer_start[b + 1] - graph.buyer_start[b]
    if graph.complete:
        count = strangers_anywhere(search, seed, replicate, month, b, incumbent, free_count, wanted)
    else:
        count = strangers_nearby(graph, search, seed, replicate, month, b, incumbent, wanted)
    for index in range(count):
        met = int(search.chosen[index])
        s = met if graph.complete else int(graph.supplier_of[met])
        list_stranger(
            graph, search, buyers, suppliers, bonds, market, strategies, world, seed, replicate,
            month, b, s, 0 if graph.complete else met, free_count, searching,
        )  # fmt: skip
