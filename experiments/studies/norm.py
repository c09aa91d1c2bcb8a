"""A norm: how much lies that are found out must erode for honesty to tip, how fast it goes, what survives.

Firms act on honesty hon·max(0, 1 − κL), κ the erosion and L what is heard of lies (E7). Worlds of several
lengths are one path, for replicate r meets the same dice in each and firms do not know their end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from sim.measures.labelled import ARM, ENDED, MAIN, REPLICATE, effects, of_each, turning

if TYPE_CHECKING:
    from experiments.study import Study

MONTHS, EROSION, HONESTY = "months", "erosion", "honesty"
POSTURES = ("wiifme", "wiifwe")
NEEDS = ("grid", MONTHS, EROSION, HONESTY, *POSTURES)
HALF = 0.5
"""Honesty has tipped where less than this share of what firms began with is left."""
STARTS = 3
"""So many starts are drawn as paths."""


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`left`: honesty at the end; `tips`: the erosion from which half of it goes; `times`: after how long.

    `paths`: what is left at the greatest erosion, as a share of the start. `worth`: what erosion changes in
    value and in lasting relationships; `postures`: WIIFWE less WIIFME. Money per buyer slot and month.
    """
    ended = sweep[ENDED]
    kept = (1.0 - sweep[EROSION] * sweep["lies_public"]).clip(min=0.0).where(ended)
    begun = kept.sel({HONESTY: (sweep[HONESTY] > 0.0) & (sweep[HONESTY] < 1.0)})
    end = {MONTHS: sweep[MONTHS].max()}
    ages = [age for age in (12, 60) if age <= int(sweep[MONTHS].max())]
    shown = [MAIN[0], *(f"relationships_alive_{age}" for age in ages)]
    last = sweep[shown].where(ended).sel(end, drop=True)
    found = {
        "left": effects((kept * sweep[HONESTY]).sel(end, drop=True)),
        "tips": turning(HALF - begun.sel(end, drop=True), EROSION),
        "times": turning(HALF - begun, MONTHS),
        "paths": paths(begun.sel({EROSION: sweep[EROSION].max()}, drop=True)),
        "worth": of_each(last, worth),
        "postures": of_each(last, postures),
    }
    wide = found["tips"].pivot(index=HONESTY, columns=ARM, values=["level", "low", "high"])
    wide.columns = [f"{arm}, {what}" for what, arm in wide.columns]
    return {"result": wide.sort_index(axis="columns").reset_index()} | found


def paths(begun: xr.DataArray) -> pd.DataFrame:
    """Of some starts what is left by month, as a share of the start; in month 0 all of it."""
    levels = begun[HONESTY].to_numpy()
    some = levels[[round(place * (len(levels) - 1) / (STARTS - 1)) for place in range(STARTS)]]
    found = effects(begun.sel({HONESTY: sorted(set(some.tolist()))}))
    known = {MONTHS: 0} | dict.fromkeys(("mean", "low", "high"), 1.0)
    first = found.drop_duplicates([HONESTY, ARM]).assign(
        **known, **dict.fromkeys(("se", "size", "p"), np.nan)
    )
    whole = pd.concat([first, found], ignore_index=True)
    return whole.assign(start=[f"begun with {100.0 * one:.0f} %" for one in whole[HONESTY]])


def worth(values: xr.DataArray) -> pd.DataFrame:
    """What each erosion changes against none; `part`: of what is made without it, or in shares as it is."""
    none = values.isel({EROSION: 0}, drop=True)
    rows = effects(values - none).merge(
        none.mean(REPLICATE).to_series().rename("base").reset_index(), on=[HONESTY, ARM]
    )
    over = rows["base"].where(rows["base"] > 0.0) if values.name == MAIN[0] else 1.0
    ends = {"part": "mean", "part_low": "low", "part_high": "high"}
    return rows.assign(**{name: rows[of] / over for name, of in ends.items()})


def postures(values: xr.DataArray) -> pd.DataFrame:
    """WIIFWE less WIIFME at every erosion and start; `base` is what WIIFME makes."""
    ours, theirs = (values.sel({ARM: arm}, drop=True) for arm in reversed(POSTURES))
    base = theirs.mean(REPLICATE).to_series().rename("base").reset_index()
    return effects(ours - theirs).merge(base, on=[EROSION, HONESTY])
