"""Completion, and what is told of a configuration without playing it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from experiments.run import main
from sim.composing import hydra_home
from sim.loading import composition
from sim.scenario import GROUPS

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "command_line.md").read_text(encoding="utf-8")
INSTALLED = Path(sys.executable).with_name("wiifwe")
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def blocks(language: str) -> list[str]:
    """The lines of the page's blocks in this language."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [line for block in found for line in block.splitlines()]


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


@pytest.mark.slow
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


def test_a_file_of_ones_own_works_as_documented(elsewhere: Path, capfd: Captured) -> None:
    (name,) = re.findall(r"With `(mine/scenario/\w+\.yaml)`", PAGE)
    file = elsewhere / name
    file.parent.mkdir(parents=True)
    file.write_text("\n".join(blocks("yaml")), encoding="utf-8")
    once, *_ = [line.split()[1:] for line in blocks("console") if "mine" in line]
    assert main([*once, "--cfg", "job", "-p", "shocks"]) == 0
    assert yaml.safe_load(capfd.readouterr().out)["misfit_sd"] == 0.3
