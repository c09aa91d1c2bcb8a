"""Power: who gains from WIIFWE and who would refuse it, as one side grows stronger; two ways to split.

A side would refuse where its gain over WIIFME rigid, at the same power and luck, is negative for certain.
With `equal` a relational pair abstains from power as far as its autonomy goes; with `gain` it leaves the
price to power, and only the gain of investment to principles.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from sim.measures.labelled import (
    ENDED,
    MAIN,
    PARTIES,
    by_point,
    effects,
    gains,
    of_arm,
    of_each,
    paired,
    turning,
    with_holm,
)  # fmt: skip
from sim.measures.regions import LOSS, SIDES, verdicts

if TYPE_CHECKING:
    from experiments.study import Study

POWER, SPLIT = "power", "split"
WIIFWE, RIGID = "wiifwe", "wiifme_rigid"
NEEDS = (POWER, SPLIT, WIIFWE, RIGID)
STRONG, WEAK = "strong_slot", "weak_slot"
"""The gain of the side that has the power, and of the other; unknown where nobody has."""
SHOWN = (*MAIN, STRONG, WEAK)
RULES = {"equal": "an even split of all there is", "gain": "a split of the gain only"}


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`, `gains`: by power and split; `critical`: where signs turn; `splits`: against the first."""
    apart = paired(sweep, WIIFWE, RIGID)
    gained = by_power(apart)
    critical = of_each(apart, partial(turning, axis=POWER))
    values = gains(sweep, WIIFWE, RIGID)
    return {
        "result": result(gained),
        "gains": gained,
        "values": values.assign(rule=values[SPLIT].replace(RULES)),
        "critical": critical.sort_values([SPLIT, "outcome"], ignore_index=True),
        "splits": splits(sweep),
    }


def by_power(apart: xr.Dataset) -> pd.DataFrame:
    """By point: the gain of both, each side, the strong, the weak; verdicts by Holm, split by split."""
    power, (_, buyers, suppliers) = apart[POWER], (apart[name] for name in MAIN)
    strong = buyers.where(power > 0.0, suppliers).where(power != 0.0)
    weak = suppliers.where(power > 0.0, buyers).where(power != 0.0)
    whole = apart.assign({STRONG: strong, WEAK: weak})[[*SHOWN, ENDED]]
    table = by_point(whole).drop(columns=["point", "arm", "baseline"])
    parts = [
        part.assign(**{f"{one}_verdict": verdicts(part, one, "holm") for one in SHOWN})
        for _, part in table.groupby(SPLIT, sort=False)
    ]
    return pd.concat(parts).sort_index()


def result(gained: pd.DataFrame) -> pd.DataFrame:
    """By split and power: the three gains, and who would refuse."""
    refusers = [
        " and ".join(PARTIES[one] for one in SIDES if row[f"{one}_verdict"] == LOSS) or "nobody"
        for _, row in gained.iterrows()
    ]
    named = gained[[SPLIT, POWER, *MAIN]].rename(columns=PARTIES).assign(refuses=refusers)
    return named.sort_values([SPLIT, POWER], ignore_index=True)


def splits(sweep: xr.Dataset) -> pd.DataFrame:
    """What each further split changes in WIIFWE's payoffs against the first, by power; Holm over all rows."""
    own, (first, *others) = of_arm(sweep, WIIFWE)[list(MAIN)], sweep[SPLIT].to_numpy().tolist()
    parts = [
        of_each(own.sel({SPLIT: name}, drop=True) - own.sel({SPLIT: first}, drop=True), effects)
        .assign(split=name, against=first)
        for name in others
    ]  # fmt: skip
    return with_holm(pd.concat(parts, ignore_index=True)) if parts else pd.DataFrame()
