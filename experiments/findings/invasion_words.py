"""The words of `invasion`: every number in them comes from its tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.findings.wording import likelihood, listed, portion
from sim.measures.inference import LEVEL, Interval
from sim.measures.required import ALWAYS, FOUND, NEVER
from sim.measures.wording import percent, spanned

START = "start"
ROLES = {"focal_buyers": "buyers", "focal_suppliers": "suppliers"}
BOTH = "both roles"
"""The mean of both roles' shares."""
SINGLE = "a single start"


def barriers(result: pd.DataFrame) -> str:
    """From which start on WIIFWE grows, graph by graph."""
    rows = result[(result["role"] == BOTH) & (result["status"] != SINGLE)]
    each = "; ".join(f"{row['graph']} {threshold_told(row)}" for _, row in rows.iterrows())
    words = "imitation raises WIIFWE's share of firms (mean of both roles) from a start of this on, by graph"
    return f"{words}: {each}" if each else ""


def threshold_told(row: pd.Series) -> str:
    """A barrier in words: from which start on the gain is told from 0, and only then the estimate."""
    low, high = float(row["barrier_low"]), float(row["barrier_high"])
    told = f"for certain from {percent(high)} on" if np.isfinite(high) else "not for certain at any"
    if row["status"] == ALWAYS:
        below = (
            ""
            if high == row["barrier"]
            else f"; below that not told, from {percent(low)}, the least tried, on"
        )
        return told + below
    if row["status"] == NEVER:
        return f"none of those tried ({told})"
    if row["status"] != FOUND:
        return str(row["status"])
    return f"{told}; estimate {percent(float(row['barrier']))}, lower end {percent(low)}"


def middle(mixes: pd.DataFrame, years: str) -> str:
    """What is left of the middle start, on the graph where least and where most is left."""
    starts = np.sort(mixes[START].unique())
    start = float(starts[len(starts) // 2])
    rows = mixes[mixes[START] == start].sort_values("share").iloc[[0, -1]]
    ends = dict.fromkeys(f"{at(row, 'share')} of firms ({row['graph']})" for _, row in rows.iterrows())
    return f"from a start of {percent(start)} WIIFWE ends, after {years}, with {' to '.join(ends)}"


def least(mixes: pd.DataFrame) -> str:
    """How often the smallest start dies out among buyers, among suppliers and in both, and takes over."""
    rows = mixes[mixes[START] == mixes[START].min()]
    start = percent(float(rows[START].iloc[0]))
    each = []
    for graph, part in rows.groupby("graph", sort=False):
        own = part.set_index("role")
        out = [f"among {role} {at(own.loc[role], 'died_out')}" for role in ROLES.values()]
        both = own.loc[BOTH]
        each.append(
            f"{graph} {', '.join(out)}, in both {at(both, 'died_out')}, takes over {at(both, 'took_over')}"
        )
    return f"from {start} it dies out, or takes over both roles, in these replicates: {'; '.join(each)}"


def drifted(drift: pd.DataFrame | None, mixes: pd.DataFrame) -> str:
    """What blind copying does with the smallest start, and at how many starts looking at payoffs adds."""
    if drift is None:
        return ""
    rows = drift[drift["role"] == BOTH]
    first = rows[rows[START] == rows[START].min()]
    selected = mixes[(mixes["role"] == BOTH) & (mixes[START] == mixes[START].min())].set_index("graph")
    each = [
        f"{row['graph']} {at(row, 'died_out')} against {at(selected.loc[row['graph']], 'died_out')} (looking "
        f"at payoffs adds {spanned(selection(row))} to the share left, {likelihood(row['selection_p_holm'])})"
        for _, row in first.iterrows()
    ]
    told = rows[rows["selection_p_holm"] < 1.0 - LEVEL]
    more, fewer = int((told["selection_mean"] > 0.0).sum()), int((told["selection_mean"] < 0.0).sum())
    start = percent(float(first[START].iloc[0]))
    return (
        f"where firms copy blindly {start} dies out in both roles, against where they look at payoffs, in: "
        f"{'; '.join(each)}. Looking at payoffs leaves more than blind copying at {more} of {len(rows)} "
        f"mixes, less at {fewer} (paired, Holm)"
    )


def selection(row: pd.Series) -> Interval:
    """How much more is left where firms look at payoffs."""
    mean, se, low, high = (float(row[f"selection_{name}"]) for name in Interval._fields[:-1])
    return Interval(mean, se, low, high, int(row["n"]))


def at(row: pd.Series, name: str) -> str:
    """A share in a row of `mixes`, with its interval."""
    return portion(row[name], row[f"{name}_low"], row[f"{name}_high"])


def differing(graphs: pd.DataFrame) -> str:
    """Which graphs are told from the first over all starts, and what the intervals do not cover."""
    rows = graphs[graphs["role"] == BOTH]
    if rows.empty:
        return ""
    told = rows[rows["p_holm"] < 1.0 - LEVEL]
    rest = rows.drop(told.index)["graph"].tolist()
    each = [
        f"{row['graph']} by {spanned(Interval(*row[list(Interval._fields)]))}, {likelihood(row['p_holm'])}"
        for _, row in told.iterrows()
    ]
    words = f"over all starts the share at the end differs from the {rows['against'].iloc[0]} graph's"
    words += (
        f": {'; '.join(each)}; not told apart: {listed(rest) or 'none'}" if each else " on no other graph"
    )
    counted = f"(paired, Holm over {len(graphs)} comparisons)"
    return f"{words} {counted}; one graph of each kind was drawn, and no interval covers drawing another"
