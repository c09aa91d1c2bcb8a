"""The facts that the default world is set against, and the parameters that no source fixes, as data."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from omegaconf import OmegaConf

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Fact:
    """A published number: what agrees with it, how far it was checked, what it is used for."""

    key: str
    words: str
    target: float
    low: float
    high: float
    bounds: str
    status: str
    source: str
    use: str
    scale: str = "linear"

    def within(self, value: float) -> bool:
        """Whether a value agrees with the fact."""
        return self.low <= value <= self.high

    def miss(self, value: float) -> float:
        """How far a value is from the target, in half widths of what agrees: 1 at the border."""
        if self.scale == "log":
            away = math.log(max(value, 1e-6) / self.target)
            return away / math.log(self.high / self.target)
        half = self.high - self.target if value >= self.target else self.target - self.low
        return (value - self.target) / half

    @property
    def said(self) -> str:
        """The fact as it is called wherever it appears; what was not checked in the paper is called so."""
        return self.words if self.status.startswith("read") else f"{self.words} ({self.status})"


@dataclass(frozen=True)
class Free:
    """A parameter that no source fixes: its path and the bounds within which it is sought."""

    path: str
    low: float
    high: float
    whole: bool
    reason: str


COMMON: Sequence[Free] = (
    Free("shocks.misfit_sd", 0.05, 0.40, False, "how fast work outgrows its specification"),
    Free("adaptation.haggling", 0.0, 0.50, False, "fixed cost of a contested change"),
    Free("shading.strength", 0.0, 1.0, False, "shading per unit of grievance"),
    Free("promises.temptation", 0.019, 0.15, False, "gain from a broken promise; v_q/c_q from 8 to 1"),
    Free("promises.slip", 0.0, 0.20, False, "promises missed though meant"),
)
"""Sought by every calibration; bounds are the sweep of each, or the lower part of it."""
SPOT_SHARE = "population.buyers.wiifme_spot"
DURATIONS: Mapping[str, Free] = {
    "spot": Free(SPOT_SHARE, 0.0, 1.0, False, "share of buyers who bind themselves for no more than a month"),
    "terms": Free("contract.term", 3, 48, True, "months of a term, one for all"),
}
"""Two ways to meet the facts on durations, one parameter each. None of all these is of the thesis: the
process and its effects stay as they are."""


def free(durations: str) -> tuple[Free, ...]:
    """The parameters that a calibration seeks, by how it meets the facts on durations."""
    return (DURATIONS[durations], *COMMON)


def facts() -> tuple[Fact, ...]:
    """Every fact, in the order of the table."""
    rows = OmegaConf.to_container(OmegaConf.load(HERE / "facts.yaml"))
    assert isinstance(rows, list)
    return tuple(Fact(**row) for row in rows)  # type: ignore[arg-type]
