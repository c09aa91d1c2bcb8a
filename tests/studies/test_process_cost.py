"""Cost of the process: break-even costs where they were put, words that turn with the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.studies.made import Told, made

WISHES = ["experiment=process_cost", "replicates=12", "design.axes.volatility.count=3"]


def told(folder: Path, seed: int, base: float = 1.5, rise: float = 5.0, side: float = 0.0) -> Told:
    """The joint gain is 0.1·(base + rise·σ − cost); buyers have half of it less `side`."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        luck = 0.5 + rng.normal(0.0, 0.05, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        ours = (worlds["arm"] == "wiifwe").to_numpy(float)
        gain = 0.1 * (base + rise * worlds["volatility"] - worlds["cost"]).to_numpy(float)
        gain = 0.5 * (gain + rng.normal(0.0, 0.003, len(worlds)))
        buyers, suppliers = luck + ours * (gain - side), luck + ours * (gain + side)
        return {"joint_slot": buyers + suppliers, "buyer_slot": buyers, "supplier_slot": suppliers}

    return made(folder, WISHES, outcomes, seed)


def test_break_even_costs_are_where_they_were_put(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed)
    both = found.tables["turns"].query("outcome == 'joint_slot'").set_index("volatility")["level"]
    assert both.to_numpy() == pytest.approx([1.5, 2.5, 3.5], abs=0.1)
    assert found.tables["result"]["both together, up to"].to_numpy() == pytest.approx(both.to_numpy())
    free = found.tables["result"]["least cost, mean"].to_numpy()
    assert free == pytest.approx([0.15, 0.25, 0.35], abs=0.01)
    assert f"up to {both[0.2]:.1f} times what is assumed" in found.words["answer"]
    there = found.tables["gains"].query("outcome == 'joint_slot' and cost == 0 and volatility == 0.2")
    assert there["share"].item() == pytest.approx(0.25, abs=0.02)


def test_words_turn_with_the_data(tmp_path: Path, seed: int) -> None:
    assert "at every cost" in told(tmp_path / "always", seed, base=20.0).words["answer"]
    never = told(tmp_path / "never", seed, base=-5.0)
    assert "does not pay at any cost" in never.words["answer"]
    assert "Not even a free process pays both together, buyers and suppliers" in never.text
    side = told(tmp_path / "side", seed, side=0.2)
    assert "Not even a free process pays buyers" in side.text
    assert "rigid WIIFME for both together at a monthly" not in side.text
