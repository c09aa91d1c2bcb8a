"""Deferred acceptance with capacities.

Preferences are strict (score, then the pair's draw, then number), so the outcome is the one buyer-optimal
stable matching and does not depend on the order of proposing (Gale & Shapley 1962; Roth & Sotomayor 1990).
"""

from __future__ import annotations

from sim.ensemble.search import Search, tie_of
from sim.ensemble.state import (
    NOBODY,
)
from sim.jit import rule


@rule
def prefers(
    search: Search, seed: int, replicate: int, month: int, b: int, other: int, at: int, other_at: int
) -> bool:
    """Whether the supplier that both are at would rather have buyer `b` than `other`."""
    mine, theirs = search.rank[b, at], search.rank[other, other_at]
    if mine != theirs:
        return mine > theirs
    tie = tie_of(search, seed, replicate, month, b, at)
    other_tie = tie_of(search, seed, replicate, month, other, other_at)
    if tie != other_tie:
        return tie < other_tie
    return b < other


@rule
def deferred_acceptance(search: Search, busy: int, seed: int, replicate: int, month: int) -> None:
    """Buyers propose down their lists, suppliers hold the best they have room for."""
    waiting = 0
    for place in range(busy - 1, -1, -1):
        b = int(search.busy[place])
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
                if prefers(
                    search, seed, replicate, month, other, one, search.match[other], search.match[one]
                ):
                    worst = place
            loser = search.held[s, worst]
            if prefers(search, seed, replicate, month, b, loser, at, search.match[loser]):
                search.held[s, worst] = b
                search.match[b] = at
                search.match[loser] = NOBODY
                search.queue[waiting] = loser
                waiting += 1
                break
