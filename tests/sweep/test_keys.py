"""A part's name and a study's cover all that decides numbers, strategies and files that a level names too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from experiments.plans import plan_of
from experiments.run import main
from experiments.study import Study, study_of
from sim.loading import composed
from sim.sweeps import parts, work

HEAD = "# @package _global_\n"
SIZE = {"buyers": 3, "suppliers": 3, "months": 12}
FULL = "\n".join(f"b{buyer} s{supplier}" for buyer in range(3) for supplier in range(3))
SPARSE = "b0 s0\nb1 s1\nb2 s2"
PEOPLE = {"who": {"path": "population", "values": ["wiifwe_without_vision", "wiifme"]}}
GRAPHS = {"graph": {"levels": {"any": {}, "own": {"network.kind": "file", "network.file": "graph.txt"}}}}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(axes: dict[str, Any] | None = None, **more: Any) -> list[str]:
    """The command line of a small sweep, with an experiment of its own in a file."""
    told = {
        "name": "own", "study": "sweep", "replicates": 3, "market": SIZE, "engine": {"workers": 1},
        "design": {"axes": axes or {}}, "sweep": {"points": 1}, **more,
    }  # fmt: skip
    file = Path("mine/experiment/own.yaml")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEAD + yaml.safe_dump(told, sort_keys=False), "utf-8")
    return ["experiment=own"]


def played(wishes: Sequence[str]) -> pd.DataFrame:
    """The worlds of a sweep that was played through the one entry."""
    before = set(Path("results").glob("own/*/manifest.json"))
    assert main(["--config-dir", "mine", *wishes]) == 0
    (manifest,) = set(Path("results").glob("own/*/manifest.json")) - before
    return pd.read_parquet(manifest.with_name("worlds.parquet"))


def study(wishes: Sequence[str]) -> Study:
    return study_of(composed(wishes, Path("mine")))


def names(wishes: Sequence[str]) -> tuple[str, list[str]]:
    """The name of the study, and those of its parts: one a point."""
    found = study(wishes)
    plan = plan_of(found)
    plan.folder.mkdir(parents=True, exist_ok=True)
    return found.hash, [name for _, points in plan.slices() for name in plan.contents(points)]


def alone(worlds: pd.DataFrame, chosen: pd.Series) -> pd.DataFrame:
    """Some of the worlds, without saying where in a sweep they were."""
    return worlds[chosen].drop(columns=["point", "arm"]).reset_index(drop=True)


def test_a_population_is_an_axis() -> None:
    """Each level is played as that population by itself is played."""
    both = played([*asked(PEOPLE), "population=mixed"])
    single = played([*asked({}), "population=wiifme"])
    pd.testing.assert_frame_equal(alone(both, both["point"] == 1), alone(single, single["point"] == 0))
    one, other = (alone(both, both["point"] == point)["joint_slot"].to_numpy() for point in (0, 1))
    assert not np.array_equal(one, other)


def test_a_share_that_one_arm_has_not_leaves_that_arm_as_it_is() -> None:
    arms = {"calm": {"population": "wiifwe"}, "mixed": {"population": {"wiifwe": 0.5, "wiifme": 0.5}}}
    worlds = played(asked({"share": {"path": "population.wiifme", "values": [0.0, 0.4, 1.0]}}, arms=arms))
    calm, none = worlds["arm"] == "calm", alone(worlds, (worlds["arm"] == "calm") & (worlds["point"] == 0))
    for point in (1, 2):
        pd.testing.assert_frame_equal(alone(worlds, calm & (worlds["point"] == point)), none)
    pd.testing.assert_frame_equal(alone(worlds, ~calm & (worlds["point"] == 0)), none)
    pair = worlds[~calm].groupby("point")["joint_slot"].mean()
    assert pair.nunique() == 3


def test_a_strategy_that_only_a_level_names_is_in_the_names() -> None:
    wishes = [*asked(PEOPLE), "population=wiifme"]
    before, unlike = names(wishes), names([*wishes, "strategies.wiifwe.honesty=0.123"])
    assert unlike[0] != before[0]
    assert [one == other for one, other in zip(before[1], unlike[1], strict=True)] == [False, True]
    assert names([*wishes, "strategies.alternator.honesty=0.123"]) == before, "nobody plays it"
    assert names([*wishes, "strategies.wiifwe.sentence=Other words."]) == before, "words move no number"


@pytest.mark.parametrize("whose", ["level", "arm", "scenario"])
def test_a_file_counts_by_its_content(whose: str) -> None:
    file = Path("graph.txt")
    file.write_text(FULL)
    own = {"network.kind": "file", "network.file": "graph.txt"}
    wishes = {
        "level": lambda: [*asked(GRAPHS), "population=wiifme"],
        "arm": lambda: asked({}, arms={"one": {"population": "wiifme", "set": own}}),
        "scenario": lambda: [*asked({}, network={"kind": "file", "file": "graph.txt"}), "population=wiifme"],
    }[whose]()
    before = names(wishes)
    file.write_text(SPARSE)
    after = names(wishes)
    assert after[0] != before[0]
    kept = [one == other for one, other in zip(before[1], after[1], strict=True)]
    assert kept == ([True, False] if whose == "level" else [False])
    file.write_text(FULL)
    assert names(wishes) == before


@pytest.mark.parametrize("where", ["level", "arm"])
def test_a_file_that_changed_is_played_anew_in_the_same_process(where: str) -> None:
    """No graph is kept from before."""
    file = Path("graph.txt")
    own = {"network.kind": "file", "network.file": "graph.txt"}
    if where == "level":
        wishes = [*asked({"graph": {"levels": {"own": own}}}), "population=wiifme"]
    else:
        wishes = asked({}, arms={"one": {"population": "wiifme", "set": own}})
    found = []
    for edges in (FULL, SPARSE):
        file.write_text(edges)
        found.append(played(wishes)["joint_slot"].to_numpy())
    assert not np.array_equal(*found)


def test_the_code_between_points_and_worlds_is_in_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    wishes = [*asked(PEOPLE), "population=wiifme"]
    before = names(wishes)
    task = next(plan_of(study(wishes)).missing())
    monkeypatch.setattr(parts, "sources", lambda: "other")
    assert set(names(wishes)[1]).isdisjoint(before[1])
    monkeypatch.setattr(work, "sources", lambda: "other")
    with pytest.raises(RuntimeError, match="other sources than the driver"):
        work.part_played(task)


def test_a_part_is_not_written_where_a_file_was_edited_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    file = Path("graph.txt")
    file.write_text(FULL)
    own = {"network.kind": "file", "network.file": "graph.txt"}
    task = next(plan_of(study(asked({}, arms={"one": {"population": "wiifme", "set": own}}))).missing())
    whole = work.columns_of

    def edited(task: Any) -> Any:
        found = whole(task)
        file.write_text(SPARSE)
        return found

    monkeypatch.setattr(work, "columns_of", edited)
    with pytest.raises(RuntimeError, match="was edited meanwhile"):
        work.part_played(task)
    assert not task.path.exists()
