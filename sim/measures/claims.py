"""What a paper says, as data beside its study (`claims.yaml`), and whether the model says so too."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from omegaconf import OmegaConf

from sim.measures.inference import Interval
from sim.spelling import ConfigError

WITHIN, OUTSIDE, BORDER = "within", "not", "on the border"
STATUSES = ("read", "recalled")


@dataclass(frozen=True)
class Claim:
    """A published fact: its number, what agrees with it, how far it was checked, where it stands.

    `number` is none where only a sign is claimed, `published` the number in the paper's own words, where it
    has no more; `low` or `high` is none where nothing bounds it. `status` begins with `read` (seen in the
    source) or `recalled` (to be checked before it is relied on).
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

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most that agrees."""
        return -math.inf if self.low is None else self.low, math.inf if self.high is None else self.high

    def verdict(self, model: Interval) -> str:
        """Within if all of the model's interval agrees, not if none of it does, else on the border."""
        least, most = self.ends
        low, high = (model.low, model.high) if model.known else (model.mean, model.mean)
        if least <= low and high <= most:
            return WITHIN
        return OUTSIDE if high < least or low > most or math.isnan(low) else BORDER

    @property
    def band(self) -> dict[str, float | None]:
        """What is claimed and what agrees with it, as columns."""
        return {"target": self.number, "band_low": self.low, "band_high": self.high}

    def against(self, model: Interval, **about: str) -> dict[str, Any]:
        """A row of a table of facts: what is claimed, the band that agrees, what the model says."""
        found = {"mean": model.mean, "low": model.low, "high": model.high, "n": model.n}
        known = {"claim": self.key, "status": self.status.split()[0]}
        return {**known, **about, **self.band, **found, "verdict": self.verdict(model)}


def claims_in(folder: Path) -> dict[str, Claim]:
    """The claims of a replication by key. Raises ConfigError for a wrong one."""
    path = folder / "claims.yaml"
    found: dict[str, Claim] = {}
    rows: Any = OmegaConf.to_container(OmegaConf.load(path))
    for row in rows:
        try:
            claim = Claim(**row)
        except TypeError as error:
            raise ConfigError(f"a claim has the wrong fields: {error} ({path})") from error
        if not claim.status.startswith(STATUSES):
            allowed = "must begin with read or recalled"
            raise ConfigError(f"`{claim.key}.status` is {claim.status!r}, but {allowed} ({path})")
        if claim.key in found or not claim.ends[0] < claim.ends[1]:
            raise ConfigError(f"`{claim.key}` stands twice, or nothing agrees with it ({path})")
        found[claim.key] = claim
    return found


def claims_table(claims: Mapping[str, Claim]) -> pd.DataFrame:
    """The claims as they were written: words, number, bounds and whose they are, status, source."""
    return pd.DataFrame([asdict(claim) for claim in claims.values()])
