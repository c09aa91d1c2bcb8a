"""What firms are told to decide in a month, whatever their rules say: by a person or a learner.

Only bonds with such a firm are played apart; where nobody is told anything this costs nothing.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.block import floats, integers
from sim.ensemble.books import BUYER
from sim.ensemble.lanes import ROWS
from sim.ensemble.search import Search
from sim.ensemble.state import NOBODY, Bonds
from sim.jit import mechanism, rule
from sim.primitives import PITCH
from sim.quantities import BY_RULE, Answers, Asked

PROPOSE = int(Asked.PROPOSE)
"""Its answer is the supplier's slot; -1: to nobody."""
ANYBODY = -1
COLUMNS = ("role", "slot", "partner", "decision", "answer")
"""Of an order: whole numbers; `partner` is the other's slot, or ANYBODY."""
ANSWERS = len(Answers._fields)
ROWS_OF_BLOCK = ROWS * PITCH
NOT_THEIRS = -1
PLACES = (0, 1, 2, 3, 4, 5, 6, NOT_THEIRS, NOT_THEIRS, 7, 8, 9, 10, 11, 12, 13, NOT_THEIRS, NOT_THEIRS)
"""Where an answer stands in `Answers`, by decision, then role: buyers order, suppliers inflate."""


class Orders(NamedTuple):
    """A month's orders, and scratch for them; all empty where there are none."""

    given: Annotated[Any, integers("orders", len(COLUMNS))]
    answers: Annotated[Any, floats("told", ANSWERS + 1)]  # by buyer: answers, then whether there are any
    before: Annotated[Any, floats("told_rows")]  # a block of rows, as it was before its month


def orders_of(given: NDArray[np.int64], buyers: int) -> Orders:
    """A month's orders, int64[n, 5], to the firms of a market with so many buyers."""
    return Orders(given, np.zeros((buyers, ANSWERS + 1)), np.zeros(ROWS_OF_BLOCK))


@rule
def concerns(order: Any, b: int, s: int) -> bool:
    """Whether an order is to one of the two of a bond."""
    own, other = (b, s) if order[0] == BUYER else (s, b)
    return order[1] == own and (order[2] == ANYBODY or order[2] == other)


@mechanism
def orders_read(orders: Orders, bonds: Bonds) -> None:
    """What the firms of each running bond are told this month; of two orders the later one holds."""
    for b in range(bonds.partner.size):
        for place in range(ANSWERS):
            orders.answers[b, place] = BY_RULE
        orders.answers[b, ANSWERS] = 0.0
        s = int(bonds.partner[b])
        for number in range(orders.given.shape[0]):
            order = orders.given[number]
            place = PLACES[2 * order[3] + order[0]] if order[3] < PROPOSE else NOT_THEIRS
            if s >= 0 and place >= 0 and concerns(order, b, s):
                orders.answers[b, place] = float(order[4])
                orders.answers[b, ANSWERS] = 1.0


@rule
def is_told(orders: Orders, b: int) -> bool:
    """Whether one of the two of a buyer's bond is told anything."""
    return orders.answers[b, ANSWERS] > 0.0


@rule
def answers_of(orders: Orders, b: int) -> Answers:
    """What the two of a buyer's bond are told."""
    a = orders.answers[b]
    return Answers(
        a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12], a[13]
    )  # fmt: skip


@rule
def set_aside(bonds: Bonds, block: int, orders: Orders) -> None:
    """Keep a block's bonds as they are before their month."""
    for place in range(orders.before.size):
        orders.before[place] = bonds.rows[block, place]


@rule
def restored(rows: Any, at: int, orders: Orders) -> None:
    """A bond is again as it was before its month."""
    for row in range(ROWS):
        rows[row * PITCH + at] = orders.before[row * PITCH + at]


@mechanism
def propose_as_told(search: Search, orders: Orders, b: int) -> None:
    """A searching buyer's list, best first, as it is told to propose: one before all others, or to nobody."""
    last = NOBODY
    for number in range(orders.given.shape[0]):
        order = orders.given[number]
        if order[0] == BUYER and order[1] == b and order[3] == PROPOSE:
            last = number
    if last == NOBODY:
        return
    wanted = orders.given[last, 4]
    if wanted == ANYBODY:
        search.count[b] = 0
    for place in range(search.count[b]):
        if search.supplier[b, place] == wanted:
            put_first(search, b, place)
            return


@rule
def put_first(search: Search, b: int, place: int) -> None:
    """Move a candidate to the head of a buyer's list."""
    s, edge = search.supplier[b, place], search.edge[b, place]
    score, rank, tie = search.score[b, place], search.rank[b, place], search.tie[b, place]
    for at in range(place, 0, -1):
        search.supplier[b, at] = search.supplier[b, at - 1]
        search.edge[b, at] = search.edge[b, at - 1]
        search.score[b, at] = search.score[b, at - 1]
        search.rank[b, at] = search.rank[b, at - 1]
        search.tie[b, at] = search.tie[b, at - 1]
    search.supplier[b, 0], search.edge[b, 0] = s, edge
    search.score[b, 0], search.rank[b, 0], search.tie[b, 0] = score, rank, tie
