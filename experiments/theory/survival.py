"""Who survives: firms with a cash reserve, and strategies that are imitated (L12, L13)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from experiments.theory import closed_forms as cf
from experiments.theory.case import Case
from experiments.theory.points import curve, grid, point, points_table, share_interval
from experiments.theory.settings import Luck, played, world
from sim.measures.inference import valid
from sim.measures.wording import percent
from sim.plots.style import BLUE, GREEN, GREY, VERMILION
from sim.plots.theory import Frame, Mark
from sim.scenario import Imitation, Money, Scenario

RESERVE = Money().cash + Money().credit
NOISE = 0.3
DRIFTS = {"drift −0.02": -0.02, "drift 0": 0.0, "drift +0.02": 0.02}
MONTHS = (36, 48, 60, 84, 108, 132, 168, 204, 240)
INCOME, PLENTY = 0.15, 100.0
FIRMS = 20


def ruin_world(months: int, drift: float) -> Scenario:
    """Buyers that live on a noisy income less a fixed cost; suppliers so rich that none fails."""
    return world(
        {"rigid": {}},
        pairs=FIRMS,
        months=months,
        groups={
            "surplus": {"value": PLENTY + INCOME, "cost": 0.0},
            "bargaining": {"price": PLENTY},
            "shocks": {"payoff_noise": NOISE},
            "money": {"ruin": True, "fixed_cost": INCOME - drift, "entry_delay": 10**6},
        },
    )


def ruin_table(luck: Luck) -> pd.DataFrame:
    """Share of founding buyers ruined within so many months; every firm is a unit of its own."""
    rows, address = [], 0
    for series, drift in DRIFTS.items():
        for months in MONTHS:
            table = valid(played(ruin_world(months, drift), luck, "ruin", address).replicates)
            found = share_interval(float(table["bankruptcies"].sum()), FIRMS * len(table))
            theory = cf.ruin_chance(months, RESERVE, drift, NOISE)
            rows.append(point("", series, float(months), theory, found))
            address += 1
    return points_table(rows)


def ruin_curves() -> pd.DataFrame:
    """First passage, the level put .5826 sd further off."""
    xs = grid(1.0, float(MONTHS[-1]))
    chance = partial(cf.ruin_chance, reserve=RESERVE, sd=NOISE)
    return pd.concat([curve("", name, xs, partial(chance, drift=one)) for name, one in DRIFTS.items()])


def ruin_title(table: pd.DataFrame) -> str:
    """How many are ruined by the last month, by drift."""
    last = table[table["x"] == table["x"].max()].set_index("series")["mean"]
    down, even, up = (float(last[series]) for series in DRIFTS)
    names = list(DRIFTS)
    start = "nobody" if even == 0.0 else f"{percent(even)} of firms"
    others = f"{percent(down)} at {names[0]}, {percent(up)} at {names[2]}"
    return f"Within {table['x'].max():.0f} months luck alone ruins {start}; {others}"


RUIN = Case(
    name="ruin",
    law="L12",
    question="How long does a firm live on its cash when its income is noisy?",
    formula="P(ruined by t) = Φ(−(B + mt)/(s√t)) + e^(−2mB/s²)·Φ(−(B − mt)/(s√t)), B = K₀ + credit + .5826s",
    sources=("siegmund_1985",),
    note=f"K₀ + credit = {RESERVE:g}, s = {NOISE:g} a month. Units are founding buyers, {FIRMS} in a "
    "replicate; Wilson intervals.",
    table=ruin_table,
    curves=ruin_curves,
    title=ruin_title,
    frame=Frame(
        xlabel="months since founding",
        ylabels={"": "share of founders ruined"},
        tones=dict(zip(DRIFTS, (VERMILION, GREY, GREEN))),
        step=24.0,
    ),
)

SIZES = {"N = 4": (4, 150), "N = 6": (6, 300)}
"""Firms of the role, and months enough for one of the two strategies to be alone."""
ADVANTAGES = [-1.5, -1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0, 1.5]
RUNS = 10
"""Worlds for each replicate of the other pictures: a world gives but a yes or a no."""


def fixation_world(advantage: float, firms: int, months: int) -> Scenario:
    """Buyers who keep or break every promise, one of them unlike the others; one looks at another a month.

    The mutant breaks where that pays (`advantage` > 0) and keeps where breaking pays the others.
    """
    intensity = Imitation().intensity
    always = ("opening", "after_kept_kept", "after_kept_broken", "after_broken_kept", "after_broken_broken")
    keeper = {"conduct": "reactive", **dict.fromkeys(always, 1.0)}
    breaker = {"conduct": "reactive", **dict.fromkeys(always, 0.0)}
    better, worse = (breaker, keeper) if advantage >= 0.0 else (keeper, breaker)
    return world(
        {"mutant": better, "resident": worse, "supplier": keeper},
        pairs=firms,
        months=months,
        groups={
            "promises": {"temptation": abs(advantage) / intensity},
            "imitation": {"rate": 1.0 / firms, "intensity": intensity, "memory": 1},
        },
        buyers={"mutant": 1.0 / firms, "resident": 1.0 - 1.0 / firms},
        suppliers="supplier",
    )


def fixation_table(luck: Luck) -> pd.DataFrame:
    """Share of worlds in which the mutant's strategy is that of all buyers in the end."""
    rows, address = [], 0
    runs = replace(luck, replicates=RUNS * luck.replicates)
    for series, (firms, months) in SIZES.items():
        for advantage in ADVANTAGES:
            scenario = fixation_world(advantage, firms, months)
            accounts = played(scenario, runs, "fixation", address).accounts
            of_mutants = (accounts["role"] == "buyer") & (accounts["strategy"] == "mutant")
            held = accounts[of_mutants & (accounts["month"] == months)]["firms"].sum() / firms
            found = share_interval(float(held), runs.replicates)
            rows.append(point("", series, advantage, cf.fixation_chance(advantage, firms), found))
            address += 1
    return points_table(rows)


def fixation_curves() -> pd.DataFrame:
    """(1 − e^(−βu))/(1 − e^(−βuN))."""
    xs = grid(-1.5, 1.5)
    return pd.concat(
        [curve("", name, xs, partial(cf.fixation_chance, firms=one)) for name, (one, _) in SIZES.items()]
    )


def fixation_title(table: pd.DataFrame) -> str:
    """How often a mutant takes over that is much better, and one that is no better."""
    rows = table[table["series"] == list(SIZES)[-1]].set_index("x")["mean"]
    top, even = float(rows[max(ADVANTAGES)]), float(rows[0.0])
    verdict = "The better strategy is not sure to win" if top < 0.99 else "The better strategy always wins"
    return (
        f"{verdict}: among {SIZES[list(SIZES)[-1]][0]} firms a mutant takes over in {percent(top)} of "
        f"worlds at βu = {max(ADVANTAGES):g}, in {percent(even)} if no better"
    )


FIXATION = Case(
    name="fixation",
    law="L13",
    question="How likely does one firm's new way of doing business become everybody's by imitation?",
    formula="(1 − e^(−βu)) / (1 − e^(−βuN)); 1/N if no better",
    sources=("traulsen_nowak_pacheco_2006",),
    note=f"One imitation a month; u: what the mutant makes more a month; at u > 0 it alone "
    f"breaks its promises, at u < 0 it alone keeps them; β = {Imitation().intensity:g}. Units are worlds, "
    f"{RUNS} a replicate; Wilson intervals.",
    table=fixation_table,
    curves=fixation_curves,
    title=fixation_title,
    frame=Frame(
        xlabel="payoff advantage of the mutant, times the intensity of imitation: βu",
        ylabels={"": "share of worlds that\nthe mutant takes over"},
        tones=dict(zip(SIZES, (BLUE, VERMILION))),
        marks=tuple(
            Mark("", 0.0, 1.0 / firms, f"1/{firms}", shift, tick=False)
            for (firms, _), shift in zip(SIZES.values(), ((-19.0, 4.0), (7.0, -9.0)))
        ),
    ),
)
