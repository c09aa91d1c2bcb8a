"""Which firms a world begins with: shares are asked for, whole firms are founded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from experiments.plans import plan_of
from sim.design import cells
from sim.ensemble.rows import staged
from sim.measures.labelled import ARM, spread_out

if TYPE_CHECKING:
    from experiments.study import Study

ROLE, KIND = "role", "kind"
ROLES, OWN, OTHERS = ("buyers", "suppliers"), "own", "others"
OURS = ("focal_buyer_value", "focal_supplier_value")
"""Mean monthly payoff of the slots of firms that play the arm's own posture, the first in its population."""


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
            held = stage.quotas(role)
            own = held[:, stage.focal[role]]
            found[cell.index, role] = np.column_stack([own, held.sum(axis=1) - own])
    _, along = spread_out(sweep)
    return xr.DataArray(
        found.reshape(*(sweep.sizes[dim] for dim in along), len(ROLES), 2),
        {dim: sweep[dim] for dim in along} | {ROLE: list(ROLES), KIND: [OWN, OTHERS], ARM: arm},
        [*along, ROLE, KIND],
    )


def with_others(sweep: xr.Dataset, study: Study, arms: Sequence[str], theirs: Sequence[str]) -> xr.Dataset:
    """These arms alone, with what slots of others make: what all make, less what the arm's own posture makes.

    `theirs` names the buyers' and the suppliers' (money per slot and month); nan where there are none.
    """
    slots = xr.concat([founders(sweep, study, arm) for arm in arms], ARM)
    sweep, buyers = sweep.sel({ARM: list(arms)}), slots.sel({ROLE: ROLES[0]}, drop=True).sum(KIND)
    for role, ours, name in zip(("buyer", "supplier"), OURS, theirs, strict=True):
        own, others = (slots.sel({ROLE: f"{role}s", KIND: kind}, drop=True) for kind in (OWN, OTHERS))
        left = sweep[f"{role}_slot"] * buyers - sweep[ours].where(own > 0, 0.0) * own
        sweep = sweep.assign({name: left / others.where(others > 0)})
    return sweep
