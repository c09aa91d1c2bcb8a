"""Honest alone: advantages, lifts and turns where they were put, words that turn with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.studies.made import Told, centred, made

SHARES = [0.0, 0.1, 0.5, 0.9, 1.0]
"""Whole firms of forty buyers and of fifty suppliers."""
WISHES = ["experiment=honest_alone", "replicates=12", f"design.axes.share.values={SHARES}"]
Own = Callable[[pd.Series, np.ndarray], np.ndarray]
"""Arm, and share of the honest → what an honest firm makes more than a silent one."""


def told(folder: Path, seed: int, own: Own, lift: float = 0.02) -> Told:
    """The silent make .1 and `lift` times the share of the honest; honest ones `own` more."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        share, found = worlds["share"].to_numpy(float), {}
        for party, slots in (("buyer", 40), ("supplier", 50)):
            noise = centred(rng.normal(0.0, 0.001, len(worlds)), [worlds["arm"], worlds["point"]])
            silent = 0.1 + lift * share + noise
            honest = silent + own(worlds["arm"], share)
            found[f"focal_{party}_value"] = np.where(share > 0.0, honest, np.nan)
            found[f"{party}_slot"] = slots * (share * honest + (1.0 - share) * silent) / 40.0
        return {"joint_slot": found["buyer_slot"] + found["supplier_slot"], **found}

    return made(folder, WISHES, outcomes, seed)


def turning(arm: pd.Series, share: np.ndarray) -> np.ndarray:
    """WIIFME's honesty pays from 40 % on, at a set price always; WIIFWE's always, more where firms talk."""
    rigid = arm.isin(["wiifme", "wiifme_talk"]).to_numpy()
    talk = 0.01 * (arm == "wiifwe_talk").to_numpy(float)
    return np.where(rigid, 0.02 * (share - 0.4), 0.005 + talk)


def test_what_was_put_in_is_found(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed, turning)
    advantage, market = found.tables["advantage"], found.tables["market"]
    assert sorted(advantage["share"].unique()) == SHARES[1:-1]
    rigid = advantage[advantage["arm"] == "wiifme"]
    assert rigid["mean"].to_numpy() == pytest.approx(0.02 * (rigid["share"] - 0.4).to_numpy(), abs=1e-9)
    assert rigid["base"].to_numpy() == pytest.approx(0.1 + 0.02 * rigid["share"].to_numpy(), abs=1e-9)
    turns = found.tables["turns"].query("arm == 'wiifme'")
    assert (turns["status"] == "found").all()
    assert turns["level"].to_numpy() == pytest.approx(0.4, abs=0.01)
    whole = market.query("arm == 'wiifwe' and outcome == 'buyer_slot' and share == 1")
    assert whole["mean"].item() == pytest.approx(0.025, abs=1e-9)
    others = found.tables["others"].query("arm == 'wiifme'")
    assert others["mean"].to_numpy() == pytest.approx(0.018, abs=1e-9)
    changed = found.tables["changes"].query("what == 'own'").set_index(["arm", "side"])["mean"]
    assert changed["wiifwe_talk"].to_numpy() == pytest.approx(0.01, abs=1e-9)
    assert changed["foundation"].to_numpy() == pytest.approx(0.0, abs=1e-9)
    assert found.tables["result"].set_index("arm")["honest alone, buyers, mean"]["wiifme"] == pytest.approx(
        -0.006
    )


def test_a_public_good_among_wiifme_firms(tmp_path: Path, seed: int) -> None:
    text = told(tmp_path, seed, turning).text
    assert "who is honest alone loses, though all gain once all are" in text
    assert "one honest buyer makes 6 % less" in text
    assert "suppliers make more than silent ones once about 40 % of firms are honest" in text
    assert "where the price is set, honest firms of both sides make more" in text
    assert "Word of mouth rewards the honest" in text
    assert "foundation adds" not in text


@pytest.mark.parametrize(
    ("own", "lift", "answer"),
    [
        (-0.004, 0.03, "a public good under both postures"),
        (0.004, 0.02, "No: under both postures"),
        (0.0, 0.02, "depends on posture and side"),
        (-0.004, -0.01, "not known that all together gain"),
    ],
)
def test_the_answer_turns(tmp_path: Path, seed: int, own: float, lift: float, answer: str) -> None:
    found = told(tmp_path, seed, lambda arm, share: np.full(len(share), own), lift)
    assert answer in found.words["answer"]
    assert "Word of mouth makes no difference" in found.text
    assert "No step is known to change" in found.text
    assert ("ride free" in found.text) == (lift > 0.0)
