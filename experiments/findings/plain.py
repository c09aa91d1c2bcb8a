"""What any sweep tells without a script of its own: in how many points each arm gains, and by how much."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments.findings.turning import kept_figures
from experiments.findings.wording import PARTIES, sentence, shares
from experiments.sweep.reading import MAIN, Played
from sim.design import Axis
from sim.design.axes import GRID
from sim.measures.regions import GAIN, LOSS, area
from sim.measures.wording import number
from sim.plots.maps import Panel, Row, Way, gain_maps
from sim.plots.sheets import house

QUESTION = "Where in this design does each arm gain over its baseline, and whom?"
MOST_CELLS = 20_000
"""Cells of all maps together, beyond which none is drawn."""
SAMPLED = ("latin_hypercube", "sobol")


def tables(played: Played) -> dict[str, pd.DataFrame]:
    """`result`: share of the points with a gain, a loss, or no telling, by pair of arms and outcome."""
    gains = played.gains(MAIN)
    if gains.empty:
        return {"result": played.levels(MAIN)}
    return {"result": area(gains, MAIN, sampled=played.kind in SAMPLED)}


def finding(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """One sentence for each pair of arms."""
    result = tables["result"]
    if "verdict" not in result:
        return ""
    if not result["points"].any():
        return single(played)
    told = []
    for (arm, baseline), part in result.groupby(["arm", "baseline"], sort=False):
        words = ", ".join(
            f"{who} in {shares(part, outcome, GAIN)} and loses in {shares(part, outcome, LOSS)}"
            for outcome, who in PARTIES.items()
        )
        told.append(
            sentence(f"against {played.labels[str(baseline)]}, {played.labels[str(arm)]} gains: {words}")
        )
    return f"Of {len(played.points):,} points: " + " ".join(told)


def single(played: Played) -> str:
    """What one replicate a point tells: no sign at any of them, and the mean over all."""
    gains = played.gains(MAIN)
    means = {who: number(gains[outcome].mean(), signed=True) for outcome, who in PARTIES.items()}
    told = ", ".join(f"{who} {mean}" for who, mean in means.items())
    points = f"Over {len(played.points):,} points, all on the same luck,"
    return f"One replicate a point tells the sign at no point. {points} the mean differences are: {told}."


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """A design of one's own has no thesis to fail."""
    del tables, played
    return ""


def labelled(axis: Axis) -> str:
    """An axis by name, with its unit unless that is 1."""
    name = axis.label or axis.name
    return name if axis.unit == "1" else f"{name} ({axis.unit})"


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """Maps of each pair of arms where the design is a grid of two numeric axes; else nothing."""
    axes = list(played.axes.values())
    gains = played.gains(MAIN)
    mapped = played.kind == GRID and len(axes) == 2 and not any(axis.categorical for axis in axes)
    if not mapped or gains.empty or len(gains) > MOST_CELLS:
        return
    ways = [Way(axis.name, labelled(axis), axis.log) for axis in axes]
    rows = []
    for (arm, baseline), part in gains.groupby(["arm", "baseline"], sort=False):
        bar = f"{played.labels[str(arm)]} − {played.labels[str(baseline)]}"
        rows.append(Row([Panel(who, part, outcome) for outcome, who in PARTIES.items()], bar))
    result = tables["result"]
    told = (
        f"{played.labels[str(arm)]} over {played.labels[str(baseline)]}: the pair gains in "
        f"{shares(part, MAIN[0], GAIN)}"
        for (arm, baseline), part in result.groupby(["arm", "baseline"], sort=False)
    )
    with house() as sheet:
        title = f"Of {len(played.points):,} points: {'; '.join(told)}"
        kept_figures({"gains": gain_maps(rows, ways[0], ways[1], title, caption, sheet)}, figures)
