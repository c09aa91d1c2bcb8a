"""Hold-up: what power takes away from investment, and what gives it back (L5)."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from experiments.theory import closed_forms as cf
from experiments.theory.case import Case
from experiments.theory.points import curve, grid, point, points_table
from experiments.theory.settings import Luck, played, world
from sim.measures.inference import mean_interval, values_of
from sim.measures.wording import percent
from sim.plots.style import BLUE, GREEN, SKY, VERMILION
from sim.plots.theory import Frame
from sim.scenario import Investment, Scenario, Surplus

GAIN = Investment().gain
MARGIN = Surplus().value - Surplus().cost
FEEL = {
    "neither": (0.0, 0.0), "equity ½": (0.5, 0.0), "equity 1": (1.0, 0.0), "reciprocity 1": (0.0, 1.0),
}  # fmt: skip
"""The buyer's equity and reciprocity."""
WEIGHTS = [step / 8.0 for step in range(1, 9)]
INVESTED, YIELDED = "invested", "yielded"


def holdup_world(weight: float, equity: float, reciprocity: float) -> Scenario:
    """Suppliers that invest for one buyer, whose power leaves them `weight` of what is split."""
    return world(
        {"rigid": {"equity": equity, "reciprocity": reciprocity}},
        pairs=2,
        months=3,
        groups={"bargaining": {"power": 1.0 - 2.0 * weight}, "investment": {"gain": GAIN}},
    )


def holdup_table(luck: Luck) -> pd.DataFrame:
    """k/a and efficiency, from payoffs.

    A supplier that answers best gains (1 − ς)k²/2 by investing, so its payoff over price − cost tells k; the
    joint payoff over v − c, divided by ½a², is the efficiency.
    """
    rows, address = [], 0
    for series, (equity, reciprocity) in FEEL.items():
        for weight in WEIGHTS:
            scenario = holdup_world(weight, equity, reciprocity)
            table = played(scenario, luck, "hold_up", address).replicates
            own = values_of(table, "supplier_slot", "world") - (scenario.bargaining.price - Surplus().cost)
            share = np.sqrt(2.0 * own.clip(lower=0.0) / (1.0 - 0.5 * reciprocity)) / GAIN
            efficiency = (values_of(table, "joint_slot", "world") - MARGIN) / (0.5 * GAIN**2)
            theory = cf.investment_share(weight, equity, reciprocity)
            rows.append(point(INVESTED, series, weight, theory, mean_interval(share)))
            yielded = cf.investment_efficiency(theory)
            rows.append(point(YIELDED, series, weight, yielded, mean_interval(efficiency)))
            address += 1
    return points_table(rows)


def _efficiency(weight: float, equity: float, reciprocity: float) -> float:
    return cf.investment_efficiency(cf.investment_share(weight, equity, reciprocity))


def holdup_curves() -> pd.DataFrame:
    """((1 − equ)β + equ(1 − ς))/(1 − ς), and 2(k/a) − (k/a)²."""
    xs, parts = grid(0.0, 1.0), []
    for series, (equity, reciprocity) in FEEL.items():
        share = partial(cf.investment_share, equity=equity, reciprocity=reciprocity)
        parts.append(curve(INVESTED, series, xs, share))
        parts.append(curve(YIELDED, series, xs, partial(_efficiency, equity=equity, reciprocity=reciprocity)))
    return pd.concat(parts)


def holdup_title(table: pd.DataFrame) -> str:
    """What is realised at even power, without and with each principle."""
    even = table[(table["panel"] == YIELDED) & (table["x"] == 0.5)].set_index("series")["mean"]
    bare, equal, mutual = (float(even[name]) for name in ("neither", "equity 1", "reciprocity 1"))
    if bare >= min(equal, mutual):
        return f"No hold-up at even power: {percent(bare)} of the gain is there without any principle"
    return (
        f"Hold-up at even power: {percent(bare)} of the gain is left; with equity {percent(equal)}, "
        f"with reciprocity {percent(mutual)}"
    )


HOLD_UP = Case(
    name="hold_up",
    law="L5",
    question="How much does a supplier invest for a buyer that may take the gain, and what is lost by it?",
    formula="k/a = ((1 − equ)β + equ(1 − ς))/(1 − ς), ς = ½rec; efficiency 2(k/a) − (k/a)²",
    sources=("grout_1984", "hart_moore_1988", "klein_crawford_alchian_1978"),
    note=f"a = {GAIN:g}; equity and reciprocity are the buyer's. Above 1 too much is invested. "
    "No luck enters.",
    table=holdup_table,
    curves=holdup_curves,
    title=holdup_title,
    frame=Frame(
        xlabel="supplier's weight β; 0: all power with the buyer",
        ylabels={INVESTED: "investment k/a", YIELDED: "efficiency: share of ½a²"},
        tones=dict(zip(FEEL, (VERMILION, SKY, BLUE, GREEN))),
        named=INVESTED,
        places={
            "neither": (0.6, 0.42),
            "equity ½": (0.02, 0.68),
            "equity 1": (0.02, 1.09),
            "reciprocity 1": (0.4, 1.6),
        },
    ),
)
