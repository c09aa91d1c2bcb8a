"""Regions say of each point what the paired test says of it alone, and no more than its error rate allows.

Invented worlds of independent points. Stochastic tests are binomial tests of error rates that theory states
or bounds; each accuses a true model with probability `FALSE_ALARM` = 1e-7 at most: 5 comparisons.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.measures.best import best_of
from sim.measures.inference import holm, mean_interval, p_value, paired_difference, paired_values, values_of
from sim.measures.pairs import paired_worlds
from sim.measures.regions import area, gains, intervals, levels, passing, verdicts
from sim.measures.required import ALWAYS, FOUND, NEVER
from tests.theory.chance import FALSE_ALARM, assert_share

PARTIES = ["joint_slot", "buyer_slot", "supplier_slot"]


def played(
    shifts: np.ndarray, replicates: int, seed: int, arms: tuple[str, ...] = ("b", "a"), spread: float = 1.0
) -> pd.DataFrame:
    """Worlds whose arm k is common luck + `shifts` [points, arms] + own noise of sd `spread`."""
    points, count = shifts.shape
    dice = np.random.default_rng(seed)
    luck = dice.normal(scale=3.0, size=(points, replicates, 1, 3))
    own = dice.normal(scale=spread, size=(points, replicates, count, 3))
    table = (luck + own + shifts[:, None, :, None]).reshape(-1, 3)
    point, replicate, arm = (part.ravel() for part in np.indices((points, replicates, count)))
    labels = {"point": point, "arm": np.array(arms)[arm], "replicate": replicate, "status": "ok"}
    return pd.DataFrame(labels | dict(zip(PARTIES, table.T, strict=True)))


def grid(count: int) -> pd.DataFrame:
    return pd.DataFrame({"point": np.arange(count), "market.drift": np.linspace(0.0, 1.0, count)})


def damaged(seed: int) -> pd.DataFrame:
    """Six points; failures, missing outcomes, a point not played, rows in any order."""
    worlds = played(np.linspace(0.0, 1.0, 18).reshape(6, 3), 9, seed, ("b", "a", "c"))
    worlds.loc[worlds.sample(12, random_state=3).index, "status"] = "not_finite"
    worlds.loc[worlds.sample(12, random_state=4).index, "buyer_slot"] = np.nan
    worlds = worlds[worlds["point"] != 4].sample(frac=1.0, random_state=5)
    return worlds.drop(worlds[(worlds["point"] == 2) & (worlds["replicate"] > 0)].index)


def test_gains_are_the_paired_differences_of_each_point(seed: int) -> None:
    worlds, points = damaged(seed), grid(6)
    table = gains(worlds, points, "b", "a", PARTIES)
    assert table.columns[:4].tolist() == ["point", "market.drift", "arm", "baseline"]
    assert table["point"].tolist() == list(range(6))
    for row in table.to_dict("records"):
        here = worlds[worlds["point"] == row["point"]]
        for column in PARTIES:
            alone = paired_difference(here, column, "b", "a")
            told = (row[column], row[f"{column}_se"], row[f"{column}_n"])
            assert told == pytest.approx((alone.mean, alone.se, alone.n), nan_ok=True)
        assert row["n"] == len(paired_values(here, "joint_slot", "b", "a"))
    assert (table["n"] > table["buyer_slot_n"]).any()
    assert table.loc[4, "n"] == 0


def test_levels_are_the_means_of_each_arm(seed: int) -> None:
    worlds = damaged(seed)
    table = levels(worlds, grid(6), PARTIES)
    assert len(table) == 6 * 3
    assert table["point"].is_monotonic_increasing
    for row in table.to_dict("records"):
        alone = mean_interval(values_of(worlds[worlds["point"] == row["point"]], "buyer_slot", row["arm"]))
        told = (row["buyer_slot"], row["buyer_slot_se"], row["buyer_slot_n"])
        assert told == pytest.approx((alone.mean, alone.se, alone.n), nan_ok=True)


def test_intervals_and_verdicts_are_students(seed: int) -> None:
    worlds = pd.concat([damaged(seed), equal_worlds()])
    table = gains(worlds, grid(9), "b", "a", PARTIES)
    found, said = intervals(table, "buyer_slot"), verdicts(table, "buyer_slot")
    raw = []
    for place, point in enumerate(table["point"]):
        differences = paired_values(worlds[worlds["point"] == point], "buyer_slot", "b", "a")
        alone = mean_interval(differences)
        assert found[["low", "high"]].iloc[place].tolist() == pytest.approx(alone[2:4], nan_ok=True)
        raw.append(p_value(differences))
        assert said[place] == {1: "gain", -1: "loss", 0: "open"}[alone.sign]
    assert found["p"].tolist() == pytest.approx(raw, nan_ok=True)
    strict = verdicts(table, "buyer_slot", family="holm")
    assert ((strict != "open") == (holm(raw) < 0.05) & (said != "open")).all()
    assert said[6:].tolist() == ["open", "gain", "loss"]
    with pytest.raises(ValueError, match="neither"):
        verdicts(table, "buyer_slot", family="tukey")


def equal_worlds() -> pd.DataFrame:
    """Points 6 to 8: the same difference in every replicate; of point 6 no more than rounding."""
    parts = []
    for point, shift in ((6, 1e-12), (7, 0.5), (8, -0.5)):
        for arm, value in (("a", 0.0), ("b", shift)):
            rows = {"point": point, "arm": arm, "replicate": range(5), "status": "ok"}
            parts.append(pd.DataFrame(rows | dict.fromkeys(PARTIES, value)))
    return pd.concat(parts)


def test_a_replicate_twice_is_an_error_and_so_is_a_wrong_column() -> None:
    worlds = equal_worlds()
    with pytest.raises(ValueError, match="'b' has a replicate of a point twice"):
        gains(pd.concat([worlds, worlds[worlds["arm"] == "b"]]), grid(9), "b", "a", PARTIES)
    with pytest.raises(KeyError):
        gains(worlds, grid(9), "b", "a", ["joint_slut"])


def test_an_arm_that_was_not_played_is_open_everywhere() -> None:
    table = gains(equal_worlds(), grid(9), "nobody", "a", PARTIES)
    assert (table["n"] == 0).all()
    assert (verdicts(table, "joint_slot") == "open").all()
    told = area(table, ["joint_slot"], sampled=True)
    assert told["share"].isna().all()
    assert (told["unknown"] == 9).all()


def test_false_signs_are_one_in_twenty(seed: int) -> None:
    """2000 independent points without a difference: false signs are Binomial(2000, .05)."""
    table = gains(played(np.zeros((2000, 2)), 8, seed), grid(2000), "b", "a", ["joint_slot"])
    wrong = int((verdicts(table, "joint_slot") != "open").sum())
    assert_share(wrong, 2000, 0.05)


def test_holm_over_a_map_keeps_the_family_at_five_percent(seed: int) -> None:
    """400 maps of 10 points without a difference: at most 5 % have a wrong sign anywhere."""
    table = gains(played(np.zeros((4000, 2)), 6, seed), grid(4000), "b", "a", ["joint_slot"])
    maps = [table.iloc[first : first + 10] for first in range(0, 4000, 10)]
    wrong = sum((verdicts(part, "joint_slot", "holm") != "open").any() for part in maps)
    assert stats.binom.sf(wrong - 1, 400, 0.05) > FALSE_ALARM
    assert wrong > 0


def told_gains() -> pd.DataFrame:
    """Ten points with known verdicts, and one not played: 5 gain, 2 lose, 3 open; for the sides see below."""
    signs = {
        "joint_slot": [1, 1, 1, 1, 1, -1, -1, 0, 0, 0],
        "buyer_slot": [1, 1, 1, 0, -1, -1, -1, 0, 0, 0],
        "supplier_slot": [1, 1, 0, 0, 1, -1, 0, 0, 0, -1],
    }
    table = pd.DataFrame({"point": range(11), "arm": "b", "baseline": "a", "n": [20] * 10 + [0]})
    for column, sign in signs.items():
        table[column] = [*(np.array(sign) * 1.0), np.nan]
        table[f"{column}_se"] = [0.1] * 10 + [np.nan]
        table[f"{column}_n"] = table["n"]
    return table


def test_area_by_hand() -> None:
    told = area(told_gains(), ["joint_slot", "buyer_slot"], sampled=True).set_index(["outcome", "verdict"])
    shares = dict(zip(told.index, told["share"], strict=True))
    assert shares == pytest.approx(
        {
            ("joint_slot", "gain"): 0.5,
            ("joint_slot", "loss"): 0.2,
            ("joint_slot", "open"): 0.3,
            ("buyer_slot", "gain"): 0.3,
            ("buyer_slot", "loss"): 0.3,
            ("buyer_slot", "open"): 0.4,
            ("both", "gain"): 0.2,
            ("someone loses", "loss"): 0.4,
        }
    )
    assert (told["points"] == 10).all()
    assert (told["unknown"] == 1).all()
    theirs = stats.binomtest(5, 10).proportion_ci(0.95, method="exact")
    assert told[["low", "high"]].to_numpy()[0] == pytest.approx([*theirs])
    alone = area(
        told_gains()[["point", "arm", "baseline", "n", "joint_slot", "joint_slot_se"]],
        ["joint_slot"],
        sampled=False,
    )
    assert alone["outcome"].unique().tolist() == ["joint_slot"]
    assert alone[["low", "high"]].isna().all(axis=None)


def test_area_of_weighted_points_and_of_several_arms() -> None:
    weights = pd.Series([4.0, *[1.0] * 10], index=range(11))
    both = pd.concat([told_gains(), told_gains().assign(arm="c", joint_slot=-1.0)])
    told = area(both, ["joint_slot"], sampled=False, weights=weights).set_index(["arm", "outcome", "verdict"])
    assert told.loc[("b", "joint_slot", "gain"), "share"] == pytest.approx(8.0 / 13.0)
    assert told.loc[("c", "joint_slot", "loss"), "share"] == 1.0
    with pytest.raises(ValueError, match="no `weights`"):
        area(both, ["joint_slot"], sampled=True, weights=weights)
    with pytest.raises(ValueError, match="every point"):
        area(both, ["joint_slot"], sampled=False, weights=weights.iloc[:5])


def best(worlds: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    names = sorted(worlds["arm"].unique())
    return best_of(paired_worlds(worlds, names, ["joint_slot"]), points, names)


def test_the_best_arm_of_each_point_by_hand(seed: int) -> None:
    shifts = np.array([[0.0, 5.0, 1.0], [0.0, 0.0, -5.0], [5.0, 0.0, 4.9]])
    worlds, names = played(shifts, 30, seed, ("a", "b", "c")), ["a", "b", "c"]
    worlds.loc[(worlds["point"] == 0) & (worlds["replicate"] == 7) & (worlds["arm"] == "c"), "status"] = "bad"
    table = best(worlds, grid(4))
    assert table.loc[[0, 3], "best"].tolist() == ["b", "open"]
    assert table["n"].tolist() == [29, 30, 30, 0]
    for row in table.iloc[:3].to_dict("records"):
        here = worlds[
            (worlds["point"] == row["point"]) & ~((worlds["point"] == 0) & (worlds["replicate"] == 7))
        ]
        others = [name for name in names if name != row["arm"]]
        differences = {name: paired_values(here, "joint_slot", row["arm"], name) for name in others}
        raw = [p_value(values) for values in differences.values()]
        gap = mean_interval(differences[row["second"]])
        told = [row["difference"], row["low"], row["high"], row["p_holm"], row["p_best"]]
        adjusted = holm(raw)
        p_best = max(*adjusted, min(1.0, 1.5 * max(raw)))
        assert told == pytest.approx(
            [gap.mean, gap.low, gap.high, adjusted[others.index(row["second"])], p_best]
        )
        assert row["best"] == (row["arm"] if p_best < 0.05 else "open")
        assert gap.mean == pytest.approx(min(values.mean() for values in differences.values()))


@pytest.mark.parametrize("count", [2, 4])
def test_no_best_is_said_where_all_arms_are_alike(seed: int, count: int) -> None:
    """2000 points of arms that are alike: at most 5 % get a best; of two arms 5 % do."""
    worlds = played(np.zeros((2000, count)), 6, seed, ("a", "b", "c", "d")[:count])
    wrong = int((best(worlds, grid(2000))["best"] != "open").sum())
    if count == 2:
        assert_share(wrong, 2000, 0.05)
    else:
        assert stats.binom.sf(wrong - 1, 2000, 0.05) > FALSE_ALARM


def test_where_the_difference_passes_zero_is_covered(seed: int) -> None:
    """400 lines of 5 levels, straight and normal, where the interval is exact: it misses 5 % of them."""
    places, truth = np.linspace(0.0, 1.0, 5), np.linspace(0.3, 0.7, 400)
    dice, missed = np.random.default_rng(seed), 0
    for number, level in enumerate(truth):
        falling = number % 2 == 1
        line = 6.0 * (places - level) * (-1.0 if falling else 1.0)
        rising, found = passing(places, line + dice.normal(size=(20, 1)))  # one noise a replicate: straight
        assert (rising, found.status) == (not falling, FOUND)
        missed += found.low > level or found.high < level
    assert_share(missed, 400, 0.05)


@pytest.mark.parametrize(("means", "told"), [
    ((-1.0, 1.0, 3.0), (True, FOUND, 1.5)), ((3.0, -1.0, -5.0), (False, FOUND, 1.75)),
    ((1.0, 2.0, 3.0), (True, ALWAYS, None)), ((-3.0, -2.0, -1.0), (True, NEVER, None)),
])  # fmt: skip
def test_passing_by_hand(means: tuple[float, ...], told: tuple[bool, str, float | None]) -> None:
    table = np.tile(means, (4, 1))
    table[2, 1] = np.nan  # a replicate that did not finish everywhere does not count
    rising, found = passing(np.array([1.0, 2.0, 4.0]), table)
    assert (rising, found.status, found.n) == (*told[:2], 3)
    if told[2] is not None:
        assert found.level == pytest.approx(told[2])
        assert (found.below, found.above) == (1.0, 2.0)


def test_nothing_played_passes_nowhere() -> None:
    _, found = passing(np.array([1.0, 2.0, 4.0]), np.full((4, 3), np.nan))
    assert found.n == 0
    assert np.isnan(found.level)
