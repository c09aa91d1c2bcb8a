"""Sides that take turns, and jobs in processes of their own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.asides import ROOT, Aside, AsideError, once, peak
from benchmarks.before import earlier, pair
from benchmarks.starts import output
from benchmarks.threads import counts, map_row
from benchmarks.timing import Attempt, Elsewhere, Timing, quiet, side_by_side, timed, timing

ECHO = """
from benchmarks.asides import serving
serving({"name": "echo"}, lambda word: {"seconds": 0.5, "amount": len(word)})
"""


def test_sides_take_turns_and_the_first_time_is_not_counted() -> None:
    order: list[str] = []

    def side(name: str, seconds: list[float]) -> Attempt:
        order.append(name)
        return Attempt(seconds[order.count(name) - 1], 1e9)

    found = side_by_side(
        {"a": lambda: side("a", [0.1, 2.0, 4.0]), "b": lambda: side("b", [9.0, 3.0, 3.0])}, 2
    )
    assert "".join(order) == "ababab"
    assert found["a"].least == 2.0
    assert found["a"].spread == 0.5
    assert found["b"] == timing([3.0, 3.0])


def test_an_attempt_costs_its_time_by_what_was_done() -> None:
    made = timed(lambda: 4.0)()
    assert made.amount == 4.0
    assert made.cost == made.seconds / 4.0 * 1e9


def test_a_process_answers_every_word() -> None:
    with Aside([sys.executable, "-c", ECHO]) as aside:
        assert aside.ready == {"name": "echo"}
        assert aside.attempt("four") == Attempt(0.5, 4)
        assert aside.asked("seven77")["amount"] == 7


def test_what_kills_a_process_is_told_in_its_last_line() -> None:
    with pytest.raises(AsideError, match=r"^ValueError: no such world$"):
        once([sys.executable, "-c", "raise ValueError('no such world')"])


def test_a_process_that_dies_at_work() -> None:
    code = ECHO.replace("len(word)", "1 // 0")
    with (
        Aside([sys.executable, "-c", code]) as aside,
        pytest.raises(AsideError, match="ZeroDivisionError"),
    ):
        aside.asked("anything")


def test_peak_memory_is_of_this_process_alone() -> None:
    code = "import json; from benchmarks.asides import peak; print(json.dumps({'peak': peak()}))"
    ballast = bytearray(b"x") * 200_000_000
    small = once([sys.executable, "-c", code])["peak"]
    assert len(ballast) < peak()
    assert 5e6 < small < 1.5e8


@pytest.mark.parametrize(
    ("cores", "steps"), [(1, [1]), (2, [1, 2]), (6, [1, 2, 3, 4, 6]), (16, [1, 2, 3, 4, 8, 16])]
)
def test_threads_tried(cores: int, steps: list[int]) -> None:
    assert counts(cores) == steps


def test_other_work_is_told_in_processors() -> None:
    watch = Elsewhere()
    assert not quiet(0.0, 0.05) or watch.busy() < 1.0
    assert watch.busy() >= 0.0


def test_the_map_is_the_published_design() -> None:
    small = [
        "market.buyers=4", "market.suppliers=5", "market.months=6", "replicates=3",
        "design.axes.honesty.count=2", "design.axes.trust.count=3",
    ]  # fmt: skip
    row = map_row(1, small)
    assert row.measure == "map of 3 × 2 × 3 on 1 threads"
    assert row.value > 0.0


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="an unpacked release has no history")
def test_an_earlier_state_is_taken_out_of_the_history() -> None:
    with earlier("HEAD") as home:
        assert (home / "benchmarks" / "deals.py").is_file()
        assert Path(output("import sim; print(sim.__file__)", home)).is_relative_to(home)
    with pytest.raises(AsideError, match="no history"), earlier("0000000"):
        pass


def test_two_rows_tell_before_and_after() -> None:
    then, now = pair("a deal", "ns", timing([4.0, 8.0]), Timing(1.0, None))
    assert (then.measure, then.value, then.spread) == ("a deal, before", 4.0, 0.5)
    assert (now.against, now.ratio, now.spread) == ("a deal, before", 0.25, None)
