"""Several runs of one command line: the table that joins them, what is refused; completion; `--cfg`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from experiments import multirun, run, store, tournament
from experiments.run import main
from experiments.studies import IncompleteError
from sim.loading import composition, hydra_home
from sim.scenario import GROUPS
from sim.spelling import ConfigError

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "command_line.md").read_text(encoding="utf-8")
SMALL = ["market.months=3", "market.buyers=6", "market.suppliers=8", "replicates=2", "engine.workers=1"]
INSTALLED = Path(sys.executable).with_name("wiifwe")
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def table_of(study: store.Study) -> pd.DataFrame:
    """A headline of two arms that tells what it was made from."""
    trust = study.scenario.trust.prior
    gain = {"joint_gain": trust, "joint_gain_low": trust - 0.1, "joint_gain_high": trust + 0.1}
    gains = gain | {name.replace("joint", "smaller"): value / 2 for name, value in gain.items()}
    none = dict.fromkeys(gains, 0.0)
    arms = {"wiifme_rigid": ("WIIFME rigid", none), "wiifwe": ("WIIFWE", gains)}
    return pd.DataFrame(
        {"arm": arm, "label": label, "joint": trust, "n": study.settings.replicates, **told}
        for arm, (label, told) in arms.items()
    )


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Studies that were played: each leaves a table and a finding, and costs nothing."""
    folders: list[Path] = []

    def play(study: store.Study, folder: Path) -> None:
        folders.append(folder)
        with store.written(folder) as draft:
            store.write_tables({"headline": table_of(study)}, draft, csv=False)
            store.write_manifest({"finding": f"Found at {study.scenario.trust.prior}."}, draft)

    monkeypatch.setattr(run, "play", play)
    monkeypatch.setattr("experiments.terminal.show_arms", lambda *_: None)
    monkeypatch.setattr("experiments.terminal.close", lambda *_, **__: None)
    return folders


def joined_folder(root: Path) -> Path:
    (folder,) = (root / "multirun").iterdir()
    return folder


def joined_table(root: Path) -> pd.DataFrame:
    return pd.read_parquet(joined_folder(root) / "runs.parquet")


# The table


def test_runs_are_joined_in_one_table(played: list[Path], capfd: Captured) -> None:
    argv = ["-m", "trust.prior=0.2,0.8", "strategies.wiifwe.honesty=0.1,0.9", *SMALL]
    assert main(argv) == 0
    folder = joined_folder(Path("results"))
    table = pd.read_parquet(folder / "runs.parquet")
    assert list(table.columns[:4]) == ["trust.prior", "strategies.wiifwe.honesty", "arm", "label"]
    assert list(table.columns[-2:]) == ["finding", "folder"]
    runs = table.drop_duplicates("folder")
    assert [tuple(row) for row in runs.iloc[:, :2].to_numpy()] == [
        (0.2, 0.1), (0.2, 0.9), (0.8, 0.1), (0.8, 0.9),
    ]  # fmt: skip
    assert table["trust.prior"].dtype == float
    assert table["joint"].tolist() == table["trust.prior"].tolist()
    assert table["folder"].tolist() == [path.as_posix() for path in played for _ in range(2)]
    assert table["finding"].tolist() == [f"Found at {trust}." for trust in table["trust.prior"]]
    pd.testing.assert_frame_equal(pd.read_csv(folder / "runs.csv"), table)
    out = capfd.readouterr().out
    assert "4 runs joined" in out
    assert "+0.800 [+0.700, +0.900]" in out
    assert "+0.400 [+0.350, +0.450]" in out
    assert out.splitlines()[-1] == str(folder)


def test_the_manifest_tells_what_was_joined(played: list[Path]) -> None:
    argv = ["trust.prior=0.2,0.8", *SMALL]
    assert main(["-m", *argv]) == 0
    folder = joined_folder(Path("results"))
    assert store.is_stored(folder)
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["overrides"] == argv
    assert told["runs"] == [
        {"folder": path.as_posix(), "swept": {"trust.prior": value}}
        for path, value in zip(played, (0.2, 0.8), strict=True)
    ]
    assert sorted(path.name for path in folder.iterdir()) == ["manifest.json", "runs.csv", "runs.parquet"]
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_values_keep_their_type(played: list[Path]) -> None:
    swept = ["trust.prior=0,0.5", "seed=1,2"]
    rest = [text for text in SMALL if not text.startswith("engine")]
    assert main(["-m", *swept, "engine.workers=null,1", *rest]) == 0
    table = joined_table(Path("results"))
    assert table["trust.prior"].unique().tolist() == [0.0, 0.5]
    assert pd.api.types.is_integer_dtype(table["seed"])
    assert table["engine.workers"].isna().sum() == len(table) / 2
    values = multirun.swept_values(["+a.b=[1,2]", "c=null", "d='x, y'", "e=3", "f=true"], {"e"})
    assert values == {"a.b": "[1,2]", "c": None, "d": "x, y", "f": True}


def test_groups_and_generated_fields_are_columns(played: list[Path]) -> None:
    field = "strategies.wiifwe_without_equity.honesty"
    assert main(["-m", "population=mixed,wiifme", f"{field}=0.2,0.4", *SMALL]) == 0
    table = joined_table(Path("results"))
    assert list(table.columns[:2]) == ["population", field]
    assert table["population"].tolist() == ["mixed"] * 4 + ["wiifme"] * 4
    assert table[field].tolist() == [0.2, 0.2, 0.4, 0.4] * 2


def test_the_last_of_two_overrides_is_told(played: list[Path]) -> None:
    assert main(["-m", "trust.prior=0.2,0.8", "seed=1,2", "trust.prior=0.4", *SMALL]) == 0
    table = joined_table(Path("results"))
    assert list(table.columns[:2]) == ["seed", "arm"]
    assert set(table["joint"]) == {0.4}


def test_what_a_file_sweeps_is_a_column(played: list[Path], elsewhere: Path) -> None:
    file = elsewhere / "mine" / "experiment" / "twice.yaml"
    file.parent.mkdir(parents=True)
    swept = {"defaults": ["world"], "name": "twice", "hydra": {"sweeper": {"params": {"seed": "1,2"}}}}
    file.write_text(f"# @package _global_\n{yaml.dump(swept)}", encoding="utf-8")
    assert main(["--config-dir", "mine", "-m", "experiment=twice", "trust.prior=0.2,0.8", *SMALL]) == 0
    table = joined_table(Path("results"))
    assert set(zip(table["seed"], table["trust.prior"])) == {(1, 0.2), (1, 0.8), (2, 0.2), (2, 0.8)}


def test_the_name_is_of_the_runs_wherever_they_lie(played: list[Path]) -> None:
    sweep = ["trust.prior=0.2,0.8", *SMALL]
    assert main(["-m", *sweep]) == 0
    assert main(["-m", *sweep, "results=there"]) == 0
    assert joined_folder(Path("results")).name == joined_folder(Path("there")).name
    assert main(["-m", "trust.prior=0.2,0.7", *SMALL]) == 0
    assert len(list(Path("results/multirun").iterdir())) == 2


def test_stored_runs_are_joined_again(played: list[Path]) -> None:
    argv = ["-m", "trust.prior=0.2,0.8", *SMALL]
    assert main(argv) == 0
    before = joined_table(Path("results"))
    shutil.rmtree("results/multirun")
    assert main(argv) == 0
    assert len(played) == 2
    pd.testing.assert_frame_equal(joined_table(Path("results")), before)


def test_a_single_run_joins_nothing(played: list[Path], capfd: Captured) -> None:
    assert main(SMALL) == 0
    assert capfd.readouterr() == ("", "")
    assert [path.name for path in Path("results").iterdir()] == ["headline"]


def test_kinds_are_joined_as_far_as_they_go(
    played: list[Path], monkeypatch: pytest.MonkeyPatch, capfd: Captured
) -> None:
    monkeypatch.setattr(tournament, "PRINCIPAL", "standings", raising=False)
    monkeypatch.setattr(tournament, "show", lambda *_, **__: None)
    assert main(["-m", "experiment=tournament,world", "replicates=2", "tournament.strategies=null"]) == 2
    capfd.readouterr()
    monkeypatch.setattr(tournament, "check", lambda *_: None)
    assert main(["-m", "experiment=tournament,headline", "replicates=2", "market.suppliers=4"]) == 0
    table = joined_table(Path("results"))
    assert list(table.columns[:2]) == ["experiment", "study"]
    assert table["study"].tolist() == ["tournament", "comparison", "comparison"]
    assert table["joint"].isna().tolist() == [True, False, False]
    out = capfd.readouterr().out
    assert "of 2 kinds (tournament, comparison)" in out
    assert "1 of 2 runs have no principal table" in out


def test_a_column_of_the_table_that_has_a_taken_name_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "world" / "abc"
    folder.mkdir(parents=True)
    store.write_tables({"headline": pd.DataFrame({"seed": [7], "finding": ["x"]})}, folder, csv=False)
    store.write_manifest({"finding": "Found."}, folder)
    found = multirun.joined([multirun.Run({"seed": 1}, "comparison", folder)])
    (row,) = found.table.to_dict("records")
    before = {"seed": 1, "headline.seed": 7, "headline.finding": "x"}
    assert row == {**before, "finding": "Found.", "folder": folder.as_posix()}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["auto", 50], ["auto", "50"]),
        ([True, 2], ["true", "2"]),
        ([None, 2], [None, 2.0]),
        ([None, "x"], [None, "x"]),
        ([[1], [2]], ["[1]", "[2]"]),
        ([True, None], [True, None]),
    ],
    ids=str,
)
def test_a_column_is_of_one_type(values: list[Any], told: list[Any], tmp_path: Path) -> None:
    column = multirun.of_one_type(pd.Series(values, dtype=object))
    pd.DataFrame({"x": column}).to_parquet(tmp_path / "x.parquet")
    back = pd.read_parquet(tmp_path / "x.parquet")["x"]
    assert [None if pd.isna(value) else value for value in back] == told


# A run that fails


@pytest.mark.parametrize(
    ("error", "code"),
    [(ConfigError("wrong"), 2), (IncompleteError("parts failed"), 3), (KeyboardInterrupt(), 130)],
    ids=["wrong", "incomplete", "stopped"],
)
def test_what_was_played_before_a_failure_is_joined(
    played: list[Path], monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, capfd: Captured
) -> None:
    plays: Callable[[store.Study, Path], None] = run.play

    def failing(study: store.Study, folder: Path) -> None:
        if study.scenario.trust.prior > 0.5:
            raise error
        plays(study, folder)

    monkeypatch.setattr(run, "play", failing)
    assert main(["-m", "trust.prior=0.2,0.8,0.3", *SMALL]) == code
    assert joined_table(Path("results"))["trust.prior"].tolist() == [0.2, 0.2]
    assert len(played) == 1
    out, err = capfd.readouterr()
    assert "1 run joined" in out
    assert "Stopped before all runs were played" in out
    assert err.count("\n") == 1


def test_where_the_first_run_fails_nothing_is_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> None:
        raise ConfigError("wrong")

    monkeypatch.setattr(run, "play", failing)
    assert main(["-m", "trust.prior=0.2,0.8", *SMALL]) == 2
    assert not Path("results/multirun").exists()


# What is refused

SEARCH, LAUNCHER = "does not tell where it wins", "`engine=processes` or `engine=dask`"


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        (["-m", "hydra/sweeper=optuna", "trust.prior=0.2,0.8"], SEARCH),
        (["-m", "trust.prior=0.2,0.8", "hydra/sweeper=ax"], SEARCH),
        (["trust.prior=0.2", "-m", "+hydra/sweeper=nevergrad"], SEARCH),
        (["hydra/sweeper=optuna"], SEARCH),
        (["-m", "hydra.sweeper._target_=hydra_plugins.x.OptunaSweeper", "seed=1,2"], SEARCH),
        (["-m", "hydra/launcher=joblib", "seed=1,2"], LAUNCHER),
        (["-m", "hydra/launcher=submitit_slurm", "seed=1,2"], LAUNCHER),
        (["-m", "--config-dir", "mine", "experiment=searched", "seed=1,2"], SEARCH),
        (["--cfg", "job", "-m"], "only one is wanted"),
        (["--resolve"], "`--cfg`"),
        (["--experimental-rerun", "x.pickle"], "not offered"),
        (["-sc", "install=tcsh"], "bash, fish or zsh"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_refused_costs_one_line(
    argv: list[str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Captured
) -> None:
    mine = tmp_path / "files" / "mine"
    for folder in ("experiment", "hydra/sweeper"):
        (mine / folder).mkdir(parents=True)
    searched = "# @package _global_\ndefaults: [world, override /hydra/sweeper: optuna]\n"
    (mine / "experiment" / "searched.yaml").write_text(searched, encoding="utf-8")
    plugin = "_target_: hydra_plugins.hydra_optuna_sweeper.optuna_sweeper.OptunaSweeper\n"
    (mine / "hydra" / "sweeper" / "optuna.yaml").write_text(plugin, encoding="utf-8")
    monkeypatch.chdir(mine.parent)
    assert main(argv) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert reason in err
    assert [path.name for path in mine.parent.iterdir()] == ["mine"]


def test_the_sweeper_and_launcher_of_hydra_are_no_search(played: list[Path]) -> None:
    assert main(["-m", "hydra/sweeper=basic", "hydra/launcher=basic", "seed=1,2", *SMALL]) == 0
    assert len(played) == 2


# Completion


def offered(line: str, monkeypatch: pytest.MonkeyPatch, capfd: Captured, shell: str = "bash") -> list[str]:
    """What a shell is told may follow; nothing may be said on stderr, into what is typed."""
    monkeypatch.setenv("COMP_LINE", line)
    assert main(["-sc", f"query={shell}"]) == 0
    out, err = capfd.readouterr()
    assert err == ""
    return out.split()


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("wiifwe ", {"trust.", "population=", "replicates="}),
        ("wiifwe trust.p", {"trust.prior="}),
        ("wiifwe trust.", {"trust.prior=", "trust.forgetting="}),
        ("wiifwe -m trust.prior=0.1,0.2 market.mon", {"market.months="}),
        ("wiifwe population=mixed population.", {"population.buyers.", "population.suppliers."}),
        # What Hydra by itself does not know, and would be silent at or worse:
        ("wiifwe strategies.wiifwe_without_equity.honesty=0.1 trust.p", {"trust.prior="}),
        ("wiifwe -m population=mixed,wiifme population.b", {"population.buyers."}),
        ("wiifwe --config-dir mine strategies.fa", {"strategies.fair."}),
        ("wiifwe trust.priro=3 trust.p", {"trust.prior="}),
        ("wiifwe trust.prior=[1 trust.p", {"trust.prior="}),
        ("wiifwe 'network.file=a b' trust.p", {"trust.prior="}),
        ("wiifwe 'half trust.p", {"trust.prior="}),
    ],
)
def test_groups_and_fields_are_offered(
    line: str, part: set[str], elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capfd: Captured
) -> None:
    (elsewhere / "mine" / "strategies").mkdir(parents=True)
    (elsewhere / "mine" / "strategies" / "fair.yaml").write_text("honesty: 0.5\n", encoding="utf-8")
    assert part <= set(offered(line, monkeypatch, capfd))


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_all_populations_are_offered(shell: str, monkeypatch: pytest.MonkeyPatch, capfd: Captured) -> None:
    names = {path.stem for path in (ROOT / "configs" / "population").glob("*.yaml")}
    found = offered("wiifwe population=", monkeypatch, capfd, shell)
    assert set(found) == {f"population={name}" for name in names}


@pytest.mark.parametrize(
    "line", ["wiifwe --c", "wiifwe --cfg ", "wiifwe --nonsense t", "wiifwe trust.prior.x"]
)
def test_nothing_is_said_where_nothing_can_be_offered(
    line: str, monkeypatch: pytest.MonkeyPatch, capfd: Captured
) -> None:
    assert offered(line, monkeypatch, capfd) == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.skipif(not INSTALLED.is_file(), reason="the command is not installed")
def test_completion_works_in_bash() -> None:
    """The script of the documentation, asked as bash asks it when the tabulator is pressed."""
    (install,) = [line for line in blocks("console") if "-sc install=bash" in line]
    words = {"wiifwe trust.p": 1, "wiifwe -m population=wiifwe_": 2}
    asked = [
        f"COMP_LINE='{line}' COMP_POINT={len(line)} COMP_CWORD={place}\nhydra_bash_completion\n"
        'printf "%s\\n" "${COMPREPLY[@]}"'
        for line, place in words.items()
    ]
    done = subprocess.run(
        ["bash", "-c", "\n".join([install, *asked])],
        env={"PATH": f"{INSTALLED.parent}:/usr/bin:/bin"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["trust.prior=", "population=wiifwe_buyers"]
    assert done.stderr == ""


# What would be played


def test_the_configuration_is_shown_and_nothing_else(elsewhere: Path, capfd: Captured) -> None:
    argv = ["scenario=turbulent", "trust.prior=0.25"]
    assert main(["--cfg", "job", *argv]) == 0
    out, err = capfd.readouterr()
    with hydra_home():
        known = composition(argv)
    shown = yaml.safe_load(out)
    assert shown == {**known.mapping, **known.settings}
    assert set(GROUPS) <= set(shown)
    assert err == ""
    assert not list(elsewhere.iterdir())


def test_a_part_is_shown(capfd: Captured) -> None:
    assert main(["trust.prior=0.25", "--cfg", "job", "--resolve", "-p", "trust"]) == 0
    out, err = capfd.readouterr()
    assert yaml.safe_load(out)["prior"] == 0.25
    assert err == ""
    assert main(["--cfg", "job", "-p", "trsut"]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1


@pytest.mark.parametrize("flag", ["--info", "--hydra-help"])
def test_hydra_tells_of_itself(flag: str, elsewhere: Path) -> None:
    """In a process of its own, since Hydra leaves its logging behind."""
    done = subprocess.run(
        [sys.executable, "-m", "experiments.run", flag],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert "Hydra" in done.stdout
    assert done.stderr == ""
    assert not list(elsewhere.iterdir())


# The documentation


def blocks(language: str) -> list[str]:
    """The lines of the page's blocks in this language."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [line for block in found for line in block.splitlines()]


def test_a_file_of_ones_own_works_as_documented(elsewhere: Path, played: list[Path], capfd: Captured) -> None:
    (name,) = re.findall(r"With `(mine/scenario/\w+\.yaml)`", PAGE)
    file = elsewhere / name
    file.parent.mkdir(parents=True)
    file.write_text("\n".join(blocks("yaml")), encoding="utf-8")
    once, several = [line.split()[1:] for line in blocks("console") if "mine" in line]
    assert main([*once, "--cfg", "job", "-p", "shocks"]) == 0
    assert yaml.safe_load(capfd.readouterr().out)["misfit_sd"] == 0.3
    assert main(once) == 0
    assert main(several) == 0
    assert joined_table(Path("results"))["scenario"].tolist() == ["default"] * 2 + [file.stem] * 2
    assert len(played) == 2


def test_a_real_multirun(capfd: Captured) -> None:
    assert main(["-m", "population=mixed,wiifme", *SMALL]) == 0
    table = joined_table(Path("results"))
    for _, row in table.iterrows():
        alone = store.stored_table(Path(row["folder"]))
        assert row["joint"] == alone["joint"].item()
    assert table["population"].tolist() == ["mixed", "wiifme"]
    assert "2 runs joined: payoff per buyer slot and month" in capfd.readouterr().out
