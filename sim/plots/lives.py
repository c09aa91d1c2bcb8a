"""The figures of `study: lives`, as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.plots.ageing import ageing_figure
from sim.plots.outcomes import outcomes_figure
from sim.plots.sheets import Sheet, filed, house
from sim.plots.strip import strip_figure
from sim.plots.style import among
from sim.plots.trade import trade_figure


def draw_all(
    tables: Mapping[str, pd.DataFrame],
    slots: Mapping[str, int],
    arms: Sequence[str],
    labels: Mapping[str, str],
    folder: Path,
    caption: str,
) -> list[Path]:
    """Write ageing, outcomes, network and a strip for each arm; the files written."""
    chosen = "The longest relationship of the first replicate: chosen, not typical."
    drawings: dict[str, Callable[[Sheet], Figure]] = {
        "outcomes": lambda sheet: outcomes_figure(tables["firms"], arms, labels, caption, sheet),
    }
    # In a world in which nothing is worth signing there are firms alone.
    if len(tables["ageing"]):
        drawings["ageing"] = lambda sheet: ageing_figure(
            tables["ageing"], tables["lives"], arms, labels, caption, sheet
        )
    if len(tables["ties"]):
        drawings["network"] = lambda sheet: trade_figure(
            tables["ties"], tables["gone"], slots, arms, labels, caption, sheet
        )
    for arm in arms:
        rows = tables["lives_of_one"][tables["lives_of_one"]["arm"] == arm]
        if len(rows):
            drawings[f"strip_{arm}"] = lambda sheet, rows=rows, arm=arm: strip_figure(
                rows, labels[arm], f"{chosen} {caption}", sheet
            )
    written: list[Path] = []
    for name, drawing in drawings.items():
        with house() as size, among(arms):
            figure = drawing(size)
            written += filed(figure, folder, name)
    return written
