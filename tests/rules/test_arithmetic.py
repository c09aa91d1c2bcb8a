"""`sim.arithmetic` against exact values: to its stated error, and to the same bits in both plays.

Reference values come from the standard library's `decimal` at 40 digits, whose exp and ln are
correctly rounded.
"""

import math
from collections.abc import Callable, Iterable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim import arithmetic, primitives
from sim.jit import Kernel, kernel

Floats = NDArray[np.float64]
POINTS = 3_000
BIT_PATTERNS = 100_000
PI = Decimal("3.14159265358979323846264338327950288419716939937510582")


def _ulps(found: float, true: Decimal) -> float:
    return float(abs(Decimal(found) - true) / Decimal(math.ulp(float(true))))


def _worst(
    function: Callable[[float], float], truth: Callable[[Decimal], Decimal], points: Iterable[float]
) -> float:
    with localcontext() as context:
        context.prec = 40
        return max(_ulps(function(x), truth(Decimal(x))) for x in points)


def _sine(turns: Decimal) -> Decimal:
    """Taylor's series, in decimals."""
    angle = 2 * PI * turns
    term, total, index = angle, angle, 1
    while abs(term) > Decimal("1e-35"):
        term = -term * angle * angle / ((index + 1) * (index + 2))
        total += term
        index += 2
    return total


def _points(seed: int, *ranges: tuple[float, float]) -> list[float]:
    random = np.random.default_rng(seed)
    return np.concatenate([random.uniform(low, high, POINTS) for low, high in ranges]).tolist()


def test_exp_is_within_its_bound() -> None:
    assert (
        _worst(arithmetic.exp, Decimal.exp, _points(1, (-708, 709), (-20, 20), (-1, 1), (-1e-8, 1e-8))) < 0.9
    )


def test_log_is_within_its_bound() -> None:
    wide = [math.ldexp(m, int(n)) for m, n in zip(_points(2, (1, 2)), _points(3, (-1022, 1023)), strict=True)]
    subnormal = [k * 5e-324 for k in (1, 2, 3, 12345, 2**51 + 1)]
    near_one = _points(4, (0.4, 2.1), (0.999, 1.001))
    assert _worst(arithmetic.log, Decimal.ln, wide + subnormal + near_one) < 0.8


def test_sine_and_cosine_are_within_their_bound() -> None:
    with localcontext() as context:
        context.prec = 40
        for u in _points(5, (0, 1), (-2, 2)):
            sine, cosine = arithmetic.sine_and_cosine_of_turns(u)
            assert abs(Decimal(sine) - _sine(Decimal(u))) < Decimal(0.75 * 2**-52)
            assert abs(Decimal(cosine) - _sine(Decimal(u) + Decimal("0.25"))) < Decimal(0.75 * 2**-52)


def test_power_is_within_its_bound() -> None:
    with localcontext() as context:
        context.prec = 40
        for x, y in zip(_points(6, (0.001, 10)), _points(7, (-4, 4)), strict=True):
            exponent = Decimal(y) * Decimal(x).ln()
            bound = 1.7 * (1 + abs(float(exponent)))
            assert _ulps(arithmetic.power(x, y), exponent.exp()) < bound


def test_values_known_exactly() -> None:
    assert arithmetic.exp(0.0) == 1.0
    assert arithmetic.log(1.0) == 0.0
    quarters = [arithmetic.sine_and_cosine_of_turns(k / 4) for k in range(5)]
    assert quarters == [(0, 1), (1, 0), (0, -1), (-1, 0), (0, 1)]
    assert [primitives.scale(float(n)) for n in range(-1022, 1024)] == [2.0**n for n in range(-1022, 1024)]
    assert [arithmetic.sqrt(x) for x in (0.0, 2.25, 2.0)] == [0.0, 1.5, math.sqrt(2.0)]


def test_power_is_exact_where_it_can_be() -> None:
    for x in (0.0, 1e-300, 0.3, 1.0, 7.0, 1e300):
        assert arithmetic.power(x, 0.0) == 1.0
        assert arithmetic.power(x, 1.0) == x
        assert arithmetic.power(x, 0.5) == math.sqrt(x)
        assert arithmetic.power(1.0, x) == 1.0
    assert arithmetic.power(0.0, 0.7) == 0.0
    assert arithmetic.power(0.0, -1.0) == math.inf


def test_outside_the_domain() -> None:
    assert arithmetic.exp(-708.1) == 0.0
    assert arithmetic.exp(709.1) == math.inf
    assert (arithmetic.exp(-math.inf), arithmetic.exp(math.inf)) == (0.0, math.inf)
    assert (arithmetic.log(0.0), arithmetic.log(math.inf)) == (-math.inf, math.inf)
    not_numbers = [arithmetic.log(-1.0), arithmetic.sqrt(-1.0), arithmetic.power(-1.0, 2.0)]
    not_numbers += [function(math.nan) for function in (arithmetic.exp, arithmetic.log, arithmetic.sqrt)]
    assert all(math.isnan(value) for value in not_numbers)


def test_floor_is_the_whole_number_below() -> None:
    odd = [k + part for k in (-3.0, -1.0, 0.0, 1.0, 47.0, 2.0**49) for part in (0.0, 0.25, 0.5, 0.75)]
    for x in odd + _points(10, (-40, 40), (-1e12, 1e12)):
        assert arithmetic.floor(x) == math.floor(x)


def _floors(x: Floats, _y: Floats, out: Floats) -> None:
    for i in range(x.size):
        out[i] = arithmetic.floor(x[i])


def _exps(x: Floats, _y: Floats, out: Floats) -> None:
    for i in range(x.size):
        out[i] = arithmetic.exp(x[i])


def _logs(x: Floats, _y: Floats, out: Floats) -> None:
    for i in range(x.size):
        out[i] = arithmetic.log(x[i])


def _roots(x: Floats, _y: Floats, out: Floats) -> None:
    for i in range(x.size):
        out[i] = arithmetic.sqrt(x[i])


def _powers(x: Floats, _y: Floats, out: Floats) -> None:
    for i in range(x.size):
        out[i] = arithmetic.power(x[i], _y[i])


def _sines(x: Floats, _y: Floats, out: Floats) -> None:
    for i in range(x.size):
        out[i], _ = arithmetic.sine_and_cosine_of_turns(x[i])


def _cosines(x: Floats, _y: Floats, out: Floats) -> None:
    for i in range(x.size):
        _, out[i] = arithmetic.sine_and_cosine_of_turns(x[i])


EVERY_FUNCTION = [kernel(f) for f in (_floors, _exps, _logs, _roots, _powers, _sines, _cosines)]


def _bits(x: Floats, _y: Floats, out: Floats) -> None:
    for i in range(x.size):
        number = x[i]
        if 0.0 <= number < 2.0**32 and number == arithmetic.floor(number):
            out[i] = primitives.real(primitives.whole(number))
        elif number >= 2.0**-1022 and number < arithmetic.INFINITY:
            power = primitives.exponent(number)
            out[i] = primitives.mantissa(number) * primitives.scale(power if power < 1023.0 else 1022.0)
        else:
            out[i] = 0.0


def test_the_bits_of_a_float_are_read_and_written_as_told() -> None:
    ends = [0.0, 1.0, 2.0**32 - 1.0, 2.0**-1022, 1.5 * 2.0**-1022, 1.7976931348623157e308, 0.1, 2.0**1023]
    x = np.array([*ends, *(2.0**n for n in range(-1022, 1024)), *_points(11, (0, 1), (0, 1e300))])
    compiled = np.empty(x.size)
    kernel(_bits)(x, x, compiled)
    interpreted = _Interpreted([0.0] * x.size)
    plainly: Any = _bits
    plainly(_Interpreted(x.tolist()), x, interpreted)
    assert compiled.tolist() == list(interpreted)
    halved = np.where(x >= 2.0**1023, 0.5, 1.0)
    assert np.array_equal(compiled, np.where((x < 2.0**32) & (x == np.floor(x)), x, x * halved))


class _Interpreted(list[float]):
    """Plain floats that know their size: numpy's scalars warn where Python's floats do not."""

    @property
    def size(self) -> int:
        return len(self)


@pytest.mark.parametrize("both", EVERY_FUNCTION, ids=lambda both: both.__name__)
def test_interpreted_and_compiled_play_agree_to_the_last_bit(
    both: Kernel[[Floats, Floats, Floats], None],
) -> None:
    random = np.random.default_rng(9)
    any_bits = random.integers(0, 2**64, BIT_PATTERNS, dtype=np.uint64).view(np.float64)
    usual = random.uniform(0.0, 1.0, BIT_PATTERNS) * 10.0 ** random.integers(-3, 3, BIT_PATTERNS)
    odd = np.array([0.0, -0.0, 1.0, -1.0, 0.5, 5e-324, 2.2e-308, 1.8e308, math.inf, -math.inf, math.nan])
    if both.interpreted in (_sines, _cosines):
        any_bits = np.ldexp(random.uniform(-1.0, 1.0, BIT_PATTERNS), random.integers(-40, 50, BIT_PATTERNS))
    x = np.concatenate([any_bits, usual, odd, usual])
    y = np.concatenate(
        [random.uniform(-9.0, 9.0, x.size - usual.size), random.choice([0.0, 0.5, 1.0], usual.size)]
    )

    compiled = np.empty(x.size)
    both(x, y, compiled)
    interpreted = _Interpreted([0.0] * x.size)
    plainly: Any = both.interpreted
    plainly(_Interpreted(x.tolist()), _Interpreted(y.tolist()), interpreted)

    # A nan's sign and payload are the processor's affair.
    assert np.array_equal(np.isnan(compiled), np.isnan(interpreted))
    bits = np.where(np.isnan(compiled), 0.0, compiled).view(np.uint64)
    assert np.array_equal(bits, np.where(np.isnan(interpreted), 0.0, interpreted).view(np.uint64))
