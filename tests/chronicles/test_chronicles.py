"""Stories told to the letter: golden test, documentation and handout are one text.

Seed, replicates and rules were fixed before the stories were read; what did not work out is on the page. To
write them anew after a change of the model that is meant: `python -m experiments.chronicles`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from experiments.chronicles import choice, pages, rules
from experiments.chronicles.choice import ARM, REPLICATES, SEED, Choice, chosen, count, relationships_of, text
from experiments.chronicles.notices import PAGES
from experiments.chronicles.notices_of_trust import repaired_breach
from experiments.chronicles.rules import STORIES, Story
from sim.chronicle import chronicle, closing, implied, spells
from sim.chronicle.reading import PARTNER
from sim.chronicle.telling import LOSSES, told
from sim.ensemble.run import events_of
from sim.ensemble.tables import events_table
from sim.quantities import Leakages
from sim.worlds import strategy_names
from tests.docs.pages import first_cells
from tests.twins.plays import agents

MONTHS = re.compile(r"^months? (\d+)(?: to (\d+))?: ")
PAID = re.compile(r"buyer ([+-]?\d+\.\d\d), supplier ([+-]?\d+\.\d\d)[.,]")
ids = [story.name for story in STORIES]


@pytest.mark.slow
def test_all_is_told_as_before() -> None:
    """One test, so that the shares of all relationships are counted once."""
    written = pages.everything()
    changed = [path.name for path, now in written.items() if now != path.read_text(encoding="utf-8")]
    assert changed == [], "if that is meant, run `python -m experiments.chronicles`"
    assert {*pages.DOCS.glob("*.md"), *pages.GOLDEN.glob("*.txt")} == set(written)
    for story in STORIES:
        number = count(story)
        assert 1 <= number.fitting <= number.belonging <= number.everything
        assert number.everything > REPLICATES * story.world().market.buyers


@pytest.mark.parametrize("story", STORIES, ids=ids)
def test_the_first_that_satisfies_the_rule_is_told(story: Story) -> None:
    one = chosen(story)
    assert story.belongs(one.rows)
    assert story.fits(one.rows)
    for replicate in range(one.replicate + 1):
        found = relationships_of(one.world, replicate)
        earlier = found if replicate < one.replicate else found[: one.place]
        order = [(rows[0]["buyer"], rows[0]["month"]) for rows in found]
        assert order == sorted(order)
        assert not [rows for rows in earlier if story.belongs(rows) and story.fits(implied(rows, one.world))]


def test_a_rule_that_nobody_satisfies_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "REPLICATES", 1)
    nobody = STORIES[0]._replace(name="nobody", fits=lambda rows: False)
    with pytest.raises(LookupError, match="satisfies the rule of `nobody`"):
        chosen(nobody)


@cache
def mesa_events(overrides: tuple[str, ...], replicate: int) -> Any:
    world = rules.world_of(overrides)
    return events_table(strategy_names(world), agents(world, SEED, replicate).traced)


@pytest.mark.parametrize("story", STORIES, ids=ids)
def test_mesa_tells_the_same_story(story: Story) -> None:
    one = chosen(story)
    events = mesa_events(story.overrides, one.replicate)
    buyer = one.rows[0]["buyer"]
    lines = chronicle(events, buyer, one.spell, one.world, folded=True)
    assert [*lines, closing(spells(events, buyer)[one.spell])] == text(one).splitlines()


def months_of(line: str) -> list[int]:
    found = MONTHS.match(line)
    assert found is not None, line
    first, last = int(found[1]), int(found[2] or found[1])
    return list(range(first, last + 1))


def money_of(line: str) -> list[float]:
    found = PAID.search(line)
    assert found is not None, line
    return [float(found[1]), float(found[2])]


def sample() -> list[tuple[Choice, list[dict[str, Any]]]]:
    """Some relationships of each world: all of the first buyers."""
    found = []
    for story in STORIES:
        one = chosen(story)
        known = relationships_of(one.world, one.replicate)
        found += [(one, implied(rows, one.world)) for rows in known if rows[0]["buyer"] < 4]
    return found


@pytest.mark.parametrize("folded", [False, True])
def test_every_month_is_told_once_and_the_money_adds_up(folded: bool) -> None:
    for one, rows in sample():
        lines = told(rows, one.world.market.months, folded=folded)
        assert [month for line in lines for month in months_of(line)] == [row["month"] for row in rows]
        assert folded or len(lines) == len(rows)
        for side, money in enumerate(money_of(closing(rows))):
            assert abs(sum(money_of(line)[side] for line in lines) - money) <= 0.005 * (len(lines) + 1) + 1e-9


def test_the_closing_line_accounts_for_the_first_best() -> None:
    assert len(LOSSES) == len(Leakages._fields)
    for _, rows in sample():
        parts = sum(row[name] for row in rows for name in (*LOSSES, "payoff_buyer", "payoff_supplier"))
        assert parts == pytest.approx(sum(row["first_best"] for row in rows), abs=1e-9)


def test_the_lowest_cash_so_far_is_known() -> None:
    for _, rows in sample():
        for place, row in enumerate(rows[1:], 1):
            assert row["lowest_supplier"] == min(one["cash_supplier"] for one in rows[:place])


def test_every_story_has_its_page_and_its_words_are_in_the_glossary() -> None:
    assert list(PAGES) == ids
    known = set(first_cells(pages.ROOT / "docs" / "glossary.md"))
    assert {word for page in PAGES.values() for word in page.words} <= known


def test_the_slip_that_is_told_was_one() -> None:
    """The page says that the breaker meant to keep its word: breaking costs it more than it gains."""
    one = chosen(rules.story_named("repaired"))
    place, victim = repaired_breach(one)
    breaker = PARTNER[victim]
    strategy = one.world.strategies[one.rows[place][f"strategy_{breaker}"]]
    assert one.rows[place - 1][f"trust_{breaker}"] >= strategy.guard, "its principles were in force"
    assert strategy.integrity * one.world.promises.integrity_price >= one.world.promises.temptation


def test_a_relationship_that_never_was_is_an_error() -> None:
    events = events_of(rules.world_of(pages.MONTHLY_WORLD), ARM, 0, SEED)
    with pytest.raises(ValueError, match="there is no number 99"):
        chronicle(events, 0, 99)


def test_without_the_scenario_less_is_told_and_nothing_else() -> None:
    """Trust, what was seen and made good need the world's parameters; all else is the table's."""
    one = chosen(rules.story_named("repaired"))
    events, buyer = events_of(one.world, ARM, one.replicate, SEED), one.rows[0]["buyer"]
    bare = chronicle(events, buyer, one.spell)
    full = chronicle(events, buyer, one.spell, one.world)
    assert len(bare) == len(full) == len(one.rows)
    assert not [line for line in bare if "trust" in line or "invests" in line or "make it good" in line]
    assert [money_of(line) for line in bare] == [money_of(line) for line in full]
