"""When simulated numbers agree with a closed form, and how often a true model would be accused.

Every comparison here fails with probability at most `FALSE_ALARM` when the model is right. The folder
makes fewer than 600 of them (worst case over all parameters of all tests, counted at the head of each
file), so that the family-wise rate of `pytest tests/theory tests/literature` is below 600 · 1e-7 = 6e-5.

Means are compared by Student's interval, with hundreds or thousands of independent units, each itself a
mean over many months or pairs, so that the error of the central limit theorem is small; counts by the exact
binomial distribution. A stated `bias` is that of the closed form itself (discrete time, a finite horizon),
derived where it is used, never fitted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

FALSE_ALARM = 1e-7
ERRORS = float(stats.norm.isf(FALSE_ALARM / 2.0))
"""Standard errors within which the mean of very many units must lie: 5.33."""


def errors(draws: int) -> float:
    """Standard errors within which the mean of so many draws must lie, by Student."""
    return float(stats.t.isf(FALSE_ALARM / 2.0, draws - 1))


def assert_mean(sample: ArrayLike, expected: float, bias: float = 0.0, what: str = "mean") -> None:
    """The mean of independent draws is `expected`, up to chance and a stated bias of the formula."""
    values = np.asarray(sample, dtype=np.float64).ravel()
    assert values.size >= 200, "too few draws for the central limit theorem"
    error = float(values.std(ddof=1)) / np.sqrt(values.size)
    far = abs(float(values.mean()) - expected)
    allowed = errors(values.size) * error + bias + 1e-12
    assert far <= allowed, (
        f"{what}: {values.mean():.6g} instead of {expected:.6g}, {far:.2g} away, allowed {allowed:.2g} "
        f"({values.size} draws, standard error {error:.2g}, bias {bias:.2g})"
    )


def assert_share(hits: Any, draws: Any, probability: float, bias: float = 0.0, what: str = "share") -> None:
    """So many hits of so many independent draws have this probability, up to chance and a stated bias."""
    hits, draws = int(hits), int(draws)
    lowest, highest = max(0.0, probability - bias), min(1.0, probability + bias)
    so_few = float(stats.binom.cdf(hits, draws, lowest))
    so_many = float(stats.binom.sf(hits - 1, draws, highest))
    assert min(so_few, so_many) >= FALSE_ALARM / 2.0, (
        f"{what}: {hits} of {draws} = {hits / draws:.6g} instead of {probability:.6g} (bias {bias:.2g})"
    )
