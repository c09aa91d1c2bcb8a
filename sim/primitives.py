"""The few operations whose compiled form differs in kind, never in value.

Each is a plain Python function; `registered` gives numba the form that the processor, or the compiler's
vectoriser, needs. A lane is a column of a block of rows: row after row of `PITCH` numbers, one for each of as
many bonds. That the pitch is known to the compiler, and that no row number can be negative, is what lets it
see that two rows never overlap, and play eight bonds with one instruction.
"""

from __future__ import annotations

import importlib
import itertools
import math
from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

LANES: Final = 128
"""Bonds in a block of rows."""
WIDEST: Final = 8
"""Numbers in the widest instruction there is."""
PITCH: Final = LANES + 8
"""Numbers from one row to the next: a power of two would put all rows in the same few places of a cache."""


def unsigned(number: int) -> int:
    """The same number; in compiled play an unsigned 64-bit integer, whose overflow is defined."""
    return number


def square_root(number: float) -> float:
    """The root of a number >= 0; in compiled play the processor's instruction, which vectorises."""
    return math.sqrt(number)


def real(number: int) -> float:
    """A whole number from 0 to 2**52 - 1 as a float; in compiled play written behind an exponent."""
    return float(number)


def whole(number: float) -> int:
    """A whole float from 0 to 2**32 - 1 as an integer; in compiled play read from behind an exponent."""
    return int(number)


def scale(exponent: float) -> float:
    """2 to a whole power from -1022 to 1023; in compiled play the power is written where floats have it."""
    return math.ldexp(1.0, int(exponent))


def mantissa(number: float) -> float:
    """What multiplies a power of two in a normal number > 0, from 1 to below 2."""
    return 2.0 * math.frexp(number)[0]


def exponent(number: float) -> float:
    """That power in a normal number > 0."""
    return float(math.frexp(number)[1] - 1)


def lane(rows: Any, row: int, at: int) -> float:
    """The number of lane `at` in row `row` of a flat block of rows; neither may be negative."""
    return rows[row * PITCH + at]


def keep_lane(rows: Any, row: int, at: int, number: float) -> None:
    """Write a number in lane `at` of row `row` of a flat block of rows; neither may be negative."""
    rows[row * PITCH + at] = number


def groups(count: int) -> int:
    """In how many loops over `group_size` lanes so many are played."""
    return 1 if count > 0 else 0


def group_size(count: int) -> int:
    """All of so many lanes; in compiled play `WIDEST` at a time, the last ones perhaps of nobody."""
    return count


def replicated(record: Any, table: Any) -> None:
    """In compiled play, write each of a record's numbers `WIDEST` times into a table for `in_lane`."""


def in_lane(record: Any, table: Any, at: int) -> Any:
    """A record's numbers under their names; in compiled play read from the lane `at` of its table.

    So a world is read like rows are: to widen its 122 numbers anew for every month would cost as much as the
    months of ten bonds.
    """
    return record


def has_entry(entries: Any, number: int, which: int) -> bool:
    """Whether a function stands at this place; in compiled play whether its address is not 0."""
    return entries[number][which] is not None


def answer(entries: Any, number: int, which: int, told: Any) -> float:
    """What the function at this place gives for what it is told; in compiled play called by its address."""
    return float(entries[number][which](told))


def registered(options: Mapping[str, Any]) -> None:
    """Make the compiled forms known to numba, which is to compile them with these options."""
    extending: Any = importlib.import_module("numba.extending")
    types: Any = importlib.import_module("numba.core.types")
    ir: Any = importlib.import_module("llvmlite.ir")
    uint64, int64, float64 = types.uint64, types.int64, types.float64
    inlined = {**options, "forceinline": True}

    def cell(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        rows = context.make_array(signature.args[0])(context, builder, arguments[0])
        start = builder.mul(arguments[1], ir.Constant(ir.IntType(64), PITCH))
        return builder.gep(builder.gep(rows.data, [start], inbounds=True), [arguments[2]], inbounds=True)

    @extending.intrinsic
    def hardware_root(_typing_context: Any, _number: Any) -> Any:
        def generated(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            operand = arguments[0]
            root = builder.module.declare_intrinsic("llvm.sqrt", [operand.type])
            return builder.call(root, [operand])

        return float64(float64), generated

    @extending.intrinsic
    def bits(_typing_context: Any, _number: Any) -> Any:
        def generated(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.bitcast(arguments[0], ir.IntType(64))

        return uint64(float64), generated

    @extending.intrinsic
    def of_bits(_typing_context: Any, _bits: Any) -> Any:
        def generated(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.bitcast(arguments[0], ir.DoubleType())

        return float64(uint64), generated

    @extending.intrinsic
    def loaded(_typing_context: Any, rows: Any, _row: Any, _at: Any) -> Any:
        def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.load(cell(context, builder, signature, arguments), align=8)

        return float64(rows, int64, int64), generated

    @extending.intrinsic
    def stored(_typing_context: Any, rows: Any, _row: Any, _at: Any, _number: Any) -> Any:
        def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            builder.store(arguments[3], cell(context, builder, signature, arguments), align=8)
            return context.get_dummy_value()

        return types.void(rows, int64, int64, float64), generated

    @extending.intrinsic
    def spread(_typing_context: Any, record: Any, table: Any) -> Any:
        def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            numbers = context.make_array(signature.args[1])(context, builder, arguments[1]).data
            start = builder.bitcast(arguments[0], ir.IntType(8).as_pointer())
            for place, name in enumerate(record.fields):
                offset = ir.Constant(ir.IntType(64), record.offset(name))
                field = builder.bitcast(builder.gep(start, [offset]), ir.DoubleType().as_pointer())
                number = builder.load(field, align=1)
                for copy in range(WIDEST):
                    cell = ir.Constant(ir.IntType(64), place * WIDEST + copy)
                    builder.store(number, builder.gep(numbers, [cell], inbounds=True), align=8)
            return context.get_dummy_value()

        return types.void(record, table), generated

    @extending.intrinsic
    def gathered(_typing_context: Any, record: Any, table: Any, _at: Any) -> Any:
        names = tuple(record.fields)
        given = types.NamedUniTuple(float64, len(names), namedtuple("InLane", names))

        def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            numbers = context.make_array(signature.args[1])(context, builder, arguments[1]).data
            loads: list[Any] = []
            for place in range(len(names)):
                cell = ir.Constant(ir.IntType(64), place * WIDEST)
                row = builder.gep(numbers, [cell], inbounds=True)
                loads.append(builder.load(builder.gep(row, [arguments[2]], inbounds=True), align=8))
            return context.make_tuple(builder, given, loads)

        return given(record, table, int64), generated

    @extending.intrinsic
    def called(_typing_context: Any, _address: Any, told: Any) -> Any:
        def generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            numbers = context.make_array(signature.args[1])(context, builder, arguments[1]).data
            kind = ir.FunctionType(ir.DoubleType(), [ir.DoubleType().as_pointer()]).as_pointer()
            return builder.call(builder.inttoptr(arguments[0], kind), [numbers])

        return float64(int64, told), generated

    @extending.overload(has_entry, jit_options=inlined, strict=False)
    def has_entry_compiled(entries: Any, number: Any, which: Any) -> Any:
        return lambda entries, number, which: entries[number, which] != 0

    @extending.overload(answer, jit_options=inlined, strict=False)
    def answer_compiled(entries: Any, number: Any, which: Any, told: Any) -> Any:
        return lambda entries, number, which, told: called(entries[number, which], told)

    @extending.overload(unsigned, jit_options=inlined, strict=False)
    def unsigned_compiled(number: Any) -> Any:
        return lambda number: uint64(number)

    @extending.overload(square_root, jit_options=inlined, strict=False)
    def square_root_compiled(number: Any) -> Any:
        return lambda number: hardware_root(number)

    # A whole number that is added to 2**52 stands, as an integer, in the last bits of the sum.
    start, biased = 2.0**52, 2.0**52 + 1023.0
    far, one, fraction, shift, last = 0x433 << 52, 0x3FF << 52, (1 << 52) - 1, 52, (1 << 32) - 1

    @extending.overload(real, jit_options=inlined, strict=False)
    def real_compiled(number: Any) -> Any:
        return lambda number: of_bits(uint64(number) | uint64(far)) - start

    @extending.overload(whole, jit_options=inlined, strict=False)
    def whole_compiled(number: Any) -> Any:
        return lambda number: int64(bits(number + start) & uint64(last))

    @extending.overload(scale, jit_options=inlined, strict=False)
    def scale_compiled(exponent: Any) -> Any:
        return lambda exponent: of_bits(bits(exponent + biased) << uint64(shift))

    @extending.overload(mantissa, jit_options=inlined, strict=False)
    def mantissa_compiled(number: Any) -> Any:
        return lambda number: of_bits((bits(number) & uint64(fraction)) | uint64(one))

    @extending.overload(exponent, jit_options=inlined, strict=False)
    def exponent_compiled(number: Any) -> Any:
        return lambda number: of_bits((bits(number) >> uint64(shift)) | uint64(far)) - biased

    @extending.overload(lane, jit_options=inlined, strict=False)
    def lane_compiled(rows: Any, row: Any, at: Any) -> Any:
        return lambda rows, row, at: loaded(rows, row, at)

    @extending.overload(keep_lane, jit_options=inlined, strict=False)
    def keep_lane_compiled(rows: Any, row: Any, at: Any, number: Any) -> Any:
        return lambda rows, row, at, number: stored(rows, row, at, number)

    @extending.overload(groups, jit_options=inlined, strict=False)
    def groups_compiled(count: Any) -> Any:
        return lambda count: (count + (WIDEST - 1)) // WIDEST

    @extending.overload(group_size, jit_options=inlined, strict=False)
    def group_size_compiled(count: Any) -> Any:
        return lambda count: WIDEST

    @extending.overload(replicated, jit_options=inlined, strict=False)
    def replicated_compiled(record: Any, table: Any) -> Any:
        return lambda record, table: spread(record, table)

    @extending.overload(in_lane, jit_options=inlined, strict=False)
    def in_lane_compiled(record: Any, table: Any, at: Any) -> Any:
        return lambda record, table, at: gathered(record, table, at)

    del unsigned_compiled, square_root_compiled, lane_compiled, keep_lane_compiled
    del real_compiled, whole_compiled, scale_compiled, mantissa_compiled, exponent_compiled
    del has_entry_compiled, answer_compiled
    del groups_compiled, group_size_compiled, replicated_compiled, in_lane_compiled


def arguments_read(arguments: Sequence[Any], tree: type, held: type) -> Any:
    """For numba: a function from the address of a block's cells to the tuple of a kernel's arguments.

    `arguments` are `sim.block.arguments_of` the kernel; `tree` and `held` are the classes of what is nested
    and of what an array holds.
    """
    extending: Any = importlib.import_module("numba.extending")
    types: Any = importlib.import_module("numba.core.types")
    arrays: Any = importlib.import_module("numba.np.arrayobj")
    numpy_support: Any = importlib.import_module("numba.np.numpy_support")
    ir: Any = importlib.import_module("llvmlite.ir")
    plain = {int: types.int64, float: types.float64, bool: types.boolean}

    def typed(argument: Any) -> Any:
        if isinstance(argument, tree):
            return types.BaseTuple.from_types(tuple(map(typed, argument.parts)), argument.made)
        if not isinstance(argument.kind, held):
            return plain[argument.kind]
        return types.Array(numpy_support.from_dtype(argument.kind.dtype), len(argument.kind.dims), "C")

    whole = types.BaseTuple.from_types(tuple(map(typed, arguments)))

    def built(context: Any, builder: Any, kind: Any, cells: Iterator[Any]) -> Any:
        if isinstance(kind, types.BaseTuple):
            return context.make_tuple(builder, kind, [built(context, builder, one, cells) for one in kind])
        cell = builder.load(next(cells))
        if kind == types.float64:
            return builder.bitcast(cell, ir.DoubleType())
        if kind == types.boolean:
            return builder.icmp_unsigned("!=", cell, ir.Constant(cell.type, 0))
        if not isinstance(kind, types.Array):
            return cell
        array = context.make_array(kind)(context, builder)
        itemsize = ir.Constant(cell.type, context.get_abi_sizeof(context.get_data_type(kind.dtype)))
        shape = [builder.load(next(cells)) for _ in range(kind.ndim)]
        strides = [itemsize]
        for length in reversed(shape[1:]):
            strides.insert(0, builder.mul(strides[0], length))
        numbers = builder.inttoptr(cell, array.data.type)
        arrays.populate_array(array, numbers, shape, strides, itemsize, None)
        return array._getvalue()

    @extending.intrinsic
    def read(_typing_context: Any, _address: Any) -> Any:
        def generated(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            first = builder.inttoptr(arguments[0], ir.IntType(64).as_pointer())
            cells = (
                builder.gep(first, [ir.Constant(ir.IntType(64), place)], inbounds=True)
                for place in itertools.count()
            )
            return built(context, builder, whole, cells)

        return whole(types.int64), generated

    return read
