"""What Hydra made of a command line is composed once; whatever had another part in it, every time."""

from __future__ import annotations

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


def test_a_refusal_is_not_kept(cache: Path) -> None:
    with pytest.raises(ConfigError, match="not a field"):
        loading.composed(["experiment=headline", "market.moths=24"])
    assert not cache.exists()


def test_no_more_are_kept_than_may_be(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recalled, "KEPT", 3)
    for number in range(5):
        recalled.remember([number], cache / f"{number}.json")
    assert len(list(cache.iterdir())) == 3


def test_an_edited_configuration_has_a_place_of_its_own(tmp_path: Path) -> None:
    ours = tmp_path / "configs"
    shutil.copytree(composing.configs(), ours)
    before = recalled.place_of(TEXTS, ours)
    assert before == recalled.place_of(TEXTS, ours)
    file = ours / "experiment" / "headline.yaml"
    file.write_text(f"{file.read_text('utf-8')}\n", "utf-8")
    assert recalled.place_of(TEXTS, ours) not in (before, None)


@pytest.mark.parametrize("text", ["experiment=mine.yaml", "seed=${oc.env:SEED}"])
def test_what_more_than_our_configurations_decides_is_not_kept(text: str) -> None:
    assert recalled.place_of(["experiment=headline", text], composing.configs()) is None


def test_what_others_told_hydra_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from hydra.core.config_store import ConfigStore

    store = ConfigStore.instance()
    monkeypatch.setattr(store, "repo", {**store.repo, "experiment": {}})
    assert recalled.place_of(TEXTS, composing.configs()) is None


def test_what_would_read_otherwise_is_not_kept(cache: Path) -> None:
    for odd in ({1: "a number"}, [float("nan")], [object()]):
        recalled.remember(odd, cache / "odd.json")
    assert not cache.exists() or not list(cache.iterdir())
