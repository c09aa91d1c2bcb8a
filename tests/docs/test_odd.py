"""The model's description names all that the code has, and its tables say what the code says."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import sim
from sim.quantities import Leakages
from sim.rules.contracts import FOUNDING
from sim.scenario import PRINCIPLES
from sim.worlds import world_row

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
FLAT = " ".join(TEXT.split())
ELEMENTS = (
    "Purpose and patterns", "Entities, state variables, scales", "Process overview and scheduling",
    "Design concepts", "Initialization", "Input data", "Submodels",
)  # fmt: skip
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
    "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip
COMPOSED = {"__init__", "conduct", "decisions", "experience", "horizon", "opening"}
"""Compositions of the rules of other files, which the description has no section for."""


@pytest.fixture(scope="module")
def scenario() -> sim.Scenario:
    return sim.load("headline")


def test_the_seven_elements_are_in_order() -> None:
    found = re.findall(r"^## \d+\. (.+)$", TEXT, re.MULTILINE)
    assert tuple(found) == ELEMENTS


def test_every_design_concept_is_there() -> None:
    assert [name for name in CONCEPTS if f"**{name}.**" not in TEXT] == []


def test_all_phases_and_equations_are_there() -> None:
    phases = re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)
    assert phases == [str(number) for number in range(1, 17)]
    assert [number for number in range(1, 17) if f"### E{number} " not in TEXT] == []


def test_every_rule_has_its_place() -> None:
    rules = {path.stem for path in (ROOT / "sim" / "rules").glob("*.py")} - COMPOSED
    assert {rule for rule in rules if f"sim/rules/{rule}.py" not in TEXT} == set()


def named_code() -> list[tuple[str, str, str]]:
    """Every line of code that a submodel names: the submodel, the file, the function."""
    submodels = re.split(r"^### ", TEXT.partition("## 7. Submodels")[2], flags=re.MULTILINE)[1:]
    return [
        (one.partition("\n")[0], file, function)
        for one in submodels
        for file, function in re.findall(r"\]\(\.\./([\w/]+\.py)#(\w+)\)", one)
    ]


def test_every_submodel_names_its_code() -> None:
    heads = re.findall(r"^### (.+)$", TEXT.partition("## 7. Submodels")[2], re.MULTILINE)
    assert [head for head in heads if head not in {one for one, _, _ in named_code()}] == []


def test_every_file_that_a_submodel_is_headed_by_is_among_its_code() -> None:
    for head in {one for one, _, _ in named_code()}:
        files = set(re.findall(r"\(\.\./([\w/]+\.py)\)", head))
        assert files <= {file for one, file, _ in named_code() if one == head}, head


def test_every_named_line_of_code_is_there() -> None:
    for head, file, function in named_code():
        body = ast.parse((ROOT / file).read_text(encoding="utf-8")).body
        there = {one.name for one in body if isinstance(one, ast.FunctionDef)}
        assert function in there, f"{head}: no `{function}` in {file}"


def test_every_leakage_is_explained_in_the_order_of_the_accounts() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", TEXT.partition("### Accounts")[2], re.MULTILINE)
    assert tuple(rows) == Leakages._fields


def test_every_decision_is_linked() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("00*.md"))
    # The first two are of the code, the last of results.
    assert [one.name for one in records[2:17] if one.name not in TEXT] == []


def shipped() -> list[str]:
    return sorted(path.stem for path in (ROOT / "configs" / "strategies").glob("*.yaml"))


@pytest.mark.parametrize("name", shipped())
def test_the_table_of_strategies_is_true(name: str, scenario: sim.Scenario) -> None:
    (row,) = [line for line in TEXT.splitlines() if line.startswith("| `") and f"`{name}`" in line]
    conduct, principles, steps, menu = (cell.strip() for cell in row.split("|")[2:6])
    strategy = scenario.strategies[name]
    assert menu == ", ".join(strategy.menu)
    assert steps.partition(",")[0] == ("all" if strategy.foundation and strategy.governance else "none")
    assert strategy.placebo == steps.endswith("without effect")
    levels = {getattr(strategy, principle) for principle in PRINCIPLES}
    assert levels == {float(principles.split()[0].rstrip(","))}
    assert ("declares 1" in principles) == (strategy.declared == 1.0)
    told = re.search(r"guard ([\d.]+)", principles)
    assert strategy.guard == (float(told[1]) if told else 0.0)
    impatient = re.search(r"patience ([\d.]+)", conduct)
    assert strategy.patience == (float(impatient[1]) if impatient else None)
    assert conduct.startswith("calculating") == (strategy.conduct == "calculative")


def test_market_size_and_idle_law_are_as_told() -> None:
    world = world_row(sim.Scenario())
    assert f"{world.market_buyers:.0f} buyers and {world.market_suppliers:.0f} suppliers for " in FLAT
    assert f"{world.market_months:.0f} months" in FLAT
    harm = max(
        world.promises_buyer_kept_kept - world.promises_buyer_kept_broken,
        world.promises_supplier_kept_kept - world.promises_supplier_kept_broken,
    )
    assert world.promises_law_recovery * harm <= world.promises_law_cost
    assert "At the defaults that never holds" in FLAT


def test_the_commitment_is_as_told() -> None:
    assert f"relational one with working mechanisms {sim.Scenario().process.commitment} more" in FLAT


def test_founders_are_as_told() -> None:
    world = world_row(sim.Scenario())
    assert world.money_cash_spread == 1.0
    assert "at the default from 0 to 2K₀" in FLAT
    assert FOUNDING == 12
    assert "signed in the first twelve months" in FLAT


@pytest.mark.parametrize("field", ["private", "norm", "bet", "cost", "seen", "cash_spread", "staggered"])
def test_the_second_edition_is_switched_off_as_told(field: str) -> None:
    """Each row of decision 0032 gives the field's default, and the neutral value that takes it off."""
    record = (ROOT / "docs" / "decisions" / "0032-second-edition.md").read_text(encoding="utf-8")
    scenario = sim.Scenario()
    (row,) = [line for line in record.splitlines() if line.startswith("|") and f".{field}`" in line]
    _, _, _, paths, defaults, neutrals, _ = (cell.strip() for cell in row.split("|"))
    told = zip(paths.split(", "), defaults.split(", "), neutrals.split(", "), strict=True)
    for path, default, neutral in told:
        group, _, name = path.strip("`").partition(".")
        assert getattr(getattr(scenario, group), name) == yaml.safe_load(default)
        assert not yaml.safe_load(neutral)


def test_mixed_pairs_are_wiifme(scenario: sim.Scenario) -> None:
    """What decision 0016 says of guarded firms that meet unguarded ones: to the bit."""
    small = replace(scenario, market=replace(scenario.market, months=24, buyers=8, suppliers=10))
    arms = ("wiifme_rigid", "wiifwe_buyers", "wiifme_buyers")
    table = sim.run_ensemble(small, replicates=2, seed=1, arms=arms).replicates
    values = table.pivot(index="replicate", columns="arm", values="joint_slot")
    for arm in arms[1:]:
        assert values[arm].tolist() == values[arms[0]].tolist()
