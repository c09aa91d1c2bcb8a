"""The plausible region: probabilities put there, axes that divide, a refutation that is met or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.templates import at, rows
from sim.spelling import ConfigError
from tests.studies.made import Told, asked_for, centred, made

WISHES = ["experiment=plausible_region", "replicates=6", "design.points=300"]


def told(folder: Path, seed: int, wins_below: float = 1.0, bare: float = -0.03, flip: float = 1.0) -> Told:
    """WIIFWE gains 0.02 where the cost is below a level and loses as much above; `flip` turns signs."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        luck = rng.normal(0.0, 0.1, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        gain = np.where(worlds["cost"] < wins_below, 0.02, -0.02) * flip
        own = np.select([worlds["arm"] == "wiifwe", worlds["arm"] == "relational_bare"], [gain, bare], 0.0)
        noise = rng.normal(0.0, 0.002, len(worlds)) * (own != 0.0)
        values = 1.0 + luck + own + centred(noise, [worlds["arm"], worlds["point"]])
        return {"joint_slot": values, "buyer_slot": values / 2.0, "supplier_slot": values / 2.0}

    return made(folder, WISHES, outcomes, seed)


def test_the_probability_is_the_share_of_the_prior(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed)  # the prior of the cost is even in the logarithm, from 1/4 to 4
    tables = found.tables
    row = at(tables["chances"], arm="wiifwe", baseline="wiifme_rigid", outcome="joint_slot", verdict="gain",
             how="estimated sign")  # fmt: skip
    assert row.share == pytest.approx(0.5, abs=0.01)  # a Latin hypercube is as even as can be
    assert row.low < 0.5 < row.high
    best = tables["best"].set_index(["outcome", "arm"]).loc["joint_slot"]
    assert best.loc[["wiifwe", "wiifme_rigid"], "share"].to_numpy() == pytest.approx(0.5, abs=0.01)
    luck = tables["luck"].iloc[0]
    assert luck["least"] <= row.share <= luck["most"]
    assert at(tables["map"], cost=0.33, volatility=0.04).mean == 1.0
    assert "in half of the plausible worlds, often with a cheap process" in found.words["answer"]


def test_the_axis_that_divides_is_found(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed)
    cost = rows(found.tables["thirds"], outcome="joint_slot", axis="cost")
    assert [row.share for row in cost] == pytest.approx([1.0, 0.5, 0.0], abs=0.01)
    assert cost[0].p_holm < 1e-10
    assert found.tables["divides"]["axis"].iloc[0] == found.tables["crossed"].columns[0] == "cost"
    assert "The cost of the process decides most" in found.text
    prior = at(found.tables["priors"], axis="cost")
    assert (prior.low, prior.high, prior.log) == (0.25, 4.0, True)
    assert "process.narrowing" in at(found.tables["priors"], axis="effect").sets


def test_words_turn_with_the_data(tmp_path: Path, seed: int) -> None:
    wins, loses = (told(tmp_path / str(flip), seed, 9.0, flip=flip) for flip in (1.0, -1.0))
    assert "in nearly all plausible worlds" in wins.words["answer"]
    assert wins.words["fails"] == []
    assert "in hardly any plausible world" in loses.words["answer"]
    assert "the rigid contract makes more for both together" in loses.words["fails"][0]


@pytest.mark.parametrize(
    ("bare", "said"), [(0.03, "it does not"), (0.0, "is not decided"), (-0.03, "it passes")]
)
def test_the_refutation_turns_with_the_bare_contract(
    tmp_path: Path, seed: int, bare: float, said: str
) -> None:
    assert said in told(tmp_path, seed, bare=bare).text


def test_trajectories_are_no_sample_of_the_priors() -> None:
    with pytest.raises(ConfigError, match="reads a random sample"):
        asked_for([WISHES[0], "design.kind=morris"])
