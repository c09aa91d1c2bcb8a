"""Which principle or step carries the effect: leave one out, or take one alone.

Leaving out is told as whole − arm (what the part adds to the rest), a step alone as arm − base
(what it adds to the principles without any step). Both are paired on common luck.
"""

from __future__ import annotations

import pandas as pd

from sim.measures.arms import (
    PARTIES,
    STEP_ALONE,
    WITHOUT_PRINCIPLE,
    WITHOUT_STEP,
    Outcome,
    arm_labels,
    arms_in,
)
from sim.measures.inference import holm, mean_interval, p_value, paired_values

FAMILIES = (WITHOUT_PRINCIPLE, WITHOUT_STEP, STEP_ALONE)
WHOLE = "wiifwe"
BASE = "good_people"


def contrast(family: str, arm: str, whole: str, base: str) -> tuple[str, str]:
    """Which arm is the minuend and which the subtrahend of a part's effect."""
    return (arm, base) if family == STEP_ALONE else (whole, arm)


def forest_table(result: Outcome, whole: str = WHOLE, base: str = BASE) -> pd.DataFrame:
    """One row per part: arm, label, family, and for each party its effect with interval.

    Columns `joint`, `joint_low`, `joint_high`, `joint_p` (Holm's, over the parts of one party), and
    the same for buyer and supplier, in money per buyer slot and month; `n` pairs. Rows stand in the
    order of `FAMILIES`, then of the scenario. Empty when no such arm was played; parts whose
    counterpart was not played have nan.
    """
    labels = arm_labels(result)
    played = set(arms_in(result.replicates))
    rows = []
    for family in FAMILIES:
        for arm in (one.name for one in result.arms if one.family == family and one.name in played):
            first, second = contrast(family, arm, whole, base)
            row: dict[str, object] = {"arm": arm, "label": labels[arm], "family": family}
            for party in PARTIES:
                values = paired_values(result.replicates, f"{party}_slot", first, second)
                effect = mean_interval(values)
                row |= {party: effect.mean, f"{party}_low": effect.low, "n": effect.n}
                row |= {f"{party}_high": effect.high, f"{party}_p": p_value(values)}
            rows.append(row)
    columns = ["arm", "label", "family"]
    columns += [f"{party}{end}" for party in PARTIES for end in ("", "_low", "_high", "_p")]
    table = pd.DataFrame(rows, columns=[*columns, "n"])
    for party in PARTIES:
        table[f"{party}_p"] = holm(table[f"{party}_p"].to_numpy(dtype=float))
    return table
