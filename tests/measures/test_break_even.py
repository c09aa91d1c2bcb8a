"""The closed form of adaptation: its numbers from a scenario's own, its limits, and what it does not know."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.config import arm_scenario
from sim.loading import load
from sim.measures.break_even import Adapting, adapting, break_even_volatility

MIXED = "arms.wiifme_rigid.population={buyers: {wiifme: 0.5, wiifwe: 0.5}, suppliers: {wiifme: 1}}"


def known(*overrides: str, arms: tuple[str, str] = ("wiifme_rigid", "wiifwe")) -> Adapting:
    scenario = load("horizon_volatility", list(overrides))
    named = {arm.name: arm for arm in scenario.arms}
    rigid, governed = (arm_scenario(scenario, named[name]) for name in arms)
    return adapting(rigid, governed)


def test_the_parameters_are_those_of_the_specification() -> None:
    found = known()
    assert found.weight == 2.0
    assert found.haggling == pytest.approx(0.10 + 0.30 * (2 * 0.05 + 0.20 * 2))
    assert found.at_once == pytest.approx(0.12 + 0.06 + 0.06 + 0.18 + 0.18)
    assert found.monthly == pytest.approx(0.025 + 0.05 / 6)
    assert found.patience == 0.992


@pytest.mark.parametrize(
    ("override", "field", "value"),
    [
        ("strategies.wiifme.honesty=1", "haggling", 0.10 + 0.30 * 0.10),
        ("strategies.wiifwe.vision=false", "at_once", 0.54),
        ("strategies.wiifwe.governance=false", "monthly", 0.0),
        ("process.cost_scale=2", "at_once", 1.2),
        ("process.cost_scale=2", "monthly", 2 * (0.025 + 0.05 / 6)),
        (MIXED, "haggling", 0.10 + 0.30 * (0.10 + 0.20 * (0.5 + 0.5 * 0.1 + 1.0))),
    ],
)  # fmt: skip
def test_each_follows_the_scenario(override: str, field: str, value: float) -> None:
    assert getattr(known(override), field) == pytest.approx(value)


def test_it_is_the_volatility_at_which_the_worth_of_governance_is_0() -> None:
    found = known()
    for months in (6, 36, 240):
        sigma = float(break_even_volatility(found, months))
        saved = sigma * np.sqrt(found.weight * found.haggling / 3.0) - found.monthly
        worth = sum(found.patience**month * saved for month in range(months))
        assert worth == pytest.approx(found.at_once + 4.0 * found.haggling / 15.0)


def test_limits() -> None:
    found = known()
    months = np.array([1, 12, 120, 10**6])
    law = break_even_volatility(found, months)
    assert (np.diff(law) < 0.0).all()
    lasting = found.monthly + (1.0 - found.patience) * (found.at_once + 4.0 * found.haggling / 15.0)
    assert law[-1] == pytest.approx(lasting / np.sqrt(found.weight * found.haggling / 3.0))
    patient = break_even_volatility(found._replace(patience=1.0), months)
    near = break_even_volatility(found._replace(patience=1.0 - 1e-12), months[:3])
    np.testing.assert_allclose(near, patient[:3], rtol=1e-3)
    changes: list[dict[str, Any]] = [{"haggling": 0.0}, {"weight": 0.0}]
    for change in changes:
        assert np.isinf(break_even_volatility(found._replace(**change), months)).all()
