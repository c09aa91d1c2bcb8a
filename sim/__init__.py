"""The simulation of business relationships: what's in it for me against what's in it for we.

Public names load on first use, so that `import sim` is light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents import Buyer, Market, Supplier
    from sim.decision import Decision
    from sim.dictionary import columns
    from sim.ensemble import Result, run_ensemble
    from sim.loading import load, open_results
    from sim.scenario import Arm, Population, Scenario, Strategy
    from sim.sweeps.asked import Sweep, sweep
    from sim.world import World

__version__ = "0.1.0"

_HOME = {
    "Arm": "sim.scenario",
    "Buyer": "sim.agents",
    "Decision": "sim.decision",
    "Market": "sim.agents",
    "Population": "sim.scenario",
    "Result": "sim.ensemble",
    "Scenario": "sim.scenario",
    "Strategy": "sim.scenario",
    "Supplier": "sim.agents",
    "Sweep": "sim.sweeps.asked",
    "World": "sim.world",
    "columns": "sim.dictionary",
    "load": "sim.loading",
    "open_results": "sim.loading",
    "run_ensemble": "sim.ensemble",
    "sweep": "sim.sweeps.asked",
}
__all__ = [
    "Arm", "Buyer", "Decision", "Market", "Population", "Result", "Scenario", "Strategy", "Supplier", "Sweep",
    "World", "columns", "load", "open_results", "run_ensemble", "sweep",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
