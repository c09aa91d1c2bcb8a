"""The worlds that are timed: the default one under its two poles, and others made from it."""

from __future__ import annotations

from collections.abc import Sequence

import sim
from sim.ensemble.books import ACCOUNTS
from sim.ensemble.rows import Stage, staged
from sim.ensemble.run import Block, played

ARMS = ("wiifme_rigid", "wiifwe")
SEED = 1


def stage_of(arm: str, overrides: Sequence[str] = ()) -> Stage:
    """An arm of the headline study, made ready for the kernel."""
    scenario = sim.load("headline", overrides=list(overrides))
    return staged(scenario, next(one for one in scenario.arms if one.name == arm), SEED, {})


def deals_in(block: Block) -> float:
    """How many relationship-months were played."""
    return float(block.accounts[:, 0, :, :, ACCOUNTS.index("relationships")].sum())


def deals_played(stage: Stage, replicates: int) -> float:
    """Play so many replicates with the kernel; how many relationship-months that was."""
    return deals_in(played(stage, SEED, 0, replicates))
