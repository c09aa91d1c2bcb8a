"""Who may import whom: the contracts of pyproject.toml hold, bite, and `import sim` is light."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import networkx
import pytest

ROOT = Path(__file__).resolve().parents[2]

HEAVY = ("numba", "mesa", "seaborn", "matplotlib", "hydra", "pandas", "networkx")

LINT = (
    "import sys; from importlinter.cli import lint_imports; "
    "sys.exit(lint_imports(config_filename='pyproject.toml', no_cache=True))"
)


def python(code: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_import_contracts_hold() -> None:
    outcome = python(LINT)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("sim", "experiments"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("sim/agents/tampered.py", "import sim.ensemble", "Imports point downwards"),
        ("sim/ensemble/tampered.py", "import sim.agents", "Imports point downwards"),
        ("sim/rules/tampered.py", "import sim.draws", "Imports point downwards"),
        ("sim/measures/tampered.py", "import sim.store", "Imports point downwards"),
        ("sim/ensemble/tampered.py", "import mesa", "import Mesa"),
        ("sim/plots/tampered.py", "from hydra import compose", "import Hydra"),
        ("sim/measures/tampered.py", "import matplotlib.pyplot", "draw"),
        ("sim/rules/tampered.py", "import numpy", "Rules import only"),
        ("sim/rules/tampered.py", "import sim.scenario", "Rules import only"),
        ("sim/store.py", "import experiments.study", "Imports point downwards"),
        ("sim/variants.py", "import sim.fields", "Nobody imports in a circle"),
    ],
)
def test_import_contracts_bite(copy: Path, file: str, line: str, contract: str) -> None:
    with (copy / file).open("a", encoding="utf-8") as module:
        module.write(f"{line}\n")
    outcome = python(LINT, copy)
    broken = [row for row in outcome.stdout.splitlines() if " BROKEN" in row]
    assert outcome.returncode == 1, outcome.stdout + outcome.stderr
    assert any(contract in row for row in broken), outcome.stdout


def test_importing_sim_loads_nothing_heavy() -> None:
    outcome = python(f"import sys, sim; print(*[m for m in {HEAVY!r} if m in sys.modules]); print(dir(sim))")
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.splitlines()[0] == "", f"import sim loads {outcome.stdout}"


def test_mesas_firms_know_each_other_as_types_only() -> None:
    graph = grimp.build_graph("sim", cache_dir=None, exclude_type_checking_imports=True)
    ties = [(one, other) for one in graph.modules for other in graph.find_modules_directly_imported_by(one)]
    circles = [
        found for found in networkx.strongly_connected_components(networkx.DiGraph(ties)) if len(found) > 1
    ]
    assert not circles
