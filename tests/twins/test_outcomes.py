"""Survival of one world's relationships, as the kernel counts it, against the estimator of a library."""

from __future__ import annotations

import math

import numpy as np
import pytest
from lifelines import KaplanMeierFitter

from sim.ensemble.books import RELATIONSHIP
from sim.ensemble.outcomes import COUNTED, MARKS, book_lives

MONTHS = 120
Spell = tuple[int, bool]
"""Months lived, and whether it ended (else: it runs on when the world ends)."""


def survival(spells: list[Spell], months: int = MONTHS) -> list[float]:
    lives = np.zeros((3, 1, months + 1, 2), np.int64)
    for age, ended in spells:
        lives[RELATIONSHIP, 0, age, 0 if ended else 1] += 1
    row = np.zeros(len(COUNTED))
    book_lives(lives, months, row)
    return [float(row[COUNTED.index(f"relationships_alive_{mark}")]) for mark in MARKS]


@pytest.mark.parametrize("seed", range(20))
def test_survival_is_kaplan_and_meiers(seed: int) -> None:
    drawn = np.random.default_rng(seed)
    ages = drawn.geometric(0.02, 40).clip(max=MONTHS)
    ended = (drawn.random(40) < 0.8) & (ages < MONTHS)
    fitter = KaplanMeierFitter().fit(ages, ended)
    found = survival(list(zip(ages.tolist(), ended.tolist())))
    for mark, share in zip(MARKS, found):
        if ages.max() >= mark:
            assert share == pytest.approx(float(fitter.predict(mark)), abs=1e-12)


def test_survival_is_nothing_where_every_relationship_ended_before() -> None:
    assert survival([(3, True), (7, True), (20, True)]) == pytest.approx([1 / 3, 0.0, 0.0])


def test_survival_is_unknown_where_the_last_was_lost_sight_of() -> None:
    found = survival([(3, True), (20, False)])
    assert found[0] == pytest.approx(0.5)
    assert all(math.isnan(share) for share in found[1:])


def test_survival_is_unknown_without_relationships_and_beyond_the_run() -> None:
    assert all(math.isnan(share) for share in survival([]))
    found = survival([(30, True), (60, True)], months=60)
    assert found[:2] == [1.0, 0.0]
    assert math.isnan(found[2])
