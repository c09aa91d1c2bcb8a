"""Numbers that a page quotes about a relationship: sums, counts, months, shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from experiments.chronicles.rules import Rows, signed_again
from sim.chronicle import Row
from sim.chronicle.reading import SIDES, unit_cost
from sim.chronicle.telling import LOSSES


def total(rows: Rows, column: str) -> float:
    """A column over all months."""
    return sum(row[column] for row in rows)


def made(rows: Rows, side: str) -> float:
    """What a side made in all."""
    return total(rows, f"payoff_{side}")


def months(rows: Rows, true: Callable[[Row], Any]) -> list[int]:
    """The months in which something is true."""
    return [row["month"] for row in rows if true(row)]


def percent(part: float, whole: float) -> str:
    """A share in words; below one per cent with a digit more."""
    share = 100.0 * part / whole
    return f"{share:.0f} %" if share >= 1.0 or share == 0.0 else f"{share:.1f} %"


def losses(rows: Rows) -> list[tuple[str, float]]:
    """Where the first best went, in words, the largest first."""
    known = [(words, total(rows, column)) for column, words in LOSSES.items()]
    return sorted(known, key=lambda one: -one[1])


def broken(rows: Rows) -> tuple[int, int]:
    """How many promises were broken, of how many."""
    held = sum(int(row["held"]) for row in rows)
    kept = sum(int(row[f"kept_{side}"]) for row in rows for side in SIDES)
    return 2 * held - kept, 2 * held


def paid_back(rows: Rows) -> int | None:
    """The number of months until both together have made good what setting up cost; None: never."""
    reached = 0.0
    for place, row in enumerate(rows):
        reached += row["payoff_buyer"] + row["payoff_supplier"]
        if reached >= 0.0:
            return place + 1
    return None


def signings(rows: Rows) -> Rows:
    """The months in which the two signed."""
    return [rows[place] for place in (0, *signed_again(rows))]


def part_of_supplier(row: Row) -> float:
    """The share of value less cost that the agreed price left the supplier when it was signed."""
    cost = unit_cost(row)
    return (row["price_agreed"] - cost) / (row["value"] - cost)


def in_words(items: list[str]) -> str:
    """A list in a sentence."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def change_share(found: list[Rows]) -> float:
    """The share of all relationships' months in which a change order was fought through."""
    return sum(total(rows, "change_order") for rows in found) / sum(len(rows) for rows in found)


def kept_share(found: list[Rows]) -> float:
    """The share of promises that the suppliers of these relationships kept."""
    return sum(total(rows, "kept_supplier") for rows in found) / sum(total(rows, "held") for rows in found)
