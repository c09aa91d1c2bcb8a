"""Months into lines: each month once, in order; months without news in one line where that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.chronicle.conduct import (
    TOLD,
    breaches,
    ending,
    parting,
    short_of_cash,
    silences,
    silences_again,
    wary,
    with_sign,
)
from sim.chronicle.reading import Row, implied, spells
from sim.chronicle.work import contested, investing, opening, routine, routine_of_many

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

FOLDED = 3
"""So many months in a row without news make one line; fewer are told one by one."""

LOSSES = {
    "lost_trade": "months without trade",
    "misfit_loss": "work that no longer fitted",
    "adaptation": "specifying the work anew",
    "haggling": "haggling",
    "underinvestment": "too little investment",
    "misdirection": "misdirected investment",
    "promises": "broken promises",
    "shading": "grudges",
    "monitoring": "monitoring",
    "law": "the law",
    "delay": "late payment",
    "process": "the process",
    "governance": "governance",
    "contracting": "search and signing",
}
"""The leakages of the accounts, in their order, in the words of a story."""


def chronicle(
    events: pd.DataFrame,
    buyer: int,
    spell: int = 0,
    scenario: Scenario | None = None,
    *,
    folded: bool = False,
) -> list[str]:
    """One line a month of a buyer's relationship number `spell`, counted from 0.

    With `scenario`, the world that was played, it tells trust, remedies and investment too; `folded` tells
    three or more months without news in one line. Raises ValueError where the buyer had no such relationship.
    """
    known = spells(events, buyer)
    if not 0 <= spell < len(known):
        raise ValueError(f"buyer {buyer} had {len(known)} relationships; there is no number {spell}")
    rows = known[spell] if scenario is None else implied(known[spell], scenario)
    return told(rows, int(events["month"].max()), folded=folded)


def told(rows: list[Row], last: int, *, folded: bool = False) -> list[str]:
    """The months of one relationship in lines; `last` is the run's last month."""
    lines: list[str] = []
    quiet: list[int] = []
    for place in range(len(rows)):
        if folded and not news(rows, place, last):
            quiet.append(place)
            continue
        lines += [*quiet_lines(rows, quiet, last), line(rows, place, last)]
        quiet = []
    return lines + quiet_lines(rows, quiet, last)


def quiet_lines(rows: list[Row], quiet: list[int], last: int) -> list[str]:
    """Months in a row without news: in one line, or one by one where they are few."""
    if len(quiet) < FOLDED:
        return [line(rows, place, last) for place in quiet]
    first = quiet[0]
    these = rows[first : quiet[-1] + 1]
    parts = [*routine_of_many(these, earlier(rows, first)), payoffs(these)]
    return [f"months {these[0]['month']} to {these[-1]['month']}: {'; '.join(parts)}."]


def earlier(rows: list[Row], place: int) -> Row | None:
    """The month before, if any."""
    return rows[place - 1] if place > 0 else None


def line(rows: list[Row], place: int, last: int) -> str:
    """One month in one line."""
    row, before = rows[place], earlier(rows, place)
    first, then = news_first(row, before), news_then(rows, place, last)
    parts = [*silences_again(row, before), *first, *routine(row, before), *then, payoffs([row])]
    return f"month {row['month']}: {'; '.join(parts)}."


def news(rows: list[Row], place: int, last: int) -> list[str]:
    """What makes a month worth a line of its own."""
    return [*news_first(rows[place], earlier(rows, place)), *news_then(rows, place, last)]


def news_first(row: Row, before: Row | None) -> list[str]:
    """News of contract and work."""
    return [*opening(row, before), *silences(row, before), *investing(row, before), *contested(row, before)]


def news_then(rows: list[Row], place: int, last: int) -> list[str]:
    """News of conduct, money and the end."""
    row, before = rows[place], earlier(rows, place)
    end = [parting(row, before, last)] if place == len(rows) - 1 else []
    return [
        *breaches(row, before), *wary(row, before), *short_of_cash(row), *ending(row, before), *end,
    ]  # fmt: skip


def payoffs(rows: list[Row]) -> str:
    """What the months gave each side."""
    one, other = (sum(row[f"payoff_{side}"] for row in rows) for side in ("buyer", "supplier"))
    return f"buyer {with_sign(one)}, supplier {with_sign(other)}"


def closing(rows: list[Row]) -> str:
    """The sum of a relationship: what each side made, of how much, and where the rest went."""
    best = sum(row["first_best"] for row in rows)
    lost = {words: sum(row[name] for row in rows) for name, words in LOSSES.items()}
    largest = sorted(((amount, words) for words, amount in lost.items() if abs(amount) >= TOLD), reverse=True)
    rest = ", ".join(f"{words} {amount:.2f}" for amount, words in largest)
    return (
        f"In all, {len(rows)} months: {payoffs(rows)}, of {best:.2f} that a perfect pair would have made; "
        f"the rest went to {rest or 'nothing'}."
    )
