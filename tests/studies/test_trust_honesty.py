"""Trust and honesty: thresholds where they were put, idle honesty said to be idle, words that turn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tests.studies.made import Told, asked_for, made

WISHES = ["experiment=trust_honesty", "replicates=12", "design.axes.trust.values=[0,0.2,0.4,0.6,0.8,1]",
          "design.axes.honesty.count=3", "choice.exit_trust=0.25"]  # fmt: skip
ALIVE = [f"{kind}_alive_{age}" for age in (12, 120) for kind in ("relationships", "buyers", "suppliers")]


def told(
    folder: Path, seed: int, slope: float = 0.1, honesty: float = 0.0, alone: float = 0.0, place: float = 0.3
) -> Told:
    """The gain is slope·(trust − place); declared honesty moves so much from buyers to suppliers.

    Hidden honesty of a side gives both together `alone`, all of it to the other side.
    """

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        size = int(worlds["replicate"].max()) + 1
        luck = 0.5 + rng.normal(0.0, 0.05, size)[worlds["replicate"]]
        own = rng.normal(0.0, 0.002, (size, int(worlds["point"].max()) + 1))
        part = worlds["arm"].ne("wiifme_rigid").to_numpy(float)
        gain = slope * (worlds["trust"].to_numpy(float) - place) + own[worlds["replicate"], worlds["point"]]
        so = worlds["honesty"].to_numpy(float)
        moved = honesty * so * worlds["arm"].eq("both")
        buyers = luck + part * (0.5 * gain - moved) + alone * so * worlds["arm"].eq("suppliers")
        suppliers = luck + part * (0.5 * gain + moved) + alone * so * worlds["arm"].eq("buyers")
        shares = dict.fromkeys(ALIVE, luck + 2.0 * part * gain)
        return {"joint_slot": buyers + suppliers, "buyer_slot": buyers, "supplier_slot": suppliers} | shares

    return made(folder, WISHES, outcomes, seed)


def test_thresholds_are_where_they_were_put(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed)
    turns = found.tables["turns"]
    assert len(turns) == 3 * 3 * 3  # arms, honesty, parties
    assert set(turns["status"]) == {"found"}
    assert ((turns["level"] - 0.3).abs() < 0.05).all()
    gain = found.tables["levels"].query("outcome == 'gain' and trust == 1.0")["mean"].item()
    assert abs(gain - 0.07) < 0.01  # 0.1·(1 − 0.3) of what is about 1
    assert found.words["answer"].startswith("It pays wherever firms trust strangers enough to stay")
    assert "both together lose, at worst 3 % of what WIIFME makes" in found.text


def test_words_turn_with_the_data(tmp_path: Path, seed: int) -> None:
    falling = told(tmp_path / "falling", seed, slope=-0.1)
    assert falling.words["answer"].startswith("Whether it pays depends on how far")
    sure = told(tmp_path / "sure", seed, place=-1.0)
    assert sure.words["answer"].startswith("It pays at every trust")
    assert not any("lose" in line for line in sure.words["fails"])
    assert told(tmp_path / "never", seed, place=2.0).words["answer"].startswith("It pays at no trust")


def test_honesty_is_said_by_whose_it_is(tmp_path: Path, seed: int) -> None:
    idle = told(tmp_path / "idle", seed, honesty=0.02)
    assert "Honesty that both declare changes almost nothing" in idle.words["answer"]
    changed = idle.tables["honesty"].query("of == 'both'").groupby("outcome")["mean"].mean()
    assert np.allclose(changed[["buyer_slot", "supplier_slot"]], [-0.02, 0.02], atol=0.002)
    assert "changes anything for both together is not known" in idle.text
    hidden = told(tmp_path / "hidden", seed, alone=0.05)
    assert "Honesty that one side hides does matter: full against none adds" in hidden.text
    added = hidden.tables["honesty"].query("of != 'both' and outcome == 'joint_slot'")["mean"]
    assert np.allclose(added, 0.05, atol=0.01)
    assert "takes from what both" in told(tmp_path / "harm", seed, alone=-0.05).text


def test_a_hider_declares_what_wiifwe_declares() -> None:
    known = asked_for([*WISHES, "strategies.wiifwe.honesty=0.7"]).scenario.strategies
    own, hiding = known["wiifwe"], known["hiding"]
    assert hiding.declared == own.honesty == 0.7
    assert replace(hiding, declared=None, sentence="") == replace(own, sentence="", source=hiding.source)
