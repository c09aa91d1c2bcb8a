"""Replications of published findings: what the model says beside what the paper says.

Published numbers are drawn in ink as diamonds or dashed lines, what agrees with them as a pale band; the
model's are in the colours of their contracts and postures. What was only recalled says so in its label.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator, PercentFormatter

from sim.measures.wording import number, percent
from sim.plots.sheets import Sheet, blank
from sim.plots.style import BLUE, DASHES, GREY, INK, ORANGE, PALE, VERMILION, finish

CONTRACTS = {"rigid": VERMILION, "flexible": ORANGE, "principled": BLUE}
CONTRACT_WORDS = {
    "rigid": "rigid",
    "flexible": "flexible",
    "principled": "flexible with\nagreed principles\n(theory, no fact)",
}
CONTRACT_DASHES: dict[str, Any] = {**DASHES, "principled": (0, (3, 1, 1, 1))}
POSTURES = {"wiifme": VERMILION, "wiifwe": BLUE, "mixed": INK, "opportunists": GREY}
POSTURE_DASHES: dict[str, Any] = {**DASHES, "opportunists": (0, (1, 1))}
QUALITY = "low quality (share of deliveries)"
FEHR_NOTE = (
    "Diamonds and dashed lines: the paper's numbers; pale: what counts as agreement. Low quality: a broken "
    "promise, or shading of half the cap or more. Dotted: where a curve meets the paper's number; ▲ the "
    "world's own value. 95 % intervals over replicates."
)
BESEDES_NOTE = (
    "Survival: Kaplan–Meier, pooled, Greenwood's 95 % intervals; else 95 % over replicates. Dashed: the "
    "published shape .30·.92^t + .70·.277^t (t in years), drawn through the paper's two shares; diamonds: "
    "the shape there; pale: what counts as agreement; filled: all of the interval agrees."
)

Tables = Mapping[str, pd.DataFrame]


def per_cent(axis: Any, decimals: int = 0) -> None:
    """Shares along an axis in percent."""
    axis.set_major_formatter(PercentFormatter(1.0, decimals=decimals, symbol=" %"))


def many(count: Any) -> str:
    """A large number, its thousands apart."""
    return f"{int(count):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def published(facts: pd.DataFrame, key: str) -> Any:
    """The row of a fact."""
    return facts[facts["key"] == key].iloc[0]


def recalled(row: Any) -> str:
    """What a label adds to a number that was not checked in its source."""
    return " (recalled)" if str(row["status"]).startswith("recalled") else ""


def contract_shares(tables: Tables, axes: Axes) -> None:
    """Low quality under each contract beside what the experiment found."""
    arms, facts = tables["arms"].set_index("arm"), tables["facts"]
    names = [name for name in CONTRACTS if name in arms.index]
    text: dict[str, Any] = {"textcoords": "offset points", "ha": "center", "size": "small"}
    for place, name in enumerate(names):
        for _, told in facts[facts["key"] == f"low_quality_{name}"].iterrows():
            axes.barh(place, told["high"] - told["low"], left=told["low"], height=0.4, color=PALE, lw=0)
            axes.plot(told["target"], place, marker="D", ms=4.5, color=INK, ls="none", zorder=3)
            words = f"paper {percent(float(told['target']), 1)}{recalled(told)}"
            axes.annotate(words, (told["target"], place - 0.2), (0, 2), va="bottom", color=INK, **text)
        low, high, mean = (float(arms.loc[name, f"low_quality{end}"]) for end in ("_low", "_high", ""))  # type: ignore[arg-type]
        tone = CONTRACTS[name]
        axes.plot([low, high], [place, place], color=tone, lw=1.4, solid_capstyle="butt", zorder=4)
        axes.plot(mean, place, marker="o", ms=5, color=tone, ls="none", zorder=5)
        words = f"model {percent(mean, 1)}"
        axes.annotate(words, (mean, place + 0.2), (0, -2), va="top", color=tone, **text)
    axes.set_yticks(range(len(names)), [CONTRACT_WORDS[name] for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(-0.03, max(0.33, float(arms["low_quality_high"].max()) + 0.05))
    axes.xaxis.set_major_locator(MultipleLocator(0.1))
    per_cent(axes.xaxis)
    axes.tick_params(left=False)
    axes.set_xlabel(QUALITY)
    axes.set_title("by contract", loc="left")


def shares_along(table: pd.DataFrame, axes: Axes) -> None:
    """Curves of low quality along a parameter, each contract with its band."""
    for name in CONTRACTS:
        rows = table[table["arm"] == name]
        if rows.empty:
            continue
        tone = CONTRACTS[name]
        low, high = rows["low_quality_low"], rows["low_quality_high"]
        axes.fill_between(rows["at"], low, high, color=tone, alpha=0.2, lw=0)
        axes.plot(rows["at"], rows["low_quality"], color=tone, ls=CONTRACT_DASHES[name], label=name)
    per_cent(axes.yaxis)
    axes.set_ylim(bottom=0.0)


def target_line(axes: Axes, row: Any, left: bool = True) -> None:
    """The paper's share as a dashed line across, named at one of its ends."""
    share = float(row["target"])
    axes.axhline(share, color=INK, lw=0.8, ls=(0, (4, 3)))
    axes.annotate(
        f"paper {percent(share, 1)}{recalled(row)}", (0.0 if left else 1.0, share), (2 if left else -2, 2),
        ("axes fraction", "data"), "offset points", ha="left" if left else "right", va="bottom", color=INK,
        size="small",
    )  # fmt: skip


def met_at(axes: Axes, matches: pd.DataFrame, parameter: str, right: bool = False) -> None:
    """Where a curve meets the paper's share, with its interval, and the world's own value on the axis."""
    for _, row in matches[matches["parameter"] == parameter].iterrows():
        own, value, target = float(row["default"]), float(row["value"]), float(row["target"])
        axes.plot(
            own, 0.0, marker="^", ms=5, color=GREY, transform=axes.get_xaxis_transform(), clip_on=False,
            zorder=6,
        )  # fmt: skip
        words, place = f"met nowhere\nworld: {own:g} ▲", own
        if np.isfinite(value):
            tone = CONTRACTS[str(row["arm"])]
            axes.plot([value, value], [0.0, target], color=tone, lw=1.1, ls=(0, (1, 1.5)))
            high = min(float(row["high"]), axes.get_xlim()[1])
            axes.axvspan(float(row["low"]), high, color=tone, alpha=0.15, lw=0)
            place = high if right else float(row["low"])
            words = f"met at\n{parameter} = {number(value, 3)}\nworld: {own:g} ▲"
        axes.annotate(
            words, (place, 0.88), (8 if right else -4, 0), ("data", "axes fraction"), "offset points",
            ha="left" if right else "right", va="top", size="small", color=INK, linespacing=1.4,
        )  # fmt: skip


def fehr_hart_zehnder_figure(tables: Tables, title: str, caption: str, sheet: Sheet) -> Figure:
    """Low quality by contract, then by θ, by ε₀, and by how far principles narrow entitlements."""
    figure = blank(5.0, sheet)
    panels = figure.subplots(2, 2)
    finish(figure, title, f"{FEHR_NOTE} {many(tables['arms']['deals'].iloc[0])} deals a contract. {caption}")
    facts, matches = tables["facts"], tables["matches"]
    flexible, rigid = published(facts, "low_quality_flexible"), published(facts, "low_quality_rigid")
    contract_shares(tables, panels[0, 0])
    by_theta(tables["by_theta"], panels[0, 1])
    target_line(panels[0, 1], flexible)
    target_line(panels[0, 1], rigid)
    met_at(panels[0, 1], matches, "θ")
    by_slip = panels[1, 0]
    shares_along(tables["by_slip"], by_slip)
    by_slip.set_xlim(0.0, float(tables["by_slip"]["at"].max()))
    target_line(by_slip, rigid)
    met_at(by_slip, matches, "ε₀")
    by_slip.yaxis.set_major_locator(MultipleLocator(0.05))
    by_slip.set_title("rigid contract, by slips ε₀", loc="left")
    by_slip.set_xlabel("chance that a promise is missed, ε₀")
    by_slip.set_ylabel("low quality")
    by_narrowing(tables, panels[1, 1], rigid)
    return figure


def by_theta(table: pd.DataFrame, axes: Axes) -> None:
    """Low quality by the strength of shading; each line is named where it has room."""
    shares_along(table, axes)
    axes.set_xlim(0.0, 1.0)
    axes.set_title("by shading θ", loc="left")
    axes.set_xlabel("shading per unit of grievance, θ")
    axes.set_ylabel("low quality")
    text: dict[str, Any] = {"textcoords": "offset points", "size": "small"}
    rows = table[table["arm"] == "flexible"]
    height = float(np.interp(0.6, rows["at"], rows["low_quality"]))
    axes.annotate("flexible", (0.6, height), (2, -6), va="top", color=CONTRACTS["flexible"], **text)
    rows = table[table["arm"] == "rigid"]
    height = float(rows["low_quality"].iloc[-1])
    axes.annotate("rigid", (0.4, height), (0, 5), va="bottom", color=CONTRACTS["rigid"], **text)
    words, tone = "with principles\n(theory)", CONTRACTS["principled"]
    axes.annotate(words, (1.0, height), (-2, 10), ha="right", va="bottom", color=tone, **text)


def by_narrowing(tables: Tables, axes: Axes, rigid: Any) -> None:
    """What principles would have to do where shading is as strong as the flexible share needs."""
    axes.set_title("theory: what principles would have to do", loc="left")
    axes.set_xlabel("entitlements narrowed by kept principles, G")
    if "by_narrowing" not in tables:
        axes.text(
            0.5, 0.5, "no θ gives the published share", ha="center", va="center", transform=axes.transAxes
        )
        return
    matches = tables["matches"]
    theta = float(matches.loc[matches["parameter"] == "θ", "value"].iloc[0])
    shares_along(tables["by_narrowing"], axes)
    axes.set_title(f"theory: principles at θ = {number(theta, 3)}", loc="left")
    axes.set_xlim(0.0, float(tables["by_narrowing"]["at"].max()))
    axes.yaxis.set_major_locator(MultipleLocator(0.05))
    target_line(axes, rigid, left=False)
    met_at(axes, matches, "G", right=True)
    axes.set_ylabel("low quality")


def survival_against_shape(tables: Tables, labels: Mapping[str, str], axes: Axes) -> None:
    """Share of relationships that live on by age in years, beside the published shape and numbers."""
    for name in labels:
        rows = tables["survival"][tables["survival"]["arm"] == name]
        years, tone = rows["age"] / 12.0, POSTURES[name]
        axes.fill_between(years, rows["low"], rows["high"], step="post", color=tone, alpha=0.15, lw=0)
        axes.step(
            years,
            rows["survival"],
            where="post",
            color=tone,
            ls=POSTURE_DASHES.get(name, "-"),
            label=labels[name],
        )
    shape = tables["shape"]
    axes.plot(
        shape["age"] / 12.0, shape["survival"], color=INK, lw=0.9, ls=(0, (4, 3)), label="published shape"
    )
    last = float(shape["age"].max()) / 12.0
    for key, year in (("ended_1_year", 1.0), ("ended_5_years", 5.0)):
        fact = published(tables["facts"], key)
        axes.bar(year, fact["high"] - fact["low"], bottom=1.0 - fact["high"], width=0.5, color=PALE, lw=0)
        axes.plot(year, 1.0 - fact["target"], marker="D", ms=4.5, color=INK, ls="none", zorder=5)
    axes.set_xlim(0.0, last)
    axes.set_ylim(0.0, 1.005)
    axes.xaxis.set_major_locator(MultipleLocator(1.0))
    per_cent(axes.yaxis)
    axes.set_xlabel("age (years)")
    axes.set_title("relationships that live on", loc="left")
    axes.legend(loc="upper right", frameon=False, handlelength=2.6, borderaxespad=0.0)


def hazard_against_shape(tables: Tables, labels: Mapping[str, str], axes: Axes) -> None:
    """Chance a month of ending, by year of age."""
    for place, name in enumerate(labels):
        rows = tables["hazard"][tables["hazard"]["arm"] == name]
        at = rows["year"] + 0.09 * (place - 1.5)
        tone = POSTURES[name]
        axes.vlines(at, rows["low"].clip(lower=0.0), rows["high"], color=tone, lw=0.9)
        axes.plot(
            at, rows["hazard"], color=tone, ls=POSTURE_DASHES.get(name, "-"), marker="o", ms=2.6, lw=0.9
        )
    shape = tables["shape"].dropna()
    axes.plot(shape["age"] / 12.0, shape["hazard"], color=INK, lw=0.9, ls=(0, (4, 3)))
    axes.set_ylim(bottom=0.0)
    axes.xaxis.set_major_locator(MultipleLocator(1.0))
    per_cent(axes.yaxis)
    axes.set_xlabel("year of age")
    term = int(tables["spells"]["term"].iloc[0])
    axes.set_title(f"chance a month of ending (rigid terms: {term} months)", loc="left")


def varied_worlds(tables: Tables, axes: Axes, key: str, words: str) -> None:
    """What worlds that differ in terms, form or partings say to a fact: a row each."""
    table, fact = tables["variations"], published(tables["facts"], key)
    axes.axvspan(float(fact["low"]), float(fact["high"]), color=PALE, lw=0)
    axes.axvline(float(fact["target"]), color=INK, lw=0.8, ls=(0, (4, 3)))
    for place, row in enumerate(table.to_dict("records")):
        tone = VERMILION if place == 0 else INK
        within = row[f"{key}_verdict"] == "within"
        axes.plot([row[f"{key}_low"], row[f"{key}_high"]], [place, place], color=tone, lw=1.2)
        axes.plot(row[key], place, marker="o", ms=4, color=tone, mfc=tone if within else "white", ls="none")
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1.03)
    per_cent(axes.xaxis)
    axes.grid(axis="x", color="#EEEEEE", lw=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(left=False)
    axes.set_title(words, loc="left")
    axes.set_xlabel("share of relationships")


def besedes_prusa_figure(
    tables: Tables, labels: Mapping[str, str], title: str, caption: str, sheet: Sheet
) -> Figure:
    """Survival and hazard by age in the default world, and ended shares in varied ones."""
    figure = blank(5.9, sheet)
    seen = int(tables["spells"]["relationships"].sum())
    finish(figure, title, f"{BESEDES_NOTE} {many(seen)} relationships in all worlds. {caption}")
    halves: Any = figure.subfigures(2, 1, height_ratios=[1.15, 1.0])
    upper, lower = halves
    above = upper.subplots(1, 2)
    survival_against_shape(tables, labels, above[0])
    hazard_against_shape(tables, labels, above[1])
    below = lower.subplots(1, 2, sharey=True)
    varied_worlds(tables, below[0], "ended_1_year", "WIIFME: ended by 1 year")
    varied_worlds(tables, below[1], "ended_5_years", "WIIFME: ended by 5 years")
    below[0].set_yticks(range(len(tables["variations"])), tables["variations"]["label"])
    for axes in (*above, *below):
        axes.spines[["top", "right"]].set_visible(False)
    return figure
