"""What carries the effect: each principle and step left out, each step alone, with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.measures.arms import PARTIES, STEP_ALONE, WITHOUT_PRINCIPLE, WITHOUT_STEP
from sim.measures.effects import FAMILIES
from sim.measures.inference import EXACT, LEVEL, Interval
from sim.measures.wording import spanned
from sim.plots.style import BLUE, GREEN, INK

NOTE = (
    "Left out: WIIFWE − WIIFWE without the part. Alone: good people with the step − good people "
    "without any. Paired on common luck, 95 % intervals, each for itself; hollow: it covers 0. The "
    "title counts parts by Holm's adjusted p < .05."
)
HEADINGS = {
    WITHOUT_PRINCIPLE: "a principle left out",
    WITHOUT_STEP: "a step left out",
    STEP_ALONE: "a step alone",
}
MARKS = {WITHOUT_PRINCIPLE: ("o", BLUE), WITHOUT_STEP: ("s", BLUE), STEP_ALONE: ("D", GREEN)}


def part(arm: str, label: str) -> str:
    """The principle or step an arm is about, in a word if its name tells."""
    for mark in ("wiifwe_without_", "without_", "good_people_with_", "step_alone_", "only_"):
        if arm.startswith(mark):
            return arm.removeprefix(mark).replace("_", " ")
    return label


def lines(table: pd.DataFrame) -> list[tuple[str, int | None]]:
    """The rows from top to bottom: a heading (None) for each family, then its rows of the table."""
    found: list[tuple[str, int | None]] = []
    families = table["family"].tolist()
    for family in FAMILIES:
        rows = [row for row, one in enumerate(families) if one == family]
        if rows:
            found.append((HEADINGS[family], None))
            found += [(part(table["arm"].iloc[r], table["label"].iloc[r]), r) for r in rows]
    return found


def forest_panel(table: pd.DataFrame, axes: Axes, party: str) -> None:
    """Draws one party's effects with intervals, filled where the interval excludes 0."""
    rows = lines(table)
    axes.axvline(0.0, color=INK, lw=0.7)
    for place, (_, row) in enumerate(rows):
        if row is None:
            continue
        one = table.iloc[row]
        marker, tone = MARKS[str(one["family"])]
        low, high = float(one[f"{party}_low"]), float(one[f"{party}_high"])
        told = low > EXACT or high < -EXACT
        axes.plot([low, high], [place, place], color=tone, lw=1.1, solid_capstyle="butt")
        axes.plot(
            [float(one[party])], [place], marker=marker, ms=4.2, mew=1.0, ls="none", color=tone,
            mfc=tone if told else "white",
        )  # fmt: skip
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.grid(axis="x", color="#EEEEEE", lw=0.6)
    axes.set_axisbelow(True)
    axes.set_title(f"{party} payoff", loc="left")


def forest(table: pd.DataFrame, figure: Figure) -> None:
    """Three panels with the same rows and scale: joint, buyer, supplier."""
    panels = figure.subplots(1, 3, sharey=True, sharex=True)
    rows = lines(table)
    for axes, party in zip(panels, PARTIES):
        forest_panel(table, axes, party)
        axes.tick_params(left=False)
    panels[0].set_yticks(range(len(rows)), [text for text, _ in rows])
    for name, (_, row) in zip(panels[0].get_yticklabels(), rows):
        if row is None:
            name.set_weight("bold")
        else:
            name.set_color("#444444")
    panels[1].set_xlabel("what the part adds (money per buyer slot and month)")


def forest_title(table: pd.DataFrame) -> str:
    """Which part, left out, costs most, and how many carry an effect; from the data."""
    left_out = table[table["family"].isin([WITHOUT_PRINCIPLE, WITHOUT_STEP])]
    left_out = left_out[np.isfinite(left_out["joint_low"])]
    if left_out.empty:
        return "What carries the effect: no part was left out"
    certain = left_out["joint_p"] < 1.0 - LEVEL
    told = left_out[certain & (left_out["joint_low"] > EXACT)]
    harmful = int((certain & (left_out["joint_high"] < -EXACT)).sum())
    end = (
        f"; {harmful} cost more than they bring"
        if harmful > 1
        else "; 1 costs more than it brings"
        if harmful
        else ""
    )
    if told.empty:
        return f"No single principle or step, left out, costs WIIFWE joint value for certain{end}"
    top = told.sort_values("joint").to_dict("records")[-1]
    size = spanned(Interval(top["joint"], np.nan, top["joint_low"], top["joint_high"], top["n"]))
    return (
        f"{part(top['arm'], top['label']).capitalize()} carries most of the effect, {size}; "
        f"{len(told)} of {len(left_out)} principles and steps add to joint value{end}"
    )
