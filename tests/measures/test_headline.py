"""The headline table and the finding are computed: they turn when the data turn."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.words import spoken
from sim.measures.arms import MAIN_ARMS
from sim.measures.effects import FAMILIES, forest_table
from sim.measures.headline import alive_table, headline_shown, headline_table, refutations
from sim.measures.inference import paired_difference
from tests.measures.made_result import World, world_of
from tests.studies.made import asked_for


def test_one_row_per_arm_and_gains_that_add_up() -> None:
    result = world_of()
    table = headline_table(result).set_index("arm")
    assert list(table.index[:7]) == list(MAIN_ARMS)
    parts = table["buyer_gain"] + table["supplier_gain"]
    assert parts.to_numpy() == pytest.approx(table["joint_gain"].to_numpy())
    smaller = table[["buyer_gain", "supplier_gain"]].min(axis=1)
    assert table["smaller_gain"].tolist() == pytest.approx(smaller.tolist())
    found = paired_difference(result.replicates, "joint_slot", "wiifwe", "wiifme_rigid")
    assert table.loc["wiifwe", "joint_gain_low"] == pytest.approx(found.low)
    assert table.loc["wiifme_rigid", "joint_gain"] == 0.0
    row = table.to_dict("index")["wiifwe"]
    assert 0 < row["relationships_120"] < row["relationships_12"]


def test_firms_pool_buyers_and_suppliers() -> None:
    row = headline_table(world_of()).set_index("arm").to_dict("index")["wiifwe"]
    assert row["suppliers_60"] < row["firms_60"] < row["buyers_60"]


def test_refutation_checks() -> None:
    checks = refutations(world_of()).set_index("arm")
    assert checks["stands"].tolist() == [True, True, True]
    assert (checks["low"] > 0).all()
    assert refutations(world_of(names=("wiifwe",)))["stands"].tolist() == [None, None, None]


def test_forest_table_takes_the_right_differences() -> None:
    result = world_of()
    table = forest_table(result).set_index("arm")
    assert [len(table[table["family"] == family]) for family in FAMILIES] == [6, 5, 5]
    out = paired_difference(result.replicates, "buyer_slot", "wiifwe", "wiifwe_without_equity")
    assert table.loc["wiifwe_without_equity", "buyer"] == pytest.approx(out.mean)
    alone = paired_difference(result.replicates, "joint_slot", "good_people_with_vision", "good_people")
    assert table.loc["good_people_with_vision", "joint_high"] == pytest.approx(alone.high)
    assert (table["joint_p"].between(0, 1)).all()


def test_forest_table_without_its_counterpart_is_unknown() -> None:
    table = forest_table(world_of(names=("wiifwe",)))
    steps_alone = table[table["family"] == FAMILIES[2]]
    assert np.isnan(steps_alone["joint"]).all()


def said(result: World) -> Any:
    """What the headline says of a made-up result."""
    names = ",".join(arm.name for arm in result.arms if arm.name in MAIN_ARMS)
    study = asked_for([f"arms=[{names}]", "map=null"])
    payback = pd.DataFrame({"month": [0, 1, 120], "mean": [0.0, -0.5, 3.0]})
    payback = payback.assign(low=payback["mean"] - 0.1, high=payback["mean"] + 0.1)
    tables = {"headline": headline_table(result), "alive": alive_table(result, "wiifwe"), "payback": payback,
              "refutations": refutations(result)}  # fmt: skip
    return SimpleNamespace(**spoken(study, tables, ["value", "survival"]))


def test_the_words_turn_with_the_data() -> None:
    good, bad, none = said(world_of(1.0)), said(world_of(-0.6)), said(world_of(0.0))
    assert "creates 28 % more value" in good.answer
    assert "both sides share it" in good.answer
    assert "relationships last longer" in good.answer
    assert not good.fails
    assert bad.answer.startswith("No: in this world self-interest creates more value")
    assert len([one for one in bad.fails if "cannot be said to do better" in one]) == 3
    assert "neither posture" in none.answer
    assert "one side pays for it" in said(world_of(side=1.6)).answer


def test_curves_that_cross_are_said_to_cross() -> None:
    result = world_of()
    result.replicates.loc[result.replicates["arm"] == "wiifwe", "relationships_alive_12"] -= 0.5
    words = said(result)
    assert words.fails[0].startswith("After 1 year fewer of its relationships are alive")
    assert words.titles["survival"].endswith("though more end early")


def test_short_runs_and_missing_arms_are_shown_as_far_as_they_go() -> None:
    short = headline_shown(headline_table(world_of(months=24)))
    assert [name for name in short[0][1] if str(name).startswith("bonds")] == ["bonds, 1 y"]
    alone = headline_table(world_of(names=("wiifwe",)))
    assert alone["joint_gain"].isna().all()
    assert len(headline_shown(alone)) == 1
