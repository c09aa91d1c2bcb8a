"""The default world against published facts, the world nearest to them, and what follows in both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from omegaconf import OmegaConf

from experiments.studies.calibration.search import Journal, fitted, named, start
from sim.measures.moments import (
    SPOT_SHARE,
    WORLDS,
    Fact,
    Free,
    answers,
    consequence,
    fact_table,
    given,
    moments,
    parameters,
    sensitivity,
    with_parameters,
)
from sim.scenario import Population
from sim.spelling import ConfigError

if TYPE_CHECKING:
    from experiments.study import Study

RAW = ("tried",)
NOTE = """\
# @package _global_
# The world nearest to the facts, as `wiifwe experiment=calibration` finds it; docs/calibration.md tells how.
# The share of spot buyers is of who trades and stands in no scenario: firms here need not meet the durations.
"""


def known(durations: str) -> tuple[list[Fact], list[Free]]:
    """Every fact, and the parameters sought, by how the facts on durations are met."""
    told: Any = OmegaConf.to_container(OmegaConf.load(Path(__file__).with_name("facts.yaml")))
    free = [told["free"]["durations"][durations], *told["free"]["common"]]
    return [Fact(**row) for row in told["facts"]], [Free(**row) for row in free]


def check(study: Study) -> None:
    """Refuse what cannot be calibrated."""
    wanted, scenario = study.settings.calibration, study.scenario
    if wanted is None:
        raise ConfigError("`calibration` is null; `study: calibration` needs it")
    if scenario.arms or scenario.population != Population():
        raise ConfigError("`population` and `arms` have no effect here: a calibration plays WIIFME alone")
    if scenario.market.months < 60:
        wrong = f"`market.months` is {scenario.market.months}"
        raise ConfigError(f"{wrong}; the facts speak of five years: allowed are 60 to 600")
    _, free = known(wanted.durations)
    for one, value in zip(free, start(scenario, free), strict=True):
        if not one.low <= value <= one.high:
            allowed = f"from {one.low:g} to {one.high:g}"
            raise ConfigError(f"`{one.path}` is {value:g}; the search starts there and looks {allowed}")


def play(study: Study, report: Callable[[int, int], None]) -> dict[str, pd.DataFrame]:
    """Seek the world nearest to the facts, judge it on luck that the search never saw, and what follows."""
    scenario, settings, wanted = study.scenario, study.settings, study.settings.calibration
    assert wanted is not None
    facts, free = known(wanted.durations)
    folder = study.folder
    journal = Journal(folder.parent / f"journal-{folder.name}.jsonl")
    try:
        found = fitted(
            scenario, facts, free, journal, replicates=settings.replicates, seed=settings.seed,
            evaluations=wanted.evaluations, threads=settings.engine.workers, progress=report,
        )  # fmt: skip
    except KeyboardInterrupt:
        kept = len(journal.known)
        raise KeyboardInterrupt(f"stopped; {kept} worlds tried are kept, the same command goes on") from None
    worlds = dict(zip(WORLDS, (named(start(scenario, free), free), found.values)))
    luck = {"replicates": wanted.fresh, "seed": settings.seed + 1, "threads": settings.engine.workers}
    told = {
        world: moments(with_parameters(scenario, values), **luck) | given(scenario)
        for world, values in worlds.items()
    }
    table = fact_table(facts, told)
    shown = ["fact", "target", "low", "high", *WORLDS, "use"]
    return {
        "result": table[shown], "facts": table, "answers": answers(table),
        "parameters": parameters(free, *worlds.values()),
        "sensitivity": sensitivity(scenario, facts, free, found.values, luck),
        "consequence": pd.concat(
            [consequence(scenario, world, values, luck) for world, values in worlds.items()],
            ignore_index=True,
        ),
        "tried": journal.table(),
    }  # fmt: skip


def files(study: Study, tables: Mapping[str, pd.DataFrame], words: Mapping[str, Any], folder: Path) -> None:
    """The world found, as a scenario."""
    del study, words
    found: dict[str, dict[str, float]] = {}
    for path, value in tables["parameters"][["path", "calibrated"]].itertuples(index=False):
        group, _, name = path.partition(".")
        if path != SPOT_SHARE:
            found.setdefault(group, {})[name] = value
    text = OmegaConf.to_yaml(OmegaConf.create(found))
    (folder / "calibrated.yaml").write_text(NOTE + text, "utf-8")
