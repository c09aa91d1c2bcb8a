"""Invasion: barriers are where they were put, words flip with the data, graphs are told apart or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import invasion, invasion_words
from experiments.run import main
from sim.measures.shares import contrast, fate
from tests.findings.made import drawn, made

WISHES = [
    "experiment=invasion", "replicates=24", "design.axes.start.count=9", "design.axes.start.low=0.1",
    "design.axes.start.high=0.9", "market.months=24",
    "design.axes.graph.values=[complete,random]",
]  # fmt: skip


def played(
    folder: Path,
    seed: int,
    pull: float,
    apart: float = 0.0,
    barrier: float = 0.5,
    wishes: list[str] = WISHES,
) -> Any:
    """A share moves by `pull` away from `barrier`, and by `apart` more on the random graph."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        start = worlds["start"].to_numpy(float)
        shared = rng.normal(0.0, 0.02, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        shared = shared - shared.mean()
        moved = start + (pull * (start - barrier) + apart * (worlds["graph"] == "random")) * worlds["arm"].ne(
            "blind"
        )
        ends = [np.clip(moved + shared + rng.normal(0.0, 0.003, len(worlds)), 0.0, 1.0) for _ in range(2)]
        return {"focal_buyers": ends[0], "focal_suppliers": ends[1]}

    return made(folder, wishes, outcomes, seed)


def test_the_barrier_is_where_it_was_put(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, 0.5)
    result = invasion.tables(sweep)["result"]
    assert len(result) == 6
    assert (result["status"] == "found").all()
    assert ((result["barrier_low"] < 0.53) & (result["barrier_high"] > 0.47)).all()
    assert result["barrier"].between(0.45, 0.55).all()


def test_words_flip_with_the_data(tmp_path: Path, seed: int) -> None:
    up = played(tmp_path / "up", seed, 0.0)
    drift = invasion.tables(up)
    assert set(drift["mixes"]["verdict"]) == {"open"}
    assert invasion.failures(drift, up).startswith("WIIFWE is not told to win any at 18 of 18 mixes")
    wins = invasion.tables(played(tmp_path / "wins", seed, 0.4, barrier=-0.1))
    loses = invasion.tables(played(tmp_path / "loses", seed, 0.4, barrier=1.1))
    assert set(wins["result"]["status"]) == {"always"}
    assert set(loses["result"]["status"]) == {"never"}
    assert "none of those tried" in invasion.finding(loses, up)
    words = invasion.finding(wins, up)
    assert "complete for certain from 10 % on; random for certain from 10 % on" in words
    assert "Looking at payoffs leaves more than blind copying at 18 of 18 mixes, less at 0" in words
    assert "more than blind copying at 0 of 18 mixes, less at 18" in invasion.finding(loses, up)
    assert "more than blind copying at 0 of 18 mixes, less at 0" in invasion.finding(drift, up)
    assert invasion.failures(wins, up) == ""
    assert invasion.failures(loses, up).startswith("WIIFWE loses firms to imitation at 18 of 18")


def test_graphs_are_told_apart_only_where_they_are(tmp_path: Path, seed: int) -> None:
    same = invasion.tables(played(tmp_path / "same", seed, 0.0))["graphs"]
    differ = played(tmp_path / "differ", seed, 0.0, apart=0.05)
    tables = invasion.tables(differ)
    graphs = tables["graphs"]
    assert (graphs["p_holm"] < 0.05).all()
    assert graphs["mean"].between(0.03, 0.06).all()
    assert (graphs["p_holm"] >= graphs["p"]).all()
    words = invasion.finding(tables, differ)
    assert "differs from the complete graph's: random by +0.0" in words
    assert "one graph of each kind was drawn" in words
    assert "on no other graph" in invasion.differing(same.assign(p_holm=1.0))


def test_the_certain_is_told_before_the_estimate() -> None:
    rows = [("always", 0.05, 0.05, 0.17), ("always", 0.05, 0.05, 0.05), ("found", 0.3, 0.2, np.inf)]
    told = [
        invasion_words.threshold_told(
            pd.Series(dict(zip(("status", "barrier", "barrier_low", "barrier_high"), row)))
        )
        for row in rows
    ]
    assert told[0] == "for certain from 17 % on; below that not told, from 5 %, the least tried, on"
    assert told[1] == "for certain from 5 % on"
    assert told[2] == "not for certain at any; estimate 30 %, lower end 20 %"


def test_roles_die_out_each_by_itself(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, 0.0)
    mixes = invasion.tables(sweep)["mixes"]
    out = {"buyers": 0.75, "suppliers": 0.5, "both roles": 0.25}
    words = invasion.least(mixes.assign(died_out=mixes["role"].map(out)))
    assert "complete among buyers 75 % (" in words
    assert "among suppliers 50 % (" in words
    assert "in both 25 % (" in words


def test_without_the_blind_arm_nothing_is_said_of_drift(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, 0.0, wishes=[*WISHES, "~arms.blind"])
    tables = invasion.tables(sweep)
    assert "drift" not in tables
    assert "blindly" not in invasion.finding(tables, sweep)


def test_the_share_that_worlds_begin_with_is_whole_firms(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, 0.0)
    begun = invasion.shares_at_start(sweep)
    market = sweep.scenario.market
    asked = sweep.points.table()["start"]
    for role, slots in (("buyers", market.buyers), ("suppliers", market.suppliers)):
        firms = begun[role] * slots
        assert np.allclose(firms, firms.round())
        assert (np.abs(begun[role] - asked) <= 0.5 / slots + 1e-9).all()


def test_what_became_of_a_share() -> None:
    row = fate(np.array([0.0, 0.0, 1.0, 0.5, np.nan]), 0.25)
    assert row["n"] == 4
    assert row["died_out"] == 0.5
    assert row["took_over"] == 0.25
    assert row["share"] == pytest.approx(0.375)
    assert row["change"] == pytest.approx(0.125)
    assert row["verdict"] == "open"
    assert row["died_out_low"] < 0.5 < row["died_out_high"]
    assert fate(np.array([0.3]), 0.1)["verdict"] == "open"
    assert fate(np.array([0.3, 0.3]), 0.1)["verdict"] == "gain"


def test_contrasts_are_paired_by_replicate() -> None:
    values = pd.DataFrame({0: [1.0, 5.0, 9.0, np.nan], 1: [2.0, 6.0, 10.0, 3.0], 2: [3.0, 7.0, 11.0, 3.0]})
    found = contrast(values, [1, 2], [0])
    assert found["n"] == 3
    assert found["mean"] == pytest.approx(1.5)
    assert found["se"] == pytest.approx(0.0)
    assert found["p"] == 0.0


def test_figures_are_drawn(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, 0.3)
    invasion.draw(invasion.tables(sweep), sweep, tmp_path / "figures", "n")
    assert drawn(tmp_path / "figures") == ["invasion.png", "invasion.svg"]


def test_a_small_design_works_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small = [
        "experiment=invasion", "market.months=6", "market.buyers=6", "market.suppliers=8", "replicates=2",
        "design.axes.start.count=1", "design.axes.graph.values=[complete]", "engine.workers=1",
    ]  # fmt: skip
    assert main([*small, "results=results"]) == 0
    folder = next(tmp_path.glob("results/invasion/*/words.json")).parent
    words = json.loads((folder / "words.json").read_text("utf-8"))
    assert "WIIFWE ends, after 6 months" in words["finding"]
    assert {path.name for path in (folder / "figures").iterdir()} == {"invasion.png", "invasion.svg"}
