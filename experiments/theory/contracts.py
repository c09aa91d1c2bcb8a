"""Flexible or rigid, by shading; and what honesty in bargaining is worth (L6, L4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from experiments.theory import closed_forms as cf
from experiments.theory.case import Case
from experiments.theory.points import crossing, curve, grid, point, points_table, said
from experiments.theory.settings import Luck, played, world
from sim.measures.inference import mean_interval, paired_difference, values_of
from sim.measures.wording import number, percent
from sim.plots.style import BLUE, COLOURS
from sim.plots.theory import Frame, Mark
from sim.scenario import Scenario

UNIFORM = {"value": 0.5, "value_spread": 0.5, "cost": 0.5, "cost_spread": 0.5}
"""Value and cost are uniform on [0, 1]."""

NARROWING = 0.6
SHADINGS = [round(0.1 * step, 1) for step in range(11)]
FLEXIBLE, AGREED = "flexible", "flexible, principles agreed"
NARROWED = {FLEXIBLE: 0.0, AGREED: NARROWING}
ARMS = {FLEXIBLE: "flexible", AGREED: "agreed"}


def flexibility_world(shading: float) -> Scenario:
    """A rigid price of ½ beside any price that serves both, with shading, with and without principles."""
    return world(
        {
            "rigid": {"menu": ["rigid"]},
            "flexible": {"menu": ["flexible"]},
            "agreed": {"menu": ["relational"], "principles": True, "integrity": 1.0},
        },
        pairs=5,
        months=24,
        groups={
            "surplus": {**UNIFORM, "redrawn": True},
            "bargaining": {"price": 0.5},
            "contract": {"band": 0.5},
            "shading": {"strength": shading},
            "risk": {"fading": 1.0},
            "process": {"narrowing": NARROWING},
        },
        arms={name: {"population": name} for name in ("rigid", "flexible", "agreed")},
    )


def flexibility_table(luck: Luck) -> pd.DataFrame:
    """Flexible minus rigid, paired on common luck, at each strength of shading."""
    rows = []
    for place, shading in enumerate(SHADINGS):
        table = played(flexibility_world(shading), luck, "flexibility", place).replicates
        for series, narrowing in NARROWED.items():
            theory = cf.flexible_surplus(shading, narrowing) - cf.flexible_surplus(shading, band=0.0)
            found = paired_difference(table, "joint_slot", ARMS[series], "rigid")
            rows.append(point("", series, shading, theory, found))
    return points_table(rows)


def flexibility_curves() -> pd.DataFrame:
    """1/6(1 − θ(1 − G)) − 1/8."""

    def advantage(narrowing: float) -> Callable[[float], float]:
        return lambda shading: cf.flexible_surplus(shading, narrowing) - cf.flexible_surplus(0.0, band=0.0)

    return pd.concat([curve("", one, grid(0.0, 1.0), advantage(g)) for one, g in NARROWED.items()])


def paying(table: pd.DataFrame, series: str) -> str:
    """At which strengths of shading the simulated flexible price beats the rigid one, in words."""
    rows = table[table["series"] == series].sort_values("x")
    passed = crossing(rows)
    if np.isfinite(passed):
        return f"{'up to' if rows['mean'].iloc[0] > 0.0 else 'from'} θ = {said(passed)}"
    return "at every θ" if rows["mean"].min() > 0.0 else "at no θ"


def flexibility_title(table: pd.DataFrame) -> str:
    """Where flexibility pays, as the simulation has it."""
    bare, agreed = paying(table, FLEXIBLE), paying(table, AGREED)
    return f"A flexible price beats a rigid one {bare}, and with agreed principles {agreed}"


FLEXIBILITY = Case(
    name="flexibility",
    law="L6",
    question="When does a flexible price beat a rigid one, if those who get less than they could shade?",
    formula="W_flexible − W_rigid = 1/6·(1 − θ(1 − G)) − 1/8",
    sources=("hart_moore_2008", "frydlinger_hart_2019", "fehr_hart_zehnder_2011"),
    note=f"v, c ~ U[0, 1] anew every month, 5 pairs, 24 months; principles narrow entitlements by "
    f"G = {NARROWING}.",
    table=flexibility_table,
    curves=flexibility_curves,
    title=flexibility_title,
    frame=Frame(
        xlabel="shading θ per unit of grievance",
        ylabels={"": "flexible − rigid, joint surplus\n(money per pair and month)"},
        tones={FLEXIBLE: COLOURS["flexible"], AGREED: COLOURS["relational"]},
        marks=tuple(
            Mark("", cf.break_even_shading(g), 0.0, f"θ = {said(cf.break_even_shading(g), 3)}")
            for g in NARROWED.values()
        ),
        baseline=0.0,
    ),
)

HONESTIES = [step / 8.0 for step in range(9)]
TRADES, GAINS = "trades", "gains"
MEETING, RUNS = 20, 10
"""Pairs that meet in a world; worlds for each replicate of the other pictures, for a world is soon played."""


def honesty_world(honesty: float) -> Scenario:
    """Strangers who meet once, each knowing only what the trade is worth to itself."""
    return world(
        {"bargainer": {"honesty": honesty}},
        pairs=MEETING,
        months=1,
        groups={"surplus": UNIFORM, "bargaining": {"price_fixed": False}},
    )


def honesty_table(luck: Luck) -> pd.DataFrame:
    """Share of pairs that agree, and what they gain, at each honesty."""
    rows, runs = [], replace(luck, replicates=RUNS * luck.replicates)
    for place, honesty in enumerate(HONESTIES):
        table = played(honesty_world(honesty), runs, "honesty", place).replicates
        for panel, column, formula in (
            (TRADES, "fill", cf.trade_chance),
            (GAINS, "joint_slot", cf.bargaining_gains),
        ):
            found = mean_interval(values_of(table, column, "world"))
            rows.append(point(panel, panel, honesty, formula(honesty), found))
    return points_table(rows)


def honesty_curves() -> pd.DataFrame:
    """The two integrals over bid ≥ ask."""
    xs = grid(0.0, 1.0)
    return pd.concat(
        [curve(TRADES, TRADES, xs, cf.trade_chance), curve(GAINS, GAINS, xs, cf.bargaining_gains)]
    )


def honesty_title(table: pd.DataFrame) -> str:
    """What honesty does to agreement and gains, from one end to the other."""

    def ends(panel: str) -> tuple[float, float]:
        means = table[table["panel"] == panel].sort_values("x")["mean"]
        return float(means.iloc[0]), float(means.iloc[-1])

    (deals, more), (least, most) = ends(TRADES), ends(GAINS)
    verb = "makes" if more > deals else "unmakes"
    way = "rise" if most > least else "fall"
    return (
        f"Honesty {verb} trades: {percent(deals)} of pairs agree at h = 0, {percent(more)} at 1; "
        f"gains {way} from {number(least)} to {number(most)}"
    )


HONESTY = Case(
    name="honesty",
    law="L4",
    question="How many trades that would pay both are lost when each bargains for itself alone?",
    formula="P = (18(1 + h)² − 3h²(1 − h)) / (16(2 + h)²); gains by the same integral of v − c",
    sources=("chatterjee_samuelson_1983", "myerson_satterthwaite_1983"),
    note=f"v, c ~ U[0, 1], each its owner's secret; {MEETING} pairs that meet once, {RUNS} "
    "worlds a replicate; reports are part truth, part the linear equilibrium of the double auction, and "
    "never beyond the truth.",
    table=honesty_table,
    curves=honesty_curves,
    title=honesty_title,
    frame=Frame(
        xlabel="honesty h of both",
        ylabels={
            TRADES: "share of pairs that agree",
            GAINS: "gains from trade\n(money per pair)",
        },
        tones={TRADES: BLUE, GAINS: BLUE},
        named=None,
        marks=(
            Mark(TRADES, 0.0, 9 / 32, "9/32", (8, -9), tick=False),
            Mark(TRADES, 1.0, 1 / 2, "1/2", (-22, 2), tick=False),
            Mark(GAINS, 0.0, 9 / 64, "9/64", (8, -9), tick=False),
            Mark(GAINS, 1.0, 1 / 6, "1/6", (-19, 14), tick=False),
        ),
    ),
)
