"""Who is left under imitation: shares at the end by shares at the start, and who is alone in the end."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from sim.plots.sheets import Sheet, blank
from sim.plots.style import BLUE, GREY, PALE, SKY, VERMILION, finish, key_below

MOST = 6
"""Panels side by side."""
ROLES = {"buyers": (BLUE, "-"), "suppliers": (SKY, (0, (4, 1)))}
FATES = {"took over": BLUE, "both are left": PALE, "died out": VERMILION}

NOTE = (
    "Above: share of a role's firms that play WIIFWE at the end; bands: 95 % intervals, point by point; "
    "dotted: as it began. Below: share of the replicates. One graph of each kind was drawn; all replicates "
    "share it."
)


def ends(mixes: pd.DataFrame, axes: Axes) -> None:
    """One graph's shares at the end, role by role, with the diagonal on which nothing changes."""
    axes.plot([0.0, 1.0], [0.0, 1.0], color=GREY, lw=0.8, ls=":")
    for role, (tone, line) in ROLES.items():
        rows = mixes[mixes["role"] == role].sort_values("start")
        axes.fill_between(rows["start"], rows["share_low"], rows["share_high"], color=tone, alpha=0.2, lw=0)
        axes.plot(rows["start"], rows["share"], color=tone, ls=line, lw=1.4, marker="o", ms=1.6)
    axes.set_ylim(-0.03, 1.03)


def fates(mixes: pd.DataFrame, role: str, axes: Axes) -> None:
    """In how many replicates one posture is alone at the end, stacked over the start."""
    rows = mixes[mixes["role"] == role].sort_values("start")
    over, out = rows["took_over"].to_numpy(float), rows["died_out"].to_numpy(float)
    start, left = rows["start"].to_numpy(float), np.maximum(0.0, 1.0 - over - out)
    if len(start) > 1:
        axes.stackplot(start, out, left, over, colors=list(FATES.values())[::-1], lw=0)
    else:
        bottom = 0.0
        for part, tone in zip((out, left, over), list(FATES.values())[::-1]):
            axes.bar(start, part, 0.05, bottom=bottom, color=tone)
            bottom = bottom + part
    axes.set_ylim(0.0, 1.0)


def invasion(mixes: pd.DataFrame, role: str, title: str, caption: str, sheet: Sheet) -> Figure:
    """A column a graph (the first six): shares at the end above, how it ended in both roles below.

    `mixes` has a row for each graph, start and role (share, share_low, share_high, died_out, took_over);
    `role` is the one whose fate is drawn below.
    """
    graphs = mixes["graph"].drop_duplicates().tolist()[:MOST]
    figure = blank(3.9, sheet)
    panels = figure.subplots(2, len(graphs), sharex=True, sharey="row", squeeze=False)
    for column, graph in enumerate(graphs):
        part = mixes[mixes["graph"] == graph]
        ends(part, panels[0, column])
        fates(part, role, panels[1, column])
        panels[0, column].set_title(str(graph), loc="left")
    for axes in panels[:, 0]:
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    for axes in panels[1]:
        axes.set_xlim(0.0, 1.0)
        axes.set_xticks([0.0, 0.5, 1.0], ["0", "50", "100 %"])
    panels[0, 0].set_ylabel("firms that play\nWIIFWE at the end")
    panels[1, 0].set_ylabel(f"replicates\n({role})")
    lines = [Line2D([], [], color=tone, ls=line, label=name) for name, (tone, line) in ROLES.items()]
    areas = [Patch(color=tone, label=f"WIIFWE {name}" if "left" not in name else name)
             for name, tone in FATES.items()]  # fmt: skip
    panels[0, -1].legend(handles=lines, loc="lower right", frameon=False, handlelength=1.4, borderpad=0.1)
    key_below(panels[1, len(graphs) // 2], "firms that play WIIFWE at the start", areas, 3)
    return finish(figure, title, f"{NOTE} {caption}")
