"""Indices whose values are known: Ishigami & Homma's (1990) function, and functions that are linear.

The samples are SALib's. A stochastic comparison here asks for `ERRORS` (5.33) standard errors of the
interval, so it accuses a right estimate with probability 1e-7, as far as SALib's bootstrap knows the error:
14 comparisons, and one count of `told` factors.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from scipy import stats

from sim.measures.sensitivity import morris, sobol
from sim.spelling import ConfigError
from tests.theory.chance import ERRORS, FALSE_ALARM

Z = float(stats.norm.ppf(0.975))


def problem(*ranges: tuple[float, float]) -> dict[str, Any]:
    names = ["drift", "honesty", "patience", "memory"][: len(ranges)]
    return {"num_vars": len(names), "names": names, "bounds": [list(ends) for ends in ranges]}


ISHIGAMI = problem(*[(-np.pi, np.pi)] * 3)
BENT, JOINT = 7.0, 0.1


def ishigami(inputs: np.ndarray) -> np.ndarray:
    first, second, third = inputs.T
    return np.sin(first) + BENT * np.sin(second) ** 2 + JOINT * third**4 * np.sin(first)


def analytic() -> tuple[np.ndarray, np.ndarray]:
    """First and total indices of Ishigami's function, by its variance parts."""
    alone = 0.5 * (1.0 + JOINT * np.pi**4 / 5.0) ** 2
    bent = BENT**2 / 8.0
    together = JOINT**2 * np.pi**8 * 8.0 / 225.0
    whole = alone + bent + together
    first = np.array([alone, bent, 0.0]) / whole
    return first, np.array([alone + together, bent, together]) / whole


def test_sobol_finds_ishigamis_indices(seed: int) -> None:
    inputs = sobol_sample.sample(ISHIGAMI, 1024, calc_second_order=False, seed=seed)
    table = sobol(ISHIGAMI, ishigami(inputs), seed)
    assert table["factor"].tolist() == ISHIGAMI["names"]
    for name, truth in zip(("first", "total"), analytic(), strict=True):
        se = (table[f"{name}_high"] - table[f"{name}_low"]) / (2.0 * Z)
        assert (se < 0.05).all()
        assert (np.abs(table[name] - truth) < ERRORS * se).all()
    assert table["told"].all()
    assert (table["n"] == 1024).all()


def test_sobol_is_seeded_and_zero_is_a_seed(seed: int) -> None:
    inputs = sobol_sample.sample(ISHIGAMI, 64, calc_second_order=False, seed=seed)
    for chosen in (0, 1):
        assert sobol(ISHIGAMI, ishigami(inputs), chosen).equals(sobol(ISHIGAMI, ishigami(inputs), chosen))
    other = sobol(ISHIGAMI, ishigami(inputs), 2)
    assert not other.equals(sobol(ISHIGAMI, ishigami(inputs), 1))


def test_morris_of_a_linear_function_is_its_coefficients(seed: int) -> None:
    """Over each factor's whole range: coefficient times range, without spread; for any number of levels."""
    given = problem((0.0, 1.0), (2.0, 12.0), (-1.0, 1.0))
    weights = np.array([3.0, -0.5, 0.0])
    for levels in (4, 6):
        inputs = morris_sample.sample(given, 20, num_levels=levels, seed=seed)
        table = morris(given, inputs, 7.0 + inputs @ weights, num_levels=levels)
        assert table["mu"].to_numpy() == pytest.approx([3.0, -5.0, 0.0], abs=1e-9)
        for column in ("mu_star", "mu_star_low", "mu_star_high"):
            assert table[column].to_numpy() == pytest.approx([3.0, 5.0, 0.0], abs=1e-9)
        assert table["sigma"].to_numpy() == pytest.approx(0.0, abs=1e-9)
        assert table["told"].tolist() == [True, True, False]
        assert (table["n"] == 20).all()
    with pytest.raises(ValueError, match="no Morris sample of 4 levels"):
        morris(given, inputs, inputs @ weights)


def test_morris_sees_interactions_and_opposite_signs(seed: int) -> None:
    given = problem((-1.0, 1.0), (-1.0, 1.0))
    inputs = morris_sample.sample(given, 50, seed=seed)
    table = morris(given, inputs, inputs[:, 0] * inputs[:, 1])
    assert (table["mu_star"] > 0.5).all()
    assert (table["mu_star"] > np.abs(table["mu"])).all()
    assert (table["sigma"] > 0.5).all()


def test_noise_alone_shows_the_floor_and_is_not_told(seed: int) -> None:
    """Outcomes that are independent noise of the stated error: mu_star and total are the floor on average."""
    dice, given = np.random.default_rng(seed), problem(*[(0.0, 1.0)] * 4)
    inputs = morris_sample.sample(given, 400, seed=seed)
    errors = np.full(len(inputs), 0.5)
    table = morris(given, inputs, dice.normal(scale=0.5, size=len(inputs)), errors=errors)
    se = (table["mu_star_high"] - table["mu_star_low"]) / (2.0 * Z)
    assert (np.abs(table["mu_star"] - table["floor"]) < ERRORS * se).all()
    assert stats.binom.sf(int(table["told"].sum()) - 1, 4, 0.05) > FALSE_ALARM
    outcome = dice.normal(scale=0.5, size=6 * 512)
    found = sobol(given, outcome, seed, errors=np.full(outcome.size, 0.5))
    se = (found["total_high"] - found["total_low"]) / (2.0 * Z)
    assert found["floor"].to_numpy() == pytest.approx(0.25 / outcome.reshape(-1, 6)[:, [0, 5]].var())
    assert (np.abs(found["total"] - found["floor"]) < ERRORS * se).all()


def test_a_strong_factor_is_told_above_the_noise_and_a_dead_one_is_not(seed: int) -> None:
    dice, given = np.random.default_rng(seed), problem((0.0, 1.0), (0.0, 1.0))
    inputs = morris_sample.sample(given, 60, seed=seed)
    outcome = inputs[:, 0] + dice.normal(scale=0.1, size=len(inputs))
    errors = np.full(len(inputs), 0.1)
    table = morris(given, inputs, outcome, errors=errors)
    assert bool(table["told"][0])
    assert table["mu_star"][0] == pytest.approx(1.0, abs=0.2)
    assert morris(given, inputs, outcome)["floor"].tolist() == [0.0, 0.0]
    # The dead factor's mu_star is its floor on average, so its lower end is above that in 2.5 %.
    assert not morris(given, inputs, outcome, errors=2.0 * errors)["told"][1]


def test_outcomes_that_do_not_vary_or_are_missing(seed: int) -> None:
    given = problem((0.0, 1.0), (0.0, 2.0))
    inputs = morris_sample.sample(given, 10, seed=seed)
    same = morris(given, inputs, np.full(30, 0.25))
    assert same[["mu", "mu_star", "mu_star_low", "mu_star_high", "sigma"]].isna().all(axis=None)
    assert not same["told"].any()
    still = sobol(given, np.full(40, 0.25))
    assert still[["first", "first_low", "total", "total_high"]].isna().all(axis=None)
    assert not still["told"].any()
    outcome = inputs @ np.array([1.0, 1.0])
    whole = morris(given, inputs[3:], outcome[3:])
    outcome[1] = np.nan
    part = morris(given, inputs, outcome)
    assert part.equals(whole)
    assert (part["n"] == 9).all()
    numbers = np.random.default_rng(seed).normal(size=40)
    rest = sobol(given, numbers[4:], seed)
    numbers[2] = np.nan
    assert sobol(given, numbers, seed).equals(rest)
    assert sobol(given, np.full(40, np.nan), seed)["n"].tolist() == [0, 0]
    assert morris(given, inputs, np.full(30, np.nan))["n"].tolist() == [0, 0]


def test_a_problem_is_left_as_it_was_and_shapes_are_asked_for(seed: int) -> None:
    given = problem((0.0, 1.0), (0.0, 2.0))
    inputs = morris_sample.sample(dict(given), 10, seed=seed)
    before = repr(given)
    morris(given, inputs, inputs.sum(axis=1))
    assert repr(given) == before
    with pytest.raises(ValueError, match="no blocks of 3"):
        morris(given, inputs, np.zeros(31))
    with pytest.raises(ValueError, match="no blocks of 4"):
        sobol(given, np.zeros(30))
    with pytest.raises(ValueError, match="rows of 2 factors"):
        morris(given, inputs[:, :1], np.zeros(30))
    with pytest.raises(ValueError, match="with 3 errors"):
        morris(given, inputs, np.zeros(30), errors=[1.0, 2.0, 3.0])


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("morris", "sobol"):
        monkeypatch.setitem(sys.modules, f"SALib.analyze.{name}", None)
    given = problem((0.0, 1.0))
    with pytest.raises(ConfigError, match=r"pip install 'wiifwe\[sensitivity\]'"):
        morris(given, [[0.0], [2.0 / 3.0]], [0.0, 1.0])
    with pytest.raises(ConfigError, match="needs SALib"):
        sobol(given, [0.0, 1.0, 2.0])
