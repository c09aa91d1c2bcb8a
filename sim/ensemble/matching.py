"""Deferred acceptance with capacities.

Preferences are strict (score, then the pair's draw, then number), so the outcome is the one buyer-optimal
stable matching and does not depend on the order of proposing (Gale & Shapley 1962; Roth & Sotomayor 1990).
"""

from __future__ import annotations

from sim.ensemble.search import Search
from sim.ensemble.state import (
    NOBODY,
)
from sim.jit import rule


@rule
def prefers(search: Search, b: int, other: int, at: int, other_at: int) -> bool:
    """Whether the supplier that both are at would rather have buyer `b` than `other`."""
    mine, theirs = search.rank[b, at], search.rank[other, other_at]
    if mine != theirs:
        return mine > theirs
    if search.tie[b, at] != search.tie[other, other_at]:
        return search.tie[b, at] < search.tie[other, other_at]
    return b < other


@rule
def deferred_acceptance(search: Search, buyers: int) -> None:
    """Buyers propose down their lists, suppliers hold the best they have room for."""
    waiting = 0
    for b in range(buyers - 1, -1, -1):
        search.match[b] = NOBODY
        search.at[b] = 0
        if search.count[b] > 0:
            search.queue[waiting] = b
            waiting += 1
    while waiting > 0:
        waiting -= 1
        b = int(search.queue[waiting])
        while search.at[b] < search.count[b]:
            at = search.at[b]
            search.at[b] += 1
            s = search.supplier[b, at]
            if search.holding[s] < search.free[s]:
                search.held[s, search.holding[s]] = b
                search.holding[s] += 1
                search.match[b] = at
                break
            worst = 0
            for place in range(1, search.holding[s]):
                one, other = search.held[s, place], search.held[s, worst]
                if prefers(search, other, one, search.match[other], search.match[one]):
                    worst = place
            loser = search.held[s, worst]
            if prefers(search, b, loser, at, search.match[loser]):
                search.held[s, worst] = b
                search.match[b] = at
                search.match[loser] = NOBODY
                search.queue[waiting] = loser
                waiting += 1
                break
