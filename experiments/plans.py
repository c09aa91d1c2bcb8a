"""The sweep that a study asks for, as `sim.sweeps` plays it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.design import Design, Points, expanded
from sim.scenario import Scenario
from sim.sweeps.plan import Plan, folder_of_parts
from sim.worlds import arms_of

if TYPE_CHECKING:
    from experiments.settings import Settings
    from experiments.study import Study


def plan_of(study: Study) -> Plan:
    """The sweep that a study asks for."""
    return planned(study.settings, study.scenario, study.design, study.points)


def planned(
    settings: Settings,
    scenario: Scenario,
    design: Design,
    points: Points | None = None,
    replicates: int | None = None,
) -> Plan:
    """A sweep of this design, its parts among those of the study with these settings."""
    return Plan(
        scenario,
        arms_of(scenario),
        design,
        expanded(design) if points is None else points,
        settings.seed,
        settings.replicates if replicates is None else replicates,
        folder_of_parts(settings.results, settings.name),
        settings.sweep.points,
    )
