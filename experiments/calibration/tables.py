"""The calibration as tables: facts against worlds, the parameters found, what moves what, what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from experiments.calibration.facts import SPOT_SHARE, Fact, Free
from experiments.calibration.fit import means
from experiments.calibration.moments import moments, with_parameters
from sim.ensemble import run_ensemble
from sim.fields import parameter_table
from sim.measures.inference import Interval, paired_difference
from sim.scenario import Arm, Population, Scenario

WORLDS = ("default", "calibrated")
PARTIES = ("joint", "buyer", "supplier")
STEP = 0.1
"""Share of a parameter's bounds by which it is moved to see what it moves."""
BASELINE, TREATMENT = "wiifme_rigid", "wiifwe"


def fact_table(facts: Sequence[Fact], found: Mapping[str, Mapping[str, Interval]]) -> pd.DataFrame:
    """One row per fact; `found` is each world's moments; `within`: the point estimate agrees."""
    rows = []
    for fact in facts:
        row: dict[str, object] = {
            "key": fact.key, "fact": fact.said, "target": fact.target, "low": fact.low, "high": fact.high,
            "bounds": fact.bounds, "status": fact.status, "source": fact.source, "use": fact.use,
        }  # fmt: skip
        for world in WORLDS:
            told = found[world][fact.key]
            row |= {
                world: told.mean, f"{world}_low": told.low, f"{world}_high": told.high,
                f"{world}_within": fact.within(told.mean), f"{world}_miss": fact.miss(told.mean),
            }  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows)


def parameter_rows(
    free: Sequence[Free], before: Mapping[str, float], after: Mapping[str, float]
) -> pd.DataFrame:
    """One row per free parameter: bounds, default, found, and whether it lies at a bound."""
    known = {row["path"]: row for row in parameter_table()}
    rows = []
    for one in free:
        told = known.get(one.path, {"symbol": "", "unit": "1", "meaning": one.reason})
        reach = (one.high - one.low) * 0.01
        found = after[one.path]
        rows.append(
            {
                "path": one.path, "symbol": told["symbol"], "unit": told["unit"], "meaning": told["meaning"],
                "low": one.low, "high": one.high, "default": before[one.path], "calibrated": found,
                "at_bound": found <= one.low + reach or found >= one.high - reach,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def sensitivity_table(
    scenario: Scenario,
    facts: Sequence[Fact],
    free: Sequence[Free],
    values: Mapping[str, float],
    *,
    replicates: int,
    seed: int,
    threads: int | None = None,
) -> pd.DataFrame:
    """How far each fitted moment moves when a parameter rises by a tenth of its bounds.

    In half widths of its fact; one row per parameter, one column per fact: central differences, one-sided at
    a bound.
    """
    rows = []
    for one in free:
        step = STEP * (one.high - one.low)
        ends = [max(one.low, values[one.path] - step), min(one.high, values[one.path] + step)]
        if one.whole:
            ends = [float(round(end)) for end in ends]
        told = [
            means(
                moments(
                    with_parameters(scenario, {**values, one.path: end}), replicates=replicates, seed=seed,
                    threads=threads,
                )
            )
            for end in ends
        ]  # fmt: skip
        share = (ends[1] - ends[0]) / step
        rows.append(
            {"path": one.path}
            | {
                fact.key: (fact.miss(told[1][fact.key]) - fact.miss(told[0][fact.key])) / share
                for fact in facts
                if fact.use == "fit"
            }
        )
    return pd.DataFrame(rows)


def consequence_table(
    scenario: Scenario,
    worlds: Mapping[str, Mapping[str, float]],
    *,
    replicates: int,
    seed: int,
    threads: int | None = None,
) -> pd.DataFrame:
    """What follows for the question, never used in the search: WIIFWE − WIIFME rigid in each world.

    One row per world and party; payoff per buyer slot and month, paired on common luck. The share of spot
    buyers is left out: it says who trades at large, not what the world of the two arms is like.
    """
    arms = (
        Arm(BASELINE, Population({"wiifme": 1.0}, {"wiifme": 1.0})),
        Arm(TREATMENT, Population({"wiifwe": 1.0}, {"wiifwe": 1.0})),
    )
    rows = []
    for world, values in worlds.items():
        own = {path: value for path, value in values.items() if path != SPOT_SHARE}
        played = replace(with_parameters(scenario, own), arms=arms)
        result = run_ensemble(played, replicates=replicates, seed=seed, threads=threads)
        for party in PARTIES:
            told = paired_difference(result.replicates, f"{party}_slot", TREATMENT, BASELINE)
            rows.append({"world": world, "party": party, **told._asdict()})
    return pd.DataFrame(rows)


def verdict(table: pd.DataFrame, world: str) -> tuple[int, int]:
    """How many of the fitted facts a world meets, and how many there are."""
    fitted = table[table["use"] == "fit"]
    return int(fitted[f"{world}_within"].sum()), len(fitted)


def missed(table: pd.DataFrame, world: str) -> list[str]:
    """The fitted facts that a world does not meet, in words, worst first."""
    fitted = table[(table["use"] == "fit") & ~table[f"{world}_within"].astype(bool)]
    order = np.argsort(-fitted[f"{world}_miss"].abs().to_numpy(dtype=float), kind="stable")
    return [str(word) for word in fitted["fact"].to_numpy()[order]]
