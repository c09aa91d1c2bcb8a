"""A firm decides by the rules, unless a subclass decides otherwise; then what should change does."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.agents import Buyer, Firm, Market, Moment, Offer, Supplier
from sim.agents.relationship import month_played
from sim.config import scenario_from
from sim.quantities import (
    RELATIONAL,
    Bond,
    Deal,
    Deeds,
    Luck,
    Lumps,
    Outlook,
    Side,
    Steps,
    Terms,
)
from sim.rules.month import play_month
from sim.worlds import strategy_row, world_row
from tests.twins.worlds import SHARE, mappings, shipped

MONEY = st.floats(-0.3, 0.3)
ZERO_ONE = st.sampled_from([0.0, 1.0])
SIDES = st.builds(
    Side, MONEY, MONEY, MONEY, st.floats(0.0, 9.0), st.floats(0.0, 9.0),
    st.sampled_from([-1.0, 0.0, 1.0]), ZERO_ONE,
)  # fmt: skip
BONDS = st.builds(
    Bond, st.floats(0.0, 40.0), st.integers(1, 8).map(float), st.integers(0, 6).map(float),
    st.floats(0.7, 1.3), st.floats(0.6, 1.2), st.floats(-1.5, 1.5), st.floats(-0.3, 0.3), SIDES,
    SIDES,
)  # fmt: skip
TERMS = st.builds(
    Terms, st.sampled_from([0.0, 1.0, 2.0, 3.0]), st.sampled_from([0.0, 0.1]),
    st.integers(1, 36).map(float), st.floats(-1.0, 1.0), st.floats(0.9, 1.3), st.floats(0.7, 1.1),
    SHARE, st.builds(Steps, *[ZERO_ONE] * 5), ZERO_ONE, st.floats(0.0, 0.6), SHARE, SHARE,
)  # fmt: skip
LUCK = st.builds(Luck, *[st.floats(-3.0, 3.0)] * 7)
DEEDS = st.builds(Deeds, *[st.floats(0.001, 0.999)] * len(Deeds._fields))
OUTLOOKS = st.builds(Outlook, MONEY, MONEY, SHARE, SHARE, SHARE, st.floats(0.8, 0.9), SHARE)
LUMPS = st.builds(Lumps, *[st.floats(0.0, 0.3)] * 6)


def bare(kind: type[Firm], posture: Any) -> Any:
    """A firm with its decisions and a strategy without functions of its own, and no market."""
    by_rule = SimpleNamespace(
        decides=lambda _asked, _moment, answer: answer,
        meant=lambda moment: (moment.buyer, moment.supplier)[kind.role],
    )
    names = ("consents", "orders", "inflates", "monitors", "tells", "keeps", "sues", "leaves")
    methods = {name: getattr(kind, name) for name in names if hasattr(kind, name)}
    own = {name: method.__get__(by_rule) for name, method in methods.items()}
    return SimpleNamespace(posture=posture, **own)


def numbers(outcome: tuple[Bond, Deal]) -> tuple[Any, ...]:
    """Exact texts of all numbers, signs of zero included."""
    return tuple(map(repr, outcome))


@settings(max_examples=100)
@given(
    mapping=mappings(), terms=TERMS, bond=BONDS, outlook=OUTLOOKS, luck=LUCK, deeds=DEEDS,
    lumps=LUMPS, data=st.data(),
)  # fmt: skip
def test_firms_that_decide_as_they_come_play_the_recipe(
    mapping: dict[str, Any], terms: Terms, bond: Bond, outlook: Outlook, luck: Luck, deeds: Deeds,
    lumps: Lumps, data: st.DataObject,
) -> None:  # fmt: skip
    scenario = scenario_from(mapping)
    world = world_row(scenario)
    known = st.sampled_from(list(scenario.strategies.values()))
    one, other = (strategy_row(data.draw(known), scenario.choice.patience) for _ in range(2))
    if terms.form != RELATIONAL:
        terms = terms._replace(steps=Steps(0.0, 0.0, 0.0, 0.0, 0.0), governed=0.0)
    recipe = play_month(one, other, terms, bond, outlook, world, luck, deeds, lumps)
    played = month_played(
        bare(Buyer, one), bare(Supplier, other), terms, bond, outlook, world, luck, deeds, lumps
    )
    assert numbers(played) == numbers(recipe)


def market(**options: Any) -> Market:
    names = ("wiifme", "wiifwe")
    scenario = scenario_from(
        {
            "market": {"buyers": 8, "suppliers": 10, "months": 24},
            "shocks": {"misfit_sd": 0.4},
            "strategies": {name: shipped()[name] for name in names},
            "population": options.pop("population", "wiifme"),
        }
    )
    played = Market(scenario, seed=5, **options)
    while played.running:
        played.step()
    return played


def total(played: Market, column: str, role: int | None = None) -> float:
    return sum(played.books.total(column, month, role) for month in range(played.months))


def mean_trust(played: Market) -> float:
    """The buyers', over all months of all relationships."""
    return total(played, "trust", 0) / total(played, "relationships", 0)


def trusting(kind: type[Any]) -> type[Any]:
    """Firms of a role that never watch their partners."""

    class Trusting(kind):
        def monitors(self, moment: Moment) -> bool:
            return False

    return Trusting


@pytest.mark.parametrize(("role", "kind"), [(0, Buyer), (1, Supplier)])
def test_who_never_monitors_pays_for_none_of_it(role: int, kind: type[Any]) -> None:
    usual = market()
    changed = market(**{f"{kind.__name__.lower()}_class": trusting(kind)})
    assert total(usual, "monitored", role) > 0
    assert total(changed, "monitored", role) == 0
    assert total(changed, "monitored", 1 - role) > 0
    assert 0.0 < total(changed, "monitoring", 0) < total(usual, "monitoring", 0)
    both = market(buyer_class=trusting(Buyer), supplier_class=trusting(Supplier))
    assert total(both, "monitoring") == 0


def telling(kind: type[Any], answer: bool) -> type[Any]:
    """Firms of a role that always tell what only they know, or never."""

    class Telling(kind):
        def tells(self, moment: Moment) -> bool:
            return answer

    return Telling


@pytest.mark.parametrize(("role", "kind"), [(0, Buyer), (1, Supplier)])
def test_who_never_tells_keeps_others_from_adapting_and_is_found_out(role: int, kind: type[Any]) -> None:
    """Honest firms leave little untold; a silence of one role is what its partners find, not its own lies."""
    usual = market(population="wiifwe")
    silent = market(population="wiifwe", **{f"{kind.__name__.lower()}_class": telling(kind, False)})
    assert total(silent, "silenced", 0) > 3 * total(usual, "silenced", 0)
    assert total(silent, "lies_found", role) > 3 * total(usual, "lies_found", role)
    assert total(silent, "misfit", 0) > total(usual, "misfit", 0)


def test_where_all_tell_nobody_is_kept_from_adapting() -> None:
    usual = market()
    told = market(buyer_class=telling(Buyer, True), supplier_class=telling(Supplier, True))
    assert total(usual, "silenced", 0) > 0
    assert total(usual, "lies_found", 0) > 0
    assert total(told, "silenced", 0) == 0
    assert total(told, "lies_found", 0) == 0  # a buyer claims nothing
    assert total(told, "change_orders") > total(usual, "change_orders")


def test_a_supplier_who_always_breaks() -> None:
    class Breaker(Supplier):
        def keeps(self, moment: Moment) -> bool:
            return False

    usual, broken = market(population="wiifwe"), market(population="wiifwe", supplier_class=Breaker)
    assert total(usual, "promises_kept", 1) > 0
    assert total(broken, "promises_kept", 1) == 0
    assert total(broken, "promises_kept", 0) > 0
    assert mean_trust(broken) < mean_trust(usual)


def test_who_leaves_every_month_has_no_old_partner() -> None:
    class Restless(Buyer):
        def leaves(self, moment: Moment) -> bool:
            return True

    ages = market(buyer_class=Restless).books.lives[2].sum(axis=(0, 2))
    assert ages[1] > 0
    assert ages[2:].sum() == 0


def test_work_is_specified_anew_only_by_those_who_want_to() -> None:
    class Stubborn(Buyer):
        def orders(self, moment: Moment) -> bool:
            return False

    assert total(market(), "change_orders") > 0
    assert total(market(buyer_class=Stubborn), "change_orders") == 0

    class Refusing(Supplier):
        def consents(self, moment: Moment) -> bool:
            return False

    usual = market(population="wiifwe")
    refused = market(population="wiifwe", supplier_class=Refusing)
    assert total(usual, "change_orders") < total(refused, "change_orders")


def test_liars_and_plaintiffs() -> None:
    class Liar(Supplier):
        def inflates(self, moment: Moment) -> bool:
            return True

        def sues(self, moment: Moment) -> bool:
            return True

    class Honest(Supplier):
        def inflates(self, moment: Moment) -> bool:
            return False

    class Breaker(Buyer):
        def keeps(self, moment: Moment) -> bool:
            return False

    lying = market(supplier_class=Liar, buyer_class=Breaker)
    assert total(lying, "law") > 0
    assert total(market(supplier_class=Honest, buyer_class=Breaker), "law") == 0


def test_partners_are_chosen_by_the_scores_that_firms_give() -> None:
    class Proud(Buyer):
        def score_of(self, offer: Offer) -> float:
            return float(offer.partner.slot)

    class Picky(Supplier):
        def rank_of(self, offer: Offer) -> float:
            return -float(offer.partner.slot)

    first = Market(
        seed=1, months=1, buyers=4, suppliers=10, network__degree=10, buyer_class=Proud,
        supplier_class=Picky,
    )  # fmt: skip
    first.step()
    assert [one.match.slot for one in first.buyers] == [9, 8, 7, 6]
