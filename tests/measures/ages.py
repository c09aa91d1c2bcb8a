"""A survival curve read at one age, for tests that compare it with what is known of that age."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.measures.survival import COLUMNS


class Survival(NamedTuple):
    """Share alive at an age, with 95 % interval, and how many were still at risk."""

    share: float
    low: float
    high: float
    at_risk: int


UNSEEN = Survival(np.nan, np.nan, np.nan, 0)
"""What is said of an age that nobody reached because the run was too short."""


def survival_on(curve: pd.DataFrame, months: int) -> Survival:
    """The curve read at an age in months; `UNSEEN` beyond the run, 0 once all have ended."""
    if curve.empty:
        return UNSEEN
    if months > curve.index[-1]:
        extinct = float(curve["survival"].iloc[-1]) == 0.0
        return Survival(0.0, 0.0, 0.0, 0) if extinct else UNSEEN
    share, low, high, at_risk = curve[COLUMNS].to_numpy(dtype=float)[months].tolist()
    return Survival(share, low, high, int(at_risk))
