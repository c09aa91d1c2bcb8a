"""Which factor matters, over a whole region: Morris' elementary effects and Sobol's indices, by SALib.

`problem` is SALib's (num_vars, names, bounds; no groups, evenly spread), the points are its sample, in order.
An outcome of a point is a mean over replicates, so a factor without any effect has a mu_star and a total
index above 0 from noise alone. Give the standard errors of the outcomes: `floor` is what such a factor would
show if errors of neighbouring points were independent. On common luck they go together and cancel, so the
floor is too high rather than too low, and `told` says too little rather than too much.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from sim.measures.inference import EXACT, LEVEL
from sim.spelling import ConfigError

Numbers = NDArray[np.float64]
Problem = Mapping[str, Any]

RESAMPLES = 1000
"""Bootstrap samples behind an interval."""


def analysis(name: str) -> Any:
    """The module of SALib that makes this analysis.

    Raises:
        ConfigError: SALib is not installed.
    """
    try:
        return import_module(f"SALib.analyze.{name}")
    except ModuleNotFoundError as missing:
        raise ConfigError(f"the {name} analysis needs SALib: pip install 'wiifwe[sensitivity]'") from missing


def morris(
    problem: Problem,
    inputs: ArrayLike,
    outcome: ArrayLike,
    *,
    errors: ArrayLike | None = None,
    seed: int = 1,
    num_levels: int = 4,
) -> pd.DataFrame:
    """Elementary effects per factor: mu, mu_star and sigma (with low and high, 95 %), floor, told, n.

    The change of `outcome` [n] (its unit) over the factor's whole range: mean, mean size, and spread, which
    stands for bends and interactions. `inputs` [n, factors] as sampled; `errors` [n] standard errors of the
    outcomes (default 0); `seed` of the bootstrap; `num_levels` as sampled. Trajectories with a missing
    outcome are left out; `n` are left. Indices are nan where the outcome does not vary, or with n below 2.

    Raises:
        ConfigError: SALib is not installed.
        ValueError: shapes, or steps that are not those of such a sample.
    """
    module, names = analysis("morris"), list(problem["names"])
    size = len(names) + 1
    places, values, doubts = blocks(size, outcome, errors)
    table = np.asarray(inputs, dtype=float)
    if table.shape != (places.size, len(names)):
        raise ValueError(f"`inputs` must be {places.size} rows of {len(names)} factors")
    table = table.reshape(-1, size, len(names))[places.reshape(-1, size)[:, 0]]
    moved, jump = moves(unit(problem, table), num_levels)
    noise = np.hypot(doubts[:, 1:], doubts[:, :-1])[:, :, None] * np.sqrt(2.0 / np.pi) / jump
    floor = np.where(moved, noise, 0.0).sum(axis=1).mean(axis=0) if len(values) else np.nan
    columns = {"mu": "mu", "mu_star": "mu_star", "reach": "mu_star_conf", "sigma": "sigma"}
    found = dict.fromkeys(columns, np.nan)
    if varied(values):
        raw = module.analyze(
            plain(problem), table.reshape(-1, len(names)), values.ravel(), num_resamples=RESAMPLES,
            conf_level=LEVEL, num_levels=num_levels, seed=np.random.default_rng(seed),
        )  # fmt: skip
        found = {name: np.asarray(raw[theirs], dtype=float) for name, theirs in columns.items()}
    star = spanned("mu_star", found["mu_star"], found["reach"])
    low, high = spreads(effects(table, values, problem), seed) if varied(values) else (np.nan, np.nan)
    bend = {"sigma": found["sigma"], "sigma_low": low, "sigma_high": high}
    return finished(names, {"mu": found["mu"]} | star | bend, "mu_star", floor, len(values))


def effects(table: Numbers, values: Numbers, problem: Problem) -> Numbers:
    """The elementary effects [trajectories, factors]: change of the outcome over a factor's whole range."""
    steps = np.diff(unit(problem, table), axis=1)
    which = np.abs(steps).argmax(axis=2)
    taken = np.take_along_axis(steps, which[:, :, None], axis=2)[:, :, 0]
    found = np.empty_like(taken)
    np.put_along_axis(found, which, np.diff(values, axis=1) / taken, axis=1)
    return found


def spreads(each: Numbers, seed: int) -> tuple[Numbers, Numbers]:
    """The interval of the spread of elementary effects, by resampling trajectories (percentiles, 95 %)."""
    drawn = np.random.default_rng(seed).integers(0, len(each), (RESAMPLES, len(each)))
    low, high = np.quantile(each[drawn].std(axis=1, ddof=1), [0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0], axis=0)
    return low, high


def moves(table: Numbers, num_levels: int) -> tuple[NDArray[np.bool_], float]:
    """Which factor moves at which step [trajectories, steps, factors], and by how much of its range.

    Raises:
        ValueError: the steps of `table` (in shares of the ranges) are not those of so many levels.
    """
    jump = num_levels / (2.0 * (num_levels - 1.0))
    steps = np.abs(np.diff(table, axis=1))
    moved = steps > jump / 2.0
    if not np.allclose(steps, np.where(moved, jump, 0.0), atol=1e-6) or not (moved.sum(axis=1) == 1).all():
        raise ValueError(f"`inputs` is no Morris sample of {num_levels} levels")
    return moved, jump


def sobol(
    problem: Problem, outcome: ArrayLike, seed: int = 1, *, errors: ArrayLike | None = None
) -> pd.DataFrame:
    """Sobol's indices per factor: first and total, each with low and high (95 %), floor, told, n.

    The share of the variance of `outcome` that a factor makes alone (first), and with others too (total), by
    the estimators of Saltelli et al. (2010). The sample must be SALib's with `calc_second_order=False`:
    factors + 2 points a block. `errors` standard errors of the outcomes (default 0); `seed` of the bootstrap.
    Blocks with a missing outcome are left out; `n` are left. Indices are nan where the outcome does not vary,
    or with n below 2.

    Raises:
        ConfigError: SALib is not installed.
        ValueError: the outcomes are no whole number of blocks.
    """
    module, names = analysis("sobol"), list(problem["names"])
    _, values, doubts = blocks(len(names) + 2, outcome, errors)
    found = dict.fromkeys(("S1", "S1_conf", "ST", "ST_conf"), np.nan)
    floor: Any = np.nan
    if varied(values[:, [0, -1]]):
        raw = module.analyze(
            plain(problem), values.ravel(), calc_second_order=False, num_resamples=RESAMPLES,
            conf_level=LEVEL, seed=np.random.SeedSequence(seed),  # SALib takes a plain 0 for no seed
        )  # fmt: skip
        found = {name: np.asarray(raw[name], dtype=float) for name in found}
        noise = doubts[:, 1:-1] ** 2 + doubts[:, :1] ** 2
        floor = 0.5 * noise.mean(axis=0) / values[:, [0, -1]].var()
    first = spanned("first", found["S1"], found["S1_conf"])
    total = spanned("total", found["ST"], found["ST_conf"])
    return finished(names, first | total, "total", floor, len(values))


def blocks(
    size: int, outcome: ArrayLike, errors: ArrayLike | None
) -> tuple[NDArray[np.bool_], Numbers, Numbers]:
    """Which points lie in whole blocks [n]; their outcomes and standard errors [blocks, size].

    Raises:
        ValueError: not a whole number of blocks, or as many errors as outcomes.
    """
    values = np.asarray(outcome, dtype=float)
    doubts = np.zeros_like(values) if errors is None else np.asarray(errors, dtype=float)
    if values.ndim != 1 or values.size == 0 or values.size % size or doubts.shape != values.shape:
        raise ValueError(f"{values.size} outcomes with {doubts.size} errors are no blocks of {size}")
    values, doubts = values.reshape(-1, size), doubts.reshape(-1, size)
    whole = np.isfinite(values).all(axis=1)
    return np.repeat(whole, size), values[whole], doubts[whole]


def varied(values: Numbers) -> bool:
    """Whether there is anything to explain: two blocks, and outcomes that differ by more than rounding."""
    return len(values) > 1 and float(np.ptp(values)) > EXACT


def plain(problem: Problem) -> dict[str, Any]:
    """A copy for SALib, which writes into the problem it is given."""
    return {"num_vars": len(problem["names"]), "names": list(problem["names"]), "bounds": problem["bounds"]}


def unit(problem: Problem, table: Numbers) -> Numbers:
    """Inputs in shares of their factors' ranges."""
    low, high = np.asarray(problem["bounds"], dtype=float).T
    return (table - low) / (high - low)


def spanned(name: str, value: Any, reach: Any) -> dict[str, Any]:
    """An index with the ends of its interval."""
    return {name: value, f"{name}_low": value - reach, f"{name}_high": value + reach}


def finished(names: list[str], parts: dict[str, Any], index: str, floor: Any, n: int) -> pd.DataFrame:
    """The table: `told` where the interval of `index` is above what noise alone would show."""
    table = pd.DataFrame({"factor": names} | parts)
    floor = np.broadcast_to(np.asarray(floor, dtype=float), len(names))
    told = table[f"{index}_low"] > np.maximum(floor, EXACT)
    return table.assign(floor=floor, told=told, n=n)


def measured(points: pd.DataFrame, outcomes: Iterable[str]) -> dict[str, tuple[Numbers, Numbers]]:
    """By outcome its mean at each point and the standard error; nan below two replicates.

    `points` as of `sim.measures.labelled.by_point`, in the order of the sample.
    """
    found = {}
    for outcome in outcomes:
        known = points[f"{outcome}_n"].to_numpy() > 1
        values = (points[name].to_numpy(float) for name in (outcome, f"{outcome}_se"))
        mean, error = (np.where(known, value, np.nan) for value in values)
        found[outcome] = (mean, error)
    return found


def ranked(table: pd.DataFrame, index: str) -> pd.DataFrame:
    """A row a factor, an index of each outcome, the greatest for the first on top; for how many it is told.

    `table` stacks those of `morris` or `sobol` by `outcome`.
    """
    outcomes = table["outcome"].drop_duplicates().tolist()
    wide = table.pivot(index="factor", columns="outcome", values=index)[outcomes]
    told = table["told"].astype(int).groupby(table["factor"]).sum()
    wide = wide.sort_values(outcomes[0], ascending=False).rename_axis(columns=None)
    return wide.assign(**{"matters for": told.reindex(wide.index)}).reset_index()


def by_factor(table: pd.DataFrame, names: Mapping[str, str], order: Sequence[str]) -> pd.DataFrame:
    """Indices of a stacked table (column → name), below each other: outcome, factor, index, mean, low, high.

    Factors in this order; `told` belongs to the first index.
    """
    parts = [
        table[["outcome", "factor", "told"]].assign(
            index=name, mean=table[column], low=table[f"{column}_low"], high=table[f"{column}_high"]
        )
        for column, name in names.items()
    ]
    places = {factor: place for place, factor in enumerate(order)}
    whole = pd.concat(parts, ignore_index=True)
    return whole.sort_values("factor", key=lambda own: own.map(places), kind="stable", ignore_index=True)
