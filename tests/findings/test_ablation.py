"""Ablation: effects that are what they were made, words that flip, bases that are what is said of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import ablation, ablation_words
from experiments.run import main
from sim.ensemble.run import run_ensemble
from sim.loading import load
from sim.measures.inference import arm_differences, paired_difference
from sim.scenario import PRINCIPLES, STEPS, Population
from sim.variants import variant
from tests.findings.made import drawn, made

WISHES = ["experiment=ablation", "replicates=20"]
Worth = dict[str, float]
USUAL: Worth = {"integrity": 0.04, "loyalty": 0.02, "governance": -0.01, "mechanisms": 0.01}
"""What each principle or step adds to either side; the rest add nothing."""


def parts_of(arm: str) -> set[str]:
    """Which principles and steps (`step:` before its name) an arm of the study has."""
    principles, steps = set(PRINCIPLES), {f"step:{step}" for step in STEPS}
    if arm == "wiifme_rigid":
        return set()
    if arm in ("wiifwe", "paper_principles", "good_people"):
        return {"wiifwe": principles | steps, "paper_principles": steps, "good_people": principles}[arm]
    how, _, part = arm.partition("_")
    if how == "without":
        return (principles | steps) - ({f"step:{part}"} if part in STEPS else {part})
    if part.endswith("_step"):
        return principles | {f"step:{part.removesuffix('_step')}"}
    return steps | {part}


def played(folder: Path, seed: int, worth: Worth, wishes: list[str] = WISHES) -> Any:
    """An arm's payoff is what its parts are worth; all arms share their luck."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        shared = rng.normal(0.0, 0.05, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        values = {
            arm: sum(worth.get(part.removeprefix("step:"), 0.0) for part in parts_of(arm))
            for arm in worlds["arm"].unique()
        }
        base = worlds["arm"].map(values).to_numpy(float) + shared
        sides = [base + rng.normal(0.0, 0.001, len(worlds)) for _ in range(2)]
        return {"joint_slot": sides[0] + sides[1], "buyer_slot": sides[0], "supplier_slot": sides[1]}

    return made(folder, wishes, outcomes, seed)


def test_effects_are_what_they_were_made(tmp_path: Path, seed: int) -> None:
    found = ablation.tables(played(tmp_path, seed, USUAL))["effects"]
    assert len(found) == 3 * 3 * (11 + 11 + 5)
    singles = found[found["how"] != "together"]
    reader = {"guiding principles": "principles", "shared vision": "vision"}
    wanted = singles["part"].replace(reader).map(USUAL).fillna(0.0)
    wanted = wanted * np.where(singles["outcome"] == "joint_slot", 2.0, 1.0)
    assert np.abs(singles["mean"] - wanted).max() < 0.003
    order = found.query("group == 'default' and outcome == 'joint_slot' and how == 'left out'")
    assert order["part"].tolist()[:2] == ["integrity", "loyalty"]
    assert order.query("kind == 'step'")["part"].tolist()[-1] == "governance"


def test_p_is_adjusted_within_a_world_and_party(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, USUAL)
    found = ablation.tables(sweep)["effects"]
    for _, part in found.groupby(["group", "outcome"]):
        assert (part["p_holm"] >= part["p"]).all()
        assert part["p_holm"].min() == pytest.approx(len(part) * part["p"].min())
    worlds = sweep.worlds()
    here = worlds[worlds["point"] == 1]
    one = found.query("group == 'default' and outcome == 'joint_slot' and arm == 'only_equity'").iloc[0]
    assert tuple(one[["mean", "low", "high"]]) == pytest.approx(
        (lambda told: (told.mean, told.low, told.high))(
            paired_difference(here, "joint_slot", "only_equity", "paper_principles")
        )
    )
    p = arm_differences(here, "joint_slot", "paper_principles", ["only_equity"])["p"].iloc[0]
    assert one["p"] == pytest.approx(p)


def test_words_flip_with_the_data(tmp_path: Path, seed: int) -> None:
    usual = played(tmp_path / "usual", seed, USUAL)
    tables = ablation.tables(usual)
    words = ablation.finding(tables, usual)
    assert "In the default world 3 of 11 parts, left out, cost joint value" in words
    assert "most of all integrity (principle) +0.0" in words
    assert "Better left out, by what each adds for the pair: governance (step; calm −0.0" in words
    assert "Idle, told for nobody in any world:" in words
    assert "shared vision (step)" in words
    assert "governance (step; calm −0.0" in ablation.failures(tables, usual)
    assert "see the table" in ablation.failures(tables, usual)
    halves = tables["effects"].query("group == 'default' and outcome == 'joint_slot' and how == 'together'")
    for part in ("all steps without a principle", "all principles without a step"):
        row = halves[halves["part"] == f"{part} over WIIFME rigid"].iloc[0]
        assert f"{part} over WIIFME rigid {ablation_words.size(row)}" in words
    assert "Value is lost" not in ablation.failures(tables, usual)
    flipped = played(tmp_path / "flipped", seed, {part: -worth for part, worth in USUAL.items()})
    tables = ablation.tables(flipped)
    words = ablation.finding(tables, flipped)
    assert "most of all governance (step) +0.0" in words
    assert "integrity (principle; calm −0.0" in words
    failed = ablation.failures(tables, flipped)
    assert "Value is lost by all six principles for the pair in the calm world −0.1" in failed
    assert "all principles without a step over WIIFME rigid for the pair in the calm world −0.1" in failed


def test_nothing_is_told_of_parts_that_do_nothing(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, {})
    tables = ablation.tables(sweep)
    assert (tables["effects"]["p_holm"] < 0.05).sum() <= 1  # nine families, each wrong in 5 % at most
    words = ablation.finding(tables, sweep)
    assert "no part, left out, costs joint value for certain" in words.lower()
    assert "no part is better left out for certain" in words.lower()
    assert ablation.failures(tables, sweep) == ""


def test_numbers_in_the_words_are_the_table_s(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, USUAL)
    tables = ablation.tables(sweep)
    left = tables["result"].query("how == 'left out' and kind == 'principle'")
    shown = dict(zip(left["part"], left["default"]))
    assert shown["integrity"] in ablation.finding(tables, sweep)
    assert shown["equity"].startswith("[")


def test_figures_and_fewer_worlds(tmp_path: Path, seed: int) -> None:
    few = [
        *WISHES,
        "~design.axes.world.levels.calm",
        "~design.axes.world.levels.turbulent",
        "~arms.good_people",
    ]
    for wishes in (WISHES, few):
        sweep = played(tmp_path, seed, USUAL, wishes)
        tables = ablation.tables(sweep)
        assert ablation.reference(sweep) == "default"
        assert "default world" in ablation.finding(tables, sweep)
        ablation.draw(tables, sweep, tmp_path / "figures", "a caption")
        assert drawn(tmp_path / "figures") == ["ablation.png", "ablation.svg"]


def test_each_arm_differs_from_its_counterpart_by_its_part_alone() -> None:
    scenario = load("ablation", overrides=[])
    arms = {arm.name: arm for arm in scenario.arms}
    told = {"sentence": "", "source": "", "guard": 0.0}

    def strategy(arm: str) -> Any:
        (name,) = arms[arm].population.buyers
        found = scenario.strategies.get(name) or variant(name, scenario.strategies)
        assert found is not None
        return replace(found, **told)

    for one in ablation.contrasts()[:22]:
        more, less = strategy(one.arm), strategy(one.baseline)
        field = {reader: step for step, reader in ablation.NAMES.items()}.get(one.part, one.part)
        assert more != less
        assert replace(less, **{field: getattr(more, field)}) == more


def test_a_guard_guards_nothing_where_there_are_no_principles() -> None:
    """So `paper_principles` (no guard) is the exact base of a principle alone (guard .35)."""
    scenario = load("ablation", overrides=["market.months=36", "market.buyers=8", "market.suppliers=10"])
    paper = scenario.strategies["paper_principles"]
    guarded = replace(scenario.strategies["wiifwe"], **dict.fromkeys(PRINCIPLES, 0.0), sentence="")
    assert guarded.guard > paper.guard == 0.0
    arm = next(one for one in scenario.arms if one.name == "paper_principles")
    both = (arm, replace(arm, name="guarded", population=Population({"guarded": 1.0}, {"guarded": 1.0})))
    own = replace(scenario, arms=both, strategies={**scenario.strategies, "guarded": guarded})
    table = run_ensemble(own, replicates=4, seed=1).replicates.set_index("arm")
    columns = ["joint_slot", "buyer_slot", "supplier_slot"]
    one, other = (table[table.index == name][columns].to_numpy() for name in ("paper_principles", "guarded"))
    assert one.shape == (4, 3)
    assert (one == other).all()


def test_a_tiny_sweep_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small = [
        "experiment=ablation", "market.buyers=4", "market.suppliers=5", "market.months=6", "replicates=2",
        "engine.workers=1", "results=results",
    ]  # fmt: skip
    assert main(small) == 0
    words = json.loads(next(Path("results").glob("ablation/*/words.json")).read_text())
    assert "Nobody here declares what it does not act on" in words["finding"]
    assert main([*small, "replicates=1"]) == 0
