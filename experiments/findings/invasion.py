"""Invasion: which share of WIIFWE is left, from every starting mix, when firms imitate those who do better.

A share at the end is compared with the share that the same world began with, and, where the arm `blind` is
played, with what is left where firms copy whoever they meet (imitation.intensity 0): a share that dies out
under drift alone was not driven out. Of each kind one graph is drawn, and all replicates share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.findings.asked import Pairs, check_axes
from experiments.findings.invasion_words import (
    BOTH,
    ROLES,
    SINGLE,
    START,
    barriers,
    differing,
    drifted,
    least,
    middle,
)
from experiments.findings.wording import sentence
from experiments.sweep.reading import Played
from sim.design import Design, cells
from sim.ensemble.rows import staged
from sim.measures.inference import Interval, holm
from sim.measures.regions import LOSS, OPEN
from sim.measures.required import Threshold, threshold
from sim.measures.shares import contrast, fate
from sim.measures.wording import percent, span_of_time
from sim.plots.invasion import invasion
from sim.plots.sheets import filed, house
from sim.scenario import Arm

QUESTION = "Which share of WIIFWE survives when firms imitate those who do better, from every starting mix?"
PARTS = (BOTH, *ROLES.values())
BLIND = "blind"
"""The arm that copies without looking at payoffs."""


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    del arms, pairs
    check_axes(design, "invasion", [START], ["graph"])


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result` by graph and role; `mixes` by point and role; `drift`: the same where firms copy blindly.

    `graphs`: each graph against the first, paired. `drift` has also what looking at payoffs adds, paired.
    """
    points = played.points.table()[["point", "graph", START]]
    points = points.assign(graph=points["graph"].astype(str).str.replace("_", " "))
    arm, begun = looking(played), shares_at_start(played)
    ends = shares_at_end(played, arm)
    mixes = fates(points, ends, begun)
    rows = [
        {"graph": graph, "role": role} | barrier(part, ends[role] - begun[role])
        for graph, part in points.groupby("graph", sort=False)
        for role in PARTS
    ]
    result = pd.DataFrame(rows).merge(outcomes(mixes), on=["graph", "role"], how="left")
    found = {"result": result, "mixes": mixes.drop(columns="point"), "graphs": contrasts(points, ends)}
    if BLIND in played.labels and arm != BLIND:
        blind = shares_at_end(played, BLIND)
        found["drift"] = drifting(fates(points, blind, begun), ends, blind)
    return found


def looking(played: Played) -> str:
    """The arm whose firms look at payoffs: the first that is not blind."""
    names = [arm.name for arm in played.arms]
    return next((name for name in names if name != BLIND), names[0])


def fates(points: pd.DataFrame, ends: dict[str, pd.DataFrame], begun: dict[str, pd.Series]) -> pd.DataFrame:
    """By point and role what became of the share."""
    return pd.DataFrame(
        [
            {**row, "role": role, **fate(ends[role][row["point"]].to_numpy(float), begun[role][row["point"]])}
            for row in points.to_dict("records")
            for role in PARTS
        ]
    )


def drifting(
    mixes: pd.DataFrame, ends: dict[str, pd.DataFrame], blind: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    """What drift alone leaves, and how much more is left where firms look at payoffs; Holm over a role's."""
    parts = []
    for role, rows in mixes.groupby("role", sort=False):
        # Blind worlds stand as columns beside the others, so that `contrast` pairs them by replicate.
        own, count = ends[str(role)], ends[str(role)].shape[1]
        both = pd.concat([own, blind[str(role)].set_axis(range(count, 2 * count), axis=1)], axis=1)
        apart = pd.DataFrame([contrast(both, [point], [point + count]) for point in rows["point"]])
        apart["p_holm"] = holm(apart["p"].to_numpy(float))
        named = apart.drop(columns="n").add_prefix("selection_").set_axis(rows.index)
        parts.append(pd.concat([rows, named], axis=1))
    return pd.concat(parts, ignore_index=True).drop(columns="point")


def shares_at_end(played: Played, arm: str) -> dict[str, pd.DataFrame]:
    """By role: share of the focal strategy among its firms in the last month [replicates, points]."""
    worlds = played.worlds(list(ROLES), [arm])
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
    own = next(arm for arm in played.arms if arm.name == looking(played))
    for cell in cells(played.points, played.scenario):
        stage = staged(
            played.scenario, own, played.seed, {}, fixed=cell.fixed,
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
        least(tables["mixes"]),
        drifted(tables.get("drift"), tables["mixes"]),
        differing(tables["graphs"]),
    ]
    return " ".join(sentence(words) for words in told if words)


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
        filed(figure, figures, "invasion")
