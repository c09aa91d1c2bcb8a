"""What random numbers cost: as many words as a deal draws, one after the other, or in lanes."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.worlds import SEED, deals_in
from sim import draws
from sim.draws import deeds, four, luck
from sim.ensemble.rows import Stage
from sim.ensemble.run import played
from sim.jit import kernel
from sim.primitives import LANES, PITCH, WIDEST, group_size, groups, keep_lane

BLOCK = 4
"""Words of one block of the generator."""


@kernel
def words_drawn(count: int) -> float:
    """So many blocks, one after the other; added up so that none is left out."""
    total = 0.0
    for number in range(count):
        one, two, three, last = four(1, 0, number, 3, 0, 0)
        total += one + two + three + last
    return total


@kernel
def words_in_lanes(rows: Any, count: int, times: int) -> None:
    """A block of the generator for each of `count` lanes, `times` over."""
    for number in range(times):
        for group in range(groups(count)):
            for place in range(group_size(count)):
                at = group * WIDEST + place
                one, two, three, last = four(1, 0, number, at, 0, 0)
                keep_lane(rows, 0, at, one + two + three + last)


@kernel
def draws_in_lanes(rows: Any, count: int, times: int) -> None:
    """What a month uses of its dice, as the kernel draws it: normals made of words, for `count` lanes."""
    for number in range(times):
        for group in range(groups(count)):
            for place in range(group_size(count)):
                at = group * WIDEST + place
                dealt = luck(1, 0, number, at)
                done = deeds(1, 0, number, at)
                keep_lane(rows, 0, at, dealt.misfit + dealt.cost)
                keep_lane(rows, 1, at, dealt.jump + dealt.jump_size)
                keep_lane(rows, 2, at, dealt.separation)
                keep_lane(rows, 3, at, done.buyer_keeps + done.supplier_keeps)
                keep_lane(rows, 4, at, done.buyer_seen + done.supplier_seen)
                keep_lane(rows, 5, at, done.inflated + done.buyer_monitors + done.found)
                keep_lane(rows, 6, at, done.supplier_monitors + done.buyer_silent + done.supplier_silent)
                keep_lane(rows, 7, at, done.buyer_silence_found + done.supplier_silence_found)


def lanes_of_nothing() -> Any:
    """Rows to draw into."""
    return np.zeros(8 * PITCH)


def scalar_words(count: int) -> float:
    """Draw so many blocks one after the other; how many words that was."""
    words_drawn(count)
    return float(BLOCK * count)


def words_by_lanes(times: int) -> float:
    """Draw a block for each of a full row of lanes, `times` over; how many words that was."""
    words_in_lanes(lanes_of_nothing(), LANES, times)
    return float(BLOCK * LANES * times)


def deals_drawn(times: int) -> float:
    """Draw the dice of a full row of bonds, `times` over; how many deals' dice that was."""
    draws_in_lanes(lanes_of_nothing(), LANES, times)
    return float(LANES * times)


def words_a_deal(stage: Stage) -> float:
    """Words that one replicate draws, search and all, for each of its deals: counted in plain Python."""
    blocks = 0
    philox = draws.philox

    def counted(*address: int) -> draws.Words:
        nonlocal blocks
        blocks += 1
        return philox(*address)

    draws.philox = counted
    try:
        block = played(stage, SEED, 0, 1, interpreted=True)
    finally:
        draws.philox = philox
    return BLOCK * blocks / deals_in(block)
