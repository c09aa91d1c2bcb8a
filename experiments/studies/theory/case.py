"""What a case consists of, its points and curves, and how many points cover their curve."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from experiments.studies.theory.world import Dice
from sim.measures.inference import EXACT, LEVEL, Interval

COLUMNS = (
    "case", "what", "panel", "series", "x", "theory", "mean", "se", "low", "high", "n", "text", "dx", "dy",
)  # fmt: skip
FINENESS = 121
Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One limiting case of the model; `law` is its number in the list of limiting cases (docs/validation.md).

    `series` are labels and what is given there; with it all else is called: `places` played along x, `theory`
    and `found` by panel, the curve's ends or places (`along`), a `limit` where the formula holds in a limit only.
    """

    law: str
    series: Mapping[str, tuple[Any, ...]]
    places: Callable[..., Sequence[float]]
    theory: Mapping[str, Callable[..., float]]
    found: Callable[..., Mapping[str, Interval]]
    along: Callable[..., Sequence[float]]
    limit: Callable[..., float] | None = None
    marks: Callable[[], Sequence[Row]] = tuple
    runs: int = 1
    """Worlds for each replicate of the other cases, where a world tells little or is soon played."""
    same_dice: bool = False
    """Whether a world tells of all series at once."""

    def points(self, name: str, seed: int, replicates: int) -> Iterator[Row]:
        """Simulated means with intervals, on dice of their own."""
        address = -1
        for rank, (series, given) in enumerate(self.series.items()):
            address = -1 if self.same_dice and rank else address
            for x in self.places(*given):
                address += 1
                dice = Dice.of(seed, name, address, self.runs * replicates)
                for panel, found in self.found(dice, x, *given).items():
                    expected = self.theory[panel](x, *given)
                    yield row("point", x, found.mean, panel, series) | {**found._asdict(), "theory": expected}

    def curves(self) -> Iterator[Row]:
        """The formula, dense; and its limit."""
        for panel, formula in self.theory.items():
            for series, given in self.series.items():
                ends = self.along(*given)
                dense = np.linspace(*ends, FINENESS).tolist() if len(ends) == 2 else ends
                yield from (row("theory", x, formula(x, *given), panel, series) for x in dense)
                if self.limit is not None:
                    yield from (row("limit", x, self.limit(x, *given), panel, series) for x in dense)


def row(
    what: str,
    x: float,
    mean: float,
    panel: str = "",
    series: str = "",
    text: str = "",
    dx: float = 3.0,
    dy: float = 4.0,
) -> Row:
    """A row of the table that is drawn; `text` of a mark is moved by `dx`, `dy` points of paper."""
    return {
        "what": what,
        "panel": panel,
        "series": series,
        "x": x,
        "mean": mean,
        "text": text,
        "dx": dx,
        "dy": dy,
    }


def share_interval(hits: float, units: int) -> Interval:
    """A share of independent units with Wilson's (1927) 95 % interval; `se` is its half width over 1.96."""
    if units < 1 or not 0.0 <= hits <= units:
        raise ValueError(f"{hits:g} of {units} units is no share")
    z = float(stats.norm.ppf(0.5 + LEVEL / 2.0))
    share = hits / units
    middle = (share + z * z / (2 * units)) / (1 + z * z / units)
    half = z * np.sqrt(share * (1 - share) / units + z * z / (4 * units * units)) / (1 + z * z / units)
    return Interval(share, float(half / z), float(middle - half), float(middle + half), units)


def coverage(points: pd.DataFrame) -> Row:
    """How many points cover the closed form; those without luck (`exact`), which must lie on it, counted apart.

    `farthest` is the greatest distance, in standard errors; rounding (1e-9) is allowed for.
    """
    lot = points["high"] - points["low"] > EXACT
    hit = (points["low"] <= points["theory"] + EXACT) & (points["theory"] <= points["high"] + EXACT)
    far = ((points["mean"] - points["theory"]).abs() / points["se"])[lot]
    return {
        "points": int(lot.sum()), "covering": int((lot & hit).sum()), "expected": LEVEL * int(lot.sum()),
        "exact": int((~lot).sum()), "on_curve": int((~lot & hit).sum()), "farthest": far.max(),
    }  # fmt: skip
