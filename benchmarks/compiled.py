"""Mesa's market with compiled rules: the month of a relationship, signing, scores and dice by numba.

The objects stay; what they call is compiled, one call at a time, and every number crosses the border between
Python and the compiled code, which takes longer than the rules behind it. So only what gains by it is
compiled: `shocked` and the scores of an incumbent are not (2 microseconds in Python, 10 and more across the
border). The month is compiled whole, so that no firm is asked for its decisions: bits are those of
interpreted play, but a subclass that decides otherwise would not be heard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sim import draws
from sim.agents import buyer, market, relationship, supplier, tables
from sim.agents.relationship import Dealt, Relationship
from sim.draws import Four
from sim.jit import kernel
from sim.quantities import Bond, Deal, Signing
from sim.rules.month import play_month
from sim.rules.offers import stranger_score_of_buyer, stranger_score_of_supplier
from sim.rules.signing import renewed, signed
from sim.worlds import World, strategy_array, world_array

_rows: dict[int, tuple[Any, Any]] = {}
"""A named tuple of many numbers, by its address → itself, so that it stays there, and as an array of one."""


def boxed(row: Any) -> Any:
    """A row of numbers as an array of one record: numba knows its type at a glance."""
    known = _rows.get(id(row))
    if known is None:
        made = world_array([row]) if isinstance(row, World) else strategy_array([row])
        known = _rows[id(row)] = (row, made)
    return known[1]


@kernel
def month_compiled(
    one: Any, other: Any, terms: Any, bond: Any, outlook: Any, world: Any, luck: Any, deeds: Any, lumps: Any
) -> tuple[Bond, Deal]:
    """Phases 3 to 13 of one relationship."""
    return play_month(one[0], other[0], terms, bond, outlook, world[0], luck, deeds, lumps)


@kernel
def score_of_supplier(
    one: Any, other: Any, form: float, cost: float, known: Any, back: Any, suppliers: float, buyers: float,
    switches: bool, outlook: Any, world: Any,
) -> float:  # fmt: skip
    """How a buyer ranks a stranger."""
    return stranger_score_of_supplier(
        one[0], other[0], form, cost, known, back, suppliers, buyers, switches, outlook, world[0]
    )


@kernel
def score_of_buyer(one: Any, other: Any, form: float, known: Any, outlook: Any, world: Any) -> float:
    """How a supplier ranks a stranger."""
    return stranger_score_of_buyer(one[0], other[0], form, known, outlook, world[0])


@kernel
def signed_compiled(
    one: Any, other: Any, form: float, value: float, cost: float, log_cost: float, fit: float,
    suppliers: float, buyers: float, known: Any, back: Any, switches: bool, outlook: Any, world: Any,
    screen: float, screen_back: float, staggered: bool, first_term: float,
) -> Signing:  # fmt: skip
    """Two strangers sit down."""
    return signed(
        one[0], other[0], form, value, cost, log_cost, fit, suppliers, buyers, known, back, switches,
        outlook, world[0], screen, screen_back, staggered, first_term,
    )  # fmt: skip


@kernel
def renewed_compiled(
    one: Any, other: Any, terms: Any, bond: Any, value: float, suppliers: float, buyers: float,
    outlook: Any, world: Any,
) -> Signing:  # fmt: skip
    """Two partners sit down again."""
    return renewed(one[0], other[0], terms, bond, value, suppliers, buyers, outlook, world[0])


@kernel
def four_compiled(seed: int, replicate: int, moment: int, a: int, b: int, purpose: int) -> Four:
    """Four draws at an address."""
    return draws.four(seed, replicate, moment, a, b, purpose)


def month(self: Relationship, terms: Any, outlook: Any, luck: Any, deeds: Any) -> Dealt:
    """`Relationship.month`, compiled."""
    one, other = self.buyer, self.supplier
    bond, deal = month_compiled(
        boxed(one.posture), boxed(other.posture), terms, self.bond, outlook, boxed(one.model.world), luck,
        deeds, self.lumps,
    )  # fmt: skip
    return Dealt(self, one, other, terms, bond, deal)


def boxing(compiled: Callable[..., Any], world: int) -> Callable[..., Any]:
    """A compiled rule that is handed two strategies first, and the world at this place from the end."""

    def call(one: Any, other: Any, *rest: Any) -> Any:
        given = list(rest)
        given[world] = boxed(given[world])
        return compiled(boxed(one), boxed(other), *given)

    return call


def four(*address: int) -> Four:
    """Four draws, compiled; an IntEnum would cost numba 15 microseconds to recognise."""
    seed, replicate, moment, a, b, purpose = address
    return four_compiled(seed, replicate, moment, a, b, int(purpose))


REPLACED: tuple[tuple[Any, str, Any], ...] = (
    (relationship.Relationship, "month", month),
    (buyer, "luck", kernel(draws.luck)),
    (buyer, "deeds", kernel(draws.deeds)),
    (market, "four", four),
    (buyer, "stranger_score_of_supplier", boxing(score_of_supplier, -1)),
    (supplier, "stranger_score_of_buyer", boxing(score_of_buyer, -1)),
    (tables, "signed", boxing(signed_compiled, -5)),
    (tables, "renewed", boxing(renewed_compiled, -1)),
)
"""Where the driver finds what it calls, under which name, and what is called instead."""


@contextmanager
def compiled_rules() -> Iterator[None]:
    """Within, the Mesa driver calls compiled rules."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in REPLACED]
    try:
        for owner, name, instead in REPLACED:
            setattr(owner, name, instead)
        yield
    finally:
        for owner, name, rule in before:
            setattr(owner, name, rule)
