"""Calibration: facts as data, a search that forgets nothing, tables and words that follow the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import sim
from experiments.run import main
from experiments.studies import calibration
from experiments.studies.calibration import known, search
from experiments.studies.calibration.search import Fit, Journal, fitted, start
from experiments.words import spoken
from sim.measures.inference import Interval
from sim.measures.levers import COST_SCALE, EFFECTS
from sim.measures.moments import (
    SPOT_SHARE,
    WORST,
    Fact,
    answers,
    distance,
    fact_table,
    observed,
    parameters,
)
from tests.studies.made import asked_for
from tests.studies.small import told_small

FACTS, FREE = known("spot")


SMALL = (
    "experiment=calibration", "replicates=2", "calibration.evaluations=16", "calibration.fresh=3",
    "market.buyers=5", "market.suppliers=6", "market.months=60",
)  # fmt: skip


def told(value: float) -> Interval:
    return Interval(value, 0.01, value - 0.02, value + 0.02, 9)


def test_what_was_not_checked_is_never_fitted_and_a_miss_is_one_at_the_border() -> None:
    checked = [fact for fact in FACTS if fact.status.startswith("read")]
    assert {fact.use for fact in FACTS if fact not in checked} <= {"check", "input"}
    assert all("recalled" in fact.said for fact in FACTS if fact not in checked)
    linear = Fact("k", "words", 0.5, 0.4, 0.8, "", "read", "", "fit")
    assert [linear.miss(value) for value in (0.5, 0.4, 0.8)] == pytest.approx([0.0, -1.0, 1.0])
    order = Fact("k", "words", 0.09, 0.03, 0.27, "", "read", "", "fit", "log")
    assert [order.miss(value) for value in (0.09, 0.03, 0.27)] == pytest.approx([0.0, -1.0, 1.0])
    targets = {fact.key: fact.target for fact in FACTS}
    assert distance(targets, FACTS) == 0.0
    assert distance({**targets, "value_lost": float("nan")}, FACTS) == WORST, "a world without trade"


@pytest.mark.parametrize("durations", ["spot", "terms"])
def test_no_parameter_of_the_thesis_is_sought_and_wiifme_alone_is_looked_at(durations: str) -> None:
    _, free = known(durations)
    assert {one.path for one in free}.isdisjoint({*EFFECTS, COST_SCALE})
    for one, value in zip(free, start(sim.load("world"), free), strict=True):
        assert one.low <= value <= one.high
    arms = observed(sim.load("world"), 0.3).arms
    names = {name for arm in arms for name in (*arm.population.buyers, *arm.population.suppliers)}
    assert names == {"wiifme", "wiifme_flexible", "wiifme_spot"}


def bowl(world: Any, **_: Any) -> dict[str, Interval]:
    """Moments that are nearest to every fact at σ_x = .2; no play."""
    away = (world.shocks.misfit_sd - 0.2) ** 2
    return {fact.key: told(fact.target + away * (fact.high - fact.target)) for fact in FACTS}


def sought(journal: Journal) -> Fit:
    return fitted(sim.load("world"), FACTS, FREE, journal, replicates=1, seed=3, evaluations=200)


def test_the_search_goes_on_where_it_was_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "moments", bowl)
    whole = sought(Journal(tmp_path / "whole.jsonl"))
    assert whole.values["shocks.misfit_sd"] == pytest.approx(0.2, abs=0.02)
    played: list[int] = []

    def stopping(world: Any, **rest: Any) -> dict[str, Interval]:
        played.append(1)
        if len(played) == 70:
            raise KeyboardInterrupt
        return bowl(world, **rest)

    monkeypatch.setattr(search, "moments", stopping)
    path = tmp_path / "cut.jsonl"
    with pytest.raises(KeyboardInterrupt):
        sought(Journal(path))
    path.write_bytes(path.read_bytes()[:-20])  # as a power cut would leave it
    kept = len(Journal(path).known)
    assert kept == 68
    assert sought(Journal(path)) == whole
    assert len(played) == 70 + len(Journal(path).table()) - kept


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_words_follow_the_data(sign: float) -> None:
    worlds = {"default": 0.8, "calibrated": 0.25}
    found = {world: {fact.key: told(value) for fact in FACTS} for world, value in worlds.items()}
    before = {path.path: value for path, value in zip(FREE, start(sim.load("world"), FREE), strict=True)}
    gains = pd.DataFrame({"world": [*worlds], "party": "joint", "baseline": "wiifme_rigid"})
    gains = gains.assign(mean=[0.02, sign * 0.02], low=[0.01, sign * 0.02], high=[0.03, sign * 0.02])
    table = fact_table(FACTS, found)
    bounds = parameters(FREE, before, {**before, SPOT_SHARE: 0.999, "promises.slip": 0.1})
    assert bounds.set_index("path")["at_bound"].to_dict()[SPOT_SHARE]
    assert not bounds.set_index("path")["at_bound"].to_dict()["promises.slip"]
    tables = {"facts": table, "answers": answers(table), "parameters": bounds, "consequence": gains}
    words = spoken(asked_for(["experiment=calibration"]), tables, ["facts", "consequence"])
    assert words["titles"]["facts"] == "The nearest world found meets 2 of the facts, the default world 1"
    assert ("pays as well" if sign > 0 else "WIIFWE loses") in words["answer"]
    assert any(SPOT_SHARE in one for one in words["fails"])


def test_a_small_calibration_ends_in_words_and_pictures(tmp_path: Path) -> None:
    told_small(SMALL, tmp_path)


def test_what_cannot_be_calibrated_is_refused_and_facts_name_the_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for wrong in ("market.months=24", "calibration=null", "shocks.misfit_sd=0.6", "population=mixed"):
        assert main(["experiment=calibration", wrong]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    before, home = asked_for(["experiment=calibration"]).folder, Path(str(calibration.__file__)).parent
    for path in home.glob("*.*"):
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("0.064", "0.065"), "utf-8")
    monkeypatch.setattr(calibration, "__file__", str(tmp_path / "__init__.py"))
    assert asked_for(["experiment=calibration"]).folder != before
