"""Screening and sensitivity: what matters is found where it was put, and noise is noise."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.studies.made import Told, centred, made

MORRIS = ["experiment=screening", "replicates=4", "design.points=12"]
SALTELLI = ["experiment=sensitivity", "replicates=4", "design.points=256"]


def told(folder: Path, wishes: list[str], seed: int, loss: float = 0.0, even: bool = False) -> Told:
    """WIIFWE gains by the effect of the process, half as much by trust, and nothing by anything else.

    `even`: noise is 0 on average at each point, so that no seed finds an effect that was not put there.
    """

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        treated = (worlds["arm"] == "wiifwe").to_numpy()
        luck = rng.normal(0.0, 0.1, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        gain = worlds["effect"] / 1.5 - 0.5 + 0.5 * (worlds["trust"] - 0.5) / 0.6 - loss
        noise = rng.normal(0.0, 0.002, len(worlds))
        noise = centred(noise, [worlds["arm"], worlds["point"]]) if even else noise
        values = 4.0 + luck + np.where(treated, gain.to_numpy(float) + noise, 0.0)
        found = dict.fromkeys(("joint_slot", "buyer_slot", "supplier_slot", "relationships_alive_60"), values)
        gone = (worlds["point"] < 3) & treated
        return found | {"relationships_alive_120": np.where(gone, np.nan, 0.3 + noise * treated)}

    return made(folder, wishes, outcomes, seed)


def test_screening_finds_the_effects_that_were_put_there(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, MORRIS, seed, even=True)
    effects: Any = found.tables["effects"].set_index(["outcome", "factor"])
    joint = effects.loc["joint_slot"]
    assert set(joint[joint["told"]].index) == {"effect", "trust"}
    assert joint.loc[["effect", "trust"], "mu_star"].to_numpy() == pytest.approx([1.0, 0.5], abs=1e-9)
    assert found.tables["result"]["factor"].tolist()[:2] == ["effect", "trust"]
    assert set(effects.loc["relationships_alive_120"]["n"]) == {11}
    assert found.words["answer"].startswith("The effect of the process matters most")
    assert "then the trust in strangers" in found.words["answer"]


def test_sensitivity_finds_the_shares_that_were_put_there(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, SALTELLI, seed)
    joint = found.tables["indices"].set_index(["outcome", "factor"]).loc["joint_slot"]
    totals = joint.loc[["effect", "trust"], "total"]
    assert totals.to_numpy() == pytest.approx([0.8, 0.2], abs=0.1)  # variances as 1 to 1/4
    assert joint.loc[["effect", "trust"], "told"].all()
    assert (joint["interaction_low"] < 0.02).all()
    groups: Any = found.tables["groups"].set_index("outcome").loc["joint_slot"]
    assert groups["process_alone"] == pytest.approx(0.8, abs=0.1)
    assert groups["world_alone"] == pytest.approx(1.0 - groups["process_part"], abs=1e-9)
    assert 0.0 < groups["luck"] < 0.001
    dead = joint.drop(index=["effect", "trust"])
    assert dead["luck"].to_numpy() == pytest.approx(dead["total"].to_numpy(), rel=0.5)
    assert "The effect of the process decides more" in found.words["answer"]


@pytest.mark.parametrize("wishes", [MORRIS, [*SALTELLI[:2], "design.points=16"]])
def test_a_loss_is_said(tmp_path: Path, seed: int, wishes: list[str]) -> None:
    assert told(tmp_path / "up", wishes, seed, loss=-2.0).words["fails"] == []
    (fails,) = told(tmp_path / "down", wishes, seed, loss=2.0).words["fails"]
    assert re.search(r"makes (4[5-9]|5[0-5]) % less than WIIFME", fails)
