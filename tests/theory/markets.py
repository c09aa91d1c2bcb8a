"""Whole worlds for the tests of theory: scenarios, and what one strategy makes of each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.config import scenario_from
from sim.ensemble.kernel import play
from sim.ensemble.run import Block, played, staged
from sim.ensemble.tables import events_table
from sim.scenario import PRINCIPLES, STEPS, Scenario
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
    contract=dict(signing=0.0, staggered=False),
    adaptation=dict(outlay=0.0, haggling=0.0, haggling_slope=0.0, inflation=0.0, bias=0.0),
    investment=dict(gain=0.0, bet=0.0),
    monitoring=dict(cost=0.0, seen=0.0),
    news=dict(private=0.0, norm=0.0),
    promises=dict(temptation=0.0, slip=0.0),
    shading=dict(strength=0.0, cap=1.0),
    payment=dict(lag=0.0, lag_power=0.0),
    process=dict(screening=0.0, false_alarm=0.0),
    choice=dict(switching=0.0, search=0.0, fit_low=1.0, exit=False, outside_offers=False),
    bargaining=dict(outside_weight=0.0),
    money=dict(ruin=False, cash_spread=0.0),
)
"""Every channel shut: what is left is a value, a cost, and the price of the process."""


def block(
    strategy: dict[str, Any],
    groups: dict[str, dict[str, Any]],
    *,
    replicates: int = 1,
    trace: bool = False,
    partner: dict[str, Any] | None = None,
    seed: int = SEED,
    first: int = 0,
    compiled: bool = False,
) -> Block:
    """Replicates of a world in which all buyers follow one strategy and all suppliers it or `partner`.

    Compiled where that is cached, or asked for: what takes a million deals is not for plain Python.
    """
    known = {"one": strategy} if partner is None else {"one": strategy, "other": partner}
    scenario = world_of(known, "one", "one" if partner is None else "other", groups)
    return of_scenario(
        scenario, replicates=replicates, trace=trace, seed=seed, first=first, compiled=compiled
    )


def world_of(
    strategies: dict[str, dict[str, Any]],
    buyers: str | dict[str, float],
    suppliers: str | dict[str, float],
    groups: dict[str, dict[str, Any]],
) -> Scenario:
    """The scenario of a world with these strategies, played by these shares of each role."""
    return scenario_from(
        {**groups, "strategies": strategies, "population": {"buyers": buyers, "suppliers": suppliers}}
    )


def of_scenario(
    scenario: Scenario,
    *,
    replicates: int = 1,
    trace: bool = False,
    seed: int = SEED,
    first: int = 0,
    compiled: bool = True,
) -> Block:
    """Replicates of the only arm of a scenario; `trace` tells every deal of the first of them."""
    stage = staged(scenario, arms_of(scenario)[0], seed, {})
    plainly = not compiled and not play.lies_compiled()
    return played(stage, seed, first, replicates, trace=trace, interpreted=plainly)


def off(**groups: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The groups of a world with every channel shut but what is given, field by field."""
    return {name: OFF.get(name, {}) | groups.get(name, {}) for name in {*OFF, *groups}}


def events(strategy: dict[str, Any], groups: dict[str, dict[str, Any]]) -> Any:
    """Every relationship's every month of replicate 0, as a table."""
    return events_table(("one",), block(strategy, groups, trace=True).traced)


def monthly(accounts: NDArray[np.float64], *names: str) -> NDArray[np.float64]:
    """The sum of some accounts over both roles, by replicate and month."""
    places = [ACCOUNTS.index(name) for name in names]
    return accounts[..., places].sum(axis=(1, 2, 4))


def of_buyers(accounts: NDArray[np.float64], *names: str) -> NDArray[np.float64]:
    """The sum of some accounts of buyers, by replicate and month: each relationship once."""
    places = [ACCOUNTS.index(name) for name in names]
    return accounts[:, 0][..., places].sum(axis=(1, 3))


def process_cost(accounts: NDArray[np.float64]) -> NDArray[np.float64]:
    """All that the process cost both sides, by replicate and month; spent in vain included."""
    return of_buyers(accounts, "process", "governance") + monthly(accounts, "idle_process")


def discounted(payoffs: NDArray[np.float64], patience: float = 0.992) -> NDArray[np.float64]:
    """The worth of monthly payoffs on the first morning, by replicate."""
    return payoffs @ patience ** np.arange(payoffs.shape[1])
