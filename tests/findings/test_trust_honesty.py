"""Trust and honesty: thresholds where they were put, idle honesty told as idle, words flip with the data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import trust_honesty
from experiments.run import main
from sim.measures.inference import Interval
from sim.measures.wording import spanned
from tests.findings.made import drawn, made

WISHES = [
    "experiment=trust_honesty", "replicates=12", "design.axes.trust.count=6", "design.axes.honesty.count=3",
]  # fmt: skip
ALIVE = ("relationships_alive_120", "buyers_alive_120", "suppliers_alive_120")


def played(
    folder: Path, seed: int, slope: float = 0.1, honesty: float = 0.0, alone: float = 1.0,
    wishes: list[str] = WISHES, place: float = 0.3,
) -> Any:  # fmt: skip
    """The gain is slope·(trust − place), and honesty moves so much from buyers to suppliers, and none in all.

    One-sided arms do `alone` times what `both` does.
    """

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        size = int(worlds["replicate"].max()) + 1
        luck = rng.normal(0.0, 0.05, size)[worlds["replicate"]]
        own = rng.normal(0.0, 0.002, (size, int(worlds["point"].max()) + 1))
        part = worlds["arm"].map({"wiifme_rigid": 0.0, "both": 1.0}).fillna(alone).to_numpy(float)
        noise = own[worlds["replicate"], worlds["point"]]
        gain = slope * (worlds["trust"].to_numpy(float) - place) + noise
        moved = honesty * worlds["honesty"].to_numpy(float)
        buyers, suppliers = luck + part * (0.5 * gain - moved), luck + part * (0.5 * gain + moved)
        shares = dict.fromkeys(ALIVE, 0.5 + luck + 2.0 * part * gain)
        return {"joint_slot": buyers + suppliers, "buyer_slot": buyers, "supplier_slot": suppliers} | shares

    return made(folder, wishes, outcomes, seed)


def test_thresholds_are_where_they_were_put(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed)
    tables = trust_honesty.tables(sweep)
    turned = tables["turns"]
    assert len(turned) == 3 * 3 * 3  # arms, honesty, parties
    assert set(turned["status"]) == {"found"}
    assert ((turned["level"] - 0.3).abs() < 0.05).all()
    words = trust_honesty.finding(tables, sweep)
    own = turned[(turned["arm"] == "both") & (turned["outcome"] == "joint_slot")]
    assert f"the pair from {own['level'].min():.3f} to {own['level'].max():.3f} (intervals within" in words
    assert "a straight line between the levels 0.2 and 0.4) on at every honesty" in words
    best = tables["by_trust"].query("outcome == 'joint_slot' and trust == 1.0").iloc[0]
    assert f"(at best {spanned(Interval(*best[list(Interval._fields)]))}, at 1.0)" in words
    assert "relationships more at 0.4 to 1.0" in words
    failed = trust_honesty.failures(tables, sweep)
    assert "WIIFWE does worse for the pair at 0.0 to 0.2 (at worst −0.03" in failed


def test_words_flip_with_the_data(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, slope=-0.1)
    tables = trust_honesty.tables(sweep)
    assert "the pair up to 0." in trust_honesty.finding(tables, sweep)
    assert "worse for the pair at 0.4 to 1.0" in trust_honesty.failures(tables, sweep)
    sure = played(tmp_path / "sure", seed, place=-1.0)
    tables = trust_honesty.tables(sure)
    assert "the pair at every level tried (at best" in trust_honesty.finding(tables, sure)
    assert "worse" not in trust_honesty.failures(tables, sure)


def test_the_gain_begins_at_the_trust_below_which_firms_leave_only_if_it_does(
    tmp_path: Path, seed: int
) -> None:
    there = played(tmp_path / "a", seed, wishes=[*WISHES, "choice.exit_trust=0.25"])
    assert "trusted more than τ_exit = 0.25" in trust_honesty.finding(trust_honesty.tables(there), there)
    elsewhere = played(tmp_path / "b", seed, wishes=[*WISHES, "choice.exit_trust=0.6"])
    assert "τ_exit" not in trust_honesty.finding(trust_honesty.tables(elsewhere), elsewhere)


def test_honesty_is_idle_for_the_pair_and_not_for_a_side(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, honesty=0.02)
    tables = trust_honesty.tables(sweep)
    words = trust_honesty.finding(tables, sweep)
    assert "the gain changes for the pair for certain at none of 6 levels" in words
    assert "buyers down at 6 of 6 levels (most: −0.02" in words
    assert "suppliers up at 6 of 6 levels" in words
    failed = trust_honesty.failures(tables, sweep)
    assert "Honesty changes the pair's gain at none of 6 levels of trust" in failed
    assert "buyers at 6 and suppliers at 6" in failed
    none = played(tmp_path / "none", seed)
    assert "that of buyers at none and suppliers at none" in trust_honesty.failures(
        trust_honesty.tables(none), none
    )


def test_one_sided_honesty_is_the_same_only_where_it_is(tmp_path: Path, seed: int) -> None:
    alike = played(tmp_path / "alike", seed)
    words = trust_honesty.finding(trust_honesty.tables(alike), alike)
    assert "buyers alone in 100.0 % and suppliers alone in 100.0 %, since guarded firms" in words
    apart = played(tmp_path / "apart", seed, alone=0.5)
    words = trust_honesty.finding(trust_honesty.tables(apart), apart)
    assert "buyers alone in 0.0 % and suppliers alone in 0.0 %; alone it changes" in words


def test_figures_are_drawn(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed)
    tables = trust_honesty.tables(sweep)
    trust_honesty.draw(tables, sweep, tmp_path / "figures", "n")
    assert drawn(tmp_path / "figures") == [
        "honesty.png", "honesty.svg", "trust_honesty.png", "trust_honesty.svg",
    ]  # fmt: skip


@pytest.mark.parametrize("axis", ["trust", "honesty"])
def test_one_level_is_told_without_a_threshold(tmp_path: Path, seed: int, axis: str) -> None:
    sweep = played(
        tmp_path, seed, wishes=[*WISHES, f"design.axes.{axis}.count=1", f"design.axes.{axis}.low=0.8"]
    )
    tables = trust_honesty.tables(sweep)
    words = trust_honesty.finding(tables, sweep)
    assert ("WIIFWE gains over WIIFME rigid: the pair at 0.8 (at best" in words) == (axis == "trust")
    assert ("lowest to the highest honesty" in words) == (axis == "trust")
    assert trust_honesty.failures(tables, sweep) or axis == "honesty"
    trust_honesty.draw(tables, sweep, tmp_path / "figures", "n")
    assert "trust_honesty.png" in drawn(tmp_path / "figures")


def test_a_tiny_sweep_works_end_to_end(tmp_path: Path) -> None:
    small = ["market.buyers=4", "market.suppliers=5", "market.months=6", "engine.workers=1"]
    assert main([*WISHES, *small, "replicates=2", f"results={tmp_path}"]) == 0
    (words,) = (tmp_path / "trust_honesty").glob("*/words.json")
    told = json.loads(words.read_text())
    assert told["finding"].startswith("By prior trust τ₀, WIIFWE gains")
    assert "Alive after" not in told["finding"]
    assert "nan" not in told["finding"] + told["failures"]
