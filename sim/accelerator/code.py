"""LLVM's code of a kernel made an accelerator's own: the code that processors play, a thread a world.

No rule is compiled a second time. The code gets an entrance for threads, is optimised without vectors and
written as PTX, which an accelerator's driver makes its own. PTX is left no freedom with numbers: whatever is
done to a float is rounded once, to the nearest, as a processor does it (`checked`).

Sources: Lattner & Adve 2004, "LLVM"; NVIDIA, "Parallel Thread Execution ISA".
"""

from __future__ import annotations

import re
from typing import Any, Final

from sim.machine import Code, llvm

TRIPLE: Final = "nvptx64-nvidia-cuda"
OLDEST: Final = "sm_80"
"""The oldest accelerator the code is for; drivers of later ones take it as well."""
ENTRY: Final = "worlds"

ENTRANCE: Final = """
target triple = "{triple}"
target datalayout = "{layout}"
declare i32 @"{name}"(ptr, ptr, i64)
declare i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.ntid.x()
declare i32 @llvm.nvvm.read.ptx.sreg.tid.x()
define ptx_kernel void @{entry}(i64 %cells, i64 %stride, i64 %count, ptr %failed) {{
  %result = alloca i64
  %error = alloca ptr
  %group = call i32 @llvm.nvvm.read.ptx.sreg.ctaid.x()
  %group_size = call i32 @llvm.nvvm.read.ptx.sreg.ntid.x()
  %place = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %before = mul i32 %group, %group_size
  %number = add i32 %before, %place
  %thread = zext i32 %number to i64
  %is_one = icmp ult i64 %thread, %count
  br i1 %is_one, label %play, label %end
play:
  %offset = mul i64 %thread, %stride
  %address = add i64 %cells, %offset
  %told = call i32 @"{name}"(ptr %result, ptr %error, i64 %address)
  %is_well = icmp eq i32 %told, 0
  br i1 %is_well, label %end, label %fail
fail:
  store i64 1, ptr %failed
  br label %end
end:
  ret void
}}
"""
"""Thread t of `count` plays the block whose cells (`sim.block`) begin `t * stride` bytes after `cells`."""

EXACT: Final = re.compile(
    r"(add|sub|mul|div|sqrt|rcp)\.rn\.f64 "
    r"|(neg|abs|copysign|selp|mov)\.f64 |setp\.\w+\.f64 "
    r"|cvt\.rn\.f64\.[su](32|64) |cvt\.rzi\.s64\.f64 |cvt\.r[mpz]i\.f64\.f64 "
    # Of two zeros `min` takes the lower, `max` the higher; a comparison need not (LLVM issue 93414).
    r"|min\.f64 .*, 0d(?!0000000000000000|8000000000000000)\w+$|max\.f64 .*, 0d(?!8000000000000000)\w+$"
)
"""What may be done to a float: what IEEE 754 leaves one answer to."""
COMPARED: Final = re.compile(r"(%\S+) = fcmp u[lg]t double (%\S+), -?0\.0")
CHOSEN: Final = re.compile(r"select i1 (%\S+), double -?0\.0\S*, double (%\S+)")
"""Of such a comparison and choice together LLVM makes a `max` as well, which PTX does not tell apart."""
FLOATING: Final = re.compile(r"\.(f16|bf16|f32|f64)\b|^(fma|mad\.rn|ex2|lg2|sin|cos|tanh)\b")


def optimised(code: Code, chip: str = OLDEST) -> tuple[Any, Any]:
    """The code with its entrance for threads, optimised: llvmlite's module, and its machine for this chip."""
    binding = llvm()
    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()
    machine = binding.Target.from_triple(TRIPLE).create_target_machine(cpu=chip, opt=3)
    layout = str(machine.target_data)
    module = binding.parse_bitcode(code.bitcode)
    module.triple, module.data_layout = TRIPLE, layout
    entrance = ENTRANCE.format(triple=TRIPLE, layout=layout, name=code.name, entry=ENTRY)
    module.link_in(binding.parse_assembly(entrance))
    module.get_function(code.name).linkage = "internal"
    module.verify()
    settings = binding.create_pipeline_tuning_options(speed_level=3)
    # A sixth shorter without copies of loops; what is vectorised for one thread is taken apart again.
    settings.loop_unrolling = settings.loop_vectorization = settings.slp_vectorization = False
    builder = binding.create_pass_builder(machine, settings)
    builder.getModulePassManager().run(module, builder)
    return module, machine


def ptx(code: Code, chip: str = OLDEST) -> str:
    """The code as PTX for this chip and later ones.

    Raises:
        ValueError: it would not give a processor's bits, or calls what is not in it.
    """
    module, machine = optimised(code, chip)
    return written(module, machine)


def written(module: Any, machine: Any) -> str:
    """PTX of what was `optimised`, if it gives a processor's bits; else ValueError as of `ptx`."""
    compared: dict[str, str] = {}
    for line in str(module).splitlines():
        if line.startswith("define"):
            compared.clear()
        elif found := COMPARED.search(line):
            compared[found[1]] = found[2]
        elif (found := CHOSEN.search(line)) and compared.get(found[1]) == found[2]:
            raise ValueError(f"an accelerator might take the other zero: `{line.strip()}`")
    return checked(machine.emit_assembly(module))


def checked(text: str) -> str:
    """The same PTX, if each of its instructions has one answer to the last bit and nothing is missing."""
    for line in text.splitlines():
        told = re.sub(r"^@!?%p\d+ ", "", " ".join(line.split()).rstrip(";"))
        if told.startswith(".extern") or (FLOATING.search(told) and not EXACT.match(told)):
            raise ValueError(f"an accelerator would play this otherwise, or not at all: `{told}`")
    return text
