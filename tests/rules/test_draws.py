"""The dice: the published generator, uniform and independent in every part of the address.

Statistical tests use seeds fixed before looking; each rejects sound dice with probability 1/10,000.
"""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from sim import draws
from sim.draws import Purpose
from sim.jit import kernel

Floats = NDArray[np.float64]
SEED = 20_260_101
COUNT = 200_000
KOLMOGOROV_LIMIT = 2.23  # of sqrt(n) times the largest distance between distribution functions
ALL_ONES = 0xFFFFFFFF


def _block(address: NDArray[np.int64], words: NDArray[np.int64]) -> None:
    for i in range(address.shape[0]):
        row = draws.philox(
            address[i, 0], address[i, 1], address[i, 2], address[i, 3], address[i, 4], address[i, 5]
        )
        words[i, 0], words[i, 1], words[i, 2], words[i, 3] = row


def _fours(address: NDArray[np.int64], out: Floats) -> None:
    """Rows (seed, replicate, moment, a, b, purpose) to rows of four uniforms."""
    for i in range(address.shape[0]):
        row = draws.four(
            address[i, 0], address[i, 1], address[i, 2], address[i, 3], address[i, 4], address[i, 5]
        )
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = row


def _lucks(address: NDArray[np.int64], out: Floats) -> None:
    for i in range(address.shape[0]):
        row = draws.luck(address[i, 0], address[i, 1], address[i, 2], address[i, 3])
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = row.misfit, row.cost, row.jump, row.jump_size
        out[i, 4], out[i, 5], out[i, 6] = row.separation, row.noise_buyer, row.noise_supplier


def _deedses(address: NDArray[np.int64], out: Floats) -> None:
    for i in range(address.shape[0]):
        row = draws.deeds(address[i, 0], address[i, 1], address[i, 2], address[i, 3])
        out[i, 0], out[i, 1], out[i, 2], out[i, 3] = (
            row.buyer_keeps, row.supplier_keeps, row.buyer_seen, row.supplier_seen,
        )  # fmt: skip
        out[i, 4], out[i, 5], out[i, 6], out[i, 7] = (
            row.inflated, row.buyer_monitors, row.found, row.supplier_monitors,
        )  # fmt: skip
        out[i, 8], out[i, 9], out[i, 10], out[i, 11] = (
            row.buyer_silent, row.supplier_silent, row.buyer_silence_found, row.supplier_silence_found,
        )  # fmt: skip


blocks, fours, lucks, deedses = kernel(_block), kernel(_fours), kernel(_lucks), kernel(_deedses)

# Random123's known answers for philox4x32-10: counter, key, words.
KNOWN_ANSWERS = [
    ((0, 0, 0, 0, 0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ALL_ONES,) * 6, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344, 0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def _addresses(varying: int, count: int = COUNT) -> NDArray[np.int64]:
    """Neighbouring addresses: one coordinate counts up, the others stay."""
    address = np.tile(np.array([SEED, 3, 17, 5, 0, int(Purpose.MEETING)]), (count, 1))
    address[:, varying] = np.arange(count)
    return address


def _uniforms(varying: int, count: int = COUNT) -> Floats:
    out = np.empty((count, 4))
    fours(_addresses(varying, count), out)
    return out


@pytest.mark.parametrize(("address", "words"), KNOWN_ANSWERS)
def test_known_answers(address: tuple[int, ...], words: tuple[int, ...]) -> None:
    assert draws.philox(*address) == words
    compiled = np.empty((1, 4), np.int64)
    blocks(np.array([address]), compiled)
    assert tuple(compiled[0].tolist()) == words


def test_blocks_agree_to_the_last_bit_on_any_address() -> None:
    address = np.random.default_rng(SEED).integers(-(2**40), 2**40, (100_000, 6))
    compiled = np.empty((len(address), 4), np.int64)
    blocks(address, compiled)
    assert compiled.tolist() == [list(draws.philox(*row)) for row in address.tolist()]


def _interpreted(function: Callable[..., tuple[float, ...]], address: NDArray[np.int64]) -> list[list[float]]:
    return [list(function(*row)) for row in address.tolist()]


def test_luck_and_deeds_agree_to_the_last_bit() -> None:
    address = np.random.default_rng(SEED).integers(0, 2**32, (10_000, 4))
    luck, deeds = np.empty((len(address), 7)), np.empty((len(address), 12))
    lucks(address, luck)
    deedses(address, deeds)
    assert luck.tolist() == _interpreted(draws.luck, address)
    assert deeds.tolist() == _interpreted(draws.deeds, address)


def test_luck_and_deeds_are_the_named_words() -> None:
    u = draws.eight(SEED, 1, 2, 3, 0, Purpose.LUCK)
    luck = draws.luck(SEED, 1, 2, 3)
    assert u == draws.four(SEED, 1, 2, 3, 0, 0) + draws.four(SEED, 1, 2, 3, 0, 1)
    assert (luck.misfit, luck.cost) == draws.normal_pair(u[0], u[1])
    assert (luck.jump, luck.separation) == (u[2], u[5])
    assert luck.jump_size == draws.normal_pair(u[3], u[4])[0]
    assert (luck.noise_buyer, luck.noise_supplier) == draws.normal_pair(u[6], u[7])
    news = draws.four(SEED, 1, 2, 3, 0, Purpose.NEWS)
    assert tuple(draws.deeds(SEED, 1, 2, 3)) == draws.eight(SEED, 1, 2, 3, 0, Purpose.DEEDS) + news


def test_the_address_book_gives_no_block_twice() -> None:
    pairs = {Purpose.LUCK + 1, Purpose.DEEDS + 1}
    assert not pairs & set(Purpose)
    assert sorted(pairs | set(Purpose)) == list(range(19))


def test_a_uniform_is_never_an_end_of_the_interval() -> None:
    assert draws.uniform(0) == 2.0**-33
    assert draws.uniform(ALL_ONES) == 1.0 - 2.0**-33


def test_normals_are_bounded_and_finite() -> None:
    pairs = [
        draws.normal_pair(draws.uniform(word), angle) for word in (0, 1, ALL_ONES) for angle in (0.0, 0.25)
    ]
    largest = max(abs(normal) for pair in pairs for normal in pair)
    assert 6.76 < largest < 6.77


@pytest.mark.parametrize("varying", range(6), ids=["seed", "replicate", "moment", "a", "b", "purpose"])
def test_uniform_along_every_coordinate(varying: int) -> None:
    for draw in _uniforms(varying).T:
        cells = np.bincount((draw * 256).astype(int), minlength=256)
        expected = COUNT / 256
        chi_square = float(((cells - expected) ** 2 / expected).sum())
        assert chi_square < 346.4  # quantile of 9,999/10,000 at 255 degrees of freedom
        ranks = np.arange(1, COUNT + 1) / COUNT
        distance = np.abs(np.sort(draw) - ranks + 0.5 / COUNT).max() + 0.5 / COUNT
        assert math.sqrt(COUNT) * distance < KOLMOGOROV_LIMIT


@pytest.mark.parametrize("varying", range(6), ids=["seed", "replicate", "moment", "a", "b", "purpose"])
def test_neighbouring_addresses_are_independent(varying: int) -> None:
    """Correlations of words within a block, and with all words one and two addresses on."""
    centred = (_uniforms(varying) - 0.5) * math.sqrt(12.0)
    for lag in (0, 1, 2):
        correlations = centred[lag:].T @ centred[: COUNT - lag] / math.sqrt(COUNT - lag)
        if lag == 0:
            correlations -= np.diag(np.diag(correlations))
        # 16 correlations at once, each at 1/160,000.
        assert np.abs(correlations).max() < 4.52


def test_low_bits_are_fair_too() -> None:
    words = np.empty((COUNT, 4), np.int64)
    blocks(_addresses(3), words)
    for bit in range(32):
        ones = ((words >> bit) & 1).sum(axis=0)
        assert (
            np.abs((ones - COUNT / 2) / math.sqrt(COUNT / 4)).max() < 5.0
        )  # 128 counts, each at 1/1,700,000


def test_normals_are_standard_and_independent() -> None:
    address = _addresses(3)[:, :4]
    luck = np.empty((COUNT, 7))
    lucks(address, luck)
    normals = luck[:, [0, 1, 3, 5, 6]]
    assert np.abs(normals.mean(axis=0) * math.sqrt(COUNT)).max() < 4.27  # five at once
    assert np.abs(((normals**2).mean(axis=0) - 1.0) * math.sqrt(COUNT / 2)).max() < 4.27
    for normal in normals.T:
        distribution = np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in np.sort(normal).tolist()])
        distance = np.abs(distribution - (np.arange(COUNT) + 0.5) / COUNT).max()
        assert math.sqrt(COUNT) * distance < KOLMOGOROV_LIMIT
    correlations = normals.T @ normals / math.sqrt(COUNT)
    assert np.abs(correlations - np.diag(np.diag(correlations))).max() < 4.42  # ten pairs at once
    squares = (normals**2 - 1.0) / math.sqrt(2.0)
    correlations = squares.T @ squares / math.sqrt(COUNT)
    assert (
        np.abs(correlations - np.diag(np.diag(correlations))).max() < 4.6
    )  # heavier tails than the normal's
