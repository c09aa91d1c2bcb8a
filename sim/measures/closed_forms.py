"""What must come out in limiting cases of the model: formulas, each a function of numbers, with its source.

Money is in reference prices of a month's delivery, time in months. A number outside a formula's domain raises
ValueError. Keys like `dixit_1991` are those of references.bib; where a formula is derived here from a paper's
model and not printed there, its docstring says so.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from sim.measures.inference import EXACT, LEVEL

OVERSHOOT = 0.5826
"""Mean overshoot of a Gaussian random walk over a far level, in sd of a step: −ζ(½)/√(2π) (siegmund_1985)."""
NODES = 80


def within(name: str, value: float, low: float = 0.0, high: float = math.inf) -> float:
    """The value itself; raises ValueError unless low ≤ value ≤ high."""
    if not low <= value <= high:
        raise ValueError(f"`{name}` is {value:g}; allowed: {low:g} to {high:g}")
    return value


def above_zero(name: str, value: float) -> float:
    """The value itself; raises ValueError unless it is greater than 0 and finite."""
    if not 0.0 < value < math.inf:
        raise ValueError(f"`{name}` is {value:g}; allowed: more than 0")
    return value


def flexible_surplus(shading: float, narrowing: float = 0.0, band: float = 0.5) -> float:
    """Expected joint surplus a month under a price band ±`band` w about ½; v, c uniform on [0, 1].

    1/8 + w/4 − w²/2 + w³/3 − θ(1 − G)(w/2 − 2w³/3), 1/8 at w = 0, a rigid price. Derived from the model of
    hart_moore_2008, G as in frydlinger_hart_2019.
    """
    kept, w = 1.0 - within("narrowing", narrowing, high=1.0), within("band", band, high=0.5)
    traded = 1.0 / 8.0 + w / 4.0 - w**2 / 2.0 + w**3 / 3.0
    return traded - within("shading", shading) * kept * (w / 2.0 - 2.0 * w**3 / 3.0)


def break_even_shading(narrowing: float = 0.0) -> float:
    """The shading θ above which a free price (band ½) is worse than a rigid one: 1/(4(1 − G)); ∞ at G = 1."""
    kept = 1.0 - within("narrowing", narrowing, high=1.0)
    return math.inf if kept == 0.0 else 0.25 / kept


def best_threshold(volatility: float, haggling: float, weight: float) -> float:
    """The misfit b* = (12Hσ²/γ)^¼ at which to order a change, steps being small (dixit_1991)."""
    h, sd = within("haggling", haggling), within("volatility", volatility)
    return (12.0 * h * sd**2 / above_zero("weight", weight)) ** 0.25


def change_cost(volatility: float, haggling: float, weight: float) -> float:
    """Least mean cost a month of misfit and change orders, steps being small: σ√(γH/3); from dixit_1991."""
    h, sd = within("haggling", haggling), within("volatility", volatility)
    return sd * math.sqrt(above_zero("weight", weight) * h / 3.0)


def break_even_volatility(governance: float, haggling: float, weight: float) -> float:
    """The volatility above which governance at g a month saves more than it costs: g/√(γH/3)."""
    return within("governance", governance) / change_cost(1.0, above_zero("haggling", haggling), weight)


def monthly_change_cost(volatility: float, haggling: float, weight: float, threshold: float) -> float:
    """Mean cost a month of a rigid pair whose misfit moves by N(0, σ²) and is reset at |x| ≥ b.

    Exact for whole months, whatever the size of steps: renewal reward, cost of a cycle over its length, both
    from the integral equation of the walk killed at ±b, by Gauss–Legendre quadrature (error below 1e-9 for
    b < 20σ). Renewal argument as in siegmund_1985; tends to `change_cost` as σ/b* → 0.
    """
    sd, b = above_zero("volatility", volatility), above_zero("threshold", threshold)
    within("haggling", haggling)
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    x, w = b * nodes, b * weights
    moved = _normal_density((x[None, :] - x[:, None]) / sd) / sd * w
    rewards = np.column_stack([np.ones(NODES), 0.5 * within("weight", weight) * x * x])
    ahead = np.linalg.solve(np.eye(NODES) - moved, rewards)
    length, loss = (_normal_density(x / sd) / sd * w) @ ahead
    return float((haggling + loss) / (1.0 + length))


def _normal_density(z: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


def lattice_change_cost(steps: float, haggling: float, weight: float, step: float) -> float:
    """Mean cost a month when misfit moves by ±s and is reset at m steps: H/m² + γs²(m² − 1)/12.

    Exact at whole m: a symmetric walk takes m² months to reach ±m on average (gambler's ruin; dixit_1991).
    """
    m, h, y = within("steps", steps, 1.0), within("haggling", haggling), within("weight", weight)
    return h / m**2 + y * above_zero("step", step) ** 2 * (m**2 - 1.0) / 12.0


def critical_patience(temptation: float, detection: float, rent: float) -> float:
    """The patience δ* = c_q/(c_q + d(π − π̄)) from which a promise is kept for its own sake.

    levin_2003, baker_gibbons_murphy_2002, with a breach that is seen with chance d. 1 where nothing is at
    stake, 0 without a temptation.
    """
    stake = within("detection", detection, high=1.0) * within("rent", rent)
    return 0.0 if within("temptation", temptation) == 0.0 else temptation / (temptation + stake)


def trade_chance(honesty: float) -> float:
    """The chance that two bargainers of honesty h agree; v, c uniform on [0, 1].

    The area of bid ≥ ask, reports clipped at the truth: (18(1 + h)² − 3h²(1 − h))/(16(2 + h)²); 9/32 at h = 0
    (chatterjee_samuelson_1983), ½ at h = 1. Derived here between the two.
    """
    h = within("honesty", honesty, high=1.0)
    return (18.0 * (1.0 + h) ** 2 - 3.0 * h**2 * (1.0 - h)) / (16.0 * (2.0 + h) ** 2)


def bargaining_gains(honesty: float) -> float:
    """Expected v − c of the trades that two bargainers of honesty h agree on.

    The integral of v − c over bid ≥ ask; 9/64 at h = 0 (chatterjee_samuelson_1983), 1/6 at h = 1. Without
    clipping at the truth it is 9(1 + h)²/(8(2 + h)³). Derived here.
    """
    h = within("honesty", honesty, high=1.0)
    slope, edge, gap = 3.0 / (2.0 + h), h / 4.0, (1.0 - h) / (2.0 * (2.0 + h))
    unclipped = 9.0 * (1.0 + h) ** 2 / (8.0 * (2.0 + h) ** 3)
    # Buyers of value below ¼ (and suppliers of cost above ¾) report the truth: their strip is exchanged.
    reach = 0.25 - gap
    strip = slope * edge**3 / 3.0 + slope * (1.0 - h) * edge**2 / 8.0 - slope**2 * edge**3 / 6.0
    return unclipped + 2.0 * (strip - reach**3 / 6.0 - gap * reach**2 / 2.0)


def investment_share(
    weight: float, equity: float = 0.0, reciprocity: float = 0.0, trust: float = 1.0
) -> float:
    """Specific investment over its first best: k/a = τ((1 − equ)β + equ(1 − ς))/(1 − ς), ς = ½rec.

    Hold-up (grout_1984) at equ = rec = 0 and τ = 1: k/a = β, the supplier's weight. Its trust τ counts if the
    buyer can keep the supplier's share (klein_crawford_alchian_1978); derived here.
    """
    own = 1.0 - 0.5 * within("reciprocity", reciprocity, high=1.0)
    fair = (1.0 - within("equity", equity, high=1.0)) * within("weight", weight, high=1.0) / own + equity
    return within("trust", trust, high=1.0) * fair


def investment_efficiency(share: float) -> float:
    """What an investment of k/a yields of what the best one would: 2(k/a) − (k/a)² (grout_1984)."""
    return 2.0 * within("share", share) - share**2


def bet_payoff(weight: float, trust: float, reliability: float) -> float:
    """What investing gives a supplier that trusts at τ, over what the best investment yields: β²τ(2p − τ).

    The buyer pays the share β of the gain with chance p; without equity and reciprocity. Largest at τ = p.
    Derived here from the model of klein_crawford_alchian_1978.
    """
    beta, p = within("weight", weight, high=1.0), within("reliability", reliability, high=1.0)
    return beta**2 * within("trust", trust, high=1.0) * (2.0 * p - trust)


def silence_chance(honesty: float, private: float, detection: float) -> float:
    """The chance that nobody can adapt in a month: 1 − (1 − ν(1 − h)(1 − d))².

    Each side alone knows something with chance ν, is silent with 1 − h, and found out with d; derived here.
    """
    silent = within("private", private, high=1.0) * (1.0 - within("honesty", honesty, high=1.0))
    return 1.0 - (1.0 - silent * (1.0 - within("detection", detection, high=1.0))) ** 2


def adaptation_delay(honesty: float, private: float, detection: float) -> float:
    """Mean months until a change that is due is made, s/(1 − s): geometric with `silence_chance` s."""
    told = 1.0 - silence_chance(honesty, private, detection)
    return math.inf if told == 0.0 else (1.0 - told) / told


def silences_found(honesty: float, private: float, detection: float) -> float:
    """Silences found out per side and month in which there is a change to speak of: ν(1 − h)d."""
    silent = within("private", private, high=1.0) * (1.0 - within("honesty", honesty, high=1.0))
    return silent * within("detection", detection, high=1.0)


def honesty_left(honesty: float, strength: float) -> float:
    """Where honesty h₀ settles if each lie that is found erodes it: h₀(1 − c)/(1 − h₀c), 0 from c = 1 on.

    c = κ_N·ν·d: erosion per lie, times the lies that would be found if nobody were honest. The fixed point of
    h = h₀(1 − κ_N·ν·d(1 − h)); derived here. At h₀ = 1 there is no lie to find.
    """
    h, c = within("honesty", honesty, high=1.0), within("strength", strength)
    if h == 1.0:
        return 1.0
    return h * (1.0 - c) / (1.0 - h * c) if c < 1.0 else 0.0


def ruin_chance(months: float, reserve: float, drift: float, sd: float) -> float:
    """The chance that a firm with `reserve` (cash and credit) is ruined within so many months.

    First passage of a Gaussian random walk with `drift` and `sd` a month: inverse Gaussian, the level put
    .5826 sd further off since cash is looked at once a month (siegmund_1985); what that correction leaves is
    below .002 where `reserve` > 12 `sd`.
    """
    if within("months", months) == 0.0:
        return 0.0
    level = above_zero("reserve", reserve) + OVERSHOOT * above_zero("sd", sd)
    spread = sd * math.sqrt(months)
    straight = stats.norm.cdf((-level - drift * months) / spread)
    mirrored = stats.norm.logcdf((-level + drift * months) / spread)
    return float(straight + math.exp(-2.0 * drift * level / sd**2 + mirrored))


def stationary_trust(reliability: float, ratio: float) -> float:
    """Where trust settles in a partner that keeps a promise with chance p: p/(p + (1 − p)·w₋/w₊).

    The mean of beta counters (josang_ismail_2002) with weights, after long experience.
    """
    p = within("reliability", reliability, high=1.0)
    return p / (p + (1.0 - p) * above_zero("ratio", ratio))


def fixation_chance(advantage: float, firms: int) -> float:
    """The chance that one mutant among N takes over: (1 − e^(−βu))/(1 − e^(−βuN)); 1/N at βu = 0.

    Pairwise comparison by the Fermi rule (traulsen_nowak_pacheco_2006).
    """
    within("firms", firms, 2)
    if abs(advantage) < 1e-12:
        return 1.0 / firms
    return math.expm1(-advantage) / math.expm1(-advantage * firms)


def coverage(points: pd.DataFrame) -> dict[str, Any]:
    """How many points cover the closed form; those without luck (`exact`), which must lie on it, apart.

    `farthest` is the greatest distance, in standard errors; rounding (1e-9) is allowed for.
    """
    lot = points["high"] - points["low"] > EXACT
    hit = (points["low"] <= points["theory"] + EXACT) & (points["theory"] <= points["high"] + EXACT)
    far = ((points["mean"] - points["theory"]).abs() / points["se"])[lot]
    return {
        "points": int(lot.sum()), "covering": int((lot & hit).sum()), "expected": LEVEL * int(lot.sum()),
        "exact": int((~lot).sum()), "on_curve": int((~lot & hit).sum()), "farthest": far.max(),
    }  # fmt: skip
