"""The studies: what each adds to its YAML, from tables to tables, and its words in a template beside it.

A module of a study offers, of these, what it needs:

    NEEDS = ("trust", "honesty", "wiifwe")      # axes and arms that it reads: asked before anything is played
    def check(study) -> None                    # refuse what cannot be played (ConfigError)
    def tables(sweep, study) -> dict            # of a sweep: small tables by name; `result` is the one shown
    def play(study, report) -> dict             # of a kind that plays in its own way: all tables
    def views(tables, study) -> dict            # pictures, where the YAML names none
    def shown(tables) -> list                   # heading and table of what is shown; else PRINCIPAL as it is
    def files(study, tables, words, folder)     # further files of the result
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from sim.spelling import ConfigError, advice, complaint

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from experiments.settings import Settings
    from experiments.store import Study

HOME = Path(__file__).parent
PLAIN, SWEEP, REPLICATION = "plain", "sweep", "replication"
OWN_NAME = {"comparison": "headline"}
"""Kind of study → its module, where that has another name."""
WORDS, PHRASES = ".md.j2", "phrases.j2"
SOURCES = (".py", ".yaml", ".j2")
TABLES = re.compile(r"^def tables", re.MULTILINE)
NEIGHBOUR = re.compile(r"(?<=from experiments\.studies\.)\w+")
SWEEPS = (
    "plausible_region", "trust_honesty", "three_contracts", "horizon_volatility", "opportunists", "power",
    "competition", "ablation", "process_cost", "invasion", "networks", "screening", "sensitivity",
)  # fmt: skip
"""The sweeps that are published, in the order of the page of findings."""


class IncompleteError(Exception):
    """Some of a study could not be played; what was is kept, and the same command tries the rest again."""


def module_of(settings: Settings) -> ModuleType:
    """What reads, or plays, a study. Raises ConfigError where there is none of that name."""
    if settings.study == REPLICATION:
        papers = sorted(path.parent.name for path in HOME.glob("*/claims.yaml"))
        if settings.name not in papers:
            wrong = f"`name` is {settings.name!r}, but there is no such replication"
            raise complaint(f"{wrong}; {advice(settings.name, papers, 'there are')}", "configs", "name")
        return import_module(f"{__name__}.{settings.name}")
    if settings.study != SWEEP:
        return import_module(f"{__name__}.{OWN_NAME.get(settings.study, settings.study)}")
    asked = settings.sweep.analysis
    if asked is not None and asked.endswith(".py"):
        return module_in(Path(asked))
    known = modules_of_sweeps()
    if asked is not None and asked not in known:
        wrong = f"`sweep.analysis` is {asked!r}, but there is no such study"
        raise complaint(
            f"{wrong}; {advice(asked, known, 'there are')}, or a file `….py`", "configs", "sweep.analysis"
        )
    name = asked or (settings.name if settings.name in known else PLAIN)
    return import_module(f"{__name__}.{name}")


@cache
def modules_of_sweeps() -> list[str]:
    """The studies that read a sweep, by name."""
    return sorted(path.stem for path in HOME.glob("*.py") if TABLES.search(path.read_text("utf-8")))


def shown_in(module: ModuleType, tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, pd.DataFrame]]:
    """Heading and table of what a study shows: as its module says, else its principal table."""
    name = principal_of(module)
    if name not in tables:
        return []
    return module.shown(tables) if hasattr(module, "shown") else [("", tables[name])]


def principal_of(module: ModuleType) -> str:
    """The name of the table that a study is about."""
    return getattr(module, "PRINCIPAL", "result")


def module_in(file: Path) -> ModuleType:
    """The module that a file of the user's holds, as it is now."""
    if not file.is_file():
        raise ConfigError(f"`sweep.analysis` is {str(file)!r}, but there is no such file (configs)")
    return module_made(file, file.read_bytes())


@cache
def module_made(file: Path, source: bytes) -> ModuleType:
    """The module that a file's bytes make, once: not what Python may have kept of older ones."""
    module = ModuleType(f"own_{file.stem}")
    module.__file__ = str(file)
    try:
        exec(compile(source, file, "exec"), vars(module))
    except Exception as error:
        raise ConfigError(f"`sweep.analysis` is {str(file)!r}, which fails: {error}") from error
    if not hasattr(module, "tables"):
        raise ConfigError(f"`sweep.analysis` is {str(file)!r}, but it has no function `tables(sweep, study)`")
    return module


def template_of(settings: Settings) -> Path:
    """The words of a study: beside its module, or by its name; where it has none, those of its kind."""
    module = module_of(settings)
    assert module.__file__ is not None
    own = Path(module.__file__)
    own = own.parent if own.name == "__init__.py" else own.with_suffix("")
    asked = own.with_name(own.name + WORDS)
    if own.parent != HOME:
        return asked if asked.is_file() else HOME / f"{PLAIN}{WORDS}"
    named = HOME / f"{settings.name}{WORDS}"
    fitting = named if settings.sweep.analysis is None and named.is_file() else asked
    return fitting if fitting.is_file() else HOME / f"{PLAIN}{WORDS}"


def sources_of(settings: Settings) -> str:
    """SHA-256 of what a study is made of beside `sim/`: its module or package, neighbours, data, words."""
    module = module_of(settings)
    assert module.__file__ is not None
    digest = hashlib.sha256()
    for path in sorted({*made_of(Path(module.__file__)), template_of(settings), HOME / PHRASES}):
        content = path.read_bytes()
        place = path.parent.name if path.is_relative_to(HOME) else ""  # an own study may lie anywhere
        digest.update(f"{place}/{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def made_of(file: Path) -> set[Path]:
    """A module's file, or its package's, and those of the studies that it imports."""
    package = file.name == "__init__.py"
    found = {path for path in file.parent.rglob("*") if path.suffix in SOURCES} if package else {file}
    named = {
        name for path in found if path.suffix == ".py" for name in NEIGHBOUR.findall(path.read_text("utf-8"))
    }
    for name in named - {file.stem, file.parent.name}:
        single = HOME / f"{name}.py"
        found |= made_of(single if single.is_file() else HOME / name / "__init__.py")
    return found


def checked_study(study: Study) -> Study:
    """The study, if it can be played. Raises ConfigError for the first thing that is in the way."""
    module, settings = module_of(study.settings), study.settings
    if settings.study != SWEEP and (unread := settings.of_sweeps()):
        wrong = f"`{unread}` has no effect on `study: {settings.study}`"
        raise ConfigError(f"{wrong}: only a sweep reads it")
    if settings.precision is not None and settings.study not in (SWEEP, "comparison"):
        raise ConfigError(f"`replicates` is 'auto', but `study: {settings.study}` needs a number")
    if settings.engine.kind != "local" and settings.study != SWEEP:
        wrong = (
            f"`engine.kind` is {settings.engine.kind!r}, but `study: {settings.study}` plays on threads here"
        )
        raise ConfigError(f"{wrong}; sweeps take any engine, this one `engine=local`")
    if settings.study == SWEEP:
        from experiments.sweep.study import check

        check(study, getattr(module, "NEEDS", ()))
    if hasattr(module, "check"):
        module.check(study)
    from experiments.words import template_in

    template_in(template_of(settings))  # before anything is played
    return study


def is_own(module: ModuleType) -> bool:
    """Whether a module is the user's, whose faults are told in a line."""
    return not Path(module.__file__ or "").is_relative_to(HOME)
