"""The required effect: what reaches whom, what is left at 0, and a small study to its words and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from experiments.run import main
from sim.measures.inference import EXACT
from sim.measures.levers import (
    BASELINE,
    COST_SCALE,
    EFFECTS,
    FAMILIES,
    Point,
    alone_points,
    differences,
    greatest,
    grid_points,
    with_points,
    zero_points,
    zero_table,
)
from sim.measures.required import AS_IS, COST, EFFECT, NOTHING
from sim.scenario import Scenario
from tests.studies.small import told_small

SMALL = (
    "experiment=required_effect", "replicates=3", "required_effect.zero=3", "market.buyers=6",
    "market.suppliers=7", "market.months=12", "required_effect.horizon=[12]",
    "required_effect.volatility=[0.05,0.15]", "required_effect.effect=[0,1]",
    "required_effect.cost=[0,1]", "required_effect.alone=[0,1]",
)  # fmt: skip


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    known = sim.load("required_effect")
    return replace(known, market=replace(known.market, months=24, buyers=10, suppliers=12))


def played(scenario: Scenario, points: Sequence[Point]) -> pd.DataFrame:
    return sim.run_ensemble(with_points(scenario, points), replicates=4, seed=1, threads=1).replicates


def test_scales_end_where_a_range_does(scenario: Scenario) -> None:
    points = grid_points(scenario, (0.0, 1.0), (1.0, 0.0))
    assert [(one.lever, one.level) for one in points] == [
        *((EFFECT, level) for level in (0.0, 1.0, greatest(scenario))), (COST, 0.0), (COST, 1.0),
    ]  # fmt: skip
    assert points[2].overrides["process.narrowing"] == 1.0
    narrowing = [
        one.level for one in alone_points(scenario, (0.0, 1.0, 100.0)) if one.lever == "process.narrowing"
    ]
    assert narrowing == [0.0, 0.6, 1.0]


def test_only_misdirection_reaches_wiifme(scenario: Scenario) -> None:
    """g₃, r₄, ψ, t and costs need the steps, κ_I integrity, Λ loyalty: WIIFME's payoffs stay, bit for bit."""
    points = [Point(AS_IS, 0.0, {}), *(Point(path, 0.0, {path: 0.0}) for path in (*EFFECTS, COST_SCALE))]
    table = played(scenario, points).set_index(["arm", "replicate"])["joint_slot"]
    for place, point in enumerate(points[1:], start=1):
        same = table.loc[f"{BASELINE}_{place}"].equals(table.loc[f"{BASELINE}_0"])
        assert same == (point.lever != "process.misdirection"), point.lever


def test_steps_whose_effects_are_0_carry_nothing_when_free(scenario: Scenario) -> None:
    """Without μ step 2, without g₃ step 3 is idle: WIIFWE without it is WIIFWE, exactly."""
    points = zero_points(scenario)
    worlds = played(scenario, points)
    table = zero_table(points, differences(worlds, len(points))).set_index("label")
    assert table.at["step 2, vision", "change"] == table.at["step 3, principles", "change"] == 0.0
    assert list(table["family"].unique()) == list(FAMILIES)
    assert (table["joint"] - table["buyer"] - table["supplier"]).abs().max() < EXACT
    assert (table["wiifwe"] - table["wiifme"] - table["joint"]).abs().max() < EXACT
    assert table.at[NOTHING, "reference"] == AS_IS
    whole = differences(worlds, len(points)).paired
    worlds.loc[(worlds["arm"] == f"{BASELINE}_0") & (worlds["replicate"] == 2), "status"] = "not_finite"
    assert np.array_equal(differences(worlds, len(points)).paired, np.delete(whole, 2, axis=1))


def test_a_small_study_ends_in_words_and_pictures(tmp_path: Path) -> None:
    told = told_small(SMALL, tmp_path)
    assert len(told.tables["required"]) == 3 * (2 * 2 + len(EFFECTS))
    curves = told.tables["curves"].query("times_what_is_assumed == 1 and volatility == 0.15")
    here = curves[curves["lever"].isin((EFFECT, COST)) & (curves["party"] == "joint")]["mean"]
    whole = told.tables["zero"]["joint"].iloc[0]
    assert here.tolist() == pytest.approx([whole] * 2), "at 1 stands the world as it is"


def test_where_the_own_world_is_not_tried_the_nearest_is_told(tmp_path: Path) -> None:
    words = told_small([*SMALL, "required_effect.volatility=[0.05,0.2]"], tmp_path).words
    assert words["answer"].startswith("Near this world ")
    assert (
        words["findings"][0]
        == "The nearest world that was tried: the work drifts by 0.2 a month, over 1 year."
    )


def test_what_cannot_be_sought_is_refused_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    zeros = [f"{path}=0" for path in EFFECTS]
    for wrong in (["required_effect.effect=[0,2]"], ["required_effect.cost=[0]"], zeros):
        assert main(["experiment=required_effect", *wrong]) == 2
        assert capsys.readouterr().err.count("\n") == 1
