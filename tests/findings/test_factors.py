"""Screening and sensitivity: what matters is found where it was put, and noise is told as noise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import screening, sensitivity
from experiments.run import main
from tests.findings.made import centred, drawn, made

MORRIS = ["experiment=screening", "replicates=4", "design.points=12"]
SALTELLI = ["experiment=sensitivity", "replicates=4", "design.points=256"]


def played(folder: Path, wishes: list[str], seed: int, loss: float = 0.0, even: bool = False) -> Any:
    """WIIFWE gains by the effect of the process, half as much by trust, and nothing by anything else.

    `even`: noise is 0 on average at each point, so that no seed finds an effect that was not put there.
    """

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        treated = (worlds["arm"] == "wiifwe").to_numpy()
        luck = rng.normal(0.0, 0.1, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        gain = worlds["effect"] / 1.5 - 0.5 + 0.5 * (worlds["trust"] - 0.5) / 0.6 - loss
        noise = rng.normal(0.0, 0.002, len(worlds))
        noise = centred(noise, [worlds["arm"], worlds["point"]]) if even else noise
        values = luck + np.where(treated, gain.to_numpy(float) + noise, 0.0)
        found = dict.fromkeys(("joint_slot", "buyer_slot", "supplier_slot", "relationships_alive_60"), values)
        gone = (worlds["point"] < 3) & treated
        return found | {"relationships_alive_120": np.where(gone, np.nan, 0.3 + noise * treated)}

    return made(folder, wishes, outcomes, seed)


def test_screening_finds_the_effects_that_were_put_there(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, MORRIS, seed, even=True)
    tables = screening.tables(sweep)
    joint: Any = tables["effects"].set_index(["outcome", "factor"]).loc["joint_slot"]
    assert set(joint[joint["told"]].index) == {"effect", "trust"}
    assert joint.loc["effect", "mu_star"] == pytest.approx(1.0, abs=1e-9)
    assert joint.loc["trust", "mu_star"] == pytest.approx(0.5, abs=1e-9)
    assert joint.loc["effect", "sigma_low"] <= joint.loc["effect", "sigma"] * 1.01
    assert tables["result"]["factor"].tolist()[:2] == ["effect", "trust"]
    words = screening.finding(tables, sweep)
    assert "the pair: effect 1.000" in words
    assert "alive at 10 years: nothing is told [only 11 of 12 blocks of points are complete]" in words
    assert "for 0 of the 2 parameters told for the pair" in words.lower()


def test_losses_are_told_by_their_sign(tmp_path: Path, seed: int) -> None:
    up, down = (played(tmp_path / n, MORRIS, seed, loss=x) for n, x in (("up", -2.0), ("down", 2.0)))
    assert screening.failures(screening.tables(up), up) == ""
    told = screening.failures(screening.tables(down), down)
    assert "below 0 for: the pair −2.0" in told or "below 0 for: the pair −1.9" in told
    more, less = (played(tmp_path / n, SALTELLI, seed, loss=x) for n, x in (("more", -2.0), ("less", 2.0)))
    assert sensitivity.failures({}, more) == ""
    assert "the pair −2.0" in sensitivity.failures({}, less)


def test_sensitivity_finds_the_shares_that_were_put_there(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, SALTELLI, seed)
    tables = sensitivity.tables(sweep)
    joint = tables["indices"].set_index(["outcome", "factor"]).loc["joint_slot"]
    assert joint.loc["effect", "total"] == pytest.approx(0.8, abs=0.1)  # variances as 1 to 1/4
    assert joint.loc["trust", "total"] == pytest.approx(0.2, abs=0.1)
    assert joint.loc[["effect", "trust"], "told"].all()
    assert (joint["interaction_low"] < 0.02).all()
    groups: Any = tables["groups"].set_index("outcome").loc["joint_slot"]
    assert groups["process_alone"] == pytest.approx(0.8, abs=0.1)
    assert groups["process_part"] == pytest.approx(0.8, abs=0.1)
    assert groups["world_alone"] == pytest.approx(1.0 - groups["process_part"], abs=1e-9)
    assert 0.0 < groups["luck"] < 0.001
    dead = joint.drop(index=["effect", "trust"])
    assert dead["luck"].to_numpy() == pytest.approx(dead["total"].to_numpy(), rel=0.5)
    words = sensitivity.finding(tables, sweep)
    assert "the pair: effect 0." in words
    assert "Shares of the variance that the process (effect and cost) makes" in words
    assert f"only {256 - 1} of 256 blocks" in words


def test_figures_are_drawn(tmp_path: Path, seed: int) -> None:
    for script, wishes in ((screening, MORRIS), (sensitivity, [*SALTELLI[:2], "design.points=8"])):
        sweep = played(tmp_path, wishes, seed)
        script.draw(script.tables(sweep), sweep, tmp_path / "figures", "n")
        name = script.__name__.rpartition(".")[2]
        assert drawn(tmp_path / "figures") == [f"{name}.png", f"{name}.svg"]


@pytest.mark.parametrize("name", ["screening", "sensitivity"])
def test_a_small_design_works_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    small = [
        f"experiment={name}", "market.months=6", "market.buyers=6", "market.suppliers=8", "replicates=2",
        "design.points=2", "engine.workers=1",
    ]  # fmt: skip
    assert main([*small, "results=results"]) == 0
    folder = next(tmp_path.glob(f"results/{name}/*/words.json")).parent
    words = json.loads((folder / "words.json").read_text("utf-8"))
    assert "alive at 5 years: nothing is told" in words["finding"]
    assert {path.name for path in (folder / "figures").iterdir()} == {f"{name}.png", f"{name}.svg"}
