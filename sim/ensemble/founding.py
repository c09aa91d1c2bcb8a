"""The first morning's seats: a strategy's share of a role is exact, which slots hold it is drawn (E15)."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.block import floats, integers
from sim.draws import Purpose, four
from sim.jit import mechanism, rule

ROUNDING = 1e-9
"""By so much a share of the slots may miss a whole number that is meant."""


class Seats(NamedTuple):
    """Scratch for seating the founders of one role after the other."""

    drawn: Annotated[Any, floats("slots")]
    order: Annotated[Any, integers("slots")]
    quota: Annotated[Any, integers("strategies")]
    rest: Annotated[Any, floats("strategies")]


@rule
def fill_quotas(seats: Seats, shares: Any, slots: int) -> None:
    """How many slots of a role hold each strategy: whole numbers by largest remainder, ties to the first."""
    left = slots
    for number in range(shares.size):
        exact = shares[number] * slots
        whole = int(exact + ROUNDING)
        seats.quota[number] = whole
        seats.rest[number] = whole - exact
        left -= whole
    for _ in range(left):
        most = 0
        for number in range(1, shares.size):
            if seats.rest[number] < seats.rest[most]:
                most = number
        seats.quota[most] += 1
        seats.rest[most] = 2.0  # more than any rest: each gets one at most


@rule
def comes_before(seats: Seats, one: int, other: int) -> bool:
    """Whether a slot is seated before another: by its draw, then by its number."""
    if seats.drawn[one] != seats.drawn[other]:
        return seats.drawn[one] < seats.drawn[other]
    return one < other


@rule
def sink(seats: Seats, start: int, end: int) -> None:
    """Let the slot at `start` of a heap sink to its place (Williams 1964; Floyd 1964)."""
    order, at = seats.order, start
    while 2 * at + 1 < end:
        child = 2 * at + 1
        if child + 1 < end and comes_before(seats, order[child], order[child + 1]):
            child += 1
        if not comes_before(seats, order[at], order[child]):
            return
        order[at], order[child] = order[child], order[at]
        at = child


@mechanism
def seat(seats: Seats, shares: Any, seed: int, replicate: int, role: int, founders: Any) -> None:
    """Write the strategy that each slot of a role starts with into `founders`."""
    slots = founders.size
    if shares.size == 1:
        founders[:] = 0
        return
    fill_quotas(seats, shares, slots)
    for slot in range(slots):
        u0, _, _, _ = four(seed, replicate, 0, role, slot, Purpose.POPULATION)
        seats.drawn[slot] = u0
        seats.order[slot] = slot
    for start in range(slots // 2 - 1, -1, -1):
        sink(seats, start, slots)
    for end in range(slots - 1, 0, -1):
        seats.order[0], seats.order[end] = seats.order[end], seats.order[0]
        sink(seats, 0, end)
    place = 0
    for number in range(shares.size):
        for _ in range(seats.quota[number]):
            founders[seats.order[place]] = number
            place += 1
