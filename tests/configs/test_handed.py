"""Experiments by file and folder; functions handed over where they stand."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import pytest

import sim
from sim.arithmetic import exp
from sim.chances import chance_of, content
from sim.config import scenario_from, to_mapping
from sim.handed import name_of
from sim.spelling import ConfigError
from tests.twins.plays import agents, differing, kernel

LEVEL = 0.3
TABLE = [0.1]


@numba.njit
def damped(trust: float) -> float:
    """Something that the function asks."""
    return LEVEL * trust


def forgiving(kept: float, seen: float, trust: float, age: float, left: float) -> float:
    """Words, which are not written down."""
    if kept < 0.0 or seen > 0.0:
        return 1.0
    return damped(trust) + (exp(0.0) - 1.0) * math.pi


def reading_a_list(kept: float, seen: float, trust: float, age: float, left: float) -> float:
    return TABLE[0]


def always(chance: float) -> Callable[..., float]:
    def constant(kept: float, seen: float, trust: float, age: float, left: float) -> float:
        return chance

    return constant


def world(keeps: Any) -> sim.Scenario:
    return scenario_from(
        {
            "market": {"buyers": 5, "suppliers": 6, "months": 20},
            "strategies": {"own": {"conduct": "reactive", "keeps": keeps}},
            "population": "own",
            "promises": {"slip": 0.1},
        }
    )


def test_a_function_stands_where_its_name_would(seed: int) -> None:
    scenario = world(forgiving)
    assert scenario == world(forgiving) == scenario_from(to_mapping(scenario))
    assert scenario.strategies["own"] == sim.Strategy(conduct="reactive", keeps=forgiving)  # pyright: ignore[reportArgumentType]
    assert differing(kernel(scenario, seed), agents(scenario, seed)) == []
    assert differing(kernel(scenario, seed), kernel(world(f"{__file__}:forgiving"), seed)) == []


def test_what_is_written_down_answers_as_the_function_does() -> None:
    chance = chance_of(name_of(forgiving))
    assert [chance(1.0, 0.0, trust, 4.0, 5.0) for trust in (0.0, 0.5, 1.0)] == [0.0, LEVEL * 0.5, LEVEL]
    assert "Words" not in Path(name_of(forgiving).rpartition(":")[0]).read_text("utf-8")


def test_what_a_function_reads_is_part_of_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    assert content(name_of(always(0.4))) == content(name_of(always(0.4))) != content(name_of(always(0.5)))
    before = content(name_of(forgiving))
    monkeypatch.setattr("tests.configs.test_handed.LEVEL", 0.4)
    assert content(name_of(forgiving)) != before


def test_a_function_of_what_is_installed_is_named_where_it_stands() -> None:
    assert name_of(exp) == "sim.arithmetic:exp"


@pytest.mark.parametrize(
    ("keeps", "told"),
    [
        (lambda kept, seen, trust, age, left: 1.0, "`def` gives a name"),
        (max, "`def` gives a name"),
        (reading_a_list, "reads `TABLE`, which is [0.1]; it may read numbers, words"),
        (7, "`strategies.own.keeps` is 7, but must be text"),
    ],
)
def test_what_cannot_be_written_down_is_refused_in_a_line(keeps: Any, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        world(keeps)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_experiment_by_path_and_by_folder(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("# @package _global_\ndefaults: [world]\nmarket: {months: 7}\n", "utf-8")
    assert sim.load(file).market.months == sim.load(str(file)).market.months == 7
    (tmp_path / "config.yaml").write_text("# @package _global_\nmarket: {months: 9}\n", "utf-8")
    assert sim.load(tmp_path).market.months == sim.load(tmp_path / "config.yaml").market.months == 9


def test_a_stored_configuration_is_the_scenario_that_was_played() -> None:
    stored = Path(__file__).parents[2] / "results/published/trust_honesty"
    assert list(sim.load(stored).arms) == list(sim.load(stored / "config.yaml").arms) != []


def test_a_folder_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "experiment").mkdir()
    (tmp_path / "scenario").mkdir()
    (tmp_path / "scenario" / "windy.yaml").write_text(
        "# @package _global_\nshocks: {jump_chance: 0.1}\n", "utf-8"
    )
    (tmp_path / "experiment" / "mine.yaml").write_text("# @package _global_\ndefaults: [world]\n", "utf-8")
    found = sim.load("mine", ["scenario=windy"], config_dir=tmp_path)
    assert found.shocks.jump_chance == 0.1
    with pytest.raises(ConfigError, match="no such experiment"):
        sim.load("mine")


@pytest.mark.parametrize(
    ("text", "told"),
    [("marke: {months: 3}\n", "did you mean `market`"), ("- 1\n", "which holds no fields")],
)
def test_a_file_that_is_no_experiment_is_refused(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(f"# @package _global_\n{text}", "utf-8")
    with pytest.raises(ConfigError, match=told):
        sim.load(file)
    with pytest.raises(ConfigError, match="no file"):
        sim.load(tmp_path / "nowhere" / "mine.yaml")
