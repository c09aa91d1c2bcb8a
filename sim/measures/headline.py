"""The headline: one row per arm, and the finding in words, both computed.

Primary outcome, fixed beforehand (model §10): joint payoff per buyer slot and month, net of all
cost, idle slots included, and the smaller of the two sides' gains.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.measures.arms import PARTIES, Outcome, arm_labels, arms_in, shown
from sim.measures.inference import (
    LEVEL,
    Interval,
    arm_differences,
    mean_interval,
    paired_difference,
    values_of,
)
from sim.measures.survival import share_alive_at, survival_difference
from sim.measures.wording import number, percent, span_of_time, spanned

HORIZONS = (12, 60, 120)
"""Months at which survival is told: 1, 5 and 10 years."""

KINDS = {f"{kind}s": kind for kind in ("firm", "buyer", "supplier", "relationship")}
"""Columns of the table are in the plural, kinds of the life table in the singular."""

REFUTERS = ("relational_bare", "paper_principles", "good_people")
"""Arms that refute the thesis if WIIFWE is no better than they (model §10)."""

DEFAULT_LABELS = {"wiifwe": "WIIFWE", "wiifme_rigid": "WIIFME rigid"}


def named(result: Outcome, arm: str) -> str:
    """The arm as a reader is shown it, played or not."""
    return shown(DEFAULT_LABELS | arm_labels(result), arm)


def gains(result: Outcome, arm: str, baseline: str) -> dict[str, Interval]:
    """Party → paired difference arm − baseline in payoff per buyer slot and month."""
    return {party: paired_difference(result.replicates, f"{party}_slot", arm, baseline) for party in PARTIES}


def headline_row(result: Outcome, arm: str, baseline: str) -> dict[str, object]:
    """One arm's numbers: values, survival by kind and horizon, gains over the baseline."""
    row: dict[str, object] = {"arm": arm, "label": named(result, arm)}
    for party in PARTIES:
        row[party] = mean_interval(values_of(result.replicates, f"{party}_slot", arm)).mean
    own = result.lifetables[result.lifetables["arm"] == arm]
    for plural, kind in KINDS.items():
        shares = share_alive_at(own, arm, kind, HORIZONS)
        row |= {f"{plural}_{months}": float(share) for months, share in zip(HORIZONS, shares)}
    won = gains(result, arm, baseline)
    for party, gain in won.items():
        row[f"{party}_gain"] = gain.mean
        row[f"{party}_gain_low"], row[f"{party}_gain_high"] = gain.low, gain.high
    sides = (won["buyer"], won["supplier"])
    row["smaller_gain"] = float(np.min([side.mean for side in sides]))
    row["smaller_gain_low"] = float(np.min([side.low for side in sides]))
    row["smaller_gain_high"] = float(np.min([side.high for side in sides]))
    row["n"] = won["joint"].n
    return row


def headline_table(result: Outcome, baseline: str = "wiifme_rigid") -> pd.DataFrame:
    """One row per arm played, in scenario order.

    Columns: arm, label; joint, buyer, supplier (money per buyer slot and month, means over
    replicates); firms_, buyers_, suppliers_, relationships_ with 12, 60, 120 (share alive at that
    age, Kaplan-Meier, nan beyond the run); joint_gain, buyer_gain, supplier_gain over `baseline`,
    each with _low and _high (95 %, paired on common luck; nan if the baseline was not played);
    smaller_gain, the smaller of the two sides', with the smaller of their bounds; n pairs.
    """
    order = [arm.name for arm in result.arms] or None
    return pd.DataFrame([headline_row(result, arm, baseline) for arm in arms_in(result.replicates, order)])


def printed(table: pd.DataFrame) -> pd.DataFrame:
    """The headline table as text: shares in percent, gains with sign, a dash for the unknown."""
    text = table.copy().astype(object)
    for column in table.columns:
        if column.rsplit("_", 1)[0] in KINDS:
            text[column] = [percent(value) for value in table[column]]
        elif column not in ("arm", "label", "n"):
            signed = "_gain" in column
            text[column] = [number(value, signed=signed) for value in table[column]]
    return text


def verdict(result: Outcome, baseline: str = "wiifme_rigid", arm: str = "wiifwe") -> str:
    """Who wins and for whom, in a clause fit for a title; it turns with the data."""
    won = gains(result, arm, baseline)
    ours, theirs = named(result, arm), named(result, baseline)
    if not won["joint"].known:
        return f"{ours} and {theirs} cannot be compared: no pairs of replicates"
    sides = {"buyers": won["buyer"].sign, "suppliers": won["supplier"].sign}
    if won["joint"].sign == 0:
        start = f"No difference in joint value can be told between {ours} and {theirs}"
    elif won["joint"].sign > 0:
        start = f"{ours} creates more joint value than {theirs}"
    else:
        start = f"{theirs} creates more joint value than {ours}"
    return f"{start}; {shared_out(sides, ours)}"


def shared_out(sides: dict[str, int], arm: str) -> str:
    """Which party gains and which loses under `arm`, from the signs of the two gains."""
    words = {1: "gain", -1: "lose", 0: "neither gain nor lose for certain"}
    signs = set(sides.values())
    if len(signs) == 1:
        if 0 in signs:
            return "for neither party can a gain or loss be told"
        return f"under {arm} both parties {words[signs.pop()]}"
    parts = [f"{party} {words[sign]}" for party, sign in sides.items()]
    return f"under {arm} " + (" but " if -1 in signs or 0 in signs else " and ").join(parts)


def survival_sentence(result: Outcome, baseline: str, arm: str) -> str:
    """What happens to survival: levels and paired differences at the horizons worth telling."""
    words = {1: "more", -1: "fewer", 0: "no difference can be told in"}
    parts = []
    for kind in ("relationships", "buyers", "suppliers"):
        who = kind if kind == "relationships" else f"founding {kind}"
        told = survival_changes(result, kind, arm, baseline)
        clauses = [
            f"{words[change.sign]} {who} after {span_of_time(months)}: "
            f"{' against '.join(shares_alive(result, kind, months, arm, baseline))}, "
            f"{spanned(change, 100.0, 1)} points"
            for months, change in told.items()
        ]
        parts.append(", but ".join(clauses) or f"{who} –")
    return "Survival: " + "; ".join(parts) + "."


def survival_changes(result: Outcome, kind: str, arm: str, baseline: str) -> dict[int, Interval]:
    """Horizon in months → paired difference in survival: the longest known one, then its contraries.

    Curves may cross; a shorter horizon is told where its difference has the other sign.
    """
    found = {
        months: survival_difference(result.replicates, kind, months, arm, baseline)
        for months in reversed(HORIZONS)
        if f"{kind}_alive_{months}" in result.replicates
    }
    known = {months: change for months, change in found.items() if change.known}
    if not known:
        return {}
    last = max(known)
    return {m: change for m, change in known.items() if m == last or change.sign * known[last].sign < 0}


def shares_alive(result: Outcome, kind: str, months: int, arm: str, baseline: str) -> tuple[str, str]:
    """The shares alive after `months` under `arm` and `baseline`, in percent: means over replicates."""
    column = f"{kind}_alive_{months}"
    ours, theirs = (float(values_of(result.replicates, column, name).mean()) for name in (arm, baseline))
    return percent(ours), percent(theirs)


def refutations(result: Outcome, arm: str = "wiifwe") -> pd.DataFrame:
    """The checks of model §10 at this point: refuter, label, mean, low, high, n, stands (or None).

    A check stands when `arm` gives more joint value than the refuter, its interval above 0. That
    every one stands is asked of all at once, so no adjustment for many tests is needed.
    """
    rows = []
    for other in REFUTERS:
        edge = paired_difference(result.replicates, "joint_slot", arm, other)
        stands = edge.sign > 0 if edge.known else None
        known = {"arm": other, "label": named(result, other), "stands": stands}
        rows.append(known | edge._asdict())
    return pd.DataFrame(rows).astype({"stands": object})


def refutation_sentence(result: Outcome, arm: str) -> str:
    """The checks in words."""
    parts = []
    for row in refutations(result, arm).to_dict("records"):
        edge = Interval(*(row[name] for name in Interval._fields))
        if row["stands"] is None:
            parts.append(f"against {row['label']} – (not played)")
        elif row["stands"]:
            parts.append(f"against {row['label']} it stands, {spanned(edge)}")
        else:
            worse = f"{row['label']} does better"
            why = worse if edge.sign < 0 else "no difference can be told"
            parts.append(f"against {row['label']} it fails, {why}, {spanned(edge)}")
    return "Refutation checks, joint value: " + "; ".join(parts) + "."


def gain_in_words(party: str, gain: Interval) -> str:
    """One party's gain or loss with its interval, or that none can be told."""
    who = "joint value" if party == "joint" else f"{party}s"
    verbs = ("rises", "falls") if party == "joint" else ("gain", "lose")
    if gain.sign == 0:
        return f"for {who} no difference can be told, {spanned(gain)}"
    return f"{who} {verbs[0] if gain.sign > 0 else verbs[1]}, {spanned(gain)}"


def finding(result: Outcome, baseline: str = "wiifme_rigid", arm: str = "wiifwe") -> str:
    """Who wins and for whom, what happens to survival, which refutation checks stand: all computed.

    Differences are arm − baseline in money per buyer slot and month, with 95 % intervals, paired on
    common luck. Where an interval covers 0 the sentence says that no difference can be told.
    """
    won = gains(result, arm, baseline)
    if not won["joint"].known:
        return f"{verdict(result, baseline, arm)}. {refutation_sentence(result, arm)}"
    amounts = "; ".join(gain_in_words(party, gain) for party, gain in won.items())
    return (
        f"{verdict(result, baseline, arm)}. Differences per buyer slot and month, "
        f"{named(result, arm)} − {named(result, baseline)}, with 95 % intervals from "
        f"{won['joint'].n} pairs on common luck: {amounts}. "
        f"{survival_sentence(result, baseline, arm)} {refutation_sentence(result, arm)}"
    )


def failures(result: Outcome, baseline: str = "wiifme_rigid", arm: str = "wiifwe") -> str:
    """Who does not gain for certain, which arms make more, at which ages fewer are alive; "" for nothing."""
    parts = []
    for party, gain in gains(result, arm, baseline).items():
        if gain.known and gain.sign <= 0:
            parts.append(gain_in_words(party, gain))
    better = [words for words in (ahead(result, arm), fewer_alive(result, arm, baseline)) if words]
    return " ".join(f"{words[0].upper()}{words[1:]}." for words in [*parts, *better])


def ahead(result: Outcome, arm: str) -> str:
    """The arms that make more joint value than this one, by Holm over all arms, and by how much."""
    table = arm_differences(result.replicates, "joint_slot", arm)
    more = table[(table["mean"] > 0.0) & (table["p_holm"] < 1.0 - LEVEL)].sort_values("mean", ascending=False)
    each = [
        f"{named(result, str(row['arm']))} by {spanned(Interval(*(row[name] for name in Interval._fields)))}"
        for _, row in more.iterrows()
    ]
    words = f"more joint value than {named(result, arm)} is made (Holm over {len(table)} arms)"
    return f"{words}: {', '.join(each)}" if each else ""


def fewer_alive(result: Outcome, arm: str, baseline: str) -> str:
    """At which ages certainly fewer relationships or founders are alive."""
    parts = []
    for kind in ("relationships", "buyers", "suppliers"):
        for months in HORIZONS:
            if f"{kind}_alive_{months}" not in result.replicates:
                continue
            change = survival_difference(result.replicates, kind, months, arm, baseline)
            if change.known and change.sign < 0:
                who = kind if kind == "relationships" else f"founding {kind}"
                parts.append(f"{who} after {span_of_time(months)} ({spanned(change, 100.0, 1)} points)")
    return f"fewer are alive: {', '.join(parts)}" if parts else ""
