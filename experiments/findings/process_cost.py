"""Cost of the process: how many times what is assumed it may cost until WIIFWE ceases to pay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.findings.asked import Pairs, check_arms, check_axes, check_grid, check_pair
from experiments.findings.turning import (
    kept_figures,
    losses_told,
    passing_line,
    runs_told,
    some,
    turn_told,
    turns,
)
from experiments.findings.wording import PARTIES, decimals_for, listed, sentence, sign_of, told_at
from experiments.sweep.reading import MAIN, Played
from sim.design import Design
from sim.measures.regions import LOSS, verdicts
from sim.measures.required import NEVER
from sim.measures.wording import number
from sim.plots.maps import Panel, Row, Way, gain_maps
from sim.plots.sheets import house
from sim.scenario import Arm

QUESTION = "How much may the process cost before WIIFWE ceases to pay the pair, the buyer, the supplier?"
COST, VOLATILITY = "cost", "volatility"
ARMS = WIIFWE, RIGID = "wiifwe", "wiifme_rigid"
AS_ASSUMED = 1.0
"""The multiple at which the process costs what is assumed."""


def check(design: Design, arms: Sequence[Arm], pairs: Pairs) -> None:
    """Refuse a sweep that this script cannot read. Raises ConfigError."""
    check_axes(design, "process_cost", [COST, VOLATILITY])
    check_arms(arms, "process_cost", ARMS)
    check_pair(pairs, "process_cost", WIIFWE, RIGID)
    check_grid(design, "process_cost")


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result`: by volatility, up to which cost each gains; `turns` in full; `gains` by point."""
    points, worlds = played.points.table(), played.worlds(MAIN, ARMS)
    found = turns(worlds, points, COST, VOLATILITY, ARMS)
    kept = [COST, VOLATILITY, *(one + end for one in MAIN for end in ("", "_se")), "n"]
    gained = played.gains(MAIN, WIIFWE, RIGID)[kept]
    return {"result": result(found, gained), "turns": found, "gains": gained}


def result(found: pd.DataFrame, gained: pd.DataFrame) -> pd.DataFrame:
    """By volatility: up to which cost each gains; and what the pair gains at the least cost tried."""
    rows = pd.DataFrame({VOLATILITY: np.sort(gained[VOLATILITY].unique())})
    for outcome, who in PARTIES.items():
        own = found[found["outcome"] == outcome]
        told = {row[VOLATILITY]: turn_told(row) for _, row in own.iterrows()}
        rows[f"{who} gain{'s' if outcome == MAIN[0] else ''}"] = [
            told.get(one, "not asked") for one in rows[VOLATILITY]
        ]
    least = gained[gained[COST] == gained[COST].min()].set_index(VOLATILITY)
    name = f"the pair at cost {gained[COST].min():g}"
    return rows.assign(**{name: [told_at(least.loc[one], MAIN[0]) for one in rows[VOLATILITY]]})


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """The break-even cost by volatility; where even the least cost does not pay; what is left at it."""
    found, gained = tables["turns"], tables["gains"]
    told = [
        bearable(found, played),
        assumed(gained, played),
        free(found, gained, played),
        left(gained, played),
    ]
    return " ".join(sentence(words) for words in told if words)


def bearable(found: pd.DataFrame, played: Played) -> str:
    """Up to which multiple of the assumed cost each gains, at the lowest, own and highest volatility."""
    if found.empty:
        return ""
    sign, own = sign_of(played.axes[VOLATILITY]), played.scenario.shocks.misfit_sd
    parts = []
    for outcome, who in PARTIES.items():
        rows = some(found[found["outcome"] == outcome], VOLATILITY, own, most=2)
        parts.append(f"{who} {runs_told(rows, VOLATILITY, 2, f'at {sign} {{}}')}")
    compared = f"{played.labels[WIIFWE]} gains over {played.labels[RIGID]}"
    start = f"in multiples of the assumed cost of the process, {compared}"
    return f"{start}: {'; '.join(parts)} (straight between the costs tried; intervals each for itself)"


def assumed(gained: pd.DataFrame, played: Played) -> str:
    """Whether all gain at the assumed cost, and at which volatilities not."""
    rows = gained[gained[COST] == AS_ASSUMED].sort_values(VOLATILITY)
    if rows.empty:
        return ""
    sign, parts = sign_of(played.axes[VOLATILITY]), []
    for outcome, who in PARTIES.items():
        lost = rows[verdicts(rows, outcome, "holm").eq(LOSS)]
        if len(lost):
            levels = listed(number(one, decimals_for(rows[VOLATILITY])) for one in lost[VOLATILITY])
            parts.append(f"{who} at {sign} {levels}")
    if not parts:
        return "at the assumed cost nobody is told to lose at any volatility tried (Holm over them)"
    return f"at the assumed cost there is a loss for {listed(parts)} (Holm over the volatilities)"


def free(found: pd.DataFrame, gained: pd.DataFrame, played: Played) -> str:
    """Where not even the least cost tried pays."""
    least = gained[COST].min()
    what = "a free process" if least == 0.0 else f"the least cost tried, {least:g} times the assumed,"
    rows = found[found["status"] == NEVER]
    if found.empty:
        return ""
    if rows.empty:
        return f"{what} pays everybody at every volatility tried"
    sign, digits = sign_of(played.axes[VOLATILITY]), decimals_for(gained[VOLATILITY])
    parts = []
    for outcome, part in rows.groupby("outcome", sort=False):
        own = gained[gained[COST] == least].set_index(VOLATILITY)
        levels = listed(
            f"{sign} {number(one, digits)} ({told_at(own.loc[one], str(outcome))})"
            for one in part[VOLATILITY]
        )
        parts.append(f"{PARTIES[str(outcome)]} at {levels}")
    return f"not even {what} pays {'; '.join(parts)}"


def left(gained: pd.DataFrame, played: Played) -> str:
    """What each gains at the least cost tried, in the calmest and the most volatile world."""
    rows = gained[gained[COST] == gained[COST].min()].sort_values(VOLATILITY)
    ends = rows.iloc[[0, -1] if len(rows) > 1 else [0]]
    sign, digits = sign_of(played.axes[VOLATILITY]), decimals_for(gained[VOLATILITY])
    parts = [
        f"{who} "
        + " and ".join(
            f"{told_at(row, outcome)} at {sign} {number(row[VOLATILITY], digits)}"
            for _, row in ends.iterrows()
        )
        for outcome, who in PARTIES.items()
    ]
    cost = f"at {gained[COST].min():g} times the cost" if gained[COST].min() else "at no cost"
    return f"what is left {cost}: {'; '.join(parts)}"


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """In how many points somebody loses, and where not even the least cost pays."""
    gained = tables["gains"]
    at_cost = gained[gained[COST] <= AS_ASSUMED]
    signs = {COST: "cost × {}", VOLATILITY: f"{sign_of(played.axes[VOLATILITY])} {{}}"}
    lost = losses_told(at_cost, signs) if len(at_cost) else ""
    never = free(tables["turns"], gained, played) if (tables["turns"]["status"] == NEVER).any() else ""
    told = [f"at the assumed cost or less {lost}; intervals point by point" if lost else "", never]
    return " ".join(sentence(words) for words in told if words)


def title(found: pd.DataFrame, played: Played) -> str:
    """The pair's break-even cost in the calmest and the most volatile world."""
    rows = found[found["outcome"] == MAIN[0]].sort_values(VOLATILITY)
    if rows.empty:
        return f"What {played.labels[WIIFWE]} gains by the cost of the process"
    sign, digits = sign_of(played.axes[VOLATILITY]), decimals_for(found[VOLATILITY])
    parts = [
        f"{turn_told(row).partition(' (')[0]} at {sign} {number(row[VOLATILITY], digits)}"
        for _, row in rows.iloc[[0, -1] if len(rows) > 1 else [0]].iterrows()
    ]
    return f"The pair gains at so many times the assumed cost: {', '.join(parts)}"


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """The gain of the pair and of each side by volatility and cost, with the break-even cost."""
    found, gained = tables["turns"], tables["gains"]
    panels = [
        Panel(
            who,
            gained,
            outcome,
            [passing_line(found[found["outcome"] == outcome], VOLATILITY, "break-even")]
            if len(found)
            else [],
        )
        for outcome, who in PARTIES.items()
    ]
    volatility = played.axes[VOLATILITY]
    ways = (
        Way(VOLATILITY, f"{volatility.label}, {sign_of(volatility)}"),
        Way(COST, "cost of the process (times what is assumed)"),
    )
    note = "Line: the break-even cost, with its 95 % interval."
    with house() as sheet:
        bar = f"{played.labels[WIIFWE]} − {played.labels[RIGID]}\n(money per slot and month)"
        figure = gain_maps([Row(panels, bar)], *ways, title(found, played), caption, sheet, note)
        kept_figures({"process_cost": figure}, figures)
