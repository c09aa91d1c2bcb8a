"""What any sweep tells without a script of its own: in how many points each arm gains, and by how much."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from experiments.findings.wording import PARTIES, sentence, shares
from experiments.sweep.reading import MAIN, Played
from sim.measures.regions import GAIN, LOSS, area

QUESTION = "Where in this design does each arm gain over its baseline, and whom?"
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


def failures(tables: dict[str, pd.DataFrame], played: Played) -> str:
    """A design of one's own has no thesis to fail."""
    del tables, played
    return ""


def draw(tables: dict[str, pd.DataFrame], played: Played, figures: Path, caption: str) -> None:
    """A map for two numeric axes, curves for one; nothing for more."""
