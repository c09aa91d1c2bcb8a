"""Who plays what: shares of the strategies among living firms, month by month, stacked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from matplotlib.typing import ColorType

from sim.measures.welfare import strategy_shares
from sim.measures.wording import percent, span_of_time, spelled
from sim.plots.sheets import Sheet, blank
from sim.plots.style import COLOURS, finish, ink_on

NOTE = (
    "Share of the living firms of a role, all replicates together, without intervals. It moves where firms "
    "imitate, and where entrants take the place of the bankrupt."
)
ROLES = {"buyer": "buyers", "supplier": "suppliers"}
STILL = 0.005
"""A share that moves less is told as standing still."""
THIN = 0.12
"""An area that is thinner has no room for a name."""


def tones(strategies: Sequence[str]) -> dict[str, ColorType]:
    """A colour a strategy: a posture's own; the others greys and shades that stand apart from these."""
    strangers = [name for name in strategies if name not in COLOURS]
    shades = sns.color_palette("Greys", len(strangers) + 2)[1:-1]
    return {name: COLOURS.get(name) or shades[strangers.index(name)] for name in strategies}


def stacked(shares: pd.DataFrame, axes: Axes, strategies: Sequence[str]) -> None:
    """One arm's and role's areas; `shares` as of `strategy_shares` (month, strategy, share)."""
    wide = shares.pivot(index="month", columns="strategy", values="share").reindex(columns=list(strategies))
    colours = tones(strategies)
    axes.stackplot(
        wide.index.to_numpy(dtype=float), *(wide[name].fillna(0.0).to_numpy() for name in strategies),
        colors=[colours[name] for name in strategies], lw=0.4, edgecolor="white",
    )  # fmt: skip
    middle = wide.index[len(wide) // 2]
    name_areas(wide.loc[middle].fillna(0.0), axes, float(middle))
    axes.set_ylim(0.0, 1.0)
    axes.set_xlim(float(wide.index.min()), float(wide.index.max()))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))


def shares_figure(
    accounts: pd.DataFrame, arms: Sequence[str], labels: Mapping[str, str], caption: str, sheet: Sheet
) -> Figure:
    """A column an arm (six at most), a row a role; the strategies are named below."""
    arms = list(arms)[:6]
    shares = strategy_shares(accounts[accounts["arm"].astype(str).isin(arms)])
    shares = shares.assign(**{name: shares[name].astype(str) for name in ("arm", "role", "strategy")})
    mean = shares.groupby("strategy")["share"].mean()
    strategies = mean[mean > 0.0].sort_values(ascending=False).index.tolist()
    figure = blank(3.7, sheet)
    panels = figure.subplots(2, len(arms), sharex=True, sharey=True, squeeze=False)
    for column, arm in enumerate(arms):
        for row, role in enumerate(ROLES):
            part = shares[(shares["arm"] == arm) & (shares["role"] == role)]
            stacked(part, panels[row, column], strategies)
        panels[0, column].set_title(labels[arm], loc="left")
        panels[1, column].set_xlabel("month")
    for axes, who in zip(panels[:, 0], ROLES.values()):
        axes.set_ylabel(f"share of {who}")
    return finish(figure, shares_title(shares, arms, labels), f"{NOTE} {caption}")


def name_areas(at: pd.Series, axes: Axes, month: float) -> None:
    """Writes the strategies' names into their areas at a month, where they are thick enough; `at`: shares."""
    colours = tones(at.index.tolist())
    middles = at.cumsum() - at / 2.0
    for name, share, middle in zip(at.index.astype(str), at.tolist(), middles.tolist()):
        if share >= THIN:
            axes.text(month, middle, spelled(name), ha="center", va="center", color=ink_on(colours[name]))


def shares_title(shares: pd.DataFrame, arms: Sequence[str], labels: Mapping[str, str]) -> str:
    """The strategy whose share grows most in a role over the run, and under which arm."""
    first, last = int(shares["month"].min()), int(shares["month"].max())
    ends = shares[shares["month"].isin([first, last])]
    known = ends.pivot(index=["arm", "role", "strategy"], columns="month", values="share").fillna(0.0)
    moved = (known[last] - known[first]).to_numpy(dtype=float)
    if moved.size == 0 or float(np.abs(moved).max()) < STILL:
        return f"After {span_of_time(last)} no share of a strategy is {percent(STILL, 1)} off where it began"
    arm, role, name, start, end = known.reset_index().iloc[int(np.argmax(moved))].tolist()
    where = f" (start: {labels[arm]})" if len(arms) > 1 else ""
    return (
        f"{spelled(name)} grows most, from {percent(start)} to {percent(end)} of {ROLES[role]} over "
        f"{span_of_time(last)}{where}"
    )
