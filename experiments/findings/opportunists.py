"""Opportunists: which share of firms that declare every principle and break every promise WIIFWE can bear.

Two questions that come apart. The market: what all firms make together, opportunists included. And the firms
that play a posture: what they make among the same opportunists; who founds a slot keeps it (`entry: same`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.findings.asked import Pairs, check_arms, check_axes
from experiments.findings.opportunists_words import (
    by_detection,
    critical_told,
    failing,
    owners_titled,
    owners_told,
    reach,
)
from experiments.findings.wording import PARTIES, sentence
from experiments.sweep.reading import MAIN, Played
from sim.design import Design, cells
from sim.ensemble.rows import staged
from sim.measures.inference import Interval, holm
from sim.measures.pairs import aligned, paired_worlds, summaries
from sim.measures.regions import crossings
from sim.measures.shares import contrast
from sim.plots.opportunists import maps
from sim.plots.sheets import filed, house
from sim.scenario import Arm

HELD = (
    "a broken promise is seen here as well with an open book as without, so step 1 lacks what it sees better "
    "by default: these shares are not those of the default world"
)
QUESTION = "How many opportunists can each posture bear, and does it matter how well they are seen?"
SHARE, DETECTION = "share", "detection"
WIIFWE, RIGID = "wiifwe", "wiifme_rigid"
OWN = ("focal_buyer_value", "focal_supplier_value")
"""Mean monthly payoff of the slots of firms that play the arm's own posture."""
OTHERS = ("opportunist_buyer_value", "opportunist_supplier_value")
"""The same of the opportunists' slots: what is left of the market."""
KEPT = (*MAIN, *OWN, *OTHERS)


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    del pairs
    check_axes(design, "opportunists", [SHARE, DETECTION])
    check_arms(arms, "opportunists", [WIIFWE, RIGID])


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result`, `critical`: critical shares by detection; `gains` by point; `detection`: its effect."""
    points = played.points.table()
    worlds = with_others(played.worlds([*MAIN, *OWN], [WIIFWE, RIGID]), played)
    critical = passages(worlds, points)
    gained = paired(worlds, points)
    return {
        "result": result(critical),
        "gains": gained.drop(columns="point"),
        "critical": critical,
        "detection": effects(worlds, points, played.scenario.promises.detection),
    }


def with_others(worlds: pd.DataFrame, played: Played) -> pd.DataFrame:
    """With the opportunists' own payoff: what the whole market makes, less what the arm's posture makes."""
    parts = []
    for arm, own in worlds.groupby("arm", sort=False):
        counts = founders(played, str(arm))[own["point"].to_numpy(int)]
        of_role = {"buyer": 0, "supplier": 1}
        added = {
            f"opportunist_{role}_value": rest(
                own[f"{role}_slot"].to_numpy(float) * counts[:, 0].sum(axis=1),
                own[f"focal_{role}_value"].to_numpy(float),
                counts[:, place],
            )
            for role, place in of_role.items()
        }
        parts.append(own.assign(**added))
    return pd.concat(parts, ignore_index=True)


def rest(whole: np.ndarray, own: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Mean payoff of those who do not play the posture; `counts` [rows, own and others] in slots."""
    left = whole - np.where(counts[:, 0] > 0, own, 0.0) * counts[:, 0]
    return np.divide(left, counts[:, 1], out=np.full(len(left), np.nan), where=counts[:, 1] > 0)


def founders(played: Played, arm: str) -> np.ndarray:
    """Slots founded by the arm's posture, and by others [points, roles, 2]; whole firms."""
    found = np.zeros((len(played.points), 2, 2))
    treatment = next(one for one in played.arms if one.name == arm)
    for cell in cells(played.points, played.scenario):
        stage = staged(
            played.scenario, treatment, played.seed, {}, fixed=cell.fixed,
            columns=cell.columns, factors=cell.factors, points=len(cell.index),
        )  # fmt: skip
        for role in range(2):
            held = stage.quotas[:, role]
            own = held[:, stage.focal[role]]
            found[cell.index, role] = np.column_stack([own, held.sum(axis=1) - own])
    return found


def paired(worlds: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """By point: mean paired difference WIIFWE − rigid of each outcome, `_se` and `_n`."""
    pairs = paired_worlds(worlds, (WIIFWE, RIGID), KEPT)
    found = summaries(pairs.point, pairs.values[0] - pairs.values[1], KEPT).reindex(points["point"])
    return pd.concat([points, found.reset_index(drop=True)], axis=1)


def passages(worlds: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Up to, or from, which share WIIFWE pays, by detection and party; no row for a single share."""
    names = [DETECTION, "outcome", "rising", "level", "low", "high", "status", "below", "above", "n"]
    if points[SHARE].nunique() < 2:
        return pd.DataFrame(columns=names)
    parts = [
        crossings(worlds, points, SHARE, outcome, WIIFWE, RIGID, [DETECTION]).assign(outcome=outcome)
        for outcome in MAIN
    ]
    return pd.concat(parts, ignore_index=True)[names]


def result(critical: pd.DataFrame) -> pd.DataFrame:
    """By detection: the critical share of each party in words."""
    told = critical.assign(told=[reach(row) for _, row in critical.iterrows()])
    wide = told.pivot(index=DETECTION, columns="outcome", values="told").reindex(columns=list(MAIN))
    names = {one: f"WIIFWE pays {who}" for one, who in PARTIES.items()}
    return wide.rename(columns=names).rename_axis(columns=None).reset_index()


def effects(worlds: pd.DataFrame, points: pd.DataFrame, own: float) -> pd.DataFrame:
    """What each level of detection changes against the scenario's own (the nearest), over all shares above 0.

    Rows: detection, of (each posture's market, or the gain of one over the other), outcome, then the mean
    paired difference, its interval, p, and Holm's p over all rows.
    """
    among = points[points[SHARE] > 0.0]
    numbers = among["point"].to_numpy(np.int64)
    where = among[DETECTION].to_numpy(float)
    at = {float(level): numbers[where == level].tolist() for level in np.unique(where)}
    nearest = min(at, key=lambda level: abs(level - own), default=np.nan)
    pairs = paired_worlds(worlds, (WIIFWE, RIGID), list(MAIN))
    ours, theirs = pairs.values
    rows = []
    for place, outcome in enumerate(MAIN if at else ()):
        for name, every in {"WIIFWE − WIIFME": ours - theirs, "WIIFWE": ours, "WIIFME": theirs}.items():
            table = pd.DataFrame(aligned(pairs, every[:, place], numbers), columns=numbers)
            rows += [
                {DETECTION: level, "against": nearest, "of": name, "outcome": outcome}
                | contrast(table, there, at[nearest])
                for level, there in at.items()
                if level != nearest
            ]
    fields = [DETECTION, "against", "of", "outcome", *Interval._fields, "size", "p"]
    found = pd.DataFrame(rows, columns=fields)
    return found.assign(p_holm=holm(found["p"].to_numpy(float)))


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Which share the market bears, whether detection matters, and how the posture's own firms fare."""
    own = played.scenario.promises.detection
    told = [
        critical_told(tables["critical"], own),
        HELD,
        by_detection(tables["detection"]),
        owners_told(tables["gains"], own),
    ]
    return " ".join(sentence(words) for words in told if words)


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Where WIIFWE's market makes less for certain, and where the firms that play it make less."""
    return failing(tables["gains"], played.scenario.promises.detection)


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """Maps by share and detection: the market, the firms that play the posture, and opportunists."""
    own = played.scenario.promises.detection
    titled = critical_told(tables["critical"], own, short=True) + owners_titled(tables["gains"])
    with house() as sheet:
        figure = maps(tables["gains"], tables["critical"], sentence(titled)[:-1], caption, sheet)
        filed(figure, figures, "opportunists")
