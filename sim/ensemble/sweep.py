"""Many design points of one arm in one compiled call, each world told in a row of outcomes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.rows import Stage, distinct
from sim.ensemble.run import outcomes, played


def swept(stage: Stage, seed: int, first: int, each: int) -> dict[str, NDArray[Any]]:
    """Every world of `each` replicates from `first` on at every point: columns of equal length.

    `point` (place in the stage), `replicate`, `status` (index of `outcomes.STATUS`), then `OUTCOMES`;
    replicates of a point follow each other. Points that the kernel cannot tell apart are played once.
    """
    places, which = distinct(stage)
    few = stage.at(places)
    block = played(few, seed, first, each, kept=False)
    told: dict[str, NDArray[Any]] = {"status": block.status, **outcomes(few, block)}
    rows = (which[:, None] * each + np.arange(each)).ravel()
    return {
        "point": np.repeat(np.arange(stage.points), each),
        "replicate": np.tile(np.arange(first, first + each), stage.points),
        **{name: column[rows] for name, column in told.items()},
    }
