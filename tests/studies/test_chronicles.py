"""Stories told to the letter: golden test, documentation and handout are one text.

Seed, replicates and rules were fixed before the stories were read; what did not work out is on the page. To
write them anew after a change of the model that is meant: `python -m experiments.publish chronicles`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from experiments.studies.chronicles import play
from experiments.studies.chronicles.pages import POSTURES, STORIES, pages, rows_of
from experiments.study import Study
from sim.chronicle import chronicle, closing, implied, spells
from sim.chronicle.pairs import SPAN, Pair, apart, gain, middle, together
from sim.chronicle.reading import PARTNER
from sim.chronicle.rules import RULES, relationships, repairs, world_of
from sim.chronicle.telling import LOSSES, told
from sim.ensemble.tables import events_table
from sim.meaning import config_hash
from sim.quantities import Leakages
from sim.worlds import strategy_names
from tests.docs.pages import first_cells
from tests.studies.made import asked_for
from tests.studies.small import told_small
from tests.twins.plays import agents

ROOT = Path(__file__).resolve().parents[2]
DOCS, GOLDEN = ROOT / "docs" / "chronicles", ROOT / "tests" / "chronicles"
MONTHS = re.compile(r"^months? (\d+)(?: to (\d+))?: ")
PAID = re.compile(r"buyer ([+-]?\d+\.\d\d), supplier ([+-]?\d+\.\d\d)[.,]")
SEED = 1


FEW = 2
"""Replicates in which every story is found: with more of them the first that is found is the same."""


@cache
def study(*wishes: str) -> Study:
    return asked_for(["experiment=chronicles", *(wishes or [f"replicates={FEW}"])])


FIRST, LATER = list(STORIES)[:1], list(STORIES)[1:]


@cache
def tables() -> dict[str, pd.DataFrame]:
    return play(study(), lambda *_: None)


@pytest.mark.slow
def test_all_is_told_as_before() -> None:
    """With all replicates: pages say how common each story is among them."""
    whole = study("replicates=20")
    written = pages(whole, play(whole, lambda *_: None))
    kept = {path.name: path.read_text("utf-8") for path in (*DOCS.glob("*.md"), *GOLDEN.glob("*.txt"))}
    changed = [name for name, text in written.items() if kept.get(name) != text]
    assert changed == [], "if that is meant, run `python -m experiments.publish chronicles`"
    assert set(kept) == set(written)


@pytest.mark.parametrize("story", [*FIRST, *(pytest.param(one, marks=pytest.mark.slow) for one in LATER)])
def test_the_first_that_satisfies_the_rule_is_told_and_mesa_tells_it_too(story: str) -> None:
    row = next(one for one in tables()["result"].to_dict("records") if one["story"] == story)
    buyer, number = int(row["buyer"]), int(row["number"]) - 1
    world, rule = world_of(study().scenario, STORIES[story]), RULES[story]
    before = []
    for replicate in range(int(row["replicate"]) + 1):
        found = relationships(study().scenario, STORIES[story], replicate, SEED)
        before += [one for one in found if rule.belongs(one) and rule.fits(implied(one, world))]
    rows = rows_of(tables()[story])
    assert before[0][0]["month"] == rows[0]["month"]
    assert len(before[0]) == len(rows) == row["months"]
    events = events_table(strategy_names(world), agents(world, SEED, int(row["replicate"])).traced)
    text = [*chronicle(events, buyer, number, world, folded=True), closing(spells(events, buyer)[number])]
    assert text == (GOLDEN / f"{story}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("story", STORIES)
def test_the_world_of_a_page_is_that_of_its_arm(story: str) -> None:
    page = (DOCS / f"{story}.md").read_text("utf-8")
    (asked,) = re.findall(r"\*World:\* `experiment=world ([^`]*)`", page)
    named, played = sim.load("world", asked.split()), world_of(study().scenario, STORIES[story])
    assert config_hash(named, 1, 1) == config_hash(played, 1, 1)
    (words,) = re.findall(r"In \[the glossary\]\(../glossary.md\): (.*?)\. \[", page)
    assert set(words.split("; ")) <= set(first_cells(ROOT / "docs" / "glossary.md"))


def test_two_postures_may_end_in_months_that_the_other_never_reached() -> None:
    """As with few replicates: one of the pair in the middle is over long before the other ends."""
    whole = tables()
    last = len(whole["pair_wiifwe"])
    lasted = whole["pairs"].assign(months_wiifme=3, months_wiifwe=last)
    cut = {**whole, "pair_wiifme": whole["pair_wiifme"][:3], "pairs": lasted}
    page = pages(study(), cut)["two_postures.md"]
    gone = rf"^\| {last} \| No longer together\. \([^|]*\| [^|]*They part\."
    assert last > 3
    assert re.search(gone, page, re.MULTILINE), page


def money_of(line: str) -> list[float]:
    return [float(found) for found in PAID.findall(line)[0]]


def months_of(line: str) -> list[int]:
    first, last = MONTHS.findall(line)[0]
    return list(range(int(first), int(last or first) + 1))


@pytest.mark.parametrize("arm", sorted(set(STORIES.values())))
def test_every_month_is_told_once_and_the_money_adds_up(arm: str) -> None:
    """In some relationships of each world: all of the first buyers."""
    assert len(LOSSES) == len(Leakages._fields)
    world = world_of(study().scenario, arm)
    for rows in (implied(one, world) for one in relationships(study().scenario, arm, 0, SEED)[:12]):
        for folded in (False, True):
            lines = told(rows, world.market.months, folded=folded)
            assert [month for line in lines for month in months_of(line)] == [row["month"] for row in rows]
            for side, money in enumerate(money_of(closing(rows))):
                apart = abs(sum(money_of(line)[side] for line in lines) - money)
                assert apart <= 0.005 * (len(lines) + 1) + 1e-9
        parts = sum(row[name] for row in rows for name in (*LOSSES, "payoff_buyer", "payoff_supplier"))
        assert parts == pytest.approx(sum(row["first_best"] for row in rows), abs=1e-9)


def test_the_slip_that_is_told_was_one() -> None:
    """The page says that the breaker meant to keep its word: breaking costs it more than it gains."""
    rows, world = rows_of(tables()["repaired"]), world_of(study().scenario, STORIES["repaired"])
    place, victim = repairs(rows)[0]
    strategy: Any = world.strategies[rows[place][f"strategy_{PARTNER[victim]}"]]
    assert rows[place - 1][f"trust_{PARTNER[victim]}"] >= strategy.guard, "its principles were in force"
    assert strategy.integrity * world.promises.integrity_price >= world.promises.temptation


def test_a_small_study_ends_in_words_and_pictures(tmp_path: Path) -> None:
    wishes = ["replicates=2", "market.months=36", "market.buyers=12", "market.suppliers=14"]
    told_small(["experiment=chronicles", *wishes], tmp_path)


def test_the_pair_in_the_middle_is_played_by_mesa_too() -> None:
    (row,) = tables()["pairs"].to_dict("records")
    assert row["months"] == SPAN
    for arm in POSTURES:
        world, told = world_of(study().scenario, arm), tables()[f"pair_{arm}"]
        events = events_table(strategy_names(world), agents(world, SEED, int(row["replicate"])).traced)
        rows = spells(events, int(row["buyer"]))[0]
        assert rows[0]["month"] == 1
        assert rows[0]["supplier"] == row["supplier"]
        assert len(rows) == row[f"months_{arm}"]
        for side in ("buyer", "supplier"):
            assert [one[f"payoff_{side}"] for one in rows[:SPAN]] == told[f"payoff_{side}"].tolist()


def test_a_pair_is_told_by_the_months_in_which_its_worlds_differ_most() -> None:
    def life(*payoffs: float) -> list[dict[str, Any]]:
        return [{"payoff_buyer": one, "payoff_supplier": 0.0} for one in payoffs]

    steady = life(*[1.0] * SPAN)
    first = Pair(0, life(1.0, 0.5, 1.0, 0.2, 0.9), steady)
    assert apart(first, 4) == [1, 2, 4, 5], "the first, the last, and the two that differ most"
    assert together(first.first)[-1] == pytest.approx(3.6)
    assert gain(first) == pytest.approx(SPAN - 3.6)
    alike, worse = Pair(1, steady, steady), Pair(2, steady, life(1.0))
    assert middle([first, alike, worse]) is alike
    assert middle([first, alike]) is alike, "the lower of two"
