"""Calibration: facts as data, a search that forgets nothing, tables and words that follow the data."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from experiments import calibration, store, studies
from experiments.calibration import fit
from experiments.calibration.facts import COMMON, SPOT_SHARE, Fact, facts, free
from experiments.calibration.fit import Journal, distance, fitted, named, start
from experiments.calibration.moments import low_quality, observed
from experiments.calibration.tables import fact_table, missed, parameter_rows, verdict
from experiments.calibration.words import consequence_words, fact_rows
from experiments.run import main, study_of
from sim.loading import composition, hydra_home
from sim.measures.inference import Interval
from sim.plots.calibration import facts_figure, title
from sim.plots.sheets import house

SMALL = [
    "experiment=calibration", "replicates=2", "calibration.evaluations=16", "calibration.fresh=3",
    "market.buyers=5", "market.suppliers=6", "market.months=60",
]  # fmt: skip
THESIS = {
    "process.narrowing", "process.haggling_cut", "process.open_book", "process.misdirection",
    "process.tactics_barred", "promises.integrity_price", "choice.loyalty_worth", "process.cost_scale",
}  # fmt: skip


def known(value: float) -> Interval:
    return Interval(value, 0.01, value - 0.02, value + 0.02, 9)


def answers(value: float) -> dict[str, Interval]:
    """A world that says the same to every fact."""
    return {fact.key: known(value) for fact in facts()}


def test_facts_say_how_far_they_were_checked() -> None:
    for fact in facts():
        assert fact.low <= fact.target <= fact.high
        assert fact.status.startswith(("read", "recalled"))
        assert fact.use in ("fit", "check", "input")
        if not fact.status.startswith("read"):
            assert "recalled" in fact.said
            assert fact.use != "fit", "what was not checked is never fitted"


def test_a_miss_is_one_at_the_border_and_keeps_its_sign() -> None:
    linear = Fact("k", "words", 0.5, 0.4, 0.8, "", "read", "", "fit")
    assert [linear.miss(value) for value in (0.5, 0.4, 0.8)] == pytest.approx([0.0, -1.0, 1.0])
    order = Fact("k", "words", 0.09, 0.03, 0.27, "", "read", "", "fit", "log")
    assert [order.miss(value) for value in (0.09, 0.03, 0.27)] == pytest.approx([0.0, -1.0, 1.0])
    assert linear.within(0.8)
    assert not linear.within(0.81)


@pytest.mark.parametrize("durations", ["spot", "terms"])
def test_no_parameter_of_the_thesis_is_sought(durations: str) -> None:
    sought = free(durations)
    assert {one.path for one in sought}.isdisjoint(THESIS)
    assert [one.path for one in sought[1:]] == [one.path for one in COMMON]
    scenario = sim.load("world")
    place = start(scenario, sought)
    for one, value in zip(sought, place, strict=True):
        assert one.low <= value <= one.high


def test_moments_look_at_wiifme_alone() -> None:
    arms = observed(sim.load("world"), 0.3).arms
    names = {name for arm in arms for name in (*arm.population.buyers, *arm.population.suppliers)}
    assert names == {"wiifme", "wiifme_flexible", "wiifme_spot"}


def test_low_quality_counts_broken_promises_and_heavy_shading() -> None:
    events = pd.DataFrame(
        {"trades": [1, 1, 1, 1, 0], "kept_supplier": [1, 0, 1, 1, 0],
         "shading_supplier": [0.0, 0.0, 0.05, 0.04, 0.1]}
    )  # fmt: skip
    assert low_quality(events, 0.10) == 0.5
    assert low_quality(events, 0.0) == 0.25


def bowl(world: Any, **_: Any) -> dict[str, Interval]:
    """Moments that are nearest to every fact at σ_x = .2; no play."""
    away = (world.shocks.misfit_sd - 0.2) ** 2
    return {fact.key: known(fact.target + away * (fact.high - fact.target)) for fact in facts()}


def search(journal: Journal, evaluations: int = 200) -> fit.Fit:
    return fitted(
        sim.load("world"), facts(), free("spot"), journal, replicates=1, seed=3, evaluations=evaluations
    )


def test_the_search_finds_the_nearest_world_and_goes_on_where_it_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "moments", bowl)
    whole = search(Journal(tmp_path / "whole.jsonl"))
    assert whole.values["shocks.misfit_sd"] == pytest.approx(0.2, abs=0.02)
    assert whole.distance < 1e-6

    played: list[int] = []

    def stopping(world: Any, **rest: Any) -> dict[str, Interval]:
        played.append(1)
        if len(played) == 70:
            raise KeyboardInterrupt
        return bowl(world, **rest)

    monkeypatch.setattr(fit, "moments", stopping)
    path = tmp_path / "cut.jsonl"
    with pytest.raises(KeyboardInterrupt):
        search(Journal(path))
    kept = len(Journal(path).known)
    assert kept == 69
    path.write_bytes(path.read_bytes()[:-20])  # as a power cut would leave it
    again = search(Journal(path))
    assert again == whole
    assert len(played) == 70 + len(Journal(path).known) - (kept - 1)
    assert Journal(path).table().shape[0] == len(Journal(path).known)


def test_a_world_without_trade_is_the_worst() -> None:
    told = {fact.key: fact.target for fact in facts()}
    assert distance(told, facts()) == 0.0
    assert distance({**told, "value_lost": float("nan")}, facts()) == fit.WORST


def test_tables_follow_the_data() -> None:
    table = fact_table(facts(), {"default": answers(0.8), "calibrated": answers(0.25)})
    assert verdict(table, "default") == (1, 6)
    assert verdict(table, "calibrated") == (2, 6)
    flipped = fact_table(facts(), {"default": answers(0.25), "calibrated": answers(0.8)})
    assert verdict(flipped, "calibrated") == (1, 6)
    assert "meets 1 of 6 facts, the calibrated one 2" in title(table)
    assert "meets 2 of 6 facts, the calibrated one 1" in title(flipped)
    assert set(missed(table, "default")) >= {"relationships ended after one year"}
    assert sum("recalled" in row[0] for row in fact_rows(table)) == 1


def test_a_parameter_at_its_bound_is_called_so() -> None:
    sought = free("spot")
    before = named(start(sim.load("world"), sought), sought)
    after: Mapping[str, float] = {**before, SPOT_SHARE: 0.999, "promises.slip": 0.1}
    table = parameter_rows(sought, before, after).set_index("path")
    assert table.loc[SPOT_SHARE, "at_bound"]
    assert not table.loc["promises.slip", "at_bound"]


def test_the_consequence_says_who_gains() -> None:
    rows = [
        {"world": world, "party": party, "mean": sign * 0.02, "low": sign * 0.03, "high": sign * 0.01}
        for world, sign in (("default", 1.0), ("calibrated", -1.0))
        for party in ("joint", "buyer", "supplier")
    ]
    words = consequence_words(pd.DataFrame(rows))
    assert "in the default world: joint +0.0200" in words
    assert "in the calibrated world: joint −0.0200" in words


def test_the_figure_has_a_strip_for_every_fact() -> None:
    table = fact_table(facts(), {"default": answers(0.8), "calibrated": answers(0.25)})
    with house() as sheet:
        figure = facts_figure(table, "n · seed · hash", sheet)
    assert len(figure.axes) == len(table)
    labels = " ".join(axes.get_ylabel() for axes in figure.axes).replace("\n", " ")
    assert "recalled" in labels
    assert "not fitted" in labels
    for axes, (_, row) in zip(figure.axes, table.iterrows(), strict=True):
        assert axes.get_xlim()[0] == 0.0
        assert axes.get_xlim()[1] >= min(1.0, row["high"])


def test_a_small_calibration_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [*SMALL, f"results={tmp_path}"]
    assert main(command) == 0
    first = capsys.readouterr().out
    assert "worlds" in first
    (folder,) = [path for path in (tmp_path / "calibration").iterdir() if path.is_dir()]
    tables = ("facts", "parameters", "sensitivity", "consequence", "tried")
    assert all((folder / f"{name}.parquet").is_file() for name in tables)
    assert not list((tmp_path / "calibration").glob("journal-*")), "all of it is in `tried`"
    assert (folder / "figures" / "facts.png").stat().st_size > 10_000
    tried = pd.read_parquet(folder / "tried.parquet")
    assert len(tried) <= 64
    assert np.isfinite(tried["shocks.misfit_sd"]).all()
    assert main(command) == 0
    assert "(stored; `again=true` plays it again)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["market.months=24"], "`market.months` is 24; the facts speak of five years"),
        (["calibration=null"], "`calibration` is null"),
        (["shocks.misfit_sd=0.6"], "`shocks.misfit_sd` is 0.6; the search starts there and looks from 0.05"),
        (["trust.good_weight=0"], "`trust.good_weight` is 0"),
        (["population=mixed"], "`population` and `arms` have no effect here"),
        (["calibration.durations=term"], "did you mean `terms`?"),
        (["calibration.evaluations=0"], "`calibration.evaluations` is 0"),
    ],
)
def test_what_cannot_be_calibrated_gets_one_line(
    words: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["experiment=calibration", *words]) == 2
    told = capsys.readouterr().err
    assert complaint in told
    assert told.count("\n") == 1


def test_facts_and_bounds_are_part_of_what_names_the_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hydra_home():
        asked = study_of(composition(["experiment=calibration"]))
    before = store.folder_of(asked)
    copy = tmp_path / "calibration"
    shutil.copytree(Path(calibration.__file__).parent, copy)
    (copy / "facts.yaml").write_text(
        (copy / "facts.yaml").read_text("utf-8").replace("0.064", "0.065"), "utf-8"
    )
    found = importlib.util.spec_from_file_location(
        "experiments.calibration", copy / "__init__.py", submodule_search_locations=[str(copy)]
    )
    monkeypatch.setattr(studies, "find_spec", lambda _: found)
    assert store.folder_of(asked) != before


def test_the_kind_is_whole() -> None:
    assert all(callable(getattr(calibration, name)) for name in ("check", "play", "show"))
