"""Three contracts, and the posture: which is best as the world grows more volatile.

Flexibility and principles are separate treatments: `wiifme_flexible` has the first alone, `relational_bare`
the contract without principles or process, `wiifwe` all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from experiments.findings.asked import Pairs, check_arms, check_axes
from experiments.findings.three_contracts_words import (
    AXIS,
    BARE,
    FLEXIBLE,
    RIGID,
    WIIFWE,
    best_told,
    claim,
    dying,
    levels_told,
    passages_told,
    survival,
    title,
)
from experiments.findings.wording import PARTIES, interval_at, listed, sentence, sign_of, told_at
from experiments.sweep.reading import MAIN, Played
from sim.design import Design
from sim.ensemble.outcomes import MARKS
from sim.measures.best import best_arms
from sim.measures.inference import Interval
from sim.measures.regions import LOSS, OPEN, crossings, gains, verdicts
from sim.plots.contracts import contracts
from sim.plots.sheets import filed, house
from sim.scenario import Arm

QUESTION = (
    "Which contract is best as the world grows more volatile: rigid, flexible without principles, "
    "or relational?"
)
PASSAGES = ((FLEXIBLE, RIGID), (WIIFWE, RIGID), (WIIFWE, FLEXIBLE), (BARE, RIGID), (BARE, FLEXIBLE))
"""Pairs of which it is told where one overtakes the other."""


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    del pairs
    check_axes(design, "three_contracts", [AXIS])
    check_arms(arms, "three_contracts", [RIGID, FLEXIBLE, BARE, WIIFWE])


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result`, `best`: the best arm by level; `values`: each arm's; `gains` over rigid; `passages`."""
    outcomes = [*MAIN, *alive(played)]
    points, worlds = played.points.table(), played.worlds(outcomes)
    best = pd.concat([best_arms(worlds, points, one).assign(outcome=one) for one in MAIN], ignore_index=True)
    parts = [gains(worlds, points, one, RIGID, outcomes) for one in (FLEXIBLE, BARE, WIIFWE)]
    return {
        "result": result(best, played),
        "best": best.drop(columns="point").sort_values(["outcome", AXIS], ignore_index=True),
        "values": values(played),
        "gains": pd.concat(parts, ignore_index=True).drop(columns="point"),
        "passages": passages(worlds, points),
    }


def alive(played: Played) -> list[str]:
    """The outcomes of survival that this run is long enough to tell."""
    return [f"relationships_alive_{mark}" for mark in MARKS if mark <= played.scenario.market.months]


def result(best: pd.DataFrame, played: Played) -> pd.DataFrame:
    """By level: the best arm for each party where told, its lead for the pair, every arm's joint value."""
    labels = played.labels | {OPEN: "not told"}
    named = best.assign(best=best["best"].map(labels))
    wide = named.pivot(index=AXIS, columns="outcome", values="best")[list(MAIN)].rename(columns=PARTIES)
    ahead = best[best["outcome"] == "joint_slot"].set_index(AXIS)["difference"].rename("pair ahead by")
    means = played.levels(MAIN).pivot(index=AXIS, columns="arm", values="joint_slot")
    ordered = [name for name in played.labels if name in means]
    joined = pd.concat([wide, ahead, means[ordered].rename(columns=played.labels)], axis=1)
    return joined.rename_axis(columns=None).reset_index()


def values(played: Played) -> pd.DataFrame:
    """Long: level, arm, outcome, then mean with 95 % interval, n worlds in which it is known."""
    outcomes = [*MAIN, *alive(played)]
    levels = played.levels(outcomes)
    rows = [
        {AXIS: row[AXIS], "arm": row["arm"], "outcome": outcome, **interval_at(row, outcome)._asdict()}
        for _, row in levels.iterrows()
        for outcome in outcomes
    ]
    return pd.DataFrame(rows, columns=[AXIS, "arm", "outcome", *Interval._fields])


def passages(worlds: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Where along the axis each pair of arms changes places, by party; no row for a single level."""
    if len(points) < 2:
        return pd.DataFrame(
            columns=["arm", "baseline", "outcome", "rising", "level", "low", "high", "status"]
        )
    rows = [
        crossings(worlds, points, AXIS, outcome, arm, baseline).assign(
            arm=arm, baseline=baseline, outcome=outcome
        )
        for arm, baseline in PASSAGES
        for outcome in MAIN
    ]
    table = pd.concat(rows, ignore_index=True)
    return table[["arm", "baseline", "outcome", *table.columns.drop(["arm", "baseline", "outcome"])]]


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Who is best where; where rigid and flexible change places; whether principles make flexibility pay."""
    told = [
        best_told(tables["best"], played),
        passages_told(tables["passages"], tables["gains"], played),
        claim(tables["gains"], played),
        survival(tables["values"], played),
    ]
    return " ".join(sentence(words) for words in told if words)


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Where WIIFWE is behind rigid for certain, for whom, by how much; where fewer relationships live."""
    gained = tables["gains"]
    own = gained[gained["arm"] == WIIFWE].sort_values(AXIS)
    parts = []
    for outcome, who in PARTIES.items():
        lost = verdicts(own, outcome, "holm").eq(LOSS)
        if lost.any():
            worst = own[lost].sort_values(outcome).iloc[0]
            where = levels_told(own, outcome, LOSS)
            parts.append(f"{who} at {where} (at worst {told_at(worst, outcome)})")
    names = played.labels
    words = (
        f"by {sign_of(played.axes[AXIS])}, {names[WIIFWE]} makes less than {names[RIGID]} for {listed(parts)}"
    )
    told = [f"{words}; Holm over the levels" if parts else "", dying(own, played)]
    return " ".join(sentence(words) for words in told if words)


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """Each arm's value by volatility, for the pair and each side, and its relationships' survival."""
    axis = played.axes[AXIS]
    with house() as sheet:
        figure = contracts(
            tables["values"], AXIS, f"{axis.label}, {sign_of(axis)}", played.labels,
            title(tables["best"], played), caption, sheet,
        )  # fmt: skip
        filed(figure, figures, "three_contracts")
