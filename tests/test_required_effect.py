"""The required effect: thresholds by hand, their coverage, what is refused, figures, a small real study."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import PolyCollection
from numpy.typing import NDArray
from scipy import stats

import sim
from experiments.required_effect import finding, jobs
from experiments.required_effect.__main__ import PAGE, page
from experiments.required_effect.points import (
    BASELINE,
    COST_SCALE,
    EFFECTS,
    FAMILIES,
    TREATMENT,
    Point,
    alone_points,
    default,
    differences,
    effect_points,
    greatest,
    with_points,
    zero_points,
)
from experiments.required_effect.tables import required_rows, zero_table
from experiments.required_effect.words import both, told
from experiments.run import main
from experiments.settings import RequiredEffect
from sim.measures.arms import PARTIES
from sim.measures.required import (
    ALWAYS,
    ANY_COST,
    AS_IS,
    COST,
    EFFECT,
    FOUND,
    MIXED,
    NEVER,
    NONE_NEEDED,
    NOT_EVEN_FREE,
    NOT_REACHED,
    NOTHING,
    REST,
    threshold,
)
from sim.plots.required import draw_all, levels_figure, levels_title, zero_figure, zero_lines, zero_title
from sim.plots.sheets import SHEETS, house
from sim.scenario import Scenario

LEVELS = (0.0, 0.5, 1.0, 2.0)
SMALL = [
    "experiment=required_effect", "replicates=3", "required_effect.zero=3", "market.buyers=6",
    "market.suppliers=7", "market.months=12", "required_effect.horizon=[12]",
    "required_effect.volatility=[0.05,0.15]", "required_effect.effect=[0,1]", "required_effect.cost=[0,1]",
    "required_effect.alone=[0,1]",
]  # fmt: skip


def replicates(means: Sequence[float], spread: float = 0.01, n: int = 9) -> NDArray[np.float64]:
    """Differences with these means; every level shares the luck of a replicate."""
    return np.asarray(means, dtype=float) + spread * stats.norm.ppf((np.arange(n) + 0.5) / n)[:, None]


def test_a_threshold_lies_on_the_line_between_its_neighbours() -> None:
    found = threshold(LEVELS, replicates([-1.0, -0.2, 0.6, 0.9]))
    assert found.level == pytest.approx(0.5 + 0.5 * 0.2 / 0.8)
    assert (found.status, found.below, found.above, found.n) == (FOUND, 0.5, 1.0, 9)
    assert found.low < found.level < found.high


def test_a_cost_is_borne_up_to_its_threshold() -> None:
    found = threshold(LEVELS, replicates([0.9, 0.6, -0.2, -1.0]), rising=False)
    assert found.level == pytest.approx(0.5 + 0.5 * 0.6 / 0.8)
    assert (found.status, found.below, found.above) == (FOUND, 0.5, 1.0)
    assert found.low < found.level < found.high


@pytest.mark.parametrize(
    ("means", "status", "level"),
    [
        ([0.1, 0.2, 0.3, 0.4], ALWAYS, 0.0),
        ([0.4, 0.3, 0.2, 0.1], ALWAYS, 0.0),  # the wrong way, yet it pays everywhere
        ([-0.4, -0.3, -0.2, -0.1], NEVER, np.inf),
        ([0.0, 0.0, 0.0, 0.0], NEVER, np.inf),  # no difference does not pay
        ([-0.4, 0.2, -0.2, 0.1], MIXED, np.nan),  # crosses three times
        ([-0.4, 0.2, 0.2, -0.1], MIXED, np.nan),  # pays in between only
        ([0.4, 0.2, -0.2, -0.3], MIXED, np.nan),  # pays until, not from
    ],
)
def test_statuses(means: Sequence[float], status: str, level: float) -> None:
    found = threshold(LEVELS, replicates(means))
    assert found.status == status
    assert found.level == pytest.approx(level, nan_ok=True)
    assert np.isnan(found.below)


def test_a_dip_within_noise_is_smoothed() -> None:
    """Means of −.1, .01, −.01, .2 with intervals of ±.08: the fit pools the two in the middle at 0."""
    noisy = replicates([-0.1, 0.01, -0.01, 0.2], spread=0.1)
    found = threshold(LEVELS, noisy)
    assert found.status == FOUND
    assert found.level == pytest.approx(1.0)
    assert found.low < 0.5 < 1.0 < found.high


def test_an_end_that_the_data_do_not_close_is_open() -> None:
    found = threshold(LEVELS, replicates([-0.03, -0.01, 0.01, 0.03], spread=0.2))
    assert (found.low, found.high) == (0.0, np.inf)
    assert found.status == FOUND


def test_replicates_without_spread_have_a_threshold_without_interval() -> None:
    found = threshold(LEVELS, replicates([-1.0, -0.2, 0.6, 0.9], spread=0.0))
    assert found.low == pytest.approx(found.level)
    assert found.high == pytest.approx(found.level)


def test_a_single_replicate_tells_no_interval_and_none_tells_nothing() -> None:
    one = threshold(LEVELS, [[-1.0, 0.2, 0.6, 0.9]])
    assert (one.low, one.high, one.n) == (0.0, np.inf, 1)
    none = threshold(LEVELS, np.full((2, 4), np.nan))
    assert (none.status, none.n) == (MIXED, 0)


def test_a_replicate_that_failed_is_left_out() -> None:
    table = replicates([-1.0, -0.2, 0.6, 0.9])
    failed = np.vstack([table, [np.nan, 5.0, 5.0, 5.0]])
    assert threshold(LEVELS, failed) == threshold(LEVELS, table)


@pytest.mark.parametrize("levels", [(0.0,), (0.0, 0.0, 1.0, 2.0), (1.0, 0.0, 2.0, 3.0), (0.0, 1.0)])
def test_levels_must_rise_and_fit(levels: Sequence[float]) -> None:
    with pytest.raises(ValueError, match=r"`levels`|`differences`"):
        threshold(levels, replicates([0.0, 0.0, 0.0, 0.0]))


curves = st.lists(st.floats(-1.0, 1.0), min_size=4, max_size=4)


@given(curves, st.floats(0.0, 0.5), st.floats(0.01, 100.0))
def test_properties_of_a_threshold(means: list[float], spread: float, scale: float) -> None:
    """The interval holds the estimate; money's unit and the lever's direction do not matter."""
    table = replicates(means, spread)
    found = threshold(LEVELS, table)
    if found.status != MIXED:
        assert found.low <= found.level <= found.high or found.level == pytest.approx(found.low)
    if np.abs(table).min() < 1e-6 or np.abs(np.diff(table.mean(axis=0))).min() < 1e-6:
        return  # rounding decides what is 0
    scaled = threshold(LEVELS, scale * table)
    if found.status != FOUND or scale > 1e-2:
        assert scaled.status == found.status
    mirrored = threshold(tuple(3.0 - one for one in LEVELS[::-1]), table[:, ::-1], rising=False)
    if found.status == FOUND:
        assert 3.0 - mirrored.level == pytest.approx(found.level)
        assert mirrored.status == FOUND


@given(curves, st.floats(0.01, 0.5))
def test_more_gain_needs_no_more_effect(means: list[float], lift: float) -> None:
    ordered = sorted(means)
    lower, upper = (threshold(LEVELS, replicates([one + up for one in ordered])) for up in (0.0, lift))
    assert upper.level <= lower.level
    assert upper.low <= lower.low
    assert upper.high <= lower.high


def test_intervals_cover_as_often_as_they_say(seed: int) -> None:
    """Linear curves, correlated levels: 95 % of 2000 intervals hold the true threshold.

    The count is binomial; the bounds are its .0005 and .9995 quantiles: one false alarm in a thousand seeds.
    """
    rng, trials, n, truth = np.random.default_rng(seed), 2000, 20, 0.8
    slope = 0.05 + 0.05 * rng.random((trials, 1, 1))
    luck = 0.05 * rng.standard_normal((trials, n, 1)) + 0.02 * rng.standard_normal((trials, n, 1)) * LEVELS
    tables = slope * (np.asarray(LEVELS) - truth) + luck
    told_true = sum(one.low <= truth <= one.high for one in (threshold(LEVELS, table) for table in tables))
    low, high = stats.binom.ppf([0.0005, 0.9995], trials, 0.95)
    assert low <= told_true <= high


def test_the_interval_agrees_with_the_bootstrap(seed: int) -> None:
    """Percentiles of scipy's paired bootstrap of the same estimate; 200 replicates, a clear slope."""
    rng, n = np.random.default_rng(seed), 200
    table = 0.1 * (np.asarray(LEVELS) - 0.8) + 0.1 * rng.standard_normal((n, 1))
    found = threshold(LEVELS, table)

    def statistic(*columns: NDArray[np.float64]) -> float:
        return threshold(LEVELS, np.column_stack(columns)).level

    told_by = stats.bootstrap(
        tuple(table.T), statistic, paired=True, vectorized=False, n_resamples=999, method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval  # fmt: skip
    width = found.high - found.low
    assert abs(told_by.low - found.low) < 0.15 * width
    assert abs(told_by.high - found.high) < 0.15 * width


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    known = sim.load("required_effect")
    return replace(known, market=replace(known.market, months=24, buyers=10, suppliers=12))


def test_scales_end_where_a_range_does(scenario: Scenario) -> None:
    points = effect_points(scenario, (0.0, 1.0))
    assert [point.level for point in points] == [0.0, 1.0, greatest(scenario)]
    assert set(points[0].overrides.values()) == {0.0}
    assert points[1].overrides == {path: default(scenario, path) for path in EFFECTS}
    assert points[2].overrides["process.narrowing"] == 1.0
    assert max(value for path, value in points[2].overrides.items() if path.startswith("process")) <= 1.0


def test_an_effect_by_itself_keeps_to_its_own_range(scenario: Scenario) -> None:
    points = alone_points(scenario, (0.0, 1.0, 100.0))
    narrowing = [point.level for point in points if point.lever == "process.narrowing"]
    assert narrowing == [0.0, 0.6, 1.0]
    bare = replace(scenario, process=replace(scenario.process, narrowing=0.0))
    assert "process.narrowing" not in {point.lever for point in alone_points(bare, (0.0, 1.0))}


def played(scenario: Scenario, points: Sequence[Point], count: int = 4) -> Any:
    return sim.run_ensemble(with_points(scenario, points), replicates=count, seed=1, threads=1)


def test_only_misdirection_reaches_wiifme(scenario: Scenario) -> None:
    """g₃, r₄, ψ, t and costs need the steps, κ_I integrity, Λ loyalty: WIIFME's payoffs stay, bit for bit."""
    changed = [Point(path, 0.0, {path: 0.0}) for path in (*EFFECTS, COST_SCALE)]
    points = [Point(AS_IS, 0.0, {}), *changed]
    table = played(scenario, points).replicates.set_index(["arm", "replicate"])["joint_slot"]
    reference = table.loc[f"{BASELINE}_0"]
    for place, point in enumerate(points[1:], start=1):
        same = table.loc[f"{BASELINE}_{place}"].equals(reference)
        assert same == (point.lever != "process.misdirection"), point.lever


def test_steps_whose_effects_are_0_carry_nothing_when_free(scenario: Scenario) -> None:
    """Without μ step 2, without g₃ step 3 is idle: WIIFWE without it is WIIFWE, exactly."""
    rows = zero_points(scenario)
    table = zero_table(rows, differences(played(scenario, [point for *_, point in rows]), len(rows)))
    change = table.set_index("label")["change"]
    assert change["step 2, vision"] == change["step 3, principles"] == 0.0
    assert change[AS_IS] == change[NOTHING] - table.set_index("label").loc[NOTHING, "change"] == 0.0
    assert list(table["family"].unique()) == list(FAMILIES)
    same = table["joint"] - table["buyer"] - table["supplier"]
    assert same.abs().max() < 1e-9
    assert (table["wiifwe"] - table["wiifme"] - table["joint"]).abs().max() < 1e-9


def test_an_idle_vision_costs_what_it_did(scenario: Scenario) -> None:
    (idle,) = [point for _, label, point in zero_points(scenario) if label.startswith("shared vision idle")]
    accounts = played(scenario, [Point(AS_IS, 0.0, {}), idle]).accounts
    steps = accounts[accounts["month"] == 1].groupby("arm")["process"].sum()
    assert steps[f"{TREATMENT}_1"] == pytest.approx(steps[f"{TREATMENT}_0"])


def test_pairs_are_of_one_replicate_and_failed_ones_are_left_out(scenario: Scenario) -> None:
    points = [Point(EFFECT, 1.0, {})]
    result = played(scenario, points)
    table = result.replicates
    whole = differences(result, 1)
    table.loc[(table["arm"] == f"{TREATMENT}_0") & (table["replicate"] == 2), "status"] = "not_finite"
    left = differences(result, 1)
    assert whole.paired.shape == (3, 4, 1)
    assert left.paired[:, :, 0].tolist() == np.delete(whole.paired, 2, axis=1)[:, :, 0].tolist()


def test_jobs_are_the_grid_then_the_world_itself(scenario: Scenario) -> None:
    planned = jobs(scenario, RequiredEffect(volatility=(0.0, 0.3), horizon=(12, 24)), 5)
    worlds = [(job.scenario.shocks.misfit_sd, job.scenario.market.months) for job in planned]
    assert worlds == [(0.0, 12), (0.0, 24), (0.3, 12), (0.3, 24), (0.15, 24), (0.15, 24)]
    assert planned[0].scenario.shocks.jump_chance == 0.0
    assert planned[2].scenario.shocks.jump_chance > 0.0


def made_up(curves_of: Mapping[tuple[float, int], Sequence[float]], lever: str = EFFECT) -> pd.DataFrame:
    """The table `required` of worlds whose parties all have the same curve over levels 0, 1, 2."""
    points = [Point(lever, level, {}) for level in (0.0, 1.0, 2.0)]
    rows: list[dict[str, Any]] = []
    for (volatility, months), means in curves_of.items():
        paired = np.broadcast_to(replicates(means), (3, 9, 3))
        found = differences_of(paired)
        rows += required_rows(points, found, {"volatility": volatility, "months": months})
    return pd.DataFrame(rows)


def differences_of(paired: NDArray[np.float64]) -> Any:
    from experiments.required_effect.points import Differences

    return Differences(paired, paired.mean(axis=1), 0.0 * paired.mean(axis=1))


def left_over(nothing: float, rest: float) -> pd.DataFrame:
    """The table `zero` with these joint differences at 0; every other row is 0.3."""
    rows = zero_points(sim.load("required_effect"))
    joint = [nothing if label == NOTHING else rest if label == REST else 0.3 for _, label, _ in rows]
    table = replicates(joint)
    return zero_table(rows, differences_of(np.stack([table, table / 2.0, table / 2.0])))


UP, HIGH, LOW = [-0.2, 0.2, 0.3], [0.1, 0.2, 0.3], [-0.3, -0.2, -0.1]


def test_words_of_a_threshold() -> None:
    table = made_up({(0.1, 12): UP, (0.2, 12): HIGH, (0.3, 12): LOW})
    joint = [told(row) for row in table[table["party"] == "joint"].to_dict("records")]
    assert joint[0].startswith("0.50 (0.4")
    assert joint[1:] == [NONE_NEEDED, NOT_REACHED]
    costs = made_up({(0.1, 12): UP[::-1], (0.2, 12): HIGH, (0.3, 12): LOW}, COST)
    assert costs["status"].unique().tolist() == [FOUND, ANY_COST, NOT_EVEN_FREE]
    unsure = {"required": 0.0, "low": 0.0, "high": np.inf, "least": 0.0, "most": 2.0}
    assert told({**unsure, "status": NONE_NEEDED}) == "none needed (anything fits)"
    assert told({**unsure, "high": 0.4, "status": NONE_NEEDED}) == "none needed (or up to 0.40)"
    assert told({**unsure, "required": np.inf, "low": 1.5, "high": np.inf, "status": NOT_REACHED}) == (
        "not reached (or 1.50 and more)"
    )


def test_both_parties_gain_where_the_harder_one_does() -> None:
    table = made_up({(0.1, 12): UP})
    table.loc[table["party"] == "buyer", ["status", "required"]] = [NONE_NEEDED, 0.0]
    assert both(table).to_dict("records") == [{"status": FOUND, "required": pytest.approx(0.5)}]
    table.loc[table["party"] == "buyer", ["status", "required"]] = [NOT_REACHED, np.inf]
    assert both(table)["status"].tolist() == [NOT_REACHED]


def test_the_finding_turns_with_the_data() -> None:
    required, world = made_up({(0.15, 120): UP}), {"volatility": 0.15, "months": 120}
    gains, none, loses = (finding(required, left_over(value, 0.1), world) for value in (0.2, 0.0, -0.2))
    assert "WIIFWE still gains, so something else carries a part" in gains
    assert "no difference can be told: nothing is left" in none
    assert "WIIFWE loses: nothing is left" in loses
    assert "0.50" in gains
    elsewhere = finding(required, left_over(0.2, 0.1), {"volatility": 0.3, "months": 12})
    assert elsewhere.startswith("Over 1 worlds")


def test_titles_turn_with_the_data() -> None:
    several = made_up({(0.1, 12): HIGH, (0.2, 12): UP, (0.3, 12): LOW, (0.3, 36): [-0.3, -0.1, 0.1]})
    title = levels_title(several)
    assert "without any of the seven effects in 1 of 4 worlds, with no more than is assumed in 1" in title
    assert "only with more in 1, and with none possible in 1" in title
    cheap, free = (levels_title(made_up({(0.1, 12): one}, COST)) for one in ([0.1, -0.2, -0.3], LOW))
    assert "In 1 of 1 worlds" in cheap
    assert "even" not in cheap
    assert "in 1 the pair does not gain even from a free one" in free
    assert "something is left" in zero_title(left_over(0.2, 0.3))
    assert "WIIFWE loses" in zero_title(left_over(-0.2, 0.3))
    assert "no gain" in zero_title(left_over(0.0, 0.3))


def test_figures_hold_a_line_a_horizon_and_a_row_a_zero() -> None:
    table = made_up({(s, m): UP for s in (0.1, 0.2, 0.3) for m in (12, 36)})
    with house("page") as size:
        figure = levels_figure(table, "made up", size)
        assert [axes.get_title("left") for axes in figure.axes] == [f"{party} payoff" for party in PARTIES]
        for axes in figure.axes:
            lines = [line for line in axes.lines if np.size(line.get_xdata()) == 3]
            assert len(lines) == 2
            assert sum(isinstance(one, PolyCollection) for one in axes.collections) == 2
            assert np.asarray(lines[0].get_ydata()).tolist() == pytest.approx([0.5] * 3)
        assert {text.get_text() for text in figure.axes[-1].texts} == {"1 year", "3 years"}
        assert figure.get_figwidth() == SHEETS["page"].width
        zero = left_over(0.0, 0.1)
        rows = zero_figure(zero, "made up", size).axes[0]
        assert len(rows.get_yticklabels()) == len(zero_lines(zero)) == len(zero) + len(FAMILIES)


def test_worlds_without_a_threshold_lie_in_the_margins() -> None:
    table = made_up({(0.1, 12): HIGH, (0.2, 12): UP, (0.3, 12): LOW})
    with house("page") as size:
        axes = levels_figure(table, "made up", size).axes[0]
        (line,) = [line for line in axes.lines if np.size(line.get_xdata()) == 3]
        heights = np.asarray(line.get_ydata(), dtype=float)
        assert heights[0] < 0.0
        assert heights[1] == pytest.approx(0.5)
        assert heights[2] > 2.0


def test_the_same_data_give_the_same_files(tmp_path: Path) -> None:
    required = pd.concat([made_up({(0.1, 12): UP}), made_up({(0.1, 12): UP[::-1]}, COST)])
    first, second = (
        draw_all(required, left_over(0.0, 0.1), tmp_path / name, ("made", "up")) for name in ("a", "b")
    )
    assert [file.name for file in first] == [
        f"{name}.{ending}"
        for name in ("required_effect", "required_cost", "zero")
        for ending in ("png", "svg")
    ]
    assert all(one.read_bytes() == other.read_bytes() for one, other in zip(first, second))


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_small_study_is_stored_whole(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "engine.workers=1"]) == 0
    (folder,) = (elsewhere / "results" / "required_effect").iterdir()
    required, curves_table, zero = (
        pd.read_parquet(folder / f"{name}.parquet") for name in ("required", "curves", "zero")
    )
    assert {"volatility", "months", "party", "lever", "required", "low", "high", "status", "n"} <= set(
        required
    )
    levers = [*EFFECTS, EFFECT, COST]
    assert set(required["lever"]) == set(levers)
    assert len(required) == 3 * (2 * 2 + len(EFFECTS))
    assert len(curves_table) == 3 * (2 * (3 + 2) + 2 * len(EFFECTS))
    own = zero.set_index("label").loc[AS_IS]
    at_one = curves_table[(curves_table["level"] == 1.0) & curves_table["lever"].isin((EFFECT, COST))]
    here = at_one[(at_one["volatility"] == 0.15) & (at_one["party"] == "joint")]
    assert here["mean"].tolist() == pytest.approx([own["joint"]] * 2), (
        "e = 1 and c = 1 are the world as it is"
    )
    assert {file.suffix for file in (folder / "figures").iterdir()} == {".png", ".svg"}
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["finding"]
    assert said == finding(required, zero, {"volatility": 0.15, "months": 12})
    assert "Least effect of the process" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("required_effect=null", "`required_effect` is null"),
        ("required_effect.effect=[0,2]", "`process.narrowing` is 0.6 of 1 at most: factors up to 1.667"),
        ("required_effect.effect=[0.5,1]", "`required_effect.effect` must start at 0"),
        ("required_effect.cost=[0]", "`required_effect.cost` must name two levels"),
        ("required_effect.volatility=[0.2,0.1]", "`required_effect.volatility` must rise, not: 0.2, 0.1"),
        ("required_effect.horizon=[12,12]", "`required_effect.horizon` must rise"),
        ("required_effect.horizon=[0]", "`required_effect.horizon`"),
        ("required_effect.zero=1", "`required_effect.zero` is 1"),
        ("replicates=1", "`replicates` is 1"),
        ("~arms.wiifwe", "`arms` lack `wiifwe`"),
    ],
)
def test_what_cannot_be_sought_is_refused_in_a_line(
    wrong: str, words: str, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["experiment=required_effect", wrong]) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.err.count("\n") == 1
    assert not (elsewhere / "results").exists()


def test_effects_that_are_all_0_cannot_be_scaled(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["experiment=required_effect", *(f"{path}=0" for path in EFFECTS)]) == 2
    assert "there is nothing to scale" in capsys.readouterr().err


def test_the_page_is_made_from_the_published_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m experiments.required_effect`"
