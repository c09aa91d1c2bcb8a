"""What an accelerator would play is, to the last bit, what a processor plays; none is needed for it."""

from __future__ import annotations

import ctypes
import dataclasses
import math
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import pytest

import sim
from benchmarks import accelerator
from benchmarks.worlds import ARMS, SEED, stage_of
from sim.accelerator import driver
from sim.accelerator.code import ENTRY, checked, ptx, written
from sim.accelerator.driver import GROUP, STACK, Accelerator, NoAcceleratorError
from sim.accelerator.worlds import on_accelerator, played
from sim.block import Block, floats, integers
from sim.ensemble import run
from sim.ensemble.kernel import play
from sim.ensemble.rows import Stage, staged
from sim.entering import entrance
from sim.machine import Code
from sim.primitives import square_root
from sim.spelling import ConfigError
from tests.rules.accelerators import Driver, Simulator


class Parts(NamedTuple):
    numbers: Annotated[Any, floats("numbers")]
    places: Annotated[Any, integers("numbers")]


@entrance
def drifted(
    given: Parts, factor: float, first: int, is_up: bool, found: Parts, sums: Annotated[Any, floats(3)]
) -> None:
    if first == 1000:
        raise ValueError("so many are too many")
    for place in range(found.numbers.size):
        moved = given.numbers[given.places[place]] * factor + first / 3.0
        found.numbers[place] = max(0.0, moved) if is_up else min(1.0, moved)
        found.places[place] = math.floor(moved)
        sums[0] += square_root(abs(found.numbers[place])) / (1.0 + place)
    sums[1:] = first


NUMBERS = 37


def drift(first: int, *, is_up: bool = True) -> Block:
    rng = np.random.default_rng(1)
    given = Parts(rng.normal(size=NUMBERS), rng.permutation(NUMBERS))
    told = {"given": given, "factor": 1.1, "first": first, "is_up": is_up}
    return Block(drifted.interpreted, {"numbers": NUMBERS}, told)


@pytest.fixture(scope="module")
def drifting() -> Driver:
    return Driver(Simulator(ptx(drifted.code())))


@pytest.mark.parametrize("count", [1, GROUP, 2 * GROUP + 3])
def test_every_thread_plays_its_own_block_and_no_other(drifting: Driver, count: int) -> None:
    there = Accelerator(drifting, ptx(drifted.code()))
    found = on_accelerator(drift(5, is_up=count > 1), count, there)
    for number in range(count):
        own = drift(5 + number, is_up=count > 1)
        drifted(own)
        for name, array in found.items():
            argument, _, part = name.partition(".")
            expected = getattr(own.arguments[argument], part) if part else own.arguments[argument]
            assert array[number].tobytes() == expected.tobytes()
    assert not drifting.held


def test_the_driver_is_asked_in_its_order(drifting: Driver) -> None:
    drifting.calls.clear()
    text = ptx(drifted.code())
    there = Accelerator(drifting, text)
    assert drifting.loaded == text.encode()
    on_accelerator(drift(0), 2, there)
    assert drifting.calls == [
        "cuInit", "cuDeviceGet", "cuDevicePrimaryCtxRetain", "cuCtxSetCurrent", "cuCtxSetLimit",
        "cuModuleLoadData", "cuModuleGetFunction", "cuMemAlloc_v2", "cuMemsetD8_v2", "cuMemcpyHtoD_v2",
        "cuLaunchKernel", "cuCtxSynchronize", "cuMemcpyDtoH_v2", "cuMemFree_v2",
    ]  # fmt: skip


def test_a_thread_that_fails_is_told(drifting: Driver) -> None:
    there = Accelerator(drifting, "")
    with pytest.raises(RuntimeError, match="the compiled `drifted` failed"):
        on_accelerator(drift(999), 2, there)
    assert not drifting.held


def test_where_there_is_no_accelerator_one_line_says_so(monkeypatch: Any) -> None:
    monkeypatch.setattr(driver, "NAMES", ("no-such-library.so",))
    with pytest.raises(NoAcceleratorError, match=r"^no accelerator: CUDA's driver is not installed$"):
        driver.driver()
    with pytest.raises(NoAcceleratorError, match=r"answers 100 \(CUDA_ERROR_NO_DEVICE\) to cuDeviceGet$"):
        Accelerator(Driver(failing="cuDeviceGet"), "")
    short_of = Driver(failing="cuMemAlloc_v2")
    with pytest.raises(NoAcceleratorError, match=r"to cuMemAlloc_v2$"):
        on_accelerator(drift(0), 2, Accelerator(short_of, ""))


def test_without_one_its_rows_are_missing(monkeypatch: Any) -> None:
    monkeypatch.setattr(driver, "NAMES", ("no-such-library.so",))
    found = accelerator.table(lambda words: None)
    assert (found.rows, found.notes) == (
        [], ["Not measured: no accelerator: CUDA's driver is not installed."]
    )  # fmt: skip


def test_the_driver_is_the_first_library_that_there_is(monkeypatch: Any) -> None:
    def opened(name: str) -> str:
        if name == driver.NAMES[0]:
            raise OSError
        return name

    monkeypatch.setattr(ctypes, "CDLL", opened)
    assert driver.driver() == driver.NAMES[1]


def test_own_functions_are_refused_in_a_line() -> None:
    stage = dataclasses.replace(stage_of("wiifwe"), chances=((None,),))
    with pytest.raises(ConfigError, match=r"^`wiifwe`: strategies' own functions play on processors alone$"):
        played(stage, SEED, 0, 1, Accelerator(Driver(), ""))


@pytest.mark.parametrize(
    "line",
    [
        "fma.rn.f64 %rd1, %rd2, %rd3, %rd4;", "@%p1 fma.rn.f64 %rd1, %rd2, %rd3, %rd4;",
        "mul.f64 %rd1, %rd2, %rd3;", "add.f64 %rd1, %rd2, %rd3;", "add.rz.f64 %rd1, %rd2, %rd3;",
        "sqrt.approx.f64 %rd1, %rd2;", "rcp.approx.ftz.f64 %rd1, %rd2;", "div.full.f32 %r1, %r2, %r3;",
        "min.f64 %rd1, %rd2, 0d0000000000000000;", "max.f64 %rd1, %rd2, 0d8000000000000000;",
        "max.f64 %rd1, %rd2, %rd3;", ".extern .func memset", "cvt.rn.f32.f64 %r1, %rd1;",
    ],
)  # fmt: skip
def test_what_has_not_one_answer_is_refused(line: str) -> None:
    kept = "\tmul.rn.f64 \t%rd1, %rd2, %rd3;\n\t@%p1 max.f64 \t%rd1, %rd2, 0d0000000000000000;\n"
    assert checked(kept) == kept
    with pytest.raises(ValueError, match=re.escape(line.rstrip(";").removeprefix("@%p1 "))):
        checked(kept + "\t" + line.replace(" ", " \t", 1) + "\n")


UNDEFINED = """
declare double @sin(double)
declare double @llvm.fma.f64(double, double, double)
define i32 @one(ptr %result, ptr %error, i64 %address) {{
  %place = inttoptr i64 %address to ptr
  %number = load double, ptr %place
  %made = call double {call}
  store double %made, ptr %place
  ret i32 0
}}
"""


@pytest.mark.parametrize(
    "call",
    ["@sin(double %number)", "@llvm.fma.f64(double %number, double 3.0, double 1.0)"],
)
def test_code_that_calls_elsewhere_or_rounds_once_for_two_is_refused(call: str) -> None:
    import llvmlite.binding as llvm

    code = Code("one", llvm.parse_assembly(UNDEFINED.format(call=call)).as_bitcode())
    with pytest.raises(ValueError, match="otherwise, or not at all"):
        ptx(code)


TWO_ZEROS = """
define double @one(double %number) {
  %is_low = fcmp ult double %number, 0.0
  %made = select i1 %is_low, double 0.0, double %number
  ret double %made
}
"""


def test_a_choice_between_two_zeros_is_refused() -> None:
    import llvmlite.binding as llvm

    with pytest.raises(ValueError, match="might take the other zero"):
        written(llvm.parse_assembly(TWO_ZEROS), None)


def test_importing_it_loads_no_compiler() -> None:
    program = "import sys, sim.accelerator.worlds; print({'numba', 'llvmlite'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "set()"


ASSEMBLER = shutil.which("ptxas")


def assembled(text: str, folder: Path, *wishes: str) -> tuple[bytes, str]:
    """An accelerator's instructions, and what the assembler says of them."""
    assert ASSEMBLER
    written, made = folder / "code.ptx", folder / "code.cubin"
    written.write_text(text, encoding="utf-8")
    asked = [ASSEMBLER, "-v", "-arch=sm_90", *wishes, "-o", str(made), str(written)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    return instructions(made.read_bytes()), done.stderr


def instructions(cubin: bytes) -> bytes:
    """The section of an ELF file that holds the entrance's code; other sections tell of the command line."""
    (table,), (count, names) = struct.unpack_from("<Q", cubin, 40), struct.unpack_from("<HH", cubin, 60)
    sections = [struct.unpack_from("<IIQQQQ", cubin, table + 64 * number) for number in range(count)]
    for name, _, _, _, begin, size in sections:
        if cubin[sections[names][4] + name :].startswith(f".text.{ENTRY}\0".encode()):
            return cubin[begin : begin + size]
    raise AssertionError("there is no code in it")


@pytest.mark.skipif(ASSEMBLER is None, reason="no ptxas on the PATH")
def test_an_assembler_finds_nothing_to_round_once_for_two(tmp_path: Path) -> None:
    text = ptx(drifted.code())
    fused, plain = (assembled(text, tmp_path, f"-fmad={told}")[0] for told in ("true", "false"))
    assert fused == plain
    free = re.sub(r"\b(add|mul)\.rn\.f64", r"\1.f64", text)  # as it stands in code that may be fused
    fused, plain = (assembled(free, tmp_path, f"-fmad={told}")[0] for told in ("true", "false"))
    assert fused != plain


SMALL = ["market.buyers=12", "market.suppliers=15", "market.months=40"]


@pytest.fixture(scope="module")
def months() -> tuple[str, Driver]:
    """The PTX of a world's months, and what plays it."""
    text = ptx(play.code())
    return text, Driver(Simulator(text))


def assert_same_worlds(stage: Stage, first: int, each: int, months: tuple[str, Driver]) -> None:
    """On an accelerator a stage is to the last bit what it is here."""
    text, simulated = months
    found = played(stage, SEED, first, each, Accelerator(simulated, text))
    expected = run.played(stage, SEED, first, each)
    for name, one, other in zip(found._fields, found, expected):
        assert (one.shape, one.dtype, one.tobytes()) == (other.shape, other.dtype, other.tobytes()), name
    assert found.founders.shape[0] == each * stage.points
    assert found.accounts.any()


@pytest.mark.slow
@pytest.mark.parametrize("arm", ARMS)
@pytest.mark.parametrize("wishes", [[], SMALL, [*SMALL, "network.kind=small_world"]])
def test_worlds_are_those_of_a_processor(months: tuple[str, Driver], arm: str, wishes: list[str]) -> None:
    assert_same_worlds(stage_of(arm, wishes), 3, GROUP + 3, months)


@pytest.mark.slow
def test_every_arm_of_the_headline_is_too(months: tuple[str, Driver]) -> None:
    scenario = sim.load("headline", overrides=SMALL)
    for arm in scenario.arms:
        assert_same_worlds(staged(scenario, arm, SEED, {}), 0, 3, months)


@pytest.mark.slow
def test_worlds_at_several_points_are_too(months: tuple[str, Driver]) -> None:
    scenario = sim.load("headline", overrides=SMALL)
    columns = {"market.separation": np.array([0.0, 0.1, 0.2])}
    stage = staged(scenario, scenario.arms[0], SEED, {}, columns=columns, points=3)
    assert_same_worlds(stage, 0, 5, months)


@pytest.mark.slow
@pytest.mark.parametrize("agree", [True, False])
def test_a_ratio_is_told_only_where_bits_agree(
    months: tuple[str, Driver], monkeypatch: Any, agree: bool
) -> None:
    monkeypatch.setattr(accelerator, "driver", lambda: months[1])
    monkeypatch.setattr(accelerator, "ptx", lambda code: months[0])
    if not agree:
        one_on = lambda stage, seed, first, each, there: played(stage, seed, first + 1, each, there)  # noqa: E731
        monkeypatch.setattr(accelerator, "played", one_on)
    found = accelerator.table(lambda words: None, worlds=3, attempts=1)
    assert [row.ratio is not None for row in found.rows] == [False, agree] * len(ARMS)
    assert sum("DIFFER" in note for note in found.notes) == (0 if agree else len(ARMS))


@pytest.mark.slow
@pytest.mark.skipif(ASSEMBLER is None, reason="no ptxas on the PATH")
def test_months_assemble_and_fit_the_stack(months: tuple[str, Driver], tmp_path: Path) -> None:
    made, told = assembled(months[0], tmp_path)
    assert made
    found = re.search(r"(\d+) bytes cumulative stack size", told)
    assert found, told
    assert int(found[1]) < STACK
