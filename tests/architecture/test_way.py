"""The way of a configuration, as docs/configuration.md draws it: each room is entered once, in this order."""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from experiments import run
from sim import recalled

PAGE = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"
ARROW = re.compile(r"^ +(\w+) -->\|(\d+)\| (\w+)$", re.MULTILINE)
ROW = re.compile(r"^\| (\w+) \| (`.*`) \|$", re.MULTILINE)


def rooms() -> dict[str, str]:
    """Module, or package, → the room in which the page puts it."""
    told = {
        name.lower(): re.findall(r"`([\w/.]+)`", files)
        for name, files in ROW.findall(PAGE.read_text("utf-8"))
    }
    return {
        file.removesuffix(".py").strip("/").replace("/", "."): name
        for name, files in told.items()
        for file in files
    }


def drawn() -> list[tuple[str, str]]:
    """The arrows of the page, in their order."""
    arrows = ARROW.findall(PAGE.read_text("utf-8"))
    assert [int(number) for _, number, _ in arrows] == list(range(1, len(arrows) + 1))
    return [(start, end) for start, _, end in arrows]


def entries(argv: list[str]) -> list[tuple[str, str]]:
    """Every call of a function in one room from another room, in order."""
    known, found = rooms(), []

    @cache
    def room_named(module: str) -> str | None:
        return next((room for name, room in known.items() if f"{module}.".startswith(f"{name}.")), None)

    def room_of(frame: FrameType) -> str | None:
        return room_named(str(frame.f_globals.get("__name__", "")))

    def watch(frame: FrameType, event: str, _: Any) -> None:
        # Methods are those of data; a function's name has no dot in it.
        if event != "call" or "." in frame.f_code.co_qualname or frame.f_code.co_name.startswith("<"):
            return
        room, caller = room_of(frame), frame.f_back
        while caller is not None and room_of(caller) is None:
            caller = caller.f_back
        if room is not None and caller is not None and room_of(caller) != room:
            found.append((str(room_of(caller)), room))

    sys.setprofile(watch)
    try:
        assert run.main(argv) == 0
    finally:
        sys.setprofile(None)
    return found


@pytest.mark.parametrize(
    "argv",
    [
        ["trust.prior=0.3", "replicates=2"],
        ["experiment=trust_honesty", "seed=5"],
        pytest.param(["experiment=theory"], marks=pytest.mark.slow),
    ],
    ids=" ".join,
)
def test_each_room_is_entered_once_as_drawn(
    argv: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("experiments.playing.play", lambda *_: None)
    monkeypatch.setattr(recalled, "place_of", lambda *_: None)  # the second time, too, Hydra composes
    run.main(argv)  # what is imported on the way is imported now
    assert entries(argv) == drawn()
