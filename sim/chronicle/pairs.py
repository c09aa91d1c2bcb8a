"""The same two firms under two postures, on the same luck: what they make of it, and when they part ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sim.chronicle.rules import Rows, relationships
from sim.scenario import Scenario

SPAN = 36
"""Months that are compared, from the first of the run."""


class Pair(NamedTuple):
    """A buyer and a supplier who sign with each other in the first month under both postures."""

    replicate: int
    first: Rows
    second: Rows

    @property
    def lives(self) -> tuple[Rows, Rows]:
        """Its months under the one posture, and under the other."""
        return self.first, self.second


def pairs(scenario: Scenario, arms: tuple[str, str], replicates: Iterable[int], seed: int) -> list[Pair]:
    """All such pairs of two arms, in order of replicate and buyer."""
    found: list[Pair] = []
    for replicate in replicates:
        one, other = (
            {(rows[0]["buyer"], rows[0]["supplier"]): rows
             for rows in relationships(scenario, arm, replicate, seed) if rows[0]["month"] == 1}
            for arm in arms
        )  # fmt: skip
        found += [Pair(replicate, rows, other[both]) for both, rows in one.items() if both in other]
    return found


def together(rows: Rows) -> list[float]:
    """What both made with each other up to each month compared; nothing more once they have parted."""
    reached, so_far = [], 0.0
    for place in range(SPAN):
        if place < len(rows):
            so_far += rows[place]["payoff_buyer"] + rows[place]["payoff_supplier"]
        reached.append(so_far)
    return reached


def gain(pair: Pair) -> float:
    """What the two make more with each other under the second posture."""
    return together(pair.second)[-1] - together(pair.first)[-1]


def middle(found: Sequence[Pair]) -> Pair:
    """The pair that gains more than half of them and less than the other half; the lower of two."""
    return sorted(found, key=gain)[(len(found) - 1) // 2]


def apart(pair: Pair, most: int) -> list[int]:
    """The months to tell: the first, those in which one of the two ends, those that differ most, in order.

    A month differs by what both make in it, where both run; there are at most so many months.
    """
    ends = {len(rows) for rows in pair.lives if len(rows) < SPAN}
    told = {1} | ends
    both = range(2, min(len(pair.first), len(pair.second), SPAN) + 1)

    def difference(month: int) -> float:
        first, second = (rows[month - 1] for rows in pair.lives)
        return abs(sum(first[f"payoff_{side}"] - second[f"payoff_{side}"] for side in ("buyer", "supplier")))

    others = sorted((month for month in both if month not in told), key=lambda month: -difference(month))
    return sorted(told | set(others[: most - len(told)]))
