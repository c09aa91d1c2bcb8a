"""What figures are drawn for where a caller says nothing else. It loads nothing: runs ask before play."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

NAMES = ("page", "slide", "column")
"""Sheets, as `sim.plots.sheets` has them."""
BESIDE_PNG = ("svg", "pdf")


class Print(NamedTuple):
    """A sheet, and formats beside PNG."""

    sheet: str = "page"
    formats: tuple[str, ...] = ("svg",)


USUAL = Print()
ASKED: ContextVar[Print] = ContextVar("ASKED", default=USUAL)


@contextmanager
def printing(sheet: str, formats: tuple[str, ...]) -> Iterator[None]:
    """Figures are drawn for this sheet and written in these formats, until the end."""
    before = ASKED.set(Print(sheet, formats))
    try:
        yield
    finally:
        ASKED.reset(before)
