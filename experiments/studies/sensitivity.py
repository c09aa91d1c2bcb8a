"""Sensitivity: which parameters decide what WIIFWE gains, alone and with others, by Sobol's indices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from experiments.studies.screening import READ, outcomes_in
from sim.design import Design, salib_problem
from sim.design.axes import SALTELLI
from sim.measures.inference import mean_interval
from sim.measures.labelled import MAIN, POINT, REPLICATE, by_point, of_arm, paired, stacked
from sim.measures.sensitivity import by_factor, measured, ranked, sobol
from sim.measures.variance import indices, interactions, luck, shares_of

if TYPE_CHECKING:
    from experiments.study import Study

NEEDS = (SALTELLI,)
PROCESS = "process."
INDICES = {"total": "takes part in", "first": "makes alone"}


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`: total index by parameter and outcome; `indices`; `groups`: process and world; `shares`."""
    outcomes = outcomes_in(sweep)
    arm, baseline = study.pairs[0]
    design, seed = study.design, study.settings.seed
    problem, apart = salib_problem(design), paired(sweep, arm, baseline, outcomes)
    size, inside = len(problem["names"]) + 2, of_process(design)
    each, groups, means = {}, [], []
    for outcome, (mean, error) in measured(by_point(apart), outcomes).items():
        blocks = mean.reshape(-1, size)
        whole = np.isfinite(blocks).all(axis=1)
        samples = indices(blocks[whole], seed)
        values = apart[outcome].transpose(POINT, REPLICATE).to_numpy()
        noise, spread = luck(values.reshape(*blocks.shape, -1)[whole])
        found = sobol(problem, mean, seed, errors=error).assign(**interactions(samples), luck=noise)
        each[outcome] = found.assign(of=len(blocks))
        groups.append(
            {"outcome": outcome, "luck": spread, "n": int(whole.sum())} | shares_of(samples, inside)
        )
        means.append({"outcome": outcome} | mean_interval(blocks[:, [0, -1]])._asdict())
    table = stacked(each)
    result = ranked(table, "total")
    return {
        "result": result.rename(columns=READ),
        "indices": table[["outcome", *table.columns.drop("outcome")]],
        "groups": pd.DataFrame(groups),
        "shares": by_factor(table, INDICES, result["factor"].tolist()),
        "means": pd.DataFrame(means[: len(MAIN)]).assign(
            base=by_point(of_arm(sweep, baseline, MAIN))[[*MAIN]].mean().to_numpy()
        ),
    }


def of_process(design: Design) -> dict[str, list[int]]:
    """The places of the axes that set or scale the process, and of the others; none where all are alike."""
    inside = [any(path.startswith(PROCESS) for path in axis.touched) for axis in design.axes]
    if all(inside) or not any(inside):
        return {}
    return {
        name: [place for place, one in enumerate(inside) if one == so]
        for name, so in (("process", True), ("world", False))
    }
