"""numba's part: functions of Python written in LLVM's language, linked, and left as they are.

numba by itself optimises every function it meets, with all that this one calls, and makes machine code of
each; of a kernel's several hundred functions that is most of the time, though only the whole is ever entered.
Here functions are written and linked alone, and the whole is optimised once (`sim.machine`).

Source: Lam, Pitrou & Seibert 2015, "Numba: a LLVM-based Python JIT compiler".
"""

from __future__ import annotations

import contextlib
import functools
import gc
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from sim.machine import Code, alone


@functools.cache
def _linker() -> Any:
    """Where numba's functions are linked: what it calls a code generator, of whose libraries none is made."""
    codegen: Any = import_module("numba.core.codegen")

    class Linked(codegen.JITCodeLibrary):
        """A function and all that it calls, neither optimised nor made."""

        def finalize(self) -> None:
            for library in dict.fromkeys(self._linking_libraries):
                self._final_module.link_in(library._get_module_for_linking(), preserve=True)
            self._finalized = True

        def get_pointer_to_function(self, name: str) -> int:
            self._ensure_finalized()
            return 0

    class Linker(codegen.JITCPUCodegen):
        _library_class = Linked

        def set_env(self, env_name: str, env: Any) -> None:
            """Nothing: what numba keeps for exceptions, a kernel does not raise."""

    return Linker("wiifwe.linked")


@contextlib.contextmanager
def linking() -> Iterator[None]:
    """What numba compiles meanwhile is only linked; its garbage, millions of small things, is left lying."""
    context: Any = import_module("numba.core.registry").cpu_target.target_context
    before, collects = context._internal_codegen, gc.isenabled()
    gc.disable()
    context._internal_codegen = _linker()
    try:
        yield
    finally:
        context._internal_codegen = before
        if collects:
            gc.enable()


def lowered(dispatcher: Any, signature: tuple[Any, ...], name: str) -> Code:
    """The code of numba's `dispatcher` for arguments of these types, to be entered under a name."""
    compiling: Any = import_module("numba.core.compiler_lock")
    with compiling.global_compiler_lock, linking():  # what another thread compiles must be made, not linked
        dispatcher.compile(signature)
    compiled = dispatcher.overloads[dispatcher.signatures[0]]
    module = compiled.library._get_module_for_linking().clone()
    return alone(module, compiled.fndesc.llvm_func_name, name)
