"""Closed forms, with simulated points of the real model on them.

For each limiting case worlds are played in which every channel is shut but the one that the formula is about.
`world` the shut world and the dice · `case` what a case consists of · `deals`, `firms`, `candour` the cases.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.studies.theory.candour import BET, NORM, SILENCE
from experiments.studies.theory.case import COLUMNS
from experiments.studies.theory.deals import CHANGE_ORDERS, FLEXIBILITY, GOVERNANCE, HOLD_UP, HONESTY
from experiments.studies.theory.firms import FIXATION, PATIENCE, RUIN, TRUST
from sim.measures.closed_forms import coverage

if TYPE_CHECKING:
    from experiments.study import Study

CASES = {
    "flexibility": FLEXIBILITY, "governance": GOVERNANCE, "patience": PATIENCE, "honesty": HONESTY,
    "hold_up": HOLD_UP, "ruin": RUIN, "change_orders": CHANGE_ORDERS, "trust": TRUST, "fixation": FIXATION,
    "silence": SILENCE, "bet": BET, "norm": NORM,
}  # fmt: skip
"""By the name of their picture, which is also part of the address of a point's dice."""


def play(study: Study, report: Callable[[int, int], None]) -> dict[str, pd.DataFrame]:
    """`result`: coverage by case and of all; `points`: all that is drawn, `what` says as what."""
    settings, everything = study.settings, sum(case.size for case in CASES.values())
    rows: list[dict[str, Any]] = []
    done = 0
    for name, case in CASES.items():
        for point in case.points(name, settings.seed, settings.replicates):
            rows.append({"case": name, **point})
            done += 1
            report(done, everything)
        rows += [{"case": name, **one} for one in (*case.curves(), *case.marks())]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    points = table[table["what"] == "point"]
    told = [
        {"case": name, "law": case.law, **coverage(points[points["case"] == name])}
        for name, case in CASES.items()
    ]
    result = pd.DataFrame([*told, {"case": "all", "law": "", **coverage(points)}])
    return {"result": result, "points": table}
