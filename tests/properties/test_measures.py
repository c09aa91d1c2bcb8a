"""Measures say of small tables what can be worked out by hand, and what scipy and lifelines say."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.measures.inference import holm, mean_interval, p_value, paired_difference, standard_size
from sim.measures.leakage import LEAKAGES, leakage_table, merged_leakages
from sim.measures.survival import hazard_by_age, survival_curve
from sim.measures.welfare import gini, strategy_shares, worst_share
from sim.measures.wording import number, percent, span_of_time, spanned
from tests.measures.ages import Survival, survival_on

RNG = np.random.default_rng(20)


def replicates(count: int = 12) -> pd.DataFrame:
    luck = RNG.normal(size=count)
    parts = [
        pd.DataFrame(
            {
                "arm": arm,
                "replicate": np.arange(count),
                "status": "ok",
                "joint_slot": luck + shift + RNG.normal(scale=0.1, size=count),
            }
        )
        for arm, shift in (("a", 0.0), ("b", 0.3), ("c", 0.0))
    ]
    return pd.concat(parts, ignore_index=True)


def column(table: pd.DataFrame, arm: str) -> np.ndarray:
    return table.loc[table["arm"] == arm, "joint_slot"].to_numpy()


def test_paired_difference_is_the_paired_t_test() -> None:
    table = replicates().sample(frac=1.0, random_state=1)
    found = paired_difference(table, "joint_slot", "b", "a")
    ordered = table.sort_values("replicate")
    theirs = stats.ttest_rel(column(ordered, "b"), column(ordered, "a"))
    low, high = theirs.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.mean / found.se == pytest.approx(theirs.statistic)
    assert (found.n, found.sign, found.known) == (12, 1, True)


def test_pairs_that_failed_or_miss_a_value_do_not_count() -> None:
    table = replicates()
    table.loc[(table["arm"] == "a") & (table["replicate"] == 3), "status"] = "diverged"
    table.loc[(table["arm"] == "b") & (table["replicate"] == 5), "joint_slot"] = np.nan
    assert paired_difference(table, "joint_slot", "b", "a").n == 10


def test_an_arm_not_played_is_unknown_and_a_wrong_column_is_an_error() -> None:
    found = paired_difference(replicates(), "joint_slot", "nobody", "a")
    assert found.n == 0
    assert math.isnan(found.mean)
    assert not found.known
    assert found.sign == 0
    with pytest.raises(KeyError):
        paired_difference(replicates(), "joint_slut", "b", "a")


def test_intervals_of_one_value_and_of_equal_values() -> None:
    assert mean_interval([2.0])[0] == 2.0
    assert math.isnan(mean_interval([2.0]).low)
    same = mean_interval([-0.6, -0.6, -0.6])
    assert (same.low, same.high, same.sign) == (-0.6, -0.6, -1)
    assert p_value([0.0, 0.0]) == 1.0
    assert p_value([-0.6, -0.6]) == 0.0
    assert math.isnan(standard_size([1.0, 1.0]))
    assert mean_interval([1e-15, 1e-15]).sign == 0


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.6, 0.5]) == pytest.approx([1.0, 1.0])
    adjusted = holm([0.02, np.nan, 0.5])
    assert adjusted[0] == pytest.approx(0.04)
    assert math.isnan(adjusted[1])


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_never_lowers_p_and_keeps_their_order(raw: list[float]) -> None:
    adjusted = holm(raw)
    assert (adjusted >= np.asarray(raw)).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(raw, kind="stable")]) >= 0).all()


def life_table() -> pd.DataFrame:
    """Ten spells: at 1 two end, at 2 one ends and one is cut off, at 4 three end; three outlast it."""
    return pd.DataFrame(
        {
            "arm": "a", "kind": "relationship", "strategy": "s", "age": [0, 1, 2, 3, 4, 5],
            "at_risk": [10, 10, 8, 6, 6, 3], "events": [0, 2, 1, 0, 3, 0],
            "censored": [0, 0, 1, 0, 0, 3],
        }
    )  # fmt: skip


def test_kaplan_meier_by_hand_and_by_lifelines() -> None:
    from lifelines import KaplanMeierFitter

    curve = survival_curve(life_table(), "a", "relationship")
    assert curve["survival"].tolist() == pytest.approx([1, 0.8, 0.7, 0.7, 0.35, 0.35])
    durations = [1, 1, 2, 2, 4, 4, 4, 5, 5, 5]
    ended = [1, 1, 1, 0, 1, 1, 1, 0, 0, 0]
    fit = KaplanMeierFitter().fit(durations, ended, timeline=range(6))
    bounds = fit.confidence_interval_.to_numpy()
    assert curve[["low", "high"]].to_numpy() == pytest.approx(bounds)
    # Greenwood on the log-log scale at age 2: S = .7, sum of d / (n (n − d)) = 2/80 + 1/56.
    spread = 1.959964 * math.sqrt(2 / 80 + 1 / 56) / abs(math.log(0.7))
    assert curve.loc[2, "low"] == pytest.approx(0.7 ** math.exp(spread), rel=1e-6)


def test_strategies_are_pooled_unless_one_is_named() -> None:
    both = pd.concat([life_table(), life_table().assign(strategy="t")])
    pooled = survival_curve(both, "a", "relationship")
    single = survival_curve(both, "a", "relationship", strategy="t")
    assert pooled["survival"].tolist() == pytest.approx(single["survival"].tolist())
    assert pooled["at_risk"].iloc[4] == 2 * single["at_risk"].iloc[4]
    assert pooled["low"].iloc[4] > single["low"].iloc[4]


def test_survival_beyond_the_run_is_not_known_but_extinction_is() -> None:
    def after(months: int, table: pd.DataFrame, arm: str = "a") -> Survival:
        return survival_on(survival_curve(table, arm, "relationship"), months)

    table = life_table()
    assert after(4, table).share == pytest.approx(0.35)
    assert after(4, table).at_risk == 6
    assert math.isnan(after(6, table).share)
    assert math.isnan(after(1, table, "nobody").share)
    table = table.assign(events=[0, 2, 1, 0, 3, 3], censored=[0, 0, 1, 0, 0, 0])
    assert after(60, table).share == 0.0


def test_firms_pool_both_roles_and_wrong_tables_are_refused() -> None:
    parts = [life_table().assign(kind=kind) for kind in ("buyer", "supplier")]
    firms = survival_curve(pd.concat(parts), "a", "firm")
    assert firms.loc[1, "at_risk"] == 20
    with pytest.raises(ValueError, match="none of"):
        survival_curve(life_table(), "a", "marriage")
    broken = life_table()
    broken.loc[3, "at_risk"] = 7
    with pytest.raises(ValueError, match="7 at risk at age 3, but 6"):
        survival_curve(broken, "a", "relationship")


def test_hazard_by_age() -> None:
    table = hazard_by_age(life_table(), "a", "relationship")
    assert table["hazard"].tolist() == pytest.approx([0.2, 0.125, 0, 0.5, 0])
    exact = stats.binomtest(2, 10).proportion_ci(0.95)
    assert (table.loc[1, "low"], table.loc[1, "high"]) == pytest.approx((exact.low, exact.high))
    assert table.loc[3, "low"] == 0.0


def accounts() -> pd.DataFrame:
    rows = []
    for arm, scale in (("a", 1.0), ("b", 2.0)):
        for role in ("buyer", "supplier"):
            for strategy, mass in (("s", 100.0), ("t", 50.0)):
                leaks = dict.fromkeys(LEAKAGES, 0.0)
                leaks |= {"lost_trade": 0.04 * scale * mass, "law": 0.0002 * mass, "misfit": -0.01 * mass}
                row = {"arm": arm, "role": role, "strategy": strategy, "month": 1, "firms": mass}
                row |= {"relationships": mass, "first_best": 0.3 * mass, "haggled": 0.1 * mass}
                row |= {"renegotiations": 0.0, "change_orders": 0.0, "trades": 0.9 * mass}
                rows.append(row | leaks | {"joint": 0.3 * mass - sum(leaks.values())})
    return pd.DataFrame(rows)


def test_leakages_add_up_to_first_best() -> None:
    table = leakage_table(accounts())
    parts = table[["joint", *LEAKAGES]].sum(axis=1)
    assert parts.tolist() == pytest.approx(table["first_best"].tolist(), abs=1e-12)
    assert table.loc["a", "relationships"] == 150  # suppliers' rows tell the same months again
    assert table.loc["b", "lost_trade"] == pytest.approx(0.08)
    assert list(leakage_table(accounts(), ["b", "nobody"]).index) == ["b"]


def test_small_leakages_are_merged_and_shares_sum_to_one() -> None:
    shares = merged_leakages(leakage_table(accounts()))
    assert list(shares.columns) == ["realised", "lost_trade", "misfit", "other"]
    assert shares.sum(axis=1).tolist() == pytest.approx([1.0, 1.0])


def test_accounts_that_do_not_add_up_are_refused() -> None:
    table = accounts()
    table["joint"] += 1e-3
    with pytest.raises(ValueError, match="accounts of a"):
        leakage_table(table)


def test_gini_by_hand() -> None:
    assert gini([1, 1, 1]) == pytest.approx(0.0)
    assert gini([0, 0, 0, 1]) == pytest.approx(0.75)
    assert gini([1, 3]) == pytest.approx(0.25)
    assert gini([1, 3], [2, 2]) == pytest.approx(gini([1, 1, 3, 3]))
    assert math.isnan(gini([-1, 1]))
    assert math.isnan(gini([]))


def test_worst_share() -> None:
    assert worst_share(np.arange(30.0)) == pytest.approx(1.0)
    assert worst_share([5.0]) == 5.0
    assert math.isnan(worst_share([]))


def test_shares_of_strategies() -> None:
    shares = strategy_shares(accounts())
    assert shares.groupby(["arm", "role", "month"])["share"].sum().tolist() == pytest.approx([1.0] * 4)


def test_numbers_in_words() -> None:
    assert number(-0.0612, signed=True) == "−0.061"
    assert number(-0.0001, signed=True) == "0.000"
    assert number(math.nan) == percent(math.nan) == "–"
    assert percent(0.415) == "42 %"
    assert [span_of_time(m) for m in (12, 120, 18)] == ["1 year", "10 years", "18 months"]
    assert spanned(mean_interval([0.0612, 0.0612])) == "+0.061 (0.061 to 0.061)"
