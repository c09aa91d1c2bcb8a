"""Invented spells with a known hazard ratio, and their counts as the measures read them."""

from __future__ import annotations

import numpy as np
import pandas as pd

LONG = 24
"""Months after which every spell is cut off."""


def counted(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per spell (arm, replicate, age, event) → counts, as the measures read them."""
    grouped = rows.assign(kind="relationship", censored=1 - rows["event"]).rename(columns={"event": "events"})
    return grouped.groupby(["arm", "replicate", "kind", "age"])[["events", "censored"]].sum().reset_index()


def invented(
    dice: np.random.Generator,
    ratio: float | np.ndarray,
    replicates: int,
    spells: int,
    luck: float,
    base: float,
    own: float = 0.0,
) -> pd.DataFrame:
    """One row per spell; in the arm hazards are `ratio` times the baseline's, by age; cut off after `LONG`.

    The chance of a month is 1 − exp(−base · luck · ratio): grouped proportional hazards. `luck` is the sd of
    a replicate's log hazard, the same for both arms; `own` that of each arm of a replicate alone.
    """
    speed = base * np.exp(luck * dice.normal(size=(replicates, 1)) - luck * luck / 2.0)
    speed = speed * np.exp(own * dice.normal(size=(replicates, 2)))
    factors = np.stack([np.broadcast_to(ratio, LONG), np.ones(LONG)])
    gone = 1.0 - np.exp(-np.cumsum(speed[:, :, None] * factors, axis=2))  # [replicates, arms, ages]
    age = 1 + (dice.uniform(size=(replicates, 2, spells, 1)) >= gone[:, :, None, :]).sum(axis=3).ravel()
    replicate, arm, _ = (part.ravel() for part in np.indices((replicates, 2, spells)))
    rows = pd.DataFrame({"arm": np.array(["arm", "baseline"])[arm], "replicate": replicate})
    return rows.assign(age=np.minimum(age, LONG), event=(age <= LONG) * 1)
