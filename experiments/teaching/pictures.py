"""Pictures of slides and handouts: published tables drawn anew with letters that the last row reads."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import yaml

from experiments.publish import PUBLISHED
from sim import store
from sim.measures.labelled import WORDS
from sim.plots.asked import view_from
from sim.plots.sheets import house, saved
from sim.plots.view import drawn

FILE = Path(__file__).parent / "pictures.yaml"
SHEET = "column"
"""The sheet with the largest letters for its width."""


@cache
def published(study: str, table: str) -> pd.DataFrame:
    """A published table."""
    return pd.read_csv(PUBLISHED / study / f"{table}.csv")


@cache
def picture(name: str) -> str:
    """A picture of `pictures.yaml` as the address of an image: SVG, for a page that is one file."""
    spec: dict[str, Any] = dict(yaml.safe_load(FILE.read_text("utf-8"))[name])
    study = spec.pop("study")
    names = {one: meaning for one, (meaning, _) in WORDS.items()} | store.words_of(PUBLISHED / study)[
        "labels"
    ]
    view = view_from(name, spec, FILE.name)
    with house(SHEET) as sheet, TemporaryDirectory() as folder:
        figure = drawn(view, published(study, view.table), names, "", "", sheet)
        file = saved(figure, Path(folder) / f"{name}.svg")
        return f"data:image/svg+xml;base64,{b64encode(file.read_bytes()).decode()}"
