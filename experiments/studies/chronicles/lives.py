"""Lives of relationships as tables: one as its picture needs it, two firms under two postures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.studies.chronicles.pages import POSTURES
from sim.chronicle.pairs import SPAN, gain, middle, pairs, together
from sim.chronicle.reading import SIDES, implied
from sim.chronicle.rules import Rows, world_of

if TYPE_CHECKING:
    from experiments.study import Study

EVENTS = {
    "ordered": "change_order", "renegotiated": "renegotiated", "haggled": "haggled",
}  # fmt: skip


def two_postures(study: Study) -> dict[str, pd.DataFrame]:
    """`pairs`: how the same firms do under each posture; months and sums of the pair in the middle."""
    scenario, settings = study.scenario, study.settings
    found = pairs(scenario, POSTURES, range(settings.replicates), settings.seed)
    if not found:
        return {}
    told = middle(found)
    row: dict[str, Any] = {
        "pairs": len(found), "more": sum(gain(one) > 0.0 for one in found), "months": SPAN,
        "replicate": told.replicate, "buyer": told.first[0]["buyer"], "supplier": told.first[0]["supplier"],
        "gain": gain(told),
    }  # fmt: skip
    running: list[dict[str, Any]] = []
    lives: dict[str, pd.DataFrame] = {}
    for place, arm in enumerate(POSTURES):
        rows = told.lives[place]
        lasted = sum(len(one.lives[place]) >= SPAN for one in found)
        row |= {f"lasted_{arm}": lasted, f"months_{arm}": len(rows)}
        lives[f"pair_{arm}"] = life(implied(rows, world_of(scenario, arm))[:SPAN])
        running += [
            {"arm": arm, "month": month, "mean": made, "low": made, "high": made}
            for month, made in enumerate([0.0, *together(rows)])
        ]
    return {"pairs": pd.DataFrame([row]), "running": pd.DataFrame(running), **lives}


def life(rows: Rows) -> pd.DataFrame:
    """The months of a relationship as they were read, with what happens marked as its picture needs it."""
    table = pd.DataFrame(rows)
    signed = (table["left"] > table["left"].shift(fill_value=0.0)).astype(int)
    marks = {event: (table[column] > 0.0).astype(int) for event, column in EVENTS.items()}
    fought = marks["ordered"] + marks["renegotiated"] > 0
    marks["adapted"] = ((table["adaptation"] > 0.0) & ~fought & (signed == 0)).astype(int)
    marks["untold"] = (table["silenced"] > 0.0).astype(int)
    caught = table[[f"silence_found_{side}" for side in SIDES]].eq(True)
    marks["found_out"] = caught.any(axis=1).astype(int)
    for side in SIDES:
        marks[f"broken_{side}"] = ((table["held"] > 0.0) & (table[f"kept_{side}"] == 0.0)).astype(int)
    return table.assign(signed=signed, **marks)
