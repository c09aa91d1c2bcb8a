"""Installed, the package plays wherever the user stands, and takes no name that a user's project may have."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = {"sim", "wiifwe", "hydra_plugins"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of the wheel as pyproject.toml lays them out."""
    place = tmp_path_factory.mktemp("site")
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    told = whole["tool"]["hatch"]["build"]["targets"]["wheel"]
    out = {found for one in told["exclude"] for found in ROOT.glob(one)}

    def left(folder: str, names: list[str]) -> list[str]:
        return [
            name for name in names if Path(folder, name) in out or name in ("__pycache__", "node_modules")
        ]

    for name in told["only-include"]:
        shutil.copytree(ROOT / name, place / told["sources"].get(name, name), ignore=left)
    for source, target in told["force-include"].items():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place / target, dirs_exist_ok=True)
        else:
            shutil.copyfile(ROOT / source, place / target)
    return place


def run(installed: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Python with what is installed, where the user stands."""
    surroundings = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-P", *words]
    return subprocess.run(command, cwd=cwd, env=surroundings, capture_output=True, text=True, check=False)


def test_no_name_is_taken_from_a_user(installed: Path) -> None:
    assert {one.name for one in installed.iterdir()} == OURS


def test_it_plays_beside_a_users_own_folders_of_the_same_names(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "experiments").mkdir()
    (tmp_path / "experiments" / "__init__.py").write_text("raise RuntimeError('not this one')\n", "utf-8")
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "run.yaml").write_text("nonsense: [\n", "utf-8")
    slip = run(installed, tmp_path, "-m", "wiifwe", "trust.priro=.3")
    assert (slip.returncode, slip.stdout) == (2, "")
    assert "did you mean `trust.prior`?" in slip.stderr
    asked = "import sim; print(sim.__file__, sim.load('norm', ['market.months=7']).market.months)"
    loaded = run(installed, tmp_path, "-c", asked)
    assert loaded.stdout.split() == [str(installed / "sim" / "__init__.py"), "7"], loaded.stderr
    cited = run(installed, tmp_path, "-m", "sim.citations", "experiment=headline")
    assert cited.stdout.startswith("@"), cited.stderr
    assert {one.name for one in tmp_path.iterdir()} == {"experiments", "configs"}


def test_the_page_to_play_with_travels(installed: Path, tmp_path: Path) -> None:
    written = run(installed, tmp_path, "-m", "wiifwe", "page", "--no-open")
    assert (written.returncode, written.stderr) == (0, "")
    built = ROOT / "results" / "published" / "laboratory" / "index.html"
    assert (tmp_path / "laboratory.html").read_bytes() == built.read_bytes()
