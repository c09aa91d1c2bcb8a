"""What a study is made of: the module of its tables and the template of its words, found by name or path.

What such a module offers is told in `experiments/studies/__init__.py`.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from sim.chances import executed
from sim.spelling import ConfigError, advice, complaint

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from experiments.settings import Settings

HOME = Path(__file__).parent / "studies"
PACKAGE = "experiments.studies"
PLAIN, SWEEP, REPLICATION = "plain", "sweep", "replication"
OWN_NAME = {"comparison": "headline"}
"""Kind of study → its module, where that has another name."""
WORDS, PHRASES = ".md.j2", "phrases.j2"
SOURCES = (".py", ".yaml", ".j2")
TABLES = re.compile(r"^def tables", re.MULTILINE)
NEIGHBOUR = re.compile(r"(?<=from experiments\.studies\.)\w+")


class Made(NamedTuple):
    """What a study is made of: its module, the template of its words, and the hash of both."""

    module: ModuleType
    words: Path
    sources: str

    @property
    def own(self) -> bool:
        """Whether the module is the user's, whose faults are told in a line."""
        return not Path(self.module.__file__ or "").is_relative_to(HOME)

    @property
    def principal(self) -> str:
        """The name of the table that the study is about."""
        return getattr(self.module, "PRINCIPAL", "result")

    def shown(self, tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, pd.DataFrame]]:
        """Heading and table of what it shows: as its module says, else its principal table."""
        if self.principal not in tables:
            return []
        told = getattr(self.module, "shown", None)
        return told(tables) if told else [("", tables[self.principal])]


def made_for(settings: Settings) -> Made:
    """What a study is made of. Raises ConfigError where there is none of that name."""
    module = module_of(settings)
    words = template_of(settings, module)
    return Made(module, words, sources_of(module, words))


def module_of(settings: Settings) -> ModuleType:
    """What reads, or plays, a study. Raises ConfigError where there is none of that name."""
    if settings.study == REPLICATION:
        papers = sorted(path.parent.name for path in HOME.glob("*/claims.yaml"))
        if settings.name not in papers:
            wrong = f"`name` is {settings.name!r}, but there is no such replication"
            raise complaint(f"{wrong}; {advice(settings.name, papers, 'there are')}", "configs", "name")
        return import_module(f"{PACKAGE}.{settings.name}")
    if settings.study != SWEEP:
        return import_module(f"{PACKAGE}.{OWN_NAME.get(settings.study, settings.study)}")
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
    return import_module(f"{PACKAGE}.{name}")


@cache
def modules_of_sweeps() -> list[str]:
    """The studies that read a sweep, by name."""
    return sorted(path.stem for path in HOME.glob("*.py") if TABLES.search(path.read_text("utf-8")))


def module_in(file: Path) -> ModuleType:
    """The module that a file of the user's holds, as it is now."""
    if not file.is_file():
        raise ConfigError(f"`sweep.analysis` is {str(file)!r}, but there is no such file (configs)")
    try:
        module = executed(str(file), file.read_bytes())
    except Exception as error:
        raise ConfigError(f"`sweep.analysis` is {str(file)!r}, which fails: {error}") from error
    if not hasattr(module, "tables"):
        raise ConfigError(f"`sweep.analysis` is {str(file)!r}, but it has no function `tables(sweep, study)`")
    return module


def template_of(settings: Settings, module: ModuleType) -> Path:
    """The words of a study: beside its module, or by its name; where it has none, those of its kind."""
    assert module.__file__ is not None
    own = Path(module.__file__)
    own = own.parent if own.name == "__init__.py" else own.with_suffix("")
    asked = own.with_name(own.name + WORDS)
    if own.parent != HOME:
        return asked if asked.is_file() else HOME / f"{PLAIN}{WORDS}"
    named = HOME / f"{settings.name}{WORDS}"
    fitting = named if settings.sweep.analysis is None and named.is_file() else asked
    return fitting if fitting.is_file() else HOME / f"{PLAIN}{WORDS}"


def sources_of(module: ModuleType, words: Path) -> str:
    """SHA-256 of what a study is made of beside `sim/`: its module or package, neighbours, data, words."""
    assert module.__file__ is not None
    digest = hashlib.sha256()
    for path in sorted({*made_of(Path(module.__file__)), words, HOME / PHRASES}):
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
