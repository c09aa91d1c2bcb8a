"""Sweeps through the one entry: what is missing is what is played, and what fails is told and tried again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.run import main
from sim.sweeps import driving, work
from sim.sweeps.parts import NAME

SMALL = [
    "experiment=trust_honesty", "market.buyers=4", "market.suppliers=5", "market.months=6",
    "design.axes.trust.values=[0,0.5,1]", "design.axes.honesty.count=2", "sweep.points=2",
    "sweep.analysis=plain", "figures=none", "arms=[wiifme_rigid,both,buyers]", "engine.workers=1",
    "results=results",
]  # fmt: skip
ARMS, SLICES, POINTS = 3, 3, 6


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The ranges of replicates of every part that is played, in order."""
    seen: list[tuple[int, int]] = []

    def part_played(task: Any) -> str:
        seen.append((task.first, task.count))
        return work.part_played(task)

    monkeypatch.setattr(driving, "part_played", part_played)
    return seen


def parts() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path("results").glob("trust_honesty/parts/*/*.parquet")}


def folders() -> list[Path]:
    found = Path("results").glob("trust_honesty/*/manifest.json")
    return [path.parent for path in sorted(found, key=lambda path: path.stat().st_mtime_ns)]


def table(name: str, folder: Path | None = None) -> pd.DataFrame:
    return pd.read_parquet((folder or folders()[-1]) / f"{name}.parquet")


def same_bytes(one: Path, other: Path) -> None:
    for name in ("worlds.parquet", "levels.parquet", "gains.parquet"):
        assert (one / name).read_bytes() == (other / name).read_bytes()


def failures() -> list[dict[str, Any]]:
    return [
        json.loads(path.read_text()) for path in Path("results").glob("trust_honesty/parts/*/*.failed.json")
    ]


def test_a_sweep_is_every_arm_at_every_point(counted: list[tuple[int, int]]) -> None:
    assert main([*SMALL, "replicates=3"]) == 0
    assert len(counted) == len(parts()) == ARMS * SLICES
    assert all(NAME.fullmatch(name) for name in parts())
    worlds = table("worlds")
    assert len(worlds) == ARMS * POINTS * 3
    assert not worlds.duplicated(["point", "arm", "replicate"]).any()
    assert list(worlds["point"]) == sorted(worlds["point"])
    gains, levels = table("gains"), table("levels")
    assert len(levels) == ARMS * POINTS
    assert len(gains) == (ARMS - 1) * POINTS
    assert set(gains["n"]) == {3}
    one = worlds[(worlds["point"] == 2) & (worlds["arm"] == "both")]["joint_slot"].mean()
    assert levels[(levels["point"] == 2) & (levels["arm"] == "both")]["joint_slot"].item() == pytest.approx(
        one
    )


def test_more_replicates_play_only_the_new_ones(counted: list[tuple[int, int]]) -> None:
    assert main([*SMALL, "replicates=3"]) == 0
    before = parts()
    counted.clear()
    assert main([*SMALL, "replicates=5"]) == 0
    assert counted == [(3, 2)] * (ARMS * SLICES)
    assert before.items() <= parts().items()
    counted.clear()
    assert main([*SMALL, "replicates=4"]) == 0
    assert counted == []
    four = table("worlds")
    assert four["replicate"].max() == 3
    assert main([*SMALL, "replicates=4", "name=anew"]) == 0
    (anew,) = Path("results").glob("anew/*/worlds.parquet")
    assert anew.read_bytes() == (folders()[-1] / "worlds.parquet").read_bytes()


def test_another_arm_leaves_the_others(counted: list[tuple[int, int]]) -> None:
    assert main([*SMALL, "replicates=2"]) == 0
    counted.clear()
    assert main([*SMALL, "replicates=2", "+arms.more={label: more, population: wiifme_flexible}"]) == 0
    assert len(counted) == SLICES
    counted.clear()
    assert main([*SMALL, "replicates=2", "arms.both.label=other words"]) == 0
    assert counted == []


@pytest.mark.slow
def test_the_cut_changes_no_byte() -> None:
    assert main([*SMALL, "replicates=3"]) == 0
    assert main([*SMALL, "replicates=3", "sweep.points=5", "name=other"]) == 0
    (other,) = Path("results").glob("other/*/manifest.json")
    for name in ("worlds", "levels", "gains"):
        assert (other.parent / f"{name}.parquet").read_bytes() == (
            folders()[-1] / f"{name}.parquet"
        ).read_bytes()


@pytest.mark.parametrize("engine", ["processes", pytest.param("dask", marks=pytest.mark.slow)])
def test_engines_give_the_same_bytes(engine: str) -> None:
    assert main([*SMALL, "replicates=2"]) == 0
    assert main([*SMALL, "replicates=2", "name=other", f"engine={engine}", "engine.workers=2"]) == 0
    (other,) = Path("results").glob("other/*/manifest.json")
    for name in ("worlds", "levels", "gains"):
        assert (other.parent / f"{name}.parquet").read_bytes() == (
            folders()[-1] / f"{name}.parquet"
        ).read_bytes()


def test_a_part_that_fails_is_told_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def part_played(task: Any) -> str:
        if len(parts()) == 4:
            raise FloatingPointError("made up")
        return work.part_played(task)

    with monkeypatch.context() as patch:
        patch.setattr(driving, "part_played", part_played)
        failing = [*SMALL, "replicates=2"]
        assert main(failing) == 3
    last = capfd.readouterr().err.strip().splitlines()[-1]
    assert f"of {ARMS * SLICES} parts failed" in last
    assert "made up" in last
    assert not folders()
    told = [
        json.loads(path.read_text()) for path in Path("results").glob("trust_honesty/parts/*/*.failed.json")
    ]
    assert told
    assert all("FloatingPointError" in one["error"] and "Traceback" in one["trace"] for one in told)
    kept = parts()
    assert main(failing) == 0
    assert kept.items() <= parts().items()
    assert not failures()


def test_a_full_disk_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def part_played(task: Any) -> str:
        if len(parts()) == 3:
            raise OSError(28, "No space left on device")
        return work.part_played(task)

    with monkeypatch.context() as patch:
        patch.setattr(driving, "part_played", part_played)
        assert main([*SMALL, "replicates=2"]) == 3
    assert "the disk is full" in capfd.readouterr().err
    assert len(parts()) == 3
    assert main([*SMALL, "replicates=2"]) == 0


def test_ctrl_c_keeps_what_was_played(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    class Stopped:
        def done(self, tasks: Any, played: Any) -> Any:
            for number, task in enumerate(tasks):
                if number == 5:
                    raise KeyboardInterrupt
                played(task)
                yield driving_done(task)

    def driving_done(task: Any) -> Any:
        from sim.sweeps.engines import Done

        return Done(task, None, "")

    with monkeypatch.context() as patch:
        patch.setattr(driving, "engine_of", lambda _: Stopped())
        assert main([*SMALL, "replicates=2"]) == 130
    assert f"{5 * 2 * 2} of {ARMS * POINTS * 2} worlds are kept" in capfd.readouterr().err
    assert len(parts()) == 5
    assert main([*SMALL, "replicates=2"]) == 0


def test_a_part_cut_short_by_a_power_cut_is_played_again(counted: list[tuple[int, int]]) -> None:
    assert main([*SMALL, "replicates=2"]) == 0
    (first, *_) = sorted(Path("results").glob("trust_honesty/parts/*/*.parquet"))
    whole = first.read_bytes()
    first.write_bytes(whole[: len(whole) // 2])
    counted.clear()
    assert main([*SMALL, "replicates=2", "again=true"]) == 0
    assert len(counted) == 1
    assert first.read_bytes() == whole


def test_replicates_as_many_as_a_precision_needs(capfd: pytest.CaptureFixture[str]) -> None:
    wanted = ["replicates=auto", "precision.first=4", "precision.most=400", "precision.half_width=0.03"]
    assert main([*SMALL, *wanted]) == 0
    told = json.loads((folders()[-1] / "manifest.json").read_text())
    gains = table("gains")
    assert told["replicates"] == gains["n"].max() > 4
    half = 2.2 * gains["joint_slot_se"].to_numpy()  # Student's factor is less from ten pairs on
    assert np.nanmax(half) < 0.03 * 2.2 / 1.96
    assert (
        f"{told['replicates']} replicates"
        in json.loads((folders()[-1] / "words.json").read_text())["caption"]
    )


@pytest.mark.slow
def test_a_precision_out_of_reach_ends_at_the_most(capfd: pytest.CaptureFixture[str]) -> None:
    wanted = ["replicates=auto", "precision.first=2", "precision.most=5", "precision.half_width=1e-6"]
    assert main([*SMALL, *wanted]) == 0
    assert set(table("gains")["n"]) == {5}


def test_the_most_is_never_exceeded_not_even_at_first() -> None:
    wanted = ["replicates=auto", "precision.first=30", "precision.most=3", "precision.half_width=1e-6"]
    assert main([*SMALL, *wanted]) == 0
    assert set(table("gains")["n"]) == {3}


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["sweep.compare=[both - nobody]"], ["`sweep.compare` names 'nobody'"]),
        (["sweep.compare=[both]"], ["`treatment - baseline`"]),
        (["sweep.compare=[both - both]"], ["a pair is two arms, and named once"]),
        (["sweep.compare=[both - buyers, buyers - both, both - buyers]"], ["named once"]),
        (["engine=dask", "engine.address=foo://bar"], ["`engine.address` is 'foo://bar'", "tcp://"]),
        (["design=3"], ["(configs)"]),
        (["sweep.analysis=trust_honest"], ["no such study", "did you mean `trust_honesty`?"]),
        (["experiment=headline", "engine=dask"], ["`engine.kind` is 'dask'", "sweeps"]),
        (["experiment=tournament", "replicates=auto"], ["needs a number"]),
        (["design=null"], ["design"]),
        (["design.axes.trust.path=trust.priro"], ["trust.priro", "did you mean `trust.prior`?"]),
        (["design.axes.trust.values=[0.5,1.5]"], ["1.5"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)  # fmt: skip
def test_what_cannot_be_swept_costs_one_line(
    argv: list[str], told: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    base = [] if any(word.startswith("experiment=") for word in argv) else SMALL
    assert main([*base, *argv]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    for part in told:
        assert part in err
