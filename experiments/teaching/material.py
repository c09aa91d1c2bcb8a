"""What the pages say: templates that a person wrote, filled with numbers of published tables.

Beside a sentence that claims something stands what must hold for it (`holds`): where the tables say
otherwise nothing is made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment

from experiments import store
from experiments.publish import PUBLISHED
from experiments.studies.chronicles.pages import MOMENTS, TOGETHER, oneline, pair_in
from experiments.teaching.pictures import FILE, picture, published
from experiments.templates import surroundings
from sim.chronicle.pairs import apart, together
from sim.chronicle.reading import PARTNER, SIDES
from sim.chronicle.work import FORMS
from sim.spelling import ConfigError

HOME = Path(__file__).parent
SLIDES = "slides"


def environment() -> Environment:
    """What every template may ask."""
    made = surroundings(HOME)
    made.filters["oneline"] = oneline
    made.globals.update(
        PARTNER=PARTNER, SIDES=SIDES, FORMS=FORMS, together=together, table=published, picture=picture,
        source=source, style=style, holds=holds,
    )  # fmt: skip
    return made


def walls() -> dict[str, str]:
    """Name → page for a wall: the two chronicles side by side, and the slides."""
    made = environment()
    pair = pair_in({name: published("chronicles", name) for name in ("pairs", "pair_wiifme", "pair_wiifwe")})
    told = {"pair": pair, "told": apart(pair, MOMENTS)}
    return {name: made.get_template(f"sheets/{name}.html.j2").render(told) for name in (TOGETHER, SLIDES)}


def style(name: str) -> str:
    """A sheet of style, for a page that is one file."""
    return (HOME / "sheets" / name).read_text("utf-8")


def source(name: str) -> str:
    """From what a picture is drawn: its study, how often it was played, the seed, the hash."""
    study = yaml.safe_load(FILE.read_text("utf-8"))[name]["study"]
    words: dict[str, Any] = store.words_of(PUBLISHED / study)
    return f"{words['title']} · {words['caption']}"


def holds(claim: str, true: bool) -> str:
    """Nothing, where a claim is true. Raises ConfigError where what is published says otherwise."""
    if not true:
        raise ConfigError(f"what is published no longer shows that {claim}: its sentence must be written anew")
    return ""
