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

from experiments import store, terminal
from experiments.settings import NONE
from experiments.studies import SWEEP, is_own, module_of, principal_of
from sim.plots.asked import View
from sim.spelling import ConfigError, advice

if TYPE_CHECKING:
    from types import ModuleType

    import pandas as pd

    from experiments.store import Study


def shown_or_played(study: Study) -> Path:
    """The folder of a study's results, played unless they are stored, and shown."""
    folder = store.folder_of(study)
    if store.is_stored(folder) and not study.settings.again:
        if study.settings.csv:
            store.add_csv(folder)
        name = principal_of(module_of(study.settings))
        path = folder / f"{name}.parquet"
        terminal.show_tables(module_of(study.settings), {name: store.stored(path)} if path.is_file() else {})
        terminal.show_words(store.words_of(folder))
        terminal.close(folder, stored=True)
        return folder
    play(study, folder)
    return folder


def play(study: Study, folder: Path) -> None:
    """Play a study and store all that comes of it; it is shown as soon as its words are known."""
    from experiments.words import spoken
    from sim.network import NetworkError
    from sim.provenance import manifest

    started = time.perf_counter()
    terminal.announce_compiling()
    if study.settings.figures.sheet != NONE:  # what draws is loaded while worlds are played
        Thread(target=import_module, args=("sim.plots.view",)).start()
    module, named = module_of(study.settings), store.study_hash(study)
    if study.settings.precision is not None:
        study = resolved(study)
    scenario, settings = study.scenario, study.settings
    with store.written(folder) as draft:
        try:
            tables = tables_of(study, draft)
        except NetworkError as error:
            raise ConfigError(str(error)) from error
        store.write_tables(tables, draft, csv=settings.csv)
        views = views_of(study, module, tables)
        words = spoken(study, tables, views)
        kept = [name for name in tables if name not in getattr(module, "RAW", ())]
        words |= {"caption": settings.caption(folder.name), "tables": kept, "principal": principal_of(module)}
        store.write_words(words, draft)
        terminal.show_words(words)
        if settings.figures.sheet != NONE:
            with own_faults(module, "views"):
                pictures(study, views, tables, words, draft / "figures")
        if hasattr(module, "files"):
            module.files(study, tables, words, draft)
        store.write_configuration(study, draft)
        wall = time.perf_counter() - started
        rest = settings.meaning()
        told = manifest(scenario, settings.replicates, settings.seed, rest, wall_seconds=wall)
        told |= {"config_hash": named}  # of all that was asked, as the folder's name: words and bounds too
        store.write_manifest({**told, "experiment": settings.name, "finding": words["answer"]}, draft)
        from experiments.reporting import write_report

        write_report(study, told, words, tables, draft)
    terminal.close(folder, stored=False)


def views_of(study: Study, module: ModuleType, tables: Mapping[str, pd.DataFrame]) -> dict[str, View]:
    """The pictures for which there are tables. Raises ConfigError for one of columns that are not there."""
    asked, made = dict(study.settings.views), hasattr(module, "views")
    views = module.views(tables, study) if made and (study.settings.sweep.analysis or not asked) else asked
    for name, view in views.items():
        if view.table in tables:
            view.check(name, tables[view.table])
        elif is_own(module) or (made and views is asked):  # a shipped study's tables hang on who plays
            hint = advice(view.table, tables, "there are")
            raise ConfigError(f"`views.{name}.table` is {view.table!r}, but there is no such table; {hint}")
    return {name: view for name, view in views.items() if view.drawable(tables.get(view.table))}


@contextmanager
def own_faults(module: ModuleType, what: str) -> Iterator[None]:
    """Tell in one line what goes wrong in a study of the user's."""
    try:
        yield
    except ConfigError:
        raise
    except Exception as error:
        if not is_own(module):
            raise
        where = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == module.__file__]
        line = f", line {where[-1].lineno}" if where else ""
        told = f"the study's `{what}` fail: {type(error).__name__}: {error}"
        raise ConfigError(f"{told} ({Path(str(module.__file__)).name}{line})") from error


def tables_of(study: Study, draft: Path) -> dict[str, pd.DataFrame]:
    """Everything that was found, by name."""
    module = module_of(study.settings)
    if study.settings.study == SWEEP:
        from experiments.sweep.study import swept

        sweep = swept(study, draft)
        with own_faults(module, "tables"):
            tables = dict(module.tables(sweep, study))
        for name in {"worlds", "points"} & set(tables):
            raise ConfigError(f"a table cannot be called `{name}`, as the sweep's own is ({module.__file__})")
        terminal.show_tables(module, tables)
        return tables
    with terminal.progress_bar("worlds") as report:
        found = module.play(study, report)
        tables = {}
        for some in (found,) if isinstance(found, dict) else found:
            tables |= some
            if principal_of(module) in some:  # shown at once: the rest takes longer
                terminal.show_tables(module, some)
    if "replicates" in tables:
        terminal.warn_of_failures(tables["replicates"])
    return tables


def resolved(study: Study) -> Study:
    """The study with as many replicates as its precision asks for; the parts played on the way are kept."""
    from experiments.sweep.precision import replicates_for
    from experiments.sweep.study import pairs_of

    asked, pairs = study, pairs_of(study)
    if study.settings.study != SWEEP:
        asked, pairs = module_of(study.settings).precisely(study)
    return replace(study, settings=replace(study.settings, replicates=replicates_for(asked, pairs)))


def names_in(study: Study, words: Mapping[str, Any]) -> dict[str, str]:
    """Column, or value in one → what a reader of a picture is shown: arms, axes, outcomes by their words."""
    from experiments.sweep.plan import plan_of
    from sim.measures.labelled import WORDS

    known = {name: meaning for name, (meaning, _) in WORDS.items()}
    if study.settings.study == SWEEP:
        for axis in plan_of(study).design.axes:
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
