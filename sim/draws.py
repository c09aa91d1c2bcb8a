"""The dice: every draw is a pure function of its address and of no other draw.

An address is a key (seed, replicate) and a counter (moment, a, b, purpose), each a number in [0,
2**32); `moment` is a month, or the generation of a firm in its slot. Results therefore do not
depend on threads or on the order in which firms are activated, a new purpose or replicate moves
nothing else, and two strategies compared on the same address have the same luck. One block of the
generator serves four draws.

Source: Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"
(Philox4x32-10); Box & Muller 1958, "A note on the generation of random normal deviates".
"""

from enum import IntEnum
from typing import Final

from sim.arithmetic import log, sine_and_cosine_of_turns, sqrt
from sim.jit import rule
from sim.primitives import real, unsigned
from sim.quantities import Deeds, Luck

WORD_MASK: Final = 0xFFFFFFFF
WORD_BITS: Final = 32
# The multipliers and the two Weyl increments (golden ratio, root of 3) of the published generator.
MULTIPLIER_0: Final = 0xD2511F53
MULTIPLIER_1: Final = 0xCD9E8D57
WEYL_0: Final = 0x9E3779B9
WEYL_1: Final = 0xBB67AE85
WORD_WIDTH: Final = 2.0**-32

Four = tuple[float, float, float, float]
Eight = tuple[float, float, float, float, float, float, float, float]
Words = tuple[int, int, int, int]


class Purpose(IntEnum):
    """The address book. Append only: a number keeps its meaning, so that old results repeat.

    Each entry says what its words (a block has words 0 to 3) decide, and what moment, a and b are.
    """

    LUCK = 0
    """With 1. Words 0, 1: normals of misfit and cost; 2: a jump; 3, 4: normal of its size;
    5: separation; 6, 7: normals of the payoff noise of buyer and supplier. Month, buyer slot, 0."""
    DEEDS = 2
    """With 3. Words: buyer keeps, supplier keeps, buyer seen, supplier seen, claim inflated, buyer
    monitors (in the first edition: audits the claim), inflation found, supplier monitors (in the first
    edition: spare). Month, buyer slot, 0."""
    MARKET = 4
    """Words 0, 1: normal of the market's cost shock. Month, 0, 0."""
    VALUE = 5
    """Word 0: a project's value. Month of signing, buyer slot, 0."""
    COST = 6
    """Word 0: a supplier's base cost in the market's range; 1: its private cost about it.
    Generation, supplier slot, 0."""
    FIT = 7
    """Word 0: compatibility of a pair. 0, buyer slot, supplier slot."""
    MEETING = 8
    """Word 0: candidate choice; 1: tie; 2: screening of the buyer; 3: of the supplier.
    Month, buyer slot, supplier slot."""
    SEARCH = 9
    """Words: candidate choice on the complete graph. Month, buyer slot, index of the four."""
    IMITATION = 10
    """Word 0: focal firm; 1: model; 2: adoption. Month, role, event."""
    ENTRY = 11
    """Word 0: strategy from the mix; 1, 2: first and second model of an imitating entrant.
    Generation, role, slot."""
    MONTHLY_COST = 12
    """Word 0: a supplier's cost, redrawn monthly (a switch for tests). Month, supplier slot, 0."""
    POPULATION = 13
    """Word 0: which slot holds which strategy at the start. 0, role, slot."""
    IMITATION_COUNT = 14
    """Word 0: how many imitation events there are. Month, role, 0."""
    NEWS = 15
    """Words: what only the buyer knows it keeps to itself; the supplier; the buyer's silence found; the
    supplier's. Month, buyer slot, 0."""
    FOUNDING = 16
    """Word 0: a founder's cash. 0, role, slot."""
    FIRST_TERM = 17
    """Word 0: months of the first term that two founders sign. Month of signing, buyer slot, 0."""
    OWN = 18
    """Words: a firm whose strategy has functions of its own consents, orders, sues, leaves, where these
    give chances. Month, buyer slot, role."""


@rule
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> Words:
    """Philox4x32-10: four words of 32 random bits for a counter and a key of 32-bit words.

    Of a larger or negative number only the low 32 bits count.
    """
    mask = unsigned(WORD_MASK)
    c0, c1 = unsigned(c0) & mask, unsigned(c1) & mask
    c2, c3 = unsigned(c2) & mask, unsigned(c3) & mask
    k0, k1 = unsigned(k0) & mask, unsigned(k1) & mask
    c0, c1, c2, c3 = philox_round(c0, c1, c2, c3, k0, k1)
    for _ in range(9):
        k0 = (k0 + unsigned(WEYL_0)) & mask
        k1 = (k1 + unsigned(WEYL_1)) & mask
        c0, c1, c2, c3 = philox_round(c0, c1, c2, c3, k0, k1)
    return c0, c1, c2, c3


@rule
def philox_round(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> Words:
    """One round: two products; their high halves, mixed with counter and key, change places."""
    mask, bits = unsigned(WORD_MASK), unsigned(WORD_BITS)
    first = unsigned(MULTIPLIER_0) * c0
    second = unsigned(MULTIPLIER_1) * c2
    return (second >> bits) ^ c1 ^ k0, second & mask, (first >> bits) ^ c3 ^ k1, first & mask


@rule
def uniform(word: int) -> float:
    """The middle of the word's cell in (0, 1): never 0 or 1, and exact."""
    return (real(word) + 0.5) * WORD_WIDTH


@rule
def four(seed: int, replicate: int, moment: int, a: int, b: int, purpose: int) -> Four:
    """Four uniform draws at one address."""
    w0, w1, w2, w3 = philox(moment, a, b, purpose, seed, replicate)
    return uniform(w0), uniform(w1), uniform(w2), uniform(w3)


@rule
def eight(seed: int, replicate: int, moment: int, a: int, b: int, purpose: int) -> Eight:
    """Eight uniform draws, from the blocks of `purpose` and `purpose + 1`."""
    u0, u1, u2, u3 = four(seed, replicate, moment, a, b, purpose)
    u4, u5, u6, u7 = four(seed, replicate, moment, a, b, purpose + 1)
    return u0, u1, u2, u3, u4, u5, u6, u7


@rule
def normal_pair(u1: float, u2: float) -> tuple[float, float]:
    """Two independent standard normals from two uniform draws (Box-Muller); none beyond 6.77."""
    radius = sqrt(-2.0 * log(u1))
    sine, cosine = sine_and_cosine_of_turns(u2)
    return radius * cosine, radius * sine


@rule
def luck(seed: int, replicate: int, month: int, slot: int) -> Luck:
    """What nature deals to the bond of a buyer's slot in a month."""
    u0, u1, jump, u3, u4, separation, u6, u7 = eight(seed, replicate, month, slot, 0, Purpose.LUCK)
    misfit, cost = normal_pair(u0, u1)
    jump_size, _ = normal_pair(u3, u4)
    noise_buyer, noise_supplier = normal_pair(u6, u7)
    return Luck(misfit, cost, jump, jump_size, separation, noise_buyer, noise_supplier)


@rule
def deeds(seed: int, replicate: int, month: int, slot: int) -> Deeds:
    """The draws that decide what the two firms of a bond do, and see, in a month."""
    u0, u1, u2, u3, u4, u5, u6, u7 = eight(seed, replicate, month, slot, 0, Purpose.DEEDS)
    n0, n1, n2, n3 = four(seed, replicate, month, slot, 0, Purpose.NEWS)
    return Deeds(u0, u1, u2, u3, u4, u5, u6, u7, n0, n1, n2, n3)
