"""Scenarios that hypothesis invents: small worlds in which everything happens."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

import sim
from sim.config import scenario_from
from sim.fields import plain
from sim.scenario import FORMS, PRINCIPLES, STEPS, Scenario

UNIT = st.floats(0.0, 1.0).map(lambda share: round(share, 3))
SHARE = st.one_of(st.sampled_from([0.0, 1.0]), UNIT)
FLAG = st.booleans()


@cache
def shipped() -> dict[str, Any]:
    """The strategies that come with the project, as plain fields."""
    return {name: plain(one) for name, one in sim.load("headline").strategies.items()}


@st.composite
def invented_strategy(draw: DrawFn) -> dict[str, Any]:
    menu = draw(st.permutations(FORMS))[: draw(st.integers(1, 4))]
    fields: dict[str, Any] = {name: draw(SHARE) for name in PRINCIPLES}
    fields["menu"] = list(menu)
    if "relational" in menu:
        fields.update({step: draw(FLAG) for step in STEPS})
        fields["placebo"] = draw(st.sampled_from([False, False, True]))
    fields["declared"] = draw(st.one_of(st.none(), SHARE))
    fields["guard"] = draw(st.sampled_from([0.0, 0.35, 0.6]))
    fields["patience"] = draw(st.sampled_from([None, 0.6, 0.95]))
    fields["payoff_weight"] = draw(st.sampled_from([0.0, 0.5, 1.0, 0.3]))
    if draw(FLAG):
        fields["conduct"] = "reactive"
        for name in ("opening", "kept_kept", "kept_broken", "broken_kept", "broken_broken"):
            fields[name if name == "opening" else f"after_{name}"] = draw(SHARE)
    return fields


def seldom(usual: Any, *others: Any) -> SearchStrategy[Any]:
    """The usual value as often as all others together."""
    return st.one_of(st.just(usual), st.sampled_from(others))


def between(low: float, high: float) -> SearchStrategy[float]:
    return st.floats(low, high).map(lambda value: round(value, 3))


GROUPS: dict[str, dict[str, SearchStrategy[Any]]] = {
    "network": dict(
        kind=seldom("complete", "random", "small_world", "scale_free", "communities"),
        degree=st.integers(1, 6), rewiring=UNIT, communities=st.integers(1, 3), mixing=UNIT,
    ),
    "surplus": dict(
        value=between(0.95, 1.3), cost_sd=seldom(0.03, 0.0, 0.1), cost_spread=seldom(0.05, 0.0, 0.2),
        value_spread=seldom(0.05, 0.0, 0.2), redrawn=seldom(False, True), misfit_cap=seldom(0.3, 0.05, 5.0),
    ),
    "shocks": dict(
        misfit_sd=between(0.0, 0.5), misfit_persistence=seldom(0.98, 1.0, 0.0),
        cost_sd=seldom(0.03, 0.0, 0.1, 0.25), common=SHARE, jump_chance=seldom(0.02, 0.3),
        two_point=seldom(False, True), payoff_noise=seldom(0.0, 0.3),
    ),
    "bargaining": dict(
        power=seldom(0.0, 0.6, -0.6, 1.0), tightness=seldom(0.0, 0.5, 2.0),
        outside_weight=SHARE, split=st.sampled_from(["equal", "gain"]), price_fixed=seldom(False, True),
    ),
    "contract": dict(
        band=seldom(0.1, 0.0, 0.02), term=st.integers(1, 8), spot_term=st.integers(1, 2),
        signing=seldom(0.02, 0.0), staggered=FLAG,
    ),
    "adaptation": dict(
        threshold=seldom(None, 0.1), saving_rule=seldom(True, False), renegotiation=seldom(True, False),
        haggling=seldom(0.1, 0.0, 0.02), inflation=seldom(0.2, 1.0), dispute=seldom(1.0, 0.0),
    ),
    "investment": dict(gain=seldom(0.2, 0.0, 0.5), bet=seldom(1.0, 0.0, 0.4)),
    "news": dict(private=seldom(0.5, 0.0, 1.0), norm=seldom(0.0, 1.0, 10.0)),
    "monitoring": dict(cost=seldom(0.01, 0.0, 0.1), seen=SHARE),
    "promises": dict(
        slip=seldom(0.05, 0.0, 0.3), flip=seldom(False, True), renewal_fixed=seldom(False, True),
        law_recovery=seldom(0.5, 1.0), temptation=between(0.0, 0.2), detection=SHARE,
    ),
    "shading": dict(strength=seldom(0.25, 0.0, 2.0)),
    "process": dict(
        review_every=st.integers(1, 6), commitment=st.integers(0, 4), screening=seldom(0.3, 1.0),
        false_alarm=seldom(0.05, 0.5), cost_scale=seldom(1.0, 0.1), fit_minimum=seldom(0.7, 1.0),
        solidifying=seldom(0.04, 0.001),
    ),
    "choice": dict(
        candidates=st.integers(0, 4), fit_low=SHARE, switching=seldom(0.1, 0.0),
        search=seldom(0.1, 0.0, 0.02), exit_trust=seldom(0.1, 0.5), exit=seldom(True, False),
        outside_offers=seldom(True, False), outside_fixed=seldom(False, True),
        loyalty_worth=seldom(0.03, 0.0),
    ),
    "trust": dict(
        prior=between(0.1, 0.9), word_of_mouth=seldom(0.0, 0.5, 1.0),
        forgetting=seldom(0.97, 1.0, 0.5),
    ),
    "money": dict(
        cash=seldom(3.0, 0.2, 0.5), cash_spread=seldom(1.0, 0.0, 0.3),
        credit=seldom(1.0, 0.0, 0.2), fixed_cost=seldom(0.1, 0.0, 0.3),
        entry_delay=st.integers(1, 4), entry=st.sampled_from(["same", "mix", "imitate"]),
        ruin=seldom(True, False),
    ),
    "imitation": dict(rate=seldom(0.0, 0.3, 2.0), intensity=seldom(50.0, 0.0, 5.0)),
}  # fmt: skip


@st.composite
def shares(draw: DrawFn, names: list[str]) -> dict[str, float]:
    """A few strategies in quarters that sum to 1."""
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    parts = {1: [1.0], 2: [0.25, 0.75], 3: [0.25, 0.25, 0.5]}[len(chosen)]
    return dict(zip(chosen, parts))


@st.composite
def mappings(draw: DrawFn) -> dict[str, Any]:
    """A scenario as a mapping; each group is either left as it is or changed."""
    mapping: dict[str, Any] = {
        group: {name: draw(values) for name, values in fields.items() if draw(FLAG)}
        for group, fields in GROUPS.items()
    }
    mapping["market"] = dict(
        buyers=draw(st.integers(1, 6)), suppliers=draw(st.integers(1, 6)),
        capacity=draw(st.integers(1, 3)), months=draw(st.sampled_from([24, 18, 9, 2])),
        separation=draw(st.sampled_from([0.005, 0.05, 0.3])),
    )  # fmt: skip
    known = dict(shipped())
    for place in range(draw(st.integers(0, 2))):
        known[f"invented{place}"] = draw(invented_strategy())
    invented = [name for name in known if name.startswith("invented")]
    names = st.sampled_from([*known, *(invented * 8), *(["wiifme_flexible", "wiifwe"] * 4)])
    some = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    mapping["strategies"] = {name: known[name] for name in some}
    mapping["population"] = dict(buyers=draw(shares(some)), suppliers=draw(shares(some)))
    return mapping


def scenarios() -> SearchStrategy[Scenario]:
    """Small worlds of every kind."""
    return mappings().map(scenario_from)


seeds = st.integers(0, 2**32 - 1)
