"""The relationship that a rule chooses, and how many satisfy it: twenty replicates of one seed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from experiments.chronicles.rules import Rows, Story
from sim.chronicle import closing, implied, spells
from sim.chronicle.telling import told
from sim.ensemble.run import events_of
from sim.scenario import Scenario

SEED = 1
REPLICATES = 20
ARM = "world"


class Count(NamedTuple):
    """How many relationships there are, belong to the group, and satisfy the rule too."""

    everything: int
    belonging: int
    fitting: int


class Choice(NamedTuple):
    """The relationship told, and the world and place it is taken from."""

    world: Scenario
    replicate: int
    place: int  # among all relationships of the replicate, from 0
    spell: int  # among those of its buyer, from 0
    rows: Rows


def relationships_of(world: Scenario, replicate: int) -> list[Rows]:
    """All relationships of a replicate, in order of buyer and time."""
    return spells(events_of(world, ARM, replicate, SEED))


def fitting(story: Story, world: Scenario, found: list[Rows]) -> Iterator[int]:
    """The places of those that satisfy the story's rule."""
    for place, rows in enumerate(found):
        if story.belongs(rows) and story.fits(implied(rows, world)):
            yield place


@cache
def chosen(story: Story) -> Choice:
    """The first relationship that satisfies the story's rule. LookupError where none does."""
    world = story.world()
    for replicate in range(REPLICATES):
        found = relationships_of(world, replicate)
        place = next(fitting(story, world, found), None)
        if place is not None:
            rows = implied(found[place], world)
            spell = sum(other[0]["buyer"] == rows[0]["buyer"] for other in found[:place])
            return Choice(world, replicate, place, spell, rows)
    raise LookupError(f"no relationship of {REPLICATES} replicates satisfies the rule of `{story.name}`")


@cache
def count(story: Story) -> Count:
    """How common such relationships are."""
    world = story.world()
    everything = belonging = number = 0
    for replicate in range(REPLICATES):
        found = relationships_of(world, replicate)
        everything += len(found)
        belonging += sum(map(story.belongs, found))
        number += sum(1 for _ in fitting(story, world, found))
    return Count(everything, belonging, number)


def text(choice: Choice) -> str:
    """The story to the letter: its months, and its sum."""
    lines = told(choice.rows, choice.world.market.months, folded=True)
    return "\n".join([*lines, closing(choice.rows)]) + "\n"
