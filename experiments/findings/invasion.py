"""Invasion: which share of WIIFWE is left, from every starting mix, when firms imitate those who do better.

There is a single arm, so there is nothing to pair it with: a share at the end is compared with the share
that the same world began with. Of each kind one graph is drawn from the seed, and all replicates share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.findings.asked import Pairs, check_axes
from experiments.findings.wording import likelihood, listed, portion, sentence
from experiments.sweep.reading import Played
from sim.design import Design, cells
from sim.ensemble.rows import staged
from sim.measures.inference import LEVEL, Interval, holm
from sim.measures.regions import LOSS, OPEN
from sim.measures.required import ALWAYS, FOUND, NEVER, Threshold, threshold
from sim.measures.shares import contrast, fate
from sim.measures.wording import percent, span_of_time, spanned
from sim.plots.invasion import invasion
from sim.plots.style import house, saved
from sim.scenario import Arm

QUESTION = "Which share of WIIFWE survives when firms imitate those who do better, from every starting mix?"
START = "start"
ROLES = {"focal_buyers": "buyers", "focal_suppliers": "suppliers"}
BOTH = "both roles"
"""The mean of both roles' shares."""
PARTS = (BOTH, *ROLES.values())
SINGLE = "a single start"


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    del arms, pairs
    check_axes(design, "invasion", [START], ["graph"])


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result` by graph and role; `mixes` by point and role; `graphs`: each against the first, paired."""
    points = played.points.table()[["point", "graph", START]]
    points = points.assign(graph=points["graph"].astype(str).str.replace("_", " "))
    ends, begun = shares_at_end(played), shares_at_start(played)
    mixes = pd.DataFrame(
        [
            {**row, "role": role, **fate(ends[role][row["point"]].to_numpy(float), begun[role][row["point"]])}
            for row in points.to_dict("records")
            for role in PARTS
        ]
    )
    rows = [
        {"graph": graph, "role": role} | barrier(part, ends[role] - begun[role])
        for graph, part in points.groupby("graph", sort=False)
        for role in PARTS
    ]
    result = pd.DataFrame(rows).merge(outcomes(mixes), on=["graph", "role"], how="left")
    return {"result": result, "mixes": mixes.drop(columns="point"), "graphs": contrasts(points, ends)}


def shares_at_end(played: Played) -> dict[str, pd.DataFrame]:
    """By role: share of the focal strategy among its firms in the last month [replicates, points]."""
    worlds = played.worlds(list(ROLES))
    worlds = worlds[worlds["status"] == "ok"]
    numbers = range(len(played.points))
    found = {
        role: worlds.pivot(index="replicate", columns="point", values=column).reindex(columns=numbers)
        for column, role in ROLES.items()
    }
    return {BOTH: (found["buyers"] + found["suppliers"]) / 2.0, **found}


def shares_at_start(played: Played) -> dict[str, pd.Series]:
    """By role: the share that worlds of each point begin with; whole firms, so not quite the share asked."""
    found = {role: np.full(len(played.points), np.nan) for role in ROLES.values()}
    for cell in cells(played.points, played.scenario):
        stage = staged(
            played.scenario, played.arms[0], played.seed, {}, fixed=cell.fixed,
            columns=cell.columns, factors=cell.factors, points=len(cell.index),
        )  # fmt: skip
        for place, role in enumerate(ROLES.values()):
            held = stage.quotas[:, place]
            found[role][cell.index] = held[:, stage.focal[place]] / held.sum(axis=1)
    whole = {BOTH: (found["buyers"] + found["suppliers"]) / 2.0, **found}
    return {role: pd.Series(values) for role, values in whole.items()}


def barrier(part: pd.DataFrame, change: pd.DataFrame) -> dict[str, Any]:
    """From which start on the share at the end is above that at the start; unknown for a single start."""
    ordered = part.sort_values(START)
    starts = ordered[START].to_numpy(float)
    if len(starts) < 2:
        found = Threshold(np.nan, np.nan, np.nan, SINGLE, np.nan, np.nan, len(change))
    else:
        found = threshold(starts, change[ordered["point"].tolist()].to_numpy(float))
    names = {"level": "barrier", "low": "barrier_low", "high": "barrier_high", "status": "status", "n": "n"}
    return {name: getattr(found, field) for field, name in names.items()}


def outcomes(mixes: pd.DataFrame) -> pd.DataFrame:
    """By graph and role: mean share at the end from the least, middle and largest start."""
    starts = np.sort(mixes[START].unique())
    shown = mixes[mixes[START].isin(starts[[0, len(starts) // 2, -1]])]
    wide = shown.pivot(index=["graph", "role"], columns=START, values="share")
    return wide.rename(columns=lambda start: f"left from {percent(float(start))}").reset_index()


def contrasts(points: pd.DataFrame, ends: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Each graph against the first, over the starts of both, paired by replicate; Holm over all rows."""
    names = points["graph"].unique().tolist()
    where = {str(name): part.set_index(START)["point"] for name, part in points.groupby("graph")}
    rows = []
    for name in names[1:]:
        both = where[name].index.intersection(where[names[0]].index)
        ones, others = (where[one][both].tolist() for one in (name, names[0]))
        rows += [
            {"graph": name, "against": names[0], "role": role} | contrast(ends[role], ones, others)
            for role in PARTS
        ]
    table = pd.DataFrame(rows, columns=["graph", "against", "role", *Interval._fields, "size", "p"])
    return table.assign(p_holm=holm(table["p"].to_numpy(float)))


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """The barrier, what is left of a half, what becomes of the least start, and whether graphs differ."""
    mixes = tables["mixes"][tables["mixes"]["role"] == BOTH]
    told = [
        barriers(tables["result"]),
        middle(mixes, span_of_time(played.scenario.market.months)),
        least(mixes),
        differing(tables["graphs"]),
    ]
    return " ".join(sentence(words) for words in told if words)


def barriers(result: pd.DataFrame) -> str:
    """From which start on WIIFWE grows, graph by graph."""
    rows = result[(result["role"] == BOTH) & (result["status"] != SINGLE)]
    each = "; ".join(f"{row['graph']} {threshold_told(row)}" for _, row in rows.iterrows())
    words = "imitation raises WIIFWE's share of firms (mean of both roles) from a start of this on, by graph"
    return f"{words}: {each}" if each else ""


def threshold_told(row: pd.Series) -> str:
    """A barrier in words: the estimate, and from which start on the gain is told from 0."""
    low, high = float(row["barrier_low"]), float(row["barrier_high"])
    told = f"told for certain from {percent(high)}" if np.isfinite(high) else "not told for certain at any"
    if row["status"] == ALWAYS:
        return f"{percent(low)}, the least tried, or less ({told})"
    if row["status"] == NEVER:
        return f"none of those tried ({told})"
    if row["status"] != FOUND:
        return str(row["status"])
    end = percent(high) if np.isfinite(high) else "beyond what was tried"
    return f"{percent(float(row['barrier']))} ({percent(low)} to {end})"


def middle(mixes: pd.DataFrame, years: str) -> str:
    """What is left of the middle start, on the graph where least and where most is left."""
    starts = np.sort(mixes[START].unique())
    start = float(starts[len(starts) // 2])
    rows = mixes[mixes[START] == start].sort_values("share").iloc[[0, -1]]
    ends = dict.fromkeys(f"{at(row, 'share')} of firms ({row['graph']})" for _, row in rows.iterrows())
    return f"from a start of {percent(start)} WIIFWE ends, after {years}, with {' to '.join(ends)}"


def least(mixes: pd.DataFrame) -> str:
    """How often the smallest start dies out, and how often it takes over."""
    rows = mixes[mixes[START] == mixes[START].min()]
    start = percent(float(rows[START].iloc[0]))
    each = [f"{row['graph']} {at(row, 'died_out')}, {at(row, 'took_over')}" for _, row in rows.iterrows()]
    return f"from {start} it dies out, or takes over, in both roles in these replicates: {'; '.join(each)}"


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


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Where WIIFWE loses ground for certain, and where it is not told to gain any."""
    del played
    rows = tables["mixes"][tables["mixes"]["role"] == BOTH]
    said = {LOSS: "WIIFWE loses firms to imitation", OPEN: "WIIFWE is not told to win any"}
    parts = []
    for verdict, words in said.items():
        there = rows[rows["verdict"] == verdict]
        each = [
            f"{graph} {', '.join(percent(start) for start in part[START])}"
            for graph, part in there.groupby("graph", sort=False)
        ]
        if each:
            parts.append(f"{words} at {len(there)} of {len(rows)} mixes, begun at: {'; '.join(each)}")
    return " ".join(sentence(part) for part in parts)


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """The share at the end by start, and how often it died out or took over, graph by graph."""
    years = span_of_time(played.scenario.market.months)
    mixes = tables["mixes"]
    title = middle(mixes[mixes["role"] == BOTH], years)
    with house() as sheet:
        figure = invasion(mixes, BOTH, title[:1].upper() + title[1:], caption, sheet)
        figures.mkdir(exist_ok=True)
        for ending in ("png", "svg"):
            saved(figure, figures / f"invasion.{ending}")
