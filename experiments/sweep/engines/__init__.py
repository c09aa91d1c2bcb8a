"""Engines play many independent tasks, here or elsewhere, and tell which ended and how, in any order.

`local` plays on threads of this process, `processes` on processes of this machine, `dask` on a cluster.
Each hands out every task once, keeps only a few in flight, and tells of each exactly once. What a task finds
it writes itself; engines carry tasks out and no numbers back. So an engine changes no result.
"""

from __future__ import annotations

from experiments.sweep.engines.cluster import Dask
from experiments.sweep.engines.local import Local
from experiments.sweep.engines.processes import Processes
from experiments.sweep.engines.tasks import Done, Engine, Settings, Task, Work, cores
from sim.spelling import ConfigError, advice

__all__ = ["Done", "Engine", "KINDS", "Settings", "Task", "Work", "engine_of"]

KINDS = ("local", "processes", "dask")
SCHEMES = ("tcp", "tls", "ws", "wss", "ucx")
"""How a scheduler may be reached, before the `://` of its address."""


def engine_of(settings: Settings) -> Engine:
    """The engine that the settings ask for; nothing is started or imported before it is used."""
    workers = settings.workers or cores()
    if settings.address is not None and settings.kind != "dask":
        raise ConfigError("`engine.address` is where a dask scheduler answers; it needs `engine=dask`")
    scheme, found, _ = (settings.address or "").partition("://")
    if found and scheme not in SCHEMES:
        wrong = f"`engine.address` is `{settings.address}`, but dask has no `{scheme}://`"
        raise ConfigError(
            f"{wrong}; there are: {', '.join(f'{one}://' for one in SCHEMES)}, or host:port alone"
        )
    match settings.kind:
        case "local":
            return Local(workers)
        case "processes":
            return Processes(workers, settings.retries)
        case "dask":
            return Dask(workers, settings.address, settings.retries)
    raise ConfigError(f"`engine.kind` is `{settings.kind}`; {advice(settings.kind, KINDS, 'there are')}")
