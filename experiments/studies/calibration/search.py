"""The search for the free parameters: least squares over simulated moments, by differential evolution.

Every world is played on the same luck, so the distance is a function, though a step-like one: a global,
derivative-free search suits it, and whole numbers stay whole (scipy; Storn & Price 1997). Each world tried
is written to a journal at once. A search that was stopped or killed goes on with the same command: it tries
the same worlds in the same order, and those in the journal cost nothing.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import differential_evolution

from sim.meaning import config_hash
from sim.measures.moments import SPOT_SHARE, Fact, Free, distance, moments, with_parameters
from sim.scenario import Scenario

POPULATION = 5
"""Members per parameter of the evolving population."""
DIGITS = 6

Progress = Callable[[int, int], None]


class Fit(NamedTuple):
    """Where the search ended: the parameters by path, their distance, how many worlds were tried."""

    values: dict[str, float]
    distance: float
    tried: int


class Journal:
    """Worlds tried so far, one line each, on disk as soon as they are known."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[str, dict[str, float]] = {}
        self.values: dict[str, dict[str, float]] = {}
        for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
            try:
                told = json.loads(line)
                world, values, moments = told["world"], told["values"], told["moments"]
            except (ValueError, KeyError, TypeError):
                continue  # the last line of a killed run may be cut off
            self.known[world], self.values[world] = moments, values

    def add(self, world: str, values: Mapping[str, float], told: Mapping[str, float]) -> None:
        """Remember what a world said, also across a power cut."""
        self.known[world], self.values[world] = dict(told), dict(values)
        line = json.dumps({"world": world, "values": dict(values), "moments": dict(told)})
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}")  # a line of its own, also after one that was cut off
            file.flush()
            os.fsync(file.fileno())

    def table(self) -> pd.DataFrame:
        """Every world tried, in order: its parameters by path and its moments by key."""
        return pd.DataFrame([{**self.values[world], **told} for world, told in self.known.items()])


def named(place: NDArray[np.float64], free: Sequence[Free]) -> dict[str, float]:
    """A point of the search as parameters by path."""
    return {
        one.path: float(round(number)) if one.whole else round(float(number), DIGITS)
        for one, number in zip(free, place, strict=True)
    }


def start(scenario: Scenario, free: Sequence[Free]) -> NDArray[np.float64]:
    """The scenario's own values of the free parameters; no buyer deals spot unless asked to."""

    def own(path: str) -> float:
        group, _, name = path.partition(".")
        return 0.0 if path == SPOT_SHARE else float(getattr(getattr(scenario, group), name))

    return np.array([own(one.path) for one in free], dtype=np.float64)


def fitted(
    scenario: Scenario, facts: Sequence[Fact], free: Sequence[Free], journal: Journal, *,
    replicates: int, seed: int, evaluations: int, threads: int | None = None,
    progress: Progress | None = None,
) -> Fit:  # fmt: skip
    """The free parameters whose world comes nearest to the facts, of about so many worlds."""
    members = 2 ** math.ceil(math.log2(POPULATION * len(free)))  # Sobol's points come in powers of 2
    generations = max(0, evaluations // members - 1)
    tried = 0

    def objective(place: NDArray[np.float64]) -> float:
        nonlocal tried
        values = named(place, free)
        world = with_parameters(scenario, values)
        key = config_hash(world, replicates, seed, {"moments": sorted(one.key for one in facts)})
        if key not in journal.known:
            found = moments(world, replicates=replicates, seed=seed, threads=threads)
            journal.add(key, values, {one: float(told.mean) for one, told in found.items()})
        tried += 1
        if progress is not None:
            progress(tried, members * (generations + 1))
        return distance(journal.known[key], facts)

    search: Any = differential_evolution(
        objective, [(one.low, one.high) for one in free], x0=start(scenario, free), rng=seed,
        integrality=[one.whole for one in free], init="sobol", popsize=POPULATION, polish=False,
        maxiter=generations, tol=0.0, mutation=(0.4, 0.9), recombination=0.8,
    )  # fmt: skip
    return Fit(named(search.x, free), float(search.fun), tried)
