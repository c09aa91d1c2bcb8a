"""Which principle or step carries the effect: each left out of the whole, and each alone; world by world.

Left out: whole − arm, what the part adds to all the others. Alone: arm − base, what it adds to none of its
kind. The base of a principle alone is all steps and no principle, that of a step alone all principles and no
step. All is paired on common luck, and Holm's p is adjusted over all rows of one world and party.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.measures.inference import Interval, holm, mean_interval, p_value, standard_size
from sim.measures.pairs import paired_worlds

LEFT_OUT, ALONE, TOGETHER = "left out", "alone", "together"
"""How the effect of a part is taken: see above; together: a whole kind of parts, or all of them."""


class Contrast(NamedTuple):
    """What a part adds: which arm is the minuend and which the subtrahend."""

    kind: str
    part: str
    how: str
    arm: str
    baseline: str


def effects(
    worlds: pd.DataFrame, groups: Mapping[str, int], contrasts: Sequence[Contrast], columns: Sequence[str]
) -> pd.DataFrame:
    """One row per group (name → number of its point), contrast and outcome, in that order.

    Columns: group, kind, part, how, arm, baseline, outcome; mean (the outcome's unit), se, low, high, n, size
    (d_z), p, p_holm over the contrasts of a group and outcome. Contrasts without both arms have no row.
    """
    played = set(worlds["arm"].unique())
    rows = []
    for one in contrasts:
        if not {one.arm, one.baseline} <= played:
            continue
        pairs = paired_worlds(worlds, (one.arm, one.baseline), columns)
        apart = pairs.values[0] - pairs.values[1]
        for group, point in groups.items():
            here = apart[pairs.point == point]
            for place, outcome in enumerate(columns):
                values = here[np.isfinite(here[:, place]), place]
                found = mean_interval(values)._asdict()
                told = {"group": group, **one._asdict(), "outcome": outcome}
                rows.append(told | found | {"size": standard_size(values), "p": p_value(values)})
    names = ["group", *Contrast._fields, "outcome", *Interval._fields, "size", "p"]
    table = pd.DataFrame(rows, columns=names)
    adjusted = table.groupby(["group", "outcome"], sort=False)["p"].transform(
        lambda values: holm(values.to_numpy(float))
    )
    table["p_holm"] = adjusted.astype(float)
    order = {name: place for place, name in enumerate(groups)}
    return table.sort_values("group", key=lambda names: names.map(order), kind="stable", ignore_index=True)
