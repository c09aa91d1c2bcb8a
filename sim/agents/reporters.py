"""What Mesa's data collector records of every month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mesa import DataCollector

if TYPE_CHECKING:
    from sim.agents.firm import Firm
    from sim.agents.market import Market

AGENT = ("role", "slot", "strategy_name", "cash", "payoff", "partners", "trust")


def collector(of_agents: bool) -> DataCollector:
    """A collector of the month's figures of the market and, if wished, of every living firm."""
    agents = {name: _AGENT.get(name, name) for name in AGENT} if of_agents else None
    return DataCollector(model_reporters=dict(_MODEL), agent_reporters=agents)


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


_MODEL = {
    "month": lambda m: m.month,
    "joint": lambda m: payoff(m),
    "buyer": lambda m: payoff(m, 0),
    "supplier": lambda m: payoff(m, 1),
    "buyers": lambda m: living(m, 0),
    "suppliers": lambda m: living(m, 1),
    "relationships": lambda m: int(total(m, "relationships", 0)),
    "trades": lambda m: int(total(m, "trades", 0)),
    "fill": lambda m: total(m, "relationships", 0) / len(m.buyers),
    "kept_share": lambda m: share(total(m, "promises_kept"), total(m, "promises_held")),
    "change_orders": lambda m: int(total(m, "change_orders", 0)),
    "bankruptcies": bankruptcies,
    "trust": lambda m: share(total(m, "trust"), total(m, "relationships")),
    "cash": lambda m: share(total(m, "cash"), living(m, 0) + living(m, 1)),
}
"""Columns of the model's table. Joint, buyer and supplier are payoffs per buyer slot, money a month."""


def role_of(firm: Firm) -> str:
    """The role in a word."""
    return ("buyer", "supplier")[firm.role]


_AGENT = {"role": role_of, "partners": lambda firm: len(firm.partnerships)}
