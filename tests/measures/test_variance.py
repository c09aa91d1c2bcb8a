"""Groups of factors, interactions and luck, where their shares of the variance are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from SALib.sample import sobol as sample

from sim.measures.sensitivity import morris, sobol
from sim.measures.variance import indices, luck, of_group, span

NAMES = ["one", "two", "three"]
PROBLEM = {"num_vars": 3, "names": NAMES, "bounds": [[-1.0, 1.0]] * 3}


def blocks(count: int, seed: int, product: float) -> np.ndarray:
    """2 one + two + product · one · three: variances 4/3, 1/3 and product²/9."""
    one, two, three = sample.sample(PROBLEM, count, calc_second_order=False, seed=seed).T
    return (2.0 * one + two + product * one * three).reshape(-1, 5)


def test_indices_are_those_of_salib(seed: int) -> None:
    values = blocks(256, seed, 1.0)
    theirs, own = sobol(PROBLEM, values.ravel(), seed), indices(values, seed)
    assert own.first[0] == pytest.approx(theirs["first"].to_numpy(), abs=1e-9)
    assert own.total[0] == pytest.approx(theirs["total"].to_numpy(), abs=1e-9)
    reach = (theirs["total_high"] - theirs["total_low"]).to_numpy()
    ends = np.array([span(column) for column in own.total.T])
    assert ends[:, 2] - ends[:, 1] == pytest.approx(reach, rel=0.25)


@pytest.mark.parametrize("product", [0.0, 3.0])
def test_a_groups_share_lies_within_its_bounds(seed: int, product: float) -> None:
    found = indices(blocks(2048, seed, product), seed)
    whole = 5.0 / 3.0 + product**2 / 9.0
    group = of_group(found, [0])
    assert group["alone"].low < (4.0 / 3.0) / whole < group["alone"].high + 1e-9
    assert group["part"].low < (4.0 / 3.0 + product**2 / 9.0) / whole < group["part"].high + 1e-9
    others = of_group(found, [1, 2])
    assert others["alone"].value == pytest.approx(1.0 - group["part"].value)
    together = of_group(found, [0, 2])  # the interaction lies within the group, so its shares meet
    assert together["alone"].value == pytest.approx(1.0 - (1.0 / 3.0) / whole, abs=0.05)


def test_luck_is_told_from_what_is_put_there(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, count, sd = blocks(512, seed, 1.0), 8, 0.5
    noise = rng.normal(0.0, sd, (*values.shape, count))
    shared = rng.normal(0.0, 5.0, count)  # alike at all points: changes no difference
    moved, spread = luck(values[:, :, None] + noise + shared)
    variance = (values + noise.mean(axis=2))[:, [0, -1]].var()
    assert moved == pytest.approx(sd**2 / count / variance, rel=0.1)
    assert spread == pytest.approx(sd**2 / count / variance, rel=0.1)
    dead = sobol(PROBLEM, (values * 0.0 + noise.mean(axis=2)).ravel(), seed)["total"]
    assert dead.to_numpy() == pytest.approx(1.0, abs=0.15)


def test_what_does_not_vary_has_no_shares() -> None:
    found = indices(np.zeros((4, 5)))
    assert np.isnan(found.total).all()
    assert np.isnan(of_group(found, [0])["alone"].value)
    assert np.isnan(luck(np.zeros((4, 5, 3)))[1])
    assert np.isnan(luck(np.zeros((0, 5, 3)))[1])
    assert np.isnan(indices(np.ones((1, 5))).first).all()


def test_the_spread_of_elementary_effects_has_an_interval(seed: int) -> None:
    from SALib.sample import morris as trajectories

    inputs = trajectories.sample(PROBLEM, 60, num_levels=4, seed=seed)
    one, two, three = inputs.T
    table: Any = morris(PROBLEM, inputs, 2.0 * one + two + 3.0 * one * three, seed=seed).set_index("factor")
    assert table.loc["two", ["sigma", "sigma_low", "sigma_high"]].to_numpy(float) == pytest.approx(
        0.0, abs=1e-9
    )
    rows = table.loc[["one", "three"]]
    assert (rows["sigma_low"] < rows["sigma"]).all()
    assert (rows["sigma"] < rows["sigma_high"]).all()
    # Over its range of 2 the third moves the outcome by 6 times the first, at levels -1, -1/3, 1/3 and 1.
    truth = 6.0 * np.sqrt(5.0) / 3.0
    assert rows.loc["three", "sigma_low"] < truth < rows.loc["three", "sigma_high"]
