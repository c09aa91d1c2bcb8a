"""CUDA's driver, asked through ctypes: one accelerator, its memory and the code that it plays."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator
from typing import Any, Final

from numpy.typing import NDArray

from sim.accelerator.code import ENTRY

NAMES: Final = ("libcuda.so.1", "nvcuda.dll")
GROUP: Final = 32
"""Threads that go in step; worlds soon part, so no more of them than must be share a place."""
STACK: Final = 8 * 1024  # bytes of a thread; the months take some 4,500
STACK_LIMIT: Final = 0  # the driver's number for it


class NoAcceleratorError(RuntimeError):
    """There is none, or it cannot play this; the text is one line."""


def driver() -> Any:
    """CUDA's driver.

    Raises:
        NoAcceleratorError: none is installed.
    """
    for name in NAMES:
        with contextlib.suppress(OSError):
            return ctypes.CDLL(name)
    raise NoAcceleratorError("no accelerator: CUDA's driver is not installed")


class Accelerator:
    """The first accelerator there is, with the code of one kernel on it."""

    def __init__(self, asked: Any, text: str) -> None:
        self._driver = asked
        self._function = ctypes.c_void_p()
        device, context, module = ctypes.c_int(), ctypes.c_void_p(), ctypes.c_void_p()
        self._do("cuInit", 0)
        self._do("cuDeviceGet", ctypes.byref(device), 0)
        self._do("cuDevicePrimaryCtxRetain", ctypes.byref(context), device)
        self._do("cuCtxSetCurrent", context)
        self._do("cuCtxSetLimit", STACK_LIMIT, ctypes.c_size_t(STACK))
        self._do("cuModuleLoadData", ctypes.byref(module), ctypes.c_char_p(text.encode()))
        self._do("cuModuleGetFunction", ctypes.byref(self._function), module, ctypes.c_char_p(ENTRY.encode()))

    @contextlib.contextmanager
    def memory(self, size: int) -> Iterator[int]:
        """The address of so many bytes of its memory, all zeros; they are its own again at the end."""
        address = ctypes.c_uint64()
        self._do("cuMemAlloc_v2", ctypes.byref(address), ctypes.c_size_t(size))
        try:
            self._do("cuMemsetD8_v2", address, ctypes.c_ubyte(0), ctypes.c_size_t(size))
            yield address.value
        finally:
            self._do("cuMemFree_v2", address)

    def write(self, address: int, numbers: NDArray[Any]) -> None:
        """Copy numbers to an address of its memory."""
        there, here = ctypes.c_uint64(address), ctypes.c_void_p(numbers.ctypes.data)
        self._do("cuMemcpyHtoD_v2", there, here, ctypes.c_size_t(numbers.nbytes))

    def read(self, address: int, numbers: NDArray[Any]) -> None:
        """Fill an array from an address of its memory."""
        here, there = ctypes.c_void_p(numbers.ctypes.data), ctypes.c_uint64(address)
        self._do("cuMemcpyDtoH_v2", here, there, ctypes.c_size_t(numbers.nbytes))

    def play(self, cells: int, stride: int, count: int, failed: int) -> None:
        """Play as many blocks as are told, a thread each, and wait for all (see `code.ENTRANCE`)."""
        told = [ctypes.c_uint64(one) for one in (cells, stride, count, failed)]
        places = (ctypes.c_void_p * len(told))(*(ctypes.addressof(one) for one in told))
        groups = -(-count // GROUP)
        self._do("cuLaunchKernel", self._function, groups, 1, 1, GROUP, 1, 1, 0, None, places, None)
        self._do("cuCtxSynchronize")

    def _do(self, name: str, *told: Any) -> None:
        code = getattr(self._driver, name)(*told)
        if code:
            words = ctypes.c_char_p()
            self._driver.cuGetErrorName(code, ctypes.byref(words))
            word = (words.value or b"unknown").decode()
            raise NoAcceleratorError(f"no accelerator: its driver answers {code} ({word}) to {name}")
