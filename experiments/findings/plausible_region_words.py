"""The words of `plausible_region`: every number in them comes from its tables."""

from __future__ import annotations

from typing import Any

import pandas as pd

from experiments.findings.wording import PARTIES, likelihood, listed, portion, sentence
from experiments.sweep.reading import MAIN
from sim.measures.inference import LEVEL, Interval
from sim.measures.regions import BOTH, GAIN, LOSS, OPEN, SOMEONE
from sim.measures.wording import number, percent, spanned

RIGID, BARE, THESIS = "wiifme_rigid", "relational_bare", "wiifwe"
BY_SIGN, TOLD = "estimated sign", "told from 0"
HALF = 0.5
"""What “most of the region” must pass."""


def chance(chances: pd.DataFrame, outcome: str, verdict: str, how: str, pair: tuple[str, str]) -> Any:
    """A row of `chances`."""
    named = dict(zip(("arm", "baseline", "outcome", "verdict", "how"), (*pair, outcome, verdict, how)))
    rows = chances
    for name, value in named.items():
        rows = rows[rows[name] == value]
    return rows.iloc[0]


def spelled(row: Any) -> str:
    """A probability with its interval."""
    return portion(row["share"], row["low"], row["high"])


def winning(chances: pd.DataFrame, luck: pd.Series, labels: dict[str, str]) -> str:
    """How probable it is that the pair gains."""
    pair = (THESIS, RIGID)
    sign = spelled(chance(chances, MAIN[0], GAIN, BY_SIGN, pair))
    verdicts = {
        verdict: spelled(chance(chances, MAIN[0], verdict, TOLD, pair)) for verdict in (GAIN, LOSS, OPEN)
    }
    return (
        f"under the stated priors {labels[THESIS]} makes more for the pair than {labels[RIGID]} with "
        f"probability {sign}, by the sign of the estimate ({percent(luck['least'], 1)} to "
        f"{percent(luck['most'], 1)} with one replicate left out); {number(luck['replicates'], 0)} "
        f"replicates tell a gain at {verdicts[GAIN]} of the points, a loss at {verdicts[LOSS]}, neither at "
        f"{verdicts[OPEN]}"
    )


def in_brief(chances: pd.DataFrame, means: pd.DataFrame, crossed: pd.DataFrame | None) -> str:
    """How probable a gain is, for the pair and for both sides, the mean over the priors, and both corners."""
    pair, both = (spelled(chance(chances, one, GAIN, BY_SIGN, (THESIS, RIGID))) for one in (MAIN[0], BOTH))
    row = means[means["outcome"] == MAIN[0]].iloc[0]
    mean = spanned(Interval(*row[list(Interval._fields)]))
    told = (
        f"under the stated priors WIIFWE makes more for the pair than WIIFME rigid with probability {pair}, "
        f"more for both sides with {both}; over the priors the pair's difference is {mean} on average, per "
        "slot and month"
    )
    if crossed is None:
        return sentence(told)
    worst, best = (row for _, row in crossed.sort_values("share").iloc[[0, -1]].iterrows())
    one, other = crossed.columns[:2]
    ends = [
        f"{one} is {row[one]} and {other} {row[other]} ({spelled(row)} of the points)"
        for row in (best, worst)
    ]
    corners = sentence(f"it pays most often where {ends[0]}, least where {ends[1]}")
    return f"{sentence(told)} {corners}".replace("_", " ")


def for_sides(chances: pd.DataFrame) -> str:
    """How probable it is that buyers, suppliers, or both gain, and that a side loses."""
    pair = (THESIS, RIGID)
    each = [
        f"{PARTIES[side]} with {spelled(chance(chances, side, GAIN, BY_SIGN, pair))}" for side in MAIN[1:]
    ]
    both, someone = (
        spelled(chance(chances, outcome, verdict, BY_SIGN, pair))
        for outcome, verdict in ((BOTH, GAIN), (SOMEONE, LOSS))
    )
    return f"{' and '.join(each)} gain by it, both sides with {both}; a side loses with {someone}"


def leading(best: pd.DataFrame, labels: dict[str, str]) -> str:
    """Which of the three arms makes most, for the pair and for each side, and how often that is told."""
    parts = []
    for outcome, who in PARTIES.items():
        rows = best[(best["outcome"] == outcome) & (best["arm"] != OPEN)]
        rows = rows.sort_values("share", ascending=False)
        each = [
            f"{labels[str(row['arm'])]} {spelled(row)}, told at {percent(row['told_share'])}"
            for _, row in rows.iterrows()
        ]
        parts.append(f"for {who} {', '.join(each)}")
    return f"of the three, best: {'; '.join(parts)}"


def flipping(tables: dict[str, pd.DataFrame]) -> str:
    """The axes that divide winning from losing most, and the corner where it wins most and least."""
    rows = tables["thirds"][tables["thirds"]["outcome"] == MAIN[0]]
    told = rows[(rows["third"] == "high") & (rows["p_holm"] < 1.0 - LEVEL)]
    told = told.reindex(told["apart"].abs().sort_values(ascending=False, kind="stable").index)[:3]
    each = []
    for _, row in told.iterrows():
        ends = rows[rows["axis"] == row["axis"]].set_index("third")
        third = f"{spelled(ends.loc['low'])} in its lowest third, {spelled(ends.loc['high'])} in its highest"
        each.append(f"{row['axis']} ({third}, {likelihood(row['p_holm'])})")
    words = f"what divides winning from losing most (Holm over {rows['axis'].nunique()} parameters)"
    words = (
        f"{words}: {', '.join(each).replace('_', ' ')}" if each else "no parameter is told to divide winning"
    )
    if "crossed" not in tables or not each:
        return words
    one, other = tables["crossed"].columns[:2]
    ends = tables["crossed"].sort_values("share").iloc[[0, -1]]
    corners = [
        f"{spelled(row)} where {one} is {row[one]} and {other} {row[other]}" for _, row in ends.iterrows()
    ]
    return f"{words}; from {' to '.join(corners)}".replace("_", " ")


def refuted(chances: pd.DataFrame, labels: dict[str, str]) -> str:
    """Whether WIIFWE is no better than the bare relational contract over most of the region, for whom.

    For the pair, for each side and for both at once: the smaller gain is a primary outcome too.
    """
    parts = []
    for outcome, who in (PARTIES | {BOTH: "both sides at once"}).items():
        row, told = (chance(chances, outcome, GAIN, how, (THESIS, BARE)) for how in (BY_SIGN, TOLD))
        said = "not met" if row["low"] > HALF else "met" if row["high"] < HALF else "not decided"
        parts.append(f"{who} {spelled(row)}, told at {percent(told['share'])}: {said}")
    return (
        "the refutation “no better than a bare relational contract over most of the plausible region”, by "
        f"the share in which {labels[THESIS]} makes more than {labels[BARE]}: {'; '.join(parts)}"
    )


def doubtful(chances: pd.DataFrame) -> bool:
    """Whether the refutation is met or not decided for the pair, a side or both sides at once."""
    rows = (chance(chances, outcome, GAIN, BY_SIGN, (THESIS, BARE)) for outcome in (*PARTIES, BOTH))
    return any(row["low"] <= HALF for row in rows)


def failing(chances: pd.DataFrame, labels: dict[str, str]) -> str:
    """Where the thesis fails: a loss over most of the region, for the pair or for a side; a refutation."""
    parts = []
    for outcome, who in PARTIES.items():
        row = chance(chances, outcome, LOSS, BY_SIGN, (THESIS, RIGID))
        told = chance(chances, outcome, LOSS, TOLD, (THESIS, RIGID))
        if told["share"] > 0.0:
            parts.append(f"{who} {spelled(row)}, told at {percent(told['share'])}")
    words = f"drawn from the priors, {labels[THESIS]} is worse than {labels[RIGID]} with probability"
    found = sentence(f"{words}: {'; '.join(parts)}") if parts else ""
    if doubtful(chances):
        found += " " + sentence(refuted(chances, labels))
    return found.strip()


def flips(tables: dict[str, pd.DataFrame]) -> str:
    """The axes that divide winning from losing most, in a line."""
    rows = tables["thirds"][(tables["thirds"]["outcome"] == MAIN[0]) & (tables["thirds"]["third"] == "high")]
    rows = rows.reindex(rows["apart"].abs().sort_values(ascending=False, kind="stable").index)
    top = [f"{row['axis']} ({number(row['apart'], 2, signed=True)})" for _, row in rows[:3].iterrows()]
    return f"What divides winning from losing most, highest third less lowest: {listed(top)}".replace(
        "_", " "
    )
