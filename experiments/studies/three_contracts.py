"""Three contracts, and the posture, as the world grows more volatile: which is best, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from sim.ensemble.outcomes import MARKS
from sim.measures.best import best_of
from sim.measures.labelled import MAIN, by_point, of_arm, of_each, paired, pairs_in, spread_out, tidy, turning
from sim.measures.regions import OPEN

if TYPE_CHECKING:
    from experiments.study import Study

RIGID, FLEXIBLE, BARE, WIIFWE = "wiifme_rigid", "wiifme_flexible", "relational_bare", "wiifwe"
AXIS, ARMS = "volatility", (RIGID, FLEXIBLE, BARE, WIIFWE)
NEEDS = (AXIS, *ARMS)
PASSAGES = ((FLEXIBLE, RIGID), (WIIFWE, RIGID), (WIIFWE, FLEXIBLE), (BARE, RIGID), (BARE, FLEXIBLE))
"""Pairs of which it is asked where one overtakes the other."""


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`, `best`: the best arm by level; `values`: each arm's; `gains` over rigid; `passages`."""
    months = study.scenario.market.months
    outcomes = [*MAIN, *(f"relationships_alive_{mark}" for mark in MARKS if mark <= months)]
    points, _ = spread_out(sweep)
    best = pd.concat(
        [best_of(pairs_in(sweep, ARMS, [one]), points, ARMS).assign(outcome=one) for one in MAIN],
        ignore_index=True,
    )
    levels = {arm: by_point(of_arm(sweep, arm, outcomes)) for arm in ARMS}
    values = pd.concat([tidy(table, outcomes, [AXIS, "arm"]) for table in levels.values()], ignore_index=True)
    gains = [by_point(paired(sweep, arm, RIGID, outcomes)) for arm in (FLEXIBLE, BARE, WIIFWE)]
    passages = [
        of_each(paired(sweep, *pair), lambda array: turning(array, AXIS)).assign(
            arm=pair[0], baseline=pair[1]
        )
        for pair in PASSAGES
    ]
    return {
        "result": result(best, levels, sweep.attrs["labels"]),
        "best": best.drop(columns="point").sort_values(["outcome", AXIS], ignore_index=True),
        "values": values,
        "gains": pd.concat(gains, ignore_index=True).drop(columns="point"),
        "passages": pd.concat(passages, ignore_index=True),
    }


def result(best: pd.DataFrame, levels: dict[str, pd.DataFrame], labels: dict[str, str]) -> pd.DataFrame:
    """By level: the best arm for each party where known, its lead in joint value, every arm's joint value."""
    named = best.assign(best=best["best"].map(labels | {OPEN: "not known"}))
    wide = named.pivot(index=AXIS, columns="outcome", values="best")[list(MAIN)]
    ahead = best[best["outcome"] == MAIN[0]].set_index(AXIS)["difference"].rename("ahead by")
    means = [table.set_index(AXIS)[MAIN[0]].rename(labels[arm]) for arm, table in levels.items()]
    names = dict(zip(MAIN, ("best for both together", "for buyers", "for suppliers")))
    return (
        pd.concat([wide.rename(columns=names), ahead, *means], axis=1).rename_axis(columns=None).reset_index()
    )
