"""Firms from a table and costs along a recorded series: the same bits in both drivers; errors by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import sim
from sim.arithmetic import log
from sim.config import scenario_from, to_mapping
from sim.ensemble.rows import staged
from sim.meaning import config_hash
from sim.spelling import ConfigError
from sim.worlds import arms_of
from tests.twins.plays import agents, differing, kernel

MONTHS = 18
SIZE = {"buyers": 4, "suppliers": 5, "months": MONTHS}
FIRMS = pd.DataFrame(
    {
        "role": ["buyer"] * 4 + ["supplier"] * 5,
        "base": [1.05, 1.25, 1.2, 1.1, 0.8, 0.9, None, 0.85, 0.86],
        "cash": [0.05, 9.0, None, 2.0, 0.02, 1.0, 2.0, 3.0, None],
        "strategy": ["wiifme", "other", "other", "wiifme", "other", "wiifme", "other", "other", "wiifme"],
    }
)
PRICES = pd.DataFrame({"month": ["2001-01"] * 20, "price": [100.0 + (step * 7) % 11 for step in range(20)]})


def world(**more: Any) -> sim.Scenario:
    strategies = {"wiifme": {}, "other": {"honesty": 0.8, "equity": 0.5, "menu": ["flexible", "rigid"]}}
    return scenario_from({"market": SIZE, "strategies": strategies, **more})


@pytest.mark.parametrize("interpreted", [True, False])
@pytest.mark.parametrize(
    "records",
    [
        {"firms": FIRMS},
        {"costs": PRICES, "exposure": 0.4},
        {"firms": FIRMS, "costs": PRICES},
    ],
)
def test_both_drivers_play_the_same_bits(records: dict[str, Any], interpreted: bool, seed: int) -> None:
    money = {"entry": "mix", "entry_delay": 1, "fixed_cost": 0.2}
    scenario = world(records=records, money=money, surplus={"redrawn": True})
    assert differing(kernel(scenario, seed, 1, interpreted=interpreted), agents(scenario, seed, 1)) == []


def test_founders_are_those_of_the_table(seed: int) -> None:
    scenario = world(records={"firms": FIRMS})
    market = sim.Market(scenario, seed=seed)
    assert [one.strategy_name for one in (*market.buyers, *market.suppliers)] == FIRMS["strategy"].tolist()
    assert [one.base_value for one in market.buyers] == FIRMS["base"][:4].tolist()
    costs, drawn = [one.cost for one in market.suppliers], sim.Market(world(), seed=seed).suppliers[2].cost
    assert costs == [0.8, 0.9, drawn, 0.85, 0.86]
    assert (market.buyers[1].cash, market.suppliers[0].cash) == (9.0, 0.02)
    played = sim.World(scenario, seed=seed)
    assert played.firms["strategy"].tolist() == FIRMS["strategy"].tolist()
    assert scenario.population.suppliers == {"other": 0.6, "wiifme": 0.4}


def test_the_common_cost_follows_the_series(seed: int) -> None:
    market = sim.Market(world(records={"costs": PRICES, "exposure": 0.4}), seed=seed)
    found = []
    while market.running:
        market.step()
        found.append(market.log_cost)
    prices = PRICES["price"][:MONTHS]
    asked = [0.4 * (log(price) - log(prices[0])) for price in prices]
    assert np.allclose(found, asked, rtol=0.0, atol=1e-12)
    assert len(set(found)) > 5


def test_at_each_point_of_a_design_the_series_is_followed() -> None:
    scenario = world(records={"costs": PRICES})
    columns = {"shocks.cost_sd": np.array([0.01, 0.1])}
    stage = staged(scenario, arms_of(scenario)[0], 1, {}, columns=columns, points=2)
    assert np.allclose(stage.given.shocks[0], 10.0 * stage.given.shocks[1], rtol=1e-12)


def test_slots_may_be_named_in_any_order() -> None:
    slots = FIRMS.assign(slot=[0, 1, 2, 3, 0, 1, 2, 3, 4]).iloc[::-1]
    worlds = [world(records={"firms": table}) for table in (FIRMS, slots)]
    one, other = (staged(scenario, arms_of(scenario)[0], 1, {}) for scenario in worlds)
    assert np.array_equal(one.given.suppliers, other.given.suppliers, equal_nan=True)
    names = [[stage.names[seat] for seat in stage.given.strategies] for stage in (one, other)]
    assert names == [FIRMS["strategy"].tolist()] * 2


def test_a_record_is_part_of_the_hash_by_its_content(tmp_path: Path) -> None:
    names = [tmp_path / f"{name}.csv" for name in ("one", "two", "three")]
    for name, price in zip(names, (1.0, 1.0, 2.0)):
        PRICES.assign(price=PRICES["price"] + price).to_csv(name, index=False)
    hashes = [config_hash(world(records={"costs": str(name)}), 1, 1) for name in names]
    assert hashes[0] == hashes[1] != hashes[2]
    scenario = world(records={"firms": FIRMS})
    assert scenario_from(to_mapping(scenario)) == scenario


def changed(column: str, row: int, value: Any) -> pd.DataFrame:
    table = FIRMS.astype(object)
    table.loc[row, column] = value
    return table


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ({"firms": "nowhere.csv"}, "`records.firms` is 'nowhere.csv', but there is no such file"),
        ({"firms": "nowhere.xls"}, "must be a .csv or .parquet file"),
        ({"firms": FIRMS.rename(columns={"base": "bas"})}, "has the column 'bas'; did you mean `base`?"),
        ({"firms": FIRMS.drop(columns="role")}, "has no column `role`"),
        ({"firms": changed("role", 1, "buier")}, "row 2, column `role` of table.csv is 'buier'; did you"),
        ({"firms": changed("base", 4, "x")}, "column `base` of table.csv is 'x'; allowed: a number above 0"),
        ({"firms": changed("base", 4, -1)}, "row 5, column `base`"),
        ({"firms": changed("cash", 0, "inf")}, "row 1, column `cash`"),
        ({"firms": changed("strategy", 3, "othr")}, "buyer 3, column `strategy` of table.csv, is 'othr'"),
        ({"firms": changed("strategy", 3, None)}, "row 4, column `strategy` of table.csv is empty"),
        ({"firms": FIRMS.iloc[1:]}, "has 3 buyers, but `market.buyers` is 4; set `market.buyers=3`"),
        ({"firms": FIRMS.assign(slot=0)}, "row 2, column `slot` of table.csv is 0; another row is buyer 0"),
        ({"firms": FIRMS.assign(slot=7)}, "is 7; allowed: whole numbers from 0 to 3"),
        ({"firms": FIRMS.assign(base=FIRMS["base"] * 1000)}, "buyers' `base` is 1150 on average, but `s"),
        ({"costs": PRICES[:9]}, "has 9 rows, but 18 months are played"),
        ({"costs": PRICES.assign(price=0.0, other=1.0)}, "no column of numbers"),
        ({"costs": PRICES.assign(other=PRICES["price"])}, "several of numbers; its columns are: month"),
        ({"costs": PRICES, "column": "prise"}, "`records.column` is 'prise'; did you mean `price`?"),
        ({"costs": PRICES.assign(price=PRICES["price"] - 105.0)}, "row 1, column `price` of table.csv is"),
        ({"exposure": 0.5}, "`records.exposure` has no effect without a series"),
    ],
)  # fmt: skip
def test_what_is_no_record_of_this_market_is_refused_in_a_line(records: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        world(records=records)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_nothing_reads_or_contradicts_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"needs `shocks\.cost_sd`"):
        world(records={"costs": PRICES}, shocks={"common": 0.0})
    with pytest.raises(ConfigError, match="arms name who plays as well"):
        world(records={"firms": FIRMS}, arms={"a": {"population": "other"}})
    with pytest.raises(ConfigError, match="`population` names who plays as well"):
        world(records={"firms": FIRMS}, population="other")
    seated = world(records={"firms": FIRMS.drop(columns="strategy")}, arms={"a": {"population": "other"}})
    assert len(sim.run_ensemble(seated, replicates=1, seed=1).replicates) == 1


def graph(buyers: int = 4) -> nx.Graph:
    made = nx.Graph()
    made.add_nodes_from(range(buyers), bipartite=0)
    made.add_nodes_from((f"firm {one}" for one in range(5)), role="supplier")
    made.add_edges_from((one, f"firm {(one + step) % 5}") for one in range(3) for step in (0, 1))
    return made


def test_a_graph_is_handed_over(seed: int) -> None:
    scenario = world(network={"kind": "file", "file": graph()})
    assert differing(kernel(scenario, seed), agents(scenario, seed)) == []
    assert sim.Market(scenario, seed=seed).graph.buyer_start.tolist() == [0, 2, 4, 6, 6]


def test_a_graph_smaller_than_the_market_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"holds 3 of 4 buyers: `b3` is not in it; set `market\.buyers=3`"):
        world(network={"kind": "file", "file": graph(3)})
    file = tmp_path / "graph.txt"
    file.write_text("b0 s0\nb1 s1\nb2 s2\nb3\ns3\n", "utf-8")
    with pytest.raises(ConfigError, match="holds 4 of 5 suppliers: `s4`"):
        world(network={"kind": "file", "file": str(file)})
