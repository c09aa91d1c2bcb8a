"""One source, two plays: rules stay plain functions, and no edit ever meets a stale cache."""

import os
import shutil
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import numpy as np
import pytest
from numba.core import config

from sim import jit

SOURCE = Path(jit.__file__)

LEAF = """
from sim.jit import rule

@rule
def leaf(x):
    return x + {addend}
"""

BRANCH = """
from sim.jit import kernel, mechanism
from sim.leaf import leaf

@mechanism
def stem(x):
    return leaf(x) * 2.0

@kernel
def branch(x):
    return stem(x)
"""

PLAY = """
import numba, sim.jit
from sim.branch import branch
numba.config.CACHE_DIR = "the user's own"
value = branch(1.0)
assert numba.config.CACHE_DIR == "the user's own"
hits = sum(branch._compiled.stats.cache_hits.values())
print(value, branch.interpreted(1.0), hits)
"""


def _house(folder: Path, addend: str) -> None:
    """A tiny `sim` with the real `jit.py`."""
    package = folder / "sim"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()
    shutil.copy(SOURCE, package)
    for name in ("machine.py", "primitives.py"):
        shutil.copy(SOURCE.with_name(name), package)
    (package / "leaf.py").write_text(LEAF.format(addend=addend))
    # Rewritten only when new: numba also looks at the time of the kernel's own file.
    if not (package / "branch.py").exists():
        (package / "branch.py").write_text(BRANCH)


def _play(folder: Path, program: str = PLAY) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA", "COV"))}
    environment |= {"PYTHONPATH": str(folder), "XDG_CACHE_HOME": str(folder / "cache")}
    # Bytecode is told from its source by size and whole seconds: an edit within one would not be seen.
    environment |= {"PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-W", "error", "-c", textwrap.dedent(program)]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_edited_leaf_changes_the_kernel_and_an_unedited_one_is_cached(tmp_path: Path) -> None:
    _house(tmp_path, addend="1.0")
    assert _play(tmp_path) == "4.0 4.0 0"
    assert _play(tmp_path) == "4.0 4.0 1"
    _house(tmp_path, addend="2.0")
    assert _play(tmp_path) == "6.0 6.0 0"
    assert _play(tmp_path) == "6.0 6.0 1"


def test_a_leaf_edited_while_its_old_version_is_loaded_is_not_filed_as_new(tmp_path: Path) -> None:
    _house(tmp_path, addend="1.0")
    edit = """
        from pathlib import Path
        from sim.branch import branch
        from sim.jit import cache_folder
        path = Path("sim/leaf.py")
        path.write_text(path.read_text().replace("1.0", "2.0"))
        print(branch(1.0), any(cache_folder().rglob("*.nbi")))
    """
    assert _play(tmp_path, edit) == "4.0 False"
    assert _play(tmp_path) == "6.0 6.0 0"


def test_importing_the_rules_does_not_import_numba(tmp_path: Path) -> None:
    program = """
        import sys, sim.jit, sim.arithmetic, sim.draws
        print("numba" in sys.modules, "numpy" in sys.modules)
    """
    assert _play(SOURCE.parents[1], program) == "False False"


def test_a_rule_is_the_function_itself() -> None:
    def thrice(x: float) -> float:
        return 3.0 * x

    assert jit.rule(thrice) is thrice
    assert jit.mechanism(thrice) is thrice


@jit.rule
def _double(x: float) -> float:
    return 2.0 * x


@jit.mechanism
def _sum_of_doubles(values: np.ndarray) -> float:
    total = 0.0
    for i in range(values.size):
        total += _double(values[i])
    return total


def _sum_plainly(values: np.ndarray) -> float:
    return _sum_of_doubles(values)


def test_a_kernel_plays_both_ways_and_is_final() -> None:
    both = jit.kernel(_sum_plainly)
    values = np.arange(5.0)
    assert both.interpreted is _sum_plainly
    assert both(values) == both.interpreted(values) == 20.0
    assert both.__name__ == "_sum_plainly"
    filed = any(jit.cache_folder().glob(f"*/{Path(__file__).stem}.*"))
    assert not filed, "a kernel outside sim/ must not be cached: no hash covers its rules"


def test_a_rule_remembered_after_the_first_compilation_is_known() -> None:
    jit.kernel(_sum_plainly)(np.arange(3.0))

    @jit.rule
    def newcomer(x: float) -> float:
        return x - 1.0

    def late(x: float) -> float:
        return newcomer(x) + _double(x)

    assert jit.kernel(late)(4.0) == 11.0


def test_the_user_s_cache_folder_is_untouched() -> None:
    before = vars(config)["CACHE_DIR"]
    jit.kernel(_sum_plainly)(np.arange(2.0))
    assert before == vars(config)["CACHE_DIR"]


def test_threads_may_call_a_new_kernel_at_once() -> None:
    both = jit.kernel(_sum_plainly)
    start = threading.Barrier(8)
    results: list[float] = []

    def play() -> None:
        start.wait()
        results.append(both(np.arange(4.0)))

    threads = [threading.Thread(target=play) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [12.0] * 8


def test_division_by_zero_is_numpy_s_in_compiled_play() -> None:
    def ratio(x: float, y: float) -> float:
        return x / y

    assert jit.kernel(ratio)(1.0, 0.0) == np.inf


def test_only_the_last_used_folders_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "wiifwe"
    for age in range(12):
        folder = home / f"old{age:02d}"
        folder.mkdir(parents=True)
        os.utime(folder, (1e9 - age, 1e9 - age))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = jit.cache_folder.__wrapped__()
    assert folder.name == jit.kernel_hash()[:16]
    assert sorted(path.name for path in home.iterdir() if path != folder) == [
        f"old{age:02d}" for age in range(7)
    ]


def test_an_unwritable_cache_falls_back_to_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    obstacle = tmp_path / "file"
    obstacle.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(obstacle))
    monkeypatch.setattr(jit.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = jit.cache_folder.__wrapped__()
    assert folder.is_relative_to(tmp_path)
    assert folder.parent.stat().st_mode & 0o077 == 0


def test_the_hash_sees_names_and_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jit, "SOURCES", tmp_path)
    seen: set[str] = set()
    for name, content in [
        ("a.py", "x = 1"),
        ("a.py", "x = 2"),
        ("b/c.py", ""),
        ("b/c.py", "x = 1"),
    ]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
        seen.add(jit._hash_of_sources())
    (tmp_path / "a.py").rename(tmp_path / "d.py")
    seen.add(jit._hash_of_sources())
    assert len(seen) == 5
    assert all(len(digest) == 64 for digest in seen)


def test_the_kernels_hash_leaves_out_what_stands_above_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jit, "SOURCES", tmp_path)
    (tmp_path / "plots").mkdir()
    (tmp_path / "rules").mkdir()
    hashes: list[tuple[str, str]] = []
    for name in ("rules/a.py", "plots/b.py", "rules/c.py"):
        (tmp_path / name).write_text("x = 1")
        hashes.append((jit._hash_of_sources(), jit._hash_of_sources(jit.BEYOND_KERNELS)))
    assert len({everything for everything, _ in hashes}) == 3
    assert hashes[0][1] == hashes[1][1] != hashes[2][1]


def test_no_kernel_can_reach_what_its_hash_leaves_out() -> None:
    """The contract that import-linter checks: the ensemble and the rules import nothing of that."""
    for path in [*(jit.SOURCES / "ensemble").glob("*.py"), *(jit.SOURCES / "rules").glob("*.py")]:
        text = path.read_text(encoding="utf-8")
        above = [name.removesuffix(".py") for name in jit.BEYOND_KERNELS]
        assert not any(f"from sim.{name}{end}" in text for name in above for end in (" ", ".")), path
