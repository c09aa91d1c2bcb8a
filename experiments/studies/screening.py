"""Screening: which parameters matter at all, by Morris' elementary effects over the plausible ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from sim.design import salib_inputs, salib_problem
from sim.design.axes import MORRIS
from sim.measures.inference import mean_interval
from sim.measures.labelled import MAIN, PARTIES, by_point, of_arm, paired, stacked
from sim.measures.sensitivity import by_factor, measured, morris, ranked

if TYPE_CHECKING:
    from experiments.study import Study

NEEDS = (MORRIS,)
ALIVE = {"relationships_alive_60": "alive at 5 years", "relationships_alive_120": "alive at 10 years"}
READ = PARTIES | ALIVE
"""Outcome → what a reader of the result is shown."""


def outcomes_in(sweep: xr.Dataset) -> list[str]:
    """Payoffs, and survival as far as the months reach."""
    return [one for one in READ if one in sweep]


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`: μ* by parameter and outcome; `effects`: all of it; `matters`: in per cent; `means`."""
    outcomes = outcomes_in(sweep)
    arm, baseline = study.pairs[0]
    design, points = study.design, by_point(paired(sweep, arm, baseline, outcomes))
    problem, inputs = salib_problem(design), salib_inputs(design)
    size, seed = len(problem["names"]) + 1, study.settings.seed
    found = measured(points, outcomes)
    each = {
        one: morris(problem, inputs, mean, errors=error, seed=seed, num_levels=design.levels)
        for one, (mean, error) in found.items()
    }
    effects = stacked(each).assign(of=len(inputs) // size)
    result = ranked(effects, "mu_star")
    base = by_point(of_arm(sweep, baseline, MAIN))[[*MAIN]].mean()
    matters = by_factor(effects, {"mu_star": "size"}, result["factor"].tolist())
    scale = 100.0 / matters["outcome"].map(base).fillna(1.0)
    matters = matters.assign(**{end: matters[end] * scale for end in ("mean", "low", "high")})
    means = [
        {"outcome": one} | mean_interval(found[one][0].reshape(-1, size).mean(axis=1))._asdict()
        for one in MAIN
    ]
    return {
        "result": result.rename(columns=READ),
        "effects": effects[["outcome", *effects.columns.drop("outcome")]],
        "matters": matters,
        "means": pd.DataFrame(means).assign(base=base.to_numpy()),
    }
