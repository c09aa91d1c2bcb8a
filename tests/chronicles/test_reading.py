"""What a row implies is what the month knew: readings against the quantities of an interpreted play."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from sim.chronicle.reading import PARTNER, SIDES, implied, spells
from sim.config import scenario_from
from sim.draws import deeds
from sim.ensemble.run import played, staged
from sim.ensemble.tables import events_table
from sim.quantities import Deeds, Promises, Scene, Settlement
from sim.rules import month
from sim.rules.payment import payment_lag
from sim.scenario import Scenario
from sim.worlds import arms_of, world_row

SMALL = dict(buyers=14, suppliers=16, months=48)
KEEPER = dict(
    reciprocity=0.9, autonomy=0.9, honesty=0.9, equity=0.9, loyalty=0.9, integrity=0.6, guard=0.45,
    foundation=True, vision=True, principles=True, mechanisms=True, governance=True,
    menu=("relational", "rigid"),
)  # fmt: skip
PRETENDER = KEEPER | dict(
    reciprocity=0.0,
    autonomy=0.0,
    honesty=0.0,
    equity=0.0,
    loyalty=0.0,
    integrity=0.0,
    guard=0.0,
    declared=1.0,
)
SELF = dict(menu=("rigid",))
SUPPLE = dict(menu=("flexible",))
WORLDS: dict[str, dict[str, Any]] = {
    "rigid": dict(strategies={"self": SELF}, bargaining=dict(power=0.5), shocks=dict(misfit_sd=0.3)),
    "relational": dict(strategies={"keeper": KEEPER, "pretender": PRETENDER}, process=dict(screening=0.0),
                       promises=dict(slip=0.3)),
    "flexible": dict(strategies={"supple": SUPPLE}, shocks=dict(cost_sd=0.06)),
    "cheap law": dict(strategies={"self": SELF}, promises=dict(law_cost=0.01, slip=0.2)),
}  # fmt: skip
"""Claims and drift; remedies, guards and consent; shading; awards at law."""


def world(name: str) -> Scenario:
    given: dict[str, Any] = {"market": SMALL, **WORLDS[name]}
    share = 1.0 / len(given["strategies"])
    shares = dict.fromkeys(given["strategies"], share)
    return scenario_from({**given, "population": {"buyers": shares, "suppliers": shares}})


class Known:
    """What each deal knew, and the dice it was played with, in the order in which deals are played."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.scenes: list[Scene] = []
        self.drifts: list[float] = []
        self.settlements: list[Settlement] = []
        self.promises: list[Promises] = []
        self.dice: list[Deeds] = []
        opening = month.opening_within

        def opened(*given: Any) -> Scene:
            self.scenes.append(opening(*given))
            self.drifts.append(abs(given[4].misfit))
            return self.scenes[-1]

        patch.setattr(month, "opening_within", opened)
        self.keep(patch, "settled", self.settlements)
        self.keep(patch, "promises_played", self.promises)

    def keep(self, patch: pytest.MonkeyPatch, name: str, into: list[Any]) -> None:
        rule: Callable[..., Any] = getattr(month, name)

        def kept(*given: Any) -> Any:
            self.dice += [one for one in given if isinstance(one, Deeds)]
            into.append(rule(*given))
            return into[-1]

        patch.setattr(month, name, kept)


@cache
def readings(name: str) -> list[tuple[dict[str, Any], Scene, float, Settlement, Promises]]:
    """Each row as read, beside what its month knew; in order of relationships and months."""
    scenario = world(name)
    stage = staged(scenario, arms_of(scenario)[0], 1, {})
    with pytest.MonkeyPatch.context() as patch:
        known = Known(patch)
        block = played(stage, 1, 0, 1, trace=True, interpreted=True)
    events = events_table(stage.names, block.traced)
    rows = [row for one in spells(events) for row in implied(one, scenario)]
    assert len(rows) == len(known.scenes) == len(known.promises) == len(set(known.dice))
    # Dice tell which deal was whose: no two deals have the same ones.
    played_as = {dice: place for place, dice in enumerate(dict.fromkeys(known.dice))}
    beside: list[tuple[dict[str, Any], Scene, float, Settlement, Promises]] = []
    for row in sorted(rows, key=lambda row: (row["buyer"], row["month"])):
        at = played_as[deeds(1, 0, int(row["month"]) - 1, int(row["buyer"]))]
        beside.append((row, known.scenes[at], known.drifts[at], known.settlements[at], known.promises[at]))
    return beside


names = pytest.mark.parametrize("name", WORLDS)


@names
def test_trust_at_the_end_of_a_month_is_that_of_the_next(name: str) -> None:
    told = readings(name)
    compared = 0
    for (row, *_), (later, scene, *_) in pairwise(told):
        if later["age"] > 1.0:
            assert row["trust_buyer"] == scene.trust_buyer
            assert row["trust_supplier"] == scene.trust_supplier
            compared += 1
    assert compared > 100


@names
def test_breaches_seen_are_those_that_were(name: str) -> None:
    told = settled = 0
    for row, _, _, _, promises in readings(name):
        truth = {
            "buyer": promises.held * promises.seen_supplier * (1.0 - promises.kept_supplier) > 0.0,
            "supplier": promises.held * promises.seen_buyer * (1.0 - promises.kept_buyer) > 0.0,
        }
        for side in SIDES:
            if row["held"] > 0.0 and row[f"kept_{PARTNER[side]}"] == 0.0:
                told += 1
                settled += row[f"breach_seen_{side}"] is not None
            assert row[f"breach_seen_{side}"] in (truth[side], None)
    assert told > 20
    assert settled > 0.7 * told, "few months are left open"


@names
def test_lies_found_are_those_that_were(name: str) -> None:
    lies = 0
    for row, _, _, settlement, _ in readings(name):
        truth = settlement.work.claim.found_false > 0.0
        assert row["lie_found"] in (truth, None)
        lies += row["lie_found"] is True
    assert lies > 0


@names
def test_remedies_are_those_that_were_paid(name: str) -> None:
    paid = 0
    for row, _, _, _, promises in readings(name):
        if row["remedy"] is not None:
            assert row["remedy"] == pytest.approx(promises.remedy, abs=1e-9)
            paid += row["remedy"] != 0.0
    assert (paid > 5) == (name in ("relational", "cheap law"))


@names
def test_investment_is_that_which_was_planned(name: str) -> None:
    for row, scene, *_ in readings(name):
        if row["trades"] > 0.0 and row["first_best"] > 0.0:
            assert row["invested_share"] == pytest.approx(scene.investment / scene.gain_rate, abs=1e-6)
        else:
            assert row["invested_share"] is None


@names
def test_the_drift_is_that_which_was_mended(name: str) -> None:
    mended = 0
    for row, _, drift, settlement, _ in readings(name):
        if settlement.work.reset > 0.0 and drift > 0.0:
            assert row["drift"] == pytest.approx(drift, abs=1e-9)
            mended += 1
        else:
            assert row["drift"] is None
    assert mended > 5


@names
def test_payment_is_as_late_as_it_was(name: str) -> None:
    row_of_world = world_row(world(name))
    for row, scene, *_ in readings(name):
        if row["trades"] > 0.0 and row["form"] == 1.0:
            power = row_of_world.bargaining_power
            lag = payment_lag(
                row_of_world.payment_lag, row_of_world.payment_lag_power, power, scene.buyer.autonomy, 0.0
            )
            assert row["lag"] == pytest.approx(lag, abs=1e-9)
    assert all(row["lag"] is None for row, *_ in readings(name) if row["trades"] == 0.0)


def test_where_word_gets_round_trust_is_not_told() -> None:
    scenario = scenario_from(
        {
            "market": SMALL, "trust": dict(word_of_mouth=0.5), "strategies": {"self": SELF},
            "population": "self",
        }
    )  # fmt: skip
    stage = staged(scenario, arms_of(scenario)[0], 1, {})
    block = played(stage, 1, 0, 1, trace=True, interpreted=True)
    for rows in spells(events_table(stage.names, block.traced), 0):
        assert all(row["trust_buyer"] is None for row in implied(rows, scenario))
