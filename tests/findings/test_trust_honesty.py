"""Trust and honesty: thresholds where they were put, idle honesty told as idle, words flip with the data."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import trust_honesty
from experiments.run import main
from sim.measures.inference import Interval
from sim.measures.wording import spanned
from tests.findings.made import asked_for, drawn, made

WISHES = [
    "experiment=trust_honesty", "replicates=12", "design.axes.trust.values=[0,0.2,0.4,0.6,0.8,1]",
    "design.axes.honesty.count=3",
]  # fmt: skip
SIDES = ("buyers", "suppliers")
ALIVE = tuple(f"{kind}_alive_{age}" for age in (12, 120) for kind in ("relationships", "buyers", "suppliers"))


def played(
    folder: Path, seed: int, slope: float = 0.1, honesty: float = 0.0, alone: float = 0.0,
    wishes: list[str] = WISHES, place: float = 0.3,
) -> Any:  # fmt: skip
    """The gain is slope·(trust − place); declared honesty moves so much from buyers to suppliers.

    Hidden honesty of a side gives the pair `alone`, all of it to the other side.
    """

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        size = int(worlds["replicate"].max()) + 1
        luck = rng.normal(0.0, 0.05, size)[worlds["replicate"]]
        own = rng.normal(0.0, 0.002, (size, int(worlds["point"].max()) + 1))
        part = worlds["arm"].ne("wiifme_rigid").to_numpy(float)
        noise = own[worlds["replicate"], worlds["point"]]
        gain = slope * (worlds["trust"].to_numpy(float) - place) + noise
        moved = honesty * worlds["honesty"].to_numpy(float) * worlds["arm"].eq("both").to_numpy(float)
        given = {side: alone * worlds["honesty"].to_numpy(float) * worlds["arm"].eq(side) for side in SIDES}
        buyers = luck + part * (0.5 * gain - moved) + given["suppliers"]
        suppliers = luck + part * (0.5 * gain + moved) + given["buyers"]
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
    assert "a straight line between the levels 0.20 and 0.40) on at every honesty" in words
    best = tables["by_trust"].query("outcome == 'joint_slot' and trust == 1.0").iloc[0]
    assert f"(at best {spanned(Interval(*best[list(Interval._fields)]))}, at 1.00)" in words
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


def test_a_leap_where_firms_begin_to_stay_is_no_line(tmp_path: Path, seed: int) -> None:
    there = played(tmp_path / "a", seed, wishes=[*WISHES, "choice.exit_trust=0.25"])
    tables = trust_honesty.tables(there)
    words = trust_honesty.finding(tables, there)
    assert "the pair from somewhere between 0.20 and 0.40 on at every honesty" in words
    pair: Any = tables["by_trust"].query("outcome == 'joint_slot'").set_index("trust")
    ends = [spanned(Interval(*pair.loc[level, list(Interval._fields)])) for level in (0.2, 0.4)]
    assert f"leaps there, from {ends[0]} at 0.20 to {ends[1]} at 0.40" in words
    assert "less than τ_exit = 0.25" in words
    assert "straight line" not in words
    elsewhere = played(tmp_path / "b", seed, wishes=[*WISHES, "choice.exit_trust=0.6"])
    words = trust_honesty.finding(trust_honesty.tables(elsewhere), elsewhere)
    assert "τ_exit" not in words
    assert "straight line" in words


def test_declared_honesty_is_idle_for_the_pair_and_not_for_a_side(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, honesty=0.02)
    tables = trust_honesty.tables(sweep)
    words = trust_honesty.finding(tables, sweep)
    assert "Honesty of both sides: the pair for certain at none of 6 levels" in words
    assert "buyers down at 6 of 6 levels (most: −0.02" in words
    assert "suppliers up at 6 of 6 levels" in words
    pair = tables["honesty"].query("of == 'both' and outcome == 'joint_slot'")
    bound = pair[["low", "high"]].abs().to_numpy().max()
    assert f"no change of the pair's gain beyond ±{bound:.4f} is compatible" in words
    assert "honesty of both sides moves it at none (most" in trust_honesty.failures(tables, sweep)


def test_hidden_honesty_is_told_by_whose_it_is(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, alone=0.05)
    tables = trust_honesty.tables(sweep)
    words = trust_honesty.finding(tables, sweep)
    hidden = words[words.index("Hidden honesty of buyers:") : words.index("Hidden honesty of suppliers:")]
    assert "the pair up at 6 of 6 levels" in hidden
    assert "buyers for certain at none of 6 levels" in hidden
    assert "suppliers up at 6 of 6 levels" in hidden
    assert "compatible" not in hidden
    assert "hidden honesty" not in trust_honesty.failures(tables, sweep)
    told = trust_honesty.idle_told(tables["honesty"], sweep)
    assert "hidden honesty of buyers raises it at 6 (most +0.0" in told
    harmful = played(tmp_path / "harm", seed, alone=-0.05)
    failed = trust_honesty.failures(trust_honesty.tables(harmful), harmful)
    assert "hidden honesty of suppliers lowers it at 6 (most −0.0" in failed


def test_a_hider_declares_what_wiifwe_declares(tmp_path: Path) -> None:
    known = asked_for(WISHES).scenario.strategies
    own, hiding = known["wiifwe"], known["hiding"]
    assert hiding.declared == own.honesty
    assert replace(hiding, declared=None, sentence="") == replace(own, sentence="", source=hiding.source)
    other = asked_for(
        [*WISHES, "strategies.wiifwe.honesty=0.7", "strategies.wiifwe.guard=0.2"]
    ).scenario.strategies
    assert (other["hiding"].declared, other["hiding"].guard) == (0.7, 0.2)


def test_figures_are_drawn(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed)
    tables = trust_honesty.tables(sweep)
    trust_honesty.draw(tables, sweep, tmp_path / "figures", "n")
    assert drawn(tmp_path / "figures") == [
        "honesty.png", "honesty.svg", "trust_honesty.png", "trust_honesty.svg",
    ]  # fmt: skip


ONE = {
    "trust": ["design.axes.trust.values=[0.8]"],
    "honesty": ["design.axes.honesty.count=1", "design.axes.honesty.low=0.8"],
}


@pytest.mark.parametrize("axis", ["trust", "honesty"])
def test_one_level_is_told_without_a_threshold(tmp_path: Path, seed: int, axis: str) -> None:
    sweep = played(tmp_path, seed, wishes=[*WISHES, *ONE[axis]])
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
