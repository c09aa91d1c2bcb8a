"""Trust and honesty: from which prior trust on WIIFWE pays, whom, and whether honesty matters, side by side.

The arm `both` sets the honesty of both sides; `buyers` and `suppliers` that of one, the other keeping its
own. A guarded firm acts on the smaller of its own and its partner's declared honesty, so the less honest side
sets both. Nobody pretends here: who is less honest declares it.
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
    one_sided,
    title,
    trusting,
    worst_trust,
)
from experiments.findings.turning import averages, contrasts, kept_figures, size_told, turns
from experiments.findings.wording import PARTIES, sentence
from experiments.sweep.reading import MAIN, Played
from sim.design import Design
from sim.measures.inference import EXACT
from sim.measures.pairs import paired_worlds
from sim.measures.wording import number, span_of_time
from sim.plots.contrasts import Series, contrast_figure
from sim.plots.maps import Panel, Row, Way, gain_maps
from sim.plots.style import BLUE, GREEN, ORANGE, house
from sim.scenario import Arm

QUESTION = "Where do trust in strangers and the honesty of each side make WIIFWE pay, and whom?"
TRUST, HONESTY = "trust", "honesty"
RIGID, BOTH, ONE_SIDED = "wiifme_rigid", "both", ("buyers", "suppliers")
SURVIVAL = ("relationships", "buyers", "suppliers")
AGE = 120
"""The age, in months, at which survival is told; a shorter run tells none."""
ENDS = ("", "_se", "_n")


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    check_axes(design, "trust_honesty", [TRUST, HONESTY])
    check_arms(arms, "trust_honesty", [BOTH, *ONE_SIDED, RIGID])
    check_pair(pairs, "trust_honesty", BOTH, RIGID)
    check_grid(design, "trust_honesty")


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result` by trust; `gains` of `both` by point; `by_trust`; `turns` along trust; `honesty`; `same`."""
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
        "same": pd.DataFrame([alike(worlds, arm) for arm in ONE_SIDED]),
        "gains": played.gains(outcomes, BOTH, RIGID)[kept],
    }
    return {"result": result(trust, found["honesty"])} | found


def alive(played: Played) -> list[str]:
    """The outcomes of survival that this run is long enough to tell."""
    months = played.scenario.market.months
    return [f"{kind}_alive_{AGE}" for kind in SURVIVAL] if months >= AGE else []


def alike(worlds: pd.DataFrame, arm: str) -> dict[str, object]:
    """In which share of the worlds one side's honesty does the same as both's; the greatest difference."""
    pairs = paired_worlds(worlds, (arm, BOTH), [MAIN[0]])
    apart = np.abs(pairs.values[0, :, 0] - pairs.values[1, :, 0])
    same = float((apart <= EXACT).mean()) if apart.size else np.nan
    return {"arm": arm, "same": same, "greatest": float(apart.max(initial=0.0)), "worlds": apart.size}


def result(trust: pd.DataFrame, honest: pd.DataFrame) -> pd.DataFrame:
    """By trust: each party's gain and what lives on, over all honesty; what honesty changes for the pair."""
    wide = pd.DataFrame({TRUST: np.sort(trust[TRUST].unique())})
    for outcome, who in PARTIES.items():
        own = trust[trust["outcome"] == outcome].set_index(TRUST)
        wide[who] = [size_told(own.loc[level]) for level in wide[TRUST]]
    lived = trust[trust["outcome"] == f"{SURVIVAL[0]}_alive_{AGE}"].set_index(TRUST)["mean"]
    pair = honest[(honest["of"] == BOTH) & (honest["outcome"] == MAIN[0])].set_index(TRUST)["mean"]
    for name, found in ((f"bonds alive, {span_of_time(AGE)}", lived), ("pair, by honesty", pair)):
        wide[name] = [number(float(found.get(level, np.nan)), 4, signed=True) for level in wide[TRUST]]
    return wide


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """From which trust on each gains; whether honesty matters; one side's honesty; survival."""
    told = [
        trusting(tables["turns"], tables["by_trust"], played),
        honest_told(tables["honesty"], tables["by_trust"], BOTH),
        one_sided(tables["same"], tables["honesty"], played),
        lasting(tables["by_trust"], span_of_time(AGE), played.replicates),
    ]
    return " ".join(sentence(words) for words in told if words)


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """At which trust somebody loses; whether honesty is idle."""
    told = [worst_trust(tables["by_trust"], played), idle_told(tables["honesty"], tables["by_trust"], BOTH)]
    return " ".join(sentence(words) for words in told if words)


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """Maps of gains and of survival over trust and honesty; what honesty changes, by trust and side."""
    trust = played.axes[TRUST]
    labels = f"{trust.label}, {trust.symbol}", "honesty of both sides"
    gained, rows = tables["gains"], []
    panels = [Panel(f"gain of {who}", gained, one) for one, who in PARTIES.items()]
    rows.append(Row(panels, "money per slot\nand month"))
    if alive(played):
        span = span_of_time(AGE)
        panels = [Panel(f"{kind} alive after {span}", gained, f"{kind}_alive_{AGE}") for kind in SURVIVAL]
        rows.append(Row(panels, "change in the\nshare alive"))
    heading = title(tables["turns"], tables["by_trust"], tables["honesty"], BOTH)
    note = "WIIFWE − WIIFME rigid. Line: no difference."
    with house() as sheet:
        ways = Way(TRUST, labels[0]), Way(HONESTY, labels[1])
        drawn = {"trust_honesty": gain_maps(rows, *ways, heading, caption, sheet, note)}
        idle = idle_told(tables["honesty"], tables["by_trust"], BOTH)
        if idle:
            drawn["honesty"] = contrast_figure(
                tables["honesty"], TRUST, PARTIES, series(played),
                (labels[0], "change of the gain, honesty\nlowest to highest"),
                idle[:1].upper() + idle[1:], caption, sheet,
            )  # fmt: skip
        kept_figures(drawn, figures)


def series(played: Played) -> list[Series]:
    """Whose honesty is set: a series each."""
    marks = {BOTH: (BLUE, "o"), "buyers": (ORANGE, "s"), "suppliers": (GREEN, "D")}
    return [Series(name, played.labels[name], *look) for name, look in marks.items()]
