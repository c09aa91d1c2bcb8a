"""What is said of parts: which carry the effect, which are idle, which are better left out."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.findings.wording import PARTIES, likelihood, listed
from sim.measures.ablation import ALONE, LEFT_OUT, TOGETHER
from sim.measures.inference import EXACT, LEVEL, Interval
from sim.measures.wording import number, spanned

MOST = 3
"""Parts that are named as carriers of the effect."""
HOLM = 1.0 - LEVEL


def size(row: pd.Series) -> str:
    """An effect with its interval."""
    return spanned(Interval(*row[list(Interval._fields)]))


def joint(found: pd.DataFrame, how: str, world: str | None = None) -> pd.DataFrame:
    """The rows of joint value of one way to take effects."""
    rows = found[(found["outcome"] == "joint_slot") & (found["how"] == how)]
    return rows if world is None else rows[rows["group"] == world]


def certain(rows: pd.DataFrame, sign: int) -> pd.Series:
    """Which effects Holm tells from 0, with this sign."""
    beyond = rows["mean"] > EXACT if sign > 0 else rows["mean"] < -EXACT
    return beyond & (rows["p_holm"] < HOLM)


def shown(row: pd.Series) -> str:
    """A part by name and kind."""
    return f"{row['part']} ({row['kind']})"


def carriers(found: pd.DataFrame, world: str, *, short: bool = False) -> str:
    """The parts that cost most joint value where they are left out, and those that add most alone."""
    left = joint(found, LEFT_OUT, world).sort_values("mean", ascending=False)
    telling = left[certain(left, 1)]
    if telling.empty:
        return f"in the {world} world no part, left out, costs joint value for certain" if len(left) else ""
    if short:
        names = listed(shown(row) for _, row in telling.head(MOST).iterrows())
        count = f"{len(telling)} of {len(left)} parts cost any"
        return f"left out in the {world} world, {names} cost most joint value; {count}"
    each = [f"{shown(row)} {size(row)}" for _, row in telling.head(MOST).iterrows()]
    words = (
        f"in the {world} world {len(telling)} of {len(left)} parts, left out, cost joint value (Holm over "
        f"all comparisons of a world and party), most of all {', '.join(each)}"
    )
    alone = joint(found, ALONE, world).sort_values("mean", ascending=False)
    helping = alone[certain(alone, 1)]
    if helping.empty:
        return f"{words}; alone none adds any for certain" if len(alone) else words
    singles = [f"{shown(row)} {size(row)}" for _, row in helping.head(MOST).iterrows()]
    return f"{words}; alone {len(helping)} of {len(alone)} add some, most {', '.join(singles)}"


def together(found: pd.DataFrame, world: str) -> str:
    """What whole kinds add to the other kind, and what each kind and both make over the baseline."""
    parts = [f"{row['part']} {size(row)}" for _, row in joint(found, TOGETHER, world).iterrows()]
    return f"together, in the {world} world, joint value changes by: {'; '.join(parts)}" if parts else ""


def idle_told(found: pd.DataFrame) -> str:
    """Parts whose removal is told for nobody in any world, and those told for a side but never jointly."""
    left = found[found["how"] == LEFT_OUT]
    if left.empty:
        return ""
    nowhere, split = [], []
    for (part, kind), rows in left.groupby(["part", "kind"], sort=False):
        told = rows["p_holm"] < HOLM
        name = f"{part} ({kind})"
        if not told.any():
            nowhere.append(f"{name} (all within {extent(rows)})")
        elif not told[rows["outcome"] == "joint_slot"].any():
            split.append(f"{name} (joint within {extent(rows[rows['outcome'] == 'joint_slot'])})")
    words = []
    if nowhere:
        words.append(f"idle, told for nobody in any world: {', '.join(nowhere)}")
    if split:
        words.append(f"moving value between the sides only: {', '.join(split)}")
    return (
        "; ".join(words) or "no part is idle: each, left out, changes joint value in some world for certain"
    )


def extent(rows: pd.DataFrame) -> str:
    """How far from 0 any of the intervals reaches."""
    ends = np.abs(rows[["low", "high"]].to_numpy(float))
    return f"±{number(float(np.nanmax(ends)), 4)}" if np.isfinite(ends).any() else "an unknown reach"


def harmful_told(found: pd.DataFrame, *, failures: bool = False) -> str:
    """Parts whose removal raises joint value for certain, world by world; "" for none, among failures."""
    left = joint(found, LEFT_OUT)
    worse = left[certain(left, -1)]
    each = [
        f"{part} ({kind}; {by_world(own)})"
        for (part, kind), own in worse.groupby(["part", "kind"], sort=False)
    ]
    if each:
        sides = " (for the sides see the table)" if failures else ""
        return f"better left out, by what each adds for the pair: {listed(each)}{sides}"
    return "" if failures or left.empty else "no part is better left out for certain in any of the worlds"


def by_world(rows: pd.DataFrame) -> str:
    """Worlds, each with its effect."""
    return ", ".join(f"{row['group']} {size(row)}" for _, row in rows.iterrows())


def worse_than_baseline(found: pd.DataFrame) -> str:
    """Where all of it makes less than WIIFME rigid, and where a whole kind of parts takes value away."""
    rows = found[found["how"] == TOGETHER]
    worse = rows[certain(rows, -1)]
    each = [
        f"{row['part']} for {PARTIES[row['outcome']]} in the {row['group']} world {size(row)}, "
        f"{likelihood(row['p_holm'])}"
        for _, row in worse.iterrows()
    ]
    return f"value is lost by {'; '.join(each)}" if each else ""
