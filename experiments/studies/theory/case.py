"""What a case consists of, its points and curves, and how many points cover their curve."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.studies.theory.world import Dice
from sim.measures.inference import Interval

COLUMNS = (
    "case", "what", "panel", "series", "x", "theory", "mean", "se", "low", "high", "n", "text", "dx", "dy",
)  # fmt: skip
FINENESS = 37
Row = dict[str, Any]
Found = Mapping[str, Interval]


@dataclass(frozen=True)
class Case:
    """One limiting case of the model; `law` is its number in the list of limiting cases (docs/validation.md).

    `series` are labels and what is given there; with it all else is called: the `places` played along x,
    `theory` and what is `found`, by panel, the ends (or places) of the curve.
    """

    law: str
    series: Mapping[str, tuple[Any, ...]]
    places: Callable[..., Sequence[float]]
    theory: Mapping[str, Callable[..., float]]
    found: Callable[..., Found]
    ends: Callable[..., Sequence[float]]
    limit: Callable[..., float] | None = None
    """The formula where it holds in a limit only."""
    marks: Callable[[], Sequence[Row]] = tuple
    runs: int = 1
    """Worlds for each replicate of the other cases, where a world tells little or is soon played."""
    same_dice: bool = False
    """Whether a world tells of all series at once."""

    @property
    def size(self) -> int:
        """How many points there are."""
        return sum(len(self.places(*given)) * len(self.theory) for given in self.series.values())

    def points(self, name: str, seed: int, replicates: int) -> Iterator[Row]:
        """Simulated means with intervals, on dice of their own."""
        address = -1
        for rank, (series, given) in enumerate(self.series.items()):
            address = -1 if self.same_dice and rank else address
            for x in self.places(*given):
                address += 1
                dice = Dice.of(seed, name, address, self.runs * replicates)
                for panel, found in self.found(dice, x, *given).items():
                    about = {"what": "point", "panel": panel, "series": series, "x": x}
                    yield {**about, "theory": self.theory[panel](x, *given), **found._asdict()}

    def curves(self) -> Iterator[Row]:
        """The formula, dense; and its limit."""
        for panel, formula in self.theory.items():
            for series, given in self.series.items():
                ends = self.ends(*given)
                for x in np.linspace(ends[0], ends[1], FINENESS).tolist() if len(ends) == 2 else ends:
                    about = {"panel": panel, "series": series, "x": x}
                    yield {"what": "theory", **about, "mean": formula(x, *given)}
                    if self.limit is not None:
                        yield {"what": "limit", **about, "mean": self.limit(x, *given)}


def mark(
    x: float, y: float, text: str = "", panel: str = "", series: str = "", dx: int = 3, dy: int = 4
) -> Row:
    """A place that the theory names; its text is moved by `dx`, `dy` points of paper."""
    told = {"what": "mark", "panel": panel, "series": series, "x": x, "mean": y}
    return {**told, "text": text, "dx": dx, "dy": dy}
