"""The command line: one line and exit code 2 for what is wrong; results whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image

from experiments import playing
from experiments.run import main
from experiments.settings import Figures, Settings, TrustMap
from experiments.studies import headline
from experiments.study import Study, resolved
from sim import store
from sim.loading import load
from sim.plots.asked import NAMES
from sim.plots.sheets import RESOLUTION, SHEETS
from sim.spelling import ConfigError

ROOT = Path(__file__).resolve().parents[1]
SMALL = [
    "market.months=3", "market.buyers=6", "market.suppliers=8", "replicates=2", "engine.workers=1",
]  # fmt: skip

# Command lines that are wrong, and what their one line must hold.
WRONG: list[tuple[list[str], list[str]]] = [
    (["trust.priro=.3"], ["`trust.priro`", "did you mean `trust.prior`?"]),
    (["prior=.3"], ["`prior`", "did you mean `trust.prior`?"]),
    (["trust.prior=3"], ["`trust.prior` is 3", "from 0 to 1", "command line"]),
    (["trust.prior=abc"], ["`trust.prior` is 'abc'", "a number"]),
    (["trust.prior=true"], ["`trust.prior` is true"]),
    (["trust.prior=null"], ["`trust.prior` is nothing"]),
    (["trust.prior=nan"], ["`trust.prior` is nan"]),
    (["trust=5"], ["`trust` is 5"]),
    (["trust.prior"], ["`trust.prior`", "no override"]),
    (["trust.prior=[1"], ["`trust.prior=[1`", "no override"]),
    (["=3"], ["names no field"]),
    (["trust.prior=${nobody}"], ["nobody"]),
    (["trust.prior=0.1,0.2"], ["`trust.prior=0.1,0.2`", "`-m`"]),
    (["trust="], ["`trust` is ''", "prior"]),
    (["trust={}"], ["`trust={}` has no effect"]),
    (["~trust"], ["`~trust` has no effect"]),
    (["~scenario"], ["`~scenario` has no effect"]),
    (["experiment=tournament", "scenario=calm"], ["`scenario=calm` has no effect"]),
    (["arms=[wiifwe,wiifm_rigid]"], ["no arm `wiifm_rigid`", "did you mean `wiifme_rigid`?"]),
    (["arms=[wiifwe,wiifwe]"], ["each once"]),
    (["experiment=world", "arms=[wiifwe]"], ["arms are: none"]),
    (["population.buyers={tit_for_tat: 0.9}"], ["`population.buyers`", "sum to 0.9", "tit_for_tat 0.9"]),
    (["experiment=nowhere/config.yaml"], ["'nowhere/config.yaml'", "cannot be read"]),
    (["figures=non"], ["`figures` is 'non'"]),
    (["figures.formats=[sgv]"], ["did you mean `svg`?"]),
    (["market.months=2.5"], ["`market.months` is 2.5", "a whole number"]),
    (["market.buyers=0"], ["`market.buyers` is 0"]),
    (["population=mixd"], ["`population=mixd`", "did you mean `mixed`?"]),
    (["population=null"], ["`population=null`", "there are: mixed"]),
    (
        ["experiment=tournament", "study=tournement"],
        ["`study` is 'tournement'", "did you mean `tournament`?"],
    ),
    (["scenario=clam"], ["`scenario=clam`", "did you mean `calm`?"]),
    (["experiment=headlin"], ["`experiment=headlin`", "did you mean `headline`?"]),
    (["experiment=headline", "population=mixed"], ["`population` has no effect", "headline"]),
    (["strategies=wiifwe"], ["`strategies=wiifwe`", "all"]),
    (["strategies.wiifwe.honsty=.3"], ["did you mean `strategies.wiifwe.honesty`?"]),
    (["strategies.wifwe.honesty=.3"], ["did you mean `strategies.wiifwe.honesty`?"]),
    (["strategies.wiifwe.menu=[rigid]"], ["`strategies.wiifwe` takes steps", "relational"]),
    (["population=mixed", "population.buyers.wiifwe=.4"], ["sum to 0.9"]),
    (["population=mixed", "population.buyers.wifwe=.5"], ["`population.buyers.wiifwe`?"]),
    (["network.kind=file"], ["`network.file`"]),
    (["network.kind=file", "network.file=no.csv"], ["'no.csv'", "no such file"]),
    (["replicates=0"], ["`replicates` is 0"]),
    (["seed=-1"], ["`seed` is -1"]),
    (["engine.workers=0"], ["`engine.workers` is 0"]),
    (["map.trust=[2]"], ["`map.trust`", "from 0 to 1"]),
    (["experiment=world", "+map.trust=[.5]"], ["`map` compares the arms", "`map=null`"]),
    (["~arms.wiifwe"], ["`map`", "`map=null`"]),
    (["report.each=true"], ["`report.each` has no effect", "`-m`"]),
    (["sweep.points=3"], ["`sweep.points` has no effect on `study: comparison`"]),
    (["sweep.compare=[wiifwe - wiifme_rigid]"], ["`sweep.compare` has no effect"]),
    (["design={kind: grid}"], ["`design` has no effect on `study: comparison`"]),
    (["experiment=power", "sweep.analysis=__init__"], ["no such study; there are: ablation"]),
    (["name=a/b"], ["`name` is 'a/b'"]),
    (["+foo=1"], ["`foo`"]),
    (["hydra/launcher=nobody"], ["nobody"]),
    (["--nonsense"], ["--nonsense"]),
    (["--config-dir", "nowhere"], ["'nowhere'", "no such folder"]),
]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("argv", "told"), WRONG, ids=[" ".join(argv) for argv, _ in WRONG])
def test_what_is_wrong_costs_one_line(
    argv: list[str], told: list[str], capfd: pytest.CaptureFixture[str], elsewhere: Path
) -> None:
    assert main(argv) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    for part in told:
        assert part in err
    assert not list(elsewhere.iterdir())


def test_a_process_exits_with_2() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "experiments.run", "trust.priro=.3"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [["--help"], ["--cfg", "job"]])
def test_a_reader_may_go_away(words: list[str]) -> None:
    """As `wiifwe --help | head -1` does: no traceback, neither where it happens nor as Python ends."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "experiments.run", *words],
        cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(write)
    assert (done.returncode, done.stderr) == (130, "stopped: nobody reads what is printed any more\n")


def test_the_configuration_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--cfg", "job", "-p", "trust", "trust.prior=0.25"]) == 0
    assert "prior: 0.25" in capfd.readouterr().out


def test_a_wrong_file_is_named(elsewhere: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (elsewhere / "mine" / "strategies").mkdir(parents=True)
    file = elsewhere / "mine" / "strategies" / "fair.yaml"
    file.write_text("reciprosity: 1.0\n", encoding="utf-8")
    assert main(["--config-dir", "mine"]) == 2
    err = capfd.readouterr().err
    assert "`strategies.fair.reciprosity` is not a field; did you mean `reciprocity`?" in err
    assert "strategies/fair.yaml" in err


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[Study]:
    """Studies that were played: each leaves a table, and costs nothing."""
    found: list[Study] = []

    def play(study: Study, folder: Path) -> None:
        found.append(study)
        with store.written(folder) as draft:
            store.write_tables({"headline": pd.DataFrame({"arm": ["x"]})}, draft, csv=False)
            store.write_words({"answer": "", "findings": [], "fails": []}, draft)
            store.write_configuration(study.mapping(), draft)
            store.write_manifest({"finding": "Found."}, draft)

    monkeypatch.setattr(playing, "play", play)
    monkeypatch.setattr(playing, "show_tables", lambda *_: None)
    return found


def test_stored_results_are_not_played_again(played: list[Study]) -> None:
    assert main(SMALL) == 0
    assert main([*SMALL, "engine.workers=3", "results=results"]) == 0
    assert len(played) == 1
    assert main([*SMALL, "csv=true"]) == 0
    folder = played[0].folder
    assert (folder / "headline.csv").is_file()
    assert main([*SMALL, "again=true"]) == 0
    assert len(played) == 2
    assert not (folder / "headline.csv").exists()


def test_hydra_leaves_no_litter(played: list[Study], elsewhere: Path) -> None:
    assert main(["experiment=world", *SMALL]) == 0
    assert [path.name for path in elsewhere.iterdir()] == ["results"]
    folder = played[0].folder
    assert {path.name for path in folder.parent.iterdir()} == {folder.name}


@pytest.mark.parametrize(
    "argv",
    [
        ["arms=[wiifwe,opportunists_15_among_wiifwe,wiifme_rigid]", "trust.prior=0.3", "replicates=3"],
        pytest.param(["experiment=three_contracts", "replicates=auto"], marks=pytest.mark.slow),
        pytest.param(
            ["population=mixed", "population.suppliers={wiifwe_without_equity: 1}", "replicates=3"],
            marks=pytest.mark.slow,
        ),
        ["experiment=tabled", "seed=3", "replicates=3"],
    ],
    ids=" ".join,
)
def test_a_stored_configuration_plays_the_same_again(
    argv: list[str], played: list[Study], elsewhere: Path
) -> None:
    """By its path, and as a file of one's own folder."""
    again = elsewhere / "mine" / "experiment" / "again.yaml"
    again.parent.mkdir(parents=True)
    (elsewhere / "points.csv").write_text("shocks.misfit_sd\n0.1\n0.2\n")
    tabled = "defaults: [world]\nname: tabled\nstudy: sweep\ndesign: {kind: table, table: points.csv}\n"
    (again.parent / "tabled.yaml").write_text(f"# @package _global_\n{tabled}")
    assert main(["--config-dir", "mine", *SMALL[:3], "figures=none", *argv]) == 0
    kept = played[0].folder.rename("kept")  # nothing is stored where it would be looked for
    again.write_text((kept / "config.yaml").read_text("utf-8"))
    assert main([f"experiment={kept}/config.yaml"]) == 0
    played[0].folder.rename("again")
    assert main(["--config-dir", "mine", "experiment=again"]) == 0
    assert [study.hash for study in played] == [played[0].hash] * 3
    assert load(f"{kept}/config.yaml") == played[0].scenario
    with pytest.raises(
        ConfigError, match="`scenario=turbulent` has no effect: without it the same is played"
    ):
        load(kept, ["scenario=turbulent"])


def test_no_figures_are_wanted_in_any_way_of_saying_so(played: list[Study], elsewhere: Path) -> None:
    file = elsewhere / "mine" / "experiment" / "bare.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("# @package _global_\ndefaults: [world]\nfigures: none\n")
    own = ["--config-dir", "mine", "experiment=bare"]
    for argv in (["figures=none"], ["figures=null"], ["figures.sheet=none"], own):
        assert main([*argv, *SMALL, "again=true"]) == 0
        assert played.pop().settings.figures.sheet == "none"
    assert main(["figures.formats=[pdf,svg]", *SMALL]) == 0
    assert played[0].settings.figures == Figures("page", ("pdf", "svg"))


def test_arms_and_shares_are_chosen_on_the_command_line() -> None:
    scenario = load(
        "headline", ["arms=[wiifwe,wiifme_rigid]", "arms.wiifwe.population={wiifwe: 0.5, grim: 0.5}"]
    )
    assert [(arm.name, arm.label) for arm in scenario.arms] == [
        ("wiifwe", "WIIFWE"),
        ("wiifme_rigid", "WIIFME rigid"),
    ]
    assert scenario.arms[0].population.buyers == {"wiifwe": 0.5, "grim": 0.5}
    one_side = load("world", ["population.buyers={tit_for_tat: 1}"]).population
    assert (one_side.buyers, one_side.suppliers) == ({"tit_for_tat": 1.0}, {"wiifme": 0.5, "wiifwe": 0.5})
    both = load("world", ["population={grim: 0.5, tit_for_tat: 0.5}"]).population
    assert both.buyers == both.suppliers == {"grim": 0.5, "tit_for_tat": 0.5}


def test_a_failed_run_leaves_nothing(monkeypatch: pytest.MonkeyPatch, elsewhere: Path) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(headline, "run_ensemble", failing)
    with pytest.raises(ZeroDivisionError):
        main(SMALL)
    assert not list((elsewhere / "results" / "headline").iterdir())


def test_stopping_costs_one_line(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    def stopping(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(playing, "play", stopping)
    assert main(SMALL) == 130
    assert (
        capfd.readouterr().err
        == "stopped; what parts of a sweep were played are kept, of another run nothing is\n"
    )


def test_a_map_needs_its_arms() -> None:
    with pytest.raises(ConfigError, match="map=null"):
        resolved(Settings(map=TrustMap()), load("world"))
    resolved(Settings(), load("world"))


def test_the_headline_from_end_to_end(capfd: pytest.CaptureFixture[str], elsewhere: Path) -> None:
    argv = [*SMALL, "map.trust=[.2,.8]", "map.honesty=[.1,.9]", "map.replicates=2"]
    assert main(argv) == 0
    first = capfd.readouterr().out
    assert "WIIFME rigid" in first
    assert main(argv) == 0
    again = capfd.readouterr().out
    assert "stored" in again
    assert first.splitlines()[:-1] == again.splitlines()[:-1]
    (folder,) = (path.parent for path in (elsewhere / "results" / "headline").glob("*/manifest.json"))
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["config_hash"].startswith(folder.name)
    assert len(pd.read_parquet(folder / "map.parquet")) == 4
    assert list((folder / "figures").glob("*.png"))


@pytest.mark.parametrize(
    "wishes",
    [
        pytest.param(
            ["experiment=headline", "map=null", "market.months=1", "market.buyers=1", "market.suppliers=1"],
            marks=pytest.mark.slow,
        ),
        ["experiment=evolution", "market.months=1"],
        pytest.param(
            ["experiment=world", "market.months=2", "market.buyers=1", "market.suppliers=1"],
            marks=pytest.mark.slow,
        ),
        ["experiment=lives", "market.months=12", "market.buyers=1", "market.suppliers=1"],
        [
            "experiment=lives",
            "market.months=12",
            "market.buyers=2",
            "market.suppliers=2",
            "surplus.value=0.1",
        ],
    ],
)
def test_the_smallest_worlds_are_played_and_drawn(wishes: list[str], tmp_path: Path) -> None:
    """Worlds in which nothing lives long enough, nobody fails and little is signed."""
    assert main([*wishes, "replicates=2", f"results={tmp_path}", "engine.workers=1"]) == 0
    (folder,) = tmp_path.glob("*/*/figures")
    assert list(folder.glob("*.png"))


def test_figures_are_drawn_for_the_sheet_and_in_the_formats_asked_for(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert set(NAMES) == {*SHEETS, "none"}
    small = ["experiment=three_contracts", "design.axes.volatility.count=2", *SMALL[:3]]
    every = [*small, "replicates=2", f"results={tmp_path}", "engine.workers=1"]
    assert main([*every, "figures.formats=[svg]"]) == 0
    assert main([*every, "figures.sheet=slide", "figures.formats=[pdf]"]) == 0
    (usual,) = tmp_path.glob("*/*/figures/contracts.svg")
    (slide,) = tmp_path.glob("*/*/figures/contracts.pdf")
    assert slide.parent != usual.parent  # what is stored is not shown in place of what was asked for
    sizes = []
    for path in (usual, slide):
        with Image.open(path.with_suffix(".png")) as picture:
            sizes.append(picture.width / RESOLUTION)
    assert sizes == [SHEETS["page"].width, SHEETS["slide"].width]
    capfd.readouterr()
    assert main([*every, "figures.sheet=slid"]) == 2
    assert main([*every, "figures.formats=[sgv]"]) == 2
    slid, sgv = capfd.readouterr().err.splitlines()
    assert "did you mean `slide`?" in slid
    assert "`figures.formats` is 'sgv', but must be a list of png, svg, pdf; did you mean `svg`?" in sgv
