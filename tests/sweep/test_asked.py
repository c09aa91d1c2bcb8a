"""`sim.sweep`: the engine of the command line's sweeps, asked for in Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

import sim
from experiments.run import main
from sim.config import scenario_from
from sim.spelling import ConfigError

SIZE = {"buyers": 4, "suppliers": 5, "months": 12}
AXES = {"trust.prior": [0.2, 0.8], "contract.term": [6, 12]}


def forgiving(kept: float, seen: float, trust: float, age: float, left: float) -> float:
    return 0.5 + 0.5 * trust


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def world(**more: Any) -> sim.Scenario:
    strategies = {"wiifme": {}, "other": {"honesty": 1.0}}
    return scenario_from({"market": SIZE, "strategies": strategies, **more})


def swept(**changes: Any) -> sim.Sweep:
    asked: dict[str, Any] = {"arms": {"base": "wiifme", "ours": "other"}, "replicates": 3, "workers": 1}
    return sim.sweep(world(), AXES, **{**asked, **changes})


def test_each_world_is_that_of_run_ensemble() -> None:
    found = swept()
    assert found.worlds["joint_slot"].dims == ("trust.prior", "contract.term", "arm", "replicate")
    here = {"trust": {"prior": 0.8}, "contract": {"term": 12}, "population": "other"}
    alone = sim.run_ensemble(world(**here), replicates=3, seed=1).replicates
    rows = found.replicates(["joint_slot", "spells"])
    rows = rows[(rows["trust.prior"] == 0.8) & (rows["contract.term"] == 12) & (rows["arm"] == "ours")]
    assert rows["joint_slot"].tolist() == alone["joint_slot"].tolist()
    assert rows["spells"].tolist() == alone["spells"].tolist()


def test_gains_are_paired_and_long() -> None:
    found = swept()
    rows, gains = found.replicates(), found.gains()
    apart = rows.pivot_table(
        index=["trust.prior", "contract.term", "replicate"], columns="arm", values="joint_slot"
    )
    means = (apart["ours"] - apart["base"]).groupby(level=[0, 1]).mean()
    joint = gains[gains["outcome"] == "joint_slot"].set_index(["trust.prior", "contract.term"])
    assert np.allclose(joint["mean"], means.reindex(joint.index), rtol=0.0, atol=1e-15)
    assert (gains["low"] <= gains["mean"]).all()
    assert gains[["arm", "baseline"]].drop_duplicates().to_numpy().tolist() == [["ours", "base"]]
    assert len(found.levels()) == 2 * len(gains)


def test_what_is_there_is_not_played_again() -> None:
    told: list[tuple[int, int]] = []
    first = swept(progress=lambda done, everything: told.append((done, everything)))
    assert (told[0], told[-1]) == ((0, 24), (24, 24))
    told.clear()
    again = swept(progress=lambda done, everything: told.append((done, everything)))
    assert (again.folder, told) == (first.folder, [])
    more = swept(replicates=4, progress=lambda done, everything: told.append((done, everything)))
    assert (told[0], told[-1]) == ((24, 32), (32, 32))
    assert (
        more.replicates().query("replicate < 3").to_numpy().tolist() == first.replicates().to_numpy().tolist()
    )


def test_functions_are_handed_over_as_levels_and_by_arms() -> None:
    """A level's function plays as it does alone, in an arm as along an axis."""
    alone = sim.run_ensemble(world(strategies={"wiifme": {"keeps": forgiving}}), replicates=3, seed=1)
    axis = sim.sweep(
        world(population="wiifme"), {"strategies.wiifme.keeps": ["", forgiving]}, replicates=3, workers=1
    )
    arms = {"rule": "wiifme", "own": {"population": "wiifme", "set": {"strategies.wiifme.keeps": forgiving}}}
    by_arm = sim.sweep(world(), {"trust.prior": np.array([world().trust.prior])}, arms=arms, replicates=3)
    wanted = alone.replicates["joint_slot"].tolist()
    assert axis.worlds["joint_slot"].to_numpy()[1, 0].tolist() == wanted
    assert by_arm.worlds["joint_slot"].sel(arm="own").to_numpy().ravel().tolist() == wanted
    assert axis.worlds["joint_slot"].to_numpy()[0, 0].tolist() != wanted


@pytest.mark.parametrize(
    ("records", "design", "told"),
    [
        ("firms", {"market.buyers": [4, 3]}, "cannot be played at market.buyers=3"),
        ("firms", {"surplus.value": [1.15, 1.4]}, "cannot be played at surplus.value=1.4"),
        ("costs", {"market.months": [12, 24]}, "has 12 rows, but 24 months are played"),
    ],
)
def test_records_that_do_not_fit_a_point_are_refused_before_anything_is_played(
    tmp_path: Path, records: str, design: dict[str, Any], told: str
) -> None:
    surplus = world().surplus
    rows = [("buyer", surplus.value)] * SIZE["buyers"] + [("supplier", surplus.cost)] * SIZE["suppliers"]
    tables = {
        "firms": pd.DataFrame(rows, columns=["role", "base"]),
        "costs": pd.DataFrame({"price": np.linspace(1.0, 2.0, SIZE["months"])}),
    }
    with pytest.raises(ConfigError, match=told):
        sim.sweep(world(records={records: tables[records]}), design, replicates=1)
    assert not (tmp_path / "results").exists()


def test_a_stored_sweep_that_was_edited_is_refused() -> None:
    folder = swept().folder
    worlds = pd.read_parquet(folder / "worlds.parquet")
    worlds.assign(joint_slot=1.0).to_parquet(folder / "worlds.parquet", index=False)
    with pytest.raises(ConfigError, match="edited"):
        swept()


def test_it_is_opened_and_played_again_by_its_configuration(capfd: pytest.CaptureFixture[str]) -> None:
    found = swept()
    assert sim.open_results("sweep").equals(found.worlds)
    assert [arm.name for arm in sim.load(found.folder).arms] == ["base", "ours"]
    file = found.folder / "config.yaml"
    assert main([f"experiment={file}", "results=other", "figures=none"]) == 0
    assert np.array_equal(sim.open_results("sweep", "other")["joint_slot"], found.worlds["joint_slot"])
    assert "2 arms" not in capfd.readouterr().err


def test_a_table_of_points_and_a_function_lie_beside_the_configuration(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = {"base": {}, "own": {"conduct": "reactive", "keeps": forgiving}}
    scenario = scenario_from({"market": SIZE, "strategies": own, "population": "own"})
    points = pd.DataFrame({"trust.prior": [0.2, 0.5, 0.7]})
    found = sim.sweep(scenario, points, replicates=2, workers=1)
    assert found.axes == ["trust.prior"]
    assert found.pairs == ()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "empty"))  # what was handed over is gone
    moved = found.folder.rename(tmp_path / "moved")
    keeps = sim.load(moved).strategies["own"].keeps
    assert keeps.startswith(moved.as_posix())
    assert keeps.endswith("forgiving.py:forgiving")
    with pytest.raises(ConfigError, match="nothing to compare"):
        found.gains()


def test_it_shows_itself() -> None:
    found = swept()
    assert "trust.prior" in found._repr_html_()
    assert found.plot().axes
    gained = {text.get_text() for text in found.plot(gains=True).findobj(Text)}
    assert any(text.startswith("Gained on the same luck: ") for text in gained)
    assert any(" against " in text for text in gained)
    assert sim.sweep(world(), {}, arms={"base": "wiifme", "ours": "other"}, replicates=3).plot().axes


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"arms": ["wiifwe"]}, "`arms` names 'wiifwe', which is no arm; arms are: none"),
        ({"arms": {"a": "othr"}}, "did you mean `other`"),
        ({"compare": [("ours", "bas")]}, "`compare` names 'bas', which is no arm; did you mean `base`?"),
        ({"compare": ["ours - base"]}, "but a pair is two arms"),
        ({"replicates": 0}, "`replicates` is 0; allowed: a whole number from 1"),
        ({"engine": "lokal"}, "`engine` is 'lokal'; did you mean `local`?"),
    ],
)
def test_what_cannot_be_swept_is_refused_in_a_line(
    changes: dict[str, Any], told: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError) as refused:
        swept(**changes)
    assert told in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_an_axis_that_is_no_parameter_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"did you mean `trust\.prior`"):
        sim.sweep(world(), {"trust.priors": [0.1]})
    with pytest.raises(ConfigError, match="no such file"):
        sim.sweep(world(), "nowhere.csv")
    with pytest.raises(ConfigError, match="was not counted; did you mean `joint_slot`"):
        swept().gains(["joint_slo"])
