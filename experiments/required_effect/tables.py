"""The tables of the study: every difference, what is required, and what is left at 0."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from experiments.required_effect.points import CHANNEL, ONLY, Differences, Point
from sim.measures.arms import PARTIES
from sim.measures.inference import mean_interval
from sim.measures.required import AS_IS, COST, EFFECT, NOTHING, REST, STATUSES, threshold


def curve_rows(points: Sequence[Point], found: Differences, world: dict[str, Any]) -> list[dict[str, Any]]:
    """Every difference with its interval, and the two levels it lies between (money a slot and month)."""
    return [
        {
            **world, "party": party, "lever": point.lever, "level": point.level,
            **mean_interval(found.paired[side, :, place])._asdict(),
            "wiifwe": found.treated[side, place], "wiifme": found.baseline[side, place],
        }
        for side, party in enumerate(PARTIES)
        for place, point in enumerate(points)
    ]  # fmt: skip


def required_rows(points: Sequence[Point], found: Differences, world: dict[str, Any]) -> list[dict[str, Any]]:
    """For each lever and party the level from which (for costs: up to which) WIIFWE pays."""
    rows: list[dict[str, Any]] = []
    for lever, group in groupby(enumerate(points), key=lambda one: one[1].lever):
        places = [place for place, _ in group]
        levels = [points[place].level for place in places]
        for side, party in enumerate(PARTIES):
            told = threshold(levels, found.paired[side][:, places], rising=lever != COST)
            rows.append(
                {
                    **world, "party": party, "lever": lever, "required": told.level, "low": told.low,
                    "high": told.high, "status": STATUSES.get(lever, STATUSES[EFFECT])[told.status],
                    "below": told.below, "above": told.above, "least": levels[0], "most": levels[-1],
                    "n": told.n,
                }
            )  # fmt: skip
    return rows


def zero_table(rows: Sequence[tuple[str, str, Point]], found: Differences) -> pd.DataFrame:
    """What is left: a row for each thing that was set to 0.

    Columns: family, label; joint, buyer, supplier with _low and _high, the difference WIIFWE − WIIFME;
    change with _low and _high, by how much the joint difference differs from that of `reference`,
    the row it is compared with (money per buyer slot and month, paired); wiifwe and wiifme, joint payoffs; n.
    """
    labels = [label for _, label, _ in rows]
    told: list[dict[str, Any]] = []
    for place, (family, label, _) in enumerate(rows):
        reference = REST if family == CHANNEL else NOTHING if family == ONLY else AS_IS
        row: dict[str, Any] = {"family": family, "label": label}
        for side, party in enumerate(PARTIES):
            own = mean_interval(found.paired[side, :, place])
            row |= {party: own.mean, f"{party}_low": own.low, f"{party}_high": own.high, "n": own.n}
        joint = found.paired[0]
        change = mean_interval(joint[:, place] - joint[:, labels.index(reference)])
        row |= {"reference": reference, "change": change.mean}
        row |= {"change_low": change.low, "change_high": change.high}
        row |= {"wiifwe": found.treated[0, place], "wiifme": found.baseline[0, place]}
        told.append(row)
    return pd.DataFrame(told)
