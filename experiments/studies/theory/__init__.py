"""Closed forms, with simulated points of the real model on them.

For each limiting case worlds are played in which every channel is shut but the one that the formula is about.
`closed_forms` the formulas · `world` the shut world and the dice · `case` what a case consists of, points and
coverage · `deals`, `firms` the cases.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from experiments.studies.theory.case import COLUMNS, coverage
from experiments.studies.theory.deals import CHANGE_ORDERS, FLEXIBILITY, GOVERNANCE, HOLD_UP, HONESTY
from experiments.studies.theory.firms import FIXATION, PATIENCE, RUIN, TRUST

if TYPE_CHECKING:
    from experiments.store import Study

CASES = {
    "flexibility": FLEXIBILITY, "governance": GOVERNANCE, "patience": PATIENCE, "honesty": HONESTY,
    "hold_up": HOLD_UP, "ruin": RUIN, "change_orders": CHANGE_ORDERS, "trust": TRUST, "fixation": FIXATION,
}  # fmt: skip
"""By the name of their picture; a name is also part of the address of a point's dice."""


def play(study: Study, report: Callable[[int, int], None]) -> dict[str, pd.DataFrame]:
    """`result`: coverage by case and of all; `points`: what is drawn, by `what`: points, curves, limits, marks."""
    settings, rows = study.settings, []
    everything = sum(
        len(case.places(*given)) * len(case.theory)
        for case in CASES.values()
        for given in case.series.values()
    )
    done = 0
    for name, case in CASES.items():
        for point in case.points(name, settings.seed, settings.replicates):
            rows.append({"case": name, **point})
            done += 1
            report(done, everything)
        rows += [{"case": name, **one} for one in (*case.curves(), *case.marks())]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return {"result": result(table[table["what"] == "point"]), "points": table}


def result(points: pd.DataFrame) -> pd.DataFrame:
    """A row for each case and one for all."""
    told = [
        {"case": str(name), "law": CASES[str(name)].law, **coverage(own)}
        for name, own in points.groupby("case", sort=False)
    ]
    return pd.DataFrame([*told, {"case": "all", "law": "", **coverage(points)}])
