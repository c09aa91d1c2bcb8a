"""What maps of two numeric axes share: where a gain passes 0, what an axis changes, and the words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.findings.wording import PARTIES, decimals_for, interval_at, stretches_told
from experiments.sweep.reading import MAIN
from sim.ensemble.outcomes import MARKS
from sim.measures.inference import LEVEL, Interval, holm
from sim.measures.pairs import aligned, paired_worlds
from sim.measures.regions import GAIN, LOSS, OPEN, crossings, verdicts
from sim.measures.required import ALWAYS, FOUND, MIXED, Threshold
from sim.measures.shares import contrast
from sim.measures.wording import number, spanned
from sim.plots.maps import Line
from sim.plots.sheets import filed

TURN = ("rising", *Threshold._fields)
CONTRAST = (*Interval._fields, "size", "p", "p_holm")
LOSES = {"joint_slot": "the pair loses", "buyer_slot": "buyers lose", "supplier_slot": "suppliers lose"}


def turns(
    worlds: pd.DataFrame, points: pd.DataFrame, axis: str, by: str, arms: tuple[str, str],
    outcomes: Iterable[str] = MAIN,
) -> pd.DataFrame:  # fmt: skip
    """Where along `axis` each gain passes 0, by level of `by`; no row where `axis` has a single level."""
    names = ["outcome", by, *TURN]
    if points[axis].nunique() < 2:
        return pd.DataFrame(columns=names)
    parts = [crossings(worlds, points, axis, one, *arms, by=[by]).assign(outcome=one) for one in outcomes]
    return pd.concat(parts, ignore_index=True)[names]


def turn_told(row: pd.Series, decimals: int = 2) -> str:
    """Where along an axis somebody gains, with the interval, as in "from 0.13 (0.12 to 0.14) on"."""
    low, high, rising = row["low"], row["high"], bool(row["rising"])
    if row["status"] == FOUND:
        ends = [number(end, decimals) if np.isfinite(end) else "beyond what was tried" for end in (low, high)]
        told = f"{number(row['level'], decimals)} ({ends[0]} to {ends[1]})"
        return f"from {told} on" if rising else f"up to {told}"
    if row["status"] == MIXED:
        return "in no order (a certain loss after a certain gain)"
    pays = row["status"] == ALWAYS
    doubt = high if rising is pays else low
    told = "at every level tried" if pays else "at none"
    if doubt == row["level"]:
        return told
    if not np.isfinite(doubt):
        return f"{told} (perhaps {'at none' if pays else 'at every level'})"
    span = f"from {number(doubt, decimals)} on" if rising else f"up to {number(doubt, decimals)}"
    return f"{told} (perhaps {'only ' if pays else ''}{span})"


def runs_told(rows: pd.DataFrame, by: str, decimals: int, words: str) -> str:
    """Turns by level of another axis, `words` as in "over {} months"; what neighbours share is said once."""
    told = [turn_told(row, decimals) for _, row in rows.iterrows()]
    levels, parts, start = rows[by].tolist(), [], 0
    digits = decimals_for(levels)
    for place in range(1, len(told) + 1):
        if place == len(told) or told[place] != told[start]:
            ends = [number(levels[at], digits) for at in (start, place - 1)]
            span = ends[0] if start == place - 1 else f"{ends[0]} to {ends[1]}"
            parts.append(f"{told[start]} {words.format(span)}")
            start = place
    return ", ".join(parts)


def some(rows: pd.DataFrame, by: str, own: float | None = None, most: int = 4) -> pd.DataFrame:
    """So many rows, evenly spread over the levels of an axis from first to last, and the scenario's own."""
    ordered = rows.sort_values(by).reset_index(drop=True)
    places = set(np.linspace(0, len(ordered) - 1, min(most, len(ordered))).round().astype(int).tolist())
    if own is not None and len(ordered):
        places.add(int((ordered[by] - own).abs().idxmin()))
    return ordered.loc[sorted(places)]


def contrasts(
    worlds: pd.DataFrame, points: pd.DataFrame, axis: str, by: str, arms: Sequence[str],
    outcomes: Sequence[str] = MAIN,
) -> pd.DataFrame:  # fmt: skip
    """Highest less lowest level of `axis`, by level of `by`: an arm's value, or a gain where two are named.

    A row for each outcome and level: the paired difference (mean, se, low, high, n), its d_z, p, and Holm's p
    over the levels of `by`, outcome by outcome. No row where `axis` has a single level.
    """
    names = ["outcome", by, *CONTRAST]
    if points[axis].nunique() < 2:
        return pd.DataFrame(columns=names)
    values, parts = by_point(worlds, points, arms, outcomes), []
    first, last = points[axis].min(), points[axis].max()
    for outcome in outcomes:
        rows = []
        for level, part in points.groupby(by):
            at = part.set_index(axis)["point"]
            rows.append({"outcome": outcome, by: level} | contrast(values[outcome], [at[last]], [at[first]]))
        parts.append(with_holm(pd.DataFrame(rows)))
    return pd.concat(parts, ignore_index=True)[names]


def averages(
    worlds: pd.DataFrame, points: pd.DataFrame, by: str, arms: Sequence[str], outcomes: Sequence[str]
) -> pd.DataFrame:
    """The gain at each level of `by`, over all levels of the other axis: as `contrasts`, against 0."""
    values, parts = by_point(worlds, points, arms, outcomes), []
    for outcome in outcomes:
        nothing = values[outcome].assign(nothing=0.0)
        rows = [
            {"outcome": outcome, by: level} | contrast(nothing, part["point"].tolist(), ["nothing"])  # type: ignore[list-item]
            for level, part in points.groupby(by)
        ]
        parts.append(with_holm(pd.DataFrame(rows)))
    return pd.concat(parts, ignore_index=True)[["outcome", by, *CONTRAST]]


def by_point(
    worlds: pd.DataFrame, points: pd.DataFrame, arms: Sequence[str], outcomes: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """Outcome → a row a replicate, a column a point: an arm's value, or the first arm's less the second's."""
    pairs = paired_worlds(worlds, arms, list(outcomes))
    every = pairs.values[0] - pairs.values[1] if len(arms) > 1 else pairs.values[0]
    numbers = points["point"].to_numpy(np.int64)
    return {
        outcome: pd.DataFrame(aligned(pairs, every[:, place], numbers), columns=numbers)
        for place, outcome in enumerate(outcomes)
    }


def with_holm(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with Holm's p over them."""
    return rows.assign(p_holm=holm(rows["p"].to_numpy(float)))


def signs(rows: pd.DataFrame) -> pd.Series:
    """Gain, loss or open of each row of `contrasts` or `averages`, by Holm's p."""
    told = rows["p_holm"] < 1.0 - LEVEL
    return pd.Series(np.where(told, np.where(rows["mean"] > 0.0, GAIN, LOSS), OPEN), index=rows.index)


def size_told(row: pd.Series) -> str:
    """An effect of such a row with its interval."""
    return spanned(Interval(*row[list(Interval._fields)]))


def levels_with(rows: pd.DataFrame, by: str, verdict: str) -> str:
    """The levels at which the rows have this sign, in words; "" where nowhere."""
    ordered = rows.sort_values(by)
    return stretches_told(
        ordered[by].tolist(), signs(ordered).eq(verdict).tolist(), decimals_for(ordered[by])
    )


def age_told(months: int) -> int | None:
    """The greatest age, in months, at which survival is known in runs so long; None below the first."""
    return max((mark for mark in MARKS if mark <= months), default=None)


def extreme(rows: pd.DataFrame, sizes: pd.Series) -> pd.Series:
    """The row with the greatest of these sizes; of equals the first."""
    return rows.iloc[int(np.nanargmax(sizes.to_numpy(float)))]


def kept_figures(drawn: dict[str, Figure], figures: Path) -> None:
    """Write figures by name, PNG and SVG."""
    figures.mkdir(exist_ok=True)
    for name, figure in drawn.items():
        filed(figure, figures, name)


def passing_line(rows: pd.DataFrame, by: str, label: str) -> Line:
    """A line for a map: where a gain passes 0; nowhere on the map where no passage is found."""
    there = rows.sort_values(by)
    return Line(there[by], *(there[one].where(there["status"] == FOUND) for one in TURN[1:4]), label=label)


def places_lost(gained: pd.DataFrame, outcome: str) -> tuple[int, int, pd.Series | None]:
    """In how many points there is a certain loss, of how many, and the worst of them."""
    lost = gained[verdicts(gained, outcome).eq(LOSS)]
    return len(lost), len(gained), None if lost.empty else lost.sort_values(outcome).iloc[0]


def losses_told(gained: pd.DataFrame, axes: dict[str, str]) -> str:
    """Who loses in how many points, how much at worst and where; `axes`: column → "σₓ {}". "" if nobody."""
    parts = []
    for outcome in PARTIES:
        count, points, worst = places_lost(gained, outcome)
        if worst is not None:
            at = ", ".join(
                words.format(number(worst[name], decimals_for(gained[name]))) for name, words in axes.items()
            )
            size = spanned(interval_at(worst, outcome))
            parts.append(f"{LOSES[outcome]} at {count} of {points} points (at worst {size}, at {at})")
    return "; ".join(parts)
