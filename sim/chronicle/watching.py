"""A world watched while Mesa plays it: its relationships by age, its slots, its network, one life."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sim.agents import Market
from sim.agents.relationship import Dealt
from sim.measures.lives import NEEDED, Seen
from sim.scenario import Scenario

SHOWN = (1, 12, 60, 120)
"""Months of which the network is kept, as far as the run goes."""
ROLES = ("buyer", "supplier")


def watched(scenario: Scenario, arm: str | None, seed: int, replicate: int) -> Seen:
    """Play one world to its end."""
    market = Market(scenario, seed=seed, arm=arm, replicate=replicate)
    ages = np.zeros((market.months + 1, 3))
    ties: list[dict[str, Any]] = []
    lives: dict[int, list[list[dict[str, Any]]]] = {}
    while market.running:
        market.step()
        for dealt in market.deals:
            trust, grievance = both(dealt)
            ages[int(dealt.bond.age)] += (sum(trust) / 2.0, sum(grievance) / 2.0, 1.0)
        if replicate == 0:
            follow(market, lives)
            if market.month in SHOWN:
                ties += [*ties_of(market), *empty_slots(market)]
    return Seen(
        ages, firms_of(market), pd.DataFrame(ties, columns=["month", "buyer", "supplier", "trust", "age"]),
        longest(lives),
    )  # fmt: skip


def both(dealt: Dealt) -> tuple[tuple[float, float], tuple[float, float]]:
    """Trust of buyer and supplier at the end of the month, and their grievances."""
    held = dealt.relationship
    trust = held.trust_of(dealt.buyer), held.trust_of(dealt.supplier)
    return trust, (dealt.bond.buyer.grievance, dealt.bond.supplier.grievance)


def ties_of(market: Market) -> list[dict[str, Any]]:
    """The relationships that traded or tried to this month."""
    return [
        {"month": market.month, "buyer": one.buyer.slot, "supplier": one.supplier.slot,
         "trust": sum(both(one)[0]) / 2.0, "age": int(one.bond.age)}
        for one in market.deals
    ]  # fmt: skip


def empty_slots(market: Market) -> list[dict[str, Any]]:
    """The slots whose firm is bankrupt and that no entrant has taken, with no partner beside them."""
    return [
        {"month": market.month, role: firm.slot}
        for role, firms in zip(ROLES, market.slots, strict=True)
        for firm in firms
        if not firm.alive
    ]


def firms_of(market: Market) -> pd.DataFrame:
    """What every slot made a month, whoever held it, and when its founder failed."""
    parts = [
        pd.DataFrame({"role": role, "slot": range(len(values)), "value": np.divide(values, market.months),
                      "failed_after": deaths})
        for role, values, deaths in zip(ROLES, market.values, market.first_deaths, strict=True)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def follow(market: Market, lives: dict[int, list[list[dict[str, Any]]]]) -> None:
    """Add the month to the running relationship of each buyer."""
    for dealt in market.deals:
        mine = lives.setdefault(dealt.buyer.slot, [])
        if dealt.bond.age == 1.0:
            mine.append([])
        before = mine[-1][-1]["left"] if mine[-1] else 0.0
        mine[-1].append(month_of(market.month, dealt, signed=dealt.bond.left > before))


def month_of(month: int, dealt: Dealt, *, signed: bool) -> dict[str, Any]:
    """A relationship's month as its strip needs it; `signed`: it is the first of a term."""
    deal, (trust, grievance) = dealt.deal, both(dealt)
    held, fought = deal.held > 0.0, deal.ordered + deal.renegotiated > 0.0
    row: dict[str, Any] = {
        "month": month, "left": dealt.bond.left,
        "payoff_buyer": deal.payoff_buyer, "payoff_supplier": deal.payoff_supplier,
        "first_best": deal.first_best, "signed": int(signed),
        "adapted": int(deal.leakages.adaptation > 0.0 and not fought and not signed),
        "ordered": int(deal.ordered > 0.0), "renegotiated": int(deal.renegotiated > 0.0),
        "haggled": int(deal.haggled > 0.0), "broken_buyer": int(held and deal.kept_buyer == 0.0),
        "broken_supplier": int(held and deal.kept_supplier == 0.0),
    }  # fmt: skip
    for side, one, other in zip(ROLES, trust, grievance, strict=True):
        row |= {f"trust_{side}": one, f"grievance_{side}": other}
    return row


def longest(lives: dict[int, list[list[dict[str, Any]]]]) -> pd.DataFrame:
    """The longest relationship, the first by buyer and time among equals."""
    every = [rows for buyer in sorted(lives) for rows in lives[buyer]]
    return pd.DataFrame(max(every, key=len, default=[]), columns=list(NEEDED))
