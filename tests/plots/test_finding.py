"""The headline table and the finding are computed: they turn when the data turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.measures.arms import MAIN_ARMS
from sim.measures.effects import FAMILIES, forest_table
from sim.measures.headline import failures, finding, headline_table, printed, refutations, verdict
from sim.measures.inference import paired_difference
from sim.plots.survival import survival_title


def test_one_row_per_arm_and_gains_that_add_up(world: Callable[..., Any]) -> None:
    result = world()
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


def test_firms_pool_buyers_and_suppliers(world: Callable[..., Any]) -> None:
    row = headline_table(world()).set_index("arm").to_dict("index")["wiifwe"]
    assert row["suppliers_60"] < row["firms_60"] < row["buyers_60"]


def test_short_runs_show_a_dash(world: Callable[..., Any]) -> None:
    result = world(months=24)
    row = printed(headline_table(result)).set_index("arm").to_dict("index")["wiifwe"]
    assert row["relationships_120"] == "–"
    assert row["relationships_12"].endswith(" %")
    assert "after 1 year:" in finding(result)


def test_missing_arms_are_said_to_be_missing(world: Callable[..., Any]) -> None:
    result = world(names=("wiifwe", "wiifme_rigid", "good_people"))
    assert "against relational bare – (not played)" in finding(result)
    alone = world(names=("wiifwe",))
    assert "cannot be compared" in finding(alone)
    assert headline_table(alone)["joint_gain"].isna().all()
    assert (printed(headline_table(alone))["joint_gain"] == "–").all()


def test_the_finding_turns_with_the_data(world: Callable[..., Any]) -> None:
    good, bad = finding(world(1.0)), finding(world(-0.6))
    assert good.startswith("WIIFWE creates more joint value than WIIFME rigid; under WIIFWE both")
    assert "both parties gain" in good
    assert "more relationships after 10 years" in good
    assert good.count("it stands") == 3
    assert bad.startswith("WIIFME rigid creates more joint value than WIIFWE")
    assert "both parties lose" in bad
    assert "fewer relationships after 10 years" in bad
    assert bad.count("does better") == 3


def test_no_difference_is_said_to_be_none(world: Callable[..., Any]) -> None:
    text = finding(world(0.0))
    assert text.startswith("No difference in joint value can be told between")
    assert "for neither party can a gain or loss be told" in text
    assert "it stands" not in text


def test_each_party_is_named(world: Callable[..., Any]) -> None:
    result = world(side=1.6)
    assert verdict(result).endswith("under WIIFWE buyers gain but suppliers lose")
    text = finding(result)
    assert "buyers gain, +" in text
    assert "suppliers lose, −" in text


def test_refutation_checks(world: Callable[..., Any]) -> None:
    checks = refutations(world()).set_index("arm")
    assert checks["stands"].tolist() == [True, True, True]
    assert (checks["low"] > 0).all()
    assert refutations(world(names=("wiifwe",)))["stands"].tolist() == [None, None, None]


def test_forest_table_takes_the_right_differences(world: Callable[..., Any]) -> None:
    result = world()
    table = forest_table(result).set_index("arm")
    assert [len(table[table["family"] == family]) for family in FAMILIES] == [6, 5, 5]
    out = paired_difference(result.replicates, "buyer_slot", "wiifwe", "wiifwe_without_equity")
    assert table.loc["wiifwe_without_equity", "buyer"] == pytest.approx(out.mean)
    alone = paired_difference(result.replicates, "joint_slot", "good_people_with_vision", "good_people")
    assert table.loc["good_people_with_vision", "joint_high"] == pytest.approx(alone.high)
    assert (table["joint_p"].between(0, 1)).all()


def test_forest_table_without_its_counterpart_is_unknown(world: Callable[..., Any]) -> None:
    table = forest_table(world(names=("wiifwe",)))
    steps_alone = table[table["family"] == FAMILIES[2]]
    assert np.isnan(steps_alone["joint"]).all()


def test_curves_that_cross_are_said_to_cross(world: Callable[..., Any]) -> None:
    result = world()
    result.replicates.loc[result.replicates["arm"] == "wiifwe", "relationships_alive_12"] -= 0.5
    text = finding(result)
    assert "more relationships after 10 years" in text
    assert "points, but fewer relationships after 1 year" in text
    assert ", but " in survival_title(result)
    assert survival_title(result).endswith("live 1 year")


def test_failures_are_told_only_where_there_are_any(world: Callable[..., Any]) -> None:
    good = failures(world(1.0))
    assert "falls" not in good
    assert "lose" not in good
    assert "Fewer" not in good
    bad = failures(world(-0.6))
    assert bad.startswith("Joint value falls, −0.0")
    assert "Suppliers lose, −0.0" in bad
    assert "more joint value than wiifwe is made (holm over" in bad.lower()
    result = world(1.0)
    result.replicates.loc[result.replicates["arm"] == "wiifwe", "relationships_alive_12"] -= 0.5
    assert "Fewer are alive: relationships after 1 year (−" in failures(result)


def test_arms_that_do_better_are_named(world: Callable[..., Any]) -> None:
    result = world(1.0)
    rows = result.replicates["arm"] == "placebo"
    best = result.replicates.loc[result.replicates["arm"] == "wiifwe", "joint_slot"].to_numpy()
    result.replicates.loc[rows, "joint_slot"] = best + np.linspace(0.009, 0.011, best.size)
    assert "More joint value than WIIFWE is made" in failures(result)
    assert "placebo by +0.0100 (0.0" in failures(result)
