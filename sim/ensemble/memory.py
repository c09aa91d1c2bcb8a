"""What firms remember of former partners, and what is said of them (E14).

On an explicit graph every edge has a row on either side. On the complete graph a firm has four rows, in
the order in which they were written; a fifth partner pushes out the oldest. A row counts only while both
slots are held by the firms that wrote it.
"""

from __future__ import annotations

from typing import Any

from sim.ensemble.lanes import bond_at, terms_at
from sim.ensemble.state import NOBODY, Bonds, Firms, Graph
from sim.jit import mechanism, rule
from sim.primitives import LANES
from sim.quantities import Experience, World
from sim.rules.offers import remembered, trust_in, unknown
from sim.rules.trust import trust
from sim.worlds import REMEMBERED


@rule
def memory_row(graph: Graph, own: Firms, firm: int, edge: int, partner: int) -> int:
    """The row that holds what `firm` knows of `partner`, or NOBODY."""
    if graph.complete:
        for row in range(firm * REMEMBERED, (firm + 1) * REMEMBERED):
            if own.memory[row, 0] == partner:
                return row
        return NOBODY
    return edge


@rule
def row_counts(own: Firms, firm: int, row: int, other: Firms) -> bool:
    """Whether a memory row was written by and about the firms that hold the slots now."""
    r = own.memory[row]
    partner = int(r[0])
    if partner < 0:
        return False
    return r[5] == own.generation[firm] and r[6] == other.generation[partner]


@rule
def experience_of(
    graph: Graph, own: Firms, other: Firms, firm: int, partner: int, edge: int, month: int, world: World
) -> Experience:
    """What a firm knows this month of one that it is not in a relationship with."""
    row = memory_row(graph, own, firm, edge, partner)
    if row >= 0 and row_counts(own, firm, row, other):
        r = own.memory[row]
        return remembered(r[3], r[1], r[2], month - r[4], world)
    raters = other.raters[partner]
    mean = other.reputation[partner] / raters if raters > 0 else 0.0
    return unknown(raters > 0, mean, world)


@mechanism
def remember(
    graph: Graph,
    own: Firms,
    other: Firms,
    firm: int,
    partner: int,
    edge: int,
    month: int,
    known: Experience,
) -> None:
    """Write down what a firm knows of a partner; it fades from `month` on."""
    row = memory_row(graph, own, firm, edge, partner)
    if graph.complete:
        last = (firm + 1) * REMEMBERED - 1
        start = row
        if start < 0:
            start = firm * REMEMBERED
            for place in range(firm * REMEMBERED, last + 1):
                if own.memory[place, 0] < 0.0:
                    start = place
                    break
        row = start
        while row < last and own.memory[row + 1, 0] >= 0.0:
            for column in range(own.memory.shape[1]):
                own.memory[row, column] = own.memory[row + 1, column]
            row += 1
    r = own.memory[row]
    r[0] = partner
    r[1] = known.good
    r[2] = known.bad
    r[3] = known.prior
    r[4] = month
    r[5] = own.generation[firm]
    r[6] = other.generation[partner]


@mechanism
def forget(own: Firms, graph: Graph, firm: int) -> None:
    """An entrant remembers nobody. (On an explicit graph the generation tells.)"""
    if graph.complete:
        for row in range(firm * REMEMBERED, (firm + 1) * REMEMBERED):
            own.memory[row, 0] = NOBODY


@mechanism
def spread_word(
    graph: Graph, buyers: Firms, suppliers: Firms, bonds: Bonds, month: int, world: World
) -> None:
    """Every firm's reputation: the sum of others' trust in it and how many they are.

    Running relationships first, then memories, each in order of the rater's number.
    """
    buyers.reputation[:] = 0.0
    suppliers.reputation[:] = 0.0
    buyers.raters[:] = 0
    suppliers.raters[:] = 0
    for b in range(bonds.partner.size):
        s = int(bonds.partner[b])
        if s >= 0:
            rows, at = bonds.rows[b // LANES], bonds.lane[b]
            terms = terms_at(rows, at)
            bond = bond_at(rows, at)
            suppliers.reputation[s] += trust(
                terms.prior_buyer, world.trust_strength, bond.buyer.good, bond.buyer.bad
            )
            suppliers.raters[s] += 1
            buyers.reputation[b] += trust(
                terms.prior_supplier, world.trust_strength, bond.supplier.good, bond.supplier.bad
            )
            buyers.raters[b] += 1
    for b in range(buyers.cash.size):
        for row in range(first_row(graph, graph.buyer_start, b), first_row(graph, graph.buyer_start, b + 1)):
            s = int(buyers.memory[row, 0])
            if row_counts(buyers, b, row, suppliers) and bonds.partner[b] != s:
                rate(buyers.memory[row], suppliers, s, month, world)
    for s in range(suppliers.cash.size):
        for place in range(
            first_row(graph, graph.supplier_start, s), first_row(graph, graph.supplier_start, s + 1)
        ):
            row = place if graph.complete else int(graph.edge_of[place])
            b = int(suppliers.memory[row, 0])
            if row_counts(suppliers, s, row, buyers) and bonds.partner[b] != s:
                rate(suppliers.memory[row], buyers, b, month, world)


@rule
def first_row(graph: Graph, starts: Any, firm: int) -> int:
    """Where a firm's rows of memory begin."""
    return firm * REMEMBERED if graph.complete else int(starts[firm])


@rule
def rate(row: Any, rated: Firms, firm: int, month: int, world: World) -> None:
    """Add what one memory says of a firm to its reputation."""
    known = remembered(row[3], row[1], row[2], month - row[4], world)
    rated.reputation[firm] += trust_in(known, world)
    rated.raters[firm] += 1
