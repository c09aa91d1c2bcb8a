"""Each principle enters exactly two equations (§4): read off the source, then off the numbers.

Honesty's second, E7, has two places: what a firm claims, and whether it tells what only it knows.
"""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from sim import rules
from sim.quantities import Scene
from sim.rules import decisions
from sim.rules.exchange import exchange
from sim.rules.specification import loss_of, negotiated_price
from sim.scenario import PRINCIPLES
from tests.theory.invented import invented_month, with_principle
from tests.theory.months import Month, moved, scene, world

ROOT = Path(rules.__file__).parent
MONTHS = 120

READERS: dict[str, dict[str, str]] = {
    "reciprocity": {"opening.opening_within": "E5", "exchange.exchange": "E10"},
    "autonomy": {"opening.price_autonomy": "E4", "opening.opening_within": "E4", "conduct.aftermath": "E11"},
    "honesty": {"specification.negotiated_price": "E3", "opening.opening_within": "E7"},
    "equity": {
        "opening.opening_within": "E5", "conduct.promises_played": "E8", "decisions.buyer_sues": "E8",
        "decisions.supplier_sues": "E8", "experience.bond_after": "E8",
    },
    "loyalty": {
        "decisions.buyer_consents": "E6", "decisions.supplier_consents": "E6",
        "decisions.buyer_leaves": "E13", "decisions.supplier_leaves": "E13",
        "offers.incumbent_score_of_supplier": "E13", "offers.incumbent_score_of_buyer": "E13",
    },
    "integrity": {
        "decisions.buyer_keeps": "E9", "decisions.supplier_keeps": "E9", "opening.opening_within": "G",
    },
}  # fmt: skip
"""Where a firm's acting principle is read, and the equation that it is read for."""
NOT_ACTING = {"guard.acting", "process.deceives"}
"""These read the strategy: the guard turns it into what is acted on, screening compares word and deed."""
HANDED_ON = "opening.norm_kept"
"""Among lies that are found the same principles are acted on, but for less honesty (E7)."""
LIARS: dict[str, set[str]] = {
    "lying_buyer": {"decisions.buyer_tells"},
    "lying_supplier": {"decisions.supplier_tells", "decisions.supplier_inflates"},
}
"""Where the chance to lie, once the month has opened, is read: E7's claims and its news."""


def readers(name: str) -> set[str]:
    """The rules in which an attribute of this name is read."""
    found: set[str] = set()
    for path in ROOT.glob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Attribute) and node.attr == name:
                    found.add(f"{path.stem}.{function.name}")
    return found


@pytest.mark.parametrize("name", PRINCIPLES)
def test_a_principle_is_read_for_its_two_equations_and_nowhere_else(name: str) -> None:
    assert readers(name) - NOT_ACTING - {HANDED_ON} == set(READERS[name])
    assert len(set(READERS[name].values())) == 2
    assert readers(name) >= NOT_ACTING | {HANDED_ON}


@pytest.mark.parametrize("name", LIARS)
def test_a_chance_to_lie_decides_claims_and_news_and_nothing_else(name: str) -> None:
    assert readers(name) == LIARS[name]


SCENE: dict[str, set[str]] = {
    "reciprocity": {"investment", "gain_buyer", "gain_supplier", "at_stake"},
    "autonomy": {"weight", "investment", "gain_buyer", "gain_supplier", "at_stake"},
    "honesty": {"lying_buyer", "lying_supplier", "haggling"},
    "equity": {"investment", "gain_buyer", "gain_supplier", "at_stake"},
    "loyalty": set(),
    "integrity": {"narrowing", "haggling"},
}
"""What a principle moves in the opening of a month: E4's weight shares E5's gain too, G tames E7 too."""


def months() -> list[Month]:
    dice = np.random.default_rng(4)
    return [invented_month(dice, world()) for _ in range(MONTHS)]


@pytest.mark.parametrize("name", PRINCIPLES)
def test_what_a_principle_moves_when_the_month_opens(name: str) -> None:
    """Months of a fixed seed, each compared with itself: false-alarm rate 0."""
    found: set[str] = set()
    for month in months():
        found |= moved(scene(month), scene(with_principle(month, name, "both")))
    acting = {f"{who}.{name}" for who in ("buyer", "supplier")}
    assert found == SCENE[name] | acting


def told(month: Month) -> dict[str, bool]:
    """What the two firms of a month say of what they know, should there be anything to say."""
    here = scene(month)
    return {
        "the claim": decisions.supplier_inflates(here, month.deeds),
        "the buyer's news": decisions.buyer_tells(here, month.world, month.deeds),
        "the supplier's news": decisions.supplier_tells(here, month.world, month.deeds),
    }


@pytest.mark.parametrize(
    ("who", "wanted"),
    [("buyer", {"the buyer's news"}), ("supplier", {"the supplier's news", "the claim"})],
)
def test_honesty_moves_ones_own_claims_and_news(who: str, wanted: set[str]) -> None:
    found: set[str] = set()
    for month in months():
        usual, honest = told(month), told(with_principle(month, "honesty", who))
        found |= {name for name in usual if usual[name] is not honest[name]}
    assert found == wanted


def with_acting(here: Scene, name: str) -> Scene:
    """The same scene, but for one principle that both act on from now on."""
    one, other = here.buyer._replace(**{name: 1.0}), here.supplier._replace(**{name: 1.0})
    return here._replace(buyer=one, supplier=other)


@pytest.mark.parametrize("name", PRINCIPLES)
def test_the_months_exchange_reads_reciprocity_alone(name: str) -> None:
    """E10 is the one equation of the exchange that a principle enters by itself."""
    touched = False
    for month in months():
        here, loss = scene(month), loss_of(month.bond.misfit, month.world)
        outcomes = [
            exchange(one, month.terms, month.bond, month.bond.price, month.bond.cost_then, loss, month.world)
            for one in (here, with_acting(here, name))
        ]
        touched = touched or moved(*outcomes) != set()
    assert touched is (name == "reciprocity")


@pytest.mark.parametrize("name", PRINCIPLES)
def test_a_bargain_reads_honesty_and_autonomy_alone(name: str) -> None:
    """E3 by the reports, E4 by the disagreement points; E4's weight is settled when the month opens."""
    touched = False
    for month in months():
        here = scene(month)
        outcomes = {
            negotiated_price(one, month.terms, month.terms.value, month.world)
            for one in (here, with_acting(here, name))
        }
        touched = touched or len(outcomes) > 1
    assert touched is (name in ("honesty", "autonomy"))
