"""Two stories told to the letter: golden test, documentation and handout are one text.

Seed 1, replicate 0 and buyer 0 were fixed before anybody looked; of its relationships the longest is told.
To write them anew after a change of the model that is meant: `python -m tests.chronicles.test_chronicles`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.chronicle import chronicle, conduct, ending, opening, parting, spells, with_sign, work
from sim.config import scenario_from
from sim.ensemble.kernel import play
from sim.ensemble.run import played, staged
from sim.ensemble.tables import events_table
from sim.fields import plain
from sim.scenario import Strategy
from sim.worlds import arms_of

HERE = Path(__file__).resolve().parent
DOCS = HERE.parents[1] / "docs" / "chronicles"
SEED, REPLICATE, BUYER = 1, 0, 0

STRATEGIES = {
    "wiifme": Strategy(menu=("rigid", "spot")),
    "wiifwe": Strategy(
        reciprocity=0.9, autonomy=0.9, honesty=0.9, equity=0.9, loyalty=0.9, integrity=0.9, guard=0.35,
        foundation=True, vision=True, principles=True, mechanisms=True, governance=True,
        menu=("relational", "rigid", "spot"),
    ),
}  # fmt: skip
TITLES = {
    "wiifme": "What's in it for me: one relationship",
    "wiifwe": "What's in it for we: one relationship",
}
INTRODUCTION = """\
The longest relationship of buyer 0 among {} firms at the defaults (seed 1, replicate 0).
Money is in months of the reference price; x is how far the work needed has left the contract behind.
"""


@cache
def events(name: str) -> Any:
    """Every relationship's every month in a market where all firms follow one strategy."""
    scenario = scenario_from(
        {
            "strategies": {name: plain(STRATEGIES[name])},
            "population": {"buyers": name, "suppliers": name},
        }
    )
    stage = staged(scenario, arms_of(scenario)[0], SEED, {})
    brought = played(stage, SEED, REPLICATE, 1, trace=True, interpreted=not play.is_cached())
    return events_table(stage.names, brought.traced)


def story(name: str) -> str:
    """The longest relationship of the buyer, told."""
    lengths = [len(rows) for rows in spells(events(name), BUYER)]
    return "\n".join(chronicle(events(name), BUYER, lengths.index(max(lengths)))) + "\n"


def page(name: str, text: str) -> str:
    return f"# {TITLES[name]}\n\n{INTRODUCTION.format(name.upper())}\n```text\n{text}```\n"


@pytest.mark.parametrize("name", STRATEGIES)
def test_the_story_is_told_as_before(name: str) -> None:
    assert story(name) == (HERE / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", STRATEGIES)
def test_the_documentation_tells_the_same_story(name: str) -> None:
    text = (HERE / f"{name}.txt").read_text(encoding="utf-8")
    assert (DOCS / f"{name}.md").read_text(encoding="utf-8") == page(name, text)


@pytest.mark.parametrize("name", STRATEGIES)
def test_one_line_a_month_for_every_relationship(name: str) -> None:
    table = events(name)
    for buyer in range(5):
        known = spells(table, buyer)
        assert sum(len(one) for one in known) == (table["buyer"] == buyer).sum()
        for spell, rows in enumerate(known):
            lines = chronicle(table, buyer, spell)
            assert [int(line.split(":")[0][6:]) for line in lines] == [row["month"] for row in rows]
            assert {row["supplier"] for row in rows} == {rows[0]["supplier"]}


def test_the_strategies_are_those_that_are_shipped() -> None:
    import sim

    shipped = sim.load("headline").strategies
    for name, strategy in STRATEGIES.items():
        told = plain(shipped[name]) | {"sentence": "", "source": ""}
        assert told == plain(strategy)


def test_a_relationship_that_never_was_is_an_error() -> None:
    with pytest.raises(ValueError, match="there is no number 99"):
        chronicle(events("wiifme"), BUYER, 99)


def row(**fields: Any) -> dict[str, Any]:
    """A month in which nothing is worth telling."""
    still = dict.fromkeys(
        (
            "age", "misfit", "trades", "haggling", "adaptation", "change_order", "renegotiated", "held",
            "kept_buyer", "kept_supplier", "shading", "law", "opened", "ended", "leaves_buyer",
            "leaves_supplier", "misfit_loss", "lost_trade", "process", "contracting",
        ),
        0.0,
    )  # fmt: skip
    usual = dict(
        buyer=0, supplier=1, month=5, form=1.0, term=36.0, left=9.0, price_agreed=1.0, cash_buyer=1.0,
        cash_supplier=1.0,
    )  # fmt: skip
    return {**still, **usual, **fields}


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (opening(row(form=3.0, process=0.6), None)[1], "the process costs 0.60"),
        (opening(row(left=35.0), row(left=0.0))[0],
         "they sign again for 36 months at 1.00, the work specified anew"),
        (work(row(trades=1.0, form=2.0, adaptation=0.02, haggling=0.06), row(misfit=-0.4))[0],
         "the buyer has the work specified anew (x = 0.40 a month ago), 0.020 spent on it"),
        (work(row(trades=1.0, form=2.0, adaptation=0.02, haggling=0.06), None)[1],
         "a claim is found inflated, 0.06 lost in haggling"),
        (work(row(trades=1.0, renegotiated=1.0, haggling=0.2), None)[0],
         "no price in the contract serves: they renegotiate and settle on 1.00, 0.20 lost in haggling"),
        (work(row(renegotiated=1.0, lost_trade=0.3), None)[1], "no trade, and 0.30 lost"),
        (work(row(trades=1.0, change_order=1.0, adaptation=0.02, haggling=0.13), row(misfit=0.41))[0],
         "the work had drifted (x = 0.41 a month ago): the buyer fights a change order through, "
         "0.02 spent on it and 0.13 lost in haggling"),
        (conduct(row(held=1.0, kept_buyer=1.0))[0], "the supplier breaks its promise"),
        (conduct(row(held=1.0, kept_supplier=1.0))[0], "the buyer breaks its promise"),
        (conduct(row(held=1.0, law=0.1))[1], "the law costs 0.10"),
        (ending(row(ended=1.0, opened=1.0, leaves_supplier=1.0))[1], "the supplier leaves"),
        (parting(row(leaves_buyer=1.0), 9), "so it ends"),
        (parting(row(cash_supplier=0.0), 9), "the supplier is bankrupt, so it ends"),
        (parting(row(), 5), "here the run ends"),
        (parting(row(opened=1.0), 9), "the two part, by a better offer, by fate or for want of a price"),
        (parting(row(), 9), "fate parts the two"),
        (with_sign(-0.004), "0.00"),
    ],
)  # fmt: skip
def test_sentences(told: str, wanted: str) -> None:
    assert told == wanted


def rewrite() -> None:
    """Write the two stories as they are told now."""
    for name in STRATEGIES:
        text = story(name)
        (HERE / f"{name}.txt").write_text(text, encoding="utf-8")
        (DOCS / f"{name}.md").write_text(page(name, text), encoding="utf-8")


if __name__ == "__main__":
    rewrite()
