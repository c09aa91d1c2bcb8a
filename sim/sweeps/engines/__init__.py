"""Engines play many independent tasks, here or elsewhere, and tell which ended and how, in any order.

`local` plays on threads of this process, `processes` on processes of this machine, `dask` on a cluster.
Each hands out every task once, keeps only a few in flight, and tells of each exactly once. What a task finds
it writes itself; engines carry tasks out and no numbers back. So an engine changes no result.
"""

from __future__ import annotations

from sim.sweeps.engines.cluster import Dask
from sim.sweeps.engines.local import Local
from sim.sweeps.engines.processes import Processes
from sim.sweeps.engines.tasks import Done, Engine, Settings, Task, Work, cores

__all__ = ["Done", "Engine", "Settings", "Task", "Work", "engine_of"]


def engine_of(settings: Settings) -> Engine:
    """The engine that the settings ask for; nothing is started or imported before it is used."""
    workers = settings.workers or cores()
    match settings.kind:
        case "processes":
            return Processes(workers, settings.retries)
        case "dask":
            return Dask(workers, settings.address, settings.retries)
        case "local":
            return Local(workers)
    raise ValueError(f"there is no engine {settings.kind!r}")  # refused long before, where it was asked for
