"""Relationships as they grow old, firms, and the network, in worlds that Mesa plays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from sim.chronicle.watching import watched
from sim.measures.lives import Seen, ageing, stacked, summary
from sim.measures.wording import spelled
from sim.spelling import ConfigError
from sim.worlds import arms_of

if TYPE_CHECKING:
    from experiments.study import Study

PRINCIPAL = "lives"
FEWEST = 12
MOST_ARMS = 4
"""Each is a row of the picture of the network."""


def check(study: Study) -> None:
    """Refuse what cannot be drawn: many arms, few months, one replicate."""
    arms, months = arms_of(study.scenario), study.scenario.market.months
    if len(arms) > MOST_ARMS:
        raise ConfigError(f"`arms` are {len(arms)}, but `study: lives` draws {MOST_ARMS} at most")
    if months < FEWEST:
        raise ConfigError(f"`market.months` is {months}, but `study: lives` needs {FEWEST} at least")
    if study.settings.replicates < 2:
        raise ConfigError(f"`replicates` is {study.settings.replicates}, but intervals need 2 at least")


def play(study: Study, report: Callable[[int, int], None]) -> dict[str, pd.DataFrame]:
    """`lives`: what differs; `ageing`, `firms`, `ties`, and each arm's longest relationship, `life_…`."""
    settings = study.settings
    labels = {arm.name: arm.label or spelled(arm.name) for arm in arms_of(study.scenario)}
    seen: dict[str, list[Seen]] = {arm: [] for arm in labels}
    for replicate in range(settings.replicates):
        for place, arm in enumerate(labels):
            name = arm if study.scenario.arms else None
            seen[arm].append(watched(study.scenario, name, settings.seed, replicate))
            report(replicate * len(labels) + place + 1, settings.replicates * len(labels))
    return {
        PRINCIPAL: summary(seen, labels, next(iter(labels))),
        "ageing": ageing(seen),
        "firms": stacked(seen, "firms", numbered=True),
        "ties": stacked(seen, "ties"),
        **{f"life_{arm}": worlds[0].life for arm, worlds in seen.items()},
    }
