"""Ablation: which principle and which step carries the effect, each left out of the whole and each alone.

Left out: whole − arm, what the part adds to all the others. Alone: arm − base, what it adds to none of its
kind: a principle to all steps (`paper_principles`, which without principles has nothing to guard), a step to
all principles (`good_people`). Holm's p is adjusted over all rows of one world and party.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import xarray as xr

from sim.measures.labelled import MAIN, averaged, effects, of_each, paired, with_holm
from sim.scenario import PRINCIPLES, STEPS

if TYPE_CHECKING:
    from experiments.study import Study

AXIS, JOINT = "world", MAIN[0]
WHOLE, RIGID, NO_PRINCIPLE, NO_STEP = "wiifwe", "wiifme_rigid", "paper_principles", "good_people"
NEEDS = (AXIS, "grid", WHOLE, RIGID)
LEFT_OUT, ALONE, TOGETHER = "left out", "alone", "together"
NAMES = {"principles": "guiding principles", "vision": "shared vision"}
"""Steps whose field is not what a reader calls them."""


class Contrast(NamedTuple):
    """What a part adds: which arm is the minuend and which the subtrahend."""

    kind: str
    part: str
    how: str
    arm: str
    baseline: str


def contrasts() -> list[Contrast]:
    """Every part left out and alone, then whole kinds of parts."""
    parts = [*(("principle", one, f"only_{one}", NO_PRINCIPLE) for one in PRINCIPLES),
             *(("step", one, f"only_{one}_step", NO_STEP) for one in STEPS)]  # fmt: skip
    return [
        *(Contrast(kind, NAMES.get(one, one), LEFT_OUT, WHOLE, f"without_{one}") for kind, one, *_ in parts),
        *(Contrast(kind, NAMES.get(one, one), ALONE, arm, base) for kind, one, arm, base in parts),
        Contrast("principle", "all six principles", TOGETHER, WHOLE, NO_PRINCIPLE),
        Contrast("step", "all five steps", TOGETHER, WHOLE, NO_STEP),
        Contrast("all", "WIIFWE over WIIFME rigid", TOGETHER, WHOLE, RIGID),
        Contrast("all", "all steps without a principle over WIIFME rigid", TOGETHER, NO_PRINCIPLE, RIGID),
        Contrast("all", "all principles without a step over WIIFME rigid", TOGETHER, NO_STEP, RIGID),
    ]


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`: what each part adds to joint value by world; `effects`: with p; `adds`: in per cent."""
    del study
    parts = [
        of_each(paired(sweep, one.arm, one.baseline), effects).assign(**one._asdict())
        for one in contrasts()
        if {one.arm, one.baseline} <= set(sweep.attrs["labels"])
    ]
    worlds = [str(name) for name in sweep[AXIS].to_numpy()]
    first = "default" if "default" in worlds else worlds[len(worlds) // 2]
    found = ordered(with_holm(pd.concat(parts, ignore_index=True), [AXIS, "outcome"]), worlds, first)
    joint = found[found["outcome"] == JOINT]
    base = averaged(sweep[JOINT].sel(arm=RIGID), "replicate").to_series()
    share = {end: 100.0 * joint[end] / joint[AXIS].map(base) for end in ("mean", "low", "high")}
    adds = joint.assign(**share).sort_values(AXIS, key=lambda names: names != first, kind="stable")
    return {"result": result(joint, first), "effects": found, "adds": adds.reset_index(drop=True)}


def ordered(found: pd.DataFrame, worlds: list[str], first: str) -> pd.DataFrame:
    """The rows by how and kind, then by the joint effect in the first world, greatest on top."""
    keys = ["how", "kind", "part"]
    ranks = found[(found[AXIS] == first) & (found["outcome"] == JOINT)].set_index(keys)["mean"].rename("rank")
    block = pd.Series(pd.factorize(found["how"] + found["kind"])[0], index=found.index, name="block")
    ranked = found.assign(block=block, at=found[AXIS].map(worlds.index)).join(ranks, on=keys)
    ranked = ranked.sort_values(["block", "rank", "at"], ascending=[True, False, True], kind="stable")
    named = [AXIS, *Contrast._fields, "outcome"]
    return ranked[[*named, *found.columns.drop(named)]].reset_index(drop=True)


def result(joint: pd.DataFrame, first: str) -> pd.DataFrame:
    """A row a part: what it adds to joint value by world, in the first world with its interval (95 %)."""
    keys = ["how", "kind", "part"]
    wide = joint.pivot(index=keys, columns=AXIS, values="mean")[joint[AXIS].drop_duplicates().tolist()]
    here = joint[joint[AXIS] == first].set_index(keys)[["low", "high"]].add_prefix(f"{first} ")
    return wide.rename_axis(columns=None).join(here).loc[here.index].reset_index()
