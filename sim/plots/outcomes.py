"""How the value is spread over firms: the share of firms that make no more than so much, and Gini."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter

from sim.measures.inference import mean_interval
from sim.measures.welfare import gini, worst_share
from sim.measures.wording import number
from sim.plots.sheets import Sheet, blank
from sim.plots.style import INK, colour, dash, finish, weight, wrapped

NOTE = (
    "Each slot's mean payoff a month over the whole run, whoever held it, before fixed cost; all replicates "
    "together. Gini: 0 where all slots make the same."
)
XLABEL = "payoff (money per slot and month)"
ROLES = {"buyer": "buyers", "supplier": "suppliers"}


def ladder(table: pd.DataFrame, axes: Axes, role: str, arms: Sequence[str], label: str = XLABEL) -> None:
    """Empirical distribution by arm; `table` has arm, role and value (money a month), a row a slot."""
    for arm in arms:
        values = table[(table["arm"] == arm) & (table["role"] == role)]["value"]
        sns.ecdfplot(x=values, ax=axes, color=colour(arm), ls=dash(arm), lw=weight(arm))
    axes.axvline(0.0, color=INK, lw=0.6)
    axes.set_ylim(0.0, 1.0)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.set_title(ROLES[role], loc="left")
    axes.set_xlabel(label)
    axes.set_ylabel("slots that make no more" if role == "buyer" else "")


def outcomes_figure(
    table: pd.DataFrame, arms: Sequence[str], labels: Mapping[str, str], caption: str, sheet: Sheet
) -> Figure:
    """Buyers and suppliers side by side, each arm named with its Gini coefficient."""
    figure = blank(2.9, sheet)
    panels = figure.subplots(1, len(ROLES), sharey=True)
    for axes, role in zip(panels, ROLES):
        ladder(table, axes, role, arms, wrapped(XLABEL, 0.35 * sheet.width, sheet.letters))
        rows = table[table["role"] == role].groupby("arm")["value"]
        marks = [
            Line2D([], [], color=colour(arm), ls=dash(arm), lw=weight(arm),
                   label=f"{labels[arm]}: Gini {number(gini(rows.get_group(arm)), 2)}")
            for arm in arms
        ]  # fmt: skip
        axes.legend(handles=marks, loc="best", frameon=False, labelcolor="linecolor")
    return finish(figure, outcomes_title(table, arms, labels), f"{NOTE} {caption}")


def outcomes_title(table: pd.DataFrame, arms: Sequence[str], labels: Mapping[str, str]) -> str:
    """What the worst tenth of the slots of a world makes, by role and arm, and whether that differs.

    Of two arms or more the first is what the others are held against, world by world.
    """
    return f"The {'; the '.join(worst_tenths(table, role, arms, labels) for role in ROLES)} (money a month)"


def worst_tenths(table: pd.DataFrame, role: str, arms: Sequence[str], labels: Mapping[str, str]) -> str:
    """The same for one role."""
    rows = table[table["role"] == role]
    worst = rows.groupby(["arm", "replicate"])["value"].agg(worst_share).unstack("arm")
    means = {arm: float(worst[arm].mean()) for arm in arms}
    told = " and ".join(
        f"{number(means[arm])} under {labels[arm]}" for arm in sorted(arms, key=lambda arm: -means[arm])
    )
    signs = [mean_interval((worst[arm] - worst[arms[0]]).to_numpy()).sign for arm in arms[1:]]
    doubt = ", no difference told" if signs and not any(signs) else ""
    return f"worst tenth of {ROLES[role]} makes {told}{doubt}"
