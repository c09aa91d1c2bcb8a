"""`study: lives`: relationships as they grow old, firms, and the network, in worlds that Mesa plays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments import store, terminal
from experiments.lives import tables
from experiments.lives.watching import Seen, watched
from sim.measures.wording import spelled
from sim.spelling import ConfigError
from sim.worlds import arms_of

if TYPE_CHECKING:
    from experiments.store import Study

PRINCIPAL = "lives"
QUESTION = "What becomes of trust, grievances, partners and firms as relationships grow old?"
FEWEST = 12
MOST = 4
"""Arms: each is a row of the picture of the network."""


def check(study: Study) -> None:
    """Refuse what cannot be drawn: many arms, few months, one replicate."""
    arms, months = arms_of(study.scenario), study.scenario.market.months
    if len(arms) > MOST:
        raise ConfigError(f"`arms` are {len(arms)}, but `study: lives` draws {MOST} at most")
    if months < FEWEST:
        raise ConfigError(f"`market.months` is {months}, but `study: lives` needs {FEWEST} at least")
    if study.settings.replicates < 2:
        raise ConfigError(f"`replicates` is {study.settings.replicates}, but intervals need 2 at least")


def play(study: Study, draft: Path, label: str) -> str:
    """Watch every world, write tables and figures; what differs, in words."""
    arms = [arm.name for arm in arms_of(study.scenario)]
    seen = seen_by_arm(study, arms)
    labels = {arm.name: arm.label or spelled(arm.name) for arm in arms_of(study.scenario)}
    found = {
        PRINCIPAL: tables.summary(seen, labels, arms[0]),
        "ageing": tables.ageing(seen),
        "firms": tables.stacked(seen, "firms", numbered=True),
        "ties": tables.stacked(seen, "ties"),
        "gone": tables.stacked(seen, "gone"),
        "lives_of_one": tables.stacked(seen, "life"),
    }
    store.write_tables(found, draft, csv=study.settings.csv)
    finding, failures = tables.told(found[PRINCIPAL])
    store.write_words({"question": QUESTION, "finding": finding, "failures": failures}, draft)
    from sim.plots.lives import draw_all

    market = study.scenario.market
    slots = {"buyer": market.buyers, "supplier": market.suppliers}
    draw_all(found, slots, arms, labels, draft / "figures", study.settings.caption(label))
    return finding


def seen_by_arm(study: Study, arms: Sequence[str]) -> Mapping[str, Sequence[Seen]]:
    """Every arm's worlds, one after the other."""
    settings = study.settings
    seen: dict[str, list[Seen]] = {arm: [] for arm in arms}
    with terminal.progress_bar("worlds") as report:
        for replicate in range(settings.replicates):
            for place, arm in enumerate(arms):
                name = arm if study.scenario.arms else None
                seen[arm].append(watched(study.scenario, name, settings.seed, replicate))
                report(replicate * len(arms) + place + 1, settings.replicates * len(arms))
    return seen


def show(folder: Path, *, stored: bool) -> None:
    """Print what differs, and where all lies."""
    terminal.close(store.stored_finding(folder), folder, stored=stored)
