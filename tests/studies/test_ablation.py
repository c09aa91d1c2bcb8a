"""Ablation: effects that are what they were made, words that turn, bases that are what is said of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.plans import plan_of
from experiments.studies.ablation import NAMES, contrasts
from sim.loading import load
from sim.scenario import PRINCIPLES, STEPS, Scenario
from sim.variants import variant
from tests.studies.made import Told, asked_for, made

WISHES = ["experiment=ablation", "replicates=20"]
Worth = dict[str, float]
USUAL: Worth = {"integrity": 0.04, "loyalty": 0.02, "governance": -0.01, "mechanisms": 0.01}
"""What each principle or step adds to either side; the rest add nothing."""


def parts_of(arm: str) -> set[str]:
    """Which principles and steps (`step:` before its name) an arm of the study has."""
    principles, steps = set(PRINCIPLES), {f"step:{step}" for step in STEPS}
    known = {"wiifme_rigid": set[str](), "wiifwe": principles | steps, "paper_principles": steps,
             "good_people": principles}  # fmt: skip
    if arm in known:
        return known[arm]
    how, _, part = arm.partition("_")
    if how == "without":
        return (principles | steps) - ({f"step:{part}"} if part in STEPS else {part})
    return principles | {f"step:{part.removesuffix('_step')}"} if part.endswith("_step") else steps | {part}


def told(folder: Path, seed: int, worth: Worth, wishes: list[str] = WISHES) -> Told:
    """An arm's payoff is 1 and what its parts are worth; all arms share their luck."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        luck = rng.normal(0.5, 0.05, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        values = {arm: sum(worth.get(part.removeprefix("step:"), 0.0) for part in parts_of(arm))
                  for arm in worlds["arm"].unique()}  # fmt: skip
        base = worlds["arm"].map(values).to_numpy(float) + luck
        sides = [base + rng.normal(0.0, 0.001, len(worlds)) for _ in range(2)]
        return {"joint_slot": sides[0] + sides[1], "buyer_slot": sides[0], "supplier_slot": sides[1]}

    return made(folder, wishes, outcomes, seed)


def test_effects_are_what_they_were_made(tmp_path: Path, seed: int) -> None:
    found = told(tmp_path, seed, USUAL)
    effects = found.tables["effects"]
    assert len(effects) == 3 * 3 * (11 + 11 + 5)
    singles = effects[effects["how"] != "together"]
    wanted = singles["part"].replace({name: step for step, name in NAMES.items()}).map(USUAL).fillna(0.0)
    wanted = wanted * np.where(singles["outcome"] == "joint_slot", 2.0, 1.0)
    assert np.abs(singles["mean"] - wanted).max() < 0.003
    for _, part in effects.groupby(["world", "outcome"]):
        assert part["p_holm"].min() == pytest.approx(len(part) * part["p"].min())
    assert found.tables["adds"]["world"].iloc[0] == "default"
    assert found.words["answer"].startswith("Integrity is missed most")
    assert any(line.startswith("Governance costs more") for line in found.words["fails"])


def test_words_turn_with_the_data(tmp_path: Path, seed: int) -> None:
    turned = told(tmp_path / "turned", seed, {part: -worth for part, worth in USUAL.items()})
    assert (
        turned.words["answer"]
        == "Of all principles and steps only governance, left out, is missed for certain."
    )
    assert "the whole relationship makes 12 % less than WIIFME" in turned.text
    nothing = told(tmp_path / "nothing", seed, {})
    assert (nothing.tables["effects"]["p_holm"] < 0.05).sum() <= 1  # nine families, each wrong in 5 % at most
    assert nothing.words["answer"].startswith("No single principle or step")
    few = [
        *WISHES,
        "~design.axes.world.levels.calm",
        "~design.axes.world.levels.turbulent",
        "~arms.good_people",
    ]
    assert "In the default world integrity" in told(tmp_path / "few", seed, USUAL, few).text


def test_each_arm_differs_from_its_counterpart_by_its_part_alone() -> None:
    scenario = load("ablation", overrides=[])
    arms = {arm.name: arm for arm in scenario.arms}

    def strategy(arm: str) -> Any:
        (name,) = arms[arm].population.buyers
        found = scenario.strategies.get(name) or variant(name, scenario.strategies)
        assert found is not None
        assert found.declared is None  # as the words say: nobody pretends
        return replace(found, sentence="", source="", guard=0.0)  # without principles nothing is guarded

    for one in contrasts()[:22]:
        more, less = strategy(one.arm), strategy(one.baseline)
        field = {reader: step for step, reader in NAMES.items()}.get(one.part, one.part)
        assert more != less
        assert replace(less, **{field: getattr(more, field)}) == more


def test_the_default_world_is_the_scenario_s_own() -> None:
    levels = plan_of(asked_for(WISHES)).design.axes[0].levels
    for path, value in levels["default"].items():
        group, _, name = path.partition(".")
        assert getattr(getattr(Scenario(), group), name) == value
