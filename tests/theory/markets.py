"""Whole worlds for the tests of theory: scenarios, and what one strategy makes of each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config import scenario_from
from sim.ensemble.kernel import play
from sim.ensemble.run import Block, played, staged
from sim.ensemble.tables import events_table
from sim.scenario import PRINCIPLES, STEPS
from sim.worlds import ACCOUNTS, arms_of

SEED = 1
STEPPED: dict[str, Any] = dict.fromkeys(STEPS, True)
PRINCIPLED: dict[str, Any] = dict.fromkeys(PRINCIPLES, 0.9)
WIIFME: dict[str, Any] = dict(menu=["rigid", "spot"])
WIIFWE: dict[str, Any] = dict(**PRINCIPLED, **STEPPED, guard=0.35, menu=["relational", "rigid", "spot"])
"""The two postures as they are shipped."""

OFF: dict[str, dict[str, Any]] = dict(
    surplus=dict(value_spread=0.0, cost_spread=0.0, cost_sd=0.0, misfit_cap=1e12),
    shocks=dict(misfit_sd=0.0, cost_sd=0.0, jump_chance=0.0),
    contract=dict(signing=0.0),
    adaptation=dict(outlay=0.0, haggling=0.0, haggling_slope=0.0, inflation=0.0, bias=0.0),
    investment=dict(gain=0.0),
    audit=dict(cost=0.0),
    promises=dict(temptation=0.0, slip=0.0),
    shading=dict(strength=0.0, cap=1.0),
    payment=dict(lag=0.0, lag_power=0.0),
    process=dict(screening=0.0, false_alarm=0.0),
    choice=dict(switching=0.0, search=0.0, fit_low=1.0, exit=False, outside_offers=False),
    bargaining=dict(outside_weight=0.0),
    money=dict(ruin=False),
)
"""Every channel shut: what is left is a value, a cost, and the price of the process."""


def block(
    strategy: dict[str, Any], groups: dict[str, dict[str, Any]], *, replicates: int = 1, trace: bool = False
) -> Block:
    """Replicates of a world in which all firms follow one strategy, compiled where that is cached."""
    scenario = scenario_from(
        {**groups, "strategies": {"one": strategy}, "population": {"buyers": "one", "suppliers": "one"}}
    )
    stage = staged(scenario, arms_of(scenario)[0], SEED, {})
    return played(stage, SEED, 0, replicates, trace=trace, interpreted=not play.is_cached())


def events(strategy: dict[str, Any], groups: dict[str, dict[str, Any]]) -> Any:
    """Every relationship's every month of replicate 0, as a table."""
    return events_table(("one",), block(strategy, groups, trace=True).traced)


def monthly(accounts: NDArray[np.float64], *names: str) -> NDArray[np.float64]:
    """The sum of some accounts over both roles, by replicate and month."""
    places = [ACCOUNTS.index(name) for name in names]
    return accounts[:, :, 0][..., places].sum(axis=(1, 3))


def of_buyers(accounts: NDArray[np.float64], *names: str) -> NDArray[np.float64]:
    """The sum of some accounts of buyers, by replicate and month: each relationship once."""
    places = [ACCOUNTS.index(name) for name in names]
    return accounts[:, 0, 0][..., places].sum(axis=2)


def process_cost(accounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """All that the process cost both sides, by replicate and month; spent in vain included."""
    return of_buyers(accounts, "process", "governance") + monthly(accounts, "idle_process")


def discounted(payoffs: NDArray[np.float64], patience: float = 0.992) -> NDArray[np.float64]:
    """The worth of monthly payoffs on the first morning, by replicate."""
    return payoffs @ patience ** np.arange(payoffs.shape[1])
