"""A design point is a row: played among thousands it is, bit for bit, the world that its scenario says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import sim
from sim.ensemble.outcomes import OUTCOMES
from sim.ensemble.rows import distinct, staged
from sim.ensemble.run import run_ensemble
from sim.ensemble.sweep import swept
from sim.scenario import Population, Scenario
from sim.worlds import world_row

SMALL = ["market.buyers=6", "market.suppliers=8", "market.months=14"]
POINTS = 5
COLUMNS: dict[str, np.ndarray[Any, Any]] = {
    "trust.prior": np.linspace(0.1, 0.9, POINTS),
    "shocks.misfit_sd": np.linspace(0.0, 0.4, POINTS),
    "choice.patience": np.linspace(0.95, 0.998, POINTS),
    "choice.candidates": np.arange(1.0, POINTS + 1.0),
    "contract.term": np.array([1.0, 6.0, 12.0, 36.0, 60.0]),
    "promises.harm": np.linspace(0.07, 0.3, POINTS),
    "strategies.wiifwe.honesty": np.linspace(0.0, 1.0, POINTS),
    "strategies.wiifwe.guard": np.linspace(0.0, 0.8, POINTS),
}
FACTORS = {
    "process.narrowing": np.linspace(0.0, 1.5, POINTS),
    "choice.loyalty_worth": np.linspace(0.0, 3.0, POINTS),
}
ARMS = ("wiifwe", "wiifme_rigid", "without_honesty", "only_governance", "opportunists_15_among_wiifwe")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return sim.load("headline", overrides=SMALL)


def arm_of(scenario: Scenario, name: str) -> Any:
    return next(arm for arm in scenario.arms if arm.name == name)


def outcomes_of(scenario: Scenario, arm: Any, replicates: int) -> dict[str, Any]:
    """The same world through the ensemble."""
    told = run_ensemble(replace(scenario, arms=(arm,)), replicates=replicates, seed=1, threads=1).replicates
    return {name: told[name].to_numpy() for name in OUTCOMES if name in told}


@pytest.mark.parametrize("name", ARMS)
def test_a_point_is_the_world_that_it_says(scenario: Scenario, name: str) -> None:
    arm = arm_of(scenario, name)
    stage = staged(scenario, arm, 1, {}, columns=COLUMNS, factors=FACTORS, points=POINTS)
    told = swept(stage, 1, 0, 3)
    base = world_row(scenario)
    for point in range(POINTS):
        settings: dict[str, Any] = {path: float(values[point]) for path, values in COLUMNS.items()}
        for path, factor in FACTORS.items():
            settings[path] = float(getattr(base, path.replace(".", "_")) * factor[point])
        alone = outcomes_of(scenario, replace(arm, overrides={**arm.overrides, **settings}), 3)
        for outcome, values in alone.items():
            here = told[outcome][told["point"] == point]
            np.testing.assert_array_equal(here, values, err_msg=f"{outcome} at point {point}")


def test_what_shapes_a_world_is_fixed_for_all_points(scenario: Scenario) -> None:
    fixed = {"market.months": 9, "network.kind": "random", "network.degree": 3, "population": {"wiifwe": 1.0}}
    arm = arm_of(scenario, "wiifme_rigid")
    told = swept(staged(scenario, arm, 1, {}, fixed=fixed), 1, 0, 4)
    settings = {path: value for path, value in fixed.items() if path != "population"}
    same = replace(arm, population=Population({"wiifwe": 1.0}, {"wiifwe": 1.0}), overrides=settings)
    for outcome, values in outcomes_of(scenario, same, 4).items():
        np.testing.assert_array_equal(told[outcome], values, err_msg=outcome)


def test_shares_keep_their_proportions_and_concern_only_who_names_them(scenario: Scenario) -> None:
    arm = arm_of(scenario, "opportunists_30_among_wiifwe")
    shares = np.array([0.0, 0.2, 1.0])
    columns = {"population.opportunist": shares}
    stage = staged(scenario, arm, 1, {}, columns=columns, points=3)
    place = stage.names.index("opportunist")
    np.testing.assert_allclose(stage.shares[:, :, place], np.stack([shares, shares], axis=1))
    np.testing.assert_allclose(stage.shares.sum(axis=2), 1.0)
    assert [stage.quotas(role).sum(axis=1).tolist() for role in (0, 1)] == [[6] * 3, [8] * 3]
    alone = staged(scenario, arm_of(scenario, "wiifwe"), 1, {}, columns=columns, points=3)
    assert len(distinct(alone)[0]) == 1
    of_buyers = staged(scenario, arm, 1, {}, columns={"population.buyers.opportunist": shares}, points=3)
    np.testing.assert_allclose(of_buyers.shares[:, 1, place], 0.3)


def test_shares_that_cannot_sum_to_one_are_refused(scenario: Scenario) -> None:
    arm = arm_of(scenario, "wiifwe")
    with pytest.raises(ValueError, match="cannot sum to 1"):
        staged(scenario, arm, 1, {}, columns={"population.wiifwe": np.array([0.5])}, points=1)


def test_a_generated_strategy_that_nobody_plays_changes_nothing(scenario: Scenario) -> None:
    arm, path = arm_of(scenario, "wiifme_rigid"), "strategies.wiifwe_without_equity.honesty"
    values = {path: np.array([0.1, 0.9])}
    for stage in (
        staged(scenario, arm, 1, {}, columns=values, points=2),
        staged(scenario, arm, 1, {}, factors=values, points=2),
    ):
        assert len(distinct(stage)[0]) == 1


def test_equal_points_are_played_once_and_told_each(scenario: Scenario) -> None:
    arm = arm_of(scenario, "wiifme_rigid")
    columns = {
        "strategies.wiifwe.honesty": np.linspace(0.0, 1.0, 4),
        "trust.prior": np.array([0.2, 0.8, 0.2, 0.8]),
    }
    stage = staged(scenario, arm, 1, {}, columns=columns, points=4)
    first, which = distinct(stage)
    assert len(first) == 2
    assert which[0] == which[2] != which[1] == which[3]
    told = swept(stage, 1, 0, 2)
    values = told["joint_slot"].reshape(4, 2)
    assert told["point"].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert told["replicate"].tolist() == [0, 1] * 4
    np.testing.assert_array_equal(values[0], values[2])
    assert not np.array_equal(values[0], values[1])


def test_replicates_may_be_played_apart(scenario: Scenario) -> None:
    stage = staged(scenario, arm_of(scenario, "opportunists_15_among_wiifwe"), 1, {})
    whole, late = swept(stage, 1, 0, 5), swept(stage, 1, 3, 2)
    for name, values in late.items():
        np.testing.assert_array_equal(whole[name][3:], values, err_msg=name)
