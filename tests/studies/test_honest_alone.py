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


def told(folder: Path, seed: int, own: Own, lift: float = 0.02, lift_suppliers: float | None = None) -> Told:
    """The silent make .1 and `lift` times the share of the honest, who make `own` more."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        share, found = worlds["share"].to_numpy(float), {}
        for party, slots in (("buyer", 40), ("supplier", 50)):
            noise = centred(rng.normal(0.0, 0.001, len(worlds)), [worlds["arm"], worlds["point"]])
            lifted = lift if party == "buyer" or lift_suppliers is None else lift_suppliers
            silent = 0.1 + lifted * share + noise
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


def test_silent_suppliers_are_told_of_too(tmp_path: Path, seed: int) -> None:
    """Effects are noiseless on average (`centred`): no chance of a false alarm is run."""
    lost = told(tmp_path / "lost", seed, turning, 0.05, -0.02).text
    assert "Silent buyers ride free" in lost
    assert "Silent WIIFME suppliers make 18 % less" in lost
    open_ = told(tmp_path / "open", seed, turning, 0.05, 0.0).text
    assert "Silent buyers ride free" in open_
    assert "Silent suppliers are not known to." in open_
    assert "Silent firms ride free" in told(tmp_path / "all", seed, turning, 0.05).text


def test_what_is_known_over_all_shares_is_not_said_of_one_firm(tmp_path: Path, seed: int) -> None:
    def own(arm: pd.Series, share: np.ndarray) -> np.ndarray:
        bare = 0.005 * (share - SHARES[1])
        return np.where(arm == "contract", bare, turning(arm, share))

    text = told(tmp_path, seed, own).text
    assert "where the price is set, honest firms of both sides make more than silent ones, over all" in text
    assert "over all shares; of one that is alone this is not known" in text
    assert "A WIIFWE firm that is honest alone gains" in text
    assert "foundation adds to what honest" in text


def test_what_all_gain_by_a_step_and_by_talk_is_told(tmp_path: Path, seed: int) -> None:
    """At a share of 1 all are honest, so what an honest firm makes more is what all gain more."""
    text = told(tmp_path, seed, turning).text
    # Forty buyers and fifty suppliers make .01 more each, a buyer slot .0225.
    assert "What all gain once all are honest grows by 0.022 among WIIFWE firms that talk." in text
    assert "make 0.015 more than silent ones instead of 0.005 more" in text
    assert "Too few honest firms make the WIIFME market poorer" not in text
    dull = told(tmp_path / "dull", seed, lambda arm, share: np.full(len(share), 0.0)).text
    assert "What all gain once all are honest grows" not in dull
    # A tenth of the firms are honest, each makes .06 less, and the silent no more: twenty standard errors.
    poor = told(tmp_path / "poor", seed, lambda arm, share: 10.0 * turning(arm, share), 0.0).text
    assert "Too few honest firms make the WIIFME market poorer: with 10 %" in poor
