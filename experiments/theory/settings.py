"""The shut world of the pictures, and the luck of each of their points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from experiments import terminal
from sim.config import scenario_from
from sim.ensemble import Result, run_ensemble
from sim.measures.inference import valid
from sim.scenario import Scenario

Groups = Mapping[str, Mapping[str, Any]]

OFF: Groups = {
    "surplus": {"value_spread": 0.0, "cost_spread": 0.0, "cost_sd": 0.0, "misfit_cap": 1e12},
    "shocks": {"misfit_sd": 0.0, "cost_sd": 0.0, "jump_chance": 0.0},
    "bargaining": {"outside_weight": 0.0, "price_fixed": True, "price": 1.0},
    "contract": {"signing": 0.0, "band": 0.0, "term": 10**6},
    "adaptation": {
        "outlay": 0.0, "haggling": 0.0, "haggling_slope": 0.0, "inflation": 0.0, "bias": 0.0,
        "renegotiation": False, "saving_rule": False,
    },
    "investment": {"gain": 0.0},
    "audit": {"cost": 0.0},
    "promises": {"temptation": 0.0, "slip": 0.0},
    "shading": {"strength": 0.0, "cap": 1.0},
    "payment": {"lag": 0.0, "lag_power": 0.0},
    "process": {
        "cost_scale": 0.0, "screening": 0.0, "false_alarm": 0.0, "misdirection": 0.0,
        "fit_minimum": 0.0,
    },
    "choice": {
        "switching": 0.0, "search": 0.0, "fit_low": 1.0, "exit": False, "outside_offers": False,
    },
    "money": {"ruin": False},
}  # fmt: skip
"""Every channel shut: an agreed price of 1, no luck, no cost, nobody parts. Each case opens its own."""


@dataclass(frozen=True)
class Luck:
    """How often each point is played, and on which dice."""

    seed: int = 1
    replicates: int = 40

    def of(self, case: str, place: int) -> int:
        """The seed of one point, in [0, 2³²): no two points share their dice, so misses are independent."""
        address = np.random.SeedSequence([self.seed, *case.encode(), place])
        return int(address.generate_state(1)[0])


def world(
    strategies: Mapping[str, Mapping[str, Any]],
    *,
    pairs: int,
    months: int,
    groups: Groups | None = None,
    buyers: str | Mapping[str, float] | None = None,
    suppliers: str | None = None,
    arms: Mapping[str, Mapping[str, Any]] | None = None,
) -> Scenario:
    """A market of so many buyers and as many suppliers in which only what `groups` say is open.

    All follow the first strategy unless `buyers`, `suppliers` or `arms` say otherwise. Every buyer meets
    every supplier, so that in the first month all are matched. Raises ConfigError for what is no scenario.
    """
    own = dict(groups or {})
    opened = {name: {**OFF.get(name, {}), **own.get(name, {})} for name in {**OFF, **own}}
    first = next(iter(strategies))
    mapping: dict[str, Any] = {
        **opened,
        "market": {"buyers": pairs, "suppliers": pairs, "months": months, "separation": 0.0},
        "network": {"degree": pairs},
        "strategies": strategies,
        "population": {"buyers": buyers or first, "suppliers": suppliers or first},
    }
    return scenario_from({**mapping, **({"arms": arms} if arms else {})}, source="experiments.theory")


def played(scenario: Scenario, luck: Luck, case: str, place: int) -> Result:
    """The replicates of one point; worlds that fail are told on stderr."""
    result = run_ensemble(scenario, replicates=luck.replicates, seed=luck.of(case, place))
    terminal.warn_of_failures(result.replicates)
    return result


def later_months(
    made: Callable[[int], Scenario], first: int, last: int, luck: Luck, case: str, place: int
) -> pd.DataFrame:
    """Joint payoff per buyer slot and month after month `first` up to `last`: arm, replicate, joint_slot.

    The world of `made(months)` is played to either month on the same dice; the longer run begins as the
    shorter, so their totals differ by what came in between. That leaves out the first cycles after signing.
    """
    totals = []
    for months in (first, last):
        rows = valid(played(made(months), luck, case, place).replicates)
        totals.append(rows.set_index(["arm", "replicate"])["joint_slot"] * months)
    return ((totals[1] - totals[0]) / (last - first)).rename("joint_slot").reset_index()
