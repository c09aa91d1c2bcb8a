"""Promises: the patience that keeps them, and the trust that they earn (L1, L14)."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from experiments.theory import closed_forms as cf
from experiments.theory.case import Case
from experiments.theory.points import curve, grid, point, points_table, said
from experiments.theory.settings import Luck, played, world
from sim.ensemble import events_of
from sim.measures.inference import mean_interval, values_of
from sim.measures.wording import percent
from sim.plots.style import BLUE, GREEN, VERMILION
from sim.plots.theory import Frame, Mark
from sim.scenario import PromiseGame, Scenario, Surplus

TEMPTATION, SLIP = PromiseGame().temptation, PromiseGame().slip
RENT = (Surplus().value - Surplus().cost) / 2.0
"""What the relationship gives each side a month; outside there is nothing."""

DETECTIONS = {"d = 0.9": 0.9, "d = 0.3": 0.3, "d = 0.1": 0.1}
SHADES = dict(zip(DETECTIONS, (GREEN, BLUE, VERMILION)))
NEAR = 0.01
"""How near the threshold the nearest points are, on either side."""


def patience_world(patience: float, detection: float) -> Scenario:
    """Calculating pairs without an end in sight; what they expect of each other is what they have."""
    return world(
        {"calculating": {"menu": ["relational"], "patience": patience}},
        pairs=5,
        months=24,
        groups={
            "promises": {"temptation": TEMPTATION, "slip": SLIP, "detection": detection},
            "choice": {"outside_fixed": True, "outside_buyer": 0.0, "outside_supplier": 0.0,
                       "estimate_rate": 0.0},
        },
    )  # fmt: skip


def patiences(detection: float) -> list[float]:
    """Even steps, and two points close to the threshold: on it a firm is indifferent."""
    threshold = cf.critical_patience(TEMPTATION, detection, RENT)
    even = [round(0.1 * step, 1) for step in range(1, 10)]
    apart = [one for one in even if abs(one - threshold) > NEAR]
    return sorted([*apart, threshold - NEAR, threshold + NEAR])


def kept(patience: float, detection: float) -> float:
    """The share of promises kept: none below δ*, all but slips from it on."""
    return 1.0 - SLIP if patience >= cf.critical_patience(TEMPTATION, detection, RENT) else 0.0


def patience_table(luck: Luck) -> pd.DataFrame:
    """Share of promises kept at each patience and chance of being seen."""
    rows, address = [], 0
    for series, detection in DETECTIONS.items():
        for patience in patiences(detection):
            table = played(patience_world(patience, detection), luck, "patience", address).replicates
            found = mean_interval(values_of(table, "kept_share", "world"))
            rows.append(point("", series, patience, kept(patience, detection), found))
            address += 1
    return points_table(rows)


def patience_curves() -> pd.DataFrame:
    """A step at δ*."""
    parts = []
    for series, detection in DETECTIONS.items():
        threshold = cf.critical_patience(TEMPTATION, detection, RENT)
        xs = sorted([0.05, np.nextafter(threshold, 0.0), threshold, 1.0])
        parts.append(curve("", series, xs, partial(kept, detection=detection)))
    return pd.concat(parts)


def patience_title(table: pd.DataFrame) -> str:
    """Between which simulated points promises begin to be kept."""
    told = []
    for series in DETECTIONS:
        rows = table[table["series"] == series]
        held, broken = rows[rows["mean"] > 0.5]["x"], rows[rows["mean"] <= 0.5]["x"]
        if held.empty:
            told.append(f"nowhere ({series})")
        elif broken.empty:
            told.append(f"everywhere ({series})")
        else:
            told.append(f"from δ = {said((held.min() + broken.max()) / 2.0)} ({series})")
    return f"Promises are kept {', '.join(told)}"


PATIENCE = Case(
    name="patience",
    law="L1",
    question="How patient must a calculating firm be to keep a promise that nobody can enforce?",
    formula="kept iff δ ≥ δ* = c_q/(c_q + d(π − π̄))",
    sources=("levin_2003", "baker_gibbons_murphy_2002", "friedman_1971"),
    note=f"c_q = {TEMPTATION:g}, π − π̄ = {RENT:g}; an intended keep is missed with chance {SLIP:g}; d: "
    f"chance that conduct is seen. 5 pairs, 24 months; the nearest points lie {NEAR:g} from δ*.",
    table=patience_table,
    curves=patience_curves,
    title=patience_title,
    frame=Frame(
        xlabel="patience δ, a month",
        ylabels={"": "share of promises kept"},
        tones=SHADES,
        marks=tuple(
            Mark("", threshold, 0.5, f"{series}\nδ* = {said(threshold)}", (5, -4), SHADES[series], tick=False)
            for series, detection in DETECTIONS.items()
            for threshold in (cf.critical_patience(TEMPTATION, detection, RENT),)
        ),
        named=None,
        nested=True,
    ),
)

RATIOS = {"w₋/w₊ = 1": 1.0, "w₋/w₊ = 2": 2.0, "w₋/w₊ = 3": 3.0}
HUES = dict(zip(RATIOS, (GREEN, BLUE, VERMILION)))
RELIABILITIES = [round(0.1 * step, 1) for step in range(1, 10)]
LIFE = 200


def trust_world(reliability: float, ratio: float, pairs: int) -> Scenario:
    """Pairs whose every promise is seen, and kept with a given chance; nothing fades."""
    conduct = ("opening", "after_kept_kept", "after_kept_broken", "after_broken_kept", "after_broken_broken")
    return world(
        {"chancy": {"conduct": "reactive", **dict.fromkeys(conduct, reliability)}},
        pairs=pairs,
        months=LIFE,
        groups={
            "promises": {"detection": 1.0},
            "trust": {"strength": 1e-6, "forgetting": 1.0, "good_weight": 1.0, "bad_weight": ratio},
        },
    )


def trust_table(luck: Luck) -> pd.DataFrame:
    """Buyers' mean trust after long experience; every pair is a unit of its own."""
    rows, address, pairs = [], 0, luck.replicates
    for series, ratio in RATIOS.items():
        for reliability in RELIABILITIES:
            scenario = trust_world(reliability, ratio, pairs)
            told = events_of(scenario, "world", 0, luck.of("trust", address))
            last = told[told["month"] == LIFE]
            prior = 0.5 * scenario.trust.strength
            counted = last["good_buyer"] + last["bad_buyer"] + scenario.trust.strength
            found = mean_interval((last["good_buyer"] + prior) / counted)
            rows.append(point("", series, reliability, cf.stationary_trust(reliability, ratio), found))
            address += 1
    return points_table(rows)


def trust_curves() -> pd.DataFrame:
    """p/(p + (1 − p)·w₋/w₊)."""
    xs = grid(0.0, 0.95)
    return pd.concat(
        [curve("", series, xs, partial(cf.stationary_trust, ratio=one)) for series, one in RATIOS.items()]
    )


def trust_title(table: pd.DataFrame) -> str:
    """How far the most reliable partner is trusted at the greatest ratio."""
    top = table[table["series"] == list(RATIOS)[-1]].sort_values("x").iloc[-1]
    gap = top["mean"] - top["x"]
    verdict = "Trust is not reliability" if abs(gap) > 0.01 else "Trust is reliability"
    weighs = f"bad weighs {RATIOS[str(top['series'])]:g} times as much as good"
    trusted = f"who keeps {percent(top['x'])} of promises is trusted at {said(top['mean'])}"
    return f"{verdict}: {trusted} if {weighs}"


TRUST = Case(
    name="trust",
    law="L14",
    question="How far is a partner trusted that keeps a given share of its promises?",
    formula="τ → p/(p + (1 − p)·w₋/w₊)",
    sources=("josang_ismail_2002",),
    note=f"Each promise kept by lot and seen; no forgetting, a prior worth nothing. Units are pairs, as "
    f"many as replicates, after {LIFE} months.",
    table=trust_table,
    curves=trust_curves,
    title=trust_title,
    frame=Frame(
        xlabel="reliability p: chance that a promise is kept",
        ylabels={"": "trust τ"},
        tones=HUES,
    ),
)
