"""What is said of contracts: who is best where, where two change places, and what principles mend."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from experiments.findings.wording import (
    PARTIES,
    decimals_for,
    listed,
    portion,
    sign_of,
    stretches_told,
    told_at,
)
from experiments.sweep.reading import Played
from sim.ensemble.outcomes import MARKS
from sim.measures.inference import Interval
from sim.measures.regions import GAIN, LOSS, OPEN, verdicts
from sim.measures.required import ALWAYS, FOUND, NEVER
from sim.measures.wording import number, span_of_time, spanned

AXIS = "volatility"
RIGID, FLEXIBLE, BARE, WIIFWE = "wiifme_rigid", "wiifme_flexible", "relational_bare", "wiifwe"


def symbol(played: Played) -> str:
    """The axis in a formula's sign."""
    return sign_of(played.axes[AXIS])


def best_told(best: pd.DataFrame, played: Played) -> str:
    """Ranges of the axis in which each arm is best, for each party."""
    parts = []
    for outcome, who in PARTIES.items():
        rows = best[best["outcome"] == outcome].sort_values(AXIS)
        told = [range_told(rows, arm, played) for arm in rows["best"].unique() if arm != OPEN]
        rest = stretches_told(rows[AXIS].tolist(), rows["best"].eq(OPEN).tolist(), decimals_for(rows[AXIS]))
        ending = [f"none told best at {rest}"] if rest else []
        parts.append(f"for {who}: {', '.join([*told, *ending])}")
    counted = f"(by {symbol(played)}; said where the lead over every other arm is told, Holm at each level)"
    return f"best contract {counted}, {'; '.join(parts)}"


def range_told(rows: pd.DataFrame, arm: str, played: Played) -> str:
    """Where an arm is best, and its greatest lead there."""
    there = rows["best"].eq(arm)
    top = rows[there].sort_values("difference").iloc[-1]
    digits = decimals_for(rows[AXIS])
    lead = spanned(Interval(top["difference"], np.nan, top["low"], top["high"], int(top["n"])))
    second = played.labels[top["second"]]
    where = stretches_told(rows[AXIS].tolist(), there.tolist(), digits)
    ahead = f"ahead of {second} by at most {lead}, at {number(top[AXIS], digits)}"
    return f"{played.labels[arm]} at {where} ({ahead})"


def passages_told(table: pd.DataFrame, gained: pd.DataFrame, played: Played) -> str:
    """Where flexible overtakes rigid, or the other way, by party."""
    rows = table[(table["arm"] == FLEXIBLE) & (table["baseline"] == RIGID)]
    own = gained[gained["arm"] == FLEXIBLE].sort_values(AXIS)
    parts = [f"for {PARTIES[row['outcome']]} {passage_told(row, own, played)}" for _, row in rows.iterrows()]
    first, second = played.labels[FLEXIBLE], played.labels[RIGID]
    return f"{first} and {second} change places: {'; '.join(parts)}" if parts else ""


def passage_told(row: pd.Series, own: pd.DataFrame, played: Played) -> str:
    """Which of two arms gives way to the other, and where, with the interval; else the levels of each."""
    arm, baseline = played.labels[row["arm"]], played.labels[row["baseline"]]
    if row["status"] == FOUND:
        ends = [
            number(end) if np.isfinite(end) else "beyond what was tried" for end in (row["low"], row["high"])
        ]
        ahead = arm if row["rising"] else baseline
        return f"at {symbol(played)} {number(row['level'])} ({ends[0]} to {ends[1]}), {ahead} ahead above it"
    if row["status"] in (ALWAYS, NEVER):
        return f"nowhere, {arm if row['status'] == ALWAYS else baseline} ahead at every level"
    ahead, behind = (levels_told(own, row["outcome"], verdict) for verdict in (GAIN, LOSS))
    often = "several times" if several(own, row["outcome"]) else "nowhere for certain"
    return (
        f"{often}, {arm} ahead at {ahead or 'no level'}, behind at {behind or 'none'} (Holm over the levels)"
    )


def several(own: pd.DataFrame, outcome: str) -> bool:
    """Whether certain gains and certain losses change places more than once along the axis."""
    found = verdicts(own, outcome, "holm")
    told = found[found.isin([GAIN, LOSS])].tolist()
    return sum(one != other for one, other in pairwise(told)) > 1


def levels_told(own: pd.DataFrame, outcome: str, *wanted: str) -> str:
    """The levels at which an arm gains, loses or is not told from rigid; Holm over the levels."""
    there = verdicts(own, outcome, "holm").isin(wanted)
    return stretches_told(own[AXIS].tolist(), there.tolist(), decimals_for(own[AXIS]))


def claim(table: pd.DataFrame, played: Played) -> str:
    """Where flexible without principles loses to rigid, and how the others do at these levels."""
    own = {str(arm): part.sort_values(AXIS) for arm, part in table.groupby("arm", sort=False)}
    lost, names = verdicts(own[FLEXIBLE], "joint_slot", "holm").eq(LOSS).to_numpy(), played.labels
    if not lost.any():
        return (
            f"{names[FLEXIBLE]} is nowhere told to make less joint value than {names[RIGID]}: what "
            f"Frydlinger & Hart would have principles mend is not there"
        )
    worst = own[FLEXIBLE].sort_values("joint_slot").iloc[0]
    where = levels_told(own[FLEXIBLE], "joint_slot", LOSS)
    size = f"{told_at(worst, 'joint_slot')}, at {number(worst[AXIS], decimals_for(own[FLEXIBLE][AXIS]))}"
    start = f"{names[FLEXIBLE]} makes less joint value than {names[RIGID]} at {where} (at worst {size})"
    there = {arm: part[lost] for arm, part in own.items()}
    said = {GAIN: "gains, as Frydlinger & Hart hold,", OPEN: "is not told from rigid", LOSS: "loses as well"}
    ours = fates(there[WIIFWE], own[WIIFWE], said)
    bare = fates(there[BARE], own[BARE], said | {GAIN: "gains"})
    return (
        f"{start}; of these levels, {names[WIIFWE]}, which has principles and process, {ours}; "
        f"{names[BARE]}, which has neither, {bare} (Holm over the levels)"
    )


def fates(there: pd.DataFrame, own: pd.DataFrame, said: dict[str, str]) -> str:
    """At which of the rows `there` an arm gains, is not told from rigid, or loses; Holm over all its rows."""
    found = verdicts(own, "joint_slot", "holm").reindex(there.index)
    digits, places = decimals_for(own[AXIS]), there[AXIS].tolist()
    told = ((words, stretches_told(places, found.eq(one).tolist(), digits)) for one, words in said.items())
    return listed(f"{words} at {where}" for words, where in told if where)


def survival(table: pd.DataFrame, played: Played) -> str:
    """Relationships alive at each age the run reaches, at the level nearest the scenario's own."""
    ages = [mark for mark in MARKS if mark <= played.scenario.market.months]
    if not ages:
        return ""
    places = table[AXIS].to_numpy(float)
    level = float(places[np.argmin(np.abs(places - played.scenario.shocks.misfit_sd))])
    parts = []
    for age in ages:
        rows = table[(table[AXIS] == level) & (table["outcome"] == f"relationships_alive_{age}")]
        told = ", ".join(f"{played.labels[row['arm']]} {alive(row, played)}" for _, row in rows.iterrows())
        parts.append(f"after {span_of_time(age)} {told}")
    at = f"at {symbol(played)} {number(level, decimals_for([level]))}"
    return f"relationships alive, {at}: {'; '.join(parts)}"


def alive(row: pd.Series, played: Played) -> str:
    """A share alive; worlds that had none of that age to count are named: leaving them out flatters."""
    if row["n"] == 0:
        return "unknown (in no world was one that old)"
    told = portion(row["mean"], row["low"], row["high"], 1)
    left = f" in the {row['n']} of {played.replicates} worlds that had one that old"
    return told + (left if row["n"] < played.replicates else "")


def dying(own: pd.DataFrame, played: Played) -> str:
    """At which levels certainly fewer WIIFWE than rigid relationships are alive at an age, and the worst."""
    parts = []
    for age in (mark for mark in MARKS if mark <= played.scenario.market.months):
        outcome = f"relationships_alive_{age}"
        where = levels_told(own, outcome, LOSS)
        if where:
            worst = own[verdicts(own, outcome, "holm").eq(LOSS)].sort_values(outcome).iloc[0]
            at = number(worst[AXIS], decimals_for(own[AXIS]))
            parts.append(
                f"after {span_of_time(age)} at {where} (at worst {told_at(worst, outcome)}, at {at})"
            )
    names = played.labels
    words = f"fewer relationships are alive with {names[WIIFWE]} than with {names[RIGID]}"
    return f"{words} {'; '.join(parts)} (share of all; Holm over the levels)" if parts else ""


def title(best: pd.DataFrame, played: Played) -> str:
    """Who is best in the calmest and in the most volatile world, and whether that turns."""
    rows = best[best["outcome"] == "joint_slot"].sort_values(AXIS)
    told = rows[rows["best"] != OPEN]
    if told.empty:
        return "No contract is told best at any volatility"
    digits = decimals_for(rows[AXIS])
    places = rows[AXIS].tolist()
    each = [
        f"{played.labels[arm]} at {stretches_told(places, rows['best'].eq(arm).tolist(), digits)}"
        for arm in told["best"].unique()
    ]
    return f"Most joint value by volatility {symbol(played)}: {', '.join(each)}"
