"""Every column of every table has a meaning and a unit; results show, draw and keep themselves."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import sim
from sim.config import scenario_from
from sim.dictionary import columns, description
from sim.measures.inference import mean_interval
from sim.measures.labelled import WORDS
from sim.provenance import check_unedited
from sim.spelling import ConfigError

TABLES = ("accounts", "series", "lifetables", "replicates", "firms", "spells")


@pytest.fixture(scope="module")
def result() -> sim.Result:
    strategies = {"wiifme": {}, "other": {"honesty": 0.8}}
    arms = {"base": {"population": "wiifme", "label": "The <base>"}, "ours": {"population": "other"}}
    size = {"buyers": 4, "suppliers": 5, "months": 14}
    scenario = scenario_from({"market": size, "strategies": strategies, "arms": arms})
    return sim.run_ensemble(scenario, replicates=3, seed=1, spells=3)


@pytest.mark.parametrize("table", TABLES)
def test_the_dictionary_is_of_the_tables_columns_in_order(table: str, result: sim.Result) -> None:
    assert list(columns()[table]) == list(getattr(result, table))


def test_the_dictionary_of_events_and_of_sweeps(
    result: sim.Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(columns()["events"]) == set(result.events("base", 0))
    monkeypatch.chdir(tmp_path)
    world = scenario_from(
        {"market": {"buyers": 4, "suppliers": 5, "months": 12}, "strategies": {"wiifme": {}}}
    )
    swept = sim.sweep(world, {"trust.prior": [0.2, 0.8]}, arms={"a": "wiifme", "b": "wiifme"}, replicates=2)
    for table in ("worlds", "levels", "gains"):
        stored = pq.read_schema(swept.folder / f"{table}.parquet")
        known = columns()[table]
        assert set(known) == set(stored.names) - {"trust.prior"}
        told = {name: stored.field(name).metadata[b"unit"].decode() for name in known}
        assert told == {name: column.unit for name, column in known.items()}
    assert list(columns()["Sweep.levels"]) == list(swept.levels())[1:]  # the first is the axis
    assert list(columns()["Sweep.gains"]) == list(swept.gains())[1:]


def test_every_column_is_told_in_words() -> None:
    for known in columns().values():
        assert all(column.meaning and column.unit for column in known.values())
    assert set(WORDS) - set(columns()["worlds"]) == {"opportunist_buyer_value", "opportunist_supplier_value"}
    assert description("firms", ["value"]).to_numpy().tolist() == [
        ["value", "payoff of these slots", "money a slot and month"]
    ]


def test_a_result_is_kept_whole(result: sim.Result, tmp_path: Path) -> None:
    folder = result.save(tmp_path / "kept")
    for table in TABLES:
        assert pd.read_parquet(folder / f"{table}.parquet").equals(getattr(result, table))
    told = pq.read_schema(folder / "accounts.parquet").field("payoff").metadata
    assert told == {b"meaning": b"payoffs of these firms", b"unit": b"money"}
    dictionary = pd.read_csv(folder / "columns.csv")
    assert set(dictionary["table"]) == set(TABLES)
    check_unedited(folder)
    assert result.save(folder) == folder
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("do not lose me", "utf-8")
    with pytest.raises(ConfigError, match="holds something else"):
        result.save(tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").is_file()


def test_a_result_shows_itself(result: sim.Result) -> None:
    shown = result._repr_html_()
    joint = result.replicates.query("arm == 'ours'")["joint_slot"].to_numpy()
    assert f"{mean_interval(joint).mean:.4g}" in shown
    assert "The &lt;base&gt;" in shown
    for outcome in ("joint_slot", "kept_share", "alive"):
        assert result.plot(outcome).axes
    with pytest.raises(ConfigError, match="did you mean `joint_slot`"):
        result.plot("joint_slo")
