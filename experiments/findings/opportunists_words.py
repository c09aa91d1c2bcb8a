"""What is said of opportunists: critical shares, what detection changes, and who bears the loss."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.findings.wording import (
    PARTIES,
    decimals_for,
    likelihood,
    listed,
    sentence,
    told_at,
)
from sim.measures.inference import LEVEL, Interval
from sim.measures.regions import GAIN, LOSS, verdicts
from sim.measures.required import ALWAYS, FOUND, NEVER
from sim.measures.wording import number, percent, spanned

SHARE, DETECTION = "share", "detection"
FIRMS = {
    "focal_buyer_value": "buyers",
    "focal_supplier_value": "suppliers",
    "opportunist_buyer_value": "opportunist buyers",
    "opportunist_supplier_value": "opportunist suppliers",
}
"""Payoff of the firms of one kind, each per slot of that kind."""


def reach(row: pd.Series) -> str:
    """Up to which share, or from which on, WIIFWE pays, with the interval."""
    if row["status"] == FOUND:
        ends = [
            percent(end, 1) if np.isfinite(end) else "beyond what was tried"
            for end in (row["low"], row["high"])
        ]
        word = "from" if row["rising"] else "up to"
        return f"{word} {percent(row['level'], 1)} ({ends[0]} to {ends[1]})"
    return {ALWAYS: "at every share tried", NEVER: "at no share tried"}.get(
        str(row["status"]), "no threshold"
    )


def nearest(places: pd.Series, wanted: float) -> float:
    """The level that is nearest to what the scenario has."""
    levels = np.sort(places.unique())
    return float(levels[np.argmin(np.abs(levels - wanted))])


def critical_told(critical: pd.DataFrame, own: float, *, short: bool = False) -> str:
    """The critical share of each party at the scenario's detection, and the pair's at both its ends."""
    if critical.empty:
        return "with a single share of opportunists there is no critical share to find"
    at = nearest(critical[DETECTION], own)
    digits = decimals_for(critical[DETECTION])
    rows = critical[critical[DETECTION] == at]
    said = {row["outcome"]: reach(row) for _, row in rows.iterrows()}
    each = [f"{who} {said[outcome]}" for outcome, who in PARTIES.items()]
    words = f"where a broken promise is seen with chance {number(at, digits)}, WIIFWE makes more than WIIFME"
    if short:
        return f"{words} for {each[0]} opportunists"
    pair = critical[critical["outcome"] == "joint_slot"].sort_values(DETECTION).iloc[[0, -1]]
    ends = [f"{reach(row)} at {number(row[DETECTION], digits)}" for _, row in pair.iterrows()]
    spread = f"; over detection the pair's share is {' and '.join(ends)}" if len(set(ends)) > 1 else ""
    return f"{words}, all firms counted, by share of opportunists: {', '.join(each)}{spread}"


def by_detection(effects: pd.DataFrame) -> str:
    """Whether what WIIFWE adds depends on how well promises are seen, and through which posture."""
    rows = effects[effects["outcome"] == "joint_slot"]
    if rows.empty:
        return ""
    told = rows[(rows["of"] == "WIIFWE − WIIFME") & (rows["p_holm"] < 1.0 - LEVEL)]
    digits = decimals_for([*rows[DETECTION], *rows["against"]])
    if told.empty:
        return "how well a broken promise is seen is not told to matter at any level (Holm)"
    ends = dict.fromkeys((rows[DETECTION].min(), rows[DETECTION].max()))
    each = [f"at {number(level, digits)} {changes(rows[rows[DETECTION] == level])}" for level in ends]
    base = number(rows["against"].iloc[0], digits)
    count = f"told at {len(told)} of {rows[DETECTION].nunique()} other levels, Holm"
    return (
        f"detection matters to the joint gain ({count}): against detection {base}, over all shares above 0, "
        f"{'; '.join(each)}"
    )


def changes(rows: pd.DataFrame) -> str:
    """What one level of detection changes in the gain, and in each posture's own market."""
    parts = []
    for _, row in rows.iterrows():
        size = spanned(Interval(*row[list(Interval._fields)]))
        name = "the gain changes by" if "−" in row["of"] else f"{row['of']}'s market by"
        parts.append(f"{name} {size}, {likelihood(row['p_holm'])}")
    return f"{parts[0]} ({listed(parts[1:])})"


def owners_told(gains: pd.DataFrame, own: float) -> str:
    """How those who play the posture fare, what is left to opportunists, who bears the market's loss."""
    found, parts = {}, []
    for outcome, who in FIRMS.items():
        known = gains[np.isfinite(gains[f"{outcome}_se"])]
        found[outcome] = verdicts(known, outcome, "holm").reindex(gains.index)
        if len(known):
            more, less = (int(found[outcome].eq(verdict).sum()) for verdict in (GAIN, LOSS))
            parts.append(
                f"{who} more at {more} and less at {less} of {len(known)} points{sample(known, outcome, own)}"
            )
    if not parts:
        return ""
    lost = verdicts(gains, "joint_slot", "holm").eq(LOSS)
    return (
        f"a slot of one kind of firm makes, under WIIFWE against WIIFME among as many opportunists (Holm "
        f"over the points): {'; '.join(parts)}{bearers(found, lost)}"
    )


def bearers(found: dict[str, pd.Series], lost: pd.Series) -> str:
    """Who makes less, and who more, at the points where all firms together make less."""
    if not lost.any():
        return ""
    ours, others = list(FIRMS)[:2], list(FIRMS)[2:]
    told = [
        int((lost & found[buyers].eq(verdict) & found[suppliers].eq(verdict)).sum())
        for (buyers, suppliers), verdict in ((ours, GAIN), (others, LOSS))
    ]
    return (
        f"; of the {int(lost.sum())} points at which all firms together make less, both sides of those that "
        f"play WIIFWE make more at {told[0]}, and both sides of the opportunists less at {told[1]}"
    )


def owners_titled(gains: pd.DataFrame) -> str:
    """A clause for a title: how those who play WIIFWE fare where all firms together make less."""
    lost = verdicts(gains, "joint_slot", "holm").eq(LOSS)
    buyers, suppliers = (verdicts(gains, one, "holm").eq(GAIN) for one in list(FIRMS)[:2])
    if not lost.any():
        return ""
    count = f"{int((lost & buyers & suppliers).sum())} of {int(lost.sum())} points"
    return f"; where it makes less, those who play it still make more at {count}"


def sample(known: pd.DataFrame, outcome: str, own: float) -> str:
    """The difference at the middle share above 0, where detection is the scenario's."""
    rows = known[(known[DETECTION] == nearest(known[DETECTION], own)) & (known[SHARE] > 0.0)].sort_values(
        SHARE
    )
    if rows.empty:
        return ""
    row = rows.iloc[len(rows) // 2]
    at = number(row[DETECTION], decimals_for(known[DETECTION]))
    return f" ({told_at(row, outcome)} with {percent(row[SHARE])} of them, at detection {at})"


def failing(gains: pd.DataFrame, own: float) -> str:
    """Where all firms together, and where those that play WIIFWE, make less; Holm over the points."""
    named = {"joint_slot": "the pair, all firms counted", **{one: FIRMS[one] for one in list(FIRMS)[:2]}}
    parts = []
    for outcome, who in named.items():
        known = gains[np.isfinite(gains[f"{outcome}_se"])]
        lost = verdicts(known, outcome, "holm").eq(LOSS)
        if lost.any():
            worst = known[lost].sort_values(outcome).iloc[0]
            where = f"{percent(worst[SHARE])} and detection {number(worst[DETECTION], 2)}"
            owned = "" if outcome == "joint_slot" else " that play it"
            parts.append(
                f"{who}{owned} at {int(lost.sum())} of {len(known)} points (at worst "
                f"{told_at(worst, outcome)}, at {where})"
            )
    if not parts:
        return ""
    return sentence(
        f"by share of opportunists and detection, WIIFWE makes less than WIIFME for {listed(parts)}; Holm"
    )
