"""The plausible region: with which probability, under stated priors, each posture wins, for whom, and where.

A probability of the parameters, not of firms: it is worth what the priors of `configs/design/plausible.yaml`
are worth, which the table `priors` repeats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from experiments.sweep.plan import plan_of
from sim.design.axes import LATIN, SOBOL
from sim.measures.best import best_of
from sim.measures.inference import EXACT, mean_interval
from sim.measures.labelled import MAIN, PARTIES, POINT, REPLICATE, by_point, of_arm, paired, pairs_in, spread_out
from sim.measures.prior import by_sign, cells, crossed, divided, dividing, jackknifed, leads
from sim.measures.regions import BOTH, GAIN, LOSS, OPEN, SOMEONE, area
from sim.spelling import complaint

if TYPE_CHECKING:
    from experiments.store import Study

RIGID, BARE, WIIFWE = "wiifme_rigid", "relational_bare", "wiifwe"
NEEDS = ARMS = (RIGID, BARE, WIIFWE)
PAIRS = ((WIIFWE, RIGID), (BARE, RIGID), (WIIFWE, BARE))
JOINT, ALIVE, SIDE = MAIN[0], "relationships_alive_60", 5
"""What is won; the survival shown beside it; cells along each side of the map."""
SIGN, KNOWN = "estimated sign", "told from 0"
"""How a gain is counted: the mean is above 0, or its interval is."""
WHO = PARTIES | {BOTH: "both sides gain", SOMEONE: "a side loses"}


def check(study: Study) -> None:
    """Refuse points that are no sample of priors. Raises ConfigError."""
    if (kind := plan_of(study).design.kind) not in (LATIN, SOBOL):
        wrong = f"the study `plausible_region` reads a random sample, not a {kind} design"
        raise complaint(f"{wrong}; `sweep.analysis=plain` reads any", "configs", "design.kind")


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`, all `chances`, `best`, `thirds` of axes, two of them `crossed` and as `map`, `priors`, ..."""
    axes = plan_of(study).points.axes
    numeric = {axis.name: axis for axis in axes if not axis.categorical}
    alive = [ALIVE] if ALIVE in sweep else []
    every = pd.concat([by_point(paired(sweep, *pair, [*MAIN, *alive])) for pair in PAIRS], ignore_index=True)
    known = area(every, MAIN, sampled=True).drop(columns="unknown").assign(how=KNOWN)
    chances = pd.concat([by_sign(every, MAIN).assign(how=SIGN), known], ignore_index=True)
    gains = every[(every["arm"] == WIIFWE) & (every["baseline"] == RIGID)]
    won = {JOINT: gains[JOINT] > EXACT, BOTH: (gains[[*MAIN[1:]]] > EXACT).all(axis=1)}
    thirds = [
        divided(gains, there.to_numpy(), [*numeric.values()]).assign(outcome=one)
        for one, there in won.items()
    ]
    points, _ = spread_out(sweep)
    best = {one: best_of(pairs_in(sweep, ARMS, [one]), points, ARMS) for one in MAIN}
    apart = paired(sweep, WIIFWE, RIGID, [JOINT])[JOINT].transpose(REPLICATE, POINT)
    rigid = by_point(of_arm(sweep, RIGID))[[*MAIN]].mean()
    means = [{"outcome": one} | mean_interval(gains[one])._asdict() | {"base": rigid[one]} for one in MAIN]
    prior = [
        {"axis": axis.name, "sets": ", ".join((*axis.paths, *axis.scales)) or ", ".join(axis.touched),
         "low": axis.low, "high": axis.high, "log": axis.log, "unit": axis.unit}
        for axis in axes
    ]  # fmt: skip
    found = {
        "result": result(chances),
        "chances": chances,
        "best": pd.concat([leads(one, ARMS).assign(outcome=name) for name, one in best.items()]),
        "thirds": pd.concat(thirds, ignore_index=True),
        "priors": pd.DataFrame(prior),
        "means": pd.DataFrame(means),
        "luck": pd.DataFrame([jackknifed(apart.to_numpy())]),
    }
    if len(top := [numeric[name] for name in dividing(thirds[0])[:2]]) == 2:
        found["crossed"] = crossed(gains, won[JOINT].to_numpy(), top)
        parts = {one: gains.dropna(subset=one) for one in (JOINT, *alive)}
        maps = [cells(own, own[one] > EXACT, top, SIDE).assign(outcome=one) for one, own in parts.items()]
        found["map"] = pd.concat(maps, ignore_index=True)
    return found | ({"alive": by_sign(gains, alive)} if alive else {})


def result(chances: pd.DataFrame) -> pd.DataFrame:
    """A row a pair of arms and party: probability of a gain by sign, and where replicates are sure of it."""
    keys = ["arm", "baseline", "outcome"]
    sure = chances[chances["how"] == KNOWN].pivot(index=keys, columns="verdict", values="share")
    sure = sure[[GAIN, OPEN, LOSS]].rename(columns={GAIN: "surely more", OPEN: "open", LOSS: "surely less"})
    signs = chances[(chances["how"] == SIGN) & chances["verdict"].isin([GAIN, LOSS])]
    signs = signs[(signs["verdict"] == GAIN) | (signs["outcome"] == SOMEONE)]
    rows = signs[[*keys, "share", "low", "high"]].join(sure, on=keys)
    return rows.assign(outcome=rows["outcome"].map(WHO)).rename(columns={"outcome": "for"})
