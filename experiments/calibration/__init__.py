"""`wiifwe experiment=calibration`: the default world against facts, and the world nearest to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments import store, terminal
from experiments.calibration.facts import facts, free
from experiments.calibration.fit import Fit, Journal, fitted, named, start
from experiments.calibration.moments import FLEXIBLE, RIGID, SPOT, given, moments, with_parameters
from experiments.calibration.tables import (
    TREATMENT,
    consequence_table,
    fact_table,
    missed,
    parameter_rows,
    sensitivity_table,
    verdict,
)
from experiments.calibration.words import consequence_words, shown_facts, shown_parameters
from sim.scenario import Population
from sim.spelling import ConfigError

if TYPE_CHECKING:
    from experiments.store import Study

NEEDED = (RIGID, FLEXIBLE, SPOT, TREATMENT)
PRINCIPAL = "facts"


def check(study: Study) -> None:
    """Refuse what cannot be calibrated."""
    if study.settings.calibration is None:
        raise ConfigError(
            "`calibration` is null; `study: calibration` needs it (configs/experiment/calibration.yaml)"
        )
    absent = [name for name in NEEDED if name not in study.scenario.strategies]
    if absent:
        raise ConfigError(f"`strategies` lack `{absent[0]}`, which the facts are compared with")
    if study.scenario.arms or study.scenario.population != Population():
        raise ConfigError("`population` and `arms` have no effect here: a calibration plays WIIFME alone")
    if study.scenario.trust.good_weight <= 0.0:
        raise ConfigError("`trust.good_weight` is 0; a fact speaks of bad experience against good")
    check_bounds(study)
    if study.scenario.market.months < 60:
        months = study.scenario.market.months
        raise ConfigError(
            f"`market.months` is {months}; the facts speak of five years: allowed are 60 to 600"
        )


def check_bounds(study: Study) -> None:
    """Refuse a scenario whose own values lie outside of where the search looks."""
    assert study.settings.calibration is not None
    sought = free(study.settings.calibration.durations)
    for one, value in zip(sought, start(study.scenario, sought), strict=True):
        if not one.low <= value <= one.high:
            allowed = f"from {one.low:g} to {one.high:g}"
            raise ConfigError(f"`{one.path}` is {value:g}; the search starts there and looks {allowed}")


def play(study: Study, draft: Path, label: str) -> str:
    """Seek the world nearest to the facts, judge it on fresh luck; write all of it; the finding in words."""
    from sim.plots.calibration import draw

    scenario, settings = study.scenario, study.settings
    wanted = settings.calibration
    assert wanted is not None
    sought, known = free(wanted.durations), facts()
    journal = Journal(draft.parent / f"journal-{label}.jsonl")
    found = searched(study, journal)
    before = named(start(scenario, sought), sought)
    # Judged on luck that the search never saw.
    luck = {"replicates": wanted.fresh, "seed": settings.seed + 1, "threads": settings.engine.workers}
    worlds = {"default": before, "calibrated": found.values}
    told = {
        world: moments(with_parameters(scenario, values), **luck) | given(scenario)
        for world, values in worlds.items()
    }
    tables = {
        "facts": fact_table(known, told),
        "parameters": parameter_rows(sought, before, found.values),
        "sensitivity": sensitivity_table(scenario, known, sought, found.values, **luck),
        "consequence": consequence_table(scenario, worlds, **luck),
        "tried": journal.table(),
    }
    store.write_tables(tables, draft, csv=settings.csv)
    words = finding(tables["facts"], tables["consequence"], found)
    caption = f"search: {settings.caption(label)}; judged: {wanted.fresh} replicates on fresh luck"
    draw(tables["facts"], draft / "figures", caption)
    return words


def searched(study: Study, journal: Journal) -> Fit:
    """The search with its bar; when stopped it says that what was tried is kept."""
    wanted, settings = study.settings.calibration, study.settings
    assert wanted is not None
    try:
        with terminal.progress_bar("worlds tried") as report:
            return fitted(
                study.scenario, facts(), free(wanted.durations), journal,
                replicates=settings.replicates, seed=settings.seed, evaluations=wanted.evaluations,
                threads=settings.engine.workers, progress=report,
            )  # fmt: skip
    except KeyboardInterrupt:
        kept = len(journal.known)
        raise KeyboardInterrupt(f"stopped; {kept} worlds tried are kept, the same command goes on") from None


def finding(table: pd.DataFrame, consequence: pd.DataFrame, found: Fit) -> str:
    """What the calibration found, from its tables."""
    (default, count), (calibrated, _) = verdict(table, "default"), verdict(table, "calibrated")
    rest = missed(table, "calibrated")
    left = f" Still missed: {'; '.join(rest)}." if rest else ""
    return (
        f"The default world meets {default} of {count} facts, the calibrated one {calibrated} of {count} "
        f"(squared misses {found.distance:.1f} after {found.tried} worlds).{left} "
        f"{consequence_words(consequence)}"
    )


def show(folder: Path, *, stored: bool) -> None:
    """Print the facts, the parameters, the finding, and where all lies."""
    # All of it is in `tried`; taken away only now that the results are in their place.
    (folder.parent / f"journal-{folder.name}.jsonl").unlink(missing_ok=True)
    out = terminal.console()
    out.print("Facts, and what the default and the calibrated world say (95 % intervals over replicates)")
    out.print(shown_facts(store.stored(folder, "facts.parquet")))
    out.print("Parameters that no source fixes")
    out.print(shown_parameters(store.stored(folder, "parameters.parquet")))
    terminal.close(store.stored_finding(folder), folder, stored=stored)
