"""Lives: what is watched is what was played, it ends in pictures, and the words turn with the data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.run import main
from experiments.words import spoken
from sim import load, run_ensemble
from sim.chronicle import implied, spells
from sim.chronicle.watching import watched
from sim.store import words_of
from tests.studies.made import asked_for

SMALL = ["experiment=lives", "market.buyers=6", "market.suppliers=8", "market.months=24", "replicates=3"]


def test_pictures_tables_and_words_are_there(tmp_path: Path) -> None:
    assert main([*SMALL, f"results={tmp_path}"]) == 0
    (folder,) = (path.parent for path in tmp_path.glob("lives/*/manifest.json"))
    figures = {path.stem for path in (folder / "figures").glob("*.png")}
    assert figures == {"ageing", "firms", "network", "life_wiifme_rigid", "life_wiifwe"}
    assert words_of(folder)["answer"]
    ages = pd.read_parquet(folder / "ageing.parquet")
    assert set(ages["outcome"]) == {"trust", "grievance"}
    assert (ages["low"] <= ages["mean"]).all()
    assert len(pd.read_parquet(folder / "firms.parquet")) == 2 * 3 * (6 + 8)


def test_what_is_watched_is_what_the_ensemble_plays() -> None:
    """Values of slots, trust and grievance by age: the same as of the events of the compiled twin."""
    scenario = load("lives", ["market.buyers=5", "market.suppliers=6", "market.months=30"])
    result = run_ensemble(scenario, replicates=1, seed=3, threads=1)
    events = result.events("wiifwe", 0)
    rows = [row for spell in spells(events) for row in implied(spell, scenario)]
    seen = watched(scenario, "wiifwe", 3, 0)
    for age in (1, 5, 12):
        here = [row for row in rows if row["age"] == age]
        assert seen.ages[age, 2] == len(here) > 0
        trust = sum((row["trust_buyer"] + row["trust_supplier"]) / 2 for row in here)
        grudge = sum((row["grievance_buyer"] + row["grievance_supplier"]) / 2 for row in here)
        assert seen.ages[age, :2] == pytest.approx([trust, grudge])
    last = events[events["month"] == 12]
    ties = seen.ties[seen.ties["month"] == 12].dropna()
    assert set(zip(ties["buyer"], ties["supplier"])) == set(zip(last["buyer"], last["supplier"]))
    own = result.replicates.set_index("arm")["joint_slot"].to_dict()
    assert seen.firms["value"].sum() / 5 == pytest.approx(own["wiifwe"], abs=1e-9)
    assert len(seen.life) == max((len(spell) for spell in spells(events)), default=0)


@pytest.mark.parametrize(
    ("measure", "difference", "answer", "fails"),
    [
        ("trust", 0.05, "trust each other more", 0),
        ("trust", -0.05, "trust each other less", 1),
        ("trust", 0.005, "no difference in trust", 0),
        ("grievance", 0.05, "no difference in trust", 1),
    ],
)
def test_words_turn_with_the_data(measure: str, difference: float, answer: str, fails: int) -> None:
    same = {"measure": measure, "age": 12, "mean": 0.5}
    ends = {"difference_low": difference - 0.01, "difference_high": difference + 0.01}
    unknown = dict.fromkeys(["difference", *ends], np.nan)
    rows = [
        {"arm": "wiifme_rigid", **unknown, **same},
        {"arm": "wiifwe", "difference": difference, **ends, **same},
    ]
    words = spoken(asked_for(SMALL), {"lives": pd.DataFrame(rows)}, ["ageing"])
    assert answer in words["answer"]
    assert len(words["fails"]) == fails
    alone = spoken(asked_for(SMALL), {"lives": pd.DataFrame(rows[:1])}, ["ageing"])
    assert alone["answer"] == "One arm was watched: there is nothing to compare."


@pytest.mark.parametrize(
    ("wish", "words"),
    [("replicates=1", "intervals need 2 at least"), ("market.months=6", "needs 12 at least")],
)
def test_what_cannot_be_drawn_is_refused(wish: str, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, wish]) == 2
    assert words in capfd.readouterr().err
