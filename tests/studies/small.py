"""A study of a kind of its own, played small, to its words and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from experiments.playing import names_in, tables_of
from experiments.words import spoken
from sim.plots.sheets import house
from sim.plots.view import drawn
from tests.studies.made import Told, asked_for
from tests.studies.measured import faults


def told_small(wishes: Sequence[str], folder: Path) -> Told:
    """What the study makes of so little; its words can be read and every picture is drawn."""
    study = asked_for([*wishes, f"results={folder}"])
    tables = tables_of(study, folder)
    views = {name: view for name, view in study.settings.views if len(tables.get(view.table, ()))}
    words = spoken(study, tables, views)
    titles: dict[str, str] = words["titles"]
    assert views
    said_badly = list(faults(words))
    assert not said_badly, said_badly
    with house() as sheet:
        for name, view in views.items():
            assert drawn(view, tables[view.table], names_in(study, words), titles[name], "n", sheet).axes
    return Told(study, tables, words)
