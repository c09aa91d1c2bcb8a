"""Power: refusals where they were put, words that flip with the data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import power
from experiments.run import main
from tests.findings.made import drawn, made

WISHES = ["experiment=power", "replicates=20", "design.axes.power.count=9"]
"""Power −0.8 to 0.8 in steps of 0.2."""


def played(
    folder: Path, seed: int, equal: float, gain: float, base: float = 0.02, wishes: list[str] = WISHES
) -> Any:
    """The buyers' gain is base + slope·power, the suppliers' base − slope·power, by split; shared luck."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        shared = rng.normal(0.0, 0.05, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        slope = worlds["split"].map({"equal": equal, "gain": gain}).to_numpy(float)
        tilt = slope * worlds["power"].to_numpy(float)
        ours = (worlds["arm"] == "wiifwe").to_numpy(float)
        sides = [
            shared + ours * (base + sign * tilt) + rng.normal(0.0, 0.002, len(worlds)) for sign in (1.0, -1.0)
        ]
        return {"joint_slot": sides[0] + sides[1], "buyer_slot": sides[0], "supplier_slot": sides[1]}

    return made(folder, wishes, outcomes, seed)


def test_refusals_are_where_they_were_put(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, equal=-0.05, gain=0.0)  # the strong side loses beyond 0.4
    tables = power.tables(sweep)
    refuses = tables["result"].query("split == 'equal'").set_index("power")["refuses"]
    assert refuses.loc[0.6] == refuses.loc[0.8] == "buyers"
    assert refuses.loc[-0.6] == refuses.loc[-0.8] == "suppliers"
    assert refuses.loc[0.0] == "nobody"
    critical = {(row["split"], row["outcome"]): row for row in tables["critical"].to_dict("records")}
    for outcome, place, rising in (("buyer_slot", 0.4, False), ("supplier_slot", -0.4, True)):
        row = critical["equal", outcome]
        assert abs(row["level"] - place) < 0.05
        assert row["low"] - 0.02 <= place <= row["high"] + 0.02
        assert row["rising"] == rising
    words = power.finding(tables, sweep)
    assert f"buyers gain below {critical['equal', 'buyer_slot']['level']:.2f} (" in words
    assert "the pair gains at Π₀ −0.8 to 0.8" in words
    assert "buyers would refuse at 0.6 to 0.8 (at worst −0.02" in words


def test_mending_flips_with_the_data(tmp_path: Path, seed: int) -> None:
    mends = played(tmp_path / "mends", seed, equal=-0.05, gain=0.05)
    words = power.finding(power.tables(mends), mends)
    assert "with `gain` at 0 of these (mended)" in words
    assert "the weak side would refuse at 0 with `equal` and at 4 with `gain`" in words
    keeps = played(tmp_path / "keeps", seed, equal=-0.05, gain=-0.05)
    words = power.finding(power.tables(keeps), keeps)
    assert "with `gain` at 4 of these (not mended)" in words
    never = played(tmp_path / "never", seed, equal=0.0, gain=0.0)
    tables = power.tables(never)
    assert "there is nothing for `gain` to mend" in power.finding(tables, never)
    assert "no side would refuse anywhere" in power.finding(tables, never)
    assert power.failures(tables, never) == ""


def test_failures_name_the_pair_and_the_sides(tmp_path: Path, seed: int) -> None:
    bad = played(tmp_path, seed, equal=0.0, gain=0.0, base=-0.03)
    words = power.failures(power.tables(bad), bad)
    assert "the pair loses at −0.8 to 0.8 with the split `equal` (at worst −0.06" in words
    assert "suppliers would refuse at −0.8 to 0.8 with the split `gain`" in words
    assert "buyers gain at none" in power.finding(power.tables(bad), bad)


def test_strong_and_weak_sides(tmp_path: Path, seed: int) -> None:
    gained = power.tables(played(tmp_path, seed, -0.05, 0.0))["gains"].to_dict("records")
    rows = {(row["split"], row["power"]): row for row in gained}
    assert np.isnan(rows["equal", 0.0]["strong_slot"])
    for level, strong, weak in ((0.8, "buyer_slot", "supplier_slot"), (-0.8, "supplier_slot", "buyer_slot")):
        row = rows["equal", level]
        assert row["strong_slot"] == row[strong]
        assert row["weak_slot"] == row[weak]


def test_figures_and_small_designs(tmp_path: Path, seed: int) -> None:
    one = [*WISHES, "design.axes.power.count=1", "design.axes.split.values=[equal]"]
    for wishes in (WISHES, one):
        sweep = played(tmp_path, seed, -0.05, 0.05, wishes=wishes)
        tables = power.tables(sweep)
        assert "With the split `equal`" in power.finding(tables, sweep)
        power.draw(tables, sweep, tmp_path / "figures", "a caption")
        assert drawn(tmp_path / "figures") == ["power.png", "power.svg"]


def test_a_tiny_sweep_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small = [
        "experiment=power", "market.buyers=4", "market.suppliers=5", "market.months=6",
        "design.axes.power.count=2", "replicates=2", "engine.workers=1", "results=results",
    ]  # fmt: skip
    assert main(small) == 0
    words = json.loads(next(Path("results").glob("power/*/words.json")).read_text())
    assert "With the split `equal` the pair gains at Π₀" in words["finding"]
    assert main([*small, "replicates=1"]) == 0
