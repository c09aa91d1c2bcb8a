"""A kernel's arguments in one block of memory, in cells of eight bytes: the same for every machine.

A kernel's signature says of every argument what it is and how long: `cash: Annotated[Any, floats("firms")]`,
a named tuple of such, or a plain `int`, `float` or `bool`. From it come the block, the types that the
compiler needs, and the description by which another language lays the same memory out.

A plain argument takes one cell; an array one for the address of its numbers and one for each of its lengths.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

CACHE_LINE = 64  # bytes
PLAIN = (int, float, bool)

Sizes = Mapping[str, int]
"""How long what is named in the descriptions is."""


class Held(NamedTuple):
    """What an array holds, and its lengths: whole numbers, or names of sizes."""

    dtype: np.dtype[Any]
    dims: tuple[int | str, ...]

    def shape(self, sizes: Sizes) -> tuple[int, ...]:
        """Its lengths where the sizes are these."""
        return tuple(sizes[one] if isinstance(one, str) else one for one in self.dims)


class Of(NamedTuple):
    """Other names of the sizes in a named tuple's description, for one argument."""

    names: Mapping[str, str]


def floats(*dims: int | str) -> Held:
    """An array of 64-bit floats."""
    return Held(np.dtype(np.float64), dims)


def integers(*dims: int | str) -> Held:
    """An array of signed 64-bit integers."""
    return Held(np.dtype(np.int64), dims)


def flags(*dims: int | str) -> Held:
    """An array of truth values, a byte each."""
    return Held(np.dtype(np.bool_), dims)


def records(dtype: np.dtype[Any], *dims: int | str) -> Held:
    """An array of records of floats."""
    return Held(dtype, dims)


class Leaf(NamedTuple):
    """One argument, or one field of it: `kind` is int, float, bool or what an array holds."""

    name: str
    kind: Any


class Tree(NamedTuple):
    """An argument that is a named tuple: its class and its parts."""

    name: str
    made: type
    parts: tuple[Leaf | Tree, ...]


@functools.cache
def arguments_of(function: Callable[..., Any]) -> tuple[Leaf | Tree, ...]:
    """What a function's signature says of its arguments, in order.

    Raises TypeError for an argument of which it does not say how it lies in memory.
    """
    hints = get_type_hints(function, include_extras=True)
    return tuple(_argument(name, hint, {}) for name, hint in hints.items() if name != "return")


def _argument(name: str, hint: Any, renamed: Mapping[str, str]) -> Leaf | Tree:
    told: Sequence[Any] = ()
    if get_origin(hint) is Annotated:
        hint, *told = get_args(hint)
    for one in told:
        if isinstance(one, Held):
            dims = tuple(renamed.get(dim, dim) if isinstance(dim, str) else dim for dim in one.dims)
            return Leaf(name, Held(one.dtype, dims))
        if isinstance(one, Of):
            renamed = one.names
    if hint in PLAIN:
        return Leaf(name, hint)
    if isinstance(hint, type) and hasattr(hint, "_fields"):
        parts = get_type_hints(hint, include_extras=True)
        return Tree(
            name, hint, tuple(_argument(f"{name}.{part}", inner, renamed) for part, inner in parts.items())
        )
    raise TypeError(f"`{name}` does not say how it lies in memory")


def leaves(arguments: Sequence[Leaf | Tree]) -> Iterator[Leaf]:
    """All plain arguments and arrays, in the order of their cells."""
    for one in arguments:
        if isinstance(one, Tree):
            yield from leaves(one.parts)
        else:
            yield one


def cells(leaf: Leaf) -> int:
    """How many cells an argument takes."""
    return 1 + len(leaf.kind.dims) if isinstance(leaf.kind, Held) else 1


class Plan(NamedTuple):
    """How a kernel's arguments lie where the sizes are these and some arguments are given."""

    bytes: int  # of all arrays that are not given
    cells: NDArray[np.int64]  # with the arrays' places in memory, counted from its beginning
    own: NDArray[np.int64]  # which cells hold such places
    places: Mapping[str, int]  # the first cell of every leaf
    offsets: Mapping[str, int]  # the place in memory of every array that is not given
    shapes: Mapping[str, tuple[int, ...]]


@functools.cache
def planned(function: Callable[..., Any], sizes: tuple[tuple[str, int], ...], given: frozenset[str]) -> Plan:
    """Lay out all arrays that are not given, each from the beginning of a line of the cache on.

    Numbers that lie in two lines cost twice as much.
    """
    known, end, at = dict(sizes), 0, 0
    filled: list[int] = []
    own: list[int] = []
    places: dict[str, int] = {}
    offsets: dict[str, int] = {}
    shapes: dict[str, tuple[int, ...]] = {}
    for leaf in leaves(arguments_of(function)):
        places[leaf.name] = at
        if isinstance(leaf.kind, Held) and leaf.name.partition(".")[0] not in given:
            shape = leaf.kind.shape(known)
            offsets[leaf.name], shapes[leaf.name] = end, shape
            filled += [end, *shape]
            own.append(at)
            end += -(-math.prod(shape) * leaf.kind.dtype.itemsize // CACHE_LINE) * CACHE_LINE
        else:
            filled += [0] * cells(leaf)
        at = len(filled)
    return Plan(end, np.array(filled, np.int64), np.array(own, np.int64), places, offsets, shapes)


class Block:
    """A kernel's arguments, laid out: those given as they are, all other arrays as zeros in one memory."""

    def __init__(self, function: Callable[..., Any], sizes: Sizes, given: Mapping[str, Any]) -> None:
        self.function, self.sizes, self.given = function, sizes, given
        self.plan = planned(function, tuple(sizes.items()), frozenset(given))
        memory = np.zeros(self.plan.bytes + CACHE_LINE, np.uint8)
        start = -memory.ctypes.data % CACHE_LINE
        self.memory: NDArray[np.uint8] = memory[start : start + self.plan.bytes]
        """All numbers of all arrays that were not given, one after another."""
        self.cells = self.plan.cells.copy()
        self.cells[self.plan.own] += self.memory.ctypes.data
        self.address = int(self.cells.ctypes.data)
        self.arguments: dict[str, Any] = {
            one.name: self._argument(one, given) for one in arguments_of(function)
        }
        """What an interpreted kernel is called with, in order; arrays share the block's memory."""
        self.replaced: dict[str, tuple[Any, bool]] = {}
        """What was put in an argument's place since, and whether it lies in the cells too."""

    def copy(self) -> Block:
        """Another block with the same numbers; arguments that were given or put are shared."""
        other = Block(self.function, self.sizes, self.given)
        other.memory[:] = self.memory
        for name, (value, laid) in self.replaced.items():
            other.put(name, value, laid=laid)
        return other

    def __deepcopy__(self, _memo: Any) -> Block:
        return self.copy()

    def put(self, name: str, value: Any, *, laid: bool = True) -> None:
        """Another value for a whole argument; one that is not `laid` is for interpreted play alone."""
        if laid:
            self.give(next(one for one in arguments_of(self.function) if one.name == name), value)
        self.arguments[name] = value
        self.replaced[name] = value, laid

    def _argument(self, one: Leaf | Tree, given: Mapping[str, Any]) -> Any:
        if one.name in given:
            self.give(one, given[one.name])
            return given[one.name]
        if isinstance(one, Tree):
            return one.made(*(self._argument(part, {}) for part in one.parts))
        held, name = one.kind, one.name
        return np.ndarray(self.plan.shapes[name], held.dtype, self.memory, self.plan.offsets[name])

    def give(self, one: Leaf | Tree, value: Any) -> None:
        """Write an argument into its cells; arrays are read where they are."""
        if isinstance(one, Tree):
            for part, inner in zip(one.parts, value, strict=True):
                self.give(part, inner)
            return
        at, kind = self.plan.places[one.name], one.kind
        if isinstance(kind, Held):
            if value.dtype != kind.dtype or value.ndim != len(kind.dims) or not value.flags.c_contiguous:
                raise TypeError(f"`{one.name}` is {value.dtype} {value.shape}, not {kind.dtype} {kind.dims}")
            self.cells[at] = value.ctypes.data
            self.cells[at + 1 : at + 1 + value.ndim] = value.shape
        elif kind is float:
            self.cells[at : at + 1].view(np.float64)[0] = value
        else:
            self.cells[at] = value


def described(function: Callable[..., Any], names: Mapping[Any, str]) -> list[dict[str, Any]]:
    """A function's arguments for another language, in order; `names` are those of the records.

    Each has a `name` and a `kind`: int, float, bool, array (`dtype`, `dims`) or record (`columns`, `dims`).
    """
    return [{"name": leaf.name, **_kind(leaf.kind, names)} for leaf in leaves(arguments_of(function))]


def _kind(kind: Any, names: Mapping[Any, str]) -> dict[str, Any]:
    if not isinstance(kind, Held):
        return {"kind": kind.__name__}
    if kind.dtype.names:
        return {"kind": "record", "columns": names[kind.dtype], "dims": list(kind.dims)}
    return {"kind": "array", "dtype": kind.dtype.name, "dims": list(kind.dims)}
