"""An accelerator's instructions, played here, give what their description says."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest

from tests.rules.accelerators import Simulator

ONE_INSTRUCTION = """
.visible .entry worlds(
	.param .u64 worlds_param_0, .param .u64 worlds_param_1,
	.param .u64 worlds_param_2, .param .u64 worlds_param_3
)
{{
	.reg .pred %p<2>;
	.reg .b64 %rd<6>;
	ld.param.b64 %rd1, [worlds_param_0];
	ld.b64 %rd2, [%rd1];
	ld.b64 %rd3, [%rd1+8];
	mov.b64 %rd4, 0;
	{instruction};
	st.b64 [%rd1+16], %rd4;
	ret;
}}
"""
LOW, NAN = -(2**63), 0x7FFFFFFFFFFFFFFF


def bits(number: float) -> int:
    """A float's, as a whole number with a sign."""
    return struct.unpack("<q", struct.pack("<d", number))[0]


@pytest.mark.parametrize(
    ("instruction", "one", "other", "made"),
    [
        ("max.f64 %rd4, %rd2, %rd3", bits(-0.0), bits(0.0), bits(0.0)),
        ("min.f64 %rd4, %rd2, %rd3", bits(0.0), bits(-0.0), bits(-0.0)),
        ("max.f64 %rd4, %rd2, %rd3", bits(math.nan), bits(-3.0), bits(-3.0)),
        ("add.rn.f64 %rd4, %rd2, %rd3", bits(math.inf), bits(-math.inf), NAN),
        ("mul.rn.f64 %rd4, %rd2, %rd3", bits(0.1), bits(3.0), bits(0.1 * 3.0)),
        ("copysign.f64 %rd4, %rd2, %rd3", bits(-1.0), bits(2.5), bits(-2.5)),
        ("cvt.rmi.f64.f64 %rd4, %rd2", bits(-1.5), 0, bits(-2.0)),
        ("cvt.rzi.s64.f64 %rd4, %rd2", bits(-1.5), 0, -1),
        ("cvt.rn.f64.u64 %rd4, %rd2", -1, 0, bits(2.0**64)),
        ("shl.b64 %rd4, %rd2, 64", 5, 0, 0),
        ("shr.s64 %rd4, %rd2, 70", -5, 0, -1),
        ("shr.u64 %rd4, %rd2, 63", -5, 0, 1),
        ("mul.hi.s64 %rd4, %rd2, %rd3", -(2**62), 8, -2),
        ("mad.lo.s64 %rd4, %rd2, %rd3, 7", -3, 5, -8),
        ("bfe.s64 %rd4, %rd2, 61, 1", 1 << 61, 0, -1),
        ("setp.ltu.f64 %p1, %rd2, %rd3; selp.b64 %rd4, 1, 2, %p1", bits(math.nan), bits(1.0), 1),
        ("setp.neu.f64 %p1, %rd2, %rd3; selp.b64 %rd4, 1, 2, %p1", bits(-0.0), bits(0.0), 2),
        ("setp.num.f64 %p1, %rd2, %rd3; selp.b64 %rd4, 1, 2, %p1", bits(math.nan), bits(0.0), 2),
        ("setp.lt.u64 %p1, %rd2, %rd3; selp.b64 %rd4, 1, 2, %p1", -1, 1, 2),
        ("setp.lt.s64 %p1, %rd2, %rd3; @!%p1 bra $L1; mov.b64 %rd4, 9; $L1: mov.b64 %rd5, 0", -1, 1, 9),
        ("ld.b8 %rd4, [%rd1+7]", LOW, 0, 128),
    ],
)
def test_an_instruction_gives_what_is_told_of_it(instruction: str, one: int, other: int, made: int) -> None:
    memory = np.array([one, other, 0], np.int64)
    Simulator(ONE_INSTRUCTION.format(instruction=instruction)).play(1, 1, [memory.ctypes.data, 0, 0, 0])
    assert memory.tolist() == [one, other, made]
