"""The compiled kernel as a WebAssembly module: the same function of the same rules, for a browser's machine.

LLVM's code of the kernel is optimised without any instruction of this machine's own: so vectors are of 128
bits, as WebAssembly has them, and the module runs everywhere. Then llvmlite makes it for that target, and
LLVM's linker, `wasm-ld`, drops all but what the kernel reaches: nothing of Python's is left.

The module exports its `memory`, `play(address)`, which takes the address of a block of arguments (see
`sim.block`) and gives 0, and `__heap_base`, where such a block may begin.

Sources: Haas et al. 2017, "Bringing the web up to speed with WebAssembly"; Lattner & Adve 2004, "LLVM".
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from sim.ensemble.kernel import play
from sim.jit import cache_folder
from sim.machine import GENERIC, optimized, version

LINKER: Final = "wasm-ld"
TRIPLE: Final = "wasm32-unknown-unknown"
FEATURES: Final = "+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint,+mutable-globals"
STACK: Final = 256 * 1024  # bytes; below everything else, so that an overflow traps
LINKED: Final = (
    "--no-entry", "--export=play", "--export=__heap_base", "--strip-all", "-O2", "--stack-first",
    "-z", f"stack-size={STACK}",
)  # fmt: skip

ENTRY: Final = """
define i32 @play(i32 %at) {{
  %result = alloca i64
  %error = alloca ptr
  store ptr null, ptr %error
  %address = zext i32 %at to i64
  %failed = call i32 @{name}(ptr %result, ptr %error, i64 %address)
  ret i32 %failed
}}
"""
"""numba's function takes places for its result and for an exception; the kernel has neither."""


class NoLinkerError(RuntimeError):
    """The module cannot be made here."""


def module() -> bytes:
    """The module, made once for the same rules and tools.

    Raises:
        NoLinkerError: LLVM's linker for WebAssembly is not installed.
    """
    kept = cache_folder() / f"kernel-{inputs()}.wasm"
    if not kept.exists():
        draft = kept.with_suffix(f".{os.getpid()}")
        draft.write_bytes(made())
        draft.replace(kept)
    return kept.read_bytes()


def linker() -> str:
    """Where the linker is."""
    found = shutil.which(LINKER)
    if found is None:
        raise NoLinkerError(f"`{LINKER}` is not installed; it comes with LLVM's linker (Debian: lld)")
    return found


def inputs() -> str:
    """A hash of all that the module depends on but the rules, whose hash names the folder."""
    told = subprocess.run([linker(), "--version"], check=True, capture_output=True, text=True).stdout
    own = Path(__file__).read_text(encoding="utf-8")
    return hashlib.sha256("\n".join([own, told, platform.machine(), version()]).encode()).hexdigest()[:16]


def made() -> bytes:
    """The module, made now."""
    code = play.code()
    whole, _ = optimized(code, GENERIC)
    with tempfile.TemporaryDirectory() as folder:
        compiled, linked = Path(folder, "kernel.o"), Path(folder, "kernel.wasm")
        compiled.write_bytes(object_code(str(whole), code.name))
        subprocess.run([linker(), *LINKED, "-o", str(linked), str(compiled)], check=True)
        return linked.read_bytes()


def object_code(code: str, name: str) -> bytes:
    """LLVM code of a function of this name, and of what it calls, for WebAssembly."""
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    target = llvm.Target.from_triple(TRIPLE)
    machine = target.create_target_machine(opt=3, features=FEATURES, reloc="static")
    whole = llvm.parse_assembly(retargeted(code, str(machine.target_data)) + ENTRY.format(name=f'"{name}"'))
    whole.verify()
    passes = llvm.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    settings = llvm.create_pipeline_tuning_options(speed_level=3)
    passes.run(whole, llvm.create_pass_builder(machine, settings))
    check_addresses(str(whole))
    return machine.emit_object(whole)


def retargeted(code: str, layout: str) -> str:
    """The same code for WebAssembly, whose data have this layout; nothing in it is seen from outside."""
    changes = {
        r'^target datalayout = ".*"$': f'target datalayout = "{layout}"',
        r'^target triple = ".*"$': f'target triple = "{TRIPLE}"',
        r'"(?:target-cpu|target-features|tune-cpu|probe-stack)"="[^"]*"': "",
        r"^define (?:internal )?": "define internal ",
    }
    for pattern, told in changes.items():
        code = re.sub(pattern, told, code, flags=re.MULTILINE)
    return code


def check_addresses(code: str) -> None:
    """Refuse structures with addresses in them: they would lie as on this machine, eight bytes each."""
    found = re.search(r"^.*\balloca [{\[].*\bptr\b.*$", code, flags=re.MULTILINE)
    if found:
        raise RuntimeError(f"the kernel keeps addresses in memory: {found[0].strip()}")
