"""LLVM's code of a kernel made this processor's own, and entered: without numba, which only writes that code.

`Code` is the same for every machine of 64 bits. What is made of it here (`made`) is vectorised for the
processor that there is, and may be kept for the next process; `entered` takes it into this one.

Of numba's variables `NUMBA_CPU_NAME`, `NUMBA_CPU_FEATURES` and `NUMBA_LOOP_VECTORIZE` are obeyed, no others.

Source: Lattner & Adve 2004, "LLVM".
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import hashlib
import os
import struct
import sys
import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

from sim.primitives import WIDEST

GENERIC: Final = ("generic", "")
"""The name and the features of a processor that may be any: no instruction of this machine's own."""
_kept: Final[list[Any]] = []  # an engine that nobody holds would take its code along


class Code(NamedTuple):
    """LLVM's code (bitcode) of what is entered by the function of this name; nothing else is seen outside.

    The function takes places for a result and for an exception, which a kernel has not, and an address.
    """

    name: str
    bitcode: bytes


def alone(module: Any, entry: str, name: str) -> Code:
    """The code of a module's `entry` and of all that it reaches; no name is kept but the one given to it."""
    binding = llvm()
    for one in (*module.functions, *module.global_variables):
        if not one.is_declaration:
            one.linkage = "external" if one.name == entry else "internal"
    module.get_function(entry).name = name
    passes = binding.create_new_module_pass_manager()
    passes.add_global_dead_code_eliminate_pass()
    passes.add_strip_symbols_pass()
    passes.add_strip_dead_prototype_pass()
    machine = binding.Target.from_default_triple().create_target_machine()
    passes.run(module, binding.create_pass_builder(machine, binding.create_pipeline_tuning_options()))
    module.triple = module.data_layout = ""  # this machine's, which `optimized` gives its own
    return Code(name, module.as_bitcode())


def llvm() -> Any:
    """llvmlite, told once what our loops need of the vectoriser."""
    binding = import_module("llvmlite.binding")
    _tell(binding)
    return binding


@functools.cache
def _tell(binding: Any) -> None:
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    # The rows of a block are some 150 places of one array. The compiler stops telling whether two of them
    # overlap after 100 comparisons, and then gives up on the loop; it may take as many as it needs.
    binding.set_option("wiifwe", "-memory-check-merge-threshold=1000")
    # Loops over so few lanes as one instruction takes pay too: they have no rest.
    binding.set_option("wiifwe", f"-vectorizer-min-trip-count={WIDEST}")


def processor() -> tuple[str, str]:
    """The name and the features of the processor that is compiled for: this one, or one that is asked for."""
    binding = llvm()
    name = os.environ.get("NUMBA_CPU_NAME") or binding.get_host_cpu_name()
    if name == GENERIC[0]:
        return name, os.environ.get("NUMBA_CPU_FEATURES", GENERIC[1])
    return name, os.environ.get("NUMBA_CPU_FEATURES") or binding.get_host_cpu_features().flatten()


def vectorises() -> bool:
    """Whether loops are to take several numbers at a time; benchmarks compare with what does not."""
    return os.environ.get("NUMBA_LOOP_VECTORIZE") != "0"


def key() -> str:
    """What names all that is made here of the same code: the processor, its system and the compiler."""
    binding = llvm()
    told = (binding.get_process_triple(), *processor(), str(vectorises()), version())
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:16]


def version() -> str:
    """LLVM's."""
    return ".".join(map(str, llvm().llvm_version_info))


def optimized(code: Code, target: tuple[str, str]) -> Any:
    """The code, optimised for a processor by name and features: llvmlite's module, and its machine."""
    binding = llvm()
    system = binding.get_process_triple()
    machine = binding.Target.from_triple(system).create_target_machine(
        cpu=target[0], features=target[1], opt=3, codemodel="jitdefault", jit=True,
        reloc="static" if system.startswith(("x86_64", "i686")) else "default",
    )  # fmt: skip
    module = binding.parse_bitcode(code.bitcode)
    module.triple, module.data_layout = system, str(machine.target_data)
    settings = binding.create_pipeline_tuning_options(speed_level=3)
    settings.loop_vectorization = vectorises()
    settings.slp_vectorization = False
    builder = binding.create_pass_builder(machine, settings)
    builder.getModulePassManager().run(module, builder)
    return module, machine


def made(code: Code) -> bytes:
    """Object code for this processor."""
    module, machine = optimized(code, processor())
    return machine.emit_object(module)


def entered(name: str, compiled: bytes) -> Callable[[int], int]:
    """The function of this name in object code that was `made` here; it stays as long as the process.

    It takes an address and lets other threads run meanwhile.
    """
    binding = llvm()
    machine = binding.Target.from_triple(binding.get_process_triple()).create_target_machine(jit=True)
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), machine)
    engine.add_object_file(binding.object_file.ObjectFileRef.from_data(compiled))
    engine.finalize_object()
    _kept.append(engine)
    kind = ctypes.CFUNCTYPE(
        ctypes.c_int32, ctypes.POINTER(ctypes.c_int64), ctypes.POINTER(ctypes.c_void_p), ctypes.c_int64
    )
    function = kind(engine.get_function_address(name))

    def entry(address: int) -> int:
        result, error = ctypes.c_int64(0), ctypes.c_void_p()
        if function(ctypes.byref(result), ctypes.byref(error), address):
            raise RuntimeError(f"the compiled `{name}` failed")
        return result.value

    return entry


def keep(compiled: bytes, path: Path) -> None:
    """Write object code for `kept`, whole or not at all; where it cannot be written it is made again."""
    draft = path.with_suffix(f".{os.getpid()}")
    with contextlib.suppress(OSError):
        draft.write_bytes(hashlib.sha256(compiled).digest() + compiled)
        draft.replace(path)


def kept(path: Path) -> bytes | None:
    """The object code in a file, if it lies there and is what was written."""
    try:
        told = path.read_bytes()
    except OSError:
        return None
    checked, compiled = told[: hashlib.sha256().digest_size], told[hashlib.sha256().digest_size :]
    return compiled if hashlib.sha256(compiled).digest() == checked else None


def shipped(path: Path, rules: str) -> Code | None:
    """The code in a file, if it is that of these rules and for this compiler; `rules` is their hash."""
    if struct.calcsize("P") != 8 or sys.byteorder != "little" or not path.is_file():
        return None
    try:
        head, _, bitcode = zlib.decompress(path.read_bytes()).partition(b"\n")
    except (OSError, zlib.error):
        return None
    of, compiler, name = head.decode().split(" ")
    return Code(name, bitcode) if (of, compiler) == (rules, version()) else None


def ship(code: Code, path: Path, rules: str) -> None:
    """Write the code of these rules into a file for `shipped`."""
    path.write_bytes(zlib.compress(f"{rules} {version()} {code.name}\n".encode() + code.bitcode, 9))
