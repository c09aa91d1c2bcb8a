"""Firms whose strategies say by functions of their own whom they like: a buyer's list, ranked anew."""

from __future__ import annotations

from sim.chances import ACCEPTS, PROPOSES
from sim.ensemble.candidates import listed
from sim.ensemble.chances import Own
from sim.ensemble.lanes import bond_at, terms_at
from sim.ensemble.memory import experience_of
from sim.ensemble.search import Search
from sim.ensemble.state import Bonds, Firms, Graph
from sim.jit import mechanism, rule
from sim.primitives import LANES, answer, has_entry
from sim.quantities import World
from sim.rules.offers import trust_in
from sim.rules.trust import trust


@rule
def trust_between(
    graph: Graph, buyers: Firms, suppliers: Firms, bonds: Bonds, world: World, month: int, b: int, s: int,
    edge: int,
) -> tuple[float, float]:  # fmt: skip
    """How far a buyer trusts a supplier that it meets, and the supplier the buyer."""
    if bonds.partner[b] == s:
        rows, at = bonds.rows[b // LANES], bonds.lane[b]
        terms, bond = terms_at(rows, at), bond_at(rows, at)
        one, other = bond.buyer, bond.supplier
        return (
            trust(terms.prior_buyer, world.trust_strength, one.good, one.bad),
            trust(terms.prior_supplier, world.trust_strength, other.good, other.bad),
        )
    return (
        trust_in(experience_of(graph, buyers, suppliers, b, s, edge, month, world), world),
        trust_in(experience_of(graph, suppliers, buyers, s, b, edge, month, world), world),
    )


@rule
def liking(
    own: Own, number: int, which: int, role: int, month: int, cash: float, score: float, trusted: float,
    incumbent: bool, cost: float,
) -> float:  # fmt: skip
    """How much a firm likes another: by its own function, if it has one; `score` is by its rule."""
    if not has_entry(own.entries, number, which):
        return score
    told = (float(role), float(month), cash, score, trusted, 1.0 if incumbent else 0.0, cost)  # `Met`
    for place in range(len(told)):
        own.told[place] = told[place]
    return answer(own.entries, number, which, own.told)


@mechanism
def liked(
    graph: Graph, search: Search, buyers: Firms, suppliers: Firms, bonds: Bonds, world: World, seed: int,
    replicate: int, month: int, own: Own, b: int,
) -> None:  # fmt: skip
    """A buyer's list, best first, as it and those on it like each other; without those who do not at all."""
    count, one = int(search.count[b]), int(buyers.strategy[b])
    search.count[b] = 0
    # Who is listed anew takes the place of somebody who has been read.
    for place in range(count):
        s, edge = int(search.supplier[b, place]), int(search.edge[b, place])
        score, rank, tie = search.score[b, place], search.rank[b, place], search.tie[b, place]
        other = int(suppliers.strategy[s])
        incumbent = bonds.partner[b] == s
        if has_entry(own.entries, one, PROPOSES) or has_entry(own.entries, other, ACCEPTS):
            trusted, trusted_back = trust_between(graph, buyers, suppliers, bonds, world, month, b, s, edge)
            cost = suppliers.base[s]
            score = liking(own, one, PROPOSES, 0, month, buyers.cash[b], score, trusted, incumbent, cost)
            rank = liking(
                own, other, ACCEPTS, 1, month, suppliers.cash[s], rank, trusted_back, incumbent, cost
            )
            if score != score or rank != rank:
                continue
        listed(search, seed, replicate, month, b, s, edge, score, rank, tie)
