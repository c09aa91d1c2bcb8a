"""An accelerator that is not there: its PTX is played here, and a driver has this machine's memory."""

from __future__ import annotations

import ctypes
import itertools
from typing import Any

import llvmlite.binding as llvm
import numpy as np
from numpy.typing import NDArray

from sim.accelerator.code import ENTRY
from tests.rules.ptx import SPECIAL, translated


class Simulator:
    """PTX, played thread by thread."""

    def __init__(self, text: str) -> None:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        module = llvm.parse_assembly(translated(text))
        module.verify()
        machine = llvm.Target.from_triple(llvm.get_process_triple()).create_target_machine(jit=True, opt=0)
        self._engine = llvm.create_mcjit_compiler(module, machine)
        self._engine.finalize_object()
        self._now = [
            ctypes.c_uint32.from_address(self._engine.get_global_value_address(name)) for name in SPECIAL
        ]
        kind = ctypes.CFUNCTYPE(None, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)
        self._entry = kind(self._engine.get_function_address(ENTRY))

    def play(self, groups: int, size: int, told: list[int]) -> None:
        """All threads of all groups, the last first: nothing may depend on their order."""
        for group, place in itertools.product(reversed(range(groups)), reversed(range(size))):
            for variable, number in zip(self._now, (group, size, place)):
                variable.value = number
            self._entry(*told)


class Driver:
    """CUDA's driver as far as it is asked, on this machine's memory; what it is asked out of turn fails.

    What a caller would have to pass in 64 bits it must pass so, since ctypes makes 32 of a plain int.
    """

    MARGIN = 64
    PATTERN = 0xA5

    def __init__(self, simulator: Simulator | None = None, failing: str = "") -> None:
        self.simulator, self.failing = simulator, failing
        self.calls: list[str] = []
        self.loaded = b""
        self.held: dict[int, NDArray[np.uint8]] = {}

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("cu"):
            raise AttributeError(name)

        def asked(*told: Any) -> int:
            self.calls.append(name)
            if name == self.failing:
                return 100
            getattr(self, f"_{name}")(*told)
            return 0

        return asked

    def cuGetErrorName(self, code: int, words: Any) -> int:
        assert code == 100
        words._obj.value = b"CUDA_ERROR_NO_DEVICE"
        return 0

    def within(self, address: Any, size: Any) -> NDArray[np.uint8]:
        """So many bytes of its memory, all of which somebody holds."""
        assert isinstance(address, ctypes.c_uint64)
        assert isinstance(size, ctypes.c_size_t)
        for start, memory in self.held.items():
            begin = address.value - start
            if begin >= 0 and begin + size.value <= memory.size - 2 * self.MARGIN:
                return memory[self.MARGIN + begin :][: size.value]
        raise AssertionError("nobody holds this memory")

    def _cuInit(self, flags: int) -> None:
        assert flags == 0

    def _cuDeviceGet(self, device: Any, number: int) -> None:
        device._obj.value = 7 + number

    def _cuDevicePrimaryCtxRetain(self, context: Any, device: Any) -> None:
        assert device.value == 7
        context._obj.value = 8

    def _cuCtxSetCurrent(self, context: Any) -> None:
        assert context.value == 8

    def _cuCtxSetLimit(self, limit: int, size: ctypes.c_size_t) -> None:
        assert self.calls[-2] == "cuCtxSetCurrent"
        assert limit == 0
        assert size.value >= 4096

    def _cuModuleLoadData(self, module: Any, code: ctypes.c_char_p) -> None:
        assert "cuCtxSetCurrent" in self.calls
        self.loaded, module._obj.value = code.value or b"", 9

    def _cuModuleGetFunction(self, function: Any, module: Any, name: ctypes.c_char_p) -> None:
        assert (module.value, name.value) == (9, ENTRY.encode())
        function._obj.value = 10

    def _cuMemAlloc_v2(self, address: Any, size: ctypes.c_size_t) -> None:
        memory = np.full(size.value + 4 * self.MARGIN, self.PATTERN, np.uint8)
        start = -memory.ctypes.data % self.MARGIN
        memory = memory[start : start + size.value + 2 * self.MARGIN]
        address._obj.value = memory.ctypes.data + self.MARGIN
        self.held[address._obj.value] = memory

    def _cuMemsetD8_v2(self, address: Any, byte: ctypes.c_ubyte, size: Any) -> None:
        self.within(address, size)[:] = byte.value

    def _cuMemcpyHtoD_v2(self, there: Any, here: ctypes.c_void_p, size: Any) -> None:
        assert here.value
        ctypes.memmove(self.within(there, size).ctypes.data, here.value, size.value)

    def _cuMemcpyDtoH_v2(self, here: ctypes.c_void_p, there: Any, size: Any) -> None:
        assert self.calls[-2] == "cuCtxSynchronize"
        assert here.value
        ctypes.memmove(here.value, self.within(there, size).ctypes.data, size.value)

    def _cuLaunchKernel(self, function: Any, *told: Any) -> None:
        groups, *upright, size, second, third, shared, stream, places, extra = told
        assert (function.value, *upright, second, third, shared, stream, extra) == (
            (10, 1, 1, 1, 1, 0, None, None)
        )
        assert self.simulator
        asked = [ctypes.c_int64.from_address(place).value for place in places]
        self.simulator.play(groups, size, asked)

    def _cuCtxSynchronize(self) -> None:
        assert self.calls[-2] == "cuLaunchKernel"

    def _cuMemFree_v2(self, address: Any) -> None:
        memory = self.held.pop(address.value)
        edges = np.concatenate([memory[: self.MARGIN], memory[-self.MARGIN :]])
        assert (edges == self.PATTERN).all(), "somebody wrote beside this memory"
