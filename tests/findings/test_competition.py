"""Competition: regions, passages, the worth of dispersion where they were put; words flip with the data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import competition
from experiments.run import main
from tests.findings.made import drawn, made

WISHES = [
    "experiment=competition", "replicates=12", "design.axes.dispersion.count=6",
    "design.axes.term.values=[1,12,60]",
]  # fmt: skip
"""Dispersion 0 to 0.15 in steps of 0.03."""


def played(
    folder: Path, seed: int, begin: float = 0.04, gains: float = -1.0, base: float = 1.0, side: float = 0.0,
    wishes: list[str] = WISHES,
) -> Any:  # fmt: skip
    """WIIFME's value rises by base·dispersion; the gain is begin + gains·dispersion under every term."""

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        luck = rng.normal(0.0, 0.02, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        ours, spread = (worlds["arm"] == "wiifwe").to_numpy(float), worlds["dispersion"].to_numpy(float)
        gain = begin + gains * spread + rng.normal(0.0, 0.001, len(worlds))
        buyers = luck + 0.5 * base * spread + ours * (0.5 * gain - side)
        suppliers = luck + 0.5 * base * spread + ours * (0.5 * gain + side)
        return {"joint_slot": buyers + suppliers, "buyer_slot": buyers, "supplier_slot": suppliers}

    return made(folder, wishes, outcomes, seed)


def test_dispersion_that_favours_competition_is_found(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed)  # WIIFME is better beyond 0.04
    tables = competition.tables(sweep)
    pair = tables["along_dispersion"].query("outcome == 'joint_slot'")
    assert ((pair["level"] - 0.04).abs() < 0.01).all()
    assert not pair["rising"].any()
    words = competition.finding(tables, sweep)
    assert (
        "WIIFME rigid is better than WIIFWE for the pair at 12, at terms of 1, 12 and 60 (at worst" in words
    )
    assert "so dispersed costs favour competition for the pair at terms of 1 to 60" in words
    assert "WIIFME rigid rises at terms of 1 to 60" in words
    assert "WIIFWE is not told to change" in words
    effect = tables["effects"].query("of == 'gain' and outcome == 'joint_slot' and term == 12").iloc[0]
    assert effect["mean"] == pytest.approx(-0.15, abs=0.005)
    failed = competition.failures(tables, sweep)
    assert "The pair loses at 12 of 18 points (at worst −0.11" in failed
    assert "Dispersed costs take from what WIIFWE gains for the pair at terms of 1 to 60, buyers at" in failed


def test_words_flip_with_the_data(tmp_path: Path, seed: int) -> None:
    helps = played(tmp_path / "helps", seed, gains=1.0)
    tables = competition.tables(helps)
    words = competition.finding(tables, helps)
    assert "for the pair at none; for buyers at none; for suppliers at none" in words
    assert "the pair at every level tried at terms of 1 to 60" in words
    assert "so dispersed costs favour competition for the pair at no term" in words
    assert competition.failures(tables, helps) == ""
    side = played(tmp_path / "side", seed, begin=0.5, side=1.0)
    words = competition.finding(competition.tables(side), side)
    assert "for the pair at none; for buyers at 18, at terms of 1, 12 and 60" in words


def test_what_is_not_told_from_0_is_no_region(tmp_path: Path, seed: int) -> None:
    nothing = played(tmp_path, seed, begin=0.0, gains=0.0, base=0.0)
    tables = competition.tables(nothing)
    found = tables["effects"].query("of == 'gain'")
    assert (found["p_holm"] > 0.05).sum() >= len(found) - 1
    assert "favour competition for the pair at no term" in competition.finding(tables, nothing)


def test_what_the_axis_means_for_wiifwe_follows_the_scenario(tmp_path: Path, seed: int) -> None:
    wishes = [*WISHES, "process.commitment=0", "process.review_every=4"]
    sweep = played(tmp_path, seed, wishes=wishes)
    words = competition.finding(competition.tables(sweep), sweep)
    assert "agreed mechanisms" not in words
    assert "at each strategic review, every 4 months" in words


def test_figures_are_drawn(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed)
    competition.draw(competition.tables(sweep), sweep, tmp_path / "figures", "n")
    assert drawn(tmp_path / "figures") == [
        "competition.png", "competition.svg", "dispersion.png", "dispersion.svg",
    ]  # fmt: skip


@pytest.mark.parametrize("wish", ["design.axes.dispersion.count=1", "design.axes.term.values=[12]"])
def test_one_level_of_an_axis_is_enough(tmp_path: Path, seed: int, wish: str) -> None:
    sweep = played(tmp_path, seed, wishes=[*WISHES, wish])
    tables = competition.tables(sweep)
    words = competition.finding(tables, sweep)
    assert ("By dispersion" in words) == ("term" in wish)
    assert ("By term" in words) == ("dispersion" in wish)
    competition.draw(tables, sweep, tmp_path / "figures", "n")
    assert drawn(tmp_path / "figures")


def test_a_tiny_sweep_works_end_to_end(tmp_path: Path) -> None:
    small = ["market.buyers=4", "market.suppliers=5", "market.months=6", "engine.workers=1", "replicates=2"]
    axes = ["design.axes.dispersion.count=2", "design.axes.term.values=[1,6]"]
    assert main([*WISHES, *small, *axes, f"results={tmp_path}"]) == 0
    (words,) = (tmp_path / "competition").glob("*/words.json")
    told = json.loads(words.read_text())
    assert told["finding"].startswith("Of 4 points, terms in months, WIIFME rigid is better")
    assert "nan" not in told["finding"] + told["failures"]
