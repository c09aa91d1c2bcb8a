"""Probabilities under a prior: who gains and who loses, and how that turns along each parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from sim.measures.wording import percent
from sim.plots.sheets import Sheet, blank
from sim.plots.style import BLUE, GREY, INK, PALE, SKY, VERMILION, finish, key_below

VERDICTS = {"gain": BLUE, "open": PALE, "loss": VERMILION}
NOTE = (
    "Bars: share of the points at which replicates tell a gain, nothing, or a loss (95 % interval of the "
    "mean difference, point by point). Mark: share with a gain by the sign of the estimate, with its 95 % "
    "interval; for “a side loses”, counted from the right and written there, share with a loss."
)
THIRDS_NOTE = (
    "Share of the points at which the pair gains by the sign of the estimate, by thirds of each parameter's "
    "prior; 95 % intervals. Right: the two parameters that divide most."
)
THIRDS = {"low": (SKY, "v"), "middle": (GREY, "o"), "high": (INK, "^")}


def chance_panel(chances: pd.DataFrame, outcomes: Sequence[str], axes: Axes) -> None:
    """One pair of arms: a bar an outcome, and the share by sign upon it."""
    for place, outcome in enumerate(outcomes):
        rows = chances[chances["outcome"] == outcome]
        told = rows[rows["how"] == "told from 0"].set_index("verdict")["share"]
        left = 0.0
        for verdict, tone in VERDICTS.items():
            # Of both sides' gain only that is known, and of a side's loss only that.
            width = float(told.get(verdict, np.nan))
            start = 1.0 - width if verdict == "loss" else left
            if np.isfinite(width):
                axes.barh(place, width, left=start, color=tone, height=0.66)
                left += width
        sign = rows[(rows["how"] == "estimated sign") & rows["verdict"].isin(["gain", "loss"])]
        gain = sign[sign["verdict"] == "gain"]
        one = (gain if len(gain) else sign).iloc[0]
        ends = [one["low"], one["share"], one["high"]]
        ends = ends if len(gain) else [1.0 - end for end in ends]
        axes.plot([ends[0], ends[2]], [place, place], color=INK, lw=1.0)
        axes.plot([ends[1]], [place], color=INK, marker="D", ms=3.2, mfc="white", mew=0.9, clip_on=False)
        if not len(gain):  # its mark is counted from the right, so its share is written as well
            axes.text(0.985, place, percent(one["share"]), ha="right", va="center", color="white")
    axes.axvline(0.5, color=GREY, lw=0.6, ls=":")
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks([0.0, 0.25, 0.5, 0.75, 1.0])
    axes.set_ylim(len(outcomes) - 0.4, -0.6)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=""))
    axes.tick_params(left=False)


def chances_figure(
    chances: pd.DataFrame,
    pairs: Sequence[tuple[str, str]],
    outcomes: Mapping[str, str],
    labels: Mapping[str, str],
    title: str,
    caption: str,
    sheet: Sheet,
) -> Figure:
    """A panel for each pair of arms; `outcomes`: outcome → whose; `labels`: arm → name.

    `chances` has columns arm, baseline, outcome, verdict, how ("told from 0", "estimated sign"), share, low,
    high.
    """
    figure = blank(1.5 + 0.21 * len(outcomes), sheet)
    panels = figure.subplots(1, len(pairs), sharey=True, squeeze=False)[0]
    for axes, (arm, baseline) in zip(panels, pairs):
        part = chances[(chances["arm"] == arm) & (chances["baseline"] == baseline)]
        chance_panel(part, list(outcomes), axes)
        axes.set_title(f"{labels[arm]} − {labels[baseline]}", loc="left")
    panels[0].set_yticks(range(len(outcomes)), list(outcomes.values()))
    names = {"gain": "gain told", "open": "not told from 0", "loss": "loss told"}
    parts = [Patch(color=tone, label=names[verdict]) for verdict, tone in VERDICTS.items()]
    mark = Line2D([], [], color=INK, marker="D", ms=3.2, mfc="white", lw=1.0, label="by the estimated sign")
    key_below(panels[len(panels) // 2], "share of the plausible region (%)", [*parts, mark], 4)
    return finish(figure, title, f"{NOTE} {caption}")


def thirds_panel(thirds: pd.DataFrame, axes: Axes) -> None:
    """A line a parameter, the greatest division on top: the share of gains in each third of its prior."""
    high = thirds[thirds["third"] == "high"]
    order = high.reindex(high["apart"].abs().sort_values(ascending=False, kind="stable").index)[
        "axis"
    ].tolist()
    for place, name in enumerate(order):
        rows = thirds[thirds["axis"] == name].set_index("third")
        axes.plot(rows["share"], [place] * len(rows), color=PALE, lw=2.0, zorder=1)
        for third, (tone, mark) in THIRDS.items():
            row = rows.loc[third]
            axes.plot([row["low"], row["high"]], [place, place], color=tone, lw=0.9)
            axes.plot([row["share"]], [place], color=tone, marker=mark, ms=4, ls="none")
    axes.set_yticks(range(len(order)), [name.replace("_", " ") for name in order])
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.set_xlim(0.0, 1.0)
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    axes.set_xlabel("points at which the pair gains")
    axes.grid(axis="x", color="#EEEEEE", lw=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(left=False)
    marks = [
        Line2D([], [], color=t, marker=m, ms=4, ls="none", label=f"{n} third") for n, (t, m) in THIRDS.items()
    ]
    axes.legend(handles=marks, loc="lower right", frameon=False, handlelength=1.0, borderpad=0.1)


def crossed_panel(crossed: pd.DataFrame, axes: Axes) -> None:
    """Nine cells: the share of gains by thirds of two parameters."""
    one, other = crossed.columns[:2]
    names = list(THIRDS)
    shares = crossed.pivot(index=one, columns=other, values="share").reindex(index=names, columns=names)
    values = shares.to_numpy(float)
    colours = sns.color_palette("vlag_r", as_cmap=True)
    axes.imshow(values, vmin=0.0, vmax=1.0, cmap=colours, aspect="auto", origin="lower")
    for row, column in np.ndindex(values.shape):
        value = values[row, column]
        tone = "white" if abs(value - 0.5) > 0.35 else INK
        axes.text(column, row, f"{100.0 * value:.0f} %", ha="center", va="center", color=tone)
    axes.set_xticks(range(3), names)
    axes.set_yticks(range(3), names)
    axes.set_xlabel(str(other).replace("_", " "))
    axes.set_ylabel(str(one).replace("_", " "))
    axes.tick_params(left=False, bottom=False)


def thirds_figure(
    tables: Mapping[str, pd.DataFrame], outcome: str, title: str, caption: str, sheet: Sheet
) -> Figure:
    """Left the thirds of every parameter; right, where there is one, the table `crossed`."""
    thirds = tables["thirds"][tables["thirds"]["outcome"] == outcome]
    figure = blank(1.75 + 0.17 * thirds["axis"].nunique(), sheet)
    if "crossed" in tables:
        left, right = figure.subplots(1, 2, width_ratios=(1.9, 1.0))
        crossed_panel(tables["crossed"], right)
    else:
        left = figure.subplots()
    thirds_panel(thirds, left)
    return finish(figure, title, f"{THIRDS_NOTE} {caption}")
