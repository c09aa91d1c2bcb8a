"""A result as one HTML page: no request leaves it, and the same result gives the same bytes."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image

from sim.citations import bibtex, keys
from sim.measures.wording import cell
from sim.plots.sheets import title_of
from sim.report.scenario import assumed, changed, in_a_sentence, treatments
from sim.report.templating import rendered
from sim.scenario import Scenario

MOST = 60
"""Rows of the table that are shown."""


@dataclass(frozen=True)
class Shown:
    """A table as text: its caption, heads and rows, and which columns are numbers."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[bool]
    left_out: int = 0


@dataclass(frozen=True)
class Told:
    """What a study says of itself, for the page to show.

    `words`: question, title, answer, findings, fails (lists of sentences), change, legend and caption.
    """

    name: str
    words: Mapping[str, Any]
    scenario: Scenario
    command: str
    manifest: Mapping[str, Any]
    tables: Sequence[Shown] = ()
    figures: Sequence[Path] = field(default_factory=list)


def page(told: Told) -> str:
    """The whole page."""
    cited, arms = keys(told.scenario), treatments(told.scenario)
    return rendered(
        "report.html.j2",
        told=told,
        words=told.words,
        title=told.words["title"] or told.name.replace("_", " ").capitalize(),
        world=in_a_sentence(told.scenario),
        treatments=arms,
        otherwise=any(arm.changes for arm in arms),
        changed=changed(told.scenario),
        assumed=assumed(told.scenario),
        figures=[pictured(path) for path in told.figures],
        versions=told.manifest["versions"],
        git=told.manifest["git"],
        cited=cited,
        bibtex=bibtex(cited),
    )


def pictured(path: Path) -> dict[str, Any]:
    """A figure as the page holds it: its bytes, size, and what it shows, as its file says of itself."""
    with Image.open(path) as picture:
        width, height = picture.size
    title = title_of(path)
    return {
        "source": f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}",
        "width": width,
        "height": height,
        "title": title,
        "alt": f"Figure: {title}",
    }


def shown_table(caption: str, table: pd.DataFrame) -> Shown:
    """A table of numbers as text, to four digits; a dash where nothing is known."""
    numeric = [bool(pd.api.types.is_numeric_dtype(table[column])) for column in table]
    rows = [[cell(value) for value in row] for row in table.head(MOST).itertuples(index=False)]
    heads = [str(column).replace("_", " ") for column in table]
    return Shown(caption, heads, rows, numeric, max(0, len(table) - MOST))
