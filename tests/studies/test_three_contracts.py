"""Three contracts: best where it was put, passages where they were put, words that turn with the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.studies.made import Told, made

WISHES = ["experiment=three_contracts", "replicates=20", "design.axes.volatility.count=9"]
RIGID, FLEXIBLE, BARE, WIIFWE = "wiifme_rigid", "wiifme_flexible", "relational_bare", "wiifwe"
Lines = dict[str, tuple[float, float]]
USUAL: Lines = {RIGID: (0.30, -0.4), FLEXIBLE: (0.22, -0.05), BARE: (0.15, 0.0), WIIFWE: (0.272, -0.05)}
"""Arm → joint value at 0 and its slope: WIIFWE overtakes rigid at 0.08, flexible overtakes it at 0.2286."""


def told(folder: Path, seed: int, lines: Lines, alive: float = 0.1) -> Told:
    """Joint value on a line by volatility; so many more of WIIFWE live after 10 years, and fewer after 1."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        shared = rng.normal(0.0, 0.05, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        start, slope = (worlds["arm"].map({arm: line[i] for arm, line in lines.items()}) for i in (0, 1))
        joint = start + slope * worlds["volatility"] + shared + rng.normal(0.0, 0.002, len(worlds))
        more = alive * worlds["arm"].eq(WIIFWE)
        return {
            "joint_slot": joint, "buyer_slot": joint / 2.0, "supplier_slot": joint / 2.0,
            "relationships_alive_12": 0.9 - more + 0.1 * shared, "relationships_alive_60": 0.5,
            "relationships_alive_120": 0.25 + more + 0.1 * shared,
        }  # fmt: skip

    return made(folder, WISHES, outcomes, seed)


def test_best_and_passages_are_where_they_were_put(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed, USUAL)
    best: Any = found.tables["best"].query("outcome == 'joint_slot'").set_index("volatility")["best"]
    assert best.loc[[0.0, 0.05]].tolist() == [RIGID, RIGID]
    assert set(best.loc[0.1:]) == {WIIFWE}
    joint: Any = found.tables["passages"].query("outcome == 'joint_slot'").set_index(["arm", "baseline"])
    for pair, place in (((FLEXIBLE, RIGID), 0.08 / 0.35), ((WIIFWE, RIGID), 0.08)):
        assert joint.loc[pair]["status"] == "found"
        assert abs(joint.loc[pair]["level"] - place) < 0.01
    assert found.words["answer"].startswith("In a calm world the rigid contract is best.")
    assert "best from a monthly drift of 0.100 on" in found.text
    assert "35 % live after ten years, 25 % under the rigid contract" in found.text
    assert "After one year fewer relationships live" in found.text


def test_words_turn_with_the_data(tmp_path: Path, seed: int) -> None:
    worse = told(tmp_path / "worse", seed, USUAL | {WIIFWE: (0.10, 0.0)}, alive=-0.1)
    assert "cannot be called the best contract" in worse.words["answer"]
    assert "Its relationships do not last" in worse.text
    assert "After one year fewer" not in worse.text
    alike = told(tmp_path / "alike", seed, dict.fromkeys(USUAL, (0.2, 0.0)), alive=0.0)
    assert alike.tables["best"]["best"].ne("open").sum() <= 2  # 27 statements, each wrong in 5 % at most
