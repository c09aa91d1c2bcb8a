"""What a paper says, as data, and whether the model says so too."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from omegaconf import OmegaConf

from sim.measures.inference import Interval
from sim.measures.wording import MISSING, number, percent
from sim.spelling import ConfigError

WITHIN, OUTSIDE, BORDER = "within", "not", "on the border"
STATUSES = ("read", "recalled")
SHARE = "share"
"""The unit that is written in percent."""


@dataclass(frozen=True)
class Claim:
    """A published fact: its number, what agrees with it, how far it was checked, where it stands.

    `number` is none where only a sign is claimed; `low` or `high` is none where nothing bounds it.
    `status` begins with `read` (seen in the source) or `recalled` (to be checked before it is relied on).
    """

    key: str
    words: str
    number: float | None
    low: float | None
    high: float | None
    unit: str
    bounds: str
    status: str
    source: str
    where: str
    published: str = ""
    """The number in the paper's own words, where it has no more than words."""

    @property
    def recalled(self) -> bool:
        return self.status.startswith("recalled")

    @property
    def said(self) -> str:
        """The fact as it is called wherever it appears: what was not checked in its source says so."""
        return f"{self.words} ({self.status})" if self.recalled else self.words

    @property
    def least(self) -> float:
        return -math.inf if self.low is None else self.low

    @property
    def most(self) -> float:
        return math.inf if self.high is None else self.high

    def verdict(self, model: Interval) -> str:
        """Within if all of the model's interval agrees, not if none of it does, else on the border."""
        low, high = (model.low, model.high) if model.known else (model.mean, model.mean)
        if self.least <= low and high <= self.most:
            return WITHIN
        return OUTSIDE if high < self.least or low > self.most or math.isnan(low) else BORDER


def claims_in(folder: Path) -> dict[str, Claim]:
    """The claims of a replication by key, in the order of its table. Raises ConfigError for a wrong one."""
    path = folder / "claims.yaml"
    found: dict[str, Claim] = {}
    for row in records(path):
        try:
            claim = Claim(**row)
        except TypeError as error:
            raise ConfigError(f"a claim has the wrong fields: {error} ({path})") from error
        if not claim.status.startswith(STATUSES):
            allowed = "must begin with read or recalled"
            raise ConfigError(f"`{claim.key}.status` is {claim.status!r}, but {allowed} ({path})")
        if claim.key in found or not claim.least < claim.most:
            raise ConfigError(f"`{claim.key}` stands twice, or nothing agrees with it ({path})")
        found[claim.key] = claim
    return found


def records(path: Path) -> list[dict[str, Any]]:
    """The list of mappings in a YAML file."""
    rows = OmegaConf.to_container(OmegaConf.load(path))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"a list of claims is wanted ({path})")
    return [{str(key): value for key, value in row.items()} for row in rows]  # type: ignore[union-attr]


def compared(claim: Claim, model: Interval, world: str, estimate: str = "") -> dict[str, Any]:
    """A row of the table of facts: what is claimed, what the model says in a world, whether it agrees."""
    return {
        "key": claim.key, "fact": claim.said, "world": world, "estimate": estimate,
        "published": claim.published, "target": claim.number,
        "low": claim.low, "high": claim.high, "unit": claim.unit,
        "status": claim.status, "source": claim.source,
        "model": model.mean, "model_low": model.low, "model_high": model.high, "n": model.n,
        "verdict": claim.verdict(model),
    }  # fmt: skip


def told(value: float, unit: str, decimals: int = 1) -> str:
    """A number in its unit: shares in percent, all else with three decimals."""
    return percent(value, decimals) if unit == SHARE else number(value, 3)


def spanned(mean: float, low: float, high: float, unit: str = SHARE, decimals: int = 1) -> str:
    """A number with its interval, where there is one."""
    if math.isnan(low) or math.isnan(high):
        return told(mean, unit, decimals)
    if unit != SHARE:
        return f"{number(mean, 3)} ({number(low, 3)} to {number(high, 3)})"
    return f"{percent(mean, decimals)} ({number(100 * low, decimals)} to {number(100 * high, decimals)})"


def lines_of(table: pd.DataFrame) -> list[Any]:
    """The rows of a table, its columns as their attributes."""
    return list(table.itertuples(index=False))


def target_told(row: Any) -> str:
    """What is claimed: the paper's words, a number, or the side on which it lies."""
    if isinstance(row.published, str) and row.published:
        return row.published
    if not pd.isna(row.target):
        return told(row.target, row.unit)
    if pd.isna(row.low):
        return f"below {number(row.high, 0)}"
    return f"above {number(row.low, 0)}"


HEADINGS = ("fact", "world", "target", "model (95 % interval)", "within or not")


def fact_lines(facts: pd.DataFrame) -> list[tuple[str, ...]]:
    """The table of facts as it is read: fact, world, target, model with its interval, verdict."""
    return [
        (
            f"{row.fact}, {row.estimate}" if isinstance(row.estimate, str) and row.estimate else row.fact,
            row.world,
            target_told(row),
            spanned(row.model, row.model_low, row.model_high, row.unit),
            row.verdict,
        )
        for row in lines_of(facts)
    ]


def markdown(headings: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table as Markdown."""
    rows = [headings, ["---"] * len(headings), *lines]
    return "\n".join(f"| {' | '.join(cell or MISSING for cell in row)} |" for row in rows)
