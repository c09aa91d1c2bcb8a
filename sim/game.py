"""What a firm sees of its month, and what it can be asked: for people who play a firm, alone or in a room.

A game is a world and a list of decisions. Nothing here is a rule of the model: it only says which numbers of
a month a firm gets to know, and which of its decisions the month turns on.
"""

from __future__ import annotations

from sim.ensemble.tables import ROLES

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


ORDER = ("monitor", "tell", "consent", "order", "inflate", "keep", "sue", "leave")
"""A firm's decisions, as they come in a month; only buyers order, only suppliers inflate."""
OPENING = ORDER[:6]
"""Those that can be asked as the month opens: nothing that they turn on lies behind the partner's answers."""
