"""Competition: lost corners where they were put, what dispersion adds, words that turn with the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.studies.made import Told, made

WISHES = ["experiment=competition", "replicates=12", "design.axes.dispersion.count=3",
          "design.axes.term.values=[1,12,36]"]  # fmt: skip


def told(folder: Path, seed: int, base: float, more: float, short: float = 0.0) -> Told:
    """Dispersion adds itself to rigid, `more` of it to WIIFWE; suppliers lose `short` at a term of 1."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        luck = 0.5 + rng.normal(0.0, 0.05, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        ours = (worlds["arm"] == "wiifwe").to_numpy(float)
        spread = worlds["dispersion"].to_numpy(float)
        joint = ours * (base + more * spread) + (1.0 - ours) * spread + rng.normal(0.0, 0.002, len(worlds))
        moved = short * ours * worlds["term"].eq(1.0)
        buyers, suppliers = luck + 0.5 * joint + moved, luck + 0.5 * joint - moved
        return {"joint_slot": buyers + suppliers, "buyer_slot": buyers, "supplier_slot": suppliers}

    return made(folder, WISHES, outcomes, seed)


def test_effects_are_what_they_were_made(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed, base=0.02, more=1.5, short=0.3)
    means = found.tables["effects"].query("outcome == 'joint_slot'").groupby("of")["mean"].mean()
    assert means[["wiifme_rigid", "wiifwe", "gain"]].to_numpy() == pytest.approx(
        [0.15, 0.225, 0.075], abs=0.005
    )
    assert found.tables["result"]["both together, costs alike"].mean() == pytest.approx(0.02, abs=0.005)
    assert found.words["answer"].startswith("Nowhere that was tried")
    assert "Dispersed costs even help the relationship more." in found.words["answer"]
    assert "But suppliers do better in competition" in found.words["answer"]
    assert "Suppliers lose under terms up to 1 month" in found.text


def test_words_turn_with_the_data(tmp_path: Path, seed: int) -> None:
    favours = told(tmp_path / "favours", seed, base=0.04, more=0.0)
    assert "Dispersed costs help competition more." in favours.words["answer"]
    assert "good part" in favours.words["answer"]
    turn = favours.tables["along_dispersion"].query("outcome == 'joint_slot'")
    assert turn["level"].to_numpy() == pytest.approx([0.04] * 3, abs=0.01)
    alike = told(tmp_path / "alike", seed, base=0.05, more=1.0)
    assert "is not known" in alike.text
    assert alike.words["fails"] == []
