"""The schema that editors read and the reader that plays take the same: field by field, and file by file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from omegaconf import OmegaConf

from experiments import schema
from experiments.settings import NODES, Engine, Settings, settings_from
from sim.composing import configs
from sim.config import scenario_from
from sim.design import design_from
from sim.fields import Slot, record, slots
from sim.loading import SCENARIO_KEYS
from sim.plots.asked import View, view_from
from sim.scenario import Strategy
from sim.spelling import ConfigError

PACKAGE = "# @package _global_\n"
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+?)(#\S+)?\n")
SHIPPED = sorted((*configs().glob("*.yaml"), *configs().glob("*/*.yaml")))
PUBLISHED = sorted((configs().parent / "results" / "published").rglob("config.yaml"))
WHOLE = schema.schema()
WORLD = {**schema.WORLD, "strategy": Strategy}
PLAY = {"": Settings, "engine": Engine, **NODES}
PLACES: dict[str, Slot] = {
    f"{group}.{name}": slot
    for group, cls in {**WORLD, **PLAY, "view": View}.items()
    for name, slot in slots(cls).items()
    if slot.told
}


def in_a_file(path: str, value: Any) -> dict[str, Any]:
    """A file that holds one field."""
    group, _, name = path.partition(".")
    above = {"strategy": "strategies", "view": "views"}.get(group)
    inner = {group: {name: value}} if group else {name: value}
    return {above: inner} if above else inner


def read(path: str, value: Any) -> None:
    """Read one field as what plays does."""
    group, _, name = path.partition(".")
    if group in WORLD:
        record(WORLD[group], {name: value}, group, "here")
    elif group == "engine":
        record(Engine, {name: value}, group, "here")
    elif group == "view":
        view_from("one", {"kind": "curve", "table": "result", name: value}, "here")
    else:
        asked = {"replicates": "auto"} if group == "precision" else {}
        settings_from({**asked, **in_a_file(path, value)}, "here")


def read_file(told: dict[str, Any]) -> None:
    """Read a file as what plays does, on two strategies."""
    known = {"strategies": {"wiifme": {}, "wiifwe": {}}, **told}
    dropped = [key for key in ("arms", "population") if not known.get(key)]  # as `sim.loading` does
    world = {key: known[key] for key in SCENARIO_KEYS if key in known and key not in dropped}
    scenario = scenario_from(world, source="here")
    settings = settings_from({key: told[key] for key in told if key not in SCENARIO_KEYS}, "here")
    if settings.design is not None:
        design_from(settings.design.given, scenario, "here")


def takes(reading: Any, *given: Any) -> bool:
    try:
        reading(*given)
    except ConfigError:
        return False
    return True


def valid(file: Any, fragment: str | None = None) -> bool:
    own = {"$ref": fragment, "definitions": WHOLE["definitions"]} if fragment else WHOLE
    return Draft7Validator(own).is_valid(file)


def tried(slot: Slot) -> list[Any]:
    """What lies at the ends of a range and one step beyond them, words, and values of every other type."""
    low, high = slot.told.get("low"), slot.told.get("high")
    step = 1 if slot.kind is int else 1e-3
    ends = [low, low - step] if low is not None else []
    ends += [high, high + step] if high is not None else []
    words = [*slot.told.get("choices", ()), "auto", "none", "no such word", ""]
    single = [*ends, *words, 0, 1, 2.0, 2.5, -1, True, None]
    return [*single, {}, {"one": 1}, [], [[]], *([value] for value in single)]


def content(file: Path) -> Any:
    """A file as Hydra reads it; references stay as they are."""
    return OmegaConf.to_container(OmegaConf.load(file))


def test_the_schema_is_up_to_date() -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.text(), "run `make reference`"


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(WHOLE)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.relative_to(configs()).as_posix())
def test_every_file_fits_the_schema_that_it_names(file: Path) -> None:
    head = file.read_text(encoding="utf-8")
    of_all = file.parent.name in ("experiment", "scenario")
    assert head.startswith(PACKAGE) == of_all  # Hydra stops looking for it at the first line that is none
    named = MODELINE.match(head.removeprefix(PACKAGE))
    assert named is not None
    assert (file.parent / named[1]).resolve() == schema.FILE
    assert valid(content(file) or None, named[2])


@pytest.mark.parametrize("file", PUBLISHED, ids=lambda file: file.parent.name)
def test_a_stored_configuration_fits(file: Path) -> None:
    assert valid(content(file))


@pytest.mark.parametrize("path", PLACES)
def test_a_field_takes_what_its_reader_takes(path: str) -> None:
    verdicts = [
        (value, valid(in_a_file(path, value)), takes(read, path, value)) for value in tried(PLACES[path])
    ]
    assert [case for case in verdicts if case[1] != case[2]] == []
    assert len({case[2] for case in verdicts}) == 2, "nothing was taken, or nothing refused"


NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**40), 2**40)
SCALARS = NUMBERS | st.booleans() | st.none() | st.text("abc_.", max_size=5)


@given(path=st.sampled_from(sorted(PLACES)), value=SCALARS | st.lists(SCALARS, max_size=2))
def test_any_value_is_taken_by_both_or_by_none(path: str, value: Any) -> None:
    assert valid(in_a_file(path, value)) == takes(read, path, value)


@pytest.mark.parametrize("path", PLACES)
def test_a_field_may_be_a_reference_and_tells_what_it_means(path: str) -> None:
    group, _, name = path.partition(".")
    assert valid(in_a_file(path, "${trust.prior}"))
    assert valid(in_a_file(path, "???"))
    assert not valid(in_a_file(f"{path}x", 1))
    fields = (WHOLE["definitions"][group] if group else WHOLE)["properties"]
    assert PLACES[path].told["meaning"] in fields[name]["description"]


def test_what_is_shown_of_a_field() -> None:
    groups = WHOLE["definitions"]
    prior, cost = (
        groups["trust"]["properties"]["prior"],
        groups["process"]["properties"]["governance_monthly"],
    )
    assert prior["title"] == "trust.prior"
    assert prior["description"] == "trust in a stranger (τ₀)\nDefault 0.5. A number from 0 to 1."
    assert cost["description"].splitlines() == [
        "cost of governance a month (g)",
        "Default 0.025. A number of at least 0; unit: money.",
        schema.UNPROVEN,
    ]


TAKEN = """
arms: {one: {population: wiifme}}
arms: {one: {population: {wiifme: 0.25, wiifwe: 0.75}, label: one, family: core}}
arms: {one: {population: {buyers: wiifme, suppliers: {wiifwe: 1}}}}
arms: {one: {buyers: wiifme, suppliers: wiifwe_without_honesty, set: {trust.prior: 0.3}}}
arms: {one: {population: wiifme, set: {strategies.wiifme.menu: [spot], network.kind: random}}}
arms: {one: {population: wiifwe, set: {strategies.wiifwe_only_equity.equity: 0.5}}}
arms: {one: {population: wiifme, set: null}}
arms: null
population: null
population: {}
population: wiifwe_only_equity
population: {buyers: {wiifme: 1.0}, suppliers: wiifme}
strategies: {wiifme: null, mine: {honesty: 0.5}, wiifwe_without_equity: {honesty: 0.1}}
replicates: auto
figures: none
figures: null
sweep: null
design: null
design: {}
design: {axes: {trust.prior: [0.2, 0.8]}}
design: {axes: {trust: {path: trust.prior, low: 0, high: 1, count: 3, scale: null}}}
design: {axes: {both: {paths: [trust.prior, strategies.wiifme.honesty], values: [0.1]}}, kind: null}
design: {axes: {effect: {scales: [process.narrowing], low: 0.5, high: 1, count: 2, label: effect}}}
design: {axes: {world: {levels: {calm: {shocks.misfit_sd: 0.05}, wild: null}}}}
design: {axes: {who: {levels: {one: {population: wiifwe}, other: {population: {wiifme: 1}}}}}}
design: {axes: {population: [wiifme, wiifwe]}}
design: {axes: {share: {path: population.buyers.wiifme, low: 1, high: 1, count: 1}}}
design: {axes: {trust.prior: {low: 0.1, high: 1, scale: log}}, kind: sobol, points: 8, seed: 3}
design: {axes: {trust.prior: {low: 0, high: 1}}, kind: morris, points: 2, levels: 6}
views: {one: null, two: {kind: map, table: gains, x: a, y: b, where: {arm: [one]}, options: {zero: true}}}
"""
REFUSED = """
trsut: {prior: 0.3}
trust: null
trust: 0.3
trust: {prior: {}}
engine: null
arms: {one: null}
arms: {one: {population: {}}}
arms: {one: {population: null}}
arms: {one: {population: wiifme, who: wiifwe}}
arms: {one: {population: {wiifme: 1.5}}}
arms: {one: {population: {buyers: wiifme, suppliers: wiifme, wiifwe: 0.5}}}
arms: {one: {population: wiifme, label: 5}}
arms: {one: {population: wiifme, set: {trust.priro: 0.3}}}
arms: {one: {population: wiifme, set: {trust.prior: 1.3}}}
arms: {one: {population: wiifme, set: {trust: {prior: 0.3}}}}
arms: {one: {population: wiifme, set: {strategies.wiifme.honest: 0.3}}}
arms: {one: {population: wiifme, set: {strategies.wiifme.honesty: -0.3}}}
arms: {one: {population: wiifme, set: {population: wiifwe}}}
arms: {1a: {population: wiifme}}
population: {buyers: 0.5, suppliers: wiifme}
strategies: {not-a-name: {}}
strategies: {mine: [honesty]}
replicates: autos
figures: non
name: a/b
design: [trust.prior]
design: {kind: grd}
design: {axis: {trust.prior: [0.2, 0.8]}}
design: {axes: {trust.prior: []}}
design: {axes: {trust.prior: 0.5}}
design: {axes: {9trust: {path: trust.prior, values: [1]}}}
design: {axes: {trust: {path: trust.priro, values: [1]}}}
design: {axes: {trust: {paths: [trust.priro], values: [1]}}}
design: {axes: {trust: {scales: process.narrowing, values: [1]}}}
design: {axes: {trust.prior: {low: none, high: 1, count: 3}}}
design: {axes: {trust.prior: {low: 0, high: 1, count: 0}}}
design: {axes: {trust.prior: {low: 0, high: 1, count: 3, scale: root}}}
design: {axes: {trust.prior: {low: 0, high: 1, step: 3}}}
design: {axes: {world: {levels: {calm: {shocks.misfit_sd: -1}}}}}
design: {axes: {world: {levels: {calm: {population.wiifme: 0.5}}}}}
design: {axes: {trust.prior: {low: 0, high: 1}}, kind: morris, points: 2, levels: 5}
design: {axes: {trust.prior: {low: 0, high: 1}}, kind: morris, points: 0}
design: {axes: {trust.prior: [1]}, seed: -1}
views: [one]
views: {one: {kind: curv, table: result}}
views: {one: {kind: curve, table: result, z: arm}}
"""


@pytest.mark.parametrize("line", TAKEN.strip().splitlines())
def test_what_may_be_written(line: str) -> None:
    told = OmegaConf.to_container(OmegaConf.create(line))
    assert isinstance(told, dict)
    read_file({str(key): value for key, value in told.items()})
    assert valid(told)


@pytest.mark.parametrize("line", REFUSED.strip().splitlines())
def test_what_may_not_be_written(line: str) -> None:
    told = OmegaConf.to_container(OmegaConf.create(line))
    assert isinstance(told, dict)
    assert not takes(read_file, {str(key): value for key, value in told.items()})
    assert not valid(told)
