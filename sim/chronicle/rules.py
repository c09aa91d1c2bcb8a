"""What must be true of a relationship for its story to be told, and how many there are of which it is true.

A rule names a group of relationships and what singles one out; both are computed from its months. The first
that satisfies it is told, in order of replicate, buyer and time: a story can say how common its like is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sim.chronicle.reading import PARTNER, SIDES, Row, implied, lying, renewed, silence_found, spells
from sim.config import arm_scenario
from sim.ensemble.run import events_of
from sim.quantities import RELATIONAL
from sim.scenario import Scenario
from sim.worlds import arms_of, world_row

Rows = list[Row]
Told = Callable[[Rows], bool]

FIVE_YEARS, TWO_YEARS, ONE_YEAR = 60, 24, 12
OFTEN = 0.25
"""A change order in every fourth month."""
HALF = 0.5
BEFORE = 2
"""Months before a silence is found out in which one must have kept the work from being adapted."""


class Rule(NamedTuple):
    """A group, by the table of events alone, and what singles one out, by what its months imply too."""

    belongs: Told
    fits: Told


class Choice(NamedTuple):
    """The relationship that is told, from the months of its signing to its end, and where it is found."""

    replicate: int
    spell: int  # among those of its buyer, from 0
    rows: Rows


class Found(NamedTuple):
    """How many relationships there are, belong to the group, and satisfy the rule too; the first of these."""

    everything: int
    belonging: int
    fitting: int
    first: Choice | None


def world_of(scenario: Scenario, arm: str) -> Scenario:
    """The world that an arm of a scenario plays."""
    return arm_scenario(scenario, next(one for one in arms_of(scenario) if one.name == arm))


def relationships(scenario: Scenario, arm: str, replicate: int, seed: int) -> list[Rows]:
    """All relationships of a replicate, in order of buyer and time; months say how lies are (`lying`)."""
    known = lying(world_row(world_of(scenario, arm)))
    found = spells(events_of(scenario, arm, replicate, seed))
    return [[{**row, **known} for row in rows] for rows in found]


def survey(
    scenario: Scenario, arm: str, rules: Mapping[str, Rule], replicates: Iterable[int], seed: int
) -> dict[str, Found]:
    """What each rule finds in an arm's replicates."""
    world = world_of(scenario, arm)
    found = dict.fromkeys(rules, Found(0, 0, 0, None))
    for replicate in replicates:
        known = relationships(scenario, arm, replicate, seed)
        for name, rule in rules.items():
            group = [place for place, rows in enumerate(known) if rule.belongs(rows)]
            fitting = [place for place in group if rule.fits(implied(known[place], world))]
            everything, belonging, number, first = found[name]
            if first is None and fitting:
                rows = known[fitting[0]]
                spell = sum(one[0]["buyer"] == rows[0]["buyer"] for one in known[: fitting[0]])
                first = Choice(replicate, spell, implied(rows, world))
            counts = everything + len(known), belonging + len(group), number + len(fitting)
            found[name] = Found(*counts, first)
    return found


def lasted(months: int) -> Told:
    """Whether a relationship was seen for so many months."""
    return lambda rows: len(rows) >= months


def signed_again(rows: Rows) -> list[int]:
    """The places of the months in which the two signed again."""
    return [place for place in range(1, len(rows)) if renewed(rows[place], rows[place - 1])]


def renewed_once(rows: Rows) -> bool:
    """The two signed again."""
    return bool(signed_again(rows))


def flourishes(rows: Rows) -> bool:
    """Relational, signed again, and each side has more cash at the end than after the first month."""
    richer = all(rows[-1][f"cash_{side}"] > rows[0][f"cash_{side}"] for side in SIDES)
    return rows[0]["form"] == RELATIONAL and renewed_once(rows) and richer


def fights(rows: Rows) -> bool:
    """A change order is fought through in every fourth month or more often."""
    return sum(row["change_order"] for row in rows) >= OFTEN * len(rows)


def with_opportunist(rows: Rows) -> bool:
    """A relational contract of a WIIFWE buyer with an opportunist: the foundation saw nothing."""
    first = rows[0]
    both = first["strategy_buyer"] == "wiifwe" and first["strategy_supplier"].startswith("opportunist")
    return both and first["form"] == RELATIONAL


def found_out(rows: Rows) -> bool:
    """The buyer, its trust below its guard, laid its principles aside and left."""
    last = rows[-1]
    return last["leaves_buyer"] > 0.0 and last["trust_buyer"] < last["guard_buyer"]


def left_below_exit(rows: Rows) -> bool:
    """The same with trust below the level at which a firm walks out in mid-term: a stricter rule."""
    last = rows[-1]
    return last["leaves_buyer"] > 0.0 and last["trust_buyer"] < last["exit_trust"]


def promise_broken(rows: Rows) -> bool:
    """A relational contract under which one broke a promise."""
    failed = any(row["held"] > 0.0 and min(row["kept_buyer"], row["kept_supplier"]) == 0.0 for row in rows)
    return rows[0]["form"] == RELATIONAL and failed


def repairs(rows: Rows) -> list[tuple[int, str]]:
    """The places of breaches that were repaired, and their victims.

    Seen and made good, reviewed, trusted as before within two years, and two years or more to come.
    """
    found: list[tuple[int, str]] = []
    for place, row in enumerate(rows[1:], start=1):
        after = rows[place + 1 : place + 1 + TWO_YEARS]
        if len(after) < TWO_YEARS or not row["remedy"]:
            continue
        if not any(one["opened"] > 0.0 and one["ended"] == 0.0 for one in after):
            continue
        for side in SIDES:
            level = rows[place - 1][f"trust_{side}"]
            if row[f"breach_seen_{side}"] and any(one[f"trust_{side}"] >= level for one in after):
                found.append((place, side))
    return found


def silence_caught(rows: Rows) -> bool:
    """A relational contract under which a silence was found out, as far as the table of events tells."""
    pairs = zip(rows, [None, *rows[:-1]], strict=True)
    caught = any(silence_found(row, before, side) for row, before in pairs for side in SIDES)
    return rows[0]["form"] == RELATIONAL and caught


def silences_healed(rows: Rows) -> list[tuple[int, str]]:
    """The places of silences that were found out and got over, and who kept silent.

    In one of the two months before, a silence kept the work from being adapted; now the work is specified
    anew; the finder trusts as before within two years, and there are two years or more to come.
    """
    found: list[tuple[int, str]] = []
    for place, row in enumerate(rows[1:], start=1):
        after = rows[place + 1 : place + 1 + TWO_YEARS]
        untold = any(one["silenced"] > 0.0 for one in rows[max(0, place - BEFORE) : place])
        if len(after) < TWO_YEARS or not untold or row["drift"] is None:
            continue
        for side in SIDES:
            trusted = f"trust_{PARTNER[side]}"
            level = rows[place - 1][trusted]
            if row[f"silence_found_{side}"] and any(one[trusted] >= level for one in after):
                found.append((place, side))
    return found


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


RULES = {
    "flourishing": Rule(lasted(FIVE_YEARS), flourishes),
    "change_orders": Rule(lasted(TWO_YEARS), fights),
    "opportunist": Rule(with_opportunist, found_out),
    "opportunist_strict": Rule(with_opportunist, left_below_exit),
    "repaired": Rule(promise_broken, lambda rows: bool(repairs(rows))),
    "silence": Rule(silence_caught, lambda rows: bool(silences_healed(rows))),
    "hold_up": Rule(renewed_once, held_up),
    "bankruptcy": Rule(lasted(ONE_YEAR), ends_in_ruin),
}
"""By the name of the story that is told by it."""
