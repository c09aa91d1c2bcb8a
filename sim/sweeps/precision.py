"""`replicates=auto`: as many replicates as the primary outcome's intervals need to be as narrow as asked.

A sequential rule (Chow & Robbins 1965): play, look at the half widths, play more until the widest is narrow
enough. Its coverage is that of the interval in the limit of narrow widths; stopped after few replicates it is
a little less, which is why some are always played first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from sim.measures.regions import gains, intervals
from sim.spelling import ConfigError
from sim.sweeps.compact import worlds_by_slice
from sim.sweeps.driving import Report, parts_made

if TYPE_CHECKING:
    from sim.sweeps.engines import Settings
    from sim.sweeps.plan import Pair, Plan


class Precision(Protocol):
    """When replicates suffice: once every interval is narrow enough."""

    @property
    def half_width(self) -> float:
        """Half width of the 95 % intervals, money a month."""
        ...

    @property
    def first(self) -> int:
        """Replicates played before the width is looked at."""
        ...

    @property
    def most(self) -> int:
        """Replicates after which it is given up."""
        ...


PRIMARY = "joint_slot"
GROWTH = 1.1
"""The first guess of what is needed is taken a little larger, so that few looks are needed."""


def replicates_for(
    plan: Plan, pairs: Sequence[Pair], wanted: Precision, engine: Settings, report: Report | None = None
) -> int:
    """How many replicates the precision needs, all of them played. Raises ConfigError for a single arm."""
    if not pairs:
        raise ConfigError("`replicates=auto` needs two arms: the interval is of their difference")
    replicates = min(wanted.first, wanted.most)
    while True:
        plan = replace(plan, replicates=replicates)
        parts_made(plan, engine, report)
        width = 0.0
        for points, worlds in worlds_by_slice(plan):
            for treatment, baseline in pairs:
                found = intervals(gains(worlds, points, treatment, baseline, (PRIMARY,)), PRIMARY)
                width = max(width, float(((found["high"] - found["low"]) / 2.0).max()))
        more = next_replicates(replicates, width, wanted)
        if more == replicates:
            return replicates
        replicates = more


def next_replicates(played: int, width: float, wanted: Precision) -> int:
    """How many to play in all, given the widest half width so far; as many as were played: enough."""
    if not width > wanted.half_width or played >= wanted.most:
        return played
    needed = math.ceil(GROWTH * played * (width / wanted.half_width) ** 2)
    return min(wanted.most, max(needed, played + 1))
