"""Three contracts: best where it was put, passages where they were put, words that flip with the data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import three_contracts
from experiments.findings.wording import decimals_for, stretches, stretches_told
from experiments.run import main
from tests.findings.made import drawn, made

WISHES = ["experiment=three_contracts", "replicates=20", "design.axes.volatility.count=9"]
"""Volatility 0 to 0.4 in steps of 0.05."""
RIGID, FLEXIBLE, BARE, WIIFWE = "wiifme_rigid", "wiifme_flexible", "relational_bare", "wiifwe"
Lines = dict[str, tuple[float, float]]
USUAL: Lines = {RIGID: (0.30, -0.4), FLEXIBLE: (0.22, -0.05), BARE: (0.15, 0.0), WIIFWE: (0.272, -0.05)}
"""Arm → joint value at 0 and its slope: WIIFWE overtakes rigid at 0.08, flexible overtakes it at 0.2286."""


def played(folder: Path, seed: int, lines: Lines, wishes: list[str] = WISHES, noise: float = 0.002) -> Any:
    """Each arm's joint value on a line by volatility; both sides have half of it; all share their luck."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        shared = rng.normal(0.0, 0.05, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        start = worlds["arm"].map({arm: line[0] for arm, line in lines.items()}).to_numpy(float)
        slope = worlds["arm"].map({arm: line[1] for arm, line in lines.items()}).to_numpy(float)
        joint = start + slope * worlds["volatility"].to_numpy(float) + shared
        joint = joint + rng.normal(0.0, noise, len(worlds))
        none_left = (worlds["arm"] == FLEXIBLE) | ((worlds["arm"] == RIGID) & (worlds["replicate"] == 0))
        alive = np.where(none_left, np.nan, 0.25 + 0.01 * shared)
        return {
            "joint_slot": joint, "buyer_slot": joint / 2.0, "supplier_slot": joint / 2.0,
            "relationships_alive_12": 0.9, "relationships_alive_60": 0.5, "relationships_alive_120": alive,
        }  # fmt: skip

    return made(folder, wishes, outcomes, seed)


def test_the_best_is_told_where_it_leads(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, USUAL)
    tables = three_contracts.tables(sweep)
    best = tables["best"].query("outcome == 'joint_slot'").set_index("volatility")["best"]
    assert best.loc[[0.0, 0.05]].tolist() == [RIGID, RIGID]
    assert set(best.loc[0.1:]) == {WIIFWE}
    words = three_contracts.finding(tables, sweep)
    assert "for the pair: WIIFME rigid at 0.00 to 0.05 (ahead of WIIFWE by at most +0.02" in words
    assert "WIIFWE at 0.10 to 0.40 (ahead of" in words


def test_passages_are_where_they_were_put(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, USUAL)
    tables = three_contracts.tables(sweep)
    joint = tables["passages"].query("outcome == 'joint_slot'").to_dict("records")
    found = {(row["arm"], row["baseline"]): row for row in joint}
    for pair, place in (((FLEXIBLE, RIGID), 0.08 / 0.35), ((WIIFWE, RIGID), 0.08)):
        row = found[pair]
        assert row["status"] == "found"
        assert row["low"] <= place + 0.004
        assert row["high"] >= place - 0.004
        assert abs(row["level"] - place) < 0.01
    told = three_contracts.finding(tables, sweep)
    assert f"σₓ {found[FLEXIBLE, RIGID]['level']:.3f} (" in told
    assert "WIIFME flexible ahead above it" in told


def test_the_claim_of_principles_flips_with_the_data(tmp_path: Path, seed: int) -> None:
    holds = played(tmp_path / "holds", seed, USUAL)
    words = three_contracts.finding(three_contracts.tables(holds), holds)
    assert "WIIFME flexible makes less joint value than WIIFME rigid at 0.00 to 0.20 (at worst −0.08" in words
    assert "gains, as Frydlinger & Hart hold, at 0.10 to 0.20" in words
    assert "loses as well at 0.00 to 0.05; relational bare, which has neither, loses as well at" in words
    worse = played(tmp_path / "worse", seed, USUAL | {WIIFWE: (0.10, 0.0)})
    tables = three_contracts.tables(worse)
    words = three_contracts.finding(tables, worse)
    assert "Frydlinger & Hart hold" not in words
    assert "process, loses as well at 0.00 to 0.20" in words
    assert three_contracts.failures(tables, worse).startswith(
        "By σₓ, WIIFWE makes less than WIIFME rigid for the pair at 0.00 to 0.40"
    )
    better = played(tmp_path / "better", seed, USUAL | {FLEXIBLE: (0.35, 0.0), WIIFWE: (0.4, 0.0)})
    tables = three_contracts.tables(better)
    assert "nowhere told to make less joint value" in three_contracts.finding(tables, better)
    assert "change places: for the pair nowhere, WIIFME flexible ahead at every level" in (
        three_contracts.finding(tables, better)
    )
    assert three_contracts.failures(tables, better) == ""


def test_nothing_is_told_of_arms_that_are_alike(tmp_path: Path, seed: int) -> None:
    alike: Lines = dict.fromkeys(USUAL, (0.2, 0.0))
    sweep = played(tmp_path, seed, alike)
    tables = three_contracts.tables(sweep)
    told = tables["best"]["best"].ne("open").sum()
    assert told <= 2  # 27 statements, each wrong in 5 % at most
    assert "none told best at 0.00" in three_contracts.finding(tables, sweep)


def test_unknown_survival_is_named(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, USUAL)
    words = three_contracts.finding(three_contracts.tables(sweep), sweep)
    assert "after 10 years WIIFME rigid 25." in words
    assert "in the 19 of 20 worlds that had one that old" in words
    assert "WIIFME flexible unknown (in no world was one that old)" in words


def test_figures_are_drawn(tmp_path: Path, seed: int) -> None:
    for wishes in (WISHES, [*WISHES, "design.axes.volatility.count=1"]):
        sweep = played(tmp_path, seed, USUAL, wishes)
        tables = three_contracts.tables(sweep)
        assert three_contracts.finding(tables, sweep)
        three_contracts.draw(tables, sweep, tmp_path / "figures", "a caption")
        assert drawn(tmp_path / "figures") == ["three_contracts.png", "three_contracts.svg"]


def test_runs_of_levels() -> None:
    assert stretches([0.0, 1.0, 2.0, 3.0], [True, True, False, True]) == [(0.0, 1.0), (3.0, 3.0)]
    assert stretches_told([0.0, 1.0, 2.0, 3.0], [True, True, False, True], 1) == "0.0 to 1.0 and 3.0"
    assert stretches_told([0.0], [False]) == ""
    assert decimals_for([0.0, 0.025, 0.4]) == 3
    assert decimals_for([1.0, 2.0]) == 0


def test_a_tiny_sweep_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small = [
        "experiment=three_contracts", "market.buyers=4", "market.suppliers=5", "market.months=6",
        "design.axes.volatility.count=2", "replicates=2", "engine.workers=1", "results=results",
    ]  # fmt: skip
    assert main(small) == 0
    words = json.loads(next(Path("results").glob("three_contracts/*/words.json")).read_text())
    assert words["finding"].startswith("Best contract")
    assert "Relationships alive" not in words["finding"]
    assert list(Path("results").glob("three_contracts/*/figures/three_contracts.png"))
    assert main([*small, "replicates=1"]) == 0
