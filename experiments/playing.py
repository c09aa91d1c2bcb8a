"""A study is played: tables, words, pictures, the page; stored whole or not at all."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from experiments import terminal
from experiments.registry import SWEEP, Made
from experiments.settings import NONE
from sim import store
from sim.plots.asked import View
from sim.provenance import check_unedited, manifest
from sim.spelling import ConfigError, advice

if TYPE_CHECKING:
    import pandas as pd

    from experiments.study import Study


def shown_or_played(study: Study) -> Path:
    """The folder of a study's results, played unless they are stored, and shown."""
    folder, made = study.folder, study.made
    if store.is_stored(folder) and not study.settings.again:
        check_unedited(folder)
        if study.settings.csv:
            store.add_csv(folder)
        path = folder / f"{made.principal}.parquet"
        show_tables(study, {made.principal: store.stored(path)} if path.is_file() else {})
        terminal.show_words(store.words_of(folder))
        terminal.close(folder, stored=True)
        return folder
    play(study, folder)
    return folder


def show_tables(study: Study, tables: Mapping[str, pd.DataFrame]) -> None:
    """What the study shows of its tables."""
    terminal.show_tables(study.made.shown(tables), getattr(study.made.module, "MOST", terminal.MOST))


def play(study: Study, folder: Path) -> None:
    """Play a study and store all that comes of it; it is shown as soon as its words are known."""
    from experiments.words import spoken
    from sim.network import NetworkError

    started = time.perf_counter()
    terminal.announce_compiling()
    if study.settings.figures.sheet != NONE:  # what draws is loaded while worlds are played
        Thread(target=import_module, args=("sim.plots.view",)).start()
    if study.settings.precision is not None:
        study = with_replicates(study)
    settings, made = study.settings, study.made
    with store.written(folder) as draft:
        try:
            tables = tables_of(study, draft)
        except NetworkError as error:
            raise ConfigError(str(error)) from error
        store.write_tables(tables, draft, csv=settings.csv)
        views = views_of(study, tables)
        words = spoken(study, tables, views)
        kept = [name for name in tables if name not in getattr(made.module, "RAW", ())]
        words |= {"caption": settings.caption(folder.name), "tables": kept, "principal": made.principal}
        store.write_words(words, draft)
        terminal.show_words(words)
        if settings.figures.sheet != NONE:
            with own_faults(made, "views"):
                pictures(study, views, tables, words, draft / "figures")
        if hasattr(made.module, "files"):
            made.module.files(study, tables, words, draft)
        store.write_configuration(study.mapping(), draft)
        sealed(study, words, tables, draft, time.perf_counter() - started)
    terminal.close(folder, stored=False)


def sealed(
    study: Study, words: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], draft: Path, wall: float
) -> None:
    """The report, and last the manifest, which holds the hashes of all that was written."""
    from experiments.reporting import write_report

    settings = study.settings
    told = manifest(study.hash, settings.replicates, settings.seed, settings.meaning(), wall_seconds=wall)
    write_report(study, told, words, tables, draft)
    store.write_manifest({**told, "experiment": settings.name, "finding": words["answer"]}, draft)


def views_of(study: Study, tables: Mapping[str, pd.DataFrame]) -> dict[str, View]:
    """The pictures for which there are tables. Raises ConfigError for one of columns that are not there."""
    asked, module = dict(study.settings.views), study.made.module
    made = hasattr(module, "views")
    views = module.views(tables, study) if made and (study.settings.sweep.analysis or not asked) else asked
    for name, view in views.items():
        if view.table in tables:
            view.check(name, tables[view.table])
        elif study.made.own or (made and views is asked):  # a shipped study's tables hang on who plays
            hint = advice(view.table, tables, "there are")
            raise ConfigError(f"`views.{name}.table` is {view.table!r}, but there is no such table; {hint}")
    return {name: view for name, view in views.items() if view.drawable(tables.get(view.table))}


@contextmanager
def own_faults(made: Made, what: str) -> Iterator[None]:
    """Tell in one line what goes wrong in a study of the user's."""
    try:
        yield
    except ConfigError:
        raise
    except Exception as error:
        if not made.own:
            raise
        file = made.module.__file__
        where = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == file]
        line = f", line {where[-1].lineno}" if where else ""
        told = f"the study's `{what}` fail: {type(error).__name__}: {error}"
        raise ConfigError(f"{told} ({Path(str(file)).name}{line})") from error


def tables_of(study: Study, draft: Path) -> dict[str, pd.DataFrame]:
    """Everything that was found, by name."""
    made, settings = study.made, study.settings
    if settings.study == SWEEP:
        from experiments.plans import plan_of
        from sim.sweeps.worlds import swept

        with terminal.progress_bar("worlds") as report:
            sweep = swept(plan_of(study), study.pairs, settings.engine, draft, report)
        with own_faults(made, "tables"):
            tables = dict(made.module.tables(sweep, study))
        for name in {"worlds", "points"} & set(tables):
            wrong = f"a table cannot be called `{name}`, as the sweep's own is"
            raise ConfigError(f"{wrong} ({made.module.__file__})")
        show_tables(study, tables)
        return tables
    with terminal.progress_bar("worlds") as report:
        found = made.module.play(study, report)
        tables = {}
        for some in (found,) if isinstance(found, dict) else found:
            tables |= some
            if made.principal in some:  # shown at once: the rest takes longer
                show_tables(study, some)
    if "replicates" in tables:
        terminal.warn_of_failures(tables["replicates"])
    return tables


def with_replicates(study: Study) -> Study:
    """The study with as many replicates as its precision asks for; the parts played on the way are kept."""
    from experiments.plans import plan_of
    from sim.sweeps.precision import replicates_for

    settings = study.settings
    assert settings.precision is not None
    swept = settings.study == SWEEP
    plan, pairs = (plan_of(study), study.pairs) if swept else study.made.module.precisely(study)
    with terminal.progress_bar("worlds") as report:
        count = replicates_for(plan, pairs, settings.precision, settings.engine, report)
    return replace(study, settings=replace(settings, replicates=count))


def names_in(study: Study, words: Mapping[str, Any]) -> dict[str, str]:
    """Column, or value in one → what a reader of a picture is shown: arms, axes, outcomes by their words."""
    from sim.measures.labelled import WORDS

    known = {name: meaning for name, (meaning, _) in WORDS.items()}
    for axis in study.design.axes:
        unit = "" if axis.unit == "1" else f" ({axis.unit})"
        known[axis.name] = f"{axis.label or axis.name.replace('_', ' ')}{unit}"
    return known | dict(words["labels"])


def pictures(
    study: Study,
    views: Mapping[str, View],
    tables: Mapping[str, pd.DataFrame],
    words: Mapping[str, Any],
    folder: Path,
) -> None:
    """Draw every view of the study."""
    from sim.plots.view import all_filed

    figures = study.settings.figures
    jobs = [
        (view, tables[view.table], words["titles"][name] or name.replace("_", " "), name)
        for name, view in views.items()
    ]
    all_filed(jobs, names_in(study, words), words["caption"], folder, figures.sheet, figures.formats)
