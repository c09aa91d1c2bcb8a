"""Stories of one relationship each, told from the months of a run, and how common their like is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.studies.chronicles.lives import life, two_postures
from experiments.studies.chronicles.pages import ASKED, MONTHLY, POSTURES, STORIES, files
from sim.chronicle import figures, spells
from sim.chronicle.reading import SIDES
from sim.chronicle.rules import RULES, relationships, survey, with_opportunist
from sim.ensemble.run import events_of
from sim.spelling import ConfigError

if TYPE_CHECKING:
    from experiments.study import Study

__all__ = ["check", "files", "play"]

BESIDE = {
    "change_orders": ("turbulent", "calm"), "opportunist": ("opportunists", "opportunists_free"),
    "silence": ("wiifwe", "wiifme"),
}  # fmt: skip
"""Story → arms in whose same replicate it is asked how often change is fought over, promises are kept, and
something is kept silent."""


def check(study: Study) -> None:
    """Refuse a study that lacks an arm from which a story is taken."""
    needed = {*ASKED.values(), *POSTURES, *(arm for arms in BESIDE.values() for arm in arms)}
    if absent := sorted(needed - {arm.name for arm in study.scenario.arms}):
        raise ConfigError(f"`arms` lack `{absent[0]}`, from which a story is taken")


def play(study: Study, report: Callable[[int, int], None]) -> dict[str, pd.DataFrame]:
    """`result`: what each rule found; `beside`: other worlds; a table of months for each story."""
    scenario, settings, rows = study.scenario, study.settings, []
    lives: dict[str, pd.DataFrame] = {}
    arms = list(dict.fromkeys(ASKED.values()))
    for place, arm in enumerate(arms):
        rules = {name: RULES[name.removesuffix("_usual")] for name, own in ASKED.items() if own == arm}
        for name, found in survey(scenario, arm, rules, range(settings.replicates), settings.seed).items():
            counts = {
                "relationships": found.everything,
                "of_group": found.belonging,
                "fitting": found.fitting,
            }
            row: dict[str, Any] = {"story": name, "arm": arm, **counts}
            if found.first is not None:
                first, months = found.first.rows[0], found.first.rows
                row |= {"replicate": found.first.replicate, "buyer": first["buyer"], "months": len(months),
                        "number": found.first.spell + 1}  # fmt: skip
                row |= {f"made_{side}": figures.made(months, side) for side in SIDES}
                lives[name] = life(months)
            rows.append(row)
        report(place + 1, len(arms))
    result = pd.DataFrame(rows)
    beside = [
        beside_row(study, story, arm, int(result.loc[result["story"] == story, "replicate"].iloc[0]))
        for story, known in BESIDE.items()
        for arm in known
        if story in lives
    ]
    longest = max(spells(events_of(scenario, MONTHLY, 0, settings.seed), 0), key=len)
    tables = {"result": result, "beside": pd.DataFrame(beside), MONTHLY: pd.DataFrame(longest)}
    tables |= two_postures(study)
    return tables | {name: lives[name] for name in STORIES if name in lives}


def beside_row(study: Study, story: str, arm: str, replicate: int) -> dict[str, Any]:
    """How often, in an arm's replicate, change is fought over, promises kept, something kept silent."""
    found = relationships(study.scenario, arm, replicate, study.settings.seed)
    theirs = [rows for rows in found if with_opportunist(rows)]
    kept = figures.kept_share(theirs) if theirs else float("nan")
    return {
        "story": story, "arm": arm, "change_share": figures.change_share(found), "kept_share": kept,
        "untold_share": figures.untold_share(found),
    }  # fmt: skip
