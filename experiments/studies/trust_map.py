"""Where trust in strangers and the honesty of WIIFWE make it pay: the small map of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.ensemble import run_ensemble
from sim.measures.arms import PARTIES
from sim.scenario import Arm, Scenario

if TYPE_CHECKING:
    from experiments.settings import TrustMap
    from experiments.store import Study

BASELINE, TREATMENT = "wiifme_rigid", "wiifwe"


def map_table(study: Study, grid: TrustMap, report: Callable[[int, int], None]) -> pd.DataFrame:
    """WIIFWE − WIIFME per buyer slot and month at each trust and honesty, paired."""
    settings = study.settings
    result = run_ensemble(
        map_scenario(study.scenario, grid), replicates=min(grid.replicates, settings.replicates),
        seed=settings.seed, threads=settings.engine.workers, block=settings.engine.block, progress=report,
    )  # fmt: skip
    return differences(result.replicates, grid.trust, grid.honesty)


def map_scenario(scenario: Scenario, grid: TrustMap) -> Scenario:
    """One arm for each point of the grid; WIIFME has no honesty to vary: one for each trust."""
    arms = {arm.name: arm for arm in scenario.arms}
    points: list[Arm] = []
    for i, trust in enumerate(grid.trust):
        points.append(at_point(arms[BASELINE], f"{BASELINE}_{i}", {"trust.prior": trust}))
        for j, honesty in enumerate(grid.honesty):
            changes = {"trust.prior": trust, "strategies.wiifwe.honesty": honesty}
            points.append(at_point(arms[TREATMENT], f"{TREATMENT}_{i}_{j}", changes))
    return replace(scenario, arms=tuple(points))


def at_point(arm: Arm, name: str, changes: dict[str, float]) -> Arm:
    """An arm with these parameters."""
    return replace(arm, name=name, overrides={**arm.overrides, **changes})


def differences(replicates: pd.DataFrame, trusts: Sequence[float], honesties: Sequence[float]) -> pd.DataFrame:
    """One row per point: trust, honesty; joint, buyer, supplier with _se; n sound pairs."""
    sound = replicates[replicates["status"] == "ok"]
    columns = [f"{party}_slot" for party in PARTIES]
    values = sound.set_index("replicate")[["arm", *columns]]
    rows = []
    for i, trust in enumerate(trusts):
        theirs = values.loc[values["arm"] == f"{BASELINE}_{i}", columns]
        for j, honesty in enumerate(honesties):
            ours = values.loc[values["arm"] == f"{TREATMENT}_{i}_{j}", columns]
            pairs = (ours - theirs).dropna()
            row: dict[str, Any] = {"trust": trust, "honesty": honesty}
            for party, column in zip(PARTIES, columns, strict=True):
                row[party] = pairs[column].mean()
                row[f"{party}_se"] = pairs[column].sem() if len(pairs) > 1 else np.nan
            rows.append({**row, "n": len(pairs)})
    return pd.DataFrame(rows)
