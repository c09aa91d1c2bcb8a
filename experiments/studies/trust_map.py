"""Where trust in strangers and the honesty of WIIFWE make it pay: a small map, itself a sweep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pandas as pd

from experiments.plans import planned
from sim.design import design_from
from sim.measures.labelled import by_point, paired
from sim.measures.regions import intervals
from sim.sweeps.worlds import swept

if TYPE_CHECKING:
    from experiments.settings import TrustMap
    from experiments.study import Study

BASELINE, TREATMENT = "wiifme_rigid", "wiifwe"
PATHS = {"trust": "trust.prior", "honesty": "strategies.wiifwe.honesty"}


def map_table(study: Study, grid: TrustMap, report: Callable[[int, int], None]) -> pd.DataFrame:
    """WIIFWE − WIIFME per buyer slot and month by trust and honesty: joint, buyer, supplier with _se; n."""
    arms = tuple(arm for arm in study.scenario.arms if arm.name in (BASELINE, TREATMENT))
    axes = {name: {"path": path, "values": list(getattr(grid, name))} for name, path in PATHS.items()}
    count = min(grid.replicates, study.settings.replicates)
    scenario = replace(study.scenario, arms=arms)
    plan = planned(study.settings, scenario, design_from({"axes": axes}, scenario, "map"), replicates=count)
    with TemporaryDirectory() as folder:
        worlds = swept(plan, [(TREATMENT, BASELINE)], study.settings.engine, Path(folder), report)
        table = by_point(paired(worlds, TREATMENT, BASELINE))
    names = {
        f"{party}_slot{end}": f"{party}{end}"
        for party in ("joint", "buyer", "supplier")
        for end in ("", "_se")
    }
    ends = intervals(table, "joint_slot")[["low", "high"]]
    return table[[*PATHS, *names, "n"]].rename(columns=names).join(ends)
