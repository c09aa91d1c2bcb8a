"""What Hydra made of a command line is composed once; whatever had another part in it, every time."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import sim
from sim import composing, loading, recalled
from sim.spelling import ConfigError

TEXTS = ("experiment=headline", "market.months=24", "strategies.wiifwe.honesty=0.5")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setattr(recalled, "writable_home", lambda: tmp_path)
    return tmp_path / ".composed"


def nobody(texts: Any) -> Any:
    raise AssertionError(f"composed again: {texts}")


def test_the_second_time_nothing_is_composed(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = loading.composed(TEXTS)
    monkeypatch.setattr(composing, "composed", nobody)
    again = loading.composed(TEXTS)
    assert again.mapping == first.mapping
    assert again.settings == first.settings
    assert again.scenario() == first.scenario()
    paths = ("market.months", "strategies.wiifwe.honesty", "population", "trust.prior", "replicates", "seed")
    assert [again.source(path) for path in paths] == [first.source(path) for path in paths]
    with pytest.raises(AssertionError, match="composed again"):
        loading.composed([*TEXTS, "trust.prior=0.3"])


def test_what_is_damaged_is_composed_anew(cache: Path) -> None:
    first = sim.load("headline", TEXTS[1:])
    (kept,) = cache.iterdir()
    kept.write_bytes(kept.read_bytes()[:-7])
    assert sim.load("headline", TEXTS[1:]) == first
    assert recalled.recall(kept) is not None


@pytest.mark.parametrize("text", ["", "{}", "5", "[]", "[{}, {}]", '[{}, {}, [], "", [1]]', "[" * 9999])
def test_what_has_another_shape_is_composed_anew(cache: Path, text: str) -> None:
    first = sim.load("headline", TEXTS[1:])
    (kept,) = cache.iterdir()
    kept.write_text(text, "utf-8")
    assert sim.load("headline", TEXTS[1:]) == first


def test_a_refusal_is_not_kept(cache: Path) -> None:
    with pytest.raises(ConfigError, match="not a field"):
        loading.composed(["experiment=headline", "market.moths=24"])
    assert not cache.exists()


def test_no_more_are_kept_than_may_be(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recalled, "KEPT", 3)
    for number in range(5):
        recalled.remember([{"number": number}], cache / f"{number}.json")
        os.utime(cache / f"{number}.json", (number, number))
    assert sorted(one.name for one in cache.iterdir()) == ["2.json", "3.json", "4.json"]


def test_an_edited_configuration_has_a_place_of_its_own(tmp_path: Path) -> None:
    ours = tmp_path / "configs"
    shutil.copytree(composing.configs(), ours)
    before = recalled.place_of(TEXTS, ours)
    assert before == recalled.place_of(TEXTS, ours)
    file = ours / "experiment" / "headline.yaml"
    file.write_text(f"{file.read_text('utf-8')}\n", "utf-8")
    assert recalled.place_of(TEXTS, ours) not in (before, None)


@pytest.mark.parametrize(
    "text", ["experiment=mine.yaml", "seed=${oc.env:SEED}", "hydra.searchpath=[mine]", "x=file://mine"]
)
def test_what_more_than_our_configurations_decides_is_not_kept(text: str) -> None:
    assert recalled.place_of(["experiment=headline", text], composing.configs()) is None


def test_what_others_told_hydra_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from hydra.core.config_store import ConfigStore

    store = ConfigStore.instance()
    assert recalled.place_of(TEXTS, composing.configs()) is not None
    monkeypatch.setattr(store, "repo", {**store.repo, "scenario": {}})
    assert recalled.place_of(TEXTS, composing.configs()) is None


def test_a_plugin_may_bring_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import hydra_plugins

    places = [*hydra_plugins.__path__, str(tmp_path), str(tmp_path / "nowhere")]
    monkeypatch.setattr(hydra_plugins.__spec__, "submodule_search_locations", places)
    (tmp_path / "__pycache__").mkdir()
    assert recalled.place_of(TEXTS, composing.configs()) is not None
    (tmp_path / "another.py").touch()
    assert recalled.place_of(TEXTS, composing.configs()) is None


def test_a_folder_of_ones_own_is_read_every_time(cache: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine" / "scenario"
    mine.mkdir(parents=True)
    for months in (24, 36):
        (mine / "windy.yaml").write_text(f"# @package _global_\nmarket: {{months: {months}}}\n", "utf-8")
        asked = ["experiment=world", "scenario=windy"]
        assert loading.composed(asked, mine.parent).scenario().market.months == months
    assert not cache.exists()


def test_where_nothing_can_be_written_it_is_composed(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise FileNotFoundError("no usable temporary folder")

    monkeypatch.setattr(recalled, "writable_home", nowhere)
    assert recalled.place_of(TEXTS, composing.configs()) is None
    recalled.remember([{}], Path("/dev/null/nowhere/a.json"))


def test_words_that_no_text_can_hold_are_refused(cache: Path) -> None:
    with pytest.raises(ConfigError, match="months"):
        loading.composed(["experiment=headline", "market.months=\udcff"])


def test_what_would_read_otherwise_is_not_kept(cache: Path) -> None:
    odd: Any
    for odd in ([{1: "a number"}], [[float("nan")]], [[object()]]):
        recalled.remember(odd, cache / "odd.json")
    assert not cache.exists()
