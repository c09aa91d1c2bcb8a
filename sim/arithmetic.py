"""floor, exp, log, power, square root, sine and cosine with the same bits on every machine.

The system's own functions differ in the last bit between processors and libraries, and a world that
differs in one bit drifts apart from its twin. These are built from operations that IEEE 754 rounds
exactly (+ - * / and the square root) in a fixed order, so interpreted and compiled play agree
everywhere. They have no branch that cannot become a selection, no table and no exception, so that a
loop over them can be vectorised.

Outside its domain a function returns nan or an infinity, as its docstring says; it never raises. An
ulp is the distance between neighbouring doubles at the true value. Bounds were measured against
40-digit arithmetic (mpmath) over at least 100,000 random points each.

Source: reduction and minimax polynomials follow the published algorithms of Tang 1989 (exp), Tang
1990 (log) and Ng 1993 (fdlibm: sine, cosine); the polynomials' coefficients are fdlibm's. For
accuracy in general: Muller, "Elementary Functions", 3rd ed. 2016.
"""

from sim.jit import rule
from sim.primitives import exponent, mantissa, scale, square_root, whole

INFINITY = float("inf")
NOT_A_NUMBER = float("nan")

# Adding and subtracting 1.5 * 2**52 rounds to the nearest integer: beyond it doubles have no
# fraction.
ROUNDER = 6755399441055744.0

# ln 2 in two parts: the first has 21 trailing zero bits, so its product with an exponent is exact.
LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
LOG2_E = 1.44269504088896338700e00
SQRT2 = 1.41421356237309514547e00
TWO_PI = 6.28318530717958623200e00

UP_52 = 2.0**52
SMALLEST_NORMAL = 2.0**-1022
LARGEST = 1.7976931348623157e308

EXP_LOWEST = -708.0
EXP_HIGHEST = 709.0
EXP_1, EXP_2, EXP_3 = (
    1.66666666666666019037e-01,
    -2.77777777770155933842e-03,
    6.61375632143793436117e-05,
)
EXP_4, EXP_5 = -1.65339022054652515390e-06, 4.13813679705723846039e-08

LOG_1, LOG_2, LOG_3 = 6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01
LOG_4, LOG_5, LOG_6 = 2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01
LOG_7 = 1.479819860511658591e-01

SIN_1, SIN_2, SIN_3 = (
    -1.66666666666666324348e-01,
    8.33333333332248946124e-03,
    -1.98412698298579493134e-04,
)
SIN_4, SIN_5, SIN_6 = (
    2.75573137070700676789e-06,
    -2.50507602534068634195e-08,
    1.58969099521155010221e-10,
)
COS_1, COS_2, COS_3 = (
    4.16666666666666019037e-02,
    -1.38888888888741095749e-03,
    2.48015872894767294178e-05,
)
COS_4, COS_5, COS_6 = (
    -2.75573143513906633035e-07,
    2.08757232129817482790e-09,
    -1.13596475577881948265e-11,
)


@rule
def sqrt(x: float) -> float:
    """The square root; nan below 0. IEEE 754 asks the nearest double (0.5 ulp) of every machine."""
    domain = x >= 0.0
    root = square_root(x if domain else 0.0)
    return root if domain else NOT_A_NUMBER


@rule
def floor(x: float) -> float:
    """The greatest whole number that is not above x, for |x| < 2**50."""
    nearest = (x + ROUNDER) - ROUNDER
    return nearest - 1.0 if nearest > x else nearest


@rule
def exp(x: float) -> float:
    """e to the x: 0.9 ulp on [-708, 709]; below it 0, above it infinity."""
    inside = x if x > EXP_LOWEST else EXP_LOWEST
    inside = inside if inside < EXP_HIGHEST else EXP_HIGHEST
    n = (inside * LOG2_E + ROUNDER) - ROUNDER
    high = inside - n * LN2_HIGH
    low = n * LN2_LOW
    r = high - low
    t = r * r
    c = r - t * (EXP_1 + t * (EXP_2 + t * (EXP_3 + t * (EXP_4 + t * EXP_5))))
    near_one = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    value = near_one * scale(n)
    value = value if x >= EXP_LOWEST else 0.0
    value = value if x <= EXP_HIGHEST else INFINITY
    return value if x == x else x


@rule
def mantissa_and_exponent(x: float) -> tuple[float, float]:
    """(m, n) with x = m * 2**n exactly and 1 <= m < 2, for every positive double."""
    tiny = x < SMALLEST_NORMAL
    normal = x * UP_52 if tiny else x
    return mantissa(normal), exponent(normal) - (52.0 if tiny else 0.0)


@rule
def log_of_parts(m: float, n: float) -> float:
    """The natural logarithm of m * 2**n for 1 <= m < 2 and a whole number n."""
    m, n = (m * 0.5, n + 1.0) if m > SQRT2 else (m, n)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = z * (LOG_1 + w * (LOG_3 + w * (LOG_5 + w * LOG_7)))
    even = w * (LOG_2 + w * (LOG_4 + w * LOG_6))
    half = 0.5 * f * f
    return n * LN2_HIGH - ((half - (s * (half + (odd + even)) + n * LN2_LOW)) - f)


@rule
def log(x: float) -> float:
    """The natural logarithm: 0.8 ulp on all positive doubles; -infinity at 0, nan below."""
    positive = x > 0.0
    m, n = mantissa_and_exponent(x if positive else 1.0)
    value = log_of_parts(m, n)
    value = value if x <= LARGEST else x
    value = value if positive else NOT_A_NUMBER
    return -INFINITY if x == 0.0 else value


@rule
def power(x: float, y: float) -> float:
    """x to the y for x >= 0, else nan; exact where y is 0, 1 or x is 0, 1; sqrt(x) where y is 1/2.

    Elsewhere exp(y * log(x)), whose error grows with the exponent: below 1.7 * (1 + |y * log(x)|)
    ulp, so below 10 for results between 1/100 and 100.
    """
    if y == 0.0:
        return 1.0
    if not x >= 0.0:
        return NOT_A_NUMBER
    if y == 1.0 or x == 1.0:
        return x
    if y == 0.5:
        return sqrt(x)
    if x == 0.0:
        return 0.0 if y > 0.0 else INFINITY
    return exp(y * log(x))


@rule
def sine_and_cosine_of_turns(u: float) -> tuple[float, float]:
    """Sine and cosine of u turns, |u| < 2**50; off by less than 0.75 * 2**-52, exact at quarters.

    Counting in turns makes the reduction to an eighth of a turn on either side of a quarter exact.
    """
    whole = (u + ROUNDER) - ROUNDER
    rest = u - whole
    quarter = (4.0 * rest + ROUNDER) - ROUNDER
    angle = (rest - 0.25 * quarter) * TWO_PI
    z = angle * angle
    s = angle + angle * z * (SIN_1 + z * (SIN_2 + z * (SIN_3 + z * (SIN_4 + z * (SIN_5 + z * SIN_6)))))
    c = 1.0 - (0.5 * z - z * z * (COS_1 + z * (COS_2 + z * (COS_3 + z * (COS_4 + z * (COS_5 + z * COS_6))))))
    swapped = quarter == 1.0 or quarter == -1.0
    sine = c if swapped else s
    cosine = s if swapped else c
    sine = -sine if quarter == 2.0 or quarter < 0.0 else sine
    cosine = -cosine if quarter >= 1.0 or quarter == -2.0 else cosine
    return sine, cosine


@rule
def whole_power(x: float, months: float) -> float:
    """x to a whole power of at least 0, by squaring; 1 for a power of 0. Error below n ulp.

    Faster than `power`, and the same bits everywhere, since it only multiplies. In a loop that is to be
    vectorised: `month_power`.
    """
    left = int(months)
    square = x
    result = 1.0
    while left > 0:
        if left & 1:
            result = result * square
        square = square * square
        left = left >> 1
    return result


@rule
def month_power(x: float, months: float) -> float:
    """`whole_power`, to the bit, for whole powers from 0 to below 2**20, in as many steps for all of them."""
    left = whole(months)
    square = x
    result = 1.0
    for digit in range(20):
        result = result * square if left & (1 << digit) else result
        square = square * square
    return result
