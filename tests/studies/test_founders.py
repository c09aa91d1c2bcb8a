"""Opportunists, networks, invasion: what was put into made-up worlds is found, and the words turn with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.studies.founders import founders
from sim.measures.labelled import MAIN, opened
from tests.studies.made import Told, centred, made

BEARING = [
    "experiment=opportunists",
    "replicates=20",
    "design.axes.share.count=7",
    "design.axes.detection.count=3",
]
TALKING = ["experiment=networks", "replicates=20", "design.axes.word_of_mouth.count=3",
           "design.axes.graph.values=[complete,random,scale_free]"]  # fmt: skip
STARTS = ["experiment=invasion", "replicates=24", "market.months=24", "design.axes.start.count=9",
          "design.axes.start.low=0.1", "design.axes.start.high=0.9",
          "design.axes.graph.values=[complete,random]"]  # fmt: skip


def bearing(folder: Path, seed: int, own: float, others: float, seeing: float = 0.0) -> Told:
    """WIIFWE brings `own` to its firms' slots, `others` to opportunists', `seeing` x detection to all."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        ours, found = (worlds["arm"] == "wiifwe").to_numpy(float), {}
        for party, slots in (("buyer", 40), ("supplier", 50)):
            few = np.rint(worlds["share"].to_numpy(float) * slots)  # the shares are whole firms
            noise = rng.normal(0.0, 0.002, (2, len(worlds))) + seeing * ours * worlds["detection"].to_numpy(
                float
            )
            firms, rest = (0.1 + ours * gain + each for gain, each in zip((own, others), noise))
            found[f"focal_{party}_value"] = firms
            found[f"{party}_slot"] = ((slots - few) * firms + few * rest) / 40.0
        return {"joint_slot": found["buyer_slot"] + found["supplier_slot"], **found}

    return made(folder, BEARING, outcomes, seed)


def test_the_critical_share_and_who_bears_the_loss(tmp_path: Path, seed: int) -> None:
    told = bearing(tmp_path / "theirs", seed, own=0.02, others=-0.04)  # the market breaks even at a third
    critical, among = told.tables["critical"], told.tables["gains"].query("share > 0")
    assert (critical["status"] == "found").all()
    assert critical["level"].between(0.32, 0.35).all()
    assert (among[["opportunist_buyer_value", "opportunist_supplier_value"]] + 0.04).abs().max().max() < 0.003
    assert told.tables["bearers"].iloc[0].tolist() == [21, 9, 9, 9, 0]
    assert "the firms that play it still gain" in told.words["answer"]
    ours = bearing(tmp_path / "ours", seed, own=-0.02, others=0.04)
    assert ours.tables["bearers"]["ours_less"].item() == 21
    assert "the opportunists bear it" not in ours.text
    assert "every share of opportunists" in bearing(tmp_path / "up", seed, 0.02, 0.02).words["answer"]
    assert "poorer at every share" in bearing(tmp_path / "down", seed, -0.02, -0.02).words["answer"]


def test_seeing_matters_only_where_it_does(tmp_path: Path, seed: int) -> None:
    rows = bearing(tmp_path, seed, 0.02, -0.04, seeing=0.02).tables["detection"]
    gain = rows.query("of == 'gain' and outcome == 'buyer_slot'")
    assert gain["mean"].tolist() == pytest.approx([-0.01, 0.01], abs=0.001)
    assert (rows.query("of == 'wiifme_rigid'")["p_holm"] > 0.01).all()


@pytest.mark.parametrize(("gain", "answer"), [(0.08, "gains on every network"), (-0.05, "loses on every")])
def test_what_talk_and_network_change_is_found(tmp_path: Path, seed: int, gain: float, answer: str) -> None:
    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        treated = worlds["arm"].str.startswith("wiifwe").to_numpy(float)
        change = gain - 0.02 * worlds["word_of_mouth"] - 0.03 * (worlds["graph"] == "scale_free")
        noise = [centred(rng.normal(0.0, 0.001, len(worlds)), [worlds["arm"], worlds["point"]]) for _ in MAIN]
        found = {name: 0.2 + treated * change + one for name, one in zip(MAIN, noise)}
        return found | {f"relationships_alive_{mark}": 0.3 + 0.1 * treated for mark in (12, 60, 120)}

    told = made(tmp_path, TALKING, outcomes, seed)
    joint = told.tables["contrasts"].query("outcome == 'joint_slot'")
    talk = joint[joint["what"] == "most talk - least talk"]
    assert talk["mean"].to_numpy() == pytest.approx(-0.02, abs=0.002)
    apart = joint[joint["what"] == "graph - first graph"].groupby("graph")["mean"].mean()
    assert apart.to_dict() == pytest.approx({"random": 0.0, "scale free": -0.03}, abs=0.002)
    assert answer in told.words["answer"]
    assert told.tables["survival"].query("arm == 'wiifwe'")["mean"].to_numpy() == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("barrier", "status", "answer"),
    [
        (0.5, "found", "of the firms play it"),
        (-0.1, "always", "spreads WIIFWE on every"),
        (1.1, "never", "drives WIIFWE out"),
    ],
)
def test_the_barrier_is_where_it_was_put(
    tmp_path: Path, seed: int, barrier: float, status: str, answer: str
) -> None:
    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        start, looking = worlds["start"].to_numpy(float), worlds["arm"].ne("blind").to_numpy(float)
        moved = start + 0.4 * (start - barrier) * looking
        noise = [
            centred(rng.normal(0.0, 0.003, len(worlds)), [worlds["arm"], worlds["point"]]) for _ in range(2)
        ]
        ends = [np.clip(moved + one, 0.0, 1.0) for one in noise]
        return {"focal_buyers": ends[0], "focal_suppliers": ends[1]}

    told = made(tmp_path, STARTS, outcomes, seed)
    result = told.tables["result"]
    assert (result["status"] == status).all()
    assert status != "found" or result["barrier"].between(0.45, 0.55).all()
    assert answer in told.words["answer"]
    held, market = founders(opened(tmp_path), told.study, "mixed"), told.study.scenario.market
    firms = held.sum("kind")
    assert set(firms.sel(role="buyers").to_numpy().ravel()) == {market.buyers}
    assert (np.abs(held.sel(kind="own") - held["start"] * firms) <= 0.5 + 1e-9).all()
