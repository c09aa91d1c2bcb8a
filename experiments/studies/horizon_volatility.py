"""Horizon and volatility: how volatile the work must be for WIIFWE to pay, by how long the market lasts.

The closed form of L9 speaks of adaptation alone. It is held against the simulated line of discounted value,
since it discounts; what lies between them is all else that the two postures do otherwise.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from sim.config import arm_scenario
from sim.measures.break_even import adapting, break_even_volatility
from sim.measures.labelled import MAIN, PARTIES, border, gains, of_each, paired, turning
from sim.worlds import arms_of

if TYPE_CHECKING:
    from experiments.study import Study

HORIZON, VOLATILITY = "horizon", "volatility"
WIIFWE, RIGID = "wiifwe", "wiifme_rigid"
NEEDS = (HORIZON, VOLATILITY, WIIFWE, RIGID)
DISCOUNTED, LAW = "joint_discounted", "law"
CLOSED = "adaptation alone (closed form)"


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`, `turns`: by horizon, the volatility needed; `horizons`: by volatility, the months needed.

    `law`: what the closed form asks for; `gains` by point; `border`: the lines of `turns` and the law's.
    """
    discounted = paired(sweep, WIIFWE, RIGID, [*MAIN, DISCOUNTED])
    turns = of_each(discounted, partial(turning, axis=VOLATILITY))
    law = closed_form(sweep, study)
    lines = border(turns[turns["outcome"] != DISCOUNTED], sweep[VOLATILITY])
    shown = law[law[LAW] <= float(sweep[VOLATILITY].max())]
    ends = dict.fromkeys(("mean", "low", "high"), shown[LAW])
    drawn = shown[[HORIZON]].assign(who=CLOSED, **ends)
    return {
        "result": result(turns, law),
        "turns": turns.merge(law, on=HORIZON, how="left"),
        "horizons": of_each(paired(sweep, WIIFWE, RIGID), partial(turning, axis=HORIZON)),
        "law": law,
        "gains": gains(sweep, WIIFWE, RIGID),
        "border": pd.concat([lines, drawn], ignore_index=True),
    }


def closed_form(sweep: xr.Dataset, study: Study) -> pd.DataFrame:
    """By horizon: the volatility that the closed form asks for, from the arms' own parameters."""
    arms = {arm.name: arm for arm in arms_of(study.scenario)}
    rigid, governed = (arm_scenario(study.scenario, arms[name]) for name in (RIGID, WIIFWE))
    months = np.unique(sweep[HORIZON].to_numpy().astype(float))
    return pd.DataFrame({HORIZON: months, LAW: break_even_volatility(adapting(rigid, governed), months)})


def result(turns: pd.DataFrame, law: pd.DataFrame) -> pd.DataFrame:
    """By horizon: the volatility from which on each gains, and the closed form's."""
    names = {**PARTIES, DISCOUNTED: "both together, discounted"}
    wide = turns.pivot(index=HORIZON, columns="outcome", values="level").reindex(columns=list(names))
    named = wide.rename(columns=names).rename_axis(columns=None).reset_index()
    return named.merge(law.rename(columns={LAW: "closed form"}), on=HORIZON, how="right")
