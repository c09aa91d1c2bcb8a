"""A norm: borders, months and losses where they were put, words that turn with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.studies.made import Told, made

WISHES = [
    "experiment=norm",
    "replicates=12",
    "design.axes.honesty.values=[0,0.5,0.9,0.95,1]",
    "design.axes.erosion.values={erosions}",
]
FINE = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def told(
    folder: Path,
    seed: int,
    border: dict[str, float],
    worth: float = 0.1,
    dying: float = 0.2,
    erosions: list[float] | None = None,
    steep: float = 1.0,
) -> Told:
    """Honesty falls evenly with erosion, to half at the posture's `border`, fully only after 60 months.

    At `steep` above 1 it falls that much more steeply around the border. Who begins less honest tips sooner;
    the wholly honest never. Where a half is gone so is half of `worth`. Borders are found to .6 %: tolerances
    are six standard errors. Two that are alike are taken for different where their intervals do not meet, in
    one of five hundred seeds.
    """

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        erosion, start = worlds["erosion"].to_numpy(float), worlds["honesty"].to_numpy(float)
        place = worlds["arm"].map(border).to_numpy(float) * (0.5 + 0.5 * start / 0.9)
        # Every world its own luck, the same at each length.
        luck = rng.normal(0.0, 0.02, (12, 2))[worlds["replicate"], (worlds["arm"] == "wiifwe").astype(int)]
        gone = np.clip(0.5 + 0.5 * steep * (erosion / place * (1.0 + luck) - 1.0), 0.0, 1.0) * (start < 1.0)
        gone = gone * np.minimum(1.0, worlds["months"].to_numpy(float) / 60.0)
        heard = np.divide(gone, erosion, out=np.full(len(worlds), 0.1), where=erosion > 0.0)
        noise = rng.normal(0.0, 0.0005, 12)[worlds["replicate"]]  # common, as dice are: differences have none
        lost = gone * start
        ours = (worlds["arm"] == "wiifwe").to_numpy(float)
        alive = 0.5 - dying * lost * (1.0 - ours) + noise
        return {
            "lies_public": heard,
            "joint_slot": 0.2 + 0.05 * ours - worth * lost * (1.0 - 0.5 * ours) + noise,
            "relationships_alive_12": alive,
            "relationships_alive_60": alive,
        }

    wishes = [wish.format(erosions=erosions or FINE) for wish in WISHES]
    return made(folder, wishes, outcomes, seed)


def test_borders_and_months_are_where_they_were_put(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed, {"wiifme": 3.0, "wiifwe": 5.0})
    tips = found.tables["tips"].query("honesty == 0.9").set_index("arm")["level"]
    assert tips.to_dict() == pytest.approx({"wiifme": 3.0, "wiifwe": 5.0}, abs=0.1)
    times = found.tables["times"].query("honesty == 0.9 and erosion == 10").set_index("arm")["level"]
    assert times["wiifme"] == pytest.approx(30.0, abs=1.0)  # all is gone after 60 months, half after 30
    left = found.tables["left"].query("erosion == 2 and honesty == 0.9 and arm == 'wiifwe'")["mean"].item()
    assert left == pytest.approx(0.9 * (1.0 - 0.5 * 2.0 / 5.0), abs=0.02)
    worth = found.tables["worth"].query("outcome == 'joint_slot' and honesty == 0.9 and erosion == 10")
    assert worth.set_index("arm")["mean"].to_dict() == pytest.approx(
        {"wiifme": -0.09, "wiifwe": -0.045}, abs=1e-3
    )
    assert worth.set_index("arm")["part"]["wiifme"] == pytest.approx(-0.45, abs=0.01)
    first = found.tables["paths"].query("months == 0")
    assert (first["mean"] == 1.0).all()
    assert len(first) == 6
    assert first[["se", "size", "p"]].isna().all(axis=None)
    assert "half is gone between months 18 and 36 under WIIFME" in found.text
    assert "among WIIFME firms once lies erode it at 3.0, among WIIFWE firms at 5.0" in found.words["answer"]
    assert "Only the wholly honest keep theirs" in found.words["answer"]
    assert "WIIFME 45 % less, WIIFWE 18 % less" in found.text
    assert "18 in a hundred fewer last five years" in found.text
    assert "The process does not save honesty" in found.text


def test_words_turn_with_the_data(tmp_path: Path, seed: int) -> None:
    other = told(tmp_path / "other", seed, {"wiifme": 5.0, "wiifwe": 3.0}, worth=0.0, dying=0.0)
    assert "among WIIFWE firms once lies erode it at 3.0, among WIIFME firms only" in other.words["answer"]
    assert "end sooner" not in other.text
    assert "With its honesty gone" not in other.text
    alike = told(tmp_path / "alike", seed, {"wiifme": 4.0, "wiifwe": 4.0})
    assert "under neither is it known to tip sooner" in alike.words["answer"]
    one = told(tmp_path / "one", seed, {"wiifme": 4.0, "wiifwe": 400.0})
    assert "for the other posture no such place is known" in one.words["answer"]
    assert "The process does not save" not in one.text
    never = told(tmp_path / "never", seed, {"wiifme": 400.0, "wiifwe": 400.0})
    assert "No erosion can be named" in never.words["answer"]
    assert "wholly honest" not in never.text


def test_a_border_between_distant_erosions_is_not_named(tmp_path: Path, seed: int) -> None:
    """At a cliff between two erosions tried, the straight line errs by up to their distance."""
    border = {"wiifme": 4.1, "wiifwe": 6.4}
    coarse = told(tmp_path / "coarse", seed, border, erosions=[0, 3, 6, 10], steep=10.0)
    assert (coarse.tables["tips"].query("honesty == 0.9")["status"] == "found").all()
    assert "No erosion can be named" in coarse.words["answer"]
    fine = told(tmp_path / "fine", seed, border, erosions=[0, 2, 3, 3.5, 4, 4.5, 5, 6, 6.5, 7, 8], steep=10.0)
    tips = fine.tables["tips"].query("honesty == 0.9").set_index("arm")["level"]
    assert tips.to_dict() == pytest.approx(border, abs=0.5)
    assert "Honesty tips among WIIFME firms" in fine.words["answer"]
