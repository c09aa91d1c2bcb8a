"""Trust and honesty: what each lever changes in value and survival, by posture and by whose honesty it is.

The arms `honest_wiifme` and `both` are as honest as the design says, on both sides, and declare it. A guarded
firm acts on the smaller of its own and its partner's declared honesty, so one side's declared honesty would
set both. The arms `buyers`, `suppliers` and `hidden` (all) therefore hide it: they declare what WIIFWE
declares, act on no more than that, and are found out as pretenders are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import xarray as xr

from sim.measures import labelled
from sim.measures.inference import EXACT
from sim.measures.labelled import (
    ARM,
    ENDED,
    MAIN,
    REPLICATE,
    averaged,
    by_point,
    contrast,
    effect,
    effects,
    of_arm,
    of_each,
    paired,
    tidy,
    with_holm,
)  # fmt: skip
from sim.measures.regions import verdicts
from sim.measures.wording import span_of_time
from sim.rules.process import DECEPTION

if TYPE_CHECKING:
    from experiments.study import Study

TRUST, HONESTY = LEVERS = ("trust", "honesty")
RIGID, HONEST, BOTH, HIDDEN = "wiifme_rigid", "honest_wiifme", "both", "hidden"
SIDED = ("buyers", "suppliers")
OTHERS = (HONEST, BOTH, HIDDEN, *SIDED)
NEEDS = (*LEVERS, RIGID, *OTHERS)
AGES = (12, 60, 120)
"""The ages, in months, at which survival is shown; a shorter run shows those it reaches.

Of relationships that of ten years is not known where no relationship lived to be seen at that age.
"""
LASTING = "relationships_alive_"
CHANNELS = ("silenced", "lies_found", "monitored", "kept_share", "fill")
SPARE = ["se", "n", "who"]
"""Columns that are left out where a table has a row a point: it is published only while it is small."""


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`, `moves`: what each lever moves, of value and of every outcome; `apart`: by the other's level.

    `levels`: arms by point; `curves`: all by one lever, averaged over the other; `gains`: WIIFWE less rigid
    WIIFME, and less WIIFME as honest; `hiding`: by honesty, WIIFWE that hides it less WIIFWE that declares
    it; `believed`: what hidden honesty moves where no pretender is turned away.
    """
    ages = [age for age in AGES if age <= study.scenario.market.months]
    alive = [f"{kind}_alive_{age}" for kind in ("relationships", "buyers", "suppliers") for age in ages]
    value = [*MAIN, "joint_discounted", *alive]
    sweep = sweep[[*value, *CHANNELS, ENDED]].sel(arm=[RIGID, *OTHERS]).load()
    drawn = [*MAIN, *(name for name in alive if name.startswith(LASTING))]
    whole = [own_levels(sweep, arm, [*value, *CHANNELS]) for arm in (RIGID, HONEST, BOTH, HIDDEN)]
    above = [gains(sweep, *pair, value) for pair in ((BOTH, RIGID), (HIDDEN, RIGID), (BOTH, HONEST))]
    hiding = of_each(paired(sweep, HIDDEN, BOTH, [*value, "fill"]), lambda one: effects(averaged(one, TRUST)))
    own = study.scenario.strategies["wiifwe"]
    moves = with_holm(by_lever(sweep, moved), ["lever"])
    apart = with_holm(by_lever(sweep[drawn], moved_at), ["lever", "arm", "outcome"])
    return {
        "result": result(moves),
        "moves": moves,
        "apart": apart.assign(guard=own.guard),
        "curves": curves(sweep, [*value, *CHANNELS]),
        "levels": pd.concat(whole, ignore_index=True).drop(columns=SPARE, errors="ignore"),
        "gains": pd.concat(above, ignore_index=True).drop(columns=SPARE),
        "hiding": with_holm(hiding, ["outcome"]),
        "believed": believed(sweep[list(MAIN)], own.honesty),
    }


def by_lever(sweep: xr.Dataset, table: Callable[[xr.DataArray, str, str], pd.DataFrame]) -> pd.DataFrame:
    """`table(values, lever, other lever)` of each lever and outcome; rigid WIIFME's honesty stays."""
    found: dict[str, pd.DataFrame] = {}
    for lever, other in (LEVERS, LEVERS[::-1]):
        found[lever] = of_each(sweep, lambda one, lever=lever, other=other: table(one, lever, other))
    return without_idle(labelled.stacked(found, "lever"))


def without_idle(found: pd.DataFrame) -> pd.DataFrame:
    """Without rigid WIIFME by honesty, which it does not move."""
    return found[(found["lever"] != HONESTY) | (found["arm"] != RIGID)].reset_index(drop=True)


def moved(values: xr.DataArray, lever: str, other: str) -> pd.DataFrame:
    """An outcome where a lever is highest less where it is lowest, averaged over the other, and both levels.

    `top`: what the `best` level makes; `rise`: that less the lowest, `fall`: the highest less that. Their p
    counts that the best is one of many.
    """
    over = averaged(values, other).sortby(lever).transpose(ARM, lever, REPLICATE)
    means = over.mean(REPLICATE).fillna(-np.inf).to_numpy()
    places = means.argmax(axis=1)
    tried = max(1, over.sizes[lever] - 1)
    rows: list[dict[str, float]] = []
    for arm, place, top in zip(over.to_numpy(), places, means.max(axis=1)):
        known = np.isfinite(arm[-1] - arm[0])
        least, most = (float(arm[end][known].mean()) if known.any() else np.nan for end in (0, -1))
        row = {"least": least, "most": most, "best": float(over[lever][place]), "top": float(top)}
        for name, apart in (("rise", arm[place] - arm[0]), ("fall", arm[-1] - arm[place])):
            found = effect(apart)
            row |= {name: found["mean"], f"{name}_p": min(1.0, tried * found["p"])}
        rows.append(row)
    return pd.concat([effects(contrast(over, lever)), pd.DataFrame(rows)], axis=1)


def moved_at(values: xr.DataArray, lever: str, other: str) -> pd.DataFrame:
    """What a lever moves, highest less lowest, at each level (`at`) of the other."""
    return effects(contrast(values, lever)).rename(columns={other: "at"})


def believed(sweep: xr.Dataset, declared: float) -> pd.DataFrame:
    """What honesty moves of who hides it, from `since`, the least that the process lets pass, to the most."""
    least = min(declared - DECEPTION - EXACT, float(sweep[HONESTY].max()))
    kept = sweep.sel({HONESTY: sweep[HONESTY] >= least, ARM: [HIDDEN, *SIDED]})
    found = of_each(kept, lambda one: effects(contrast(averaged(one, TRUST), HONESTY)))
    return with_holm(found).assign(since=float(kept[HONESTY].min()))


def own_levels(sweep: xr.Dataset, arm: str, outcomes: list[str]) -> pd.DataFrame:
    """What an arm makes along the axes that are left in `sweep`: a row a point and outcome."""
    axes = [lever for lever in LEVERS if lever in sweep.dims]
    return tidy(by_point(of_arm(sweep, arm, outcomes)), outcomes, axes).assign(arm=arm)


def curves(sweep: xr.Dataset, outcomes: list[str]) -> pd.DataFrame:
    """Every arm's outcomes by the `level` of a lever, averaged over the other."""
    found: list[pd.DataFrame] = []
    for lever, other in (LEVERS, LEVERS[::-1]):
        over = sweep[outcomes].mean(other, skipna=False).assign({ENDED: sweep[ENDED].all(other)})
        parts = [own_levels(over, arm, outcomes) for arm in (RIGID, *OTHERS)]
        found.append(pd.concat(parts).rename(columns={lever: "level"}).assign(lever=lever))
    return without_idle(pd.concat(found, ignore_index=True))


def gains(sweep: xr.Dataset, arm: str, against: str, outcomes: list[str]) -> pd.DataFrame:
    """`labelled.gains` of an arm `against` another, and the `verdict` on its sign (Holm over the points)."""
    points = by_point(paired(sweep, arm, against, outcomes))
    known = pd.concat([verdicts(points, outcome, "holm") for outcome in outcomes], ignore_index=True)
    return labelled.gains(sweep, arm, against, outcomes).assign(arm=arm, against=against, verdict=known)


def result(moves: pd.DataFrame) -> pd.DataFrame:
    """By lever and arm: value at both ends, what the lever moves, what lasts; to four places."""
    joint = moves[moves["outcome"] == MAIN[0]].set_index(["lever", "arm"])
    found = joint[["least", "most", "mean", "low", "high"]].add_prefix("value, ")
    for age in AGES[:2]:
        lasting = moves[moves["outcome"] == f"{LASTING}{age}"].set_index(["lever", "arm"])
        if len(lasting):
            found = found.join(lasting[["least", "most"]].add_prefix(f"alive after {span_of_time(age)}, "))
    return found.round(4).reset_index()
