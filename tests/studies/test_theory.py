"""Theory: formulas at known values, the shut world, every case played small and lying near its formula."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.studies.theory import CASES, play
from experiments.studies.theory.world import OFF, Dice, world
from experiments.study import Study
from experiments.words import spoken
from sim.measures.closed_forms import coverage
from sim.measures.inference import EXACT
from tests.studies.made import asked_for
from tests.studies.measured import faults

ROOT = Path(__file__).resolve().parents[2]


@cache
def study() -> Study:
    return asked_for(["experiment=theory", "replicates=5"])


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    """Every case, played as small as it can be."""
    return play(study(), lambda done, everything: None)


def test_in_the_shut_world_a_month_is_worth_value_less_cost() -> None:
    shut = world({"any": {}}, pairs=3, months=5)
    table = Dice(1, 2).played(shut).replicates
    np.testing.assert_allclose(table["joint_slot"], shut.surplus.value - shut.surplus.cost, atol=EXACT)
    assert set(OFF) <= set(type(shut).__dataclass_fields__)


def test_later_months_are_what_comes_between_and_no_dice_are_shared() -> None:
    def made(months: int) -> Any:
        return world({"any": {}}, 2, months, {"surplus": {"value_spread": 0.1}})

    dice = Dice.of(1, "later", 0, 3)
    whole = dice.played(made(9)).accounts.groupby("month")["payoff"].sum()
    assert dice.later(made, 4, 9)["joint_slot"].mean() == pytest.approx(whole.loc[5:9].sum() / (3 * 2 * 5))
    assert len({Dice.of(1, case, place, 1).seed for case in CASES for place in range(50)}) == 50 * len(CASES)


@pytest.mark.parametrize("name", CASES)
def test_points_lie_near_their_curve(name: str, tables: dict[str, pd.DataFrame]) -> None:
    """Not the coverage, which so few cannot tell: no point is far off, and none without luck is off."""
    own = tables["points"][tables["points"]["case"] == name]
    points, curves = own[own["what"] == "point"], own[own["what"] == "theory"]
    counted = coverage(points)
    assert counted["on_curve"] == counted["exact"]
    assert ((points["mean"] - points["theory"]).abs() < 0.35 * points["theory"].abs().max()).all()
    for key, rows in points.groupby(["panel", "series"]):
        line = curves[(curves["panel"] == key[0]) & (curves["series"] == key[1])].sort_values(
            "x", kind="stable"
        )
        np.testing.assert_allclose(
            np.interp(rows["x"], line["x"], line["mean"]), rows["theory"], rtol=6e-3, atol=3e-3
        )


def test_words_turn_with_the_data(tables: dict[str, pd.DataFrame]) -> None:
    views = dict(study().settings.views)
    words = spoken(study(), tables, views)
    assert not list(faults(words))
    assert words["answer"].startswith("Yes")
    lost = tables["result"].assign(on_curve=0)
    assert spoken(study(), {**tables, "result": lost}, views)["answer"].startswith("No")
    bibliography = (ROOT / "references.bib").read_text("utf-8")
    cited = re.findall(r"\b[a-z]+(?:_[a-z]+)*_\d{4}\b", words["legend"])
    assert len(cited) > 10
    assert all(f"{{{key}," in bibliography for key in cited)
