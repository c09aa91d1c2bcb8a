"""`study: lives` and `experiment=evolution`: what is watched is what was played, and it is drawn."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.lives.tables import told
from experiments.lives.watching import watched
from experiments.run import main
from sim import load, run_ensemble
from sim.chronicle import implied, spells

SMALL = [
    "experiment=lives", "market.buyers=6", "market.suppliers=8", "market.months=24", "replicates=3",
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    results = tmp_path_factory.mktemp("lives")
    assert main([*SMALL, f"results={results}"]) == 0
    (found,) = results.glob("lives/*/manifest.json")
    return found.parent


def test_figures_tables_and_words_are_there(folder: Path) -> None:
    figures = {path.stem for path in (folder / "figures").glob("*.png")}
    assert figures == {"ageing", "outcomes", "network", "strip_wiifme_rigid", "strip_wiifwe"}
    words = json.loads((folder / "words.json").read_text("utf-8"))
    assert words["finding"].startswith("Under WIIFWE instead of WIIFME rigid")
    report = (folder / "report.html").read_text("utf-8")
    assert report.count("<img") == 5
    ages = pd.read_parquet(folder / "ageing.parquet")
    assert set(ages["outcome"]) == {"trust", "grievance"}
    assert (ages["low"] <= ages["mean"]).all()
    assert (ages["mean"] <= ages["high"]).all()
    firms = pd.read_parquet(folder / "firms.parquet")
    assert len(firms) == 2 * 3 * (6 + 8)


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
    ties = seen.ties[seen.ties["month"] == 12]
    assert set(zip(ties["buyer"], ties["supplier"], strict=True)) == set(
        zip(last["buyer"], last["supplier"].astype(int), strict=True)
    )
    own = result.replicates.set_index("arm")["joint_slot"].to_dict()
    total = seen.firms["value"].sum() / 5
    assert total == pytest.approx(own["wiifwe"], abs=1e-9)
    longest = max((len(spell) for spell in spells(events)), default=0)
    assert len(seen.life) == longest


def summary(difference: float, measure: str = "trust") -> pd.DataFrame:
    nothing = dict.fromkeys(["difference", "difference_low", "difference_high"], np.nan)
    ends = {"difference_low": difference - 0.01, "difference_high": difference + 0.01}
    rows = [
        {"measure": measure, "age": 12, "arm": "wiifme_rigid", "label": "WIIFME rigid", **nothing},
        {"measure": measure, "age": 12, "arm": "wiifwe", "label": "WIIFWE", "difference": difference, **ends},
    ]
    return pd.DataFrame(rows)


def test_words_turn_with_the_data() -> None:
    finding, failures = told(summary(0.05))
    assert "trust in year 1 +0.050 (0.040 to 0.060)" in finding
    assert failures == ""
    assert told(summary(-0.05))[1] == "Worse under WIIFWE: trust in year 1 −0.050 (−0.060 to −0.040)."
    assert "not told from 0" in told(summary(0.005))[0]
    assert told(summary(0.05, "grievance"))[1].startswith("Worse under WIIFWE: grievance")
    assert told(summary(0.05).iloc[:1])[0] == "One arm was watched: there is nothing to compare."


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("replicates=1", "intervals need 2 at least"),
        ("market.months=6", "needs 12 at least"),
        (
            "+arms.a={population: wiifwe} +arms.b={population: wiifwe} +arms.c={population: wiifwe}",
            "draws 4 at most",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    wish: str, words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([*SMALL, f"results={tmp_path}", *re.split(" (?=[+])", wish)]) == 2
    said = capfd.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_shares_over_time_are_drawn_where_firms_imitate(tmp_path: Path) -> None:
    small = ["market.buyers=5", "market.suppliers=6", "market.months=24", "replicates=2"]
    assert main(["experiment=evolution", *small, f"results={tmp_path}", "engine.workers=1"]) == 0
    (folder,) = tmp_path.glob("evolution/*/figures")
    assert {"shares", "value", "survival"} <= {path.stem for path in folder.glob("*.png")}
    assert "parties" not in {path.stem for path in folder.glob("*.png")}
