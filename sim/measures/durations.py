"""How long things lasted, by replicate: shares ended by an age, and hazards, from counts of ends.

`counts` are whole numbers of [replicate, age in months, ended | still alive at the end of the run].
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.measures.inference import Interval, mean_interval

Counts = NDArray[np.int64]
Values = NDArray[np.float64]


def at_risk(counts: Counts) -> Values:
    """[replicate, age]: how many lived to see that month of age."""
    return counts.sum(axis=2)[:, ::-1].cumsum(axis=1)[:, ::-1].astype(np.float64)


def ended_by(counts: Counts, months: int) -> Values:
    """[replicate]: the share ended by an age (Kaplan & Meier 1958); nan where nobody was seen that old."""
    risk = at_risk(counts)
    hazard = np.divide(counts[:, :, 0], risk, out=np.zeros(risk.shape), where=risk > 0)
    ended = 1.0 - np.cumprod(1.0 - hazard, axis=1)[:, months]
    return np.where((risk[:, months] > 0) | (ended >= 1.0), ended, np.nan)


def observed_up_to(counts: Counts, months: int) -> Values:
    """[replicate]: the share of all that were seen whose length as seen is so many months at most."""
    leaving = counts.sum(axis=2).astype(np.float64)
    return leaving[:, : months + 1].sum(axis=1) / leaving.sum(axis=1)


class Ratio(NamedTuple):
    """A ratio of sums over replicates, and how far each replicate moves it (linearised)."""

    value: float
    moves: Values  # [replicate]

    def less(self, other: Ratio) -> Ratio:
        """The difference of two ratios on the same replicates."""
        return Ratio(self.value - other.value, self.moves - other.moves)

    def interval(self) -> Interval:
        """The ratio with Student's interval over replicates."""
        return mean_interval(self.value + self.moves)


def hazard_between(counts: Counts, after: int, until: int) -> Ratio:
    """Chance a month of ending, at ages above `after` and up to `until`; nan where nobody was that old.

    Sums over replicates are divided. A mean of quotients would be biased where few live so long.
    """
    ages = slice(after + 1, until + 1)
    events, risk = counts[:, ages, 0].sum(axis=1), at_risk(counts)[:, ages].sum(axis=1)
    if not risk.any():
        return Ratio(np.nan, np.full(len(risk), np.nan))
    value = float(events.sum() / risk.sum())
    return Ratio(value, (events - value * risk) / risk.mean())
