"""Thousands of worlds over flat arrays: the same rules as `sim.agents`, compiled, on all cores."""

from sim.ensemble.run import events_of, run_ensemble
from sim.ensemble.tables import Result

__all__ = ["Result", "events_of", "run_ensemble"]
