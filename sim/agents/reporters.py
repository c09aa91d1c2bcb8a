"""What Mesa's data collector records of every month."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from mesa import DataCollector

if TYPE_CHECKING:
    from sim.agents.firm import Firm
    from sim.agents.market import Market

AGENT = ("role", "slot", "strategy_name", "cash", "payoff", "partners", "trust")


def collector(of_agents: bool, further: Mapping[str, Any]) -> DataCollector:
    """A collector of the month's figures of the market, further ones, and if wished every living firm's."""
    agents = {name: _AGENT.get(name, attrgetter(name)) for name in AGENT} if of_agents else None
    return DataCollector(model_reporters={**_MODEL, **further}, agent_reporters=agents)


def total(market: Market, column: str, role: int | None = None) -> float:
    """A column of the accounts in the last month played, of one role or of both."""
    return market.books.total(column, market.month - 1, role)


def payoff(market: Market, role: int | None = None) -> float:
    """What buyers, suppliers or both made in the last month, per buyer slot."""
    return total(market, "payoff", role) / len(market.buyers)


def living(market: Market, role: int) -> int:
    """How many firms of a role are in business."""
    return sum(1 for firm in market.slots[role] if firm.alive)


def bankruptcies(market: Market) -> int:
    """How many firms failed in the last month."""
    return sum(
        1
        for slots in market.slots
        for firm in slots
        if firm.vacant_until is not None and firm.failed_in == market.month - 1
    )


def share(part: float, whole: float) -> float:
    """A share; nan of nothing."""
    return part / whole if whole > 0 else float("nan")


def counted(market: Market, column: str, role: int | None = 0) -> int:
    """How many of a column of the accounts there were in the last month."""
    return int(total(market, column, role))


def relationships_per_slot(market: Market) -> float:
    """The share of buyers' slots in a relationship in the last month."""
    return total(market, "relationships", 0) / len(market.buyers)


def per(market: Market, part: str, whole: str) -> float:
    """A column of the accounts of the last month for each of another; nan of none."""
    return share(total(market, part), total(market, whole))


def cash_of_a_firm(market: Market) -> float:
    """The mean cash of a living firm."""
    return share(total(market, "cash"), living(market, 0) + living(market, 1))


_MODEL: dict[str, Any] = {
    "month": "month",
    "joint": payoff,
    "buyer": partial(payoff, role=0),
    "supplier": partial(payoff, role=1),
    "buyers": partial(living, role=0),
    "suppliers": partial(living, role=1),
    "relationships": partial(counted, column="relationships"),
    "trades": partial(counted, column="trades"),
    "fill": relationships_per_slot,
    "kept_share": partial(per, part="promises_kept", whole="promises_held"),
    "change_orders": partial(counted, column="change_orders", role=None),
    "bankruptcies": bankruptcies,
    "trust": partial(per, part="trust", whole="relationships"),
    "cash": cash_of_a_firm,
    "draw_seed": "draw_seed",
    "replicate": "replicate",
}
"""Columns of the model's table. Joint, buyer and supplier are payoffs per buyer slot, money a month.

Functions with names, so that a model can be pickled.
"""


def role_of(firm: Firm) -> str:
    """The role in a word."""
    return ("buyer", "supplier")[firm.role]


def partners_of(firm: Firm) -> int:
    """With how many it is in a relationship."""
    return len(firm.partnerships)


_AGENT = {"role": role_of, "partners": partners_of}
