"""Whom a searching buyer meets, and how the two rank each other (E13).

The cost grows with searching buyers times candidates, never with buyers times suppliers.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.block import floats, integers
from sim.draws import Purpose, four
from sim.ensemble.state import (
    NOBODY,
    Bonds,
    Firms,
    Graph,
)
from sim.jit import rule
from sim.quantities import World
from sim.rules.contracts import common_form
from sim.rules.offers import approach

NOT_DRAWN = -1.0
"""Stands for a draw that nobody has asked for; draws lie between 0 and 1."""


class Search(NamedTuple):
    """Scratch for a month's matching. `width` candidates at most for each buyer."""

    supplier: Annotated[Any, integers("buyers", "width")]
    edge: Annotated[Any, integers("buyers", "width")]
    score: Annotated[Any, floats("buyers", "width")]  # the buyer's
    rank: Annotated[Any, floats("buyers", "width")]  # the supplier's score of this buyer
    tie: Annotated[Any, floats("buyers", "width")]  # the pair's draw, or NOT_DRAWN
    busy: Annotated[Any, integers("buyers")]  # who searches, and whose term is over, in order
    count: Annotated[Any, integers("buyers")]
    at: Annotated[Any, integers("buyers")]  # next candidate to propose to
    match: Annotated[Any, integers("buyers")]  # candidate accepted, or -1
    queue: Annotated[Any, integers("buyers")]
    free: Annotated[Any, integers("suppliers")]  # free slots
    free_list: Annotated[Any, integers("suppliers")]
    free_place: Annotated[Any, integers("suppliers")]
    held: Annotated[Any, integers("suppliers", "capacity")]  # buyers held
    holding: Annotated[Any, integers("suppliers")]
    drawn: Annotated[Any, floats("width")]  # candidate draws
    chosen: Annotated[Any, integers("width")]
    scarcity: Annotated[Any, floats("buyers", 2)]  # other suppliers and buyers that the pair could turn to
    known: Annotated[Any, floats("buyers", 6)]  # what the two of a match know of each other
    approaches: Annotated[Any, floats("strategies", "strategies", 4)]
    """What it would take any two strategies to come together."""


@rule
def survey(search: Search, strategies: Any, world: World) -> None:
    """Work out what it would take any two of a world's strategies to come together."""
    for one in range(strategies.size):
        for other in range(strategies.size):
            buyer, supplier = strategies[one], strategies[other]
            found = approach(buyer, supplier, common_form(buyer, supplier), world)
            for place in range(4):
                search.approaches[one, other, place] = found[place]


@rule
def searches(buyers: Firms, bonds: Bonds, b: int) -> bool:
    """Whether a buyer looks for a partner this month: alive, and unmatched or open."""
    return buyers.returns[b] < 0 and (bonds.partner[b] < 0 or bonds.opened[b])


@rule
def busy_buyers(search: Search, buyers: Firms, bonds: Bonds) -> tuple[int, int]:
    """List the buyers of whom this phase asks anything: how many they are, and how many of them search."""
    busy, searching = 0, 0
    for b in range(bonds.partner.size):
        if searches(buyers, bonds, b):
            searching += 1
        elif bonds.partner[b] < 0 or not bonds.ended[b]:
            continue
        search.busy[busy] = b
        search.match[b] = NOBODY
        search.count[b] = 0
        busy += 1
    return busy, searching


@rule
def tie_of_pair(seed: int, replicate: int, month: int, b: int, s: int) -> float:
    """The draw that decides between two who are liked alike."""
    _, tie, _, _ = four(seed, replicate, month, b, s, Purpose.MEETING)
    return tie


@rule
def tie_of(search: Search, seed: int, replicate: int, month: int, b: int, at: int) -> float:
    """The draw of a buyer and one on its list, drawn when it is first asked for: few are alike."""
    if search.tie[b, at] == NOT_DRAWN:
        search.tie[b, at] = tie_of_pair(seed, replicate, month, int(b), int(search.supplier[b, at]))
    return search.tie[b, at]


@rule
def free_slots(search: Search, suppliers: Firms, bonds: Bonds, capacity: int, busy: int) -> int:
    """Count each supplier's free slots, those under open bonds among them; how many are free."""
    for s in range(suppliers.cash.size):
        search.free[s] = capacity - bonds.used[s] if suppliers.returns[s] < 0 else 0
        search.holding[s] = 0
    for place in range(busy):
        b = int(search.busy[place])
        if bonds.partner[b] >= 0 and bonds.opened[b]:
            search.free[int(bonds.partner[b])] += 1
    count = 0
    for s in range(suppliers.cash.size):
        search.free_place[s] = NOBODY
        if search.free[s] > 0:
            search.free_list[count] = s
            search.free_place[s] = count
            count += 1
    return count


@rule
def others_free(
    graph: Graph,
    search: Search,
    buyers: Firms,
    bonds: Bonds,
    b: int,
    s: int,
    free_count: int,
    searching: int,
) -> tuple[float, float]:
    """How many other suppliers a buyer, and other buyers a supplier, could turn to."""
    itself_free = 1.0 if search.free[s] > 0 else 0.0
    itself_searching = 1.0 if searches(buyers, bonds, b) else 0.0
    if graph.complete:
        return free_count - itself_free, searching - itself_searching
    suppliers_free = 0
    for place in range(graph.buyer_start[b], graph.buyer_start[b + 1]):
        if search.free[graph.supplier_of[place]] > 0:
            suppliers_free += 1
    buyers_free = 0
    for place in range(graph.supplier_start[s], graph.supplier_start[s + 1]):
        if searches(buyers, bonds, graph.buyer_of[place]):
            buyers_free += 1
    return suppliers_free - itself_free, buyers_free - itself_searching


@rule
def strangers_anywhere(
    search: Search,
    seed: int,
    replicate: int,
    month: int,
    b: int,
    incumbent: int,
    free_count: int,
    wanted: int,
) -> int:
    """Draw free suppliers at random without replacement (Floyd 1987) into `chosen`; how many."""
    skip = search.free_place[incumbent] if incumbent >= 0 else NOBODY
    pool = free_count - 1 if skip >= 0 else free_count
    count = min(wanted, pool)
    drawn, second, third, fourth = 0.0, 0.0, 0.0, 0.0
    for index in range(count):
        if index % 4 == 0:
            drawn, second, third, fourth = four(seed, replicate, month, b, index // 4, Purpose.SEARCH)
        else:
            drawn, second, third = second, third, fourth
        top = pool - count + index
        place = int(drawn * (top + 1))
        for before in range(index):
            if search.chosen[before] == place:
                place = top
                break
        search.chosen[index] = place
    for index in range(count):
        place = search.chosen[index]
        if skip >= 0 and place >= skip:
            place += 1
        search.chosen[index] = search.free_list[place]
    return count


@rule
def strangers_nearby(
    graph: Graph,
    search: Search,
    seed: int,
    replicate: int,
    month: int,
    b: int,
    incumbent: int,
    wanted: int,
) -> int:
    """The free neighbours with the smallest draws, as edges, into `chosen`; how many."""
    count = 0
    for place in range(graph.buyer_start[b], graph.buyer_start[b + 1]):
        s = int(graph.supplier_of[place])
        if s == incumbent or search.free[s] <= 0 or wanted <= 0:
            continue
        drawn, _, _, _ = four(seed, replicate, month, b, s, Purpose.MEETING)
        if count == wanted and drawn >= search.drawn[count - 1]:
            continue
        at = min(count, wanted - 1)
        while at > 0 and search.drawn[at - 1] > drawn:
            search.drawn[at] = search.drawn[at - 1]
            search.chosen[at] = search.chosen[at - 1]
            at -= 1
        search.drawn[at] = drawn
        search.chosen[at] = place
        count = min(count + 1, wanted)
    return count
