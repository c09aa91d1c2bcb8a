"""Horizon and volatility: zero lines where they were put, and the closed form held against the right one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.measures.wording import span_of_time
from tests.studies.made import Told, made

WISHES = ["experiment=horizon_volatility", "replicates=12", "design.axes.horizon.values=[12,60,120]",
          "design.axes.volatility.count=9"]  # fmt: skip
PLACES = {12.0: 0.3, 60.0: 0.15, 120.0: 0.1}
"""Horizon → volatility from which both together gain."""


def told(folder: Path, seed: int, slope: float = 0.5, shift: float = 0.0) -> Told:
    """The joint gain is slope·(σ − place + shift), half of it buyers'; the same when discounted."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        luck = 0.5 + rng.normal(0.0, 0.05, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        place = worlds["horizon"].map(PLACES).to_numpy(float)
        ours = (worlds["arm"] == "wiifwe").to_numpy(float)
        gain = slope * (worlds["volatility"].to_numpy(float) - place + shift)
        side = luck + 0.5 * ours * (gain + rng.normal(0.0, 0.003, len(worlds)))
        names = ("joint_slot", "buyer_slot", "supplier_slot", "joint_discounted")
        return dict(zip(names, (2.0 * side, side, side, 2.0 * side)))

    return made(folder, WISHES, outcomes, seed)


def test_zero_lines_are_where_they_were_put(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed)
    both = found.tables["turns"].query("outcome == 'joint_slot'").set_index("horizon")
    for months, place in PLACES.items():
        assert both["level"][months] == pytest.approx(place, abs=0.02)
    lasting = found.tables["horizons"].query("outcome == 'joint_slot' and volatility == 0.15")["level"].item()
    assert f"pays from {span_of_time(round(lasting))} on" in found.words["answer"]
    assert "Where it does not change, never." in found.words["answer"]
    law = found.tables["law"]["law"]
    assert "more change than adaptation alone" in found.text
    assert (law.to_numpy() < list(PLACES.values())).any()


def test_words_turn_with_the_data(tmp_path: Path, seed: int) -> None:
    lower = told(tmp_path / "lower", seed, shift=0.08)
    assert "it pays at less change than adaptation alone" in lower.text
    always = told(tmp_path / "always", seed, shift=1.0)
    assert "pays over every span tried" in always.words["answer"]
    assert always.words["fails"] == []
    never = told(tmp_path / "never", seed, shift=-1.0)
    assert "pays over no span tried" in never.words["answer"]
    assert never.tables["border"].query("who == 'both together'")["mean"].isna().all()
