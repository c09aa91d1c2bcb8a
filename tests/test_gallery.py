"""The gallery shows what is published, with the words that each picture says of itself."""

from __future__ import annotations

import importlib
import re

from experiments.gallery import FRONT, PAGE, README, embedded, front, page, sections
from experiments.publishing import PUBLISHED
from sim.plots.sheets import title_of


def test_the_page_is_what_its_pictures_make() -> None:
    assert PAGE.read_text("utf-8") == page()
    assert front() in README.read_text("utf-8")


def test_every_picture_exists_and_says_what_it_shows() -> None:
    shown = [one for pictures in sections().values() for one in pictures]
    assert len({one.path for one in shown}) == len(shown) >= 25
    for one in shown:
        path = PUBLISHED / f"{one.path}.png"
        assert path.is_file(), one.path
        assert title_of(path) != path.stem.replace("_", " "), one.path
        module, _, function = one.function.partition(".")
        assert callable(getattr(importlib.import_module(f"sim.plots.{module}"), function))
    assert {*FRONT} <= {one.path for one in shown}


def test_descriptions_hold_no_brackets_that_would_end_them() -> None:
    for path in FRONT:
        assert re.fullmatch(
            r"!\[[^\[\]]+\]\(results/published/[\w/]+\.png\)", embedded(path, "results/published")
        )
