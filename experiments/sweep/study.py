"""A sweep: every arm at every point of a design, in parts that survive whatever stops them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.sweep.compact import Pair, compacted
from experiments.sweep.driving import Report, parts_made
from experiments.sweep.engines import engine_of
from experiments.sweep.plan import Plan, plan_of
from sim.measures.labelled import LABELS, POINTS, opened
from sim.spelling import advice, complaint

if TYPE_CHECKING:
    import xarray as xr

    from experiments.store import Study


def check(study: Study, needs: Sequence[str]) -> None:
    """Refuse a design that cannot be, arms that are not there, and what the study's module cannot read."""
    plan = plan_of(study)
    pairs_of(study)
    engine_of(study.settings.engine)
    there = [*(axis.name for axis in plan.design.axes), *(arm.name for arm in plan.arms), plan.design.kind]
    for name in needs:
        if name not in there:
            wrong = (
                f"the study `{study.settings.name}` reads `{name}`, which is neither an axis nor an arm here"
            )
            raise complaint(f"{wrong}; `sweep.analysis=plain` reads any", "configs", "sweep.analysis")


def swept(study: Study, folder: Path, report: Report | None = None) -> xr.Dataset:
    """Play what is missing of a sweep, join its parts in a folder, and open what lies there."""
    plan = plan_of(study)
    parts_made(plan, study.settings, report)
    compacted(plan, pairs_of(study), folder)
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


def pairs_of(study: Study) -> list[Pair]:
    """Which arms are compared: treatment and baseline. Raises ConfigError for an arm that is not there."""
    names = [arm.name for arm in study.scenario.arms]
    asked = study.settings.sweep.compare
    if asked is None:
        return [(name, names[0]) for name in names[1:]]
    pairs = [pair_of(words, names) for words in asked]
    if len(set(pairs)) < len(pairs) or any(treatment == baseline for treatment, baseline in pairs):
        wrong = "`sweep.compare` compares `a - b`: a pair is two arms, and named once"
        raise complaint(wrong, "configs", "sweep.compare")
    return pairs


def pair_of(words: str, names: list[str]) -> Pair:
    """`treatment - baseline` taken apart."""
    treatment, found, baseline = (part.strip() for part in words.partition(" - "))
    if not found:
        raise complaint(
            f"`sweep.compare` holds {words!r}, but a pair is `treatment - baseline`", "configs", "sweep"
        )
    for name in (treatment, baseline):
        if name not in names:
            wrong = f"`sweep.compare` names {name!r}, but there is no such arm"
            raise complaint(f"{wrong}; {advice(name, names, 'arms are')}", "configs", "sweep.compare")
    return treatment, baseline
