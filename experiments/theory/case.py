"""What a picture consists of: a question, a formula, its points, its curves, its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from experiments.theory.settings import Luck
from sim.plots.theory import Frame


@dataclass(frozen=True)
class Case:
    """One limiting case of the model, and how it is played and drawn.

    `law` is its number in the list of limiting cases; `note` says what was played; `sources` are keys of
    references.bib. `title` is worked out from the points alone.
    """

    name: str
    law: str
    question: str
    formula: str
    sources: tuple[str, ...]
    note: str
    table: Callable[[Luck], pd.DataFrame]
    curves: Callable[[], pd.DataFrame]
    title: Callable[[pd.DataFrame], str]
    frame: Frame
