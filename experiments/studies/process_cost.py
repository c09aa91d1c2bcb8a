"""Cost of the process: how many times what is assumed it may cost until WIIFWE ceases to pay."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from sim.measures.labelled import MAIN, PARTIES, border, gains, of_each, paired, turning

if TYPE_CHECKING:
    from experiments.study import Study

COST, VOLATILITY = "cost", "volatility"
WIIFWE, RIGID = "wiifwe", "wiifme_rigid"
NEEDS = (COST, VOLATILITY, WIIFWE, RIGID)


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`: by volatility, up to which cost each gains; `turns` in full; `gains`; `border` to draw."""
    turns = of_each(paired(sweep, WIIFWE, RIGID), partial(turning, axis=COST))
    gained = gains(sweep, WIIFWE, RIGID)
    return {
        "result": result(turns, gained),
        "turns": turns,
        "gains": gained,
        "border": border(turns, sweep[COST]).assign(assumed=1.0),
    }


def result(turns: pd.DataFrame, gained: pd.DataFrame) -> pd.DataFrame:
    """By volatility: up to which cost each gains, and what both together gain at the least cost tried."""
    wide = turns.pivot(index=VOLATILITY, columns="outcome", values="level").reindex(columns=list(PARTIES))
    wide = wide.rename(columns={name: f"{who}, up to" for name, who in PARTIES.items()})
    least = gained[(gained["outcome"] == MAIN[0]) & (gained[COST] == gained[COST].min())]
    free = least.set_index(VOLATILITY)[["mean", "low", "high"]].add_prefix("least cost, ")
    return pd.concat([wide, free], axis=1).rename_axis(columns=None).reset_index()
