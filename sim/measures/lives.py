"""Relationships as they grow old, and firms, from worlds that were watched: tables and paired differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.measures.inference import UNKNOWN, mean_interval
from sim.measures.welfare import worst_share

OUTCOMES = ("trust", "grievance")
KEY_AGES = (12, 60, 120)
YEAR = 12
COMMON = 0.5
"""An age is told where so large a share of the replicates has relationships of that age."""
WORST = 0.1
NEEDED = (
    "month", "payoff_buyer", "payoff_supplier", "first_best", "signed", "adapted", "ordered", "renegotiated",
    "haggled", "broken_buyer", "broken_supplier", "trust_buyer", "trust_supplier",
    "grievance_buyer", "grievance_supplier",
)  # fmt: skip
"""Columns of one relationship's life, a row a month; of events whether they happened."""


class Seen(NamedTuple):
    """What one world showed. Of all but the first replicate `ties` and `life` are empty."""

    ages: NDArray[np.float64]  # [months + 1, 3]: sums of trust and of grievance (means of both), number
    firms: pd.DataFrame  # role, slot, value (money a month), failed_after (months; 0: the founder lives)
    ties: pd.DataFrame  # month, buyer, supplier, trust, age (months); of an empty slot its side alone
    life: pd.DataFrame  # the longest relationship, a row a month: as a strip of it needs


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
    """By arm and measure: mean, and paired difference from the baseline, each with its 95 % interval.

    `age` is the last month of the year of life that a measure of relationships is the mean over; 0: of firms.
    """
    rows = []
    for (measure, age), by_arm in measures_of(seen).items():
        for arm, values in by_arm.items():
            own = mean_interval(values)
            apart = UNKNOWN if arm == baseline else mean_interval(values - by_arm[baseline])
            rows.append(
                {"measure": measure, "age": age, "arm": arm, "label": labels[arm],
                 "mean": own.mean, "low": own.low, "high": own.high,
                 "difference": apart.mean, "difference_low": apart.low, "difference_high": apart.high,
                 "replicates": own.n}
            )  # fmt: skip
    return pd.DataFrame(rows)


def measures_of(seen: Mapping[str, Sequence[Seen]]) -> dict[tuple[str, int], dict[str, np.ndarray]]:
    """Measure and age → arm → a number a replicate; nan where no relationship was so old.

    Reviews and terms make saws of trust and of grievance, so that a year is told and not its last month.
    """
    found: dict[tuple[str, int], dict[str, np.ndarray]] = {}
    months = len(next(iter(seen.values()))[0].ages) - 1
    for place, outcome in enumerate(OUTCOMES):
        for age in (age for age in KEY_AGES if age <= months):
            found[outcome, age] = {arm: by_year(worlds, place, age) for arm, worlds in seen.items()}
    for role in ("buyer", "supplier"):
        found[f"worst tenth of {role}s", 0] = {
            arm: np.array([worst_share(values_of(world, role), WORST) for world in worlds])
            for arm, worlds in seen.items()
        }
    return found


def values_of(world: Seen, role: str) -> np.ndarray:
    """What each slot of a role made a month."""
    return world.firms.loc[world.firms["role"] == role, "value"].to_numpy(dtype=float)


def by_year(worlds: Sequence[Seen], place: int, age: int) -> np.ndarray:
    """[replicates]: the mean of an outcome over the relationship-months of the year that ends at an age."""
    sums = np.stack([world.ages for world in worlds])[:, age - YEAR + 1 : age + 1].sum(axis=1)
    with np.errstate(invalid="ignore"):
        return sums[:, place] / sums[:, 2]
