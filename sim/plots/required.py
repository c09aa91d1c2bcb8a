"""How much effect the process must have, how much cost it can bear, and what is left without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.measures.arms import PARTIES
from sim.measures.inference import EXACT
from sim.measures.required import (
    ANY_COST,
    COST,
    EFFECT,
    FOUND,
    MIXED,
    NONE_NEEDED,
    NOT_EVEN_FREE,
    NOT_REACHED,
    NOTHING,
    REST,
)
from sim.measures.wording import number, span_of_time
from sim.plots.sheets import Sheet, blank, filed, house
from sim.plots.style import BLUE, GREY, INK, PALE, finish, points_in_data, spread

MARKERS = "osD^vP"
XLABEL = "volatility σₓ"
YLABELS = {
    EFFECT: "least effect of the process\n(times what is assumed)",
    COST: "greatest cost of the process\n(times what is assumed)",
}
ENDS = {EFFECT: (NONE_NEEDED, NOT_REACHED), COST: (NOT_EVEN_FREE, ANY_COST)}
"""What is said of a world in which WIIFWE pays from the first level, or up to the last one, tried."""
NOTES = {
    EFFECT: (
        "Factor of all seven effects (g₃, r₄, ψ, μ, t, κ_I, Λ) from which WIIFWE beats WIIFME rigid. "
        "Shaded band: 95 % interval. Grey: outside of what can be tried. Line at 1: as assumed."
    ),
    COST: (
        "Factor of all costs of the process up to which WIIFWE beats WIIFME rigid. Shaded band: 95 % "
        "interval. Grey: outside of what was tried. Line at 1: as assumed."
    ),
}
MIXED_NOTE = "No mark: gains and losses are out of order."
ZERO_NOTE = (
    "WIIFWE − WIIFME rigid, paired on common luck. Bars: 95 % intervals, each for itself, unseen where "
    "smaller than the mark; hollow: it covers 0. "
    "Dotted: the row that a group is compared with."
)
MARGIN = 0.16
"""Room beyond the levels tried, as a share of them, in which worlds without a threshold are drawn."""


def shown_level(table: pd.DataFrame, column: str = "required") -> pd.Series:
    """Where a level is drawn: what is at or beyond the ends of what was tried lies in the margins."""
    most, least = table["most"], table["least"]
    room = MARGIN * (most - least)
    values = table[column].where(np.isfinite(table[column]) | table[column].isna(), most + room)
    first = ENDS[str(table["lever"].iloc[0])][0]
    if column == "required":
        return values.where(table["status"] != first, least - room)
    return values.where(values > least, least - room)


def tints(count: int) -> list[Any]:
    """A colour for each horizon, dark for the longest."""
    return sns.color_palette("crest", count) if count > 1 else [BLUE]


def level_panel(table: pd.DataFrame, axes: Axes, party: str) -> dict[int, tuple[float, float]]:
    """Draws one party's levels by volatility, a line a horizon; returns each line's last point."""
    own = table[table["party"] == party]
    horizons = sorted(own["months"].unique())
    least, most = float(own["least"].iloc[0]), float(own["most"].iloc[0])
    room = MARGIN * (most - least)
    for low, high in ((least - 1.6 * room, least - 0.4 * room), (most + 0.4 * room, most + 1.6 * room)):
        axes.axhspan(low, high, color="#F2F2F2", lw=0, zorder=0)
    axes.axhline(1.0, color=GREY, lw=0.7, zorder=1)
    step = 0.012 * float(np.ptp(own["volatility"]) or 1.0)
    ends: dict[int, tuple[float, float]] = {}
    for place, (months, tint) in enumerate(zip(horizons, tints(len(horizons)))):
        line = own[own["months"] == months].sort_values("volatility")
        # Worlds at the same end would hide one another.
        x = line["volatility"].to_numpy(dtype=float) + step * (place - (len(horizons) - 1) / 2.0)
        y, low, high = (shown_level(line, column) for column in ("required", "low", "high"))
        axes.fill_between(x, low.to_numpy(), high.to_numpy(), color=tint, alpha=0.16, lw=0)
        marker = MARKERS[place % len(MARKERS)]
        axes.plot(x, y, color=tint, marker=marker, ms=3.6, mew=0, lw=1.2, clip_on=False, zorder=3)
        known = np.isfinite(y.to_numpy(dtype=float))
        if known.any():
            ends[int(months)] = (float(x[known][-1]), float(y[known].iloc[-1]))
    axes.set_ylim(least - 1.6 * room, most + 1.6 * room)
    axes.set_title(f"{party} payoff", loc="left")
    axes.set_xlabel(XLABEL)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    return ends


def named_lines(axes: Axes, ends: dict[int, tuple[float, float]]) -> None:
    """The horizons at the right end of their lines, moved apart where they would overlap."""
    letters = float(sns.plotting_context()["font.size"])
    gap, step = points_in_data(axes, 1.3 * letters), points_in_data(axes, 9.0, "x")
    horizons = sorted(ends)
    right = max(x for x, _ in ends.values())
    places = spread([ends[one][1] for one in horizons], [gap] * len(horizons))
    for months, place, tint in zip(horizons, places, tints(len(horizons))):
        axes.annotate(
            span_of_time(months), xy=ends[months], xytext=(right + step, float(place)), va="center",
            color=tint, fontsize=letters, annotation_clip=False,
            arrowprops={
                "arrowstyle": "-", "relpos": (0.0, 0.5), "color": tint, "lw": 0.5, "shrinkA": 0, "shrinkB": 3,
            },
        )  # fmt: skip


def levels(table: pd.DataFrame, figure: Figure) -> None:
    """Three panels on one scale: joint, buyer, supplier."""
    panels = figure.subplots(1, 3, sharey=True)
    lever = str(table["lever"].iloc[0])
    ends = [level_panel(table, axes, party) for axes, party in zip(panels, PARTIES)]
    least, most = float(table["least"].iloc[0]), float(table["most"].iloc[0])
    room = MARGIN * (most - least)
    ticks = MaxNLocator(4, steps=[1, 5, 10]).tick_values(least, most)
    between = [one for one in ticks if least <= one <= most]
    marks = [least - room, *between, most + room]
    first, last = ("\n".join(one.rsplit(" ", 1)) for one in ENDS[lever])
    panels[0].set_yticks(marks, [first, *(f"{one:g}" for one in between), last])
    panels[0].set_ylabel(YLABELS[lever])
    for axes in panels:
        axes.tick_params(axis="y", length=0)
    if ends[-1]:
        named_lines(panels[-1], ends[-1])


def levels_title(table: pd.DataFrame) -> str:
    """In how many worlds how much effect, or how little cost, lets the pair and the parties gain."""
    joint = table[table["party"] == "joint"]
    worlds, level, status = len(joint), joint["required"], joint["status"]
    if table["lever"].iloc[0] == EFFECT:
        found = status == FOUND
        less, more = int((found & (level <= 1.0)).sum()), int((found & (level > 1.0)).sum())
        without, never = int((status == NONE_NEEDED).sum()), int((status == NOT_REACHED).sum())
        return (
            f"The pair gains from WIIFWE without any of the seven effects in {without} of {worlds} worlds, "
            f"with no more than is assumed in {less}, only with more in {more}, and with none possible in "
            f"{never}"
        )
    cheap, free = int((level < 1.0).sum()), int((status == NOT_EVEN_FREE).sum())
    both = table[table["party"] != "joint"].groupby(["volatility", "months"])["required"].min()
    end = f"; in {free} the pair does not gain even from a free one" if free else ""
    return (
        f"In {cheap} of {worlds} worlds the pair gains only from a process cheaper than is assumed; in "
        f"{int((both < 1.0).sum())} at least one party does{end}"
    )


def levels_figure(table: pd.DataFrame, caption: str, sheet: Sheet) -> Figure:
    """What is required of one lever, `effect` or `cost`, by volatility and horizon."""
    figure = blank(3.1, sheet)
    lever = str(table["lever"].iloc[0])
    levels(table, figure)
    mixed = f" {MIXED_NOTE}" if (table["status"] == MIXED).any() else ""
    return finish(figure, levels_title(table), f"{NOTES[lever]}{mixed} {caption}")


def zero_lines(table: pd.DataFrame) -> list[tuple[str, int | None]]:
    """The rows from top to bottom: a heading (None) for each family, then its rows of the table."""
    found: list[tuple[str, int | None]] = []
    family = None
    for place, row in enumerate(table.to_dict("records")):
        if row["family"] != family:
            family = row["family"]
            found.append((family, None))
        found.append((row["label"], place))
    return found


def zero_panel(table: pd.DataFrame, axes: Axes, party: str) -> None:
    """One party's differences with intervals, filled where the interval leaves out 0."""
    axes.axvline(0.0, color=INK, lw=0.7)
    by_label = table.set_index("label")[party]
    for place, (_, row) in enumerate(zero_lines(table)):
        if row is None:
            continue
        one = table.iloc[row]
        low, high = float(one[f"{party}_low"]), float(one[f"{party}_high"])
        if one["label"] != one["reference"]:
            reference = float(by_label[one["reference"]])
            axes.plot([reference] * 2, [place - 0.5, place + 0.5], color=GREY, lw=0.9, ls=(0, (1, 1.2)))
        axes.plot([low, high], [place, place], color=BLUE, lw=1.1, solid_capstyle="butt")
        tells = low > EXACT or high < -EXACT
        axes.plot(
            [float(one[party])], [place], marker="o", ms=3.2, mew=0.9, ls="none", color=BLUE,
            mfc=BLUE if tells else "white",
        )  # fmt: skip
    axes.set_ylim(len(zero_lines(table)) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.grid(axis="x", color=PALE, lw=0.4)
    axes.set_axisbelow(True)
    axes.set_title(f"{party} payoff", loc="left")
    axes.tick_params(left=False)


def zero_figure(table: pd.DataFrame, caption: str, sheet: Sheet) -> Figure:
    """What is left where something is set to 0: three panels with the same rows and scale."""
    rows = zero_lines(table)
    figure = blank(1.3 + 0.155 * len(rows), sheet)
    panels = figure.subplots(1, 3, sharey=True, sharex=True)
    for axes, party in zip(panels, PARTIES):
        zero_panel(table, axes, party)
    panels[0].set_yticks(range(len(rows)), [text for text, _ in rows])
    for name, (_, row) in zip(panels[0].get_yticklabels(), rows):
        if row is None:
            name.set_weight("bold")
    panels[1].set_xlabel("WIIFWE − WIIFME rigid (money per buyer slot and month)")
    return finish(figure, zero_title(table), f"{ZERO_NOTE} {caption}")


def zero_title(table: pd.DataFrame) -> str:
    """Whether anything is left with all seven effects at 0, and without costs; from the data."""
    rows = {row["label"]: row for row in table.to_dict("records")}
    nothing, rest = rows[NOTHING], rows[REST]
    start = (
        "something is left of WIIFWE's gain"
        if nothing["joint_low"] > EXACT
        else "WIIFWE loses"
        if nothing["joint_high"] < -EXACT
        else "no gain of WIIFWE can be told"
    )
    free = number(rest["joint"], signed=True)
    return (
        f"Without any of the seven effects {start} ({number(nothing['joint'], signed=True)} joint); "
        f"were the process free as well, it would be {free}"
    )


def draw_all(
    required: pd.DataFrame,
    zero: pd.DataFrame,
    folder: Path,
    captions: tuple[str, str],
) -> list[Path]:
    """Writes the figures on the sheet and in the formats asked for; returns the files.

    `required` and `zero` are the study's tables; `captions`, one for each, give replicates, seed and hash.
    """
    files: list[Path] = []
    with house() as size:
        figures = {
            f"required_{lever}": levels_figure(required[required["lever"] == lever], captions[0], size)
            for lever in (EFFECT, COST)
        }
        figures["zero"] = zero_figure(zero, captions[1], size)
        for name, figure in figures.items():
            files += filed(figure, folder, name)
    return files
