"""What a firm sees of its month, and what it can be asked: for people who play a firm, alone or in a room.

A game is a world and a list of decisions. Nothing here is a rule of the model: it only says which numbers of
a month a firm gets to know, and which of its decisions the month turns on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.decision import Decision
from sim.ensemble.state import TRACE_COLUMNS
from sim.ensemble.tables import ROLES
from sim.spelling import ConfigError
from sim.world import World

SHARED = (
    "form", "age", "left", "term", "price_agreed", "price", "value", "cost", "fit", "trades", "held",
    "misfit", "misfit_loss", "material", "adaptation", "haggling", "change_order", "renegotiated",
    "lies_buyer", "lies_supplier", "shading_buyer", "shading_supplier", "law", "process", "governance",
    "contracting", "opened", "ended", "leaves_buyer", "leaves_supplier",
)  # fmt: skip
"""Columns of a relationship's month that both of the two know."""
OWN = ("payoff", "operating", "kept", "monitored", "saw", "trust", "grievance", "estimate", "cash")
"""Those of which a firm knows its own; its partner's `kept` too, in a month in which it saw that."""
BUYERS_ALONE = ("withheld",)


def seen_by(role: str) -> tuple[str, ...]:
    """The columns of a relationship's month that a firm of this role always knows."""
    alone = BUYERS_ALONE if role == ROLES[0] else ()
    return (*SHARED, *alone, *(f"{name}_{role}" for name in OWN))


COLUMN = {name: place for place, name in enumerate(TRACE_COLUMNS)}
SUPPLIER = COLUMN["supplier"]
ORDER = ("monitor", "tell", "consent", "order", "inflate", "keep", "sue", "leave")
"""A firm's decisions, as they come in a month; only buyers order, only suppliers inflate."""
OPENING = ORDER[:6]
"""Those that can be asked as the month opens: nothing that they turn on lies behind the partner's answers."""

AT_FIRST = {
    "monitor": False, "tell": True, "consent": True, "order": False, "inflate": False, "keep": True,
    "sue": False, "leave": False,
}  # fmt: skip
"""The answers that stand until others are given."""
PASSING = ("order", "leave")
"""Decisions whose answer holds for its month alone; then the first one stands again.

A change order that stood would be fought over every month, whether the work has changed or not.
"""
HONEST = {"tell": True, "inflate": False}
"""Decisions in which a firm is honest or not, and the honest answer."""
OF_ONE = {"order": ROLES[0], "inflate": ROLES[1]}
Answers = Mapping[str, bool]


class Seat(NamedTuple):
    """A firm that a person plays."""

    role: str
    slot: int


class Sight(NamedTuple):
    """What a firm knows after a month, all of it."""

    month: int  # months played
    cash: float  # money
    value: float  # money, all payoffs of the slot so far
    payoff: float  # money, the month's
    alive: bool  # a firm that failed leaves its slot empty for some months
    partner: int | None  # the slot of whom it had a relationship with in that month
    row: Mapping[str, float] | None  # of that relationship's month, the columns that it sees


def theirs(role: str) -> tuple[str, ...]:
    """The decisions that a firm of this role has, as they come in a month."""
    return tuple(name for name in ORDER if OF_ONE.get(name, role) == role)


def at_first(role: str) -> dict[str, bool]:
    """The answers that stand before any is given."""
    return {name: AT_FIRST[name] for name in theirs(role)}


def standing_after(answers: Answers) -> dict[str, bool]:
    """The answers that stand in the month after one in which these held."""
    return {name: AT_FIRST[name] if name in PASSING else answer for name, answer in answers.items()}


def told(answers: Mapping[Seat, Answers]) -> list[Decision]:
    """A month's answers of all who play, as the world takes them."""
    return [
        Decision(seat.role, seat.slot, name, answer)
        for seat, given in answers.items()
        for name, answer in given.items()
    ]


def seats(world: World, strategy: str) -> list[Seat]:
    """The firms that this strategy has as a month opens, buyers first; which they are is the world's luck."""
    firms = world.firms
    held = firms[firms["strategy"] == strategy]
    return [Seat(str(role), int(slot)) for role, slot in zip(held["role"], held["slot"])]


def sight(world: World, role: str, slot: int) -> Sight:
    """What a firm knows after the last month played, or before the first.

    The world keeps its trace, and its suppliers have one slot each. Raises ConfigError for others.
    """
    if world.stage.scenario.market.capacity != 1:
        raise ConfigError("what a supplier sees is of one relationship; `market.capacity` must be 1")
    firm, partner, row = world.firm(role, slot), None, None
    rows = world.traced(world.month) if world.month else None
    buyer = None if rows is None else buyer_of(rows, Seat(role, slot))
    if rows is not None and buyer is not None:
        of, other = rows[buyer], ROLES[1 - ROLES.index(role)]
        partner = int(of[SUPPLIER]) if role == ROLES[0] else buyer
        row = {name: float(of[COLUMN[name]]) for name in seen_by(role)}
        if row[f"saw_{role}"] > 0:
            row[f"kept_{other}"] = float(of[COLUMN[f"kept_{other}"]])
    return Sight(world.month, firm.cash, firm.value, firm.payoff, firm.alive, partner, row)


def buyer_of(rows: NDArray[np.float64], seat: Seat) -> int | None:
    """The buyer of a firm's relationship, by which a month's rows are numbered; none where it had none."""
    if seat.role == ROLES[0]:
        return seat.slot if rows[seat.slot, SUPPLIER] >= 0 else None
    found = np.flatnonzero(rows[:, SUPPLIER] == seat.slot)
    return int(found[0]) if found.size else None


def asked(world: World, standing: Mapping[Seat, Answers]) -> dict[Seat, tuple[str, ...]]:
    """Which decisions come up in the month to be played, for each firm that a person plays.

    One does if the month of the firm's relationship is another one for its other answer, all else as it
    stands. Relationships do not touch each other within a month, so all firms of a role are tried at once.
    """
    usual = _tried(world, standing)
    bound = {seat: buyer for seat in standing if (buyer := buyer_of(usual, seat)) is not None}
    found: dict[Seat, list[str]] = {seat: [] for seat in standing}
    for name in OPENING:
        for role in ROLES:
            asking = [seat for seat in bound if seat.role == role and name in standing[seat]]
            if not asking:
                continue
            other = {seat: {**standing[seat], name: not standing[seat][name]} for seat in asking}
            rows = _tried(world, {**standing, **other})
            for seat in asking:
                if not np.array_equal(usual[bound[seat]], rows[bound[seat]], equal_nan=True):
                    found[seat].append(name)
    return {seat: tuple(names) for seat, names in found.items()}


def _tried(world: World, answers: Mapping[Seat, Answers]) -> NDArray[np.float64]:
    """The next month's relationships, were these the answers."""
    tried = world.copy()
    tried.step(decisions=told(answers))
    return tried.traced(tried.month)
