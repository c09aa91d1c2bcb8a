"""Horizon and volatility: zero lines where they were put, and the closed form held against the right one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import horizon_volatility
from experiments.run import main
from tests.findings.made import drawn, made

WISHES = [
    "experiment=horizon_volatility", "replicates=12", "design.axes.horizon.values=[12,60,120]",
    "design.axes.volatility.count=9",
]  # fmt: skip
PLACES = {12.0: 0.3, 60.0: 0.15, 120.0: 0.1}
"""Horizon → volatility from which the pair gains."""


def played(folder: Path, seed: int, slope: float = 0.5, shift: float = 0.0, side: float = 0.0,
           wishes: list[str] = WISHES) -> Any:  # fmt: skip
    """The pair's gain is slope·(σ − place + shift), buyers' half less `side`; the same when discounted."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        luck = rng.normal(0.0, 0.05, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        place = worlds["horizon"].map(PLACES).fillna(0.2).to_numpy(float)
        ours = (worlds["arm"] == "wiifwe").to_numpy(float)
        gain = slope * (worlds["volatility"].to_numpy(float) - place + shift)
        gain = gain + rng.normal(0.0, 0.003, len(worlds))
        buyers, suppliers = luck + ours * (0.5 * gain - side), luck + ours * (0.5 * gain + side)
        joint = buyers + suppliers
        return {
            "joint_slot": joint, "buyer_slot": buyers, "supplier_slot": suppliers, "joint_discounted": joint,
        }  # fmt: skip

    return made(folder, wishes, outcomes, seed)


def test_zero_lines_are_where_they_were_put(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed)
    tables = horizon_volatility.tables(sweep)
    pair = tables["turns"].query("outcome == 'joint_slot'").set_index("horizon")
    for months, place in PLACES.items():
        assert pair["level"][months] == pytest.approx(place, abs=0.02)
    words = horizon_volatility.finding(tables, sweep)
    assert f"the pair from {pair['level'][12.0]:.3f} (" in words
    assert "on over 12 months" in words
    lasting = tables["horizons"].query("outcome == 'joint_slot' and volatility == 0.15").iloc[0]
    assert f"for a gain: the pair from {lasting['level']:.1f} (" in words


def test_the_simulated_line_is_told_from_the_closed_form(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed)
    tables = horizon_volatility.tables(sweep)
    law = tables["law"].set_index("horizon")["law"]
    found = horizon_volatility.distances(tables["turns"]).set_index("horizon")
    for months, place in PLACES.items():
        assert found["level"][months] == pytest.approx(place - law[months], abs=0.02)
    assert "lies at 2 above" in horizon_volatility.finding(tables, sweep)
    lower = played(tmp_path / "lower", seed, shift=0.08)
    words = horizon_volatility.finding(horizon_volatility.tables(lower), lower)
    assert "lies at 2 below and at 1 not told apart from" in words or "lies at 3 below" in words


def test_words_flip_with_the_data(tmp_path: Path, seed: int) -> None:
    falling = played(tmp_path, seed, slope=-0.5)
    assert "the pair up to 0." in horizon_volatility.finding(horizon_volatility.tables(falling), falling)
    always = played(tmp_path / "always", seed, shift=1.0)
    tables = horizon_volatility.tables(always)
    words = horizon_volatility.finding(tables, always)
    assert "the pair at every level tried over 12 to 120 months" in words
    assert "No simulated line is found" in words
    assert horizon_volatility.failures(tables, always) == ""
    never = played(tmp_path / "never", seed, shift=-1.0)
    tables = horizon_volatility.tables(never)
    assert "the pair at none over 12 to 120 months" in horizon_volatility.finding(tables, never)
    assert "The pair loses at 27 of 27 points" in horizon_volatility.failures(tables, never)
    side = played(tmp_path / "side", seed, shift=0.5, side=1.0)
    failed = horizon_volatility.failures(horizon_volatility.tables(side), side)
    assert failed.startswith("Buyers lose at 27 of 27 points (at worst −0.9")
    assert "pair" not in failed


def test_figures_are_drawn(tmp_path: Path, seed: int) -> None:
    for name, shift in (("found", 0.0), ("never", -1.0)):
        sweep = played(tmp_path / name, seed, shift=shift)
        horizon_volatility.draw(horizon_volatility.tables(sweep), sweep, tmp_path / "figures", "n")
        assert drawn(tmp_path / "figures") == ["horizon_volatility.png", "horizon_volatility.svg"]


@pytest.mark.parametrize(
    "wish", ["design.axes.volatility.count=1", "design.axes.horizon.values=[60]"]
)  # fmt: skip
def test_one_level_of_an_axis_is_enough(tmp_path: Path, seed: int, wish: str) -> None:
    sweep = played(tmp_path, seed, wishes=[*WISHES, wish])
    tables = horizon_volatility.tables(sweep)
    words = horizon_volatility.finding(tables, sweep)
    assert ("By horizon" in words) == ("horizon" in wish)
    assert ("must last so many months" in words) == ("volatility" in wish)
    assert "nan" not in words
    horizon_volatility.draw(tables, sweep, tmp_path / "figures", "n")
    assert drawn(tmp_path / "figures")


def test_a_tiny_sweep_works_end_to_end(tmp_path: Path) -> None:
    small = ["market.buyers=4", "market.suppliers=5", "engine.workers=1", "replicates=2"]
    axes = ["design.axes.horizon.values=[3,6]", "design.axes.volatility.count=2"]
    assert main([*WISHES, *small, *axes, f"results={tmp_path}"]) == 0
    (words,) = (tmp_path / "horizon_volatility").glob("*/words.json")
    told = json.loads(words.read_text())
    assert told["finding"].startswith("By horizon, WIIFWE gains over WIIFME rigid")
    assert "nan" not in told["finding"] + told["failures"]
