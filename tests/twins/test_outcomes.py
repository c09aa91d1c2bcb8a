"""What one world came to, as the kernel counts it, worked out again.

Survival of its relationships by the estimator of a library; silence, lies and monitoring from its events.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from lifelines import KaplanMeierFitter

import sim
from sim.ensemble import run_ensemble
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


CANDID = ("silenced", "lies_found", "monitored", "lies_public")
WISHES = ("market.months=48", "market.buyers=12", "market.suppliers=14", "arms=[wiifme_rigid,wiifwe]")


@pytest.mark.parametrize("wishes", [(), ("news.norm=3",), ("scenario=turbulent", "choice.public_rate=0.3")])
def test_candour_is_what_the_events_say(wishes: tuple[str, ...]) -> None:
    """Silence over months with something to adapt to; the rest by side and month of a relationship (§8)."""
    scenario = sim.load("headline", [*WISHES, *wishes])
    told = run_ensemble(scenario, replicates=2, seed=1, threads=1)
    for row in told.replicates.to_dict("records"):
        months = told.events(row["arm"], row["replicate"])
        sides = 2 * len(months)
        lies = months["lies_buyer"] + months["lies_supplier"]
        assert row["silenced"] == pytest.approx(months["silenced"].sum() / months["material"].sum())
        assert row["lies_found"] == pytest.approx(lies.sum() / sides)
        monitored = months["monitored_buyer"] + months["monitored_supplier"]
        assert row["monitored"] == pytest.approx(monitored.sum() / sides)
        heard = 0.0
        for _, month in months.assign(lies=lies).groupby("month"):
            if month["trades"].sum() > 0.0:
                heard += scenario.choice.public_rate * (month["lies"].mean() / 2.0 - heard)
        assert row["lies_public"] == pytest.approx(heard, abs=1e-12)
        assert all(row[name] > 0.0 for name in CANDID)


def test_where_nothing_drifts_silence_has_no_share() -> None:
    calm = sim.load("headline", [*WISHES, "shocks.misfit_sd=0", "shocks.jump_chance=0", "monitoring.seen=0"])
    rows = run_ensemble(calm, replicates=1, seed=1, threads=1).replicates
    assert rows["silenced"].isna().all()
    assert rows["lies_found"].eq(0.0).all()
    assert rows["lies_public"].eq(0.0).all()
