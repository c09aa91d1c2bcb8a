"""From what was played to points with intervals, and how many of them cover their curve."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from sim.measures.inference import EXACT, LEVEL, Interval
from sim.measures.wording import MISSING, number

COLUMNS = ("panel", "series", "x", "theory", "mean", "se", "low", "high", "n")
CURVE = ("panel", "series", "x", "y", "kind")
FINENESS = 241


def point(panel: str, series: str, x: float, theory: float, found: Interval) -> dict[str, Any]:
    """A row of a case's table; `theory` and the interval in the unit of the panel."""
    return {"panel": panel, "series": series, "x": x, "theory": theory, **found._asdict()}


def points_table(rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a tidy table, in the order of `COLUMNS`."""
    return pd.DataFrame(list(rows), columns=list(COLUMNS))


def curve(
    panel: str, series: str, xs: Sequence[float], formula: Callable[[float], float], kind: str = "theory"
) -> pd.DataFrame:
    """A dense line of a formula; `kind` is "theory", or "limit" for one that holds in a limit only."""
    rows = [(panel, series, x, formula(float(x)), kind) for x in xs]
    return pd.DataFrame(rows, columns=list(CURVE))


def grid(low: float, high: float) -> list[float]:
    """Places along a curve, dense enough to look smooth."""
    return np.linspace(low, high, FINENESS).tolist()


def share_interval(hits: float, units: int) -> Interval:
    """A share of independent units with Wilson's (1927) 95 % interval; `se` is its half width over 1.96."""
    if units < 1 or not 0.0 <= hits <= units:
        raise ValueError(f"{hits:g} of {units} units is no share")
    z = float(stats.norm.ppf(0.5 + LEVEL / 2.0))
    share = hits / units
    middle = (share + z * z / (2 * units)) / (1 + z * z / units)
    half = z * np.sqrt(share * (1 - share) / units + z * z / (4 * units * units)) / (1 + z * z / units)
    return Interval(share, float(half / z), float(middle - half), float(middle + half), units)


def by_lot(table: pd.DataFrame) -> pd.Series:
    """Which points luck has a part in; the others must lie on their curve."""
    return table["high"] - table["low"] > EXACT


def covering(table: pd.DataFrame) -> pd.Series:
    """Which points' intervals hold the closed form, rounding (1e-9) allowed for."""
    return (table["low"] <= table["theory"] + EXACT) & (table["theory"] <= table["high"] + EXACT)


class Coverage(NamedTuple):
    """How many points there are, how many cover, and how far the farthest lies, in standard errors."""

    points: int
    covered: int
    exact: int
    on_curve: int
    farthest: float


def coverage(table: pd.DataFrame) -> Coverage:
    """Points with luck and those without (`exact`, of which `on_curve` lie on the curve) counted apart."""
    lot, hit = by_lot(table), covering(table)
    far = ((table["mean"] - table["theory"]).abs() / table["se"])[lot]
    farthest = float(far.max()) if len(far) else float("nan")
    return Coverage(
        int(lot.sum()), int((lot & hit).sum()), int((~lot).sum()), int((~lot & hit).sum()), farthest
    )


def coverage_words(table: pd.DataFrame) -> str:
    """The coverage as a sentence or two, with the number of misses that luck alone would make."""
    found = coverage(table)
    parts: list[str] = []
    if found.points:
        usual = number((1.0 - LEVEL) * found.points, 1)
        parts.append(
            f"{found.covered} of {found.points} intervals cover the line; by luck alone {usual} would miss."
        )
    if found.exact:
        parts.append(f"{found.on_curve} of {found.exact} points without luck lie on the line.")
    return " ".join(parts)


def summary(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """A row for each case and one for all: points, covering, misses to expect, exact ones, farthest."""
    counted = {name: coverage(table) for name, table in tables.items()}
    if counted:
        counted["all"] = coverage(pd.concat(tables.values(), ignore_index=True))
    rows = [
        {
            "case": name, "points": one.points, "covering": one.covered,
            "expected": LEVEL * one.points, "exact": one.exact, "on_curve": one.on_curve,
            "farthest": one.farthest,
        }
        for name, one in counted.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def crossing(table: pd.DataFrame, level: float = 0.0) -> float:
    """The first x at which the simulated means pass `level`, between points on a line; nan if they do not."""
    rows = table.sort_values("x")
    x, y = rows["x"].to_numpy(dtype=float), rows["mean"].to_numpy(dtype=float) - level
    for place in range(len(x) - 1):
        if (y[place] > 0.0) != (y[place + 1] > 0.0):
            return float(x[place] + (x[place + 1] - x[place]) * y[place] / (y[place] - y[place + 1]))
    return float("nan")


def said(value: float, decimals: int = 2) -> str:
    """A number of a title; a dash when it is not known."""
    return number(value, decimals) if np.isfinite(value) else MISSING
