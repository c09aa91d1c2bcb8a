"""`-m`: what varies is one study, its points exact; what is no axis is played in turn; what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from experiments import multirun, playing
from experiments.multirun import POSTURES, Job
from experiments.run import main
from experiments.words import spoken
from sim.composing import hydra_home
from sim.ensemble import run_ensemble
from sim.loading import checked_wishes, load
from sim.measures.labelled import MAIN
from sim.sweeps import driving, work
from tests.studies.made import made

SMALL = ["market.months=13", "market.buyers=4", "market.suppliers=5", "replicates=2", "engine.workers=1"]
HONESTY = "strategies.wiifwe.honesty"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def jobs(*texts: str) -> list[Job]:
    """What these overrides would play."""
    with hydra_home():
        known = checked_wishes([*texts, *SMALL], multirun=True)
        varied = [wish for wish in known if len(wish.values) > 1]
        fixed = [wish.swept[0] for wish in known if len(wish.values) == 1]
        return list(multirun.jobs_of(fixed, varied, arms_chosen=any("arms=" in text for text in texts)))


def axes(job: Job) -> dict[str, Any]:
    assert job.study.settings.design is not None
    return job.study.settings.design.given["axes"]


def folder_of(name: str = "multirun") -> Path:
    (found,) = Path("results").glob(f"{name}/*/manifest.json")
    return found.parent


def test_two_numbers_are_a_grid_of_the_two_postures(monkeypatch: pytest.MonkeyPatch, capfd: Captured) -> None:
    played: list[int] = []
    monkeypatch.setattr(driving, "part_played", lambda task: (played.append(1), work.part_played(task))[1])
    argv = ["-m", "trust.prior=0.2,0.8", f"{HONESTY}=0.1,0.9", *SMALL]
    assert main(argv) == 0
    folder = folder_of()
    table = pd.read_parquet(folder / "result.parquet")
    parties = ["joint", "buyer", "supplier", "survival", "gain", "gain_low", "gain_high"]
    assert list(table.columns) == ["trust.prior", HONESTY, "arm", "label", *parties]
    assert len(table) == 2 * 2 * 2
    point = ["trust.prior=0.8", f"{HONESTY}=0.1", *SMALL[:3]]
    alone = run_ensemble(load("headline", point), replicates=2, seed=1, arms=POSTURES).replicates
    here = table[(table["trust.prior"] == 0.8) & (table[HONESTY] == 0.1)].set_index("arm")["joint"]
    assert here.to_dict() == pytest.approx(alone.groupby("arm", observed=True)["joint_slot"].mean().to_dict())
    pictures = {path.stem for path in (folder / "figures").glob("*.png")}
    assert pictures == {"value", "survival", "value_gain", "survival_gain"}
    page = (folder / "report.html").read_text("utf-8")
    assert f"wiifwe experiment=results/multirun/{folder.name}/config.yaml" in page
    assert "WIIFME rigid" in capfd.readouterr().out
    before, gone = len(played), sorted(Path("results").glob("multirun/parts/*/*.parquet"))[0]
    gone.unlink()
    assert main([*argv, "again=true", "figures=none"]) == 0
    assert len(played) == before + 1


def test_every_point_has_a_folder_where_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(multirun, "shown_or_played", lambda study: seen.append(study) or Path("x"))
    assert main(["-m", "trust.prior=0.2,0.8", "scenario=calm,default", "report.each=true", *SMALL]) == 0
    whole, *each = seen
    assert whole.settings.study == "sweep"
    assert [one.settings.study for one in each] == ["comparison"] * 4
    assert [one.scenario.trust.prior for one in each] == [0.2, 0.2, 0.8, 0.8]
    assert all([arm.name for arm in one.scenario.arms] == list(POSTURES) for one in each)


def test_ranges_have_no_noise_and_intervals_eleven_levels() -> None:
    (job,) = jobs(
        "trust.prior=range(0.3,0.9,0.3)", "shocks.misfit_sd=interval(0,0.4)", f"{HONESTY}=choice(0.1,1)"
    )
    told = axes(job)
    assert told["trust.prior"]["values"] == [0.3, 0.6]
    assert told["shocks.misfit_sd"] == {"low": 0.0, "high": 0.4, "count": 11}
    assert told[HONESTY] == {"label": "WIIFWE: honesty", "values": [0.1, 1]}


def test_scenarios_are_levels_that_set_what_differs() -> None:
    (job,) = jobs("scenario=calm,default,turbulent", "shocks.cost_sd=0.01,0.02")
    told = axes(job)
    turbulent = {"shocks.misfit_sd": 0.3, "shocks.jump_chance": 0.06}
    assert told["scenario"]["levels"]["turbulent"] == turbulent
    assert list(told["scenario"]["levels"]) == ["calm", "default", "turbulent"]
    assert told["scenario"]["levels"]["default"].keys() == turbulent.keys()
    assert told["shocks.cost_sd"] == {"values": [0.01, 0.02]}


def test_populations_are_arms_and_other_values_levels() -> None:
    (job,) = jobs("population=mixed,wiifme,wiifwe", "strategies.wiifwe.declared=null,0.5")
    assert [(arm.name, arm.label) for arm in job.study.scenario.arms] == [
        ("mixed", "mixed"), ("wiifme", "WIIFME"), ("wiifwe", "WIIFWE"),
    ]  # fmt: skip
    assert job.study.scenario.arms[0].population.buyers == {"wiifme": 0.5, "wiifwe": 0.5}
    assert axes(job)["strategies.wiifwe.declared"]["values"] == [None, 0.5]


def test_arms_that_are_asked_for_are_played_in_their_order() -> None:
    (job,) = jobs("arms=[wiifwe,good_people]", "trust.prior=0.2,0.8")
    assert [arm.name for arm in job.study.scenario.arms] == ["wiifwe", "good_people"]
    (made,) = jobs("arms=[wiifme_rigid,without_equity]", "strategies.wiifwe_without_equity.honesty=0.2,0.4")
    assert list(axes(made)) == ["strategies.wiifwe_without_equity.honesty"]


def test_shares_and_arms_take_the_place_of_those_before() -> None:
    """Also once Hydra has handed over what stands for them: what takes away, and what puts in its place."""
    few = ["trust.prior=0.2,0.8", "figures=none", *SMALL]
    assert main(["-m", "experiment=world", "population.buyers={wiifwe: 1}", *few]) == 0
    played = load(str(folder_of() / "config.yaml"))
    assert played.population.buyers == {"wiifwe": 1.0}
    assert played.population.suppliers == {"wiifme": 0.5, "wiifwe": 0.5}
    assert main(["-m", "arms=[wiifwe,wiifme_rigid]", "results=two", *few]) == 0
    (stored,) = Path("two").glob("multirun/*/config.yaml")
    assert [arm.name for arm in load(str(stored)).arms] == ["wiifwe", "wiifme_rigid"]
    gains = pd.read_parquet(stored.with_name("differences.parquet"))
    assert gains[["arm", "baseline"]].drop_duplicates().to_numpy().tolist() == [["wiifme_rigid", "wiifwe"]]


def test_a_file_of_what_varies_may_be_given_in_line() -> None:
    given = "+hydra.sweeper.params={seed: '1,2'}"
    assert main(["-m", given, "experiment=world", "figures=none", *SMALL]) == 0
    assert len(list(Path("results/world").glob("*/manifest.json"))) == 2


TRUST = "high values of “trust in a stranger”"
NOISE = [
    "experiment=trust_honesty", "sweep.analysis=plain", "replicates=10", "arms=[wiifme_rigid,both]",
    "arms.both.label=WIIFWE", "design.axes.trust.values=[0.1,0.3,0.5,0.7,0.9]",
]  # fmt: skip


@pytest.mark.parametrize(
    ("slope", "answer", "title"),
    [
        (0.0, "What WIIFWE and WIIFME rigid make cannot be told apart.", "Who makes more cannot be told"),
        (
            5.0,
            f"WIIFWE makes more than WIIFME rigid at {TRUST}, and less at low ones.",
            f"WIIFWE makes more at {TRUST}",
        ),
    ],
)
def test_noise_is_no_finding(slope: float, answer: str, title: str, elsewhere: Path) -> None:
    """Of a hundred points some look as if they had a difference; sentences do not speak of them."""

    def outcomes(worlds: pd.DataFrame, dice: np.random.Generator) -> dict[str, Any]:
        gain = slope * (worlds["trust"] - 0.5) * (worlds["arm"] == "both")
        alive = {f"relationships_alive_{age}": np.nan for age in (12, 60, 120)}
        return {name: gain + dice.normal(size=len(worlds)) for name in MAIN} | alive

    found = made(elsewhere / "noise", NOISE, outcomes, seed=3)
    joint = found.tables["areas"].query("outcome == 'joint_slot'").set_index(["family", "verdict"])["share"]
    assert joint["none", "gain"] + joint["none", "loss"] > 0.0
    assert found.words["answer"] == answer
    assert found.words["fails"] == []
    assert spoken(found.study, found.tables, ["value_gain"])["titles"]["value_gain"] == title


def test_what_is_no_axis_is_told_apart() -> None:
    found = jobs("seed=range(1,3)", "experiment=headline,three_contracts", "trust.prior=0.2,0.8")
    told = [(job.study.settings.name, *job.told.values()) for job in found]
    each = [
        ("multirun", "headline"),
        *(("three_contracts", "three_contracts", trust) for trust in (0.2, 0.8)),
    ]
    assert told == [(name, seed, *rest) for seed in (1, 2) for name, *rest in each]


def test_studies_in_turn_are_joined_also_where_one_fails(
    monkeypatch: pytest.MonkeyPatch, capfd: Captured, elsewhere: Path
) -> None:
    file = elsewhere / "mine" / "experiment" / "twice.yaml"
    file.parent.mkdir(parents=True)
    swept = {"defaults": ["world"], "name": "twice", "hydra": {"sweeper": {"params": {"seed": "1,2,3"}}}}
    file.write_text(f"# @package _global_\n{yaml.dump(swept)}", encoding="utf-8")
    real = playing.shown_or_played

    def failing(study: Any) -> Path:
        if study.settings.seed == 3:
            raise KeyboardInterrupt
        return real(study)

    monkeypatch.setattr(multirun, "shown_or_played", failing)
    argv = ["--config-dir", "mine", "-m", "experiment=twice", "trust.prior=0.2,0.8", "figures=none", *SMALL]
    assert main(argv) == 130
    (runs,) = Path("results/multirun").glob("*/runs.parquet")
    table = pd.read_parquet(runs)
    assert list(table.columns[:3]) == ["seed", "trust.prior", "arm"]
    assert list(zip(table["seed"], table["trust.prior"])) == [(1, 0.2), (1, 0.8), (2, 0.2), (2, 0.8)]
    assert {Path(one).is_dir() for one in table["folder"]} == {True}
    told = json.loads((runs.parent / "manifest.json").read_text("utf-8"))
    assert [one["swept"] for one in told["runs"]] == [{"seed": 1}, {"seed": 2}]


SEARCH, LAUNCHER = "does not tell where it wins", "`engine=processes` or `engine=dask`"


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        (["hydra/sweeper=optuna", "trust.prior=0.2,0.8"], SEARCH),
        (["+hydra/sweeper=nevergrad", "trust.prior=0.2"], SEARCH),
        (["hydra.sweeper._target_=hydra_plugins.x.OptunaSweeper", "seed=1,2"], SEARCH),
        (["hydra/launcher=joblib", "seed=1,2"], LAUNCHER),
        (["trust.prior=0.1,1.2"], "`trust.prior` is 1.2, but must be a number from 0 to 1 (command line)"),
        (["trust.prior=interval(0,2)"], "`trust.prior` is 2, but"),
        (["seed=interval(1,3)"], "interval"),
        (["experiment=three_contracts", "trust.prior=interval(0,1)"], "interval"),
        (["population=mixed,mixd"], "did you mean `mixed`?"),
        (["arms=[wiifwe],[wiifme_rigid]"], "`arms` takes one list"),
        (["seed=1,2", "report.each=true"], "`report.each` has no effect"),
        (["design={kind: grid}", "trust.prior=0.2,0.8"], "`design` has no effect on `study: comparison`"),
        (["hydra.sweeper.params={seed: '1,2'}"], "hydra.sweeper.params"),
        (["--cfg", "job"], "only one is wanted"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_what_is_refused_costs_one_line(
    argv: list[str], reason: str, elsewhere: Path, capfd: Captured
) -> None:
    assert main(["-m", *argv]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert reason in err
    assert not list(elsewhere.iterdir())
