"""What must be true of a relationship for its story to be told: predicates over its months, as read.

A story names a world, a group of relationships and a rule. The first relationship of the group that satisfies
the rule is told, in order of replicate, buyer and time, so every page can say how common its like is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import sim
from sim.chronicle import Row
from sim.chronicle.reading import SIDES, renewed
from sim.quantities import RELATIONAL
from sim.scenario import Scenario

Rows = list[Row]

FIVE_YEARS = 60
TWO_YEARS = 24
ONE_YEAR = 12
OFTEN = 0.25
"""A change order in every fourth month."""
HALF = 0.5


class Story(NamedTuple):
    """A story: the world it is taken from and the rule that chooses it."""

    name: str
    overrides: tuple[str, ...]
    group: str  # the relationships to compare with, in words
    rule: str  # what must be true of one of them, in words
    belongs: Callable[[Rows], bool]  # by the table of events alone
    fits: Callable[[Rows], bool]  # of those that belong, by what their months imply too

    def world(self) -> Scenario:
        """The scenario that is played."""
        return world_of(self.overrides)


@cache
def world_of(overrides: tuple[str, ...]) -> Scenario:
    """The experiment `world`, changed by overrides."""
    return sim.load("world", overrides)


def lasted(months: int) -> Callable[[Rows], bool]:
    """Whether a relationship was seen for so many months."""
    return lambda rows: len(rows) >= months


def signed_again(rows: Rows) -> list[int]:
    """The places of the months in which the two signed again."""
    return [place for place in range(1, len(rows)) if renewed(rows[place], rows[place - 1])]


def flourishes(rows: Rows) -> bool:
    """Relational, signed again, and each side has more cash at the end than after the first month."""
    richer = all(rows[-1][f"cash_{side}"] > rows[0][f"cash_{side}"] for side in SIDES)
    return rows[0]["form"] == RELATIONAL and bool(signed_again(rows)) and richer


def fights(rows: Rows) -> bool:
    """A change order is fought through in every fourth month or more often."""
    return sum(row["change_order"] for row in rows) >= OFTEN * len(rows)


def with_opportunist(rows: Rows) -> bool:
    """A relational contract of a WIIFWE buyer with an opportunist: the foundation saw nothing."""
    first = rows[0]
    pair = first["strategy_buyer"] == "wiifwe" and first["strategy_supplier"].startswith("opportunist")
    return pair and first["form"] == RELATIONAL


def found_out(rows: Rows) -> bool:
    """The buyer, its trust below its guard, laid its principles aside and left."""
    last = rows[-1]
    return last["leaves_buyer"] > 0.0 and last["trust_buyer"] < last["guard_buyer"]


def left_below_exit(rows: Rows) -> bool:
    """The same with trust below the level at which a firm walks out in mid-term: a stricter rule."""
    last = rows[-1]
    return last["leaves_buyer"] > 0.0 and last["trust_buyer"] < last["exit_trust"]


def breach_places(rows: Rows) -> list[tuple[int, str]]:
    """When a broken promise was seen, and by whom."""
    return [
        (place, side)
        for place, row in enumerate(rows)
        for side in SIDES
        if place > 0 and row[f"breach_seen_{side}"]
    ]


def promise_broken(rows: Rows) -> bool:
    """A relational pair of which one broke a promise."""
    failed = any(row["held"] > 0.0 and min(row["kept_buyer"], row["kept_supplier"]) == 0.0 for row in rows)
    return rows[0]["form"] == RELATIONAL and failed


def repaired_from(rows: Rows, place: int, side: str) -> bool:
    """Made good, reviewed, trusted as before within two years, and two years or more to come."""
    after = rows[place + 1 : place + 1 + TWO_YEARS]
    level = rows[place - 1][f"trust_{side}"]
    return (
        len(after) == TWO_YEARS
        and bool(rows[place]["remedy"])
        and any(row["opened"] > 0.0 and row["ended"] == 0.0 for row in after)
        and any(row[f"trust_{side}"] >= level for row in after)
    )


def repaired(rows: Rows) -> bool:
    """A broken promise was seen and repaired."""
    return any(repaired_from(rows, place, side) for place, side in breach_places(rows))


def renewed_once(rows: Rows) -> bool:
    """The two signed again."""
    return bool(signed_again(rows))


def held_up(rows: Rows) -> bool:
    """The supplier never invested half of the best, and the price fell when they first signed again."""
    place = signed_again(rows)[0]
    shares = [row["invested_share"] for row in rows if row["invested_share"] is not None]
    cheaper = rows[place]["price_agreed"] < rows[place - 1]["price_agreed"]
    return bool(shares) and max(shares) < HALF and cheaper


def ruined(rows: Rows) -> list[str]:
    """The sides that were bankrupt when the relationship ended."""
    return [side for side in SIDES if rows[-1][f"cash_{side}"] == 0.0]


def ends_in_ruin(rows: Rows) -> bool:
    """One of the two went bankrupt, and was not in debt when the relationship began."""
    stayed = rows[-1]["leaves_buyer"] == rows[-1]["leaves_supplier"] == 0.0
    return stayed and any(rows[0][f"cash_{side}"] > 0.0 for side in ruined(rows))


STORIES = (
    Story(
        "flourishing", ("population=wiifwe",),
        "relationships of five years or more",
        "relational, signed again at least once, and each side has more cash at the end than after the first "
        "month",
        lasted(FIVE_YEARS), flourishes,
    ),
    Story(
        "change_orders", ("scenario=turbulent", "population=wiifme"),
        "relationships of two years or more",
        "a change order is fought through in every fourth month or more often",
        lasted(TWO_YEARS), fights,
    ),
    Story(
        "opportunist",
        (
            "population=wiifwe", "population.suppliers.wiifwe=0.85",
            "+population.suppliers.opportunist_breaker=0.15",
        ),
        "relational contracts between a WIIFWE buyer and an opportunist that the foundation let through",
        "the buyer's trust falls below its guard, so that it lays its principles aside, and it leaves",
        with_opportunist, found_out,
    ),
    Story(
        "repaired", ("population=wiifwe",),
        "relational contracts under which a promise was broken",
        "the victim sees a breach, the damage is made good, a strategic review follows, within two years "
        "trust is back where it was, and the two are together for two years or more after the breach",
        promise_broken, repaired,
    ),
    Story(
        "hold_up", ("scenario=powerful_buyers", "population=wiifme"),
        "relationships in which the two signed again",
        "the supplier never invests as much as half of what would be best for the two, and the price falls "
        "when they first sign again",
        renewed_once, held_up,
    ),
    Story(
        "bankruptcy", ("scenario=thin_margins", "population=wiifme"),
        "relationships of a year or more",
        "one of the two, not in debt when they signed, goes bankrupt while they are together",
        lasted(ONE_YEAR), ends_in_ruin,
    ),
)  # fmt: skip


def story_named(name: str) -> Story:
    """The story of this name."""
    return next(story for story in STORIES if story.name == name)
