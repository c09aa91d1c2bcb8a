"""Words that the scripts share: numbers with their intervals, regions, and who wins there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from sim.design import Axis
from sim.measures.inference import Interval
from sim.measures.regions import intervals
from sim.measures.required import FOUND, Threshold
from sim.measures.wording import number, percent, spanned

PARTIES = {"joint_slot": "the pair", "buyer_slot": "buyers", "supplier_slot": "suppliers"}
"""Outcome → whose payoff it is."""


def interval_at(row: pd.Series, column: str) -> Interval:
    """The interval of an outcome in a row of `gains` or `levels`."""
    found = intervals(row.to_frame().T.astype({column: float, f"{column}_se": float}), column).iloc[0]
    count = row.get(f"{column}_n", row["n"])
    return Interval(found["mean"], float(row[f"{column}_se"]), found["low"], found["high"], int(count))


def told_at(row: pd.Series, column: str) -> str:
    """An outcome with its interval, as in "+0.030 (0.029 to 0.031)"."""
    return spanned(interval_at(row, column))


def shares(areas: pd.DataFrame, outcome: str, verdict: str, arm: str | None = None) -> str:
    """A share of the points in words, with its interval where the points are a sample."""
    rows = areas[(areas["outcome"] == outcome) & (areas["verdict"] == verdict)]
    if arm is not None:
        rows = rows[rows["arm"] == arm]
    row = rows.iloc[0]
    told = percent(row["share"])
    if np.isfinite(row["low"]):
        told += f" ({percent(row['low'], 1)} to {percent(row['high'], 1)})"
    return told


def level(found: Threshold, decimals: int = 2, unit: str = "") -> str:
    """A level at which a difference passes 0, with its interval; the status where there is none."""
    if found.status != FOUND:
        return found.status
    ends = [
        number(end, decimals) if np.isfinite(end) else "beyond what was tried"
        for end in (found.low, found.high)
    ]
    return f"{number(found.level, decimals)}{unit} ({ends[0]} to {ends[1]})"


def listed(words: Iterable[str]) -> str:
    """a, b and c."""
    parts: Sequence[str] = list(words)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(words: str) -> str:
    """With a capital and a full stop."""
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")


def portion(share: float, low: float, high: float, decimals: int = 0) -> str:
    """A share with its interval, as in "38 % (36 % to 40 %)"; without one where none is known."""
    told = percent(share, decimals)
    if np.isfinite(low) and np.isfinite(high):
        told += f" ({percent(low, decimals)} to {percent(high, decimals)})"
    return told


def likelihood(p: float) -> str:
    """A p in words, as in "p = 0.012" and "p < 0.001"; never shown without the effect it belongs to."""
    if not np.isfinite(p):
        return "p unknown"
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"


def stretches(places: Sequence[float], there: Sequence[bool]) -> list[tuple[float, float]]:
    """First and last of each run of neighbouring places at which something is so; `places` rise."""
    found: list[tuple[float, float]] = []
    before = False
    for place, so in zip(places, there):
        if so:
            found = [*found[:-1], (found[-1][0], place)] if before else [*found, (place, place)]
        before = bool(so)
    return found


def stretches_told(places: Sequence[float], there: Sequence[bool], decimals: int = 2) -> str:
    """Those runs in words, as in "0.10 to 0.40 and 0.60"; "" where there are none."""
    return listed(
        shown(first, decimals) if first == last else f"{shown(first, decimals)} to {shown(last, decimals)}"
        for first, last in stretches(places, there)
    )


def shown(place: float, decimals: int) -> str:
    """A level with so many decimals; noughts at the end beyond the second are left out."""
    told = number(place, decimals)
    return (
        told[:-1].rstrip("0").ljust(len(told) - decimals + 2, "0")
        if decimals > 2 and told[-1] == "0"
        else told
    )


def decimals_for(places: Iterable[float], most: int = 4) -> int:
    """Decimals that tell these levels apart and show each of them, up to `most`."""
    told = [f"{float(place):.{most}f}".rstrip("0").partition(".")[2] for place in places]
    return max((len(one) for one in told), default=0)


def sign_of(axis: Axis) -> str:
    """An axis in a formula's sign, as in "σₓ"; its name where it has none."""
    return axis.symbol.replace("_x", "ₓ") or axis.name.replace("_", " ")
