"""What is wrong with an argument in Python is said in one line, which names it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import sim
from sim.spelling import ConfigError

ANYTHING: tuple[Any, ...] = (
    None, 3, -1, 3.5, True, float("nan"), "x", "", "../esc", b"x", [], [1], ["x"], {}, {"a": 1}, {1: 2},
    np.array([1, 2]), pd.DataFrame({"a": [1]}), object(), Path("x"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@cache
def small() -> sim.Scenario:
    return sim.load("headline", ["market.months=3", "market.buyers=3", "market.suppliers=3"])


@cache
def played() -> sim.Result:
    return sim.run_ensemble(small(), replicates=2, arms=["wiifwe"])


def swept(scenario: Any = None, design: Any = None, **changes: Any) -> sim.Sweep:
    asked: dict[str, Any] = {"arms": ["wiifwe", "wiifme_rigid"], "replicates": 1, "workers": 1, **changes}
    return sim.sweep(scenario or small(), design or {"trust.prior": [0.2]}, **asked)


CALLS: dict[str, Callable[[Any], Any]] = {
    "load": sim.load,
    "overrides": lambda one: sim.load("headline", one),
    "config_dir": lambda one: sim.load("headline", config_dir=one),
    "open_results": sim.open_results,
    "a market's scenario": sim.Market,
    "a market's arm": lambda one: sim.Market(small(), arm=one),
    "a market's seed": lambda one: sim.Market(small(), seed=one),
    "a market's replicate": lambda one: sim.Market(small(), seed=1, replicate=one),
    "a market's field": lambda one: sim.Market(small(), seed=1, months=one),
    "an ensemble's scenario": lambda one: sim.run_ensemble(one, replicates=1),
    "an ensemble's replicates": lambda one: sim.run_ensemble(small(), replicates=one, arms=["wiifwe"]),
    "an ensemble's seed": lambda one: sim.run_ensemble(small(), replicates=1, seed=one, arms=["wiifwe"]),
    "an ensemble's arms": lambda one: sim.run_ensemble(small(), replicates=1, arms=one),
    "a world's scenario": sim.World,
    "a world's arm": lambda one: sim.World(small(), arm=one),
    "a world's seed": lambda one: sim.World(small(), arm="wiifwe", seed=one),
    "a plot's outcome": lambda one: played().plot(one),
    "a plot's title": lambda one: played().plot(title=one),
    "a folder": lambda one: played().save(one),
    "a sweep's scenario": lambda one: sim.sweep(one, {"trust.prior": [0.2]}),
    "a design": lambda one: sim.sweep(small(), one, arms=["wiifwe"], replicates=1),
    "an axis": lambda one: swept(design={"trust.prior": one}),
    "a level": lambda one: swept(design={"trust.prior": [one]}),
    "a level's function": lambda one: swept(design={"strategies.wiifwe.keeps": [one]}),
    "an arm": lambda one: swept(arms={"ours": one}),
    "what an arm sets": lambda one: swept(arms={"ours": {"population": "wiifwe", "set": one}}),
    **{
        f"a sweep's {name}": lambda one, name=name: swept(**{name: one})
        for name in (
            "arms", "replicates", "seed", "compare", "results", "name", "engine", "workers", "progress"
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_an_argument_is_taken_or_refused_in_a_line(call: Callable[[Any], Any]) -> None:
    """Refused: a line. Some are right where they stand (a number of replicates, a name that is a text)."""
    told = []
    for value in ANYTHING:
        try:
            call(value)
        except ConfigError as error:
            told.append(str(error))
    assert len(told) >= len(ANYTHING) // 2
    assert [one for one in told if "\n" in one or len(one) > 400] == []


def test_a_sweeps_arms_are_not_read_letter_by_letter() -> None:
    with pytest.raises(ConfigError, match=r"`arms` is 'wiifwe'; .* did you mean `\['wiifwe'\]`"):
        swept(arms="wiifwe")


def test_a_name_does_not_lead_out_of_the_results(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"`name` is '\.\./esc'"):
        swept(name="../esc")
    assert list(tmp_path.iterdir()) == []


def test_a_saved_result_takes_the_place_of_another_and_of_nothing_else(tmp_path: Path) -> None:
    folder = played().save("mine")
    assert played().save("mine") == folder
    other = tmp_path / "other"
    other.mkdir()
    (other / "manifest.json").write_text("{}")
    with pytest.raises(ConfigError, match="holds something else"):
        played().save(other)
    assert [one.name for one in other.iterdir()] == ["manifest.json"]
