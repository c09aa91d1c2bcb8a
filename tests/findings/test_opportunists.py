"""Opportunists: critical shares where they were put, who bears the loss, words that flip with the data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import opportunists
from experiments.run import main
from tests.findings.made import drawn, made

WISHES = [
    "experiment=opportunists", "replicates=20", "design.axes.share.count=7", "design.axes.detection.count=3",
]  # fmt: skip
"""Shares 0 to 0.6 in steps of 0.1; detection 0, 0.5, 1."""


def played(
    folder: Path, seed: int, own: float, others: float, seeing: float = 0.0, wishes: list[str] = WISHES
) -> Any:
    """By slot, WIIFWE brings `own` to its firms, `others` to opportunists, and `seeing`·detection to all."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        shared = rng.normal(0.0, 0.05, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        ours = (worlds["arm"] == "wiifwe").to_numpy(float)
        seen = seeing * worlds["detection"].to_numpy(float)
        columns: dict[str, Any] = {}
        for party, slots in (("buyer", 40), ("supplier", 50)):
            few = np.rint(worlds["share"].to_numpy(float) * slots)  # the shares of WISHES are whole firms
            noise = rng.normal(0.0, 0.002, (2, len(worlds)))
            focal = shared + ours * (own + seen) + noise[0]
            rest = shared + ours * (others + seen) + noise[1]
            columns[f"focal_{party}_value"] = focal
            columns[f"{party}_slot"] = ((slots - few) * focal + few * rest) / 40.0
        return {"joint_slot": columns["buyer_slot"] + columns["supplier_slot"], **columns}

    return made(folder, wishes, outcomes, seed)


def test_the_critical_share_is_where_it_was_put(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, own=0.02, others=-0.04)  # the market breaks even at a third
    tables = opportunists.tables(sweep)
    critical = tables["critical"]
    assert len(critical) == 9
    assert (critical["status"] == "found").all()
    assert not critical["rising"].any()
    assert critical["level"].between(0.32, 0.35).all()
    assert ((critical["low"] < 0.34) & (critical["high"] > 0.325)).all()
    words = opportunists.finding(tables, sweep)
    level = critical.query("detection == 0.5 and outcome == 'joint_slot'")["level"].iloc[0]
    assert f"the pair up to {100 * level:.1f} % (" in words


def test_what_is_left_to_opportunists(tmp_path: Path, seed: int) -> None:
    gained = opportunists.tables(played(tmp_path, seed, own=0.02, others=-0.04))["gains"]
    among = gained[gained["share"] > 0.0]
    for role in ("buyer", "supplier"):
        assert np.abs(among[f"opportunist_{role}_value"] + 0.04).max() < 0.003
        assert gained.loc[gained["share"] == 0.0, f"opportunist_{role}_value"].isna().all()


def test_who_bears_the_loss_flips_with_the_data(tmp_path: Path, seed: int) -> None:
    theirs = played(tmp_path / "theirs", seed, own=0.02, others=-0.04)
    tables = opportunists.tables(theirs)
    lost = 9  # shares 0.4, 0.5 and 0.6 at three levels of detection
    words = opportunists.finding(tables, theirs)
    assert (
        f"of the {lost} points at which all firms together make less, both sides of those that play WIIFWE"
        in words
    )
    assert f"make more at {lost}, and both sides of the opportunists less at {lost}" in words
    assert "that play it at" not in opportunists.failures(tables, theirs)
    ours = played(tmp_path / "ours", seed, own=-0.02, others=0.04)
    tables = opportunists.tables(ours)
    words = opportunists.finding(tables, ours)
    assert "make more at 0, and both sides of the opportunists less at 0" in words
    assert "the pair from 3" in words
    assert "buyers that play it at 21 of 21 points" in opportunists.failures(tables, ours)
    gaining = played(tmp_path / "gaining", seed, own=0.02, others=0.02)
    tables = opportunists.tables(gaining)
    assert "the pair at every share tried" in opportunists.finding(tables, gaining)
    assert opportunists.failures(tables, gaining) == ""
    losing = played(tmp_path / "losing", seed, own=-0.02, others=-0.02)
    assert "the pair at no share tried" in opportunists.finding(opportunists.tables(losing), losing)


def test_detection_matters_only_where_it_does(tmp_path: Path, seed: int) -> None:
    blind = played(tmp_path / "blind", seed, 0.02, -0.04)
    tables = opportunists.tables(blind)
    assert (tables["detection"]["p_holm"] > 0.05).all()
    assert "not told to matter at any level" in opportunists.finding(tables, blind)
    seeing = played(tmp_path / "seeing", seed, 0.02, -0.04, seeing=0.02)
    tables = opportunists.tables(seeing)
    rows = tables["detection"].query("of == 'WIIFWE − WIIFME' and outcome == 'buyer_slot'")
    assert rows.set_index("detection")["mean"].tolist() == pytest.approx([-0.01, 0.01], abs=0.001)
    words = opportunists.finding(tables, seeing)
    assert (
        "Detection matters to the joint gain (told at 2 of 2 other levels, Holm): against detection 0.5"
        in words
    )
    assert "at 0.0 the gain changes by −0.02" in words


def test_figures_and_small_designs(tmp_path: Path, seed: int) -> None:
    one = [*WISHES, "design.axes.share.count=1", "design.axes.detection.count=1"]
    for wishes in (WISHES, one):
        sweep = played(tmp_path, seed, 0.02, -0.04, wishes=wishes)
        tables = opportunists.tables(sweep)
        assert opportunists.finding(tables, sweep)
        opportunists.draw(tables, sweep, tmp_path / "figures", "a caption")
        assert drawn(tmp_path / "figures") == ["opportunists.png", "opportunists.svg"]


def test_slots_of_a_played_sweep_sum_to_the_market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nobody else in it, the market is what the posture's own firms make; end to end as well."""
    monkeypatch.chdir(tmp_path)
    small = [
        "experiment=opportunists", "market.buyers=8", "market.suppliers=10", "market.months=24",
        "+design.axes.share.values=[0.0,0.25,0.5]", "~design.axes.share.low", "~design.axes.share.high",
        "~design.axes.share.count", "design.axes.detection.count=2", "replicates=2", "engine.workers=1",
        "results=results",
    ]  # fmt: skip
    assert main(small) == 0
    folder = next(Path("results").glob("opportunists/*/words.json")).parent
    worlds = pd.read_parquet(folder / "worlds.parquet")
    points = pd.read_parquet(folder / "levels.parquet")[["point", "share"]].drop_duplicates()
    alone = worlds[worlds["point"].isin(points.loc[points["share"] == 0.0, "point"])]
    assert alone["focal_buyer_value"].to_numpy() == pytest.approx(alone["buyer_slot"].to_numpy(), abs=1e-12)
    assert alone["focal_supplier_value"].to_numpy() * 10 / 8 == pytest.approx(
        alone["supplier_slot"].to_numpy(), abs=1e-12
    )
    words = json.loads((folder / "words.json").read_text())
    assert words["finding"].startswith("Where a broken promise is seen with chance")
    assert main([*small, "replicates=1"]) == 0
