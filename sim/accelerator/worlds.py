"""Worlds in an accelerator's memory, a block of arguments each, and what comes back of them.

Its memory holds, one after another: what is given to all of them, the cells of every block, a flag that
a thread sets which failed, and the numbers of every block.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.accelerator.driver import Accelerator
from sim.block import CACHE_LINE, Block, Held, Leaf, arguments_of, leaves
from sim.ensemble.rows import Stage
from sim.ensemble.run import Block as Brought
from sim.ensemble.run import block_of
from sim.spelling import ConfigError

NUMBERED = "first"
"""The argument by which blocks differ: each next one has one more."""


def played(stage: Stage, seed: int, first: int, each: int, accelerator: Accelerator) -> Brought:
    """What `sim.ensemble.run.played` brings back of the same worlds, to the last bit.

    Raises:
        ConfigError: a strategy has a function of its own, whose code is this machine's.
    """
    if stage.chances:
        raise ConfigError(f"`{stage.arm.name}`: strategies' own functions play on processors alone")
    block = block_of(stage, seed, first, 1)
    found = on_accelerator(block, each, accelerator)
    brought = ((name, found[name]) for name in Brought._fields if name != "traced")
    # A thread plays its replicate at every point; here all replicates of a point stand together.
    whole = {name: np.concatenate(one.swapaxes(0, 1)) for name, one in brought}
    return Brought(**whole, traced=block.arguments["traced"])


def on_accelerator(block: Block, count: int, accelerator: Accelerator) -> dict[str, NDArray[Any]]:
    """Play so many blocks like this one; name of each array of their own → what it is then, blocks first."""
    plan, shared = block.plan, given_arrays(block)
    cells = np.zeros((count, -(-block.cells.nbytes // CACHE_LINE) * CACHE_LINE // 8), np.int64)
    cells[:, : block.cells.size] = block.cells
    numbers = np.arange(count)[:, None]
    cells[:, [plan.places[NUMBERED]]] += numbers
    begin = sum(map(len, shared.values()))
    flag = begin + cells.nbytes
    with accelerator.memory(flag + CACHE_LINE + count * plan.bytes) as address:
        own = address + flag + CACHE_LINE + numbers * plan.bytes
        cells[:, plan.own] += own - block.memory.ctypes.data
        ends = np.cumsum([address, *map(len, shared.values())])
        cells[:, [plan.places[name] for name in shared]] = ends[:-1]
        accelerator.write(address, np.concatenate([*shared.values(), cells.view(np.uint8).ravel()]))
        accelerator.play(address + begin, cells.strides[0], count, address + flag)
        back = np.empty(CACHE_LINE + count * plan.bytes, np.uint8)
        accelerator.read(address + flag, back)
    if back[0]:
        raise RuntimeError(f"the compiled `{block.function.__name__}` failed")
    memory = back[CACHE_LINE:].reshape(count, plan.bytes)
    return {
        leaf.name: np.ndarray(
            (count, *plan.shapes[leaf.name]), leaf.kind.dtype, memory, plan.offsets[leaf.name],
            (plan.bytes, *np.empty(plan.shapes[leaf.name], leaf.kind.dtype).strides),
        )
        for leaf in arrays_of(block)
        if leaf.name in plan.offsets
    }  # fmt: skip


def given_arrays(block: Block) -> dict[str, NDArray[np.uint8]]:
    """The bytes of every array that a block was given, by name, to the end of a line of the cache."""
    found: dict[str, NDArray[np.uint8]] = {}
    for leaf in arrays_of(block):
        if leaf.name not in block.plan.offsets:
            name, *inner = leaf.name.split(".")
            told = functools.reduce(getattr, inner, block.arguments[name]).reshape(-1).view(np.uint8)
            found[leaf.name] = np.pad(told, (0, -told.size % CACHE_LINE))
    return found


def arrays_of(block: Block) -> list[Leaf]:
    """A block's arguments that are arrays, in order."""
    return [leaf for leaf in leaves(arguments_of(block.function)) if isinstance(leaf.kind, Held)]
