"""The headline: one row per arm, and the finding in words, both computed.

Primary outcome, fixed beforehand (model §10): joint payoff per buyer slot and month, net of all
cost, idle slots included, and the smaller of the two sides' gains.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.measures.arms import PARTIES, Outcome, arm_labels, arms_in, shown
from sim.measures.inference import (
    Interval,
    mean_interval,
    paired_difference,
    valid,
    values_of,
)
from sim.measures.survival import share_alive_at, survival_difference
from sim.measures.wording import number

HORIZONS = (12, 60, 120)
"""Months at which survival is told: 1, 5 and 10 years."""

KINDS = {
    **{f"{kind}s": kind for kind in ("firm", "buyer", "supplier", "relationship")},
    "founding_buyers": "founding_buyer", "founding_suppliers": "founding_supplier",
}  # fmt: skip
"""Columns of the table are in the plural, kinds of the life table in the singular."""

REFUTERS = ("relational_bare", "paper_principles", "good_people")
"""Arms that refute the thesis if WIIFWE is no better than they (model §10)."""

DEFAULT_LABELS = {"wiifwe": "WIIFWE", "wiifme_rigid": "WIIFME rigid"}


def named(result: Outcome, arm: str) -> str:
    """The arm as a reader is shown it, played or not."""
    return shown(DEFAULT_LABELS | arm_labels(result), arm)


def sides_of(result: Outcome) -> dict[str, pd.DataFrame]:
    """Arm → payoffs per buyer slot of each party (columns), by replicate (index) that ended well."""
    columns = [f"{party}_slot" for party in PARTIES]
    sound = valid(result.replicates)[["arm", "replicate", *columns]]
    return {
        str(arm): rows.set_index("replicate")[columns].astype(float)
        for arm, rows in sound.groupby("arm", sort=False)
    }


def headline_row(
    result: Outcome, arm: str, made: dict[str, pd.DataFrame], baseline: str
) -> dict[str, object]:
    """One arm's numbers: values, survival by kind and horizon, gains; `made` as of `sides_of`."""
    row: dict[str, object] = {"arm": arm, "label": named(result, arm)}
    none = next(iter(made.values())).iloc[:0]
    ours, theirs = (made.get(name, none) for name in (arm, baseline))
    for party in PARTIES:
        row[party] = mean_interval(ours[f"{party}_slot"]).mean
    own = result.lifetables[result.lifetables["arm"] == arm]
    for plural, kind in KINDS.items():
        shares = share_alive_at(own, arm, kind, HORIZONS)
        row |= {f"{plural}_{months}": float(share) for months, share in zip(HORIZONS, shares)}
    pairs = ours.index.intersection(theirs.index)
    apart = ours.loc[pairs] - theirs.loc[pairs]
    won = {party: mean_interval(apart[f"{party}_slot"]) for party in PARTIES}
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
    age, Kaplan-Meier, nan beyond the run; founding_buyers_ and founding_suppliers_ of founders alone);
    joint_gain, buyer_gain, supplier_gain over `baseline`, each with _low and _high (95 %, paired on common
    luck; nan if the baseline was not played);
    smaller_gain, the smaller of the two sides', with the smaller of their bounds; n pairs.
    """
    order = [arm.name for arm in result.arms] or None
    made = sides_of(result)
    return pd.DataFrame(
        [headline_row(result, arm, made, baseline) for arm in arms_in(result.replicates, order)]
    )


def alive_table(result: Outcome, arm: str, baseline: str = "wiifme_rigid") -> pd.DataFrame:
    """Who is alive at which age: kind, months, ours, theirs (shares), mean, low, high (paired difference).

    Of firms the share of founders that never failed until then; of relationships Kaplan-Meier by world.
    """
    rows = []
    for kind in ("relationships", "buyers", "suppliers"):
        for months in HORIZONS:
            column = f"{kind}_alive_{months}"
            if column not in result.replicates or not result.replicates[column].notna().any():
                continue  # the run is too short to tell
            ours, theirs = (
                float(values_of(result.replicates, column, name).mean()) for name in (arm, baseline)
            )
            apart = survival_difference(result.replicates, kind, months, arm, baseline)
            rows.append({"kind": kind, "months": months, "ours": ours, "theirs": theirs} | apart._asdict())
    return pd.DataFrame(rows, columns=["kind", "months", "ours", "theirs", *Interval._fields])


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


def tidy_parts(parts: pd.DataFrame) -> pd.DataFrame:
    """What each part adds, long: arm, label, part, family, outcome, mean, low, high, p_holm, n."""
    found = []
    for party in PARTIES:
        columns = {party: "mean", f"{party}_low": "low", f"{party}_high": "high", f"{party}_p": "p_holm"}
        rows = parts[["arm", "label", "family", *columns, "n"]].rename(columns=columns)
        part = rows["label"].str.replace(r"^(without|only) ", "", regex=True)
        found.append(rows.assign(outcome=f"{party}_slot", part=part))
    return pd.concat(found, ignore_index=True)


def headline_shown(table: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """What a reader is shown: what each arm makes and how long it lasts; how it differs from the baseline."""
    base = table.loc[table["arm"] == "wiifme_rigid", "joint"]
    levels = table[["label", *PARTIES]].rename(columns={"label": "arm", "joint": "together"})
    if len(base) and base.iloc[0] > 0.0:
        levels["% of WIIFME"] = (100.0 * table["joint"] / base.iloc[0]).round(1)
    kinds = {"relationships": "bonds", "founding_buyers": "buyers", "founding_suppliers": "suppliers"}
    for plural, short in kinds.items():
        ages = [months for months in HORIZONS if table[f"{plural}_{months}"].notna().any()]
        if ages:
            heading = f"{short}, {'·'.join(str(months // 12) for months in ages)} y"
            alive = [
                [number(100.0 * share, 0) for share in row]
                for row in table[[f"{plural}_{one}" for one in ages]].to_numpy()
            ]
            levels[heading] = [" · ".join(row) for row in alive]
    shown = [
        (
            "Payoff per buyer slot and month; % of relationships and of founding firms alive after years",
            levels,
        )
    ]
    if table["joint_gain"].notna().any():
        gains = table[["label"]].rename(columns={"label": "arm"})
        for party, name in zip(PARTIES, ("together", "buyer", "supplier")):
            ends = table[[f"{party}_gain", f"{party}_gain_low", f"{party}_gain_high"]].itertuples(index=False)
            gains[name] = [
                f"{number(mean, signed=True)} [{number(low)}, {number(high)}]" for mean, low, high in ends
            ]
        shown.append(("Difference from WIIFME rigid on the same luck, with 95 % intervals", gains))
    return shown
