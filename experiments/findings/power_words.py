"""What is said of power: who gains, who would refuse, and whether another split mends a refusal."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.findings.wording import (
    decimals_for,
    likelihood,
    listed,
    stretches_told,
    told_at,
)
from sim.measures.inference import Interval
from sim.measures.regions import GAIN, LOSS
from sim.measures.required import ALWAYS, FOUND, NEVER
from sim.measures.wording import number, spanned

POWER, SPLIT = "power", "split"
SIDES = {"buyer_slot": "buyers", "supplier_slot": "suppliers"}
ENDS = {"strong_slot": "the strong side", "weak_slot": "the weak side"}


def where(part: pd.DataFrame, outcome: str, verdict: str) -> str:
    """The ranges of power in which an outcome has a verdict."""
    rows = part.sort_values(POWER)
    there = rows[f"{outcome}_verdict"].eq(verdict)
    return stretches_told(rows[POWER].tolist(), there.tolist(), decimals_for(rows[POWER]))


def passing(row: pd.Series, who: str) -> str:
    """From which power on, or up to which, somebody gains, with the interval."""
    if row["status"] == FOUND:
        ends = [
            number(end, 2) if np.isfinite(end) else "beyond what was tried"
            for end in (row["low"], row["high"])
        ]
        word = "above" if row["rising"] else "below"
        return f"{who} gain {word} {number(row['level'], 2)} ({ends[0]} to {ends[1]})"
    told = {ALWAYS: "gain at every level", NEVER: "gain at none"}
    return f"{who} {told.get(str(row['status']), 'have no threshold')}"


def strong_told(name: object, part: pd.DataFrame, critical: pd.DataFrame, sign: str) -> str:
    """One split: where the pair and both sides gain, who would refuse, and the critical power of each."""
    rows = part.sort_values(POWER)
    digits = decimals_for(rows[POWER])
    buyers, suppliers = (rows[f"{one}_verdict"].eq(GAIN) for one in SIDES)
    both = buyers & suppliers
    pair = where(rows, "joint_slot", GAIN) or "no level"
    all_gain = stretches_told(rows[POWER].tolist(), both.tolist(), digits) or "no level"
    refusals = refusing(str(name), part, named=False) or ["no side would refuse anywhere"]
    own = {row["outcome"]: row for _, row in critical[critical[SPLIT] == name].iterrows()}
    passes = [passing(own[one], who) for one, who in SIDES.items() if one in own]
    turn = f"; {listed(passes)}" if passes else ""
    return (
        f"with the split `{name}` the pair gains at {sign} {pair} and both sides at {all_gain} (Holm over "
        f"the levels): {'; '.join(refusals)}{turn}"
    )


def refusing(name: str, part: pd.DataFrame, *, named: bool = True) -> list[str]:
    """Which side would refuse where, and its worst loss."""
    parts = []
    for outcome, who in SIDES.items():
        lost = part[part[f"{outcome}_verdict"].eq(LOSS)]
        if len(lost):
            worst = lost.sort_values(outcome).iloc[0]
            at = number(worst[POWER], decimals_for(part[POWER]))
            split = f" with the split `{name}`" if named else ""
            span = where(part, outcome, LOSS)
            parts.append(f"{who} would refuse at {span}{split} (at worst {told_at(worst, outcome)}, at {at})")
    return parts


def weakness(name: str, part: pd.DataFrame) -> list[str]:
    """Where the pair loses."""
    lost = part[part["joint_slot_verdict"].eq(LOSS)]
    if lost.empty:
        return []
    worst = lost.sort_values("joint_slot").iloc[0]
    span = where(part, "joint_slot", LOSS)
    return [f"the pair loses at {span} with the split `{name}` (at worst {told_at(worst, 'joint_slot')})"]


def mended(gained: pd.DataFrame, splits: pd.DataFrame) -> str:
    """Whether another split than the first mends the strong side's refusal, and what the weak one does."""
    names = gained[SPLIT].unique().tolist()
    if len(names) < 2:
        return ""
    first = gained[gained[SPLIT] == names[0]].set_index(POWER)
    refused = first.index[first["strong_slot_verdict"].eq(LOSS)]
    sides = int(np.isfinite(first["strong_slot_se"]).sum())
    told = []
    for name in names[1:]:
        own = gained[gained[SPLIT] == name].set_index(POWER)
        left = int(own["strong_slot_verdict"].reindex(refused).eq(LOSS).sum())
        words = (
            f"with `{names[0]}` the side that has the power would refuse at {len(refused)} of {sides} levels "
            f"of unequal power, "
        )
        if len(refused):
            verdict = "mended" if left == 0 else "not mended" if left == len(refused) else "mended in part"
            words += f"with `{name}` at {left} of these ({verdict})"
        else:
            words += f"so there is nothing for `{name}` to mend"
        counts = [int(table["weak_slot_verdict"].eq(LOSS).sum()) for table in (first, own)]
        words += (
            f"; the weak side would refuse at {counts[0]} with `{names[0]}` and at {counts[1]} with `{name}`"
        )
        told.append(words + extremes(splits[splits[SPLIT] == name]))
    return "; ".join(told)


def extremes(rows: pd.DataFrame) -> str:
    """What another split moves to the strong side at both ends of power."""
    ends = [(rows[POWER].min(), "supplier_slot"), (rows[POWER].max(), "buyer_slot")]
    parts = []
    for level, outcome in ends:
        row = rows[(rows[POWER] == level) & (rows["outcome"] == outcome)]
        if len(row) and level != 0.0:
            size = spanned(Interval(*row.iloc[0][list(Interval._fields)]))
            parts.append(f"{SIDES[outcome]} {size} at {number(level, decimals_for(rows[POWER]))}, "
                         f"{likelihood(row.iloc[0]['p_holm'])}")  # fmt: skip
    return f"; it moves the strong side's payoff by this: {', '.join(parts)}" if parts else ""


def refused_told(gained: pd.DataFrame) -> str:
    """A title: at how many levels of power a side would refuse, by split."""
    lost = pd.concat([gained[f"{one}_verdict"].eq(LOSS) for one in SIDES], axis=1).any(axis=1)
    parts = [
        f"at {int(lost[part.index].sum())} of {len(part)} levels of power with the split {name}"
        for name, part in gained.groupby(SPLIT, sort=False)
    ]
    return f"A side would refuse WIIFWE {', '.join(parts)}"
