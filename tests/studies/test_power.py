"""Power: refusals where they were put, words that turn with the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.studies.made import Told, made

WISHES = ["experiment=power", "replicates=20", "design.axes.power.count=9"]
"""Power −0.8 to 0.8 in steps of 0.2."""


def told(folder: Path, seed: int, equal: float, gain: float, base: float = 0.02) -> Told:
    """The buyers' gain is base + slope·power, the suppliers' base − slope·power, by split; shared luck."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        shared = 0.5 + rng.normal(0.0, 0.05, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        tilt = worlds["split"].map({"equal": equal, "gain": gain}).to_numpy(float) * worlds["power"]
        ours = (worlds["arm"] == "wiifwe").to_numpy(float)
        sides = [
            shared + ours * (base + sign * tilt) + rng.normal(0.0, 0.002, len(worlds)) for sign in (1.0, -1.0)
        ]
        return {"joint_slot": sides[0] + sides[1], "buyer_slot": sides[0], "supplier_slot": sides[1]}

    return made(folder, WISHES, outcomes, seed)


def test_refusals_are_where_they_were_put(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed, equal=-0.05, gain=0.0)  # the strong side loses beyond 0.4
    refuses: Any = found.tables["result"].query("split == 'equal'").set_index("power")["refuses"]
    assert refuses.loc[[0.6, 0.8]].tolist() == ["buyers", "buyers"]
    assert refuses.loc[[-0.6, -0.8]].tolist() == ["suppliers", "suppliers"]
    assert refuses.loc[0.0] == "nobody"
    critical: Any = found.tables["critical"].set_index(["split", "outcome"])
    for outcome, place, rising in (("buyer_slot", 0.4, False), ("supplier_slot", -0.4, True)):
        row = critical.loc[("equal", outcome)]
        assert abs(row["level"] - place) < 0.05
        assert row["rising"] == rising
    assert "the stronger side would refuse: suppliers at a buyers' power of −0.8, buyers at 0.8" in found.text
    rows: Any = found.tables["gains"].set_index(["split", "power"])
    assert np.isnan(rows.loc[("equal", 0.0), "strong_slot"])
    assert rows.loc[("equal", 0.8), "strong_slot"] == rows.loc[("equal", 0.8), "buyer_slot"]
    assert rows.loc[("equal", -0.8), "strong_slot"] == rows.loc[("equal", -0.8), "supplier_slot"]


def test_words_turn_with_the_data(tmp_path: Path, seed: int) -> None:
    mends = told(tmp_path / "mends", seed, equal=-0.05, gain=0.05).text
    assert "mends the strong side's refusal, and makes the weak side's" in mends
    assert "does not mend" in told(tmp_path / "keeps", seed, equal=-0.05, gain=-0.05).text
    never = told(tmp_path / "never", seed, equal=0.0, gain=0.0)
    assert never.words["answer"].startswith("Nobody would refuse under either split")
    assert never.words["fails"] == []
    assert "Both together lose" in told(tmp_path / "bad", seed, 0.0, 0.0, base=-0.03).text
