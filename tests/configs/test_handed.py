"""Experiments by file and folder; functions handed over where they stand."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest

import sim
from sim.arithmetic import exp
from sim.chances import content, own_of
from sim.config import scenario_from, to_mapping
from sim.handed import name_of
from sim.spelling import ConfigError
from tests.configs import test_config as own_module
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
    chance = own_of("keeps", name_of(forgiving)).function
    assert [chance(1.0, 0.0, trust, 4.0, 5.0) for trust in (0.0, 0.5, 1.0)] == [0.0, LEVEL * 0.5, LEVEL]
    assert "Words" not in Path(name_of(forgiving).rpartition(":")[0]).read_text("utf-8")


def test_what_a_function_reads_is_part_of_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    one, again, other = (content("keeps", name_of(always(chance))) for chance in (0.4, 0.4, 0.5))
    assert one == again != other
    before = content("keeps", name_of(forgiving))
    monkeypatch.setattr("tests.configs.test_handed.LEVEL", 0.4)
    assert content("keeps", name_of(forgiving)) != before


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


def test_a_file_is_named_from_where_a_folder_of_ones_own_has_it(tmp_path: Path) -> None:
    (tmp_path / "strategies").mkdir()
    (tmp_path / "strategies" / "mine.yaml").write_text("keeps: rules.py:always\n", "utf-8")
    (tmp_path / "strategies" / "rules.py").write_text("def always(kept):\n    return 1.0\n", "utf-8")
    found = sim.load("world", ["population={mine: 1.0}"], config_dir=tmp_path)
    assert str(found.strategies["mine"].keeps) == f"{tmp_path}/strategies/rules.py:always"


def test_a_function_that_is_compiled_already_is_taken_and_a_file_that_exits_refused(tmp_path: Path) -> None:
    plain = world(forgiving)
    assert differing(kernel(world(numba.njit(forgiving)), 1), kernel(plain, 1)) == []
    file = tmp_path / "quits.py"
    file.write_text("import sys\nsys.exit(0)\n", "utf-8")
    with pytest.raises(ConfigError, match="cannot be read: 0"):
        sim.run_ensemble(world(f"{file}:always"), replicates=1)


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


NUMPYS, ENDLESS = np.float64(0.25), (math.inf, 0.5)
kept_before = "a word that `own_names` does not read"


def own_names(kept: float) -> float:
    kept_before = kept * 2.0
    return NUMPYS if kept_before > 1.0 else min(ENDLESS)


def even(left: float) -> bool:
    return True if left <= 0.0 else odd(left - 1.0)


def odd(left: float) -> bool:
    return False if left <= 0.0 else even(left - 1.0)


def test_names_of_its_own_are_not_read_and_numbers_of_any_kind_are() -> None:
    file = name_of(own_names).rpartition(":")[0]
    assert "a word" not in Path(file).read_text("utf-8")
    told: dict[str, Any] = {}
    exec(Path(file).read_text("utf-8"), told)
    assert [told["own_names"](kept) for kept in (0.0, 1.0)] == [0.5, 0.25]


def test_two_that_read_each_other_are_written_down_once() -> None:
    text = Path(name_of(odd).rpartition(":")[0]).read_text("utf-8")
    assert (text.count("def even"), text.count("def odd")) == (1, 1)


def test_a_module_of_ones_own_is_refused() -> None:
    """Its name alone would be written down, and an edit of it found old results."""

    def reader(kept: float) -> float:
        return float(len(own_module.__name__))

    with pytest.raises(ConfigError, match="reads the module `own_module`, which is your own"):
        name_of(reader)
