"""Trust and honesty: from which prior trust on WIIFWE pays, whom, and whether honesty matters, side by side.

The arm `both` sets the honesty of both sides, and they declare it. A guarded firm acts on the smaller of its
own and its partner's declared honesty, so one side's declared honesty would set both. The arms `buyers` and
`suppliers` therefore set that of one side that hides it: it declares what WIIFWE declares, and is found out
as pretenders are; the other side keeps its own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import xarray as xr

from sim.measures.labelled import (
    MAIN,
    PARTIES,
    averaged,
    contrast,
    effects,
    gains,
    of_arm,
    of_each,
    paired,
    turning,
    with_holm,
)  # fmt: skip
from sim.measures.wording import span_of_time

if TYPE_CHECKING:
    from experiments.study import Study

TRUST, HONESTY = "trust", "honesty"
RIGID, BOTH, ONE_SIDED = "wiifme_rigid", "both", ("buyers", "suppliers")
NEEDS = (TRUST, HONESTY, RIGID, BOTH, *ONE_SIDED)
AGES = (12, 120)
"""The ages, in months, at which survival is told; a shorter run tells those it reaches."""
LASTING = "relationships_alive_"


def tables(sweep: xr.Dataset, study: Study) -> dict[str, pd.DataFrame]:
    """`result`, `by_trust`: gains of `both` over all honesty; `turns` along trust; `honesty`: what it moves.

    `gains` of `both` by point; `levels`: what each posture makes, and what WIIFWE gains, to draw by trust.
    """
    ages = [age for age in AGES if age <= study.scenario.market.months]
    kinds = ("relationships", "buyers", "suppliers")
    outcomes = [*MAIN, *(f"{kind}_alive_{age}" for age in ages for kind in kinds)]
    apart = {arm: paired(sweep, arm, RIGID) for arm in (BOTH, *ONE_SIDED)}
    turns = [of_each(one, partial(turning, axis=TRUST)).assign(arm=arm) for arm, one in apart.items()]
    honest = [of_each(one, by_honesty).assign(of=arm) for arm, one in apart.items()]
    trust = of_each(paired(sweep, BOTH, RIGID, outcomes), by_trust)
    shown = [MAIN[0], *(f"{LASTING}{age}" for age in ages)]
    found = {
        "by_trust": trust,
        "turns": pd.concat(turns, ignore_index=True),
        "honesty": pd.concat(honest, ignore_index=True),
        "gains": gains(sweep, BOTH, RIGID, outcomes),
        "levels": levels(sweep, trust, shown, study.scenario.choice.exit_trust),
    }
    return {"result": result(trust, found["honesty"])} | found


def by_trust(values: xr.DataArray) -> pd.DataFrame:
    """An outcome by trust, averaged over all honesty; Holm over the levels."""
    return with_holm(effects(averaged(values, HONESTY)))


def by_honesty(values: xr.DataArray) -> pd.DataFrame:
    """An outcome at the highest honesty less that at the lowest, by trust; Holm over the levels."""
    return with_holm(effects(contrast(values, HONESTY)))


def levels(sweep: xr.Dataset, trust: pd.DataFrame, outcomes: list[str], exit_trust: float) -> pd.DataFrame:
    """By trust, over all honesty: each posture's outcomes; WIIFWE's gain as a share of what WIIFME makes."""
    own = {"wiifwe": of_arm(sweep, BOTH, outcomes), RIGID: of_arm(sweep, RIGID, outcomes)}
    parts = [of_each(values, by_trust).assign(arm=arm) for arm, values in own.items()]
    base = parts[1][parts[1]["outcome"] == MAIN[0]].set_index(TRUST)["mean"]
    gain = trust[trust["outcome"] == MAIN[0]].assign(outcome="gain", arm="wiifwe")
    over = gain[TRUST].map(base.where(base > 0.0))
    gain = gain.assign(**{name: gain[name] / over for name in ("mean", "se", "low", "high")})
    whole = pd.concat([*parts, gain], ignore_index=True)
    return whole.drop(columns=["size", "p", "p_holm"]).assign(exit_trust=exit_trust)


def result(trust: pd.DataFrame, honest: pd.DataFrame) -> pd.DataFrame:
    """By trust: each party's gain and what lives on, over all honesty; what honesty changes."""
    wide = trust.pivot(index=TRUST, columns="outcome", values="mean")
    alive = {f"{LASTING}{age}": f"relationships alive after {span_of_time(age)}" for age in AGES}
    names = {name: words for name, words in {**PARTIES, **alive}.items() if name in wide}
    joint = trust[trust["outcome"] == MAIN[0]].set_index(TRUST)[["low", "high"]].add_prefix("both, ")
    changed = honest[(honest["of"] == BOTH) & (honest["outcome"] == MAIN[0])].set_index(TRUST)["mean"]
    named = wide[list(names)].rename(columns=names)
    moved = changed.rename("both together, by honesty")
    return pd.concat([named, joint, moved], axis=1).rename_axis(columns=None).reset_index()
