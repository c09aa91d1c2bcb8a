"""Trust and honesty: from which prior trust on WIIFWE pays, whom, and whether honesty matters, side by side.

The arm `both` sets the honesty of both sides, and they declare it. A guarded firm acts on the smaller of its
own and its partner's declared honesty, so one side's declared honesty would set both. The arms `buyers` and
`suppliers` therefore set that of one side that hides it: it declares what WIIFWE declares, and is found out
as pretenders are; the other side keeps its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.findings.asked import Pairs, check_arms, check_axes, check_grid, check_pair
from experiments.findings.trust_honesty_words import (
    honest_told,
    idle_told,
    lasting,
    title,
    trusting,
    worst_trust,
)
from experiments.findings.turning import averages, contrasts, kept_figures, size_told, turns
from experiments.findings.wording import PARTIES, sentence
from experiments.sweep.reading import MAIN, Played
from sim.design import Design
from sim.measures.wording import number, span_of_time
from sim.plots.contrasts import Series, contrast_figure
from sim.plots.maps import Panel, Row, Way, gain_maps
from sim.plots.sheets import house
from sim.plots.style import BLUE, GREEN, ORANGE
from sim.scenario import Arm

QUESTION = "Where do trust in strangers and the honesty of each side make WIIFWE pay, and whom?"
TRUST, HONESTY = "trust", "honesty"
RIGID, BOTH, ONE_SIDED = "wiifme_rigid", "both", ("buyers", "suppliers")
SURVIVAL = ("relationships", "buyers", "suppliers")
AGES = (12, 120)
"""The ages, in months, at which survival is told; a shorter run tells those it reaches."""
ENDS = ("", "_se", "_n")


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    check_axes(design, "trust_honesty", [TRUST, HONESTY])
    check_arms(arms, "trust_honesty", [BOTH, *ONE_SIDED, RIGID])
    check_pair(pairs, "trust_honesty", BOTH, RIGID)
    check_grid(design, "trust_honesty")


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result` by trust; `gains` of `both` by point; `by_trust`; `turns` along trust; `honesty`."""
    points, outcomes = played.points.table(), [*MAIN, *alive(played)]
    worlds = played.worlds(outcomes)
    arms = (BOTH, *ONE_SIDED)
    along = [turns(worlds, points, TRUST, HONESTY, (arm, RIGID)).assign(arm=arm) for arm in arms]
    honest = [contrasts(worlds, points, HONESTY, TRUST, (arm, RIGID)).assign(of=arm) for arm in arms]
    trust = averages(worlds, points, TRUST, (BOTH, RIGID), outcomes)
    kept = [TRUST, HONESTY, *(one + end for one in outcomes for end in ENDS), "n"]
    found = {
        "by_trust": trust,
        "turns": pd.concat(along, ignore_index=True),
        "honesty": pd.concat(honest, ignore_index=True),
        "gains": played.gains(outcomes, BOTH, RIGID)[kept],
    }
    return {"result": result(trust, found["honesty"])} | found


def alive(played: Played) -> list[str]:
    """The outcomes of survival that this run is long enough to tell."""
    return [f"{kind}_alive_{age}" for age in ages(played) for kind in SURVIVAL]


def ages(played: Played) -> list[int]:
    """The ages that this run reaches."""
    return [age for age in AGES if age <= played.scenario.market.months]


def result(trust: pd.DataFrame, honest: pd.DataFrame) -> pd.DataFrame:
    """By trust: each party's gain and what lives on, over all honesty; what honesty changes for the pair."""
    wide = pd.DataFrame({TRUST: np.sort(trust[TRUST].unique())})
    for outcome, who in PARTIES.items():
        own = trust[trust["outcome"] == outcome].set_index(TRUST)
        wide[who] = [size_told(own.loc[level]) for level in wide[TRUST]]
    columns = {
        f"bonds alive, {span_of_time(age)}": trust[trust["outcome"] == f"{SURVIVAL[0]}_alive_{age}"]
        for age in AGES
    }
    columns["pair, by honesty"] = honest[(honest["of"] == BOTH) & (honest["outcome"] == MAIN[0])]
    for name, rows in columns.items():
        means = rows.set_index(TRUST)["mean"]
        wide[name] = [number(float(means.get(level, np.nan)), 4, signed=True) for level in wide[TRUST]]
    return wide


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """From which trust on each gains; whether honesty matters, and whose; survival."""
    told = [
        trusting(tables["turns"], tables["by_trust"], played),
        honest_told(tables["honesty"], played),
        *(lasting(tables["by_trust"], age, played.replicates) for age in ages(played)),
    ]
    return " ".join(sentence(words) for words in told if words)


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """At which trust somebody loses; whose honesty does not raise the pair's gain."""
    told = [worst_trust(tables["by_trust"], played), idle_told(tables["honesty"], played, failures=True)]
    return " ".join(sentence(words) for words in told if words)


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """Maps of gains and of survival over trust and honesty; what honesty changes, by trust and side."""
    trust = played.axes[TRUST]
    labels = f"{trust.label}, {trust.symbol}", "honesty of both sides"
    heading = title(tables["turns"], tables["by_trust"], tables["honesty"], played.scenario.choice.exit_trust)
    note = "WIIFWE − WIIFME rigid. Line: no difference, between levels. Cells of one size, not to scale."
    with house() as sheet:
        ways = Way(TRUST, labels[0], even=True), Way(HONESTY, labels[1])
        drawn = {
            "trust_honesty": gain_maps(rows_of(tables["gains"], played), *ways, heading, caption, sheet, note)
        }
        idle = idle_told(tables["honesty"], played)
        if idle:
            drawn["honesty"] = contrast_figure(
                tables["honesty"], TRUST, PARTIES, series(played),
                (labels[0], "change of the gain, honesty\nlowest to highest"),
                idle[:1].upper() + idle[1:], caption, sheet,
            )  # fmt: skip
        kept_figures(drawn, figures)


def rows_of(gained: pd.DataFrame, played: Played) -> list[Row]:
    """Maps of the gain of each party, and of each kind's survival at each age."""
    panels = [Panel(f"gain of {who}", gained, one, stepped=True) for one, who in PARTIES.items()]
    rows = [Row(panels, "money per slot\nand month")]
    for age in ages(played):
        panels = [
            Panel(f"{kind} alive, {span_of_time(age)}", gained, f"{kind}_alive_{age}", stepped=True)
            for kind in SURVIVAL
        ]
        rows.append(Row(panels, "change in the\nshare alive"))
    return rows


def series(played: Played) -> list[Series]:
    """Whose honesty is set: a series each."""
    marks = {BOTH: (BLUE, "o"), "buyers": (ORANGE, "s"), "suppliers": (GREEN, "D")}
    return [Series(name, played.labels[name], *look) for name, look in marks.items()]
