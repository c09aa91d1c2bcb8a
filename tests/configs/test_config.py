"""Mappings into scenarios: one line for what is wrong, a round trip for what is right."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.config import arm_scenario, parameter_table, scenario_from, to_mapping
from sim.meaning import canonical_json, config_hash
from sim.provenance import manifest
from sim.scenario import GROUPS, PRINCIPLES, STEPS, Scenario, Strategy
from sim.spelling import ConfigError
from sim.variants import variant, variant_names

FILE = "configs/strategies/fair.yaml"
WE: dict[str, Any] = {
    **dict.fromkeys(PRINCIPLES, 0.9), **dict.fromkeys(STEPS, True), "menu": ["relational", "rigid"],
}  # fmt: skip

# What is wrong, and what its one line must hold.
WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"strategies": {"fair": {"reciprosity": 1}}}, ["fair.reciprosity` is not", "`reciprocity`?"]),
    ({"trus": {}}, ["`trus`", "did you mean `trust`?"]),
    ({"trust": {"priro": 0.3}}, ["`trust.priro`", "did you mean `prior`?"]),
    ({"trust": None}, ["`trust`", "nothing", "prior"]),
    ({"trust": 3}, ["`trust` is 3", "prior"]),
    ({"trust": {"prior": True}}, ["`trust.prior` is true", "a number from 0 to 1"]),
    ({"trust": {"prior": "abc"}}, ["`trust.prior` is 'abc'", "a number from 0 to 1"]),
    ({"trust": {"prior": 1.5}}, ["`trust.prior` is 1.5", "a number from 0 to 1"]),
    ({"trust": {"prior": None}}, ["`trust.prior` is nothing"]),
    ({"trust": {"prior": float("nan")}}, ["`trust.prior` is nan"]),
    ({"trust": {"strength": float("inf")}}, ["`trust.strength` is inf"]),
    ({"money": {"cash": 10**400}}, ["`money.cash`", "at least 0"]),
    ({"market": {"months": 2.5}}, ["`market.months` is 2.5", "a whole number from 1 to 600"]),
    ({"market": {"months": -3}}, ["`market.months` is -3"]),
    ({"market": {"buyers": 0}}, ["`market.buyers` is 0", "from 1 to 1000000"]),
    ({"market": {"capacity": 0}}, ["`market.capacity` is 0"]),
    ({"network": {"kind": "complet"}}, ["'complet'", "one of complete, random", "`complete`?"]),
    ({"network": {"kind": "file"}}, ["`network.kind`", "`network.file`"]),
    ({"network": {"kind": "file", "file": "no.csv"}}, ["'no.csv'", "no such file"]),
    ({"network": {"file": "no.csv"}}, ["`network.file`", "complete"]),
    ({"money": {"ruin": 1}}, ["`money.ruin` is 1", "true or false"]),
    ({"strategies": {"fair": {"guard": 2}}}, ["`strategies.fair.guard` is 2"]),
    ({"strategies": {"fair": {"menu": []}}}, ["`strategies.fair.menu` is empty"]),
    ({"strategies": {"fair": {"menu": "rigid"}}}, ["`strategies.fair.menu`", "a list of spot"]),
    ({"strategies": {"fair": {"menu": ["rigidd"]}}}, ["'rigidd'", "did you mean `rigid`?"]),
    ({"strategies": {"wiifme": {"menu": ["spot", "spot"]}}}, ["more than once"]),
    (
        {"strategies": {"fair": {"vision": True}}, "population": "fair"},
        ["`strategies.fair` takes steps (vision)", "`relational` is not on its menu"],
    ),
    ({"strategies": {}}, ["`strategies` is empty"]),
    ({"strategies": {"a b": {}}}, ["'a b'", "letters"]),
    ({"population": "wifme"}, ["`wifme`", "did you mean `wiifme`?"]),
    ({"population": "wiifme_without_honsty"}, ["did you mean `wiifme_without_honesty`?"]),
    ({"population": {}}, ["`population` names no buyers"]),
    ({"population": {"buyers": {"wiifme": 1.0}}}, ["names no suppliers"]),
    ({"population": {"buyers": {}, "suppliers": "wiifme"}}, ["`population.buyers` is empty"]),
    ({"population": {"wiifme": 0.4}}, ["sum to 0.4", "must sum to 1"]),
    ({"population": {"wiifme": 1.4}}, ["`population.buyers.wiifme` is 1.4", "from 0 to 1"]),
    ({"population": 5}, ["`population.buyers` is 5"]),
    ({"arms": {"x": {}}}, ["`arms.x`", "`population`"]),
    ({"arms": {"x": {"popluation": "wiifme"}}}, ["`arms.x.popluation`", "`population`?"]),
    ({"arms": {"x": {"population": "nobody"}}}, ["`nobody` in `arms.x.buyers`"]),
    (
        {"arms": {"x": {"population": "wiifme", "set": {"trust.priro": 1}}}},
        ["`arms.x.set.trust.priro`", "did you mean `trust.prior`?"],
    ),
    (
        {"arms": {"x": {"population": "wiifme", "set": {"trust.prior": 3}}}},
        ["`trust.prior` is 3", "set by arm `x`"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("mapping", "told"), WRONG)
def test_what_is_wrong_is_told_in_one_line(mapping: dict[str, Any], told: list[str]) -> None:
    with pytest.raises(ConfigError) as raised:
        scenario_from(mapping, source=FILE)
    line = str(raised.value)
    assert "\n" not in line
    for part in told:
        assert part in line
    assert FILE in line or "set by arm" in line


def test_an_unreadable_graph_is_told_in_one_line(tmp_path: Path) -> None:
    pytest.importorskip("sim.network")
    file = tmp_path / "graph.csv"
    file.write_text("this is\nno graph at all\n", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        scenario_from({"network": {"kind": "file", "file": str(file)}})
    assert "`network.file`" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_nothing_given_is_the_default_scenario() -> None:
    assert scenario_from({}) == Scenario()


def test_whole_numbers_and_floats_are_taken_for_each_other() -> None:
    scenario = scenario_from({"market": {"months": 60.0}, "trust": {"prior": 1}})
    assert isinstance(scenario.market.months, int)
    assert isinstance(scenario.trust.prior, float)


def test_round_trip() -> None:
    scenario = scenario_from(
        {
            "strategies": {"wiifwe": WE, "wiifme": {}},
            "population": {"wiifwe": 0.25, "wiifwe_without_vision": 0.75},
            "arms": {
                "a": {"population": "wiifme", "label": "A", "set": {"trust.prior": 0.25}},
                "b": {"buyers": "wiifwe", "suppliers": {"wiifme": 0.5, "wiifwe": 0.5}},
            },
        }
    )
    plain = json.loads(json.dumps(to_mapping(scenario)))
    assert scenario_from(plain) == scenario
    assert scenario_from({**plain, "arms": None}) == replace(scenario, arms=())


@pytest.mark.parametrize("part", [*PRINCIPLES, *STEPS])
def test_a_strategy_without_one_part(part: str) -> None:
    scenario = scenario_from({"strategies": {"we": WE}, "population": f"we_without_{part}"})
    base, made = scenario.strategies["we"], scenario.strategies[f"we_without_{part}"]
    nothing = False if part in STEPS else 0.0
    assert replace(base, **{part: nothing}, sentence=made.sentence) == made
    assert part in made.sentence


def test_a_strategy_with_one_part_alone() -> None:
    base = scenario_from({"strategies": {"we": WE}, "population": "we"}).strategies
    step = variant("we_with_only_vision", base)
    assert step is not None
    assert [getattr(step, name) for name in STEPS] == [False, True, False, False, False]
    assert step.honesty == 0.9
    principle = variant("we_only_equity", base)
    assert principle is not None
    assert [name for name in PRINCIPLES if getattr(principle, name)] == ["equity"]
    assert all(getattr(principle, name) for name in STEPS)
    assert variant("we_only_vision", base) is None
    assert variant("they_without_vision", base) is None
    assert all(variant(name, base) is not None for name in variant_names("we"))


def test_variants_of_variants() -> None:
    name = "we_without_vision_without_honesty"
    made = scenario_from({"strategies": {"we": WE}, "population": name}).strategies[name]
    assert (made.vision, made.honesty, made.foundation) == (False, 0.0, True)


def test_only_variants_in_use_are_held() -> None:
    scenario = scenario_from({"strategies": {"we": WE}, "population": "we_without_vision"})
    assert list(scenario.strategies) == ["we", "we_without_vision"]


def test_an_arm_sets_fields_and_its_variants_follow() -> None:
    scenario = scenario_from(
        {
            "strategies": {"we": WE},
            "population": "we",
            "arms": {
                "x": {
                    "population": "we_without_vision",
                    "set": {"strategies.we.honesty": 0.1, "trust.prior": 0.2},
                }
            },
        }
    )
    own = arm_scenario(scenario, scenario.arms[0])
    assert own.trust.prior == 0.2
    assert own.strategies["we_without_vision"].honesty == 0.1
    assert own.population.buyers == {"we_without_vision": 1.0}
    assert scenario.strategies["we_without_vision"].honesty == 0.9


def test_the_parameter_table_holds_every_field_once() -> None:
    rows = parameter_table()
    paths = [row["path"] for row in rows]
    assert len(paths) == len(set(paths))
    assert {row["group"] for row in rows} == {*GROUPS, "strategies"}
    assert all(row["meaning"] for row in rows)
    months = next(row for row in rows if row["path"] == "market.months")
    assert (months["default"], months["type"], months["low"], months["high"]) == (
        120,
        "int",
        1,
        600,
    )


def test_the_hash_sees_what_matters_and_nothing_else() -> None:
    scenario = scenario_from({"strategies": {"me": {}, "we": WE}, "population": "me"})
    unplayed = scenario_from({"strategies": {"me": {}}, "population": "me"})
    reworded = replace(scenario, strategies={"me": Strategy(sentence="Else.")})
    own = config_hash(scenario, 10, 1, rules="r")
    assert own == config_hash(unplayed, 10, 1, rules="r") == config_hash(reworded, 10, 1, rules="r")
    others = [
        config_hash(scenario, 11, 1, rules="r"),
        config_hash(scenario, 10, 2, rules="r"),
        config_hash(scenario, 10, 1, rules="s"),
        config_hash(scenario, 10, 1, {"map": 1}, rules="r"),
        config_hash(replace(scenario, market=replace(scenario.market, months=5)), 10, 1, rules="r"),
        config_hash(replace(scenario, strategies={"me": Strategy(honesty=0.1)}), 10, 1, rules="r"),
    ]
    assert len({own, *others}) == 7


def test_the_hash_reads_a_graph_and_not_its_path(tmp_path: Path) -> None:
    def stated(file: Path) -> str:
        network = replace(Scenario().network, kind="file", file=str(file))
        market = replace(Scenario().market, buyers=2, suppliers=2)
        return config_hash(replace(Scenario(), network=network, market=market), 1, 1, rules="r")

    first, second, third = (tmp_path / name for name in ("a.csv", "b.csv", "c.csv"))
    first.write_text("b0 s0\nb1 s1\n", encoding="utf-8")
    second.write_text("b0 s0\nb1 s1\n", encoding="utf-8")
    third.write_text("b0 s0\nb1 s1\nb0 s1\n", encoding="utf-8")
    assert stated(first) == stated(second) != stated(third)


def test_canonical_json() -> None:
    assert canonical_json({"b": 1.0, "a": [True, None]}) == '{"a":[true,null],"b":1.0}'
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))


def test_the_manifest_is_json_without_paths() -> None:
    told = manifest(config_hash(Scenario(), 3, 1), 3, 1, wall_seconds=0.5)
    text = json.dumps(told)
    assert str(Path.cwd()) not in text
    assert told["config_hash"] == config_hash(Scenario(), 3, 1)
    assert {"python", "numpy", "numba"} <= set(told["versions"])
