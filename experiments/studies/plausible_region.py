"""The plausible region: with which probability, under stated priors, each posture wins, for whom, and where.

A probability of the parameters, not of firms: it is worth what the priors of `configs/design/plausible.yaml`
are worth, which the table `priors` repeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from sim.design import Axis
from sim.design.axes import LATIN, SOBOL
from sim.measures.best import best_of
from sim.measures.inference import EXACT, mean_interval
from sim.measures.labelled import (
    MAIN,
    PARTIES,
    POINT,
    REPLICATE,
    by_point,
    of_arm,
    paired,
    pairs_in,
    spread_out,
    stacked,
)
from sim.measures.prior import by_sign, cells, crossed, divided, dividing, jackknifed, leads
from sim.measures.regions import BOTH, GAIN, LOSS, OPEN, SOMEONE, area
from sim.spelling import complaint

if TYPE_CHECKING:
    from experiments.study import Study

RIGID, BARE, WIIFWE = "wiifme_rigid", "relational_bare", "wiifwe"
NEEDS = ARMS = (RIGID, BARE, WIIFWE)
PAIRS = ((WIIFWE, RIGID), (BARE, RIGID), (WIIFWE, BARE))
JOINT, ALIVE = MAIN[0], "relationships_alive_60"
MAP, SIDE = ("cost", "volatility"), 5  # the axes of the map, and cells along each of its sides
SIGN, KNOWN = "estimated sign", "told from 0"  # how a gain is counted: the mean is above 0, or its interval
WHO = PARTIES | {BOTH: "both sides gain", SOMEONE: "a side loses"}


def check(study: Study) -> None:
    """Refuse points that are no sample of priors. Raises ConfigError."""
    if (kind := study.design.kind) not in (LATIN, SOBOL):
        wrong = f"the study `plausible_region` reads a random sample, not a {kind} design"
        raise complaint(f"{wrong}; `sweep.analysis=plain` reads any", "configs", "design.kind")


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`, all `chances`, `best`, `thirds` of axes, two of them `crossed` and as `map`, `priors`, ..."""
    axes = study.design.axes
    numeric = {axis.name: axis for axis in axes if not axis.categorical}
    alive = [ALIVE] if ALIVE in sweep else []
    every = pd.concat([by_point(paired(sweep, *pair, [*MAIN, *alive])) for pair in PAIRS], ignore_index=True)
    known = area(every, MAIN, sampled=True).drop(columns="unknown").assign(how=KNOWN)
    chances = pd.concat([by_sign(every, MAIN).assign(how=SIGN), known], ignore_index=True)
    gains = every[(every["arm"] == WIIFWE) & (every["baseline"] == RIGID)]
    won = {JOINT: gains[JOINT] > EXACT, BOTH: (gains[[*MAIN[1:]]] > EXACT).all(axis=1)}
    thirds = stacked({one: divided(gains, so.to_numpy(), [*numeric.values()]) for one, so in won.items()})
    points, _ = spread_out(sweep)
    best = {one: leads(best_of(pairs_in(sweep, ARMS, [one]), points, ARMS), ARMS) for one in MAIN}
    apart = paired(sweep, WIIFWE, RIGID, [JOINT])[JOINT].transpose(REPLICATE, POINT)
    rigid = by_point(of_arm(sweep, RIGID))[[*MAIN]].mean()
    means = [{"outcome": one} | mean_interval(gains[one])._asdict() | {"base": rigid[one]} for one in MAIN]
    divides = dividing(thirds[thirds["outcome"] == JOINT])
    found = {"result": result(chances), "chances": chances, "best": stacked(best), "thirds": thirds,
             "priors": stated(axes), "means": pd.DataFrame(means), "divides": divides,
             "luck": pd.DataFrame([jackknifed(apart.to_numpy())])}  # fmt: skip
    if len(top := [numeric[name] for name in divides["axis"].unique()[:2]]) > 1:
        found["crossed"] = crossed(gains, won[JOINT].to_numpy(), top)
    if set(MAP) <= set(numeric):
        known = {one: gains.dropna(subset=one) for one in (JOINT, *alive)}
        top = [numeric[name] for name in MAP]
        found["map"] = stacked({one: cells(own, own[one] > EXACT, top, SIDE) for one, own in known.items()})
    return found | ({"alive": by_sign(gains, alive)} if alive else {})


def stated(axes: Sequence[Axis]) -> pd.DataFrame:
    """What the points were drawn from: evenly between low and high, in the logarithm where it says so."""
    columns = ["axis", "sets", "low", "high", "log", "unit"]
    sets = [", ".join((*axis.paths, *axis.scales) or axis.touched) for axis in axes]
    rows = [(axis.name, of, axis.low, axis.high, axis.log, axis.unit) for axis, of in zip(axes, sets)]
    return pd.DataFrame(rows, columns=columns)


def result(chances: pd.DataFrame) -> pd.DataFrame:
    """A row a pair of arms and party: probability of a gain by sign, and where replicates are sure of it."""
    keys = ["arm", "baseline", "outcome"]
    sure = chances[chances["how"] == KNOWN].pivot(index=keys, columns="verdict", values="share")
    sure = sure[[GAIN, OPEN, LOSS]].rename(columns={GAIN: "surely more", OPEN: "open", LOSS: "surely less"})
    signs = chances[(chances["how"] == SIGN) & chances["verdict"].isin([GAIN, LOSS])]
    signs = signs[(signs["verdict"] == GAIN) | (signs["outcome"] == SOMEONE)]
    rows = signs[[*keys, "share", "low", "high"]].join(sure, on=keys).replace({"outcome": WHO})
    return rows.rename(columns={"outcome": "for", "low": "share_low", "high": "share_high"})
