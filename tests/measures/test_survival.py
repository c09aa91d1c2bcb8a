"""Two libraries' Kaplan-Meier estimates of the same life tables are one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.config import scenario_from
from sim.ensemble import run_ensemble
from sim.measures.survival import share_alive_at, survival_curve
from tests.measures.ages import survival_on

AGES = (1, 12, 23, 24, 30)


@pytest.mark.parametrize("kind", ["firm", "buyer", "supplier", "relationship"])
@pytest.mark.parametrize("months", [12, 24])
def test_shares_are_those_of_the_curve(kind: str, months: int) -> None:
    scenario = scenario_from({"market": {"buyers": 6, "suppliers": 7, "months": months}})
    tables = run_ensemble(scenario, replicates=6, seed=1).lifetables
    arm = str(tables["arm"].iloc[0])
    curve = survival_curve(tables, arm, kind)
    wanted = [survival_on(curve, age).share for age in AGES]
    np.testing.assert_allclose(share_alive_at(tables, arm, kind, AGES), wanted, rtol=1e-12, equal_nan=True)
    if months == 12:
        assert np.isnan(wanted[-1])


def life_table(at_risk: list[int], events: list[int], censored: list[int]) -> pd.DataFrame:
    ages = range(len(at_risk))
    counts = {"age": ages, "at_risk": at_risk, "events": events, "censored": censored}
    return pd.DataFrame({"arm": "a", "kind": "buyer", "strategy": "s"} | counts)


def test_by_hand() -> None:
    table = life_table([0, 10, 6, 3], [0, 2, 3, 0], [0, 2, 0, 3])
    found = share_alive_at(table, "a", "buyer", (1, 2, 3, 4))
    np.testing.assert_allclose(found, [0.8, 0.8 * 0.5, 0.8 * 0.5, np.nan], equal_nan=True)


def test_all_ended_is_zero_from_then_on() -> None:
    table = life_table([0, 4, 2], [0, 2, 2], [0, 0, 0])
    np.testing.assert_allclose(share_alive_at(table, "a", "buyer", (1, 2, 50)), [0.5, 0.0, 0.0])


def test_nobody_to_count() -> None:
    assert np.isnan(share_alive_at(life_table([0, 0], [0, 0], [0, 0]), "a", "buyer", (1, 12))).all()
