"""What becomes of a strategy's share of the firms."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.measures.inference import Interval, mean_interval
from sim.measures.pairs import Numbers
from sim.measures.regions import GAIN, LOSS, OPEN, share_interval


def fate(ends: Numbers, begun: float) -> dict[str, Any]:
    """What became of a share that began at `begun` and stood at `ends` [replicates] at the end.

    Mean share, change since the start, verdict on the change (by its 95 % interval), and the shares of the
    replicates in which it died out and took over (Clopper-Pearson), each with `_low` and `_high`; n.
    """
    known = ends[np.isfinite(ends)]
    share, change = mean_interval(known), mean_interval(known - begun)
    row: dict[str, Any] = {"begun": begun} | with_ends("share", share) | with_ends("change", change)
    row["verdict"] = {1: GAIN, -1: LOSS, 0: OPEN}[change.sign] if change.known else OPEN
    for name, there in (("died_out", known == 0.0), ("took_over", known == 1.0)):
        low, high = share_interval(int(there.sum()), known.size)
        part = float(there.mean()) if known.size else np.nan
        row |= {name: part, f"{name}_low": low, f"{name}_high": high}
    return row | {"n": known.size}


def with_ends(name: str, found: Interval) -> dict[str, float]:
    """A mean and the ends of its interval as columns."""
    return {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}
