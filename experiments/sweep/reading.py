"""A sweep that was played, as its script reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd
import pyarrow.dataset as ds

from sim.design import Axis, Design, Points
from sim.scenario import Arm, Scenario

MAIN = ("joint_slot", "buyer_slot", "supplier_slot")
"""Payoff of the pair and of each side: the primary outcome and its parts."""


@dataclass(frozen=True)
class Played:
    """A sweep on disk: `worlds`, `levels` and `gains` as Parquet, read column by column."""

    folder: Path
    scenario: Scenario
    arms: tuple[Arm, ...]
    design: Design
    points: Points
    replicates: int
    seed: int

    @property
    def kind(self) -> str:
        """How the points were chosen."""
        return self.design.kind

    @property
    def axes(self) -> dict[str, Axis]:
        """The axes of the design by name."""
        return {axis.name: axis for axis in self.points.axes}

    @property
    def labels(self) -> dict[str, str]:
        """Name of an arm → what a reader is shown."""
        return {arm.name: arm.label or arm.name.replace("_", " ") for arm in self.arms}

    def worlds(self, columns: Sequence[str] = MAIN, arms: Sequence[str] | None = None) -> pd.DataFrame:
        """A row for every world: point, arm, replicate, status and these outcomes."""
        wanted = ["point", "arm", "replicate", "status", *columns]
        chosen = None if arms is None else ds.field("arm").isin(list(arms))
        table = ds.dataset(self.folder / "worlds.parquet").to_table(columns=wanted, filter=chosen)
        return table.to_pandas().astype({"arm": str, "status": str})

    def levels(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """By point and arm: axes, and of each outcome the mean, `_se` and `_n`."""
        return self._by_point("levels", columns)

    def gains(
        self, columns: Sequence[str] | None = None, treatment: str | None = None, baseline: str | None = None
    ) -> pd.DataFrame:
        """By point and pair of arms: axes, and of each outcome the mean paired difference, `_se` and `_n`."""
        table = self._by_point("gains", columns)
        for column, name in (("arm", treatment), ("baseline", baseline)):
            if name is not None:
                table = table[table[column] == name]
        return table.reset_index(drop=True)

    def _by_point(self, name: str, columns: Sequence[str] | None) -> pd.DataFrame:
        path = self.folder / f"{name}.parquet"
        if not path.is_file():  # a single arm is compared with nothing
            return pd.DataFrame(columns=["point", *self.axes, "arm", "baseline", "n"])
        stored = ds.dataset(path)
        wanted = None
        if columns is not None:
            ends = ("", "_se", "_n")
            names = ["point", *self.axes, "arm", "baseline", "n", *(c + end for c in columns for end in ends)]
            wanted = [name for name in names if name in stored.schema.names]
        table = stored.to_table(columns=wanted).to_pandas()
        return table.astype({column: object for column in ("arm", "baseline") if column in table})


class Analysis(Protocol):
    """What a script in `experiments.findings` offers; it plays nothing.

    One that cannot read every sweep also has `check(design, arms, pairs)`, which raises ConfigError before
    anything is played.
    """

    QUESTION: str
    """The question of the study, in a sentence."""

    def tables(self, played: Played) -> dict[str, pd.DataFrame]:
        """Small tables by name; `result` is the one that is shown."""
        ...

    def finding(self, tables: dict[str, pd.DataFrame], played: Played) -> str:
        """The answer in words, computed from the tables, each number with its interval."""
        ...

    def failures(self, tables: dict[str, pd.DataFrame], played: Played) -> str:
        """Where, by these tables, a relationship-first posture does not pay; empty where that is nowhere."""
        ...

    def draw(self, tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
        """Draw the figures, PNG and SVG, into a folder; titles are computed from the tables."""
        ...
