"""The tables that tell the story, held against what the ensemble itself counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.ensemble.tables import Result
from sim.measures.inference import paired_difference
from sim.measures.story import (
    MEETINGS,
    PAYOFFS,
    carpet_table,
    meetings_table,
    monthly_payoffs,
    payback_table,
    survival_table,
)
from sim.measures.survival import share_alive_at

ARMS = ("wiifme_rigid", "wiifwe")
REPLICATES, MONTHS, SEED = 10, 60, 7
"""More replicates than a block, so that blocks are put together."""


@pytest.fixture(scope="module")
def scenario() -> Any:
    return sim.load("headline", overrides=[f"market.months={MONTHS}"])


@pytest.fixture(scope="module")
def result(scenario: Any) -> Result:
    arms = [*ARMS, "trusting_buyers", "trusting_suppliers"]
    return sim.run_ensemble(scenario, replicates=REPLICATES, seed=SEED, arms=arms)


@pytest.fixture(scope="module")
def monthly(scenario: Any) -> pd.DataFrame:
    return monthly_payoffs(scenario, ARMS, REPLICATES, SEED)


def test_payback_is_the_cumulated_difference_of_the_series(result: Result, monthly: pd.DataFrame) -> None:
    found = payback_table(monthly, "wiifwe", "wiifme_rigid").set_index("month")
    means = result.series.pivot(index="month", columns="arm", values="joint_mean")
    apart = (means["wiifwe"] - means["wiifme_rigid"]).cumsum()
    assert np.abs(found["mean"].drop(0) - apart).max() < 1e-9
    assert found[["mean", "low", "high"]].iloc[0].tolist() == [0.0, 0.0, 0.0]
    assert (found["n"] == REPLICATES).all()


def test_payback_is_paired_and_ends_at_the_gain_of_the_run(result: Result, monthly: pd.DataFrame) -> None:
    last = payback_table(monthly, "wiifwe", "wiifme_rigid").iloc[-1]
    gain = paired_difference(result.replicates, "joint_slot", "wiifwe", "wiifme_rigid")
    for end in ("mean", "low", "high"):
        assert last[end] == pytest.approx(MONTHS * getattr(gain, end), abs=1e-9)


def test_payback_leaves_out_pairs_of_which_one_failed(monthly: pd.DataFrame) -> None:
    broken = monthly.copy()
    broken.loc[(broken["replicate"] == 3) & (broken["arm"] == "wiifwe"), "status"] = "diverged"
    found = payback_table(broken, "wiifwe", "wiifme_rigid")
    assert (found["n"] == REPLICATES - 1).all()
    whole = payback_table(monthly[monthly["replicate"] != 3], "wiifwe", "wiifme_rigid")
    pd.testing.assert_frame_equal(found, whole)


def test_monthly_payoffs_do_not_depend_on_threads_and_refuse_a_wrong_arm(
    scenario: Any, monthly: pd.DataFrame
) -> None:
    pd.testing.assert_frame_equal(monthly, monthly_payoffs(scenario, ARMS, REPLICATES, SEED, threads=1))
    with pytest.raises(ValueError, match="'nobody' is not an arm"):
        monthly_payoffs(scenario, ["nobody"], 1, SEED)


def test_carpet_holds_every_month_of_every_relationship_once(result: Result) -> None:
    table = carpet_table(result, ARMS)
    for arm, rows in table.groupby("arm"):
        events = result.events(arm, 0)
        assert (rows["last"] - rows["first"] + 1).sum() == len(events)
        assert len(rows) == events["age"].eq(1.0).sum()
        for buyer, own in rows.groupby("buyer"):
            own = own.sort_values("first")
            assert (own["first"].to_numpy()[1:] > own["last"].to_numpy()[:-1]).all()
            seen = events[events["buyer"] == buyer].set_index("month")
            one = own.iloc[0]
            months = seen.loc[one["first"] : one["last"]]
            assert (months["supplier"] == one["supplier"]).all()
            joint = months["payoff_buyer"] + months["payoff_supplier"]
            assert one["mean"] == pytest.approx(joint.mean())
            assert one["share"] == pytest.approx(joint.sum() / months["first_best"].sum())


def test_meetings_have_the_four_pairs_and_their_gains(result: Result) -> None:
    table = meetings_table(result.replicates)
    assert len(table) == len(MEETINGS) * len(PAYOFFS)
    together = table.set_index(["buyers", "suppliers", "outcome"])
    assert together.loc[("wiifme", "wiifme", "joint_slot"), "gain"] == 0.0
    one = together.xs(("wiifwe", "wiifme", "buyer_slot"))
    gain = paired_difference(result.replicates, "buyer_slot", "trusting_buyers", "wiifme_rigid")
    assert (one["gain"], one["gain_low"], one["gain_high"]) == (gain.mean, gain.low, gain.high)
    without = result.replicates[result.replicates["arm"].isin(ARMS)]
    assert meetings_table(without)["mean"].isna().sum() == 2 * len(PAYOFFS)


def test_survival_is_of_founders_and_of_relationships(result: Result) -> None:
    table = survival_table(result, ARMS).set_index(["arm", "kind", "age"])
    for arm in ARMS:
        for side in ("buyers", "suppliers"):
            # The one definition: the share of founders that never failed until that age.
            known = result.replicates[result.replicates["arm"] == arm][f"{side}_alive_60"].mean()
            assert table.loc[(arm, side, 60), "mean"] == pytest.approx(known)
        (share,) = share_alive_at(result.lifetables, arm, "relationship", [60])
        assert table.loc[(arm, "relationships", 60), "mean"] == pytest.approx(share)
    assert (table["low"] <= table["mean"] + 1e-12).all()
    assert (table["mean"] <= table["high"] + 1e-12).all()
