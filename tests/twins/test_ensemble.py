"""Tables are the same bits for any threads, blocks and number of replicates; idle firms change nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from sim.config import scenario_from
from sim.ensemble import Result, run_ensemble, summaries
from sim.scenario import Arm, Population, Scenario
from tests.twins.plays import agents, bits, differing, kernel
from tests.twins.worlds import mappings, scenarios, seeds

TABLES = ("accounts", "series", "lifetables", "replicates", "firms")


def same_tables(one: Result, other: Result) -> bool:
    return all(same_table(getattr(one, name), getattr(other, name)) for name in TABLES)


def same_table(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    pairs = [(one[name].to_numpy(), other[name].to_numpy()) for name in one.columns]
    return list(one.columns) == list(other.columns) and all(
        mine.shape == theirs.shape and np.array_equal(bits(mine), bits(theirs)) for mine, theirs in pairs
    )


@settings(max_examples=6)
@given(scenario=scenarios(), seed=seeds)
def test_threads_and_blocks_do_not_matter(scenario: Scenario, seed: int) -> None:
    arms = (Arm("one", scenario.population), Arm("two", scenario.population, overrides={"trust.prior": 0.3}))
    both = replace(scenario, arms=arms)
    one = run_ensemble(both, replicates=7, seed=seed, threads=1, block=7)
    for threads, block in ((1, 1), (2, 3), (5, 2), (3, None)):
        other = run_ensemble(both, replicates=7, seed=seed, threads=threads, block=block)
        assert same_tables(one, other), (threads, block)


@settings(max_examples=10)
@given(scenario=scenarios(), seed=seeds)
def test_more_replicates_leave_the_first_as_they_were(scenario: Scenario, seed: int) -> None:
    few = run_ensemble(scenario, replicates=2, seed=seed, threads=1)
    many = run_ensemble(scenario, replicates=5, seed=seed, threads=2, block=2)
    first = many.replicates[many.replicates["replicate"] < 2]
    assert same_table(few.replicates, first)
    assert differing(kernel(scenario, seed, 1), agents(scenario, seed, 1)) == []


def test_rows_go_to_a_folder_as_they_would_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summaries, "GROUP", 3)  # several row groups
    one, two = (Arm(name, Population()) for name in ("one", "two"))
    scenario = scenario_from({"market": {"buyers": 3, "suppliers": 4, "months": 15}})
    scenario = replace(scenario, arms=(one, replace(two, overrides={"trust.prior": 0.2})))
    kept = run_ensemble(scenario, replicates=7, seed=1, threads=2, block=2)
    filed = run_ensemble(scenario, replicates=7, seed=1, threads=1, block=3, folder=tmp_path)
    for name in TABLES:
        own = getattr(filed, name)
        if name in ("replicates", "firms"):
            assert own.empty
            assert list(own.columns) == list(getattr(kept, name).columns)
            own = pd.read_parquet(tmp_path / f"{name}.parquet")
        pd.testing.assert_frame_equal(own, getattr(kept, name), check_exact=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["firms.parquet", "replicates.parquet"]


def lonely(mapping: dict[str, Any], file: Path, buyers: int, suppliers: int) -> Scenario:
    """A world of one strategy a role whose pairs are on file, and whose public means nobody heeds."""
    whole = scenario_from(mapping)
    size = whole.market
    pairs = [f"b{b} s{s}" for b in range(size.buyers) for s in range(size.suppliers)]
    alone = [f"b{size.buyers + b}" for b in range(buyers)]
    alone += [f"s{size.suppliers + s}" for s in range(suppliers)]
    file.write_text("\n".join([*pairs, *alone]), encoding="utf-8")
    changed = dict(mapping)
    changed["market"] = dict(
        mapping["market"], buyers=size.buyers + buyers, suppliers=size.suppliers + suppliers
    )
    changed["network"] = dict(kind="file", file=str(file))
    # How full the market is counts idle slots, and draws of models are made among all slots of a role.
    changed["choice"] = dict(mapping["choice"], outside_fixed=True)
    changed["imitation"] = dict(rate=0.0)
    changed["money"] = dict(mapping["money"], entry="same")
    first = next(iter(mapping["strategies"]))
    changed["population"] = {role: {first: 1.0} for role in ("buyers", "suppliers")}
    return scenario_from(changed)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mapping=mappings(), seed=seeds)
@pytest.mark.parametrize(("buyers", "suppliers"), [(1, 0), (0, 1)])
def test_a_firm_that_nobody_can_reach_changes_nothing(
    mapping: dict[str, Any], seed: int, buyers: int, suppliers: int, tmp_path: Path
) -> None:
    file = tmp_path / "pairs.txt"
    usual = kernel(lonely(mapping, file, 0, 0), seed)
    more = kernel(lonely(mapping, file, buyers, suppliers), seed)
    count = usual.traced.shape[1]
    assert np.array_equal(bits(usual.traced), bits(more.traced[:, :count]))
    assert np.array_equal(bits(usual.lives[2]), bits(more.lives[2]))
    reached = [slot for slot in range(more.values.size) if not is_new(slot, usual, count, buyers)]
    assert np.array_equal(bits(usual.values), bits(more.values[reached]))


def is_new(slot: int, usual: Any, count: int, buyers: int) -> bool:
    """Whether a slot is that of the firm that was added: the last of its role."""
    return slot == count if buyers else slot == usual.values.size
