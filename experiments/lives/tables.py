"""Tables of what was watched, and what they say in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.lives.watching import OUTCOMES, Seen
from sim.measures.inference import EXACT, Interval, mean_interval
from sim.measures.welfare import worst_share
from sim.measures.wording import span_of_time, spanned

KEY_AGES = (12, 60, 120)
COMMON = 0.5
"""An age is told where so large a share of the replicates has relationships of that age."""
WORST = 0.1


def ageing(seen: Mapping[str, Sequence[Seen]]) -> pd.DataFrame:
    """By arm, outcome and age: mean of both sides with its 95 % interval over replicates, relationships."""
    rows = []
    for arm, worlds in seen.items():
        for place, outcome in enumerate(OUTCOMES):
            means = by_replicate(worlds, place)
            for age in range(1, means.shape[1]):
                known = means[np.isfinite(means[:, age]), age]
                if known.size < max(2.0, COMMON * len(worlds)):
                    continue
                found = mean_interval(known)
                count = int(sum(world.ages[age, 2] for world in worlds))
                rows.append((arm, outcome, age, found.mean, found.low, found.high, count, known.size))
    names = ["arm", "outcome", "age", "mean", "low", "high", "relationships", "replicates"]
    return pd.DataFrame(rows, columns=names)


def by_replicate(worlds: Sequence[Seen], place: int) -> np.ndarray:
    """[replicates, months + 1]: the mean of an outcome over relationships of an age; nan without any."""
    sums = np.stack([world.ages for world in worlds])
    with np.errstate(invalid="ignore"):
        return sums[:, :, place] / sums[:, :, 2]


def stacked(seen: Mapping[str, Sequence[Seen]], name: str, *, numbered: bool = False) -> pd.DataFrame:
    """One of the tables of all worlds, with arm and, where wished, replicate."""
    parts = []
    for arm, worlds in seen.items():
        for replicate, world in enumerate(worlds):
            more = {"arm": arm, "replicate": replicate} if numbered else {"arm": arm}
            rows = getattr(world, name)
            parts += [rows.assign(**more)] if len(rows) else []
    if not parts:
        return next(iter(seen.values()))[0]._asdict()[name].assign(arm="")
    table = pd.concat(parts, ignore_index=True)
    first = ["arm", "replicate"] if numbered else ["arm"]
    return table[[*first, *(column for column in table if column not in first)]]


def summary(seen: Mapping[str, Sequence[Seen]], labels: Mapping[str, str], baseline: str) -> pd.DataFrame:
    """By arm and measure: mean, and paired difference from the baseline, each with its 95 % interval."""
    measures = measures_of(seen)
    rows = []
    for (measure, arm), values in measures.items():
        own, apart = mean_interval(finite(values)), Interval(*[np.nan] * 4, n=0)
        if arm != baseline:
            apart = mean_interval(finite(values - measures[measure, baseline]))
        rows.append(
            {"measure": measure, "arm": arm, "label": labels[arm],
             "mean": own.mean, "low": own.low, "high": own.high,
             "difference": apart.mean, "difference_low": apart.low, "difference_high": apart.high,
             "replicates": own.n}
        )  # fmt: skip
    return pd.DataFrame(rows)


def finite(values: np.ndarray) -> np.ndarray:
    """What is known."""
    return values[np.isfinite(values)]


def measures_of(seen: Mapping[str, Sequence[Seen]]) -> dict[tuple[str, str], np.ndarray]:
    """Measure and arm → a number a replicate."""
    found: dict[tuple[str, str], np.ndarray] = {}
    months = len(next(iter(seen.values()))[0].ages) - 1
    for place, outcome in enumerate(OUTCOMES):
        for age in (age for age in KEY_AGES if age <= months):
            for arm, worlds in seen.items():
                found[f"{outcome} after {span_of_time(age)}", arm] = by_replicate(worlds, place)[:, age]
    for role in ("buyer", "supplier"):
        for arm, worlds in seen.items():
            values = [world.firms.loc[world.firms["role"] == role, "value"].to_numpy() for world in worlds]
            found[f"worst tenth of {role}s", arm] = np.array([worst_share(one, WORST) for one in values])
    return found


def told(table: pd.DataFrame) -> tuple[str, str]:
    """What differs from the baseline for certain, interval by interval; and what of it is to its harm."""
    known = table[table["difference"].notna()]
    if known.empty:
        return "One arm was watched: there is nothing to compare.", ""
    baseline = table["label"].iloc[0]
    findings, failures = [], []
    for who, rows in known.groupby("label", sort=False):
        lines = {row["measure"]: (spanned(found), sign_of(found), row["measure"].startswith("grievance"))
                 for row in rows.to_dict("records") for found in [difference(row)]}  # fmt: skip
        all_told = "; ".join(f"{name} {size}{'' if sign else ', not told from 0'}"
                             for name, (size, sign, _) in lines.items())  # fmt: skip
        findings.append(
            f"Under {who} instead of {baseline} (paired; of an age, those who reached it): {all_told}."
        )
        worse = [f"{name} {size}" for name, (size, sign, bad) in lines.items() if sign == (1 if bad else -1)]
        failures += [f"Worse under {who}: {'; '.join(worse)}."] if worse else []
    return " ".join(findings), " ".join(failures)


def difference(row: Mapping[Any, Any]) -> Interval:
    """A row's difference from the baseline."""
    return Interval(row["difference"], np.nan, row["difference_low"], row["difference_high"], 0)


def sign_of(found: Interval) -> int:
    """1 or −1 where the interval excludes 0, else 0."""
    return int(found.low > EXACT) - int(found.high < -EXACT)
