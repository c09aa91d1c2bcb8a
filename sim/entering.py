"""A kernel that is entered by an address: found made, made of code that lies beside it, or compiled.

A processor's own code is kept in the cache of these sources. Where there is none it is made of LLVM's code,
which travels with the sources (`ship`: `make kernel`) and takes some seconds to become a processor's own.
Where that is of other rules, or for another compiler, numba writes it anew: most of a minute. All three give
the same bits.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, Final, final

from sim import machine, primitives
from sim.jit import INSIDE, cache_folder, is_covered, kernel_hash, lock, register_remembered

_entered: Any = None
_arguments: Any = None


def _entrance(address: int) -> int:
    """What an entrance compiles; its two names are given where the function is made."""
    _entered(*_arguments(address))
    return 0


@final
class Entrance:
    """A kernel whose compiled form reads all its arguments from one block of memory (see `sim.block`).

    It has one compiled form, whatever it is called with, and entering it again costs no unpacking.
    """

    def __init__(self, function: Callable[..., None]) -> None:
        self.interpreted: Final = function
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__
        self._compiled: Callable[[int], int] | None = None

    def __call__(self, block: Any) -> None:
        """Play compiled what lies in a block."""
        self.compiled()(block.address)

    def __repr__(self) -> str:
        return f"Entrance({self.__name__})"

    def compiled(self) -> Callable[[int], int]:
        """What enters at the address of a block's cells, as long as the block is kept."""
        compiled = self._compiled
        if compiled is None:
            with lock:
                compiled = self._compiled or machine.entered(self._name, self._object())
                self._compiled = compiled
        return compiled

    def lies_compiled(self) -> bool:
        """Whether the compiled form of these very sources lies on disk."""
        return self._kept().is_file()

    def shipped(self) -> Path:
        """Where LLVM's code travels: beside the function's source."""
        return Path(self.interpreted.__code__.co_filename).with_name(f"{self.__name__}.llvm.z")

    def code(self) -> machine.Code:
        """LLVM's code: what travels, if it is of these rules; else numba's, written now."""
        found = machine.shipped(self.shipped(), kernel_hash()) if is_covered(self.interpreted) else None
        return found or self.lowered()

    def lowered(self) -> machine.Code:
        """LLVM's code, written now by numba."""
        from sim.lowering import lowered

        with lock:
            register_remembered()
            numba: Any = import_module("numba")
            block: Any = import_module("sim.block")
            extending: Any = import_module("numba.extending")
            extending.register_jitable(**INSIDE)(self.interpreted)
            parts = block.arguments_of(self.interpreted)
            named = {
                "__name__": __name__,
                "_entered": self.interpreted,
                "_arguments": primitives.arguments_read(parts, block.Tree, block.Held),
            }
            made = types.FunctionType(_entrance.__code__, named, self._name)
            return lowered(numba.njit(made, **INSIDE), (numba.types.int64,), self._name)

    @property
    def _name(self) -> str:
        return f"{self.interpreted.__module__}.{self.__name__}".replace(".", "_")

    def _kept(self) -> Path:
        return cache_folder() / f"{self._name}-{machine.key()}.o"

    def _object(self) -> bytes:
        """Object code: kept, or made now, and kept if its sources are those that were imported."""
        if not is_covered(self.interpreted):
            return machine.made(self.code())
        found = machine.kept(self._kept())
        if found is None:
            found = machine.made(self.code())
            machine.keep(found, self._kept())
        return found


def entrance(function: Callable[..., None]) -> Entrance:
    """An `Entrance` of this function."""
    return Entrance(function)
