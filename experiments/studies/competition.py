"""Competition: where dispersed costs and frequent tenders make choosing anew worth more than a relationship.

Dispersion is worth something to whoever can choose among suppliers. So beside the gain of WIIFWE over WIIFME
rigid it is told what dispersion adds to each arm's own value.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from sim.measures.labelled import (
    MAIN,
    contrast,
    effects,
    gains,
    of_arm,
    of_each,
    paired,
    turning,
    with_holm,
)  # fmt: skip

if TYPE_CHECKING:
    from experiments.study import Study

DISPERSION, TERM = "dispersion", "term"
WIIFWE, RIGID = "wiifwe", "wiifme_rigid"
NEEDS = (DISPERSION, TERM, WIIFWE, RIGID)
DIFFERENCE = "gain"
"""The series of the difference between both arms, beside theirs."""


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result` by term; `along_…`: where gains pass 0; `effects` of dispersion; `gains`."""
    apart = paired(sweep, WIIFWE, RIGID)
    own = {RIGID: of_arm(sweep, RIGID), WIIFWE: of_arm(sweep, WIIFWE), DIFFERENCE: apart}
    found = [
        of_each(values, lambda one: with_holm(effects(contrast(one, DISPERSION)))).assign(of=name)
        for name, values in own.items()
    ]
    effect = pd.concat(found, ignore_index=True)
    gained = gains(sweep, WIIFWE, RIGID)
    return {
        "result": result(gained, effect),
        "along_dispersion": of_each(apart, partial(turning, axis=DISPERSION)),
        "along_term": of_each(apart, partial(turning, axis=TERM)),
        "effects": effect,
        "gains": gained,
    }


def result(gained: pd.DataFrame, effect: pd.DataFrame) -> pd.DataFrame:
    """By term: each party's gain at least and greatest dispersion; what dispersion adds to both arms."""
    ends = {gained[DISPERSION].min(): "costs alike", gained[DISPERSION].max(): "far apart"}
    kept = gained[gained[DISPERSION].isin(ends)]
    named = kept.assign(of=kept["who"] + ", " + kept[DISPERSION].map(ends))
    wide = named.pivot(index=TERM, columns="of", values="mean")[named["of"].unique()]
    joint = effect[effect["outcome"] == MAIN[0]].pivot(index=TERM, columns="of", values="mean")
    words = {RIGID: "dispersion adds to WIIFME", WIIFWE: "to WIIFWE"}
    added = joint[list(words)].rename(columns=words)
    return pd.concat([wide, added], axis=1).rename_axis(columns=None).reset_index()
