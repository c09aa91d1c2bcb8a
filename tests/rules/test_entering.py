"""A kernel is entered the same, whether its code travelled, was kept, or is written now."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pytest

from sim import machine
from sim.block import Block, floats
from sim.ensemble.kernel import play
from sim.entering import entrance
from sim.jit import kernel_hash

ROOT = Path(__file__).parents[2]


def test_what_travels_is_of_the_present_rules() -> None:
    assert play.shipped().is_file()
    assert machine.shipped(play.shipped(), kernel_hash()), "the rules have changed since: `make kernel`"


@pytest.mark.slow
def test_what_travels_is_what_is_written_now() -> None:
    # In a process of its own: numba numbers what it has written, and other tests have had it write much.
    program = (
        "from sim.ensemble.kernel import play; import sys; sys.stdout.buffer.write(play.lowered().bitcode)"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True).stdout
    assert machine.Code(play._name, told) == machine.shipped(play.shipped(), kernel_hash())


def test_it_travels_to_its_own_rules_and_compiler_alone(tmp_path: Path, monkeypatch: Any) -> None:
    code, path = machine.Code("one", b"bits\nand bits"), tmp_path / "one.llvm.z"
    machine.ship(code, path, "hash")
    assert machine.shipped(path, "hash") == code
    assert machine.shipped(path, "another") is None
    assert machine.shipped(tmp_path / "nothing", "hash") is None
    monkeypatch.setattr(machine, "version", lambda: "1.2.3")
    assert machine.shipped(path, "hash") is None
    path.write_bytes(zlib.compress(b"half")[:-3])
    assert machine.shipped(path, "hash") is None


def test_a_kept_object_that_was_damaged_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "one.o"
    assert machine.kept(path) is None
    machine.keep(b"machine code", path)
    assert machine.kept(path) == b"machine code"
    path.write_bytes(path.read_bytes()[:-1])
    assert machine.kept(path) is None
    machine.keep(
        b"machine code", tmp_path / "no folder" / "one.o"
    )  # where nothing can be written, nobody fails
    assert sorted(one.name for one in tmp_path.iterdir()) == ["one.o"]


@entrance
def scaled(numbers: Annotated[Any, floats("numbers")], factor: float) -> None:
    for place in range(numbers.size):
        numbers[place] *= factor


def test_code_is_made_for_the_processor_that_is_named_and_gives_the_same_bits() -> None:
    code, numbers = scaled.lowered(), np.random.default_rng(1).normal(size=37)
    for target in (machine.GENERIC, ("haswell", "+avx2,+fma"), machine.processor()):
        module, made_for = machine.optimized(code, target)
        wide = "avx2" in target[1] and "-avx2" not in target[1]
        if "x86" in module.triple:
            assert ("ymm" in made_for.emit_assembly(module)) == wide
        if target[0] != "haswell" or "+avx2" in machine.processor()[1]:
            laid = Block(scaled.interpreted, {}, {"numbers": numbers.copy(), "factor": 1.1})
            machine.entered(code.name, made_for.emit_object(module))(laid.address)
            assert np.array_equal(laid.arguments["numbers"], numbers * 1.1)


def test_what_is_kept_is_entered_without_numba() -> None:
    play.compiled()
    program = (
        "import sys; from sim.ensemble.kernel import play; play.compiled(); print('numba' in sys.modules)"
    )
    asked = [sys.executable, "-c", program]
    told = subprocess.run(asked, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True).stdout
    assert told.strip() == "False"


def test_an_exception_in_compiled_play_is_told() -> None:
    def broken(number: int) -> None:
        if number > 1:
            raise ValueError("more than one")

    made = entrance(broken)
    cells = np.array([2], np.int64)
    with pytest.raises(RuntimeError, match=r"the compiled `.*broken` failed"):
        made.compiled()(int(cells.ctypes.data))
