"""L14: trust in a partner of Bernoulli(p) conduct is a Beta posterior; where it settles is no reliability.

Formula: with nothing forgotten and w₊ = w₋ = 1, trust is the mean of Beta(r₀ + kept, s₀ + broken), where
r₀ = prior · strength, s₀ = (1 − prior) · strength. As the prior fades and memory grows long, mean trust is
p w₊/(p w₊ + (1 − p) w₋): with w₋/w₊ = 3 a partner that is reliable 90 % of the time is trusted at .75.
Source: josang_ismail_2002 (Beta reputation with forgetting); model §9 L14.

False alarms: 16 comparisons at 1e-7 each (6 with long memory, 6 with a long forgetting one, 3 with a prior
that fades, 1 share of months seen); all else is exact. Units are the two firms of a pair in independent
replicates: what each learns depends on the other's conduct only, and neither's conduct on anything.

Bias of the limit. After T months trust is f(Y) = (r₀ + w₊Y)/(r₀ + s₀ + w₋S + (w₊ − w₋)Y), Y = Σ φ^i X_i the
faded count of kept promises, S = Σ φ^i, i < T. Y has mean pS, variance p(1 − p) Σ φ^2i, and lies in [0, S];
so |E f(Y) − limit| ≤ |f(pS) − limit| + ½ max|f″| var Y (Taylor with remainder). f is a ratio of two linear
functions, so |f″| is greatest at an end of [0, S]. That bound, nothing fitted, is the bias allowed.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

import sim
from sim.ensemble.tables import events_table
from sim.worlds import ACCOUNTS
from tests.theory.chance import assert_mean, assert_share
from tests.theory.markets import block, off, world_of

TRUST, KEPT = ACCOUNTS.index("trust"), ACCOUNTS.index("promises_kept")
EXACT = 1e-12
REPLICATES, CHUNK = 1000, 200


class Paths(NamedTuple):
    """What independent pairs did and how they trusted, by replicate, role and month."""

    kept: NDArray[np.float64]
    trust: NDArray[np.float64]  # of a role in the other


def bernoulli(chance: float) -> dict[str, Any]:
    """Conduct that depends on nothing: all five chances are the same."""
    names = ("opening", "after_kept_kept", "after_kept_broken", "after_broken_kept", "after_broken_broken")
    return dict(conduct="reactive", **dict.fromkeys(names, chance))


def world(months: int, detection: float = 1.0, **trust: float) -> dict[str, dict[str, Any]]:
    """A pair that trades and sees each other's conduct; nothing else is on."""
    return off(
        market=dict(buyers=1, suppliers=1, months=months, separation=0.0),
        contract=dict(signing=0.0, term=months),
        promises=dict(slip=0.0, detection=detection, law_recovery=0.0),
        trust=trust,
    )


def paths(chances: tuple[float, float], here: dict[str, dict[str, Any]], replicates: int, seed: int) -> Paths:
    """Replicates of a pair whose buyer and supplier keep with these chances."""
    one, other = (bernoulli(chance) for chance in chances)
    parts = [
        block(
            one, here, partner=other if other != one else None, seed=seed, compiled=True,
            replicates=min(CHUNK, replicates - first), first=first,
        ).accounts.sum(axis=2)
        for first in range(0, replicates, CHUNK)
    ]  # fmt: skip
    return Paths(*(np.concatenate([part[..., place] for part in parts]) for place in (KEPT, TRUST)))


def final_trust(reliability: float, here: dict[str, dict[str, Any]], seed: int) -> NDArray[np.float64]:
    """Each firm's trust at the end, both sides being so reliable; 2 · REPLICATES independent numbers."""
    return paths((reliability, reliability), here, REPLICATES, seed).trust[..., -1].ravel()


@pytest.mark.parametrize(
    ("prior", "strength", "reliability"),
    [(0.5, 8.0, 0.9), (0.2, 1.0, 0.5), (0.95, 30.0, 0.1), (0.0, 2.0, 1.0)],
)
def test_with_perfect_memory_trust_is_the_posterior_mean(
    prior: float, strength: float, reliability: float, seed: int
) -> None:
    """Along the whole path, of both sides: each learns about the other, who may be of another kind."""
    here = world(60, prior=prior, strength=strength, forgetting=1.0, good_weight=1.0, bad_weight=1.0)
    found = paths((0.7, reliability), here, 50, seed)
    kept = found.kept.cumsum(axis=2)
    broken = np.arange(1, 61) - kept
    posterior = stats.beta(prior * strength + kept[:, ::-1], (1.0 - prior) * strength + broken[:, ::-1])
    possible = (prior > 0.0) | (kept[:, ::-1] > 0.0)  # a Beta distribution needs both parameters above 0
    wanted = np.where(possible, posterior.mean(), 0.0)
    np.testing.assert_allclose(found.trust, wanted, rtol=0, atol=EXACT)


def test_mesa_firms_trust_by_the_posterior_mean(seed: int) -> None:
    """The firms' own trust in each other, at the end of every month."""
    here = world(40, prior=0.3, strength=5.0, forgetting=1.0, good_weight=1.0, bad_weight=1.0)
    known = {"one": bernoulli(0.6), "other": bernoulli(0.8)}
    market = sim.Market(world_of(known, "one", "other", here), seed=seed)
    kept = np.zeros(2)
    for month in range(1, 41):
        market.step()
        (dealt,) = market.deals
        kept += (dealt.deal.kept_supplier, dealt.deal.kept_buyer)
        held = market.relationships[0]
        trusts = [held.trust_of(firm) for firm in (held.buyer, held.supplier)]
        wanted = stats.beta(1.5 + kept, 3.5 + month - kept).mean()
        np.testing.assert_allclose(trusts, wanted, rtol=0, atol=EXACT)
    assert (kept % 40 != 0).all()


@pytest.mark.parametrize("ratio", [1.0, 2.0, 3.0])
@pytest.mark.parametrize("reliability", [0.5, 0.9])
def test_mean_trust_with_perfect_memory(reliability: float, ratio: float, seed: int) -> None:
    """E τ after T months, no bias: the kept promises are binomial, so the mean is a finite sum."""
    months, prior, strength = 60, 0.2, 4.0
    here = world(months, prior=prior, strength=strength, forgetting=1.0, good_weight=1.0, bad_weight=ratio)
    number = np.arange(months + 1)
    trusted = (prior * strength + number) / (strength + number + ratio * (months - number))
    wanted = float(trusted @ stats.binom.pmf(number, months, reliability))
    found = final_trust(reliability, here, seed)
    assert_mean(found, wanted, what=f"trust at reliability {reliability}, ratio {ratio}")


class Memory(NamedTuple):
    """A memory of `months` months: how it fades, what bad observations weigh, and what the prior does."""

    months: int
    forgetting: float
    ratio: float
    prior: float = 0.5
    strength: float = 1e-6

    def limit(self, reliability: float) -> float:
        return reliability / (reliability + (1.0 - reliability) * self.ratio)

    def bias(self, reliability: float) -> float:
        """How far mean trust may be from the limit; derived at the head of this file."""
        fades = self.forgetting ** np.arange(self.months)
        size, variance = fades.sum(), reliability * (1.0 - reliability) * (fades * fades).sum()
        a, c = self.prior * self.strength, self.strength + self.ratio * size
        slope = 1.0 - self.ratio
        center = reliability * size
        gap = abs((a + center) / (c + slope * center) - self.limit(reliability))
        least = min(c, c + slope * size)
        curvature = abs(2.0 * slope * (c - a * slope)) / least**3
        return float(gap + 0.5 * curvature * variance)

    def world(self) -> dict[str, dict[str, Any]]:
        return world(
            self.months, prior=self.prior, strength=self.strength, forgetting=self.forgetting,
            good_weight=1.0, bad_weight=self.ratio,
        )  # fmt: skip


@pytest.mark.parametrize(
    "ratio", [2.0, pytest.param(1.0, marks=pytest.mark.slow), pytest.param(3.0, marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("reliability", [0.5, 0.9])
def test_mean_trust_is_the_weighted_share(reliability: float, ratio: float, seed: int) -> None:
    """A prior of no weight and a memory of φ = .995 over 400 months; the bias is below .005.

    Reliability .9 and ratio 3 is the case that the model names: trusted at .75.
    """
    memory = Memory(400, 0.995, ratio)
    assert memory.bias(reliability) < 0.005
    found = final_trust(reliability, memory.world(), seed)
    assert_mean(found, memory.limit(reliability), memory.bias(reliability), f"trust, ratio {ratio}")


@pytest.mark.parametrize(
    ("strength", "forgetting"),
    [
        pytest.param(8.0, 0.97, marks=pytest.mark.slow),
        (1.0, 0.99),
        pytest.param(0.1, 0.995, marks=pytest.mark.slow),
    ],
)
def test_the_limit_is_reached_as_the_prior_fades(strength: float, forgetting: float, seed: int) -> None:
    """A prior of .2 against the limit .75: the bias that is allowed shrinks, and means stay within it."""
    memory = Memory(400, forgetting, 3.0, prior=0.2, strength=strength)
    heavier = memory._replace(strength=2.0 * strength)
    assert memory.bias(0.9) < heavier.bias(0.9)
    assert memory.bias(0.9) < {8.0: 0.13, 1.0: 0.02, 0.1: 0.005}[strength]
    found = final_trust(0.9, memory.world(), seed)
    assert_mean(found, memory.limit(0.9), memory.bias(0.9), f"trust, prior worth {strength}")


def pairs(here: dict[str, dict[str, Any]], chance: float, seed: int) -> Any:
    """All relationship-months of replicate 0, as a table."""
    one = bernoulli(chance)
    outcome = block(one, here, partner=one, trace=True, seed=seed, compiled=True)
    return events_table(("one", "other"), outcome.traced)


def test_a_month_in_which_nothing_was_seen_only_fades(seed: int) -> None:
    """φ < 1, conduct seen with chance .3: counters fade and, where something was seen, gain its weight."""
    fade, good, bad, detection = 0.9, 1.5, 2.5, 0.3
    here = world(600, detection, forgetting=fade, good_weight=good, bad_weight=bad)
    table = pairs(here, 0.6, seed)
    seen = 0
    for learner, other in (("buyer", "supplier"), ("supplier", "buyer")):
        before = np.zeros(2)
        for _, row in table.iterrows():
            after = np.array([row[f"good_{learner}"], row[f"bad_{learner}"]])
            gain = after - fade * before
            weight = np.array([good, 0.0]) if row[f"kept_{other}"] > 0.0 else np.array([0.0, bad])
            learned = gain.sum() > 0.5
            np.testing.assert_allclose(gain, weight if learned else 0.0, rtol=0, atol=EXACT)
            seen, before = seen + int(learned), after
    assert_share(seen, 2 * 600, detection, what="months in which a side's conduct was seen")


def test_nothing_is_ever_seen_in_the_dark(seed: int) -> None:
    """Detection 0: trust stays the prior, to the bit."""
    found = paths((0.5, 0.5), world(50, 0.0, prior=0.4, forgetting=0.9), 20, seed)
    assert set(found.trust.ravel().tolist()) == {0.4}


def test_counters_fade_once_a_month_together_or_apart(seed: int) -> None:
    """Two buyers share one supplier whom fate takes from them: each finds its counters faded by φ^months."""
    fade = 0.9
    here = world(400, forgetting=fade, good_weight=1.0, bad_weight=1.0)
    here["market"] = dict(buyers=2, suppliers=1, months=400, separation=0.2)
    table = pairs(here, 0.6, seed)
    gaps: list[int] = []
    for _, mine in table.groupby("buyer"):
        last, before = 0, np.zeros(2)
        for _, row in mine.iterrows():
            after = np.array([row["good_buyer"], row["bad_buyer"]])
            kept = float(row["kept_supplier"])
            months = int(row["month"]) - last
            np.testing.assert_allclose(after, fade**months * before + (kept, 1.0 - kept), rtol=0, atol=EXACT)
            gaps.append(months)
            last, before = int(row["month"]), after
    assert max(gaps) > 3
