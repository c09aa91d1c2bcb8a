"""Which firms a world begins with: shares are asked for, whole firms are founded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from experiments.sweep.plan import plan_of
from sim.design import cells
from sim.ensemble.rows import staged
from sim.measures.labelled import ARM, spread_out

if TYPE_CHECKING:
    from experiments.study import Study

ROLE, KIND = "role", "kind"
ROLES, OWN, OTHERS = ("buyers", "suppliers"), "own", "others"


def founders(sweep: xr.Dataset, study: Study, arm: str) -> xr.DataArray:
    """Slots that firms of the arm's own posture found, and others: along the points, `role` and `kind`."""
    plan = plan_of(study)
    treatment = next(one for one in plan.arms if one.name == arm)
    found = np.zeros((len(plan.points), len(ROLES), 2))
    for cell in cells(plan.points, plan.scenario):
        stage = staged(
            plan.scenario, treatment, plan.seed, {}, fixed=cell.fixed,
            columns=cell.columns, factors=cell.factors, points=len(cell.index),
        )  # fmt: skip
        for role in range(len(ROLES)):
            held = stage.quotas[:, role]
            own = held[:, stage.focal[role]]
            found[cell.index, role] = np.column_stack([own, held.sum(axis=1) - own])
    _, along = spread_out(sweep)
    return xr.DataArray(
        found.reshape(*(sweep.sizes[dim] for dim in along), len(ROLES), 2),
        {dim: sweep[dim] for dim in along} | {ROLE: list(ROLES), KIND: [OWN, OTHERS], ARM: arm},
        [*along, ROLE, KIND],
    )
