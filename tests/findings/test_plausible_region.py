"""The plausible region: probabilities put there, axes that divide, a refutation that is met or not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.findings import plausible_region as study
from experiments.run import main
from sim.design import Axis
from sim.measures.prior import by_sign, divided, third_of, thirds
from tests.findings.made import centred, drawn, made

WISHES = ["experiment=plausible_region", "replicates=6", "design.points=300"]


def played(
    folder: Path,
    seed: int,
    wins_below: float = 1.0,
    bare: float = -0.02,
    flip: float = 1.0,
    sides: float = 1.0,
) -> Any:
    """WIIFWE gains 0.02 where the cost is below a level and loses as much above; `flip` turns signs.

    In all but the share `sides` of the volatility's range, buyers get 0.05 from suppliers by WIIFWE.
    """

    def outcomes(worlds: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
        luck = rng.normal(0.0, 0.1, int(worlds["replicate"].max()) + 1)[worlds["replicate"]]
        gain = np.where(worlds["cost"] < wins_below, 0.02, -0.02) * flip
        own = np.select([worlds["arm"] == "wiifwe", worlds["arm"] == "relational_bare"], [gain, bare], 0.0)
        noise = rng.normal(0.0, 0.002, len(worlds)) * (own != 0.0)
        values = luck + own + centred(noise, [worlds["arm"], worlds["point"]])
        rank = worlds["volatility"].rank(pct=True).to_numpy(float)
        taken = np.where((worlds["arm"] == "wiifwe") & (rank > sides), 0.05, 0.0)
        return {
            "joint_slot": values, "buyer_slot": values / 2.0 + taken, "supplier_slot": values / 2.0 - taken,
        }  # fmt: skip

    return made(folder, WISHES, outcomes, seed)


def test_the_probability_is_the_share_of_the_prior(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed)  # the prior of the cost is even in the logarithm, from 1/4 to 4
    tables = study.tables(sweep)
    row = study.chance(tables["chances"], "joint_slot", "gain", study.BY_SIGN, (study.THESIS, study.RIGID))
    assert row["share"] == pytest.approx(0.5, abs=0.01)  # a Latin hypercube is as even as can be
    assert row["low"] < 0.5 < row["high"]
    told = study.chance(tables["chances"], "joint_slot", "gain", study.TOLD, (study.THESIS, study.RIGID))
    assert told["share"] == row["share"]
    words = study.finding(tables, sweep)
    assert f"with probability {study.spelled(row)}, by the sign" in words
    best = tables["best"].set_index(["outcome", "arm"]).loc["joint_slot"]
    assert best["share"].sum() == pytest.approx(1.0)
    assert best.loc[["wiifwe", "wiifme_rigid"], "share"].to_numpy() == pytest.approx(0.5, abs=0.01)


def test_words_flip_with_the_data(tmp_path: Path, seed: int) -> None:
    up, down = (played(tmp_path / name, seed, 9.0, flip=sign) for name, sign in (("up", 1.0), ("down", -1.0)))
    wins, loses = study.tables(up), study.tables(down)
    assert study.failures(wins, up) == ""
    assert study.failures(loses, down).startswith("Drawn from the priors, WIIFWE is worse than WIIFME rigid")
    assert "the pair 100 % (99 % to 100 %), told at 100 %" in study.failures(loses, down)
    assert "no parameter is told to divide winning" in study.finding(wins, up).lower()
    assert "both sides with 0 % (0 % to 1 %); a side loses with 100 %" in study.finding(loses, down)


def test_the_axis_that_divides_is_found(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed)
    tables = study.tables(sweep)
    rows = tables["thirds"][tables["thirds"]["outcome"] == "joint_slot"]
    cost = rows[rows["axis"] == "cost"].set_index("third")
    assert cost["share"].tolist() == pytest.approx([1.0, 0.5, 0.0], abs=0.01)
    assert cost["apart"].iloc[0] == pytest.approx(-1.0)
    assert cost["p_holm"].max() < 1e-10
    assert cost.loc["middle", "from"] == pytest.approx(0.25 * 16 ** (1 / 3))
    assert rows.loc[rows["apart"].abs().idxmax(), "axis"] == "cost"
    assert tables["crossed"].columns[0] == "cost"
    assert (
        "cost (100 % (96 % to 100 %) in its lowest third, 0 % (0 % to 4 %) in its highest"
        in study.finding(tables, sweep)
    )


@pytest.mark.parametrize(("bare", "said"), [(-0.03, "not met"), (0.03, "met"), (0.0, "not decided")])
def test_the_refutation_turns_with_the_bare_contract(
    tmp_path: Path, seed: int, bare: float, said: str
) -> None:
    sweep = played(tmp_path, seed, bare=bare)
    tables = study.tables(sweep)
    words = study.finding(tables, sweep)
    verdicts = [part.rpartition(": ")[2] for part in words[words.index("The refutation") :].split("; ")]
    assert verdicts == [said, said, said, f"{said}."]
    assert ("refutation" in study.failures(tables, sweep)) == (said != "not met")


def test_the_refutation_is_of_both_primary_outcomes(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, bare=-0.03, sides=0.5)
    tables = study.tables(sweep)
    words = study.failures(tables, sweep)
    assert "the pair 100 % (99 % to 100 %), told at 100 %: not met" in words
    assert "both sides at once 50 %" in words
    assert words.endswith("not decided.")


def test_the_best_is_told_for_each_party(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed, bare=0.01)
    tables = study.tables(sweep)
    words = study.finding(tables, sweep)
    best = tables["best"].set_index(["outcome", "arm"])
    for outcome, who in study.PARTIES.items():
        rows = best.loc[outcome]
        assert f"for {who} " in words[words.index("Of the three, best:") :]
        for arm in ("WIIFWE", "relational bare"):
            row = rows.loc[arm.lower().replace(" ", "_")]
            assert f"{arm} {study.spelled(row)}, told at {row['told_share']:.0%}"[:-1] in words


def test_priors_are_listed(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed)
    priors: Any = study.tables(sweep)["priors"].set_index("axis")
    assert len(priors) == len(sweep.axes) == 14
    assert priors.loc["cost", ["low", "high", "log"]].tolist() == [0.25, 4.0, True]
    assert "process.narrowing" in priors.loc["effect", "sets"]


def test_thirds_are_equally_probable() -> None:
    even, log = Axis("x", low=0.0, high=3.0), Axis("y", low=1.0, high=1000.0, log=True)
    whole = Axis("z", low=1.0, high=6.0, whole=True)
    assert thirds(even) == pytest.approx((1.0, 2.0))
    assert thirds(log) == pytest.approx((10.0, 100.0))
    assert third_of(whole, np.arange(1.0, 7.0)).tolist() == [0, 0, 1, 1, 2, 2]


def test_signs_count_ties_apart() -> None:
    values = {"joint_slot": [1.0, 0.0, -1.0, 1.0], "buyer_slot": [1.0, 0.0, -1.0, 2.0]}
    table = pd.DataFrame(values | {"supplier_slot": [0.5, 0.0, 0.0, -1.0], "arm": "a", "baseline": "b"})
    found = by_sign(table, [*values, "supplier_slot"]).set_index(["outcome", "verdict"])["share"]
    assert found["joint_slot"].to_dict() == {"gain": 0.5, "loss": 0.25, "same": 0.25}
    assert found["both", "gain"] == 0.25
    assert found["someone loses", "loss"] == 0.5


def test_what_is_so_nowhere_divides_nothing() -> None:
    points = pd.DataFrame({"x": np.linspace(0.0, 1.0, 30)})
    table = divided(points, np.zeros(30, dtype=bool), [Axis("x", low=0.0, high=1.0)])
    assert table["share"].tolist() == [0.0, 0.0, 0.0]
    assert table["p"].isna().all()


def test_figures_are_drawn(tmp_path: Path, seed: int) -> None:
    sweep = played(tmp_path, seed)
    study.draw(study.tables(sweep), sweep, tmp_path / "figures", "n")
    assert drawn(tmp_path / "figures") == ["chances.png", "chances.svg", "flips.png", "flips.svg"]


def test_a_small_design_works_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small = [
        "experiment=plausible_region", "market.months=6", "market.buyers=6", "market.suppliers=8",
        "replicates=2", "design.points=4", "engine.workers=1",
    ]  # fmt: skip
    assert main([*small, "results=results"]) == 0
    folder = next(tmp_path.glob("results/plausible_region/*/words.json")).parent
    words = json.loads((folder / "words.json").read_text("utf-8"))
    assert "2 replicates tell a gain at" in words["finding"]
    assert len(list((folder / "figures").iterdir())) == 4
