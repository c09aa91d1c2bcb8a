"""Four tables that tell the story: the carpet of relationships, the payback, who meets whom, who survives."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from sim.ensemble.books import PAYOFF
from sim.ensemble.outcomes import STATUS
from sim.ensemble.rows import staged
from sim.ensemble.run import blocks_in_order, shared_out
from sim.measures.arms import Outcome
from sim.measures.inference import mean_interval, paired_difference, values_of
from sim.measures.survival import survival_curve
from sim.scenario import Scenario
from sim.worlds import arms_of

LIVES = {"buyers": "founding_buyer", "suppliers": "founding_supplier", "relationships": "relationship"}
"""Whose lives are told → their kind of the life table. A firm lives while its founder never failed."""
MEETINGS = {
    ("wiifme", "wiifme"): "wiifme_rigid", ("wiifme", "wiifwe"): "trusting_suppliers",
    ("wiifwe", "wiifme"): "trusting_buyers", ("wiifwe", "wiifwe"): "wiifwe",
}  # fmt: skip
"""Postures of buyers and of suppliers → the arm in which they meet. The mixed ones are unguarded: guarded
firms of WIIFWE play as WIIFME does where they meet it."""
PAYOFFS = ("joint_slot", "buyer_slot", "supplier_slot")


class Traced(Protocol):
    """A result whose worlds can be looked into."""

    @property
    def events(self) -> Callable[[str, int], Any]:
        """Every relationship-month of an arm's replicate."""
        ...


def carpet_table(result: Traced, arms: Iterable[str], replicate: int = 0) -> pd.DataFrame:
    """Every relationship of one world under each arm: arm, buyer, supplier, first, last, mean, share.

    A row a relationship; `first` and `last` are months of the run, `mean` its joint payoff (money a month),
    `share` what that is of the first best of its months (nan where nothing was to be made).
    """
    parts = []
    for arm in arms:
        events = result.events(arm, replicate).sort_values(["buyer", "month"])
        spell = events["age"].le(1.0).groupby(events["buyer"]).cumsum().rename("spell")
        joint = events["payoff_buyer"] + events["payoff_supplier"]
        lives = events.assign(joint=joint).groupby([events["buyer"], spell])
        rows = lives.agg(
            supplier=("supplier", "first"), first=("month", "min"), last=("month", "max"),
            mean=("joint", "mean"), best=("first_best", "mean"),
        )  # fmt: skip
        rows["share"] = rows["mean"] / rows.pop("best").where(lambda best: best > 0.0)
        parts.append(rows.reset_index("buyer").assign(arm=arm))
    columns = ["arm", "buyer", "supplier", "first", "last", "mean", "share"]
    return pd.concat(parts, ignore_index=True)[columns]


def monthly_payoffs(
    scenario: Scenario, arms: Sequence[str], replicates: int, seed: int, threads: int | None = None
) -> pd.DataFrame:
    """The months behind `Result.series`, replicate by replicate: arm, replicate, status, month, joint.

    `joint` is the payoff of buyers and suppliers per buyer slot (money a month), net of setting up, process
    and idle search, as in `series`. The worlds are those of `run_ensemble` with the same seed; they are
    played anew, for it keeps months only as sums over replicates.

    Raises:
        ValueError: an arm is not of the scenario.
    """
    known = {arm.name: arm for arm in arms_of(scenario)}
    if unknown := sorted(set(arms) - set(known)):
        raise ValueError(f"`arms`: {unknown[0]!r} is not an arm of this scenario")
    stages = [staged(scenario, known[name], seed, {}) for name in arms]
    workers = threads or os.cpu_count() or 1
    parts = []
    for stage, first, block in blocks_in_order(shared_out(stages, replicates, workers), seed, workers):
        sides = block.accounts[..., PAYOFF].sum(axis=2) / stage.scenario.market.buyers
        joint = sides[:, 0] + sides[:, 1]  # [replicates, months]
        count, months = joint.shape
        parts.append(
            pd.DataFrame(
                {
                    "arm": stage.arm.name,
                    "replicate": np.repeat(np.arange(first, first + count), months),
                    "status": np.repeat(np.array(STATUS)[block.status], months),
                    "month": np.tile(np.arange(1, months + 1), count),
                    "joint": joint.ravel(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def payback_table(monthly: pd.DataFrame, arm: str, baseline: str) -> pd.DataFrame:
    """What an arm is ahead of its baseline since the start: month, mean, low, high, n; a row a month.

    `monthly` as of `monthly_payoffs`; money per buyer slot, summed up to and with the month, paired on common
    luck. Month 0 is the start, at 0.

    Raises:
        KeyError: an arm is not in the table.
    """
    failed = monthly.loc[monthly["status"] != "ok", "replicate"].unique()
    used = monthly[~monthly["replicate"].isin(failed)]
    sums = used.pivot(index="month", columns=["arm", "replicate"], values="joint").cumsum()
    apart = sums[arm] - sums[baseline]
    rows = [{"month": 0, "mean": 0.0, "low": 0.0, "high": 0.0, "n": apart.shape[1]}]
    for month, values in apart.iterrows():
        found = mean_interval(values.to_numpy())
        rows.append({"month": month, "mean": found.mean, "low": found.low, "high": found.high, "n": found.n})
    return pd.DataFrame(rows)


def meetings_table(replicates: pd.DataFrame, baseline: str = "wiifme_rigid") -> pd.DataFrame:
    """What is made where postures meet, a row a meeting and an outcome of `PAYOFFS`.

    buyers, suppliers (their postures), outcome, mean, low, high (money per buyer slot and month); gain,
    gain_low, gain_high: the difference from the baseline, paired on common luck; n. nan: not played.
    """
    rows = []
    for (buyers, suppliers), arm in MEETINGS.items():
        for outcome in PAYOFFS:
            own = mean_interval(values_of(replicates, outcome, arm))
            more = paired_difference(replicates, outcome, arm, baseline)
            rows.append(
                {"buyers": buyers, "suppliers": suppliers, "outcome": outcome, "mean": own.mean,
                 "low": own.low, "high": own.high, "gain": more.mean, "gain_low": more.low,
                 "gain_high": more.high, "n": own.n}
            )  # fmt: skip
    return pd.DataFrame(rows)


def survival_table(result: Outcome, arms: Iterable[str]) -> pd.DataFrame:
    """Share alive by age, with 95 % interval: arm, kind (of `LIVES`), age (months), mean, low, high, at_risk.

    Of firms the founders that never failed until that age; of relationships Kaplan-Meier.
    """
    parts = []
    for arm in arms:
        for kind, of in LIVES.items():
            curve = survival_curve(result.lifetables, arm, of).rename(columns={"survival": "mean"})
            parts.append(curve.reset_index().assign(arm=arm, kind=kind))
    table = pd.concat(parts, ignore_index=True)[["arm", "kind", "age", "mean", "low", "high", "at_risk"]]
    return table.astype(dict.fromkeys(("age", "mean", "low", "high", "at_risk"), float))
