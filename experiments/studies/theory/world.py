"""The shut world of the cases, and the dice of each of their points."""

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
    "contract": {"signing": 0.0, "band": 0.0, "term": 10**6, "staggered": False},
    "adaptation": {
        "outlay": 0.0, "haggling": 0.0, "haggling_slope": 0.0, "inflation": 0.0, "bias": 0.0,
        "renegotiation": False, "saving_rule": False,
    },
    "investment": {"gain": 0.0, "bet": 0.0},
    "monitoring": {"cost": 0.0, "seen": 0.0},
    "news": {"private": 0.0, "norm": 0.0},
    "promises": {"temptation": 0.0, "slip": 0.0},
    "shading": {"strength": 0.0, "cap": 1.0},
    "payment": {"lag": 0.0, "lag_power": 0.0},
    "process": {
        "cost_scale": 0.0, "screening": 0.0, "false_alarm": 0.0, "misdirection": 0.0, "fit_minimum": 0.0
    },
    "choice": {"switching": 0.0, "search": 0.0, "fit_low": 1.0, "exit": False, "outside_offers": False},
    "money": {"ruin": False, "cash_spread": 0.0},
}  # fmt: skip
"""Every channel shut: an agreed price of 1, no luck, no cost, nobody parts. Each case opens its own."""


@dataclass(frozen=True)
class Dice:
    """The seed of one point, and how many replicates it has."""

    seed: int
    replicates: int

    @classmethod
    def of(cls, seed: int, case: str, place: int, replicates: int) -> Dice:
        """No two points of a study share their dice, so misses are independent."""
        address = np.random.SeedSequence([seed, *case.encode(), place])
        return cls(int(address.generate_state(1)[0]), replicates)

    def played(self, scenario: Scenario) -> Result:
        """The replicates of the point; worlds that fail are told on stderr."""
        result = run_ensemble(scenario, replicates=self.replicates, seed=self.seed)
        terminal.warn_of_failures(result.replicates)
        return result

    def later(self, made: Callable[[int], Scenario], first: int, last: int) -> pd.DataFrame:
        """Joint payoff per buyer slot and month after month `first` up to `last`: arm, replicate, joint_slot.

        The world of `made(months)` is played to either month on the same dice; the longer run begins as the
        shorter, so their totals differ by what came in between, without the first cycles after signing.
        """
        short, long = (
            valid(self.played(made(months)).replicates).set_index(["arm", "replicate"])["joint_slot"] * months
            for months in (first, last)
        )
        return ((long - short) / (last - first)).rename("joint_slot").reset_index()


def world(
    strategies: Groups,
    pairs: int,
    months: int,
    groups: Groups | None = None,
    buyers: Mapping[str, float] | None = None,
    suppliers: str | None = None,
    arms: bool = False,
) -> Scenario:
    """A market of so many buyers and as many suppliers in which only what `groups` say is open.

    All follow the first strategy unless `buyers` and `suppliers` say otherwise; with `arms` each strategy has
    an arm of its own. Every buyer meets every supplier, so that in the first month all are matched.
    """
    own, first = dict(groups or {}), next(iter(strategies))
    mapping: dict[str, Any] = {
        **{name: {**OFF.get(name, {}), **own.get(name, {})} for name in {**OFF, **own}},
        "market": {"buyers": pairs, "suppliers": pairs, "months": months, "separation": 0.0},
        "network": {"degree": pairs},
        "strategies": strategies,
        "population": {"buyers": buyers or first, "suppliers": suppliers or first},
    }
    if arms:
        mapping["arms"] = {name: {"population": name} for name in strategies}
    return scenario_from(mapping, source="experiments.studies.theory")
