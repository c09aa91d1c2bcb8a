"""Networks: what talk and graphs change is found where it was put, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import networks
from experiments.findings.wording import PARTIES, told_at
from experiments.run import main
from tests.findings.made import centred, drawn, made

WISHES = [
    "experiment=networks", "replicates=20", "design.axes.word_of_mouth.count=3",
    "design.axes.graph.values=[complete,random,scale_free]",
]  # fmt: skip


def played(folder: Path, seed: int, gain: float, talk: float = 0.0, scale_free: float = 0.0) -> Any:
    """WIIFWE gains so much, more by `talk` where all is told, more by `scale_free` on that graph."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        treated = worlds["arm"].str.startswith("wiifwe").to_numpy()
        luck = rng.normal(0.0, 0.1, int(worlds["replicate"].max()) + 1)
        swing = rng.normal(0.0, 0.01, luck.size)  # the gain's own luck, alike at all points
        each = gain + talk * worlds["word_of_mouth"] + scale_free * (worlds["graph"] == "scale_free")
        place = worlds["replicate"].to_numpy()
        values = luck[place] + np.where(treated, each + (swing - swing.mean())[place], 0.0)
        # Centred, so that a difference that was not put there is 0 and no seed finds one.
        same = [worlds["arm"], worlds["point"]]
        noise = [centred(rng.normal(0.0, 0.0005, len(worlds)), same) for _ in PARTIES]
        found = {name: values / (2.0 - (name == "joint_slot")) + one for name, one in zip(PARTIES, noise)}
        alive = {f"relationships_alive_{mark}": 0.3 + 0.1 * treated for mark in (12, 60, 120)}
        return found | alive

    return made(folder, WISHES, outcomes, seed)


def test_gains_and_losses_flip(tmp_path: Path, seed: int) -> None:
    gains, losses = (played(tmp_path / name, seed, gain) for name, gain in (("up", 0.05), ("down", -0.05)))
    up, down = networks.tables(gains), networks.tables(losses)
    assert "of 9 points, the pair 9 and 0, buyers 9 and 0, suppliers 9 and 0" in networks.finding(up, gains)
    assert "of 9 points, the pair 0 and 9, buyers 0 and 9, suppliers 0 and 9" in networks.finding(
        down, losses
    )
    assert networks.failures(up, gains) == ""
    told = networks.failures(down, losses)
    rows = down["gains"].query("arm == 'wiifwe'").sort_values("joint_slot")
    assert f"the pair at 9 (at worst {told_at(rows.iloc[0], 'joint_slot')}, " in told
    assert told.count("suppliers at 9 (at worst −0.02") == 2
    none = played(tmp_path / "none", seed, 0.0)
    assert "the pair 0 and 0, buyers 0 and 0" in networks.finding(networks.tables(none), none)


def test_nothing_is_told_where_neither_talk_nor_graph_matters(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, 0.05)
    tables = networks.tables(sweep)
    assert (tables["contrasts"]["p_holm"] > 0.05).all()
    words = networks.finding(tables, sweep)
    none = "changes, by Holm over {} comparisons, for the pair 0 of {} gains; for buyers 0 of"
    assert f"Word of mouth of 1.00 instead of 0.00 {none.format(18, 6)}" in words
    assert f"Another graph than the complete one {none.format(12, 4)}" in words
    assert "no interval covers drawing another" in words


def test_what_talk_and_graph_change_is_found(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, 0.05, talk=-0.02, scale_free=-0.03)
    tables = networks.tables(sweep)
    apart = tables["contrasts"]
    joint = apart[apart["outcome"] == "joint_slot"]
    talk = joint[joint["what"] == networks.OF_TALK]
    assert len(talk) == 6
    assert talk["mean"].to_numpy() == pytest.approx(-0.02, abs=0.002)
    graphs: Any = joint[joint["what"] == networks.OF_GRAPH].set_index("graph")
    assert graphs.loc["scale free", "mean"].to_numpy() == pytest.approx(-0.03, abs=0.002)
    assert graphs.loc["random", "mean"].to_numpy() == pytest.approx(0.0, abs=0.002)
    assert set(graphs[graphs["p_holm"] < 0.05].index) == {"scale free"}
    words = networks.finding(tables, sweep)
    assert "for the pair 6 of 6 gains: WIIFWE by −0.02" in words
    assert "for the pair 2 of 4 gains: WIIFWE by −0.03" in words
    assert "for buyers 6 of 6 gains" in words
    assert "word of mouth lowers what is gained" in networks.failures(tables, sweep)
    row = tables["result"].iloc[0]
    assert row["difference"] == pytest.approx(row["most talk"] - row["least talk"])


def test_relationships_are_told_with_their_age(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, 0.05)
    words = networks.finding(networks.tables(sweep), sweep)
    for age in ("1 year", "5 years", "10 years"):
        assert f"Relationships alive at {age}" in words
    assert "WIIFME rigid 30.0 % (30.0 % to 30.0 %); WIIFWE 40.0 %" in words


def test_figures_are_drawn(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, 0.05)
    networks.draw(networks.tables(sweep), sweep, tmp_path / "figures", "n")
    assert drawn(tmp_path / "figures") == ["networks.png", "networks.svg"]


def test_a_small_design_works_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small = [
        "experiment=networks", "market.months=6", "market.buyers=6", "market.suppliers=8", "replicates=2",
        "design.axes.word_of_mouth.count=1", "design.axes.graph.values=[complete]", "engine.workers=1",
    ]  # fmt: skip
    assert main([*small, "results=results"]) == 0
    folder = next(tmp_path.glob("results/networks/*/words.json")).parent
    words = json.loads((folder / "words.json").read_text("utf-8"))
    assert "of 1 points" in words["finding"]
    assert "nan" not in words["finding"] + words["failures"]
    assert {path.name for path in (folder / "figures").iterdir()} == {"networks.png", "networks.svg"}
