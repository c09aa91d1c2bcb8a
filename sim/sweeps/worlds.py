"""A sweep: every arm at every point of a design, in parts that survive whatever stops them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.measures.labelled import LABELS, POINTS, opened
from sim.sweeps.compact import compacted
from sim.sweeps.driving import Report, parts_made
from sim.sweeps.engines import Settings
from sim.sweeps.plan import Pair, Plan

if TYPE_CHECKING:
    import xarray as xr


def swept(
    plan: Plan, pairs: Sequence[Pair], engine: Settings, folder: Path, report: Report | None = None
) -> xr.Dataset:
    """Play what is missing of a sweep, join its parts in a folder, and open what lies there."""
    parts_made(plan, engine, report)
    compacted(plan, pairs, folder)
    write_labels(plan, folder)
    return opened(folder)


def write_labels(plan: Plan, folder: Path) -> None:
    """What names the worlds on disk: their points, and axes and arms with units and what they mean."""
    plan.points.table().to_parquet(folder / POINTS, index=False)
    axes = {
        axis.name: {"long_name": axis.label or axis.name.replace("_", " "), "units": axis.unit,
                    "symbol": axis.symbol, "log": int(axis.log), "categorical": int(axis.categorical)}
        for axis in plan.design.axes
    }  # fmt: skip
    told = {
        "kind": plan.design.kind, "axes": axes, "replicates": plan.replicates,
        "arms": {arm.name: arm.label or arm.name.replace("_", " ") for arm in plan.arms},
        "keys": ["point", "arm", "replicate", "status"],
    }  # fmt: skip
    (folder / LABELS).write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")
