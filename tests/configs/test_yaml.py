"""Every configuration that ships composes, loads, and plays three months."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.composing import configs
from sim.config import arm_scenario, scenario_from, to_mapping
from sim.fields import slots
from sim.loading import composed
from sim.scenario import PRINCIPLES, STEPS, Scenario, Strategy

yaml = pytest.importorskip("yaml")
CORE = (
    "wiifme_rigid", "wiifme_flexible", "relational_bare", "wiifwe", "paper_principles",
    "good_people", "placebo",
)  # fmt: skip


def names(group: str) -> list[str]:
    return sorted(path.stem for path in (configs() / group).glob("*.yaml"))


def content(file: Path) -> dict[str, Any]:
    return yaml.safe_load(file.read_text(encoding="utf-8")) or {}


def played(scenario: Scenario) -> None:
    """In a market that is made small here: an override would be one more composition."""
    small = replace(scenario, market=replace(scenario.market, months=3, buyers=6, suppliers=8))
    result = sim.run_ensemble(small, replicates=1, seed=1, threads=1)
    assert set(result.replicates["status"]) == {"ok"}
    assert len(result.replicates) == max(1, len(scenario.arms))


@pytest.mark.parametrize("name", names("experiment"))
def test_every_experiment_loads_and_plays(name: str) -> None:
    scenario = sim.load(name)
    if "market" not in content(configs() / "experiment" / f"{name}.yaml"):
        assert scenario.market == Scenario().market
    played(scenario)


@pytest.mark.parametrize("name", names("scenario"))
def test_every_scenario_plays_and_changes_only_what_it_says(name: str) -> None:
    said = content(configs() / "scenario" / f"{name}.yaml")
    scenario = sim.load("world", [f"scenario={name}"])
    played(scenario)
    changed = to_mapping(scenario)
    plain = to_mapping(sim.load("world"))
    for group, fields in said.items():
        assert plain[group] != changed[group]
        assert {**plain[group], **fields} == changed[group]
    assert all(changed[group] == plain[group] for group in plain if group not in said)


@pytest.mark.parametrize("name", names("population"))
def test_every_population_loads(name: str) -> None:
    scenario = sim.load("world", [f"population={name}"])
    assert scenario.population.buyers == content(configs() / "population" / f"{name}.yaml")["buyers"]


@pytest.mark.parametrize("name", names("strategies"))
def test_every_strategy_plays(name: str) -> None:
    played(scenario_from({**to_mapping(sim.load("world")), "population": name}))


@pytest.mark.parametrize("name", names("strategies"))
def test_a_strategy_file_says_only_what_differs(name: str) -> None:
    said = content(configs() / "strategies" / f"{name}.yaml")
    loaded = sim.load("world").strategies[name]
    assert said["sentence"].endswith(".")
    assert said["source"]
    neutral = {"guard"} if name == "wiifwe_trusting" else set()
    if said.get("conduct") == "reactive":  # its five chances are its table, told whole
        neutral |= {field for field in slots(Strategy) if field.startswith(("opening", "after"))}
    for field, value in said.items():
        given = tuple(value) if isinstance(value, list) else value
        assert getattr(loaded, field) == given
        assert field in neutral or getattr(Strategy(), field) != given, field


def test_sources_are_keys_of_the_references() -> None:
    references = configs().parent / "references.bib"
    if not references.is_file():
        pytest.skip("an installation has no references")
    text = references.read_text(encoding="utf-8")
    for name, strategy in sim.load("world").strategies.items():
        for key in strategy.source.split("; "):
            assert f"{{{key}," in text, f"{name}: {key}"


def test_engine_and_top_level_settings() -> None:
    settings = composed(["engine=local", "replicates=7"]).settings
    assert settings["engine"] == {
        "kind": "local",
        "workers": None,
        "block": None,
        "address": None,
        "retries": 3,
    }
    assert settings["replicates"] == 7


def test_the_headline_has_its_arms_in_order() -> None:
    scenario = sim.load("headline")
    arms = [arm.name for arm in scenario.arms]
    assert tuple(arms[:7]) == CORE
    families = [arm.family for arm in scenario.arms]
    counts = {family: families.count(family) for family in dict.fromkeys(families)}
    assert counts == {
        "core": 7, "without one principle": 6, "without one step": 5, "each step alone": 5,
        "mixed pairs": 4, "opportunists": 4,
    }  # fmt: skip
    for part in (*PRINCIPLES, *STEPS):
        assert f"without_{part}" in arms
    for arm in scenario.arms:
        own = arm_scenario(scenario, arm)
        assert own.population == arm.population
        assert own.arms == ()


def test_an_override_reaches_generated_strategies() -> None:
    scenario = sim.load("headline", ["strategies.wiifwe.honesty=0.5"])
    assert scenario.strategies["wiifwe_without_equity"].honesty == 0.5
    assert scenario.strategies["wiifwe_without_honesty"].honesty == 0.0


def test_a_generated_strategy_can_be_overridden_itself() -> None:
    texts = ["population=wiifwe", "strategies.wiifwe_without_equity.honesty=0.3"]
    made = sim.load("world", texts).strategies["wiifwe_without_equity"]
    assert (made.honesty, made.equity, made.loyalty) == (0.3, 0.0, 0.9)


def test_every_field_of_every_strategy_is_reachable() -> None:
    own = {name: 0.25 + 0.01 * place for place, name in enumerate(names("strategies"))}
    loaded = sim.load("world", [f"strategies.{name}.payoff_weight={value}" for name, value in own.items()])
    assert {name: one.payoff_weight for name, one in loaded.strategies.items()} == own


def test_loading_leaves_hydra_as_it_was() -> None:
    from hydra import compose, initialize_config_dir
    from hydra.core.config_store import ConfigStore

    ConfigStore.instance().store(name="parameters", node={"mine": 1})
    try:
        with initialize_config_dir(str(configs()), version_base="1.2"):
            first = sim.load("world")
            assert compose("parameters") == {"mine": 1}
            assert sim.load("world") == first
    finally:
        del ConfigStore.instance().repo["parameters.yaml"]


def test_loading_works_from_any_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert sim.load("world").arms == ()
    assert not list(tmp_path.iterdir())
