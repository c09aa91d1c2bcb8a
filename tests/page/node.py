"""The page's engine in Node, where Python asks it to play and reads every byte that it wrote."""

from __future__ import annotations

import base64
import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.block import Block, Held, arguments_of, leaves
from sim.ensemble.kernel import play
from sim.ensemble.rows import Stage
from sim.fields import plain
from sim.jit import kernel_hash
from sim.page import building
from sim.page.description import description
from sim.page.module import LINKER, module
from sim.scenario import GROUPS

LEAVES = tuple(leaves(arguments_of(play.interpreted)))
PLAIN_CELL = 8  # bytes
TOOLS = ("node", "npm", LINKER)
missing = [tool for tool in TOOLS if shutil.which(tool) is None]
needs_node = pytest.mark.skipif(
    bool(missing), reason=f"{', '.join(missing)}: not installed; no module is played"
)


def published_module() -> bytes:
    """The module that people play, in the published page; one made here where the rules have moved on."""
    page = building.PUBLISHED.read_text("utf-8") if building.PUBLISHED.is_file() else ""
    if f'<meta name="kernel" content="{kernel_hash()}">' not in page:
        return module()
    (packed,) = re.findall(r'<script type="text/plain" id="module">([^<]*)</script>', page)
    return gzip.decompress(base64.b64decode(packed))


class Node:
    """One process of Node that has the module."""

    def __init__(self, folder: Path) -> None:
        kernel, told, script = folder / "kernel.wasm", folder / "description.json", folder / "runner.mjs"
        kernel.write_bytes(published_module())
        told.write_text(json.dumps(description()), encoding="utf-8")
        building.prepare()
        own = str(Path(__file__).with_name("runner.ts"))
        building.run(building.tool("esbuild"), own, "--bundle", "--platform=node", "--format=esm",
                     f"--outfile={script}")  # fmt: skip
        self.process = subprocess.Popen(
            ["node", str(script), str(kernel), str(told)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def asked(
        self, kind: str, stage: Stage, seed: int, first: int, each: int = 1, **more: Any
    ) -> list[bytes]:
        """What it answers, part by part."""
        said = {"kind": kind, "setting": setting_of(stage, seed), "first": first, "each": each, **more}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(said).encode() + b"\n")
        self.process.stdin.flush()
        head = json.loads(self.process.stdout.readline())
        assert not head["failed"], head["failed"]
        return [self.process.stdout.read(length) for length in head["lengths"]]

    def close(self) -> None:
        """End the process."""
        self.process.communicate()
        assert self.process.returncode == 0


def setting_of(stage: Stage, seed: int) -> dict[str, Any]:
    """A scenario as the page has it: plain fields; and the graph's lists, which Python makes."""
    scenario, graph = stage.scenario, stage.graph
    world = {
        f"{group}.{name}": value
        for group in GROUPS
        for name, value in plain(getattr(scenario, group)).items()
    }
    told = {
        "seed": seed, "world": world, "strategies": plain(scenario.strategies),
        "population": plain(scenario.population),
    }  # fmt: skip
    if not graph.complete:
        names = ("supplierOf", "buyerStart", "buyerOf", "edgeOf", "supplierStart")
        told["graph"] = {name: lists.tolist() for name, lists in zip(names, graph[1:])}
    return told


def arrays_of(parts: list[bytes]) -> dict[str, Any]:
    """The kernel's arguments by their names, from what Node copied of its memory."""
    found: dict[str, Any] = {}
    left = iter(parts)
    for leaf in LEAVES:
        first = next(left)
        if not isinstance(leaf.kind, Held):
            assert len(first) == PLAIN_CELL
            found[leaf.name] = np.frombuffer(first, np.float64 if leaf.kind is float else np.int64)[0]
            continue
        shape = np.frombuffer(first, np.int64)
        if leaf.kind.dtype.names:
            shape = shape[:-1]
        found[leaf.name] = np.frombuffer(next(left), leaf.kind.dtype).reshape(shape)
    assert not list(left)
    return found


def native(block: Block) -> dict[str, Any]:
    """The same of native play."""
    values: list[Any] = []
    for one in block.arguments.values():
        values += one if hasattr(one, "_fields") else (one,)
    return {leaf.name: value for leaf, value in zip(LEAVES, values, strict=True)}


def differing(one: dict[str, Any], other: dict[str, Any], without: tuple[str, ...] = ()) -> list[str]:
    """The arguments that are not the same, byte for byte."""
    return [name for name in one if name not in without and not same(one[name], other[name])]


def same(one: Any, other: Any) -> bool:
    """Whether two arrays have the same shape and bytes, or two numbers the same value."""
    if not isinstance(one, np.ndarray):
        return one == other
    return one.dtype == other.dtype and one.shape == other.shape and bytes_of(one) == bytes_of(other)


def bytes_of(numbers: NDArray[Any]) -> bytes:
    """An array's bytes, all nans alike: WebAssembly leaves it to the machine which bits one has."""
    if numbers.dtype.kind != "f":
        return numbers.tobytes()
    return np.where(np.isnan(numbers), np.nan, numbers).tobytes()
