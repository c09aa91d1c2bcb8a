"""What a row implies is what the month knew: readings against the quantities of an interpreted play."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from sim.chronicle.reading import PARTNER, SIDES, claimed, implied, spells
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
PRINCIPLES = ("reciprocity", "autonomy", "honesty", "equity", "loyalty", "integrity", "guard")
PRETENDER = {**KEEPER, **dict.fromkeys(PRINCIPLES, 0.0), "declared": 1.0}
SELF, SUPPLE = dict(menu=("rigid",)), dict(menu=("flexible",))
WORLDS: dict[str, dict[str, Any]] = {
    "rigid": dict(strategies={"self": SELF}, bargaining=dict(power=0.5), shocks=dict(misfit_sd=0.3)),
    "relational": dict(strategies={"keeper": KEEPER, "pretender": PRETENDER}, process=dict(screening=0.0),
                       promises=dict(slip=0.3)),
    "flexible": dict(strategies={"supple": SUPPLE}, shocks=dict(cost_sd=0.06)),
    "cheap law": dict(strategies={"self": SELF}, promises=dict(law_cost=0.01, slip=0.2)),
}  # fmt: skip
"""Claims and drift; remedies, guards and consent; shading; awards at law."""


def world(name: str) -> Scenario:
    given: dict[str, Any] = {"market": SMALL, **(WORLDS | WORLDS_OF_LIES)[name]}
    share = 1.0 / len(given["strategies"])
    shares = dict.fromkeys(given["strategies"], share)
    return scenario_from({**given, "population": {"buyers": shares, "suppliers": shares}})


NO_SILENCE: dict[str, Any] = {"news": dict(private=0.0)}
LIES: dict[str, dict[str, Any]] = {
    "no silence": NO_SILENCE,
    "no silence, free disputes": {**NO_SILENCE, "adaptation": dict(dispute=0.0)},
    "free disputes": {"adaptation": dict(dispute=0.0)},
    "free haggling": {"adaptation": dict(haggling_slope=0.0)},
    "no lies": {"adaptation": dict(inflation=0.0)},
}
"""Worlds of firms of no honesty that consent to change, and of rigid ones."""
LIARS = {"keeper": {**KEEPER, "honesty": 0.0, "guard": 0.0}, "self": SELF}
WORLDS_OF_LIES = {name: {"strategies": LIARS, **given} for name, given in LIES.items()}


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


@pytest.mark.parametrize("name", WORLDS)
def test_what_is_read_is_what_was(name: str) -> None:
    """Trust, breaches, lies and silences seen, remedies, investment, drift, delay; what is open is None."""
    told, world_now = readings(name), world_row(world(name))
    compared = breaches = settled = lies = silences = paid = mended = 0
    for (before, *_), (row, scene, drift, settlement, promises) in pairwise(told):
        if row["age"] > 1.0:
            assert (before["trust_buyer"], before["trust_supplier"]) == (
                scene.trust_buyer,
                scene.trust_supplier,
            )
            compared += 1
        seen = {"buyer": promises.seen_supplier * (1.0 - promises.kept_supplier),
                "supplier": promises.seen_buyer * (1.0 - promises.kept_buyer)}  # fmt: skip
        for side in SIDES:
            if row["held"] > 0.0 and row[f"kept_{PARTNER[side]}"] == 0.0:
                breaches += 1
                settled += row[f"breach_seen_{side}"] is not None
            assert row[f"breach_seen_{side}"] in (promises.held * seen[side] > 0.0, None)
        assert row["lie_found"] in (settlement.work.claim.found_false > 0.0, None)
        lies += row["lie_found"] is True
        assert row["silence_found_buyer"] is (settlement.news.found_buyer > 0.0)
        assert row["silence_found_supplier"] in (settlement.news.found_supplier > 0.0, None)
        silences += row["silence_found_supplier"] is True
        if row["remedy"] is not None:
            assert row["remedy"] == pytest.approx(promises.remedy, abs=1e-9)
            paid += row["remedy"] != 0.0
        if row["trades"] > 0.0 and row["first_best"] > 0.0:
            assert row["invested_share"] == pytest.approx(scene.investment / scene.gain_rate, abs=1e-6)
        else:
            assert row["invested_share"] is None
        if settlement.work.reset > 0.0 and drift > 0.0:
            assert row["drift"] == pytest.approx(drift, abs=1e-9)
            mended += 1
        else:
            assert row["drift"] is None
        if row["trades"] > 0.0 and row["form"] == 1.0:
            own = world_now.payment_lag, world_now.payment_lag_power, world_now.bargaining_power
            assert row["lag"] == pytest.approx(payment_lag(*own, scene.buyer.autonomy, 0.0), abs=1e-9)
        assert row["trades"] > 0.0 or row["lag"] is None
    assert compared > 100
    assert breaches > 20
    assert settled > 0.9 * breaches, "few months are left open: first ones"
    assert lies > 0
    assert silences > 0
    assert (paid > 5) == (name in ("relational", "cheap law"))
    assert mended > 5


@pytest.mark.parametrize("name", WORLDS_OF_LIES)
def test_a_lie_is_not_told_as_a_silence(name: str) -> None:
    """What the world rules out is known; where a dispute costs nothing, a claim at the review is left open.

    Dice are those of seed 1, so no chance of a false alarm is run.
    """
    read: dict[bool, set[bool | None]] = {True: set(), False: set()}
    everything: list[bool | None] = []
    for (before, *_), (row, _, _, settlement, _) in pairwise(readings(name)):
        if row["lies_supplier"] == 0.0:
            continue
        everything.append(row["lie_found"])
        lie, silence = settlement.work.claim.found_false > 0.0, settlement.news.found_supplier > 0.0
        assert row["lie_found"] in (lie, None)
        assert row["silence_found_supplier"] in (silence, None)
        if row["age"] > 1.0 and claimed(row, before) == 0.5:
            read[lie].add(row["lie_found"])
    assert len(everything) > 20
    if name.startswith("no silence"):
        assert set(everything) == {True}
        assert read[True] == {True}
    elif name == "no lies":
        assert set(everything) == {False}
    else:
        assert read[True] <= {True, None}
        assert None in read[True]
        assert read[False] <= {False, None}
