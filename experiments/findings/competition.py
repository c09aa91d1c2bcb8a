"""Competition: where dispersed costs and frequent tenders make choosing anew worth more than a relationship.

Dispersion is worth something to whoever can choose among suppliers. So beside the gain of WIIFWE over WIIFME
rigid it is told what dispersion adds to each arm's own value.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.findings.asked import Pairs, check_arms, check_axes, check_grid, check_pair
from experiments.findings.competition_words import (
    DIFFERENCE,
    DISPERSION,
    RIGID,
    TERM,
    WIIFWE,
    commitment,
    dispersed,
    region,
    spread_title,
    title,
    turning,
)
from experiments.findings.turning import (
    contrasts,
    kept_figures,
    levels_with,
    losses_told,
    size_told,
    turn_told,
    turns,
)
from experiments.findings.wording import PARTIES, listed, sentence
from experiments.sweep.reading import MAIN, Played
from sim.design import Design
from sim.measures.regions import LOSS
from sim.plots.contrasts import Series, contrast_figure
from sim.plots.maps import Panel, Row, Way, gain_maps
from sim.plots.sheets import house
from sim.plots.style import INK, colour
from sim.scenario import Arm

QUESTION = "Where do dispersed costs and frequent tenders make competition worth more than a relationship?"
ARMS = WIIFWE, RIGID


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    check_axes(design, "competition", [DISPERSION, TERM])
    check_arms(arms, "competition", ARMS)
    check_pair(pairs, "competition", WIIFWE, RIGID)
    check_grid(design, "competition")


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result` by term; `along_dispersion`, `along_term`: where gains pass 0; `effects`, `gains`."""
    points, worlds = played.points.table(), played.worlds(MAIN, ARMS)
    kept = [DISPERSION, TERM, *(one + end for one in MAIN for end in ("", "_se")), "n"]
    gained = played.gains(MAIN, WIIFWE, RIGID)[kept]
    effects = pd.concat(
        [
            contrasts(worlds, points, DISPERSION, TERM, arms).assign(of=name)
            for name, arms in ((RIGID, [RIGID]), (WIIFWE, [WIIFWE]), (DIFFERENCE, ARMS))
        ],
        ignore_index=True,
    )
    along = turns(worlds, points, DISPERSION, TERM, ARMS)
    return {
        "result": result(along, effects, gained),
        "along_dispersion": along,
        "along_term": turns(worlds, points, TERM, DISPERSION, ARMS),
        "effects": effects[["of", *effects.columns.drop("of")]],
        "gains": gained,
    }


def result(along: pd.DataFrame, effects: pd.DataFrame, gained: pd.DataFrame) -> pd.DataFrame:
    """By term: the dispersion at which each gains, and what dispersion changes in both arms."""
    rows = pd.DataFrame({TERM: np.sort(gained[TERM].unique())})
    for outcome, who in PARTIES.items():
        own = along[along["outcome"] == outcome]
        told = {row[TERM]: turn_told(row, 3) for _, row in own.iterrows()}
        name = f"{who} gain{'s' if outcome == MAIN[0] else ''}, by dispersion"
        rows[name] = [told.get(one, "not asked") for one in rows[TERM]]
    for name, words in ((RIGID, "it adds to WIIFME"), (WIIFWE, "to WIIFWE")):
        own = effects[(effects["of"] == name) & (effects["outcome"] == MAIN[0])].set_index(TERM)
        rows[words] = [size_told(own.loc[one]) if one in own.index else "not asked" for one in rows[TERM]]
    return rows


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Where WIIFME is better and for whom; where that turns; what dispersion does to each arm."""
    told = [
        region(tables["gains"], played),
        turning(tables["along_dispersion"], TERM, "dispersion, a gain is made", 3, "at terms of {}"),
        turning(tables["along_term"], DISPERSION, "term in months", 1, "at dispersion {}", most=3),
        dispersed(tables["effects"], played),
        commitment(played),
    ]
    return " ".join(sentence(words) for words in told if words)


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """Where the pair or a side loses; under which terms dispersion takes from the gain."""
    lost = losses_told(tables["gains"], {TERM: "a term of {}", DISPERSION: "dispersion {}"})
    own = tables["effects"]
    taken = []
    for outcome, who in PARTIES.items():
        rows = own[(own["of"] == DIFFERENCE) & (own["outcome"] == outcome)]
        levels = levels_with(rows, TERM, LOSS) if len(rows) else ""
        taken += [f"{who} at terms of {levels}"] * bool(levels)
    start = f"dispersed costs take from what {played.labels[WIIFWE]} gains for {listed(taken)}"
    told = [
        f"{lost}; terms in months, intervals point by point" if lost else "",
        f"{start} (Holm over the terms)" if taken else "",
    ]
    return " ".join(sentence(words) for words in told if words)


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """Gains by term and dispersion for the pair and each side; what dispersion adds to each arm, by term."""
    axis, gained = played.axes[DISPERSION], tables["gains"]
    ways = Way(TERM, "term of a contract (months)", log=True), Way(DISPERSION, axis.label)
    with house() as sheet:
        bar = f"{played.labels[WIIFWE]} − {played.labels[RIGID]}\n(money per slot and month)"
        panels = [Panel(who, gained, outcome) for outcome, who in PARTIES.items()]
        drawn = {
            "competition": gain_maps(
                [Row(panels, bar)], *ways, title(gained), caption, sheet, "Line: no difference."
            )
        }
        if len(tables["effects"]):
            labels = "term of a contract (months)", "change from the narrowest\nto the widest dispersion"
            drawn["dispersion"] = contrast_figure(
                tables["effects"], TERM, PARTIES, series(played), labels, spread_title(tables["effects"]),
                caption, sheet,
            )  # fmt: skip
        kept_figures(drawn, figures)


def series(played: Played) -> list[Series]:
    """Both arms and the difference between them."""
    return [
        Series(RIGID, played.labels[RIGID], colour(RIGID)),
        Series(WIIFWE, played.labels[WIIFWE], colour(WIIFWE), "s"),
        Series(DIFFERENCE, "difference", INK, "D"),
    ]
