"""What benchmarks print and write: rows in words, targets, one line for what goes wrong, whole pages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import __main__ as everything
from benchmarks import accelerator, before, deals, games, memory, mesa, room, starts, steps, threads
from benchmarks import page as laboratory
from benchmarks.tables import (
    COLUMNS,
    Row,
    Table,
    Target,
    alone,
    cells,
    command,
    machine,
    page,
    plain,
    printed,
)

MODULES = (before, deals, mesa, games, threads, accelerator, memory, starts, steps, laboratory, room)
MADE = Table("Made up", [Row("one", 188.2, "ns a deal", target=Target(60.0))], ["A note."])


@pytest.mark.parametrize(
    ("number", "words"),
    [(0.0, "0"), (188.24, "188"), (99.96, "100"), (60.0, "60.0"), (9.996, "10.0"), (2.0, "2.00"),
     (0.0521, "0.052"), (0.0999, "0.10"), (154_976.0, "154,976")],
)  # fmt: skip
def test_three_digits_count(number: float, words: str) -> None:
    assert plain(number) == words


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        (Target(60.0), False), (Target(61.0), True), (Target(61.0, "at least"), True),
        (Target(3.0, "at least", "ratio"), False), (Target(2.0, "at most", "ratio"), True),
    ],
)  # fmt: skip
def test_a_target_is_of_the_value_or_of_the_ratio(target: Target, reached: bool) -> None:
    assert target.reached(Row("a", 61.0, "ns", "b", 2.0)) is reached


def test_a_ratio_that_was_not_told_reaches_nothing() -> None:
    row = Row("a", 1.0, "ns", "b", None, target=Target(1.0, "at least", "ratio"))
    assert cells(row)[-1] == "not reached"


def test_a_row_in_words() -> None:
    row = Row("scalar build", 456.9, "ns a deal", "kernel", 2.361, 0.0149, Target(3.0, "at least", "ratio"))
    told = ("scalar build", "457", "ns a deal", "+1 %", "kernel", "2.36 ×", "at least 3.00 ×", "not reached")
    assert cells(row) == told
    assert len(told) == len(COLUMNS)


def test_page_and_terminal_tell_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    printed(MADE)
    shown = capsys.readouterr().out
    for word in ("Made up", "188", "at most 60.0", "not reached", "A note."):
        assert word in shown
        assert word in page(MADE)


def test_the_machine_is_told() -> None:
    where, what, commit = machine()
    assert "cores" in where
    assert all(name in what for name in ("Python", "numpy", "numba", "LLVM", "mesa"))
    assert commit.startswith("commit")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_commands_take_no_options(
    module: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = module.__name__  # type: ignore[attr-defined]
    monkeypatch.setattr(sys, "argv", [name, "--fast"])
    assert alone(module.table, name) == 2  # type: ignore[attr-defined]
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"`--fast` is no option; `python -m {name}` takes none (command line)\n"


def test_all_are_run() -> None:
    assert tuple(module.table for module in MODULES) == everything.BENCHMARKS


def test_a_stop_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    def work(_: Callable[[str], None]) -> None:
        raise KeyboardInterrupt

    assert command(work, "benchmarks", []) == 130
    assert capsys.readouterr().err == "stopped; nothing was written\n"


def test_the_page_is_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "results.md"
    monkeypatch.setattr(everything, "BENCHMARKS", (lambda say: MADE, lambda say: MADE))
    everything.work(lambda words: None, target)
    text = target.read_text(encoding="utf-8")
    assert text.count("## Made up") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["results.md"]


def test_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "results.md"
    target.write_text("before", encoding="utf-8")

    def stopped(_: Callable[[str], None]) -> Table:
        raise KeyboardInterrupt

    monkeypatch.setattr(everything, "BENCHMARKS", (lambda say: MADE, stopped))
    with pytest.raises(KeyboardInterrupt):
        everything.work(lambda words: None, target)
    assert target.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["results.md"]
