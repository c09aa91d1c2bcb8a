"""What a worker does: play a part, write it, say its name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from sim.design import Cell, cells
from sim.ensemble.outcomes import OUTCOMES
from sim.ensemble.rows import staged
from sim.ensemble.sweep import swept
from sim.jit import kernel_hash
from sim.sweeps.parts import Task, content_of, is_readable, meaning_of, sources, write_part


@lru_cache(maxsize=1)
def graphs(seed: int) -> dict[Any, Any]:
    """The graphs that this process has built."""
    del seed
    return {}


def graphs_for(task: Task, cell: Cell) -> dict[Any, Any]:
    """Graphs to look among and to add to; none are kept where each cell has its own, or a file may change."""
    (arm,) = task.scenario.arms
    own = any(path.startswith(("network.", "market.")) for path in cell.fixed)
    read = task.scenario.network.file is not None or "network.file" in arm.overrides
    return {} if own or read else graphs(task.seed)


def part_played(task: Task) -> str:
    """Play a part, unless it is there, and write it; its key. Raises RuntimeError where sources differ.

    So it does where a file that the scenario names, of a graph or a function, is not what was planned.
    """
    if (task.rules, task.sources) != (kernel_hash(), sources()):
        raise RuntimeError("this worker has other sources than the driver: give both one version")
    if not is_readable(task.path):
        columns = columns_of(task)
        if content_of(meaning_of(task.scenario, task.seed), task.points, task.scenario) != task.content:
            raise RuntimeError("a file that the scenario names was edited meanwhile: start again")
        write_part(task.path, columns)
    return task.key


def columns_of(task: Task) -> dict[str, Any]:
    """The worlds of a part, by point and replicate: point (within the part), replicate, status, outcomes."""
    pieces = [cell_played(task, cell) for cell in cells(task.points)]
    whole = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
    order = np.argsort(whole["point"], kind="stable")
    types = {"point": np.int32, "replicate": np.int32, "status": np.int8}
    return {
        name: whole[name][order].astype(types.get(name, np.float64))
        for name in ("point", "replicate", "status", *OUTCOMES)
    }


def cell_played(task: Task, cell: Cell) -> dict[str, Any]:
    """The worlds of the points that share all that shapes a world."""
    stage = staged(
        task.scenario, task.scenario.arms[0], task.seed, graphs_for(task, cell), fixed=cell.fixed,
        columns=cell.columns, factors=cell.factors, points=len(cell.index),
    )  # fmt: skip
    told = swept(stage, task.seed, task.first, task.count)
    return {**told, "point": cell.index[told["point"]]}
