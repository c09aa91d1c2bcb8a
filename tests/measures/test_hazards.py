"""Hazard ratios are lifelines' where lifelines is right, and their intervals hold where spells share luck.

Spells are invented: every replicate has a luck of its own, common to both arms unless said. Stochastic tests
accuse a true model with probability `FALSE_ALARM` = 1e-7 at most: 12 comparisons.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test
from lifelines.utils import restricted_mean_survival_time
from scipy import stats

from sim.measures.hazards import (
    comparable,
    cox,
    hazard_ratio,
    hazard_ratios,
    lives,
    logrank,
    months_lived,
    ratios_by_age,
)
from sim.measures.inference import holm, mean_interval
from tests.measures.spells import LONG, counted, invented
from tests.theory.chance import FALSE_ALARM, assert_mean


def fitted(rows: pd.DataFrame, **options: object) -> tuple[float, float]:
    """lifelines' log ratio and its standard error; `rows` one per spell."""
    table = rows.assign(x=(rows["arm"] == "arm") * 1.0).drop(columns="arm")
    patience = {"precision": 1e-20, "r_precision": 1e-20}  # by default it stops within 1e-8
    fit = CoxPHFitter().fit(table, "age", "event", fit_options=patience, **options)
    return float(fit.params_["x"]), float(fit.standard_errors_["x"])


def sandwich(spells: pd.DataFrame) -> tuple[float, float]:
    """Our log ratio, and the root of the plain sum of squared influences."""
    fit = cox(lives(spells, "relationship", "arm", "baseline"))
    assert fit is not None
    assert fit.influence.sum() == pytest.approx(0.0, abs=1e-9)
    return fit.log_ratio, float(np.sqrt((fit.influence**2).sum()))


def test_the_ratio_is_lifelines_of_one_row_per_spell(seed: int) -> None:
    rows = invented(np.random.default_rng(seed), 0.7, 12, 40, 0.3, 0.15)
    theirs, _ = fitted(rows[["arm", "age", "event"]])
    ours, _ = sandwich(counted(rows))
    assert ours == pytest.approx(theirs, abs=1e-9)


def test_why_the_counts_are_no_weights_of_lifelines(seed: int) -> None:
    """Its Efron takes a row for a spell: the same spells, once one by one and once weighted, differ."""
    rows = invented(np.random.default_rng(seed), 0.7, 12, 40, 0.3, 0.15)
    single, _ = fitted(rows[["arm", "age", "event"]])
    weighted = rows.groupby(["arm", "age", "event"]).size().rename("weight").reset_index()
    assert abs(fitted(weighted, weights_col="weight")[0] - single) > 0.005


def test_why_the_clustered_variance_is_not_lifelines(seed: int) -> None:
    """With ties its variance depends on the order of the rows; ours does not."""
    rows = invented(np.random.default_rng(seed), 0.7, 12, 40, 0.3, 0.15)
    errors = [
        fitted(rows.sort_values("arm", ascending=up, kind="stable"), cluster_col="replicate", robust=True)[1]
        for up in (True, False)
    ]
    assert errors[1] != pytest.approx(errors[0], rel=1e-4)
    shuffled = rows.sample(frac=1.0, random_state=1)
    assert sandwich(counted(shuffled)) == pytest.approx(sandwich(counted(rows)), abs=1e-12)


def untied(dice: np.random.Generator) -> pd.DataFrame:
    """120 spells in 10 replicates, no two of the same length; some cut off."""
    ages = dice.permutation(np.arange(1, 121))
    arm = np.where(dice.uniform(size=120) < 0.5, "arm", "baseline")
    replicate = np.tile(np.arange(10), 12)
    arm[:10], arm[10:20] = "arm", "baseline"
    return pd.DataFrame(
        {"arm": arm, "replicate": replicate, "age": ages, "event": (dice.uniform(size=120) < 0.8) * 1}
    )


def test_the_clustered_variance_is_lifelines_without_ties(seed: int) -> None:
    rows = untied(np.random.default_rng(seed))
    theirs = fitted(rows, cluster_col="replicate", robust=True)
    assert sandwich(counted(rows)) == pytest.approx(theirs, abs=1e-8)
    told = hazard_ratio(counted(rows), "relationship", "arm", "baseline")
    se = theirs[1] * math.sqrt(10.0 / 9.0)  # for few clusters, as in a sample's variance
    reach = stats.t.ppf(0.975, 9) * se
    assert [told.low, told.high] == pytest.approx(np.exp([theirs[0] - reach, theirs[0] + reach]))
    assert told.p == pytest.approx(2.0 * stats.t.sf(abs(theirs[0]) / se, 9))


def test_the_clustered_variance_is_the_jackknifes_with_ties(seed: int) -> None:
    """Leaving out one replicate of 80 moves the log ratio by its influence, up to the order of 1/80 of it."""
    rows = invented(np.random.default_rng(seed), 0.6, 80, 60, 0.4, 0.2)
    spells = counted(rows)
    whole = cox(lives(spells, "relationship", "arm", "baseline"))
    assert whole is not None
    without = []
    for replicate in range(80):
        fit = cox(lives(spells[spells["replicate"] != replicate], "relationship", "arm", "baseline"))
        assert fit is not None
        without.append(whole.log_ratio - fit.log_ratio)
    moved = np.array(without)
    assert np.corrcoef(moved, whole.influence)[0, 1] > 0.999
    assert np.sqrt((moved**2).sum()) == pytest.approx(np.sqrt((whole.influence**2).sum()), rel=0.03)


def test_logrank_is_lifelines(seed: int) -> None:
    rows = invented(np.random.default_rng(seed), 0.7, 5, 30, 0.3, 0.15)
    parts = [rows[rows["arm"] == name] for name in ("arm", "baseline")]
    theirs = logrank_test(parts[0]["age"], parts[1]["age"], parts[0]["event"], parts[1]["event"])
    ours = logrank(lives(counted(rows), "relationship", "arm", "baseline"))
    assert ours == pytest.approx((theirs.test_statistic, theirs.p_value), rel=1e-9)


def test_months_lived_are_lifelines_restricted_means(seed: int) -> None:
    rows = invented(np.random.default_rng(seed), 0.7, 4, 30, 0.3, 0.15)
    rows.loc[rows["replicate"] == 3, "age"] = rows["age"].clip(upper=9)
    rows.loc[(rows["replicate"] == 3) & (rows["age"] == 9), "event"] = 0
    lived = months_lived(lives(counted(rows), "relationship", "arm", "baseline"), 12)
    for place, arm in enumerate(("arm", "baseline")):
        for replicate in range(3):
            part = rows[(rows["arm"] == arm) & (rows["replicate"] == replicate)]
            fit = KaplanMeierFitter().fit(part["age"], part["event"])
            assert lived[place, replicate] == pytest.approx(
                restricted_mean_survival_time(fit, t=12), rel=1e-9
            )
    assert np.isnan(lived[:, 3]).all()
    found = hazard_ratio(counted(rows), "relationship", "arm", "baseline", 12)
    told = mean_interval((lived[0] - lived[1])[:3])
    assert (found.lived, found.lived_low, found.lived_high) == (told.mean, told.low, told.high)
    assert hazard_ratio(counted(rows), "relationship", "arm", "baseline").months == 9


def studies(ratio: float | np.ndarray, seed: int, luck: float, own: float = 0.0) -> list[pd.DataFrame]:
    """200 studies of 30 replicates with 20 spells in each arm."""
    dice = np.random.default_rng(seed)
    return [counted(invented(dice, ratio, 30, 20, luck, 0.08, own)) for _ in range(200)]


def assert_held(covered: int) -> None:
    """Student's interval with Lin & Wei's variance is asymptotic: with 30 clusters 91 to 98 % are granted."""
    assert stats.binom.cdf(covered, 200, 0.91) > FALSE_ALARM / 2.0, f"{covered} of 200 intervals hold"
    assert stats.binom.sf(covered - 1, 200, 0.98) > FALSE_ALARM / 2.0, f"{covered} of 200 intervals hold"


def test_months_lived_of_spells_that_have_all_ended_need_no_longer_run() -> None:
    rows = {
        "kind": "buyer",
        "replicate": 0,
        "arm": ["a", "a", "b"],
        "age": [2, 4, 5],
        "events": 1,
        "censored": 0,
    }
    spells = pd.DataFrame(rows)
    assert months_lived(lives(spells, "buyer", "a", "b"), 60).tolist() == [[3.0], [5.0]]
    assert hazard_ratio(spells, "buyer", "a", "b").lived == -2.0
    spells.loc[1, ["events", "censored"]] = 0, 1
    assert np.isnan(months_lived(lives(spells, "buyer", "a", "b"), 60)[0]).all()
    assert ratios_by_age(spells, "buyer", "a", "b", (3, 9))["p_constant"].isna().all()


def test_a_known_ratio_is_found_and_its_interval_holds(seed: int) -> None:
    """Bias of the log ratio granted: .01. Luck of sd .1 mixes fast and slow replicates, which pulls a pooled
    ratio toward 1 by its variance times the log ratio at most (.003); a finite study adds 1/(2 · 600 events).
    """
    told = [hazard_ratio(spells, "relationship", "arm", "baseline") for spells in studies(0.75, seed, 0.1)]
    assert_mean([math.log(one.ratio) for one in told], math.log(0.75), bias=0.01, what="log hazard ratio")
    assert_held(sum(one.low <= 0.75 <= one.high for one in told))


def test_arms_that_are_alike_are_not_told_apart(seed: int) -> None:
    """Luck of sd .5 that the arms share: they can be swapped, so the mean log ratio is 0 without any bias."""
    told = [hazard_ratio(spells, "relationship", "arm", "baseline") for spells in studies(1.0, seed, 0.5)]
    assert_mean([math.log(one.ratio) for one in told], 0.0, what="log hazard ratio")
    assert_mean([one.lived for one in told], 0.0, what="months lived")
    assert_held(sum(one.p >= 0.05 for one in told))
    assert_held(sum(one.lived_p >= 0.05 for one in told))


@pytest.mark.slow
def test_the_naive_logrank_is_too_sure_where_luck_differs(seed: int) -> None:
    """Arms alike on average, each with luck of its own: replicates still give honest p, spells do not."""
    told = [
        hazard_ratio(spells, "relationship", "arm", "baseline") for spells in studies(1.0, seed, 0.0, 0.8)
    ]
    assert_held(sum(one.p >= 0.05 for one in told))
    naive = sum(one.logrank_p < 0.05 for one in told)
    assert stats.binom.sf(naive - 1, 200, 0.10) < FALSE_ALARM


@pytest.mark.slow
def test_ratios_by_age_see_hazards_that_cross(seed: int) -> None:
    """1.5 in the first eight months and .6 after: both bands are found where one ratio would hide them.

    The later band knows only survivors, whom luck (sd .1) has sorted a little: bias granted as above.
    """
    crossing = np.where(np.arange(1, LONG + 1) <= 8, 1.5, 0.6)
    told = [
        ratios_by_age(spells, "relationship", "arm", "baseline", (8, LONG))
        for spells in studies(crossing, seed, 0.1)
    ]
    for place, truth in enumerate((1.5, 0.6)):
        assert_mean([math.log(one["ratio"][place]) for one in told], math.log(truth), bias=0.01)
    # The log ratios are .92 apart, with standard errors of some .1 each: hardly any study misses it.
    assert sum(one["p_constant"][0] < 0.05 for one in told) > 180


@pytest.mark.slow
def test_one_ratio_at_all_ages_is_not_denied(seed: int) -> None:
    told = [
        ratios_by_age(spells, "relationship", "arm", "baseline", (4, 12, LONG))
        for spells in studies(1.0, seed, 0.1)
    ]
    assert_held(sum(one["p_constant"][0] >= 0.05 for one in told))


def test_a_band_is_the_ratio_of_spells_cut_off_at_its_end(seed: int) -> None:
    spells = counted(invented(np.random.default_rng(seed), 0.7, 12, 40, 0.3, 0.15))
    cut = spells.assign(
        events=np.where(spells["age"] <= 6, spells["events"], 0), age=spells["age"].clip(upper=6)
    )
    cut["censored"] = spells["events"] + spells["censored"] - cut["events"]
    bands = ratios_by_age(spells, "relationship", "arm", "baseline", (6, LONG, 60))
    whole = hazard_ratio(cut, "relationship", "arm", "baseline")
    assert bands[["ratio", "low", "high", "p"]].iloc[0].tolist() == pytest.approx(whole[:4], rel=1e-12)
    assert bands["first"].tolist() == [1, 7, LONG + 1]
    assert bands["n_events"].sum() == spells["events"].sum()
    assert bands["ratio"].isna().tolist() == [False, False, True]
    assert bands["p_holm"][:2].tolist() == pytest.approx(holm(bands["p"].to_numpy())[:2])
    with pytest.raises(ValueError, match="must rise"):
        ratios_by_age(spells, "relationship", "arm", "baseline", (6, 6))


def test_several_arms_and_the_fields_of_a_ratio(seed: int) -> None:
    dice = np.random.default_rng(seed)
    rows = invented(dice, 0.5, 10, 20, 0.1, 0.1)
    other = invented(dice, 1.0, 10, 20, 0.1, 0.1).query("arm == 'arm'").assign(arm="other")
    spells = counted(pd.concat([rows, other]))
    table = hazard_ratios(spells, "relationship", "baseline", months=12)
    assert table["arm"].tolist() == ["arm", "other"]
    assert table["p_holm"].tolist() == pytest.approx(holm(table["p"].to_numpy()).tolist())
    assert table["lived_p_holm"].tolist() == pytest.approx(holm(table["lived_p"].to_numpy()).tolist())
    alone = hazard_ratio(spells, "relationship", "arm", "baseline", 12)
    assert (alone.n_spells, alone.n_replicates, alone.months) == (400, 10, 12)
    assert alone.n_events == rows["event"].sum()
    swapped = hazard_ratio(spells, "relationship", "baseline", "arm", 12)
    assert swapped.ratio == pytest.approx(1.0 / alone.ratio)
    assert (swapped.p, swapped.lived) == pytest.approx((alone.p, -alone.lived))


def test_kinds_are_pooled_and_what_was_never_at_risk_is_left_out(seed: int) -> None:
    spells = counted(invented(np.random.default_rng(seed), 0.7, 6, 20, 0.1, 0.15))
    plain = hazard_ratio(spells, "relationship", "arm", "baseline")
    first = spells.iloc[:1].assign(age=0, events=50)
    empty = spells.iloc[:1].assign(age=90, events=0, censored=0)
    bad = spells.assign(status="not_finite", events=99)
    more = pd.concat([spells, first, empty, bad]).fillna({"status": "ok"})
    assert hazard_ratio(more, "relationship", "arm", "baseline") == plain
    firms = spells.assign(kind=np.where(spells["age"] % 2 == 0, "buyer", "supplier"))
    assert hazard_ratio(firms, "firm", "arm", "baseline") == plain


def test_what_cannot_be_said_is_nan_and_what_cannot_be_asked_an_error(seed: int) -> None:
    spells = counted(invented(np.random.default_rng(seed), 0.7, 6, 20, 0.1, 0.15))
    lasting = spells.assign(
        censored=spells["events"] + spells["censored"],
        events=np.where(spells["arm"] == "arm", 0, spells["events"]),
    )
    told = hazard_ratio(lasting, "relationship", "arm", "baseline")
    assert math.isnan(told.ratio)
    assert told.logrank_p < 0.05
    assert told.lived > 0.0
    still = hazard_ratio(spells.assign(censored=1, events=0), "relationship", "arm", "baseline")
    assert math.isnan(still.ratio)
    assert math.isnan(still.logrank_p)
    assert still.lived == 0.0
    one = hazard_ratio(spells[spells["replicate"] == 2], "relationship", "arm", "baseline")
    assert math.isfinite(one.ratio)
    assert math.isnan(one.low)
    with pytest.raises(ValueError, match="none of"):
        hazard_ratio(spells, "friendship", "arm", "baseline")
    with pytest.raises(ValueError, match="share no replicate"):
        hazard_ratio(spells, "relationship", "arm", "nobody")
    assert comparable(spells, "relationship", ["nobody", "arm", "baseline"], "baseline") == [
        "arm",
        "baseline",
    ]
    assert comparable(spells, "relationship", ["arm"], "nobody") == []
    with pytest.raises(ValueError, match="whole months"):
        lives(spells.assign(age=spells["age"] + 0.5), "relationship", "arm", "baseline")
