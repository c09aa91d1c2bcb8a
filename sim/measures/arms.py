"""Who is compared: the shape of a result as the measures read it, and the names of its arms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import pandas as pd

from sim.scenario import Arm

MAIN_ARMS = (
    "wiifme_rigid",
    "wiifme_flexible",
    "relational_bare",
    "wiifwe",
    "paper_principles",
    "good_people",
    "placebo",
)
"""The arms A0 to A6 of the headline study (model §10), in its order."""

WITHOUT_PRINCIPLE = "without one principle"
WITHOUT_STEP = "without one step"
STEP_ALONE = "each step alone"
"""Families of the arms that take the effect apart."""

PARTIES = ("joint", "buyer", "supplier")
"""Whose payoff; joint is the sum of the other two."""


class Outcome(Protocol):
    """What the measures need of an ensemble's result: its tidy tables and its arms."""

    @property
    def arms(self) -> tuple[Arm, ...]:
        """The treatments played, in scenario order."""
        ...

    @property
    def accounts(self) -> pd.DataFrame:
        """Money booked by arm, role, strategy and month."""
        ...

    @property
    def series(self) -> pd.DataFrame:
        """Payoff per buyer slot by arm and month."""
        ...

    @property
    def lifetables(self) -> pd.DataFrame:
        """At risk, events and censored by arm, kind, strategy and age."""
        ...

    @property
    def replicates(self) -> pd.DataFrame:
        """One row per arm and replicate."""
        ...


def arm_labels(result: Outcome) -> dict[str, str]:
    """Name of an arm → what a reader is shown; an arm without a label shows its name."""
    return {arm.name: arm.label or arm.name.replace("_", " ") for arm in result.arms}


def arms_in(table: pd.DataFrame, names: Iterable[str] | None = None) -> list[str]:
    """Arms with a row in `table`: in the order of `names`, else in the table's own order."""
    found = [str(name) for name in table["arm"].unique()]
    if names is None:
        return found
    return [name for name in names if name in found]


def shown(labels: Mapping[str, str], arm: str) -> str:
    """The label of `arm`, or its name when none is known."""
    return labels.get(arm) or arm.replace("_", " ")
