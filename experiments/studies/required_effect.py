"""How effective the process must be, or how cheap, for WIIFWE to pay; and what is left without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.ensemble import run_ensemble
from sim.measures.arms import PARTIES
from sim.measures.levers import (
    alone_points,
    curve_rows,
    differences,
    greatest,
    grid_points,
    in_world,
    left,
    required_rows,
    with_points,
    zero_points,
    zero_table,
)
from sim.measures.required import COST, EFFECT
from sim.measures.wording import span_of_time
from sim.spelling import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from experiments.study import Study


def check(study: Study) -> None:
    """Refuse what cannot be sought: nothing to scale, factors beyond a range, a lever of one level."""
    wanted = study.settings.required_effect
    if wanted is None:
        raise ConfigError("`required_effect` is null; `study: required_effect` needs it")
    most = greatest(study.scenario)
    if most == float("inf"):
        raise ConfigError("`required_effect`: all seven effects are 0 here; there is nothing to scale")
    if max(wanted.effect) > most:
        wrong = f"`required_effect.effect` goes to {max(wanted.effect):g}"
        raise ConfigError(f"{wrong}, but the ranges of the effects allow factors up to {most:.4g}")
    for name in ("cost", "alone"):
        if len(set(getattr(wanted, name))) < 2:
            raise ConfigError(f"`required_effect.{name}` must name two levels at least")


def play(study: Study, report: Callable[[int, int], None]) -> dict[str, pd.DataFrame]:
    """`result`, `required` and `levels` (as drawn) by world, lever and party; `curves`; `zero` and `left`."""
    scenario, settings, wanted = study.scenario, study.settings, study.settings.required_effect
    assert wanted is not None
    points = grid_points(scenario, wanted.effect, wanted.cost)
    worlds = [in_world(scenario, sd, months) for sd in wanted.volatility for months in wanted.horizon]
    jobs = [(world, points, settings.replicates) for world in worlds]
    jobs.append((scenario, alone_points(scenario, wanted.alone), settings.replicates))
    jobs.append((scenario, zero_points(scenario), wanted.zero))
    sizes, found, ended = [2 * len(points) * count for _, points, count in jobs], [], []
    for place, (world, points, count) in enumerate(jobs):
        result = run_ensemble(
            with_points(world, points), replicates=count, seed=settings.seed,
            threads=settings.engine.workers, block=settings.engine.block,
            progress=lambda here, _, place=place: report(sum(sizes[:place]) + here, sum(sizes)),
        )  # fmt: skip
        named = {"volatility": world.shocks.misfit_sd, "months": world.market.months}
        found.append((points, differences(result.replicates, len(points)), named))
        ended.append(result.replicates[["arm", "replicate", "status"]])
    *grid, zeros = found
    required = pd.DataFrame([row for one in grid for row in required_rows(*one)])
    curves = pd.DataFrame([row for one in grid for row in curve_rows(*one)])
    zero = zero_table(*zeros[:2])
    return {
        "result": result_of(required), "required": required, "levels": drawn(required),
        "curves": with_names(curves).rename(columns={"level": "times_what_is_assumed"}),
        "zero": zero, "left": left(zero), "replicates": pd.concat(ended, ignore_index=True),
    }  # fmt: skip


def with_names(table: pd.DataFrame) -> pd.DataFrame:
    """Months as years, parties by their outcome: as pictures show them."""
    spans = {"years": table["months"] / 12.0, "horizon": table["months"].map(span_of_time)}
    return table.assign(outcome=table["party"] + "_slot", **spans)


def drawn(required: pd.DataFrame) -> pd.DataFrame:
    """Levels of the grid, tidy; what lies at the first level tried is below all of them."""
    grid = required[required["lever"].isin((EFFECT, COST))].rename(columns={"required": "mean"})
    ends = {end: grid[end].mask(grid[end] <= grid["least"], -np.inf) for end in ("mean", "low", "high")}
    return with_names(grid.assign(**ends))


def result_of(required: pd.DataFrame) -> pd.DataFrame:
    """A row a world: least effect and greatest cost for both together and for each side."""
    grid = required[required["lever"].isin((EFFECT, COST))]
    wide = grid.pivot(index=["volatility", "months"], columns=["lever", "party"], values="required")
    wide = wide[[(lever, party) for lever in (EFFECT, COST) for party in PARTIES]]
    return wide.set_axis([f"{lever} {party}" for lever, party in wide.columns], axis=1).reset_index()
