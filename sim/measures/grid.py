"""A coarse grid of both postures: payoff and survival by year, and who gains how much, at every point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import stats

from sim.measures.arms import PARTIES, Outcome
from sim.measures.inference import LEVEL, paired_difference
from sim.measures.survival import survival_curve, survival_on
from sim.scenario import Arm, Population

RIGID, OURS, THEM = "wiifme", "wiifwe", "opportunist_breaker"
YEAR = 12
ALIVE = ("relationship", "firm")
Levels = Mapping[str, Sequence[float]]
"""Axis (trust, honesty, volatility, opportunists) → its levels."""


def played_arms(levels: Levels, trust: float) -> Iterator[Arm]:
    """Both postures at every other level; WIIFME has no honesty to vary."""
    for place, volatility in enumerate(levels["volatility"]):
        for number, share in enumerate(levels["opportunists"]):
            world = {"trust.prior": trust, "shocks.misfit_sd": volatility}
            yield Arm(f"rigid_{place}_{number}", mixed(RIGID, share), overrides=world)
            for which, honesty in enumerate(levels["honesty"]):
                own = {**world, f"strategies.{OURS}.honesty": honesty}
                yield Arm(f"ours_{place}_{number}_{which}", mixed(OURS, share), overrides=own)


def mixed(name: str, share: float) -> Population:
    """Firms of a posture, so great a share of them opportunists who break every promise."""
    held = {name: 1.0 - share, THEM: share} if share > 0.0 else {name: 1.0}
    return Population(held, held)


def points(levels: Levels, trust: float) -> Iterator[tuple[str, str, dict[str, float]]]:
    """WIIFWE's arm, WIIFME's beside it, and where they stand."""
    for place, volatility in enumerate(levels["volatility"]):
        for number, share in enumerate(levels["opportunists"]):
            for which, honesty in enumerate(levels["honesty"]):
                where = {"trust": trust, "honesty": honesty, "volatility": volatility, "opportunists": share}
                yield f"ours_{place}_{number}_{which}", f"rigid_{place}_{number}", where


def curves_of(result: Outcome, levels: Levels, trust: float) -> pd.DataFrame:
    """A row a point, posture, outcome and year: value with the half width of its 95 % interval.

    Outcomes: payoff of each party a slot and month, mean over the year; share of relationships and of
    founders alive at its end. The half width of a year's mean is the mean of its months', which is no less
    than its own: months of one replicate go together.
    """
    months = int(result.series["month"].max())
    known, lives = (dict(tuple(table.groupby("arm"))) for table in (result.series, result.lifetables))
    rows: list[pd.DataFrame] = []
    drawn: dict[str, pd.DataFrame] = {}
    for ours, theirs, where in points(levels, trust):
        for posture, arm in (("wiifwe", ours), ("wiifme", theirs)):
            if arm not in drawn:
                drawn[arm] = pd.concat([payoffs(known[arm]), alive(lives[arm], arm, months)])
            rows.append(drawn[arm].assign(posture=posture, **where))
    return pd.concat(rows, ignore_index=True)


def payoffs(series: pd.DataFrame) -> pd.DataFrame:
    """Payoff by year: whole years alone."""
    ordered = series.sort_values("month")
    years = len(ordered) // YEAR
    count = float(ordered["replicates"].iloc[0])
    reach = float(stats.t.ppf(0.5 + LEVEL / 2.0, max(count - 1.0, 1.0))) / np.sqrt(count)
    parts = []
    for party in PARTIES:
        mean, sd = (
            ordered[f"{party}_{name}"].to_numpy()[: years * YEAR].reshape(years, YEAR).mean(axis=1)
            for name in ("mean", "sd")
        )
        columns = {"year": np.arange(1, years + 1), "value": mean, "half": reach * sd}
        parts.append(pd.DataFrame({"outcome": party} | columns))
    return pd.concat(parts)


def alive(lives: pd.DataFrame, arm: str, months: int) -> pd.DataFrame:
    """Kaplan-Meier shares alive at the end of each year, with half the width of Greenwood's interval."""
    parts = []
    ages = np.arange(YEAR, months + 1, YEAR)
    for kind in ALIVE:
        curve = survival_curve(lives, arm, kind)
        found = [survival_on(curve, int(age)) for age in ages]
        value, low, high = (np.array([one[place] for one in found]) for place in range(3))
        columns = {"year": ages // YEAR, "value": value, "half": 0.5 * (high - low)}
        parts.append(pd.DataFrame({"outcome": f"{kind}s alive"} | columns))
    return pd.concat(parts)


def differences_of(result: Outcome, levels: Levels, trust: float) -> pd.DataFrame:
    """A row a point: what each party gains by WIIFWE, paired on common luck, with its 95 % interval."""
    rows = []
    for ours, theirs, where in points(levels, trust):
        row = dict(where)
        for party in PARTIES:
            found = paired_difference(result.replicates, f"{party}_slot", ours, theirs)
            row |= {party: found.mean, f"{party}_low": found.low, f"{party}_high": found.high}
        rows.append(row)
    return pd.DataFrame(rows)
