"""Invasion: which share of WIIFWE is left, from every starting mix, when firms imitate those who do better.

A share at the end is compared with the share that the same world began with, and, where the arm `blind` is
played, with what is left where firms copy whoever they meet (imitation.intensity 0): a share that dies out
under drift alone was not driven out. Of each kind one graph is drawn, and all replicates share it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import xarray as xr

from experiments.studies.founders import KIND, OWN, ROLE, founders
from sim.measures.labelled import ARM, ENDED, averaged, effects, with_holm
from sim.measures.required import Threshold, threshold
from sim.measures.shares import fate
from sim.measures.wording import percent

if TYPE_CHECKING:
    from experiments.study import Study

START, GRAPH, BLIND, SINGLE = "start", "graph", "blind", "a single start"
NEEDS = ("grid", START, GRAPH)
BOTH, ROLES = "both roles", ("buyers", "suppliers")
"""Whose shares; of both roles together it is the mean."""


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result` by graph and role; `mixes` by point and role; `drift`: the same where firms copy blindly.

    `graphs`: each graph against the first, paired. `drift` has also what looking at payoffs adds, paired.
    """
    sweep = sweep.assign_coords({GRAPH: [str(one).replace("_", " ") for one in sweep[GRAPH].to_numpy()]})
    names = sweep[ARM].to_numpy().tolist()
    looking = next((name for name in names if name != BLIND), names[0])
    held = founders(sweep, study, looking)
    begun = of_both((held.sel({KIND: OWN}) / held.sum(KIND)).drop_vars([ARM, KIND], errors="ignore"))
    ends = {arm: at_end(sweep, arm) for arm in names}
    mixes, means = fates(ends[looking], begun), averaged(ends[looking], START)
    others = (means - means.isel({GRAPH: 0}, drop=True)).isel({GRAPH: slice(1, None)})
    apart = effects(others) if others.sizes[GRAPH] else pd.DataFrame(columns=[ROLE, GRAPH, "mean", "p"])
    found = {
        "result": barriers(ends[looking] - begun).merge(left(mixes), on=[GRAPH, ROLE], how="left"),
        "mixes": mixes,
        "graphs": with_holm(apart.assign(against=str(means[GRAPH].to_numpy()[0]))),
    }
    if BLIND in names and looking != BLIND:
        more = with_holm(effects(ends[looking] - ends[BLIND]), [ROLE]).drop(columns="n")
        named = more.set_index([ROLE, START, GRAPH]).add_prefix("selection_").reset_index()
        found["drift"] = fates(ends[BLIND], begun).merge(named, on=[ROLE, START, GRAPH])
    shown = {looking: "mixes", BLIND: "drift"}
    parts = [found[name].assign(arm=arm) for arm, name in shown.items() if name in found]
    return found | {"shares": pd.concat(parts, ignore_index=True)[[ARM, *mixes.columns]]}


def of_both(shares: xr.DataArray) -> xr.DataArray:
    """Shares by role with their mean before them, along role, start and graph (and replicate)."""
    both = (shares.sel({ROLE: ROLES[0]}) + shares.sel({ROLE: ROLES[1]})) / 2.0
    whole = xr.concat([both.assign_coords({ROLE: BOTH}), shares], ROLE, coords="minimal")
    return whole.transpose(ROLE, START, GRAPH, ...)


def at_end(sweep: xr.Dataset, arm: str) -> xr.DataArray:
    """Share of the focal strategy among each role's firms in the last month."""
    own = sweep.sel({ARM: arm}, drop=True)
    shares = own[[f"focal_{role}" for role in ROLES]].where(own[ENDED]).to_dataarray(ROLE)
    return of_both(shares.assign_coords({ROLE: list(ROLES)}))


def fates(ends: xr.DataArray, begun: xr.DataArray) -> pd.DataFrame:
    """By point and role what became of the share."""
    rows = []
    for place, share in begun.to_series().items():
        here = dict(zip((ROLE, START, GRAPH), place))  # type: ignore[call-overload]
        rows.append(here | fate(ends.sel(here).to_numpy(), share))
    return pd.DataFrame(rows)


def barriers(change: xr.DataArray) -> pd.DataFrame:
    """From which start on the share at the end is above that at the start; unknown for a single start."""
    starts, rows = change[START].to_numpy().astype(float), []
    for graph in change[GRAPH].to_numpy():
        for role in (BOTH, *ROLES):
            values = change.sel({GRAPH: graph, ROLE: role}).to_numpy()  # [starts, replicates]
            single = Threshold(np.nan, np.nan, np.nan, SINGLE, np.nan, np.nan, values.shape[1])
            found: Any = threshold(starts, values.T) if len(starts) > 1 else single
            rows.append((graph, role, found.level, found.low, found.high, found.status, found.n))
    named = [GRAPH, ROLE, "barrier", "barrier_low", "barrier_high", "status", "n"]
    return pd.DataFrame(rows, columns=named)


def left(mixes: pd.DataFrame) -> pd.DataFrame:
    """By graph and role: mean share at the end from the least, middle and largest start."""
    starts = np.sort(mixes[START].unique())
    shown = mixes[mixes[START].isin(starts[[0, len(starts) // 2, -1]])]
    wide = shown.pivot(index=[GRAPH, ROLE], columns=START, values="share")
    return wide.rename(columns=lambda start: f"left from {percent(float(start))}").reset_index()
