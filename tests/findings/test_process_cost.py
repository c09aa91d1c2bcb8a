"""Cost of the process: break-even costs where they were put, and words that flip with the data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import process_cost
from experiments.findings.wording import told_at
from experiments.run import main
from tests.findings.made import drawn, made

WISHES = ["experiment=process_cost", "replicates=12", "design.axes.volatility.count=3"]
"""Volatility 0, 0.2 and 0.4."""


def played(
    folder: Path,
    seed: int,
    bears: float = 1.0,
    more: float = 5.0,
    side: float = 0.0,
    wishes: list[str] = WISHES,
) -> Any:
    """The pair bears (bears + more·σ) times the cost; suppliers get `side` of the buyers' gain."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        luck = rng.normal(0.0, 0.05, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        cost, volatility = worlds["cost"].to_numpy(float), worlds["volatility"].to_numpy(float)
        gain = 0.05 * (bears + more * volatility - cost) + rng.normal(0.0, 0.002, len(worlds))
        ours = (worlds["arm"] == "wiifwe").to_numpy(float)
        buyers, suppliers = luck + ours * (0.5 * gain - side), luck + ours * (0.5 * gain + side)
        return {"joint_slot": buyers + suppliers, "buyer_slot": buyers, "supplier_slot": suppliers}

    return made(folder, wishes, outcomes, seed)


def test_break_even_costs_are_where_they_were_put(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed)
    tables = process_cost.tables(sweep)
    pair = tables["turns"].query("outcome == 'joint_slot'").to_dict("records")
    for row, cost in zip(pair, (1.0, 2.0, 3.0), strict=True):
        assert row["level"] == pytest.approx(cost, abs=0.08)
        assert row["low"] - 0.05 <= cost <= row["high"] + 0.05
        assert not row["rising"]
    words = process_cost.finding(tables, sweep)
    row = pair[-1]
    assert f"up to {row['level']:.2f} ({row['low']:.2f} to {row['high']:.2f}) at σₓ 0.4" in words
    assert "A free process pays everybody at every volatility tried" in words
    calm = tables["gains"].query("cost == 0 and volatility == 0").iloc[0]
    assert f"What is left at no cost: the pair {told_at(calm, 'joint_slot')} at σₓ 0.0" in words


def test_words_flip_with_the_data(tmp_path: Path, seed: int) -> None:
    dear = played(tmp_path / "dear", seed, bears=-1.0)
    tables = process_cost.tables(dear)
    words = process_cost.finding(tables, dear)
    assert "the pair at none at σₓ 0.0" in words
    assert "Not even a free process pays the pair at σₓ 0.0 (−0.0" in words
    failed = process_cost.failures(tables, dear)
    assert "At the assumed cost or less the pair loses at" in failed
    assert "Not even a free process pays the pair at" in failed
    cheap = played(tmp_path / "cheap", seed, bears=100.0)
    tables = process_cost.tables(cheap)
    words = process_cost.finding(tables, cheap)
    assert "the pair at every level tried at σₓ 0.0 to 0.4" in words
    assert "At the assumed cost nobody is told to lose" in words
    assert process_cost.failures(tables, cheap) == ""
    side = played(tmp_path / "side", seed, bears=100.0, side=10.0)
    tables = process_cost.tables(side)
    assert "there is a loss for buyers at σₓ 0.0, 0.2 and 0.4" in process_cost.finding(tables, side)
    assert "buyers lose at 15 of 15 points" in process_cost.failures(tables, side)


def test_a_gain_that_is_not_told_from_0_is_no_break_even_for_certain(tmp_path: Path, seed: int) -> None:
    """At a cost borne exactly at the last level tried the interval is open above."""
    sweep = played(tmp_path, seed, bears=6.0, more=0.0)
    rows = process_cost.tables(sweep)["turns"].query("outcome == 'joint_slot'")
    assert not np.isfinite(rows["high"]).any()
    words = process_cost.finding(process_cost.tables(sweep), sweep)
    assert "beyond what was tried" in words or "perhaps only up to" in words


def test_figures_are_drawn(tmp_path: Path, seed: int) -> None:
    for name, bears in (("found", 1.0), ("never", -9.0)):
        sweep = played(tmp_path / name, seed, bears=bears)
        process_cost.draw(process_cost.tables(sweep), sweep, tmp_path / "figures", "n")
        assert drawn(tmp_path / "figures") == ["process_cost.png", "process_cost.svg"]


def test_one_cost_is_told_without_a_break_even(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, wishes=[*WISHES, "design.axes.cost.values=[2]"])
    tables = process_cost.tables(sweep)
    words = process_cost.finding(tables, sweep)
    assert "In multiples" not in words
    assert "What is left at 2 times the cost: the pair −0.0" in words
    process_cost.draw(tables, sweep, tmp_path / "figures", "n")
    assert drawn(tmp_path / "figures")


def test_a_tiny_sweep_works_end_to_end(tmp_path: Path) -> None:
    small = ["market.buyers=4", "market.suppliers=5", "market.months=6", "engine.workers=1", "replicates=2"]
    assert main([*WISHES, *small, "design.axes.cost.values=[0,1]", f"results={tmp_path}"]) == 0
    (words,) = (tmp_path / "process_cost").glob("*/words.json")
    told = json.loads(words.read_text())
    assert told["finding"].startswith("In multiples of the assumed cost of the process, WIIFWE gains")
    assert "nan" not in told["finding"] + told["failures"]
