"""Ranges that overlap, drafts and failures that are left behind, tables joined piece by piece."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from experiments.run import main
from sim.drafts import draft_in, swept_away
from sim.store import written
from sim.sweeps import compact, driving
from sim.sweeps.parts import (
    Task,
    forget_failures,
    in_order,
    ranges_to_play,
    ranges_used,
    write_part,
)

ROOT = Path(__file__).resolve().parents[2]
SMALL = [
    "experiment=trust_honesty", "market.buyers=4", "market.suppliers=5", "market.months=6",
    "design.axes.trust.values=[0,0.5,1]", "design.axes.honesty.count=2",
    "sweep.analysis=plain", "figures=none", "arms=[wiifme_rigid,both,buyers]", "engine.workers=1",
]  # fmt: skip


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("stored", "replicates", "missing", "used"),
    [
        ([], 5, [(0, 3), (3, 2)], None),
        ([(0, 3), (2, 5)], 7, [], [(0, 3), (2, 5)]),
        ([(0, 3), (0, 2), (3, 4)], 7, [], [(0, 3), (3, 4)]),
        ([(0, 2), (1, 2), (4, 2)], 8, [(3, 1), (6, 2)], None),
        ([(0, 9), (1, 2)], 5, [], [(0, 9)]),
        ([(2, 2)], 4, [(0, 2)], None),
    ],
)
def test_what_overlaps_is_not_played_again(
    stored: list[tuple[int, int]],
    replicates: int,
    missing: list[tuple[int, int]],
    used: list[tuple[int, int]] | None,
) -> None:
    """Two runs at once, with other counts of replicates, leave ranges that overlap."""
    assert list(ranges_to_play(stored, replicates, 3)) == missing
    if used is None:
        with pytest.raises(LookupError, match="is missing"):
            list(ranges_used(stored, replicates))
    else:
        assert list(ranges_used(stored, replicates)) == used


def test_each_replicate_is_read_once() -> None:
    def part(first: int, count: int) -> pa.Table:
        places = [(point, replicate) for point in range(2) for replicate in range(first, first + count)]
        point, replicate = np.array(places).T
        return pa.table({"point": point, "replicate": replicate, "value": 10.0 * point + replicate})

    found = in_order([part(0, 3), part(2, 4)], 5)
    assert found["point"].tolist() == [0] * 5 + [1] * 5
    assert found["replicate"].tolist() == [*range(5)] * 2
    assert found["value"].tolist() == [0, 1, 2, 3, 4, 10, 11, 12, 13, 14]


def test_a_failure_is_forgotten_however_the_range_is_cut_later(tmp_path: Path) -> None:
    one, other = "a" * 64, "b" * 64
    for name in (f"{one}.0-3", f"{one}.3-4", f"{other}.0-3"):
        (tmp_path / f"{name}.failed.json").write_text("{}")
    columns = {"point": np.zeros(5), "replicate": np.arange(5)}
    write_part(tmp_path / f"{one}.0-5.parquet", columns)
    forget_failures(tmp_path)
    left = {path.name for path in tmp_path.glob("*.failed.json")}
    assert left == {f"{one}.3-4.failed.json", f"{other}.0-3.failed.json"}
    write_part(tmp_path / f"{one}.5-2.parquet", columns)
    forget_failures(tmp_path)
    assert {path.name for path in tmp_path.glob("*.failed.json")} == {f"{other}.0-3.failed.json"}


def test_more_replicates_forget_what_failed_with_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(task: Task) -> str:
        raise FloatingPointError(f"made up for {task.key}")

    with monkeypatch.context() as patch:
        patch.setattr(driving, "part_played", broken)
        assert main([*SMALL, "replicates=2"]) == 3
    assert list(Path("results").rglob("*.failed.json"))
    assert main([*SMALL, "replicates=3"]) == 0
    assert not list(Path("results").rglob("*.failed.json"))


def test_pieces_change_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for name, rows in (("whole", compact.MOST_ROWS), ("pieces", 13)):
        monkeypatch.setattr(compact, "MOST_ROWS", rows)
        assert main([*SMALL, "replicates=3", f"name={name}"]) == 0
        (manifest,) = Path("results").glob(f"{name}/*/manifest.json")
        tables = ("worlds", "levels", "gains")
        found.append([manifest.with_name(f"{table}.parquet").read_bytes() for table in tables])
    assert found[0] == found[1]


def test_a_disk_that_fills_while_tables_are_joined(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def full(self: compact.Growing, rows: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(compact.Growing, "_write", full)
        assert main([*SMALL, "replicates=2"]) == 3
    assert capfd.readouterr().err.splitlines()[-1].startswith("the disk is full")
    assert main([*SMALL, "replicates=2"]) == 0


WRITER = """
import sys, time
from pathlib import Path
from sim.store import written

with written(Path(sys.argv[1])) as draft:
    (draft / "half").write_text("half")
    print("begun", flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_the_draft_of_a_killed_process_is_cleared_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "results" / "named"

    def hidden() -> list[Path]:
        return sorted(folder.parent.glob(".*"))

    command = [sys.executable, "-c", WRITER, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        (draft,) = hidden()
        with written(folder.with_name("other")):
            assert draft in hidden(), "who writes it is alive"
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert hidden() == [draft]
    with written(folder) as own:
        assert hidden() == [own]
        (own / "whole").write_text("whole")
    assert hidden() == []
    assert [path.name for path in folder.iterdir()] == ["whole"]
    with written(folder) as own:
        (own / "anew").write_text("whole")
    assert [path.name for path in folder.iterdir()] == ["anew"]
    assert hidden() == []


def test_drafts_of_other_machines_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".elsewhere~1~00").touch()
    (tmp_path / ".any").touch()
    mine = draft_in(tmp_path, "x")
    mine.mkdir()
    swept_away(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {".elsewhere~1~00", ".any", mine.name}
