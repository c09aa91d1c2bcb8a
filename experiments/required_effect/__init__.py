"""`wiifwe experiment=required_effect`: how effective the process must be, or how cheap, for WIIFWE to pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments import store, terminal
from experiments.balance import world
from experiments.required_effect.points import (
    BASELINE,
    EFFECTS,
    HIGHEST,
    TREATMENT,
    Differences,
    Point,
    alone_points,
    cost_points,
    default,
    differences,
    effect_points,
    greatest,
    with_points,
    zero_points,
)
from experiments.required_effect.tables import curve_rows, required_rows, zero_table
from experiments.required_effect.words import finding, shown_required, shown_zero
from experiments.settings import RequiredEffect
from sim.ensemble import run_ensemble
from sim.scenario import Scenario
from sim.spelling import ConfigError

if TYPE_CHECKING:
    from experiments.store import Study

KEY = "`required_effect`"
TABLES = ("required", "curves", "zero")
PRINCIPAL = "required"


def check(study: Study) -> None:
    """Refuse what cannot be sought: missing arms, levels without an order or beyond their range."""
    wanted, scenario, replicates = study.settings.required_effect, study.scenario, study.settings.replicates
    if wanted is None:
        raise ConfigError(
            f"{KEY} is null; `study: required_effect` needs it (configs/experiment/required_effect.yaml)"
        )
    absent = {BASELINE, TREATMENT} - {arm.name for arm in scenario.arms}
    if absent:
        raise ConfigError(f"`arms` lack `{min(absent)}`; {KEY} compares `{TREATMENT}` with `{BASELINE}`")
    for name in ("volatility", "horizon", "effect", "cost", "alone"):
        check_levels(f"required_effect.{name}", getattr(wanted, name))
    if replicates < 2:
        raise ConfigError(f"`replicates` is {replicates}, but intervals need 2 at least")
    most = greatest(scenario)
    if most == float("inf"):
        raise ConfigError(f"{KEY}: all seven effects are 0 in this scenario; there is nothing to scale")
    if wanted.effect[-1] > most:
        path = min(EFFECTS, key=lambda one: HIGHEST[one] / max(default(scenario, one), 1e-300))
        raise ConfigError(
            f"`required_effect.effect` goes to {wanted.effect[-1]:g}, but `{path}` is "
            f"{default(scenario, path):g} of {HIGHEST[path]:g} at most: factors up to {most:.4g} are allowed"
        )


def check_levels(path: str, levels: Sequence[float]) -> None:
    """Refuse levels that do not rise, and levels of a lever that do not start at 0."""
    if list(levels) != sorted(set(levels)):
        raise ConfigError(f"`{path}` must rise, not: {', '.join(f'{one:g}' for one in levels)}")
    if path.rpartition(".")[2] in ("effect", "cost", "alone"):
        if levels[0] != 0.0:
            raise ConfigError(f"`{path}` must start at 0, not at {levels[0]:g}: what is left there is asked")
        if len(levels) < 2:
            raise ConfigError(f"`{path}` must name two levels at least")


@dataclass(frozen=True)
class Job:
    """One world, the points tried in it, and how often."""

    scenario: Scenario
    points: tuple[Point, ...]
    replicates: int

    @property
    def size(self) -> int:
        """Worlds to play."""
        return 2 * len(self.points) * self.replicates


def jobs(scenario: Scenario, wanted: RequiredEffect, replicates: int) -> list[Job]:
    """All worlds of the grid, then effects by themselves and at 0 in the scenario's own world."""
    points = (*effect_points(scenario, wanted.effect), *cost_points(wanted.cost))
    grid = [
        Job(world(scenario, volatility, months), points, replicates)
        for volatility in wanted.volatility
        for months in wanted.horizon
    ]
    alone = Job(scenario, tuple(alone_points(scenario, wanted.alone)), replicates)
    zero = Job(scenario, tuple(point for _, _, point in zero_points(scenario)), wanted.zero)
    return [*grid, alone, zero]


def found(study: Study) -> list[tuple[Job, Differences]]:
    """Every job played on the same luck."""
    settings = study.settings
    assert settings.required_effect is not None  # checked
    planned = jobs(study.scenario, settings.required_effect, settings.replicates)
    everything, done, told, statuses = sum(job.size for job in planned), 0, [], []
    with terminal.progress_bar("worlds") as report:
        for job in planned:
            result = run_ensemble(
                with_points(job.scenario, job.points), replicates=job.replicates, seed=settings.seed,
                threads=settings.engine.workers, block=settings.engine.block,
                progress=lambda here, _, before=done: report(before + here, everything),
            )  # fmt: skip
            done += job.size
            statuses.append(result.replicates[["status"]])
            told.append((job, differences(result, len(job.points))))
    terminal.warn_of_failures(pd.concat(statuses))
    return told


def play(study: Study, draft: Path, label: str) -> str:
    """Play all worlds, write tables and figures; the finding in words."""
    from sim.plots.required import draw_all

    settings = study.settings
    *rest, (_, zeros) = found(study)
    rows = [(job.points, one, of_world(job.scenario)) for job, one in rest]
    tables = {
        "required": pd.DataFrame([row for one in rows for row in required_rows(*one)]),
        "curves": pd.DataFrame([row for one in rows for row in curve_rows(*one)]),
        "zero": zero_table(zero_points(study.scenario), zeros),
    }
    store.write_tables(tables, draft, csv=settings.csv)
    captions = [
        replace(settings, replicates=count).caption(label)
        for count in (settings.replicates, zeros.paired.shape[1])
    ]
    draw_all(tables["required"], tables["zero"], draft / "figures", (captions[0], captions[1]))
    return finding(tables["required"], tables["zero"], of_world(study.scenario))


def of_world(scenario: Scenario) -> dict[str, float | int]:
    """Volatility and horizon, which name a world of the study."""
    return {"volatility": scenario.shocks.misfit_sd, "months": scenario.market.months}


def show(folder: Path, *, stored: bool) -> None:
    """Print what is required, what is left, the finding, and where all lies."""
    out = terminal.console()
    required, zero = (store.stored(folder, f"{name}.parquet") for name in ("required", "zero"))
    headings = (
        "Least effect of the process for WIIFWE to pay, in multiples of what is assumed",
        "Greatest cost of the process at which WIIFWE pays, in multiples of what is assumed",
        "Least value of each effect by itself, the others as they are",
    )
    for heading, one in zip(headings, shown_required(required)):
        out.print(heading)
        out.print(one)
    out.print("What is left where something is 0: WIIFWE − WIIFME rigid per buyer slot and month")
    out.print(shown_zero(zero))
    terminal.close(store.stored_finding(folder), folder, stored=stored)
