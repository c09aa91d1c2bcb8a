"""The headline study: its arms on common luck, then where trust and honesty make WIIFWE pay."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from experiments.settings import Settings, TrustMap
from sim.ensemble import Result, run_ensemble
from sim.scenario import Arm, Scenario
from sim.spelling import ConfigError

BASELINE = "wiifme_rigid"
TREATMENT = "wiifwe"
PARTIES = ("joint", "buyer", "supplier")

Progress = Callable[[int, int], None]


def is_comparable(scenario: Scenario) -> bool:
    """Whether the two arms are there that the finding compares."""
    return {BASELINE, TREATMENT} <= {arm.name for arm in scenario.arms}


def arms_played(scenario: Scenario, settings: Settings, progress: Progress | None = None) -> Result:
    """Every arm of the scenario."""
    engine = settings.engine
    return run_ensemble(
        scenario, replicates=settings.replicates, seed=settings.seed,
        threads=engine.threads, block=engine.block, progress=progress,
    )  # fmt: skip


def check_map(scenario: Scenario, grid: TrustMap | None) -> None:
    """Refuse a map of a scenario that lacks the arms to compare."""
    if grid is not None and not is_comparable(scenario):
        compared = f"`map` compares the arms `{TREATMENT}` and `{BASELINE}`"
        raise ConfigError(f"{compared}; an experiment without them needs `map=null`")


def map_scenario(scenario: Scenario, grid: TrustMap) -> Scenario:
    """One arm for each point of the grid; WIIFME has no honesty to vary: one for each trust."""
    arms = {arm.name: arm for arm in scenario.arms}
    points: list[Arm] = []
    for i, trust in enumerate(grid.trust):
        points.append(_point(arms[BASELINE], _baseline(i), {"trust.prior": trust}))
        for j, honesty in enumerate(grid.honesty):
            changes = {"trust.prior": trust, "strategies.wiifwe.honesty": honesty}
            points.append(_point(arms[TREATMENT], _treatment(i, j), changes))
    return replace(scenario, arms=tuple(points))


def _point(arm: Arm, name: str, changes: dict[str, float]) -> Arm:
    return replace(arm, name=name, overrides={**arm.overrides, **changes})


def _baseline(trust: int) -> str:
    return f"{BASELINE}_{trust}"


def _treatment(trust: int, honesty: int) -> str:
    return f"{TREATMENT}_{trust}_{honesty}"


def map_played(
    scenario: Scenario, settings: Settings, progress: Progress | None = None
) -> pd.DataFrame | None:
    """WIIFWE − WIIFME per buyer slot and month at each trust and honesty, paired."""
    grid = settings.map
    if grid is None:
        return None
    engine = settings.engine
    result = run_ensemble(
        map_scenario(scenario, grid), replicates=min(grid.replicates, settings.replicates),
        seed=settings.seed,
        threads=engine.threads, block=engine.block, progress=progress,
    )  # fmt: skip
    return map_table(result.replicates, grid.trust, grid.honesty)


def map_table(replicates: pd.DataFrame, trusts: Sequence[float], honesties: Sequence[float]) -> pd.DataFrame:
    """One row per point: trust, honesty; joint, buyer, supplier with _se; n sound pairs."""
    sound = replicates[replicates["status"] == "ok"]
    columns = [f"{party}_slot" for party in PARTIES]
    values = sound.set_index("replicate")[["arm", *columns]]
    rows = []
    for i, trust in enumerate(trusts):
        theirs = values.loc[values["arm"] == _baseline(i), columns]
        for j, honesty in enumerate(honesties):
            ours = values.loc[values["arm"] == _treatment(i, j), columns]
            pairs = (ours - theirs).dropna()
            row: dict[str, Any] = {"trust": trust, "honesty": honesty}
            for party, column in zip(PARTIES, columns, strict=True):
                row[party] = pairs[column].mean()
                row[f"{party}_se"] = pairs[column].sem() if len(pairs) > 1 else np.nan
            rows.append({**row, "n": len(pairs)})
    return pd.DataFrame(rows)
