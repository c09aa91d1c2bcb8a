"""Every named study, played tiny: its tables, words that a person can read, and every picture of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.playing import names_in, tables_of
from experiments.publish import PUBLISHED, STUDIES
from experiments.words import spoken
from sim import store
from sim.composing import configs
from sim.plots.sheets import house
from sim.plots.view import drawn
from tests.studies.made import asked_for
from tests.studies.measured import faults

TINY = ("replicates=3", "market.months=24", "market.buyers=6", "market.suppliers=8")
SMALLER: dict[str, tuple[str, ...]] = {
    "trust_honesty": ("design.axes.trust.values=[0.05,0.5,0.9]", "design.axes.honesty.count=2"),
    "three_contracts": ("design.axes.volatility.count=3",),
    "horizon_volatility": ("design.axes.horizon.values=[12,24]", "design.axes.volatility.count=3"),
    "opportunists": ("design.axes.share.count=3", "design.axes.detection.count=2"),
    "honest_alone": ("design.axes.share.values=[0,0.5,1]",),
    "norm": (
        "design.axes.months.values=[6,24]",
        "design.axes.erosion.values=[0,10]",
        "design.axes.honesty.values=[0,0.9,1]",
    ),
    "power": ("design.axes.power.count=3",),
    "competition": ("design.axes.dispersion.count=2", "design.axes.term.values=[6,24]"),
    "process_cost": ("design.axes.cost.values=[0.0,1.0,4.0]", "design.axes.volatility.count=2"),
    "invasion": ("design.axes.start.count=3", "design.axes.graph.values=[complete,random]"),
    "networks": ("design.axes.graph.values=[complete,random]", "design.axes.word_of_mouth.count=2"),
    "plausible_region": ("design.points=32",),
    "screening": ("design.points=3",),
    "sensitivity": ("design.points=8",),
    "headline": ("map.trust=[0.1,0.5]", "map.honesty=[0.2,0.9]"),
}
OTHERWISE = {"calibration", "found_posture", "tournament", "theory", "required_effect", "chronicles",
             "fehr_hart_zehnder_2011", "besedes_prusa_2006"}  # fmt: skip
"""Studies whose own tests play them small."""
NAMES = sorted({path.stem for path in (configs() / "experiment").glob("*.yaml")} - OTHERWISE)


@pytest.mark.parametrize("name", NAMES)
def test_a_study_ends_in_words_and_pictures(name: str, tmp_path: Path) -> None:
    study = asked_for([f"experiment={name}", *TINY, *SMALLER.get(name, ()), f"results={tmp_path}"])
    tables = tables_of(study, tmp_path)
    assert tables
    views = {name: view for name, view in study.settings.views if len(tables.get(view.table, ()))}
    assert views, "no picture"
    words = spoken(study, tables, views)
    titles: dict[str, str] = words["titles"]
    assert not list(faults(words))
    for view, spec in views.items():
        with house() as sheet:
            figure = drawn(spec, tables[spec.table], names_in(study, words), titles[view], "n", sheet)
        assert figure.axes, view


@pytest.mark.parametrize("name", STUDIES)
def test_published_words_can_be_read(name: str) -> None:
    """A study that is published says what it found in sentences of few words and fewer numbers."""
    folder = PUBLISHED / name
    words = store.words_of(folder)
    assert words["answer"], "no answer"
    assert words["findings"], "no finding"
    assert not list(faults(words))
