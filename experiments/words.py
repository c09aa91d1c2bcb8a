"""The words of a study: a page that a person wrote; numbers and the choice of a sentence come from data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from experiments.templates import bullets, line_in, sections, template_in
from sim.spelling import ConfigError
from sim.worlds import arms_of

if TYPE_CHECKING:
    import pandas as pd

    from experiments.study import Study

SECTIONS = ("title", "answer", "findings", "fails", "change", "legend")
LISTS = ("findings", "fails")


def spoken(study: Study, tables: Mapping[str, pd.DataFrame], views: Iterable[str]) -> dict[str, Any]:
    """What a study says: question, heading, answer, findings, failures, what would change it, titles."""
    path = study.made.words
    labels = {arm.name: arm.label or arm.name.replace("_", " ") for arm in arms_of(study.scenario)}
    known = {"study": study, "labels": labels, "tables": SimpleNamespace(**tables)}
    template = template_in(path)
    try:
        told = sections(template.render(known))
    except Exception as error:
        where = f"{path.name}, line {line_in(path, error)}"
        wrong = f"the words of `{study.settings.name}` cannot be said: {error}"
        raise ConfigError(f"{wrong.replace('types.SimpleNamespace object', 'tables')} ({where})") from error
    said: dict[str, Any] = {name: told.get(name, "") for name in SECTIONS}
    said |= {name: bullets(said[name]) for name in LISTS}
    titles = {name: told.get(f"view {name}", "") for name in views}
    return {"question": study.settings.question, **said, "titles": titles, "labels": labels}
