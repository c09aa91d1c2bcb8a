"""How the value is spread: the share of firms that make no more than so much, with Gini's coefficient."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.measures.welfare import gini
from sim.measures.wording import number
from sim.plots.facets import frame, per_cent
from sim.plots.sheets import Sheet
from sim.plots.style import INK, colour, dash, weight
from sim.plots.view import Names, View, shown


def spread(table: pd.DataFrame, view: View, names: Names, sheet: Sheet) -> Figure:
    """Empirical distribution of `value`, a panel a value of `col` (the roles), a line an arm of `hue`.

    `table`: a row a firm's slot. Each line is named with its coefficient, 0 where all make the same.
    """
    figure, body = frame(view, 2.4, sheet)
    facets = list(table.groupby(view.col or (lambda _: ""), sort=False))
    panels = body.subplots(1, len(facets), squeeze=False, sharey=True)[0]
    for axes, (facet, rows) in zip(panels, facets):
        marks: list[Line2D] = []
        for arm, own in rows.groupby(view.hue, sort=False):
            looks = {"color": colour(str(arm)), "ls": dash(str(arm)), "lw": weight(str(arm))}
            sns.ecdfplot(own, x=view.value, ax=axes, **looks)
            label = f"{shown(names, arm)}: Gini {number(gini(own[view.value]), 2)}"
            marks.append(Line2D([], [], label=label, **looks))
        axes.axvline(0.0, color=INK, lw=0.6)
        axes.set_title(shown(names, facet), loc="left")
        axes.set_xlabel(view.label or shown(names, view.value))
        axes.legend(handles=marks, loc="best", edgecolor="none", labelcolor="linecolor")
    panels[0].set_ylim(0.0, 1.0)
    per_cent(panels[0].yaxis)
    panels[0].set_ylabel("firms that make no more")
    return figure
