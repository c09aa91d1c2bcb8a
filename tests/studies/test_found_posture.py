"""Found posture: a box of postures, a search that finds what was hidden, rounds that end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

import sim
from experiments.run import main
from experiments.settings import FoundPosture
from experiments.studies.calibration.search import Journal
from experiments.studies.found_posture.postures import (
    AXES,
    Posture,
    acting,
    in_the_box,
    patience_at,
    place_of,
    settled,
    strategy_at,
)
from experiments.studies.found_posture.search import CYCLES, FOUND, STAYS, Searcher
from experiments.studies.found_posture.trials import Pair, Trials, posts
from sim.ensemble.rows import staged
from sim.ensemble.sweep import swept
from sim.scenario import ROLES, Arm, Population, Scenario
from sim.worlds import strategy_row
from tests.studies.made import asked_for
from tests.studies.small import told_small

WORLD = sim.load("found_posture", overrides=["market.buyers=8", "market.suppliers=8", "market.months=12"])
MARKET = WORLD.choice.patience
NOTHING: Posture = place_of(WORLD.strategies["wiifme"], MARKET)
TINY = (
    "experiment=found_posture", "replicates=2", "market.buyers=8", "market.suppliers=8", "market.months=12",
    "found_posture.candidates=4", "found_posture.generations=2", "found_posture.chosen_by=3",
    "found_posture.judged_by=3", "found_posture.rounds=2", "found_posture.longer=1",
)  # fmt: skip


def axis(name: str) -> int:
    return AXES.index(name)


def test_named_postures_are_places_in_the_box_and_others_are_not() -> None:
    for name in ("wiifme", "wiifwe", "wiifwe_trusting", "paper_principles", "good_people"):
        own = WORLD.strategies[name]
        assert in_the_box(own, MARKET)
        assert strategy_row(strategy_at(place_of(own, MARKET)), MARKET) == strategy_row(own, MARKET)
    for name in ("tit_for_tat", "opportunist", "wiifme_flexible", "placebo"):
        assert not in_the_box(WORLD.strategies[name], MARKET)
    assert (patience_at(0.0), patience_at(1.0)) == (0.9, 0.998)
    assert settled([0.123, *NOTHING[1:8], 0.5, 0.49, 2.0, -1.0, 0.0, 1.0])[-6:] == (
        1.0,
        0.0,
        1.0,
        0.0,
        0.0,
        1.0,
    )


def test_who_professes_behind_a_guard_acts_on_nothing() -> None:
    half = tuple(0.5 for _ in AXES)
    hidden = tuple(0.9 if name == "guard" else one for name, one in zip(AXES, half))
    assert acting(half, NOTHING, 0.6) == (0.0,) * 6  # agreed: no further than the partner's own
    assert acting(half, hidden, 0.6) == (0.5,) * 6
    assert acting(hidden, half, 0.6) == (0.0,) * 6
    assert acting(tuple(0.0 if name == "guard" else 0.5 for name in AXES), NOTHING, 0.1) == (0.5,) * 6


class Hidden:
    """Trials whose answer is known: what a posture makes is a formula, with noise of 1e-3."""

    def __init__(self, worth: Callable[[str, Pair, Posture], float]) -> None:
        self.worth = worth

    def own(
        self, role: str, many: Pair, tried: Sequence[Posture], seed: int, each: int, first: int = 0
    ) -> np.ndarray:
        noise = np.random.default_rng([seed, first]).normal(0.0, 1e-3, each)
        return np.array([self.worth(role, many, one) + noise for one in tried])


def searching(worth: Callable[[str, Pair, Posture], float], **wanted: Any) -> Searcher:
    asked = replace(FoundPosture(generations=30), **wanted)
    return Searcher(cast(Trials, Hidden(worth)), asked, [NOTHING], 1, 4)


def test_what_was_hidden_is_found_and_nothing_else_is_changed() -> None:
    def worth(role: str, many: Pair, one: Posture) -> float:
        away = abs(one[axis("honesty")] - 0.7) + (1.0 - one[axis("vision")])
        return -0.05 * away if role == ROLES[0] else 0.0

    course = searching(worth).followed((NOTHING, NOTHING))
    buyers, suppliers = course.ends
    assert (course.fate, suppliers) == (FOUND, NOTHING)
    assert buyers[axis("honesty")] == pytest.approx(0.7, abs=0.05)
    assert [name for name, one, was in zip(AXES, buyers, NOTHING) if one != was] == ["honesty", "vision"]
    first = course.tries[0]
    assert first.gain.mean == pytest.approx(0.05 * 1.7, abs=0.003)
    assert not any(one.adopted for one in course.longer)


def test_rounds_end_where_nothing_pays_or_where_they_began() -> None:
    course = searching(lambda role, many, one: 0.0).followed((NOTHING, NOTHING))
    assert (course.fate, len(course.tries), len(course.longer)) == (STAYS, 2, 2)
    place = axis("relational")

    def pennies(role: str, many: Pair, one: Posture) -> float:
        same = one[place] == many[1 - ROLES.index(role)][place]
        return 0.1 * (same == (role == ROLES[0]))

    round_about = searching(pennies).followed((NOTHING, NOTHING))
    assert round_about.fate == CYCLES
    small = searching(lambda role, many, one: 0.0015 * one[place])
    assert small.followed((NOTHING, NOTHING)).fate == STAYS, "below the margin"


def tried_in(folder: Path, arm: Arm = WORLD.arms[0]) -> Trials:
    return Trials(WORLD, arm, 0.25, Journal(folder / "journal.jsonl"), threads=2)


@pytest.mark.parametrize("role", ROLES)
def test_a_trial_is_a_world_of_these_strategies(role: str, tmp_path: Path) -> None:
    """To the last bit: those who try are the first-named strategy of their role's population."""
    names = {"trying": "wiifwe_trusting", "buying": "wiifwe", "selling": "paper_principles"}
    own = {one: WORLD.strategies[kind] for one, kind in names.items()}
    mixed = {one: {many: 1.0} for one, many in zip(ROLES, ("buying", "selling"))}
    mixed[role] = {"trying": 0.25, **dict.fromkeys(mixed[role], 0.75)}
    arm = Arm("one", Population(**mixed))
    whole: Scenario = replace(WORLD, strategies={**own, **WORLD.strategies})
    played = swept(staged(whole, arm, 9, {}), 9, 0, 4)
    many = tuple(place_of(own[name], MARKET) for name in ("buying", "selling"))
    found = tried_in(tmp_path).own(role, cast(Pair, many), [place_of(own["trying"], MARKET)], 9, 4)
    assert found[0].tolist() == played[f"focal_{role[:-1]}_value"].tolist()


def test_who_else_lives_there_stays(tmp_path: Path) -> None:
    assert posts(0.125, 0.85, 24) == (3, 17)
    with_others = next(arm for arm in WORLD.arms if len(arm.population.buyers) > 1)
    stage = tried_in(tmp_path, with_others)._staged(ROLES[0], (NOTHING, NOTHING), [NOTHING])
    told = dict(zip(stage.names, stage.quotas(0)[0].tolist()))
    assert told == {"trying": 2, "buying": 5, "selling": 0, "opportunist": 1}


def test_a_search_that_was_stopped_goes_on(tmp_path: Path) -> None:
    wanted = FoundPosture(candidates=4, generations=3, chosen_by=3, judged_by=3, rounds=1, longer=1)
    rivals = [place_of(WORLD.strategies["wiifwe"], MARKET)]

    def course(trials: Trials) -> Any:
        return Searcher(trials, wanted, rivals, 5, 2).followed((rivals[0], rivals[0]))

    whole = course(tried_in(tmp_path / "whole"))
    played: list[int] = []

    def stopping(worlds: int) -> None:
        played.append(worlds)
        if len(played) == 4:
            raise KeyboardInterrupt

    cut = tried_in(tmp_path / "cut")
    cut.counted = stopping
    with pytest.raises(KeyboardInterrupt):
        course(cut)
    path = tmp_path / "cut" / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-20])  # as a power cut would leave it
    assert len(Journal(path).known) == 3
    again = course(tried_in(tmp_path / "cut"))
    assert (again.ends, again.fate) == (whole.ends, whole.fate)
    assert [one.gain for one in again.tries] == [one.gain for one in whole.tries]
    assert Journal(path).known == Journal(tmp_path / "whole" / "journal.jsonl").known


def test_a_small_search_ends_in_words_and_pictures(tmp_path: Path) -> None:
    told = told_small([*TINY, "arms=[usual,opportunists]", "found_posture.starts=[wiifme,wiifwe]"], tmp_path)
    result = told.tables["result"]
    assert len(result) == 4
    assert (
        result.loc[result["start"] == "wiifme", "fate"]
        .isin(["stays", "settles", "still moving", "gives way"])
        .all()
    )
    worth = told.tables["worth"]
    stayed = worth["start"].eq("wiifme") & worth["against"].eq("wiifme")
    assert (worth.loc[stayed, "level"] - worth.loc[stayed, "base"]).to_numpy() == pytest.approx(
        worth.loc[stayed, "mean"].to_numpy()
    )


def test_what_cannot_be_searched_is_refused_and_strategies_name_the_results(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for wrong, said in (
        ("found_posture=null", "needs it"),
        ("found_posture.rivals=[tit_for_tat]", "not looked for"),
        ("found_posture.starts=[wiifwee]", "did you mean `wiifwe`"),
        ("found_posture.starts=[wiifme,wiifme]", "more than once"),
        ("found_posture.share=0.01", "leaves 0 that try"),
        ("found_posture.margn=1", "did you mean"),
    ):
        assert main(["experiment=found_posture", wrong]) == 2
        told = capsys.readouterr().err
        assert said in told
        assert told.count("\n") == 1
    for study, field in (("found_posture", "good_people.loyalty"), ("tournament", "grim.opening")):
        before = asked_for([f"experiment={study}"]).folder
        assert asked_for([f"experiment={study}", f"strategies.{field}=0.4"]).folder != before
