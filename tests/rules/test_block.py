"""A kernel's arguments in one block: laid out as the signature says, read by compiled code as they lie."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np
import pytest

from sim.block import CACHE_LINE, Block, Of, arguments_of, described, flags, floats, integers, leaves, records
from sim.entering import entrance
from sim.jit import cache_folder

PAIR = np.dtype([("one", np.float64), ("two", np.float64)])


class Door(NamedTuple):
    open: bool
    since: int


class Shop(NamedTuple):
    stock: Annotated[Any, floats("goods", 2)]
    sold: Annotated[Any, integers("goods")]


@entrance
def tally(
    door: Door,
    shop: Annotated[Shop, Of({"goods": "apples"})],
    prices: Annotated[Any, records(PAIR, "apples")],
    wanted: Annotated[Any, flags("apples")],
    factor: float,
    total: Annotated[Any, floats(1)],
) -> None:
    if not door.open:
        return
    for number in range(door.since, shop.sold.size):
        shop.sold[number] += 1
        if wanted[number]:
            price = prices[number]
            total[0] += factor * (price.one * shop.stock[number, 0] + price.two * shop.stock[number, 1])


def block() -> Block:
    prices = np.array([(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)], PAIR).view(np.recarray)
    given = {"prices": prices, "door": Door(True, 1), "factor": 0.5}
    laid = Block(tally.interpreted, {"apples": 3}, given)
    laid.arguments["shop"].stock[:] = [[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]
    laid.arguments["wanted"][:] = [True, False, True]
    return laid


def test_compiled_and_interpreted_read_the_same_block() -> None:
    one, other = block(), block()
    tally(one)
    tally.interpreted(**other.arguments)
    for laid in (one, other):
        assert laid.arguments["total"].tolist() == [0.5 * (5.0 * 3.0 + 6.0 * 30.0)]
        assert laid.arguments["shop"].sold.tolist() == [0, 1, 1]
    assert not any(cache_folder().glob("*tally*")), "no hash covers a kernel outside sim/"


def test_an_argument_may_be_put_anew_and_a_copy_keeps_its_own_numbers() -> None:
    laid = block()
    tally(laid)
    copied = laid.copy()
    copied.put("door", Door(True, 2))
    tally(copied)
    assert copied.arguments["shop"].sold.tolist() == [0, 1, 2]
    assert laid.arguments["shop"].sold.tolist() == [0, 1, 1]
    copied.put("door", Door(False, 0))
    tally(copied)
    assert copied.arguments["shop"].sold.tolist() == [0, 1, 2]
    assert copied.memory.ctypes.data != laid.memory.ctypes.data


def test_arrays_begin_with_a_line_of_the_cache_and_are_zero() -> None:
    laid = Block(tally.interpreted, {"apples": 5}, {"door": Door(False, 0), "factor": 1.0})
    for array in (laid.arguments["shop"].stock, laid.arguments["wanted"], laid.arguments["total"]):
        assert array.ctypes.data % CACHE_LINE == 0
        assert not array.any()
    assert laid.arguments["shop"].stock.shape == (5, 2)
    assert laid.arguments["prices"].dtype == PAIR


def test_another_language_is_told_every_argument_in_order() -> None:
    assert described(tally.interpreted, {PAIR: "pair"}) == [
        {"name": "door.open", "kind": "bool"},
        {"name": "door.since", "kind": "int"},
        {"name": "shop.stock", "kind": "array", "dtype": "float64", "dims": ["apples", 2]},
        {"name": "shop.sold", "kind": "array", "dtype": "int64", "dims": ["apples"]},
        {"name": "prices", "kind": "record", "columns": "pair", "dims": ["apples"]},
        {"name": "wanted", "kind": "array", "dtype": "bool", "dims": ["apples"]},
        {"name": "factor", "kind": "float"},
        {"name": "total", "kind": "array", "dtype": "float64", "dims": [1]},
    ]
    assert len(list(leaves(arguments_of(tally.interpreted)))) == 8


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("prices", np.zeros(3)),
        ("wanted", np.zeros((3, 1), np.bool_)),
        ("total", np.zeros(6)[::2]),
    ],
)
def test_what_does_not_lie_as_said_is_refused(name: str, wrong: Any) -> None:
    with pytest.raises(TypeError, match=f"`{name}` is "):
        block().put(name, wrong)


def test_a_signature_must_say_how_everything_lies() -> None:
    def silent(numbers: Any) -> None: ...

    with pytest.raises(TypeError, match="`numbers` does not say how it lies in memory"):
        arguments_of(silent)
