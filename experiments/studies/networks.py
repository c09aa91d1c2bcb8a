"""Networks: who may trade with whom, and whether firms talk about each other.

Of each kind one graph is drawn from the seed and shared by all replicates and arms, so every interval here
is of the luck of play on that graph and not of drawing another of its kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from sim.ensemble.outcomes import MARKS
from sim.measures.inference import Interval
from sim.measures.labelled import (
    ARM,
    EFFECT,
    ENDED,
    MAIN,
    averaged,
    by_point,
    contrast,
    effects,
    gains,
    paired,
    with_holm,
)  # fmt: skip

if TYPE_CHECKING:
    from experiments.study import Study

GRAPH, TALK = "graph", "word_of_mouth"
NEEDS = ("grid", GRAPH, TALK)
PAIR = [ARM, "baseline"]
OF_TALK, OF_GRAPH = "most talk - least talk", "graph - first graph"
"""The two families of contrasts; Holm counts all rows of each."""


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`: gains with least and most talk; `gains`, `shares` by point; `contrasts`; `survival`."""
    sweep = sweep.assign_coords({GRAPH: [str(one).replace("_", " ") for one in sweep[GRAPH].to_numpy()]})
    alive = [f"relationships_alive_{mark}" for mark in MARKS if mark <= study.scenario.market.months]
    pairs = study.pairs
    apart = pd.concat(
        [by_point(paired(sweep, *pair, [*MAIN, *alive])) for pair in pairs], ignore_index=True
    ).drop(columns="point")
    told = [table for pair in pairs for table in contrasts(sweep, *pair)]
    empty = pd.DataFrame(columns=[*PAIR, GRAPH, "outcome", "what", *EFFECT])
    known = with_holm(pd.concat(told, ignore_index=True) if told else empty, ["what"])
    shares = [gains(sweep, *pair).assign(arm=pair[0], baseline=pair[1]) for pair in pairs]
    return {
        "result": result(apart, known),
        "gains": apart,
        "contrasts": known,
        "survival": survival(sweep, alive),
        "shares": pd.concat(shares, ignore_index=True),
    }


def contrasts(sweep: xr.Dataset, arm: str, baseline: str) -> Iterator[pd.DataFrame]:
    """On each graph most talk less least; and each graph less the first, over all levels of talk."""
    apart = paired(sweep, arm, baseline)
    for outcome in MAIN:
        means = averaged(apart[outcome], TALK)
        others = (means - means.isel({GRAPH: 0}, drop=True)).isel({GRAPH: slice(1, None)})
        for what, values, there in (
            (OF_TALK, contrast(apart[outcome], TALK), sweep.sizes[TALK] > 1),
            (OF_GRAPH, others, others.sizes[GRAPH]),
        ):
            if there:
                yield effects(values).assign(arm=arm, baseline=baseline, outcome=outcome, what=what)


def survival(sweep: xr.Dataset, alive: list[str]) -> pd.DataFrame:
    """Share of relationships alive at each age, by arm and graph, over all levels of talk."""
    columns = [ARM, GRAPH, "outcome", "months", *Interval._fields]
    parts = [
        effects(sweep[column].where(sweep[ENDED]).mean(TALK)).assign(
            outcome=column, months=int(column.rpartition("_")[2])
        )
        for column in alive
    ]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def result(apart: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """By pair of arms and graph: the joint gain with the least and the most talk, and the difference."""
    keys = [*PAIR, GRAPH]
    ends = {"least talk": apart[TALK].min(), "most talk": apart[TALK].max()}
    found = [apart[apart[TALK] == end].set_index(keys)[MAIN[0]].rename(name) for name, end in ends.items()]
    talk = told[(told["outcome"] == MAIN[0]) & (told["what"] == OF_TALK)]
    talk = talk.reindex(columns=[*keys, "mean", "low", "high", "p_holm"]).rename(
        columns={"mean": "difference"}
    )
    return pd.concat(found, axis=1).reset_index().merge(talk, on=keys, how="left")
