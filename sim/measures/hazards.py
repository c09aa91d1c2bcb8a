"""Survival of arms compared: hazard ratios whose doubt knows that spells of one replicate share its luck.

`spells` counts, per arm, replicate, kind and age in months, the spells that ended (`events`) or were cut off
by the end of the run (`censored`) at that age. Age 0 was never at risk and is left out.

Estimate: Cox's (1972) with Efron's (1977) ties, as lifelines fits to one row per spell; here worked out
from the counts. Variance: Lin & Wei's (1989), clustered by replicate with both arms in one cluster, so that
common luck counts as such. lifelines 0.30 itself would not do: with counts as weights its Efron takes a row
for a spell, and its clustered variance takes tied spells one after another, in the order of the rows.

A single ratio hides a hazard that is higher when a spell is young and lower later: such ratios cross 1 with
age, and their average depends on how long the run was. Look at `ratios_by_age` before quoting one, and
prefer `months_lived`, which needs no proportional hazards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from sim.measures.arms import arms_in
from sim.measures.inference import LEVEL, holm, mean_interval, p_value, valid
from sim.measures.survival import KINDS

Numbers = NDArray[np.float64]

STEEPEST = 50.0
"""Log hazard ratios beyond this are none."""


class Lives(NamedTuple):
    """Counts of two arms in the replicates that both have: [2, replicates, ages 1…T], arm before baseline."""

    events: Numbers
    at_risk: Numbers

    def between(self, first: int, last: int) -> Lives:
        """The same spells, seen from age `first` to age `last`."""
        return Lives(self.events[:, :, first - 1 : last], self.at_risk[:, :, first - 1 : last])


class Fit(NamedTuple):
    """A log hazard ratio, and how much each replicate moves it: [replicates], summing to 0."""

    log_ratio: float
    influence: Numbers


class HazardRatio(NamedTuple):
    """How much faster spells of an arm end than those of its baseline.

    `ratio` with 95 % interval and `p` (Student's, replicates clustered; nan where one arm has no event or the
    arms do not overlap); `n_spells` of both arms, `n_events`, `n_replicates`. `logrank_statistic` and
    `logrank_p` ignore both clustering and matching: they are naive, too sure where replicates differ in luck
    and not sure enough where arms share it. `lived` is the paired difference in months lived within the first
    `months`, with interval and `lived_p`: each replicate gives one number for each arm, so shared luck needs
    no model. To be relied on when hazards cross.
    """

    ratio: float
    low: float
    high: float
    p: float
    n_spells: int
    n_events: int
    n_replicates: int
    logrank_statistic: float
    logrank_p: float
    months: int
    lived: float
    lived_low: float
    lived_high: float
    lived_p: float


def lives(spells: pd.DataFrame, kind: str, arm: str, baseline: str) -> Lives:
    """Events and spells at risk by arm, replicate and age; kinds are pooled as in `sim.measures.survival`.

    Raises:
        ValueError: `kind` is unknown, an age is no whole number, or the arms share no replicate.
    """
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    rows = counted(spells, kind)
    if (rows["age"] % 1 != 0).any():
        raise ValueError("ages are whole months")
    parts = [rows[rows["arm"] == name] for name in (arm, baseline)]
    replicates = np.intersect1d(parts[0]["replicate"], parts[1]["replicate"])
    if replicates.size == 0:
        raise ValueError(f"{arm} and {baseline} share no replicate with {kind} spells")
    counts = np.zeros((2, 2, replicates.size, max(int(part["age"].max()) for part in parts)))
    for place, part in enumerate(parts):
        part = part[part["replicate"].isin(replicates)]
        where = (np.searchsorted(replicates, part["replicate"]), part["age"].to_numpy(np.int64) - 1)
        for row, column in enumerate(("events", "censored")):
            np.add.at(counts[row, place], where, part[column].to_numpy(np.float64))
    leaving = counts.sum(axis=0)
    return Lives(counts[0], leaving[:, :, ::-1].cumsum(axis=2)[:, :, ::-1])


def counted(spells: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The rows of a kind in which a spell of a month or more ended or was censored, of sound replicates."""
    some = (spells["events"] + spells["censored"] > 0) & (spells["age"] >= 1)
    return valid(spells[spells["kind"].isin(KINDS[kind]) & some])


def comparable(spells: pd.DataFrame, kind: str, arms: Sequence[str], baseline: str) -> list[str]:
    """Those of the arms that share a replicate with the baseline, itself included, with spells in both."""
    seen = counted(spells, kind).groupby("arm", observed=True)["replicate"].unique()
    known = set(seen.get(baseline, ()))
    return [arm for arm in arms if known & set(seen.get(arm, ()))]


def cox(seen: Lives) -> Fit | None:
    """The log hazard ratio of Cox's model with Efron's ties, and each replicate's influence on it.

    None where the likelihood has no greatest value: an arm without an event, or one that always ends first.
    """
    ended, risk = seen.events.sum(axis=1), seen.at_risk.sum(axis=1)  # [2, ages]
    deaths = ended.sum(axis=0).astype(np.int64)
    age = np.repeat(np.arange(deaths.size), deaths)
    gone = (np.arange(age.size) - np.repeat(np.cumsum(deaths) - deaths, deaths)) / deaths[age]
    left = risk[:, age] - gone * ended[:, age]  # Efron: the tied leave one by one, each in part

    def shares(log_ratio: float) -> Numbers:
        return np.exp(log_ratio) * left[0] / (np.exp(log_ratio) * left[0] + left[1])

    def score(log_ratio: float) -> float:
        return float(ended[0].sum() - shares(log_ratio).sum())

    if not score(-STEEPEST) > 0.0 > score(STEEPEST):
        return None
    from scipy.optimize import root_scalar  # on call: it is slow to import

    found = root_scalar(score, bracket=(-STEEPEST, STEEPEST), xtol=1e-13, rtol=1e-13).root
    share = shares(found)
    return Fit(found, residuals(seen, found, share, age, gone, left) / float((share * (1.0 - share)).sum()))


def residuals(
    seen: Lives, log_ratio: float, share: Numbers, age: NDArray[np.int64], gone: Numbers, left: Numbers
) -> Numbers:
    """Score residuals by replicate, Efron's ties kept: what each replicate adds to the score; they sum to 0.

    `share`, `age`, `gone`, `left` run over the tied deaths in turn: the arm's share of the hazard at risk,
    the age's place, the share of the tied that have left, and who is left.
    """
    ages = seen.events.shape[2]
    speed = (
        np.exp(log_ratio) / (np.exp(log_ratio) * left[0] + left[1]),
        1.0 / (np.exp(log_ratio) * left[0] + left[1]),
    )
    deaths = np.bincount(age, minlength=ages)
    mean = np.bincount(age, share, ages) / np.maximum(deaths, 1)
    total = np.zeros(seen.events.shape[1])
    for place, (sign, own) in enumerate(((1.0 - mean, 1.0 - share), (-mean, -share))):
        lost = np.bincount(age, own * speed[place], ages)
        spared = np.bincount(age, own * speed[place] * gone, ages)
        total += seen.events[place] @ (sign + spared) - seen.at_risk[place] @ lost
    return total


def spread(influences: Numbers) -> Numbers:
    """Covariance of log ratios from replicates' influences [replicates, ratios], for few replicates too."""
    count = len(influences)
    if count < 2:
        return np.full((influences.shape[1],) * 2, np.nan)
    return influences.T @ influences * count / (count - 1)


def clustered(fit: Fit | None) -> tuple[float, float, float, float]:
    """Ratio, low, high and p by Student's t over replicates; nan without a fit or with one replicate."""
    if fit is None:
        return np.nan, np.nan, np.nan, np.nan
    se, freedom = float(np.sqrt(spread(fit.influence[:, None])[0, 0])), len(fit.influence) - 1
    if not se > 0.0:
        return float(np.exp(fit.log_ratio)), np.nan, np.nan, np.nan
    reach = se * float(special.stdtrit(freedom, 0.5 + LEVEL / 2.0))
    low, middle, high = np.exp([fit.log_ratio - reach, fit.log_ratio, fit.log_ratio + reach]).tolist()
    return middle, low, high, 2.0 * float(special.stdtr(freedom, -abs(fit.log_ratio) / se))


def logrank(seen: Lives) -> tuple[float, float]:
    """The log-rank statistic (chi-squared, 1 degree of freedom) and p, spells pooled; nan without spread."""
    ended, risk = seen.events.sum(axis=1), seen.at_risk.sum(axis=1)
    deaths, every = ended.sum(axis=0), np.maximum(risk.sum(axis=0), 1.0)
    surplus = float((ended[0] - deaths * risk[0] / every).sum())
    drawn = deaths * (every - deaths) / np.maximum(every - 1.0, 1.0)
    variance = float((drawn * risk[0] * risk[1] / every**2).sum())
    if variance == 0.0:
        return np.nan, np.nan
    return surplus**2 / variance, float(special.chdtrc(1, surplus**2 / variance))


def longest(seen: Lives) -> int:
    """The last age to which every replicate of both arms has spells at risk, or has seen all of them end."""
    ages = seen.at_risk.shape[2]
    last = (seen.at_risk > 0.0).sum(axis=2)
    ended = np.take_along_axis(seen.events, last[:, :, None] - 1, 2)[:, :, 0]
    extinct = ended == np.take_along_axis(seen.at_risk, last[:, :, None] - 1, 2)[:, :, 0]
    return int(np.where(extinct, ages, last).min())


def months_lived(seen: Lives, months: int) -> Numbers:
    """Mean months lived within the first `months` of a spell, [2, replicates]: the restricted mean survival.

    The sum of Kaplan-Meier's survival at ages 0 to `months` − 1; nan where a replicate was seen less long.
    """
    ages = seen.at_risk.shape[2]
    ended = np.divide(seen.events, seen.at_risk, out=np.zeros_like(seen.events), where=seen.at_risk > 0.0)
    alive = np.cumprod(1.0 - ended, axis=2)
    unseen = (seen.at_risk == 0.0) & (alive > 0.0)
    alive = np.where(unseen, np.nan, alive)
    if months - 1 > ages:
        last = np.where(alive[:, :, -1:] == 0.0, 0.0, np.nan)
        alive = np.concatenate([alive, np.repeat(last, months - 1 - ages, axis=2)], axis=2)
    return 1.0 + alive[:, :, : months - 1].sum(axis=2)


def hazard_ratio(
    spells: pd.DataFrame, kind: str, arm: str, baseline: str, months: int | None = None
) -> HazardRatio:
    """How much faster spells of `arm` end than those of `baseline`; see `HazardRatio` for what to trust.

    `months` is the horizon of the months lived (default: the last age that all replicates have seen).

    Raises:
        ValueError: `kind` is unknown, or the arms share no replicate.
    """
    seen = lives(spells, kind, arm, baseline)
    horizon = months or longest(seen)
    lived = np.subtract(*months_lived(seen, horizon))
    difference = mean_interval(lived)
    return HazardRatio(
        *clustered(cox(seen)), int(seen.at_risk[:, :, 0].sum()), int(seen.events.sum()), seen.events.shape[1],
        *logrank(seen), horizon, difference.mean, difference.low, difference.high,
        p_value(lived[np.isfinite(lived)]),
    )  # fmt: skip


def hazard_ratios(
    spells: pd.DataFrame,
    kind: str,
    baseline: str,
    arms: Iterable[str] | None = None,
    months: int | None = None,
) -> pd.DataFrame:
    """One row per arm against `baseline`: the fields of `HazardRatio`, p_holm and lived_p_holm over arms."""
    names = [name for name in arms_in(spells, arms) if name != baseline]
    rows = [{"arm": name} | hazard_ratio(spells, kind, name, baseline, months)._asdict() for name in names]
    table = pd.DataFrame(rows, columns=["arm", *HazardRatio._fields])
    table["p_holm"] = holm(table["p"].to_numpy(dtype=float))
    table["lived_p_holm"] = holm(table["lived_p"].to_numpy(dtype=float))
    return table


def ratios_by_age(
    spells: pd.DataFrame, kind: str, arm: str, baseline: str, bands: Sequence[int] = (12, 36, 120)
) -> pd.DataFrame:
    """The hazard ratio within bands of age: one row per band with first, last (months), ratio, low, high, p.

    `bands` are the last ages of the bands, rising; p_holm is over the bands, n_events in the band, and
    `p_constant` (the same in every row) tests that all bands have one ratio. Bands beyond the run are nan.

    Raises:
        ValueError: `bands` do not rise from 1, `kind` is unknown, or the arms share no replicate.
    """
    if not bands or bands[0] < 1 or (np.diff(bands) <= 0).any():
        raise ValueError(f"bands {tuple(bands)} are last ages, and must rise from 1")
    seen = lives(spells, kind, arm, baseline)
    spans = list(zip((1, *(last + 1 for last in bands[:-1])), bands, strict=True))
    fits, rows = [cox(seen.between(first, last)) for first, last in spans], []
    for (first, last), fit in zip(spans, fits, strict=True):
        found = dict(zip(("ratio", "low", "high", "p"), clustered(fit), strict=True))
        rows.append(
            {"first": first, "last": last} | found | {"n_events": int(seen.between(first, last).events.sum())}
        )
    table = pd.DataFrame(rows)
    table.insert(6, "p_holm", holm(table["p"].to_numpy(dtype=float)))
    return table.assign(p_constant=p_constant([fit for fit in fits if fit is not None]))


def p_constant(fits: Sequence[Fit]) -> float:
    """p that several bands have one log ratio: Hotelling's (1931) T² of their differences from the first.

    nan with fewer than two bands, or with no more replicates than bands.
    """
    if len(fits) < 2 or len(fits[0].influence) <= len(fits):
        return np.nan
    apart = np.array([fit.log_ratio - fits[0].log_ratio for fit in fits[1:]])
    moved = np.column_stack([fit.influence - fits[0].influence for fit in fits[1:]])
    size, count = apart.size, len(moved)
    statistic = max(0.0, float(apart @ np.linalg.pinv(spread(moved)) @ apart))  # rounding may take it below
    return float(special.fdtrc(size, count - size, statistic * (count - size) / (size * (count - 1))))
