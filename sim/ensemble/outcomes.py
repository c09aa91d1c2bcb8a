"""What one world came to: a row of numbers, written by the kernel and completed from its slots (§8).

Money is in months of the reference price, per buyer slot and month unless said. A ratio whose whole is 0,
and a survival beyond the run, is nan.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.books import BUYER, FIRMS, PAYOFF, RELATIONSHIP, SUPPLIER
from sim.jit import mechanism, rule
from sim.quantities import World
from sim.worlds import ACCOUNTS

MARKS = (12, 60, 120)
"""Ages, in months, at which survival is reported for each world."""
STATUS = ("ok", "not_finite")
PARTIES = ("joint", "buyer", "supplier")
ROLES = ("buyers", "suppliers")

COUNTED = (
    *(f"{party}_{measure}" for party in PARTIES for measure in ("slot", "discounted", "active")),
    "fixed_cost_slot", "trade_share", "fill", "kept_share", "change_orders", "haggled",
    *(f"relationships_alive_{mark}" for mark in MARKS), "bankruptcies", "spells",
    "focal_buyers", "focal_suppliers", "silenced", "lies_found", "monitored", "lies_public",
)  # fmt: skip
"""What the kernel writes, in order. `focal`: share of a role's firms, at the end, with its focal strategy.

`silenced`: share of the months in which there was something to adapt to and it was not told; `lies_found`,
`monitored`: per side and month of a relationship; `lies_public`: what firms hear of lies at the end.
"""
OF_SLOTS = (
    *(f"{role}_alive_{mark}" for role in ROLES for mark in MARKS),
    "focal_buyer_value", "focal_supplier_value", "gini_buyers", "worst_tenth_buyers",
)  # fmt: skip
"""What is worked out from each slot's payoff and first failure."""
OUTCOMES = (*COUNTED, *OF_SLOTS)

FIXED, HAGGLED, HELD, KEPT, LIES, MATERIAL, MONITORED, ORDERS, RELATIONSHIPS, SILENCED, TRADES = (
    ACCOUNTS.index(name)
    for name in (
        "fixed_cost", "haggled", "promises_held", "promises_kept", "lies_found", "material", "monitored",
        "change_orders", "relationships", "silenced", "trades",
    )
)  # fmt: skip
FIXED_PLACE = COUNTED.index("fixed_cost_slot")
ALIVE_PLACE = COUNTED.index("relationships_alive_12")
SILENCED_PLACE = COUNTED.index("silenced")
NAN = float("nan")


@rule
def ratio(part: float, whole: float) -> float:
    """Part of a whole; nan where there is no whole."""
    return part / whole if whole > 0.0 else NAN


@rule
def account(books: Any, role: int, column: int) -> float:
    """The sum of an account of a role over strategies and months."""
    total = 0.0
    for strategy in range(books.shape[1]):
        for month in range(books.shape[2]):
            total += books[role, strategy, month, column]
    return total


@mechanism
def book_payoffs(books: Any, patience: float, count: int, row: Any) -> None:
    """Payoff of both parties, of buyers, of suppliers: a month's mean, discounted, by active relationship."""
    months = books.shape[2]
    active = account(books, BUYER, RELATIONSHIPS)
    for party in range(3):
        total, discounted, weight, weights = 0.0, 0.0, 1.0, 0.0
        for month in range(months):
            payoff = 0.0
            for role in range(2):
                if party == 0 or role == party - 1:
                    for strategy in range(books.shape[1]):
                        payoff += books[role, strategy, month, PAYOFF]
            total += payoff
            discounted += payoff * weight
            weights += weight
            weight *= patience
        row[3 * party] = total / (count * months)
        row[3 * party + 1] = discounted / (weights * count)
        row[3 * party + 2] = ratio(total, active)


@mechanism
def book_lives(lives: Any, months: int, row: Any) -> None:
    """Kaplan and Meier's survival of relationships at each mark; firms failed; relationships begun.

    Survival is unknown (nan) where the last one at risk was censored before the mark, and 0 where it ended.
    """
    ages = lives.shape[2]
    spells, failed = 0, 0
    for strategy in range(lives.shape[1]):
        for age in range(ages):
            spells += lives[RELATIONSHIP, strategy, age, 0] + lives[RELATIONSHIP, strategy, age, 1]
            failed += lives[BUYER, strategy, age, 0] + lives[SUPPLIER, strategy, age, 0]
    for place in range(3):
        row[ALIVE_PLACE + place] = NAN
    at_risk, survival, place = spells, 1.0, 0
    for age in range(ages):
        ended, leaving = 0, 0
        for strategy in range(lives.shape[1]):
            ended += lives[RELATIONSHIP, strategy, age, 0]
            leaving += lives[RELATIONSHIP, strategy, age, 0] + lives[RELATIONSHIP, strategy, age, 1]
        if at_risk > 0:
            survival *= 1.0 - ended / at_risk
        if age == MARKS[0] or age == MARKS[1] or age == MARKS[2]:
            if age <= months and (at_risk > 0 or (spells > 0 and survival <= 0.0)):
                row[ALIVE_PLACE + place] = survival
            place += 1
        at_risk -= leaving
    row[ALIVE_PLACE + 3] = float(failed)
    row[ALIVE_PLACE + 4] = float(spells)


@mechanism
def book_candour(books: Any, lies: float, row: Any) -> None:
    """How often nobody could adapt for want of being told; lies found and monitoring, by side and month."""
    sides = account(books, BUYER, RELATIONSHIPS) + account(books, SUPPLIER, RELATIONSHIPS)
    row[SILENCED_PLACE] = ratio(account(books, BUYER, SILENCED), account(books, BUYER, MATERIAL))
    row[SILENCED_PLACE + 1] = ratio(account(books, BUYER, LIES) + account(books, SUPPLIER, LIES), sides)
    watched = account(books, BUYER, MONITORED) + account(books, SUPPLIER, MONITORED)
    row[SILENCED_PLACE + 2] = ratio(watched, sides)
    row[SILENCED_PLACE + 3] = lies


@mechanism
def book_outcomes(
    books: Any, lives: Any, focal: Any, count: int, lies: float, world: World, row: Any
) -> None:
    """Write what a world of `count` buyers came to into its row of `COUNTED`; `lies` as heard at the end."""
    months = books.shape[2]
    book_payoffs(books, world.choice_patience, count, row)
    active = account(books, BUYER, RELATIONSHIPS)
    held = account(books, BUYER, HELD) + account(books, SUPPLIER, HELD)
    kept = account(books, BUYER, KEPT) + account(books, SUPPLIER, KEPT)
    fixed = account(books, BUYER, FIXED) + account(books, SUPPLIER, FIXED)
    row[FIXED_PLACE] = fixed / (count * months)
    row[FIXED_PLACE + 1] = ratio(account(books, BUYER, TRADES), active)
    row[FIXED_PLACE + 2] = active / (count * months)
    row[FIXED_PLACE + 3] = ratio(kept, held)
    row[FIXED_PLACE + 4] = ratio(account(books, BUYER, ORDERS), active)
    row[FIXED_PLACE + 5] = ratio(account(books, BUYER, HAGGLED), active)
    book_lives(lives, months, row)
    book_candour(books, lies, row)
    for role in range(2):
        firms = 0.0
        for strategy in range(books.shape[1]):
            firms += books[role, strategy, months - 1, FIRMS]
        own = 0.0 if focal[role] < 0 else books[role, focal[role], months - 1, FIRMS]
        row[ALIVE_PLACE + 5 + role] = ratio(own, firms)


def outcomes_of_slots(
    values: NDArray[np.float64],
    deaths: NDArray[np.int64],
    founders: NDArray[np.int64],
    buyers: int,
    months: int,
    focal: NDArray[np.int64],
) -> dict[str, NDArray[np.float64]]:
    """The columns of `OF_SLOTS` for worlds [n] from their slots [n, buyers + suppliers]."""
    parts = (slice(0, buyers), slice(buyers, None))
    columns: dict[str, NDArray[np.float64]] = {}
    for role, part in zip(ROLES, parts):
        columns.update({f"{role}_{name}": share for name, share in alive(deaths[:, part], months).items()})
    for role, (party, part) in enumerate(zip(PARTIES[1:], parts)):
        own = founders[:, part] == focal[role]
        total = np.where(own, values[:, part], 0.0).sum(axis=1)
        columns[f"focal_{party}_value"] = _over(total, own.sum(axis=1) * float(months))
    ordered = np.sort(values[:, parts[0]], axis=1) / months
    columns["gini_buyers"] = gini(ordered)
    columns["worst_tenth_buyers"] = ordered[:, : max(1, buyers // 10)].mean(axis=1)
    return {name: columns[name] for name in OF_SLOTS}


def alive(
    deaths: NDArray[np.int64], months: int, counted: NDArray[np.bool_] | None = None
) -> dict[str, NDArray[np.float64]]:
    """The share of founders [n, slots] still alive at each mark; nan beyond the run and without founders.

    `counted` are those of whom it is told, by default all.
    """
    whole = np.ones(deaths.shape, bool) if counted is None else counted
    count = whole.sum(axis=1)
    return {
        f"alive_{mark}": _over((((deaths == 0) | (deaths > mark)) & whole).sum(axis=1), count)
        if mark <= months
        else np.full(len(deaths), NAN)
        for mark in MARKS
    }


def gini(ordered: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gini's coefficient of each row of rising values; nan where the mean is not positive."""
    count = ordered.shape[1]
    weights = 2 * np.arange(1, count + 1) - count - 1
    mean = ordered.mean(axis=1)
    return _over((weights * ordered).sum(axis=1), np.where(mean > 0.0, count**2 * mean, 0.0))


def _over(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.full(part.shape, NAN), where=whole > 0.0)
